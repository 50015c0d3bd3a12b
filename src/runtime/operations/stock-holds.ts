/**
 * Holding stock for somebody until a time (a basket, a desk, a partner), and giving it back. The hold is a fact like
 * any other: decided under the same locks as orders, answered when it is committed, ended by its own timer.
 */
import type { LocationId, Sku, Timestamp } from '#domain/brand.ts';
import type { HoldEnded, StockHeld } from '#domain/messages.ts';
import type { ValidatedLine } from '#domain/messages.ts';
import { after } from '#domain/time.ts';
import { transaction } from '#store/query.ts';
import { productsOf } from '#store/configuration.ts';
import { holdOf, holderShard, reservationsOf, type Hold } from '#store/stock-reservation.ts';
import { appendPrepared, KnownAlready, prepare, type Draft } from '../append.ts';
import { delivery } from '../cascade.ts';
import { goodsHandler } from '../handlers/goods.ts';
import { holdingsOf } from '../availability-positions.ts';
import { derivedUuid } from '../identity.ts';
import { isPassing, now } from '../moment.ts';
import { tenantOf, type Platform, type TenantConfiguration } from '../platform.ts';
import { conflict, invalid, notFound } from './operation.ts';

export interface HoldAsked {
  readonly tenant: string;
  /** Made once by the caller: the same key is the same hold. */
  readonly key: string;
  /** Whose policies count: a channel connection, or `*`. */
  readonly channel: string;
  /** The caller's word for it, shown to people; no personal data. */
  readonly reference: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly seconds: number;
  /** Only at this place. */
  readonly location?: string;
}
export interface HoldMade {
  readonly holdId: string;
  readonly until: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly location: string }[];
}
export const LONGEST_HOLD = 7 * 24 * 3600;

/** All of it or nothing. @throws Refusal Conflict when it is not to be had, Invalid when the words are wrong. */
export async function hold(p: Platform, asked: HoldAsked): Promise<HoldMade> {
  check(asked);
  const { tenant } = asked;
  const stranger = strangerIn(tenantOf(p, tenant), { channel: asked.channel, locations: asked.location ? [asked.location] : [] });
  if (stranger) throw invalid(stranger);
  if (asked.lines.every((l) => tenantOf(p, tenant).items.get(l.sku)?.service))
    throw invalid(`${asked.lines.map((l) => l.sku).join(', ')}: a service lies on no shelf, so there is nothing to hold.`);
  const holdId = `hold-${derivedUuid(tenant, 'hold', asked.key)}`;
  const before = await holdOf(p.pool, tenant, holdId);
  if (before) return view(p, tenant, before);
  const at = now();
  const lines = asked.lines.map((l, i) => ({ lineId: String(i + 1), sku: l.sku as Sku, quantity: l.quantity }) as ValidatedLine);
  const data: StockHeld['data'] = {
    holdId, channel: asked.channel, reference: asked.reference, until: after(at, asked.seconds), lines,
    ...(asked.location && { at: asked.location as LocationId }),
  };
  await decide(p, { ...about(tenant, holdId, at), type: 'StockHeld', data, key: `StockHeld:${holdId}` })
    .catch(async (error: unknown) => { throw await unknownSku(p, asked) ?? error; });
  return view(p, tenant, (await holdOf(p.pool, tenant, holdId))!);
}

/** Gives a hold back; one that ended before stays as it ended. @throws Refusal NotFound. */
export async function release(p: Platform, tenant: string, holdId: string): Promise<{ ended: 'released' | 'expired' | 'taken' }> {
  const before = await holdOf(p.pool, tenant, holdId);
  if (!before) throw notFound(`There is no hold ${holdId}.`);
  if (before.ended) return { ended: before.ended };
  const data: HoldEnded['data'] = { holdId, because: 'released' };
  await decide(p, { ...about(tenant, holdId, now()), type: 'HoldEnded', data, key: `HoldEnded:${holdId}:released` });
  return { ended: (await holdOf(p.pool, tenant, holdId))?.ended ?? 'released' };
}

