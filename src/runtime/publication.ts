/**
 * The number of one item at one channel, as it would be said now. It is derived when something changes, and once more
 * right before it is sent: what waited for a partner may be old, and an old number is never sent.
 */
import type { Sku } from '#domain/brand.ts';
import { sayLead, unheardOf } from '#domain/publication.ts';
import type { PublishStock } from '#domain/messages.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Queryable } from '#store/query.ts';
import * as told from '#store/told.ts';
import { heardSince } from '#store/told-sold.ts';
import type { Draft } from './append.ts';
import { holdingsOf } from './availability-positions.ts';
import { sellableFor, type Asked } from './availability-sellable.ts';
import { stepsOf } from './confidence.ts';
import { derivedUuid } from './identity.ts';
import { tenantOf, type Platform, type TenantConfiguration } from './platform.ts';

/** Everything the numbers of SKUs follow from, as it is now. `spread`: on a distributed database. */
export async function askAbout(
  db: Queryable, t: TenantConfiguration, skus: readonly string[], { now, spread }: { readonly now: string; readonly spread: boolean },
): Promise<Asked> {
  const holdings = await holdingsOf(db, t, skus, spread);
  const pending = await told.pendingOf(db, t.tenant, [...holdings.keys()]);
  return { t, holdings, at: now, steps: await stepsOf(db, t.tenant), pending: new Map(pending.map((p) => [p.sku, p.units])) };
}

/** What a channel sold that is in no order of ours yet; asked only where it once answered with another number. */
export async function unheard(
  db: Queryable, at: { tenant: string; sku: string; now: string }, row: told.ListingRow,
): Promise<number> {
  if (row.sold_there === 0 || !row.sold_since) return 0;
  if (row.look_at && Temporal.Instant.compare(row.look_at, Temporal.Instant.from(at.now)) <= 0) return 0;
  const heard = await heardSince(db, { ...at, connection: row.connection, item: row.item, since: row.sold_since.toString() });
  return unheardOf(row.sold_there, heard);
}

/** After this many seconds of waiting a number is derived again before it is sent. */
const OLD_SECONDS = 20;

export interface Fresh {
  /** As it is to be sent: compared with what the channel has acknowledged by now. */
  readonly d: Claimed;
  /** Why it must not be sent any more. */
  readonly old?: string;
  readonly drafts?: readonly Draft[];
}

/**
 * Looks at wishes once more before they leave, all of them at once. Other wishes than stock are facts and stay as they are.
 * One that cannot be looked at now says why.
 */
export async function freshen(p: Platform, deliveries: readonly Claimed[], now: string): Promise<PromiseSettledResult<Fresh>[]> {
  const known = new Map<string, Promise<Asked>>();
  const old = Map.groupBy(deliveries.filter((d) => d.type === 'PublishStock' && waitedLong(d, now)), (d) => d.tenant);
  const askOnce = (tenant: string): Promise<Asked> => {
    const asked = known.get(tenant) ?? askAbout(p.pool, tenantOf(p, tenant), (old.get(tenant) ?? []).map(skuOf),
      { now, spread: p.distributed });
    known.set(tenant, asked);
    return asked;
  };
  return Promise.allSettled(deliveries.map((d) => freshenOne(p, d, { now, askOnce })));
}
const skuOf = (d: Claimed): string => (d.data as PublishStock['data']).sku;
const waitedLong = (d: Claimed, now: string): boolean =>
  d.attempts > 1 || Temporal.Instant.from(now).since(d.at).total('seconds') > OLD_SECONDS;

interface Looking { readonly now: string; readonly askOnce: (tenant: string) => Promise<Asked> }
async function freshenOne(p: Platform, d: Claimed, { now, askOnce }: Looking): Promise<Fresh> {
  if (d.type !== 'PublishStock') return { d };
  const wish = d.data as PublishStock['data'];
  const row = await told.listing(p.pool, { tenant: d.tenant, connection: wish.to, item: wish.item, sku: wish.sku });
  if (!row) return { d };
  const newer = row.wanted !== null && (row.wanted !== wish.quantity || row.wanted_lead !== sayLead(wish.lead));
  if (newer) return { d, old: `a newer number replaced it: ${row.wanted}` };
  if (waitedLong(d, now)) {
    const { quantity } = sellableFor(await askOnce(d.tenant), wish.to, wish.sku);
    const number = quantity === undefined ? undefined
      : Math.max(0, quantity - await unheard(p.pool, { tenant: d.tenant, sku: wish.sku, now }, row));
    if (number !== wish.quantity)
      return { d, old: `the stock changed while it waited: ${number ?? 'unknown'}`, drafts: [lookAgain(d, wish.sku, now)] };
  }
  const { was: _was, since: _since, ...rest } = wish;
  const since = row.acknowledged_at?.toString();
  return { d: { ...d, data: { ...rest, ...(row.acknowledged !== null && { was: row.acknowledged, ...(since && { since }) }) } } };
}

/** Begins the keys of what was not moved but is to be looked at once more. */
export const AGAIN = 'AvailabilityChanged:again:';
export const lookAgain = (d: Pick<Claimed, 'tenant' | 'id'>, sku: Sku | string, now: string): Draft => ({
  tenant: d.tenant, type: 'AvailabilityChanged', data: { sku }, subject: `stock:${sku}`, key: `${AGAIN}${d.id}:${sku}`,
  cause: d.id, correlation: derivedUuid(d.tenant, 'stock', sku), at: now,
});
