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

export function stockPolicy(
  t: TenantConfiguration, of: { channel: string; sku: string; on: LocalDate; place?: Position },
): PolicyInForce {
  const value = (scope: string) => t.policies.get(`stock|${scope}`) as StockPolicyValue | undefined;
  return policyInForce({ all: value('*'), own: value(of.channel) }, { ...of, itemClass: t.items.get(of.sku)?.class ?? undefined });
}

/** Every connection that sells. */
export const channelsOf = (t: TenantConfiguration): string[] =>
  [...t.connections.values()].filter((c) => c.row.roles.includes('channel') && c.row.state !== 'closed').map((c) => c.connection);

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
  const setAside = channelsOf(t).filter((c) => c !== channel).flatMap((c) => {
    const quantity = stockPolicy(t, { channel: c, sku, on }).reserve;
    return quantity > 0 ? [{ channel: c, quantity }] : [];
  });
  return sellable({
    positions: open(own), on, policy, setAside, pending: pending.get(sku) ?? 0, soldAhead: own?.claimed ?? 0,
    incoming: (own?.incoming ?? []).filter((i) => asked.places?.has(i.location) ?? true), confidence: believed.step,
    policyAt: (place) => stockPolicy(t, { channel, sku, on, place }),
    kit: parts.length === 0 ? undefined : parts.map(([part, quantity]) =>
      ({ sku: part, quantity, positions: open(holdings.get(part)), pending: pending.get(part) ?? 0 })),
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