/** A name nobody has given to anything, in words: it would be answered as if it were a quiet channel or an empty place. */
export function strangerIn(
  t: TenantConfiguration, { channel, locations }: { channel?: string | undefined; locations: readonly string[] },
): string | undefined {
  const named = channel === undefined || channel === '*' || t.connections.has(channel) || t.policies.has(`stock|${channel}`);
  if (!named) return `There is no channel ${channel}; there are ${[...t.connections.keys()].sort().join(', ')}.`;
  const odd = locations.find((name) => !t.locations.some((l) => l.location === name));
  return odd && `There is no location ${odd}; there are ${t.locations.slice(0, 20).map((l) => l.location).join(', ')}` +
    `${t.locations.length > 20 ? ` and ${t.locations.length - 20} more` : ''}.`;
}
/** What nobody sells is not short, it is a mistake. */
async function unknownSku(p: Platform, { tenant, lines }: HoldAsked): Promise<Error | undefined> {
  const skus = lines.map((l) => l.sku);
  const known = new Set((await productsOf(p.pool, tenant, skus)).map((x) => x.sku));
  const holdings = await holdingsOf(p.pool, tenantOf(p, tenant), skus, p.distributed);
  const odd = lines.find((l) => !known.has(l.sku) && (holdings.get(l.sku)?.positions.length ?? 0) === 0);
  return odd && conflict(`There is no SKU ${odd.sku}; nothing was held.`);
}

const about = (tenant: string, holdId: string, at: Timestamp): Pick<Draft, 'tenant' | 'subject' | 'correlation' | 'at'> =>
  ({ tenant, at, subject: `hold:${holdId}`, correlation: derivedUuid(tenant, 'story', holdId) });

function check({ lines, seconds, key, reference }: HoldAsked): void {
  if (lines.length === 0 || lines.length > 100) throw invalid('A hold has between 1 and 100 lines.');
  if (lines.some((l) => !Number.isSafeInteger(l.quantity) || l.quantity < 1 || l.quantity > 1_000_000))
    throw invalid('A quantity is a whole number above zero.');
  if (!(seconds > 0 && seconds <= LONGEST_HOLD)) throw invalid(`A hold lasts between one second and ${LONGEST_HOLD} seconds.`);
  if (!key || !reference) throw invalid('A hold has a key and a reference.');
}

/**
 * Handled in the transaction that writes it down: the answer is final when it is given. Said twice at once, the second
 * finds it said, and nothing of its own stays.
 */
async function decide(p: Platform, draft: Draft, tries = 3): Promise<void> {
  const prepared = prepare(draft);
  try {
    await transaction(p.engine, async (tx) => {
      const batch = { platform: p, tx, leases: new Map(), now: now() };
      const [result] = await goodsHandler(batch, [delivery(prepared, 'ledger:goods', 'realtime')]);
      if (!result || 'fault' in result) throw conflict(result?.fault.detail ?? 'The hold was not answered.');
      prepared.settled.set('ledger:goods', { state: 'Done', attempts: 1 });
      await appendPrepared(tx, [prepared, ...result.drafts.map(prepare)], p.distributed);
    });
  } catch (error) {
    if (error instanceof KnownAlready) return;
    if (tries <= 1 || !isPassing(error)) throw error;
    await decide(p, draft, tries - 1);
  }
}

async function view(p: Platform, tenant: string, { hold_id: holdId, until, ended }: Hold): Promise<HoldMade> {
  const rows = await reservationsOf(p.pool, [holderShard(tenant, holdId)], [tenant], [holdId]);
  if (ended) throw conflict(`Hold ${holdId} was made before and has ended (${ended}): ask with another key.`);
  return {
    holdId, until: until.toString(),
    lines: rows.filter((r) => r.reserved > 0).map((r) => ({ sku: r.sku, quantity: r.reserved, location: r.location })),
  };
}
