/**
 * What a channel may sell of an item, from positions that were looked up: policies, confidence, kits and what is kept
 * for others come together here. The publication, the availability API and `threadline stock` say the same number
 * because they ask the same function.
 */
import type { LocalDate, Timestamp } from '#domain/brand.ts';
import { stepOver } from '#domain/confidence.ts';
import { sellable, sellsFrom, type ConfidenceStep, type Position, type Sellable } from '#domain/sellable.ts';
import { policyInForce, type PolicyInForce, type StockPolicyValue } from '#domain/stock-policy.ts';
import { dateIn } from '#domain/time.ts';
import type { Holding } from './availability-positions.ts';
import type { TenantConfiguration } from './platform.ts';

export interface Asked {
  readonly t: TenantConfiguration;
  readonly holdings: ReadonlyMap<string, Holding>;
  /** Units of orders that are not reserved yet, by SKU. */
  readonly pending: ReadonlyMap<string, number>;
  /** By location: how far its positions are believed. */
  readonly steps: ReadonlyMap<string, ConfidenceStep>;
  readonly at: string;
  /** Only what lies at these places; all of them unless given. */
  readonly places?: ReadonlySet<string>;
}

/** The day policies count by: a merchant's rules turn at midnight UTC everywhere at once. */
export const dayOf = (at: string): LocalDate => dateIn(at as Timestamp, 'UTC');

interface Which {
  readonly channel: string;
  readonly sku: string;
  readonly on: LocalDate;
  readonly place?: Pick<Position, 'location' | 'kind' | 'class'> | undefined;
}
/** What counts of a channel's stock policies for an item, anywhere or at one place. */
export function stockPolicy(t: TenantConfiguration, of: Which): PolicyInForce {
  const value = (scope: string) => t.policies.get(`stock|${scope}`) as StockPolicyValue | undefined;
  return policyInForce({ all: value('*'), own: value(of.channel) }, { ...of, itemClass: t.items.get(of.sku)?.class ?? undefined });
}

/** Every connection that sells. */
export const channelsOf = (t: TenantConfiguration): string[] =>
  [...t.connections.values()].filter((c) => c.row.roles.includes('channel') && c.row.state !== 'closed').map((c) => c.connection);

const keeps = (v: StockPolicyValue | undefined): boolean =>
  v?.reserve !== undefined || (v?.rules?.some((r) => r.reserve !== undefined) ?? false);

/**
 * Units of an item that are kept for others than a channel: for connections that sell, and for whoever a policy names (a
 * desk that holds units); what is closed keeps nothing. An order is promised by it, and a channel is told by it.
 */
export function keptForOthers(
  t: TenantConfiguration, { channel, sku, on }: { channel: string; sku: string; on: LocalDate },
): { channel: string; quantity: number }[] {
  const value = (scope: string) => t.policies.get(`stock|${scope}`) as StockPolicyValue | undefined;
  const named = [...t.policies.keys()].flatMap((name) => (name.startsWith('stock|') ? [name.slice('stock|'.length)] : []));
  const others = new Set(keeps(value('*')) ? [...channelsOf(t), ...named] : named.filter((scope) => keeps(value(scope))));
  return [...others].filter((c) => c !== channel && c !== '*' && t.connections.get(c)?.row.state !== 'closed').flatMap((c) => {
    const quantity = stockPolicy(t, { channel: c, sku, on }).reserve;
    return quantity > 0 ? [{ channel: c, quantity }] : [];
  });
}

export function sellableFor(asked: Asked, channel: string, sku: string): Sellable {
  const { t, holdings, pending } = asked;
  const on = dayOf(asked.at);
  const policy = stockPolicy(t, { channel, sku, on });
  const own = holdings.get(sku);
  const parts = Object.entries(t.items.get(sku)?.parts ?? {});
  const looked = parts.length > 0 ? parts.map(([part]) => holdings.get(part)) : [own];
  const believed = believing(asked, policy, looked);
  const open = (h: Holding | undefined) => (h?.positions ?? []).filter((p) =>
    !believed.paused.has(`${p.location} ${h!.sku}`) && (asked.places?.has(p.location) ?? true));
  const kept = (part: string): number => keptForOthers(t, { channel, sku: part, on }).reduce((n, x) => n + x.quantity, 0);
  return sellable({
    positions: open(own), on, policy, setAside: keptForOthers(t, { channel, sku, on }),
    pending: pending.get(sku) ?? 0, soldAhead: own?.claimed ?? 0,
    incoming: (own?.incoming ?? []).filter((i) => asked.places?.has(i.location) ?? true), confidence: believed.step,
    policyAt: (place) => stockPolicy(t, { channel, sku, on, place }),
    kit: parts.length === 0 ? undefined : parts.map(([part, quantity]) => ({
      sku: part, quantity, positions: open(holdings.get(part)), pending: pending.get(part) ?? 0, kept: kept(part),
    })),
  });
}

/** A paused place sells nothing while others do; the worst step of those left speaks for the number. */
function believing(
  { steps }: Asked, policy: PolicyInForce, holdings: readonly (Holding | undefined)[],
): { step: ConfidenceStep; paused: ReadonlySet<string> } {
  const paused = new Set<string>();
  const all: ConfidenceStep[] = [];
  for (const h of holdings)
    for (const p of h?.positions ?? []) {
      if (!sellsFrom(policy, p)) continue;
      const step = worse(steps.get(p.location) ?? 'full', h!.doubts.get(p.location)?.step ?? 'full');
      all.push(step);
      if (step === 'pause') paused.add(`${p.location} ${h!.sku}`);
    }
  const step = stepOver(all);
  return { step, paused: step === 'pause' ? new Set() : paused };
}
const ORDER: readonly ConfidenceStep[] = ['full', 'buffer', 'floor', 'pause'];
const worse = (a: ConfidenceStep, b: ConfidenceStep): ConfidenceStep => (ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b);
