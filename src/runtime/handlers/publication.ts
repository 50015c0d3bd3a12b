/**
 * What channels are told of stock: one availability per item, absolute, by compare-and-swap against what they last
 * acknowledged. A channel hears only what differs, a newer number replaces an older one that was not sent, and what
 * waits for a partner's budget waits in the order of what its lateness costs.
 */
import type { ConnectionId, ExternalId, Sku } from '#domain/brand.ts';
import type { AvailabilityChanged, ProductSeen, StockPublished } from '#domain/messages.ts';
import { headOf, leadOf, paced, riskOf, sayLead, type Lead } from '#domain/publication.ts';
import type { Sellable } from '#domain/sellable.ts';
import { after } from '#domain/time.ts';
import type { Timestamp } from '#domain/brand.ts';
import type { Claimed } from '#store/delivery.ts';
import * as told from '#store/told.ts';
import { saveSoldThere, shownFrom } from '#store/told-sold.ts';
import type { Draft } from '../append.ts';
import { channelsOf, sellableFor, type Asked } from '../availability-sellable.ts';
import { mappingOf, policyOf, tenantOf, type Connection, type TenantConfiguration } from '../platform.ts';
import { AGAIN, askAbout, lookAgain, unheard } from '../publication.ts';
import { piecesFor } from './goods-case.ts';
import { follow, sideBySide, type Batch, type LocalHandler, type Result } from './handler.ts';

/** What a channel sold and we have not heard of is taken off for so long; then somebody else changed its number. */
const UNHEARD_SECONDS = 600;

export const publicationHandler: LocalHandler = async (batch, deliveries) => {
  // What may touch the same listing goes one after the other; each changed SKU has listings of its own.
  const one = new Map<Claimed, Result>();
  for (const d of deliveries) {
    if (d.type === 'ProductSeen') one.set(d, { drafts: await listed(batch, d, d.data as ProductSeen['data']) });
    else if (d.type === 'StockPublished') one.set(d, { drafts: await acknowledged(batch, d, d.data as StockPublished['data']) });
  }
  const rest = deliveries.filter((d) => !one.has(d) && first(batch, d));
  const asked = await askTogether(batch, rest);
  const looks = await sideBySide(rest, (d) => changed(batch, d, { sku: skuIn(d), asked: asked.get(d.tenant)! }));
  for (const [i, d] of rest.entries()) one.set(d, looks[i]!);
  return deliveries.map((d) => one.get(d) ?? { drafts: [] });
};

const skuIn = (d: Claimed): Sku => (d.data as AvailabilityChanged['data']).sku;

/** What all that is looked at follows from, read at once for each tenant. */
async function askTogether(batch: Batch, deliveries: readonly Claimed[]): Promise<ReadonlyMap<string, Asked>> {
  const asked = new Map<string, Asked>();
  for (const [tenant, mine] of Map.groupBy(deliveries, (d) => d.tenant)) asked.set(tenant, await askFor(batch, tenant, mine.map(skuIn)));
  return asked;
}
const askFor = ({ platform, tx, now }: Batch, tenant: string, skus: readonly string[]): Promise<Asked> =>
  askAbout(tx, tenantOf(platform, tenant), skus, { now, spread: platform.distributed });

/**
 * Changes that stood in the log before this batch looked at a SKU are all in what it saw: a hundred sales of one item
 * are one number. What the batch itself moves comes later, all of it in one go (course.ts), and is one look more.
 */
const looked = new WeakMap<Batch, Set<string>>();
function first(batch: Batch, d: Claimed): boolean {
  const seen = looked.get(batch) ?? new Set();
  looked.set(batch, seen);
  const ahead = d.message > 0n ? '' : d.key.startsWith(AGAIN) ? d.id : 'ahead';
  const name = `${d.tenant} ${skuIn(d)} ${ahead}`;
  if (seen.has(name)) return false;
  seen.add(name);
  return true;
}

/** A channel lists an item: from now on it hears of its SKU. */
async function listed(batch: Batch, d: Claimed, p: ProductSeen['data']): Promise<Draft[]> {
  const t = tenantOf(batch.platform, d.tenant);
  const sku = mappingOf(t, 'sku', p.connection, p.external)?.own ?? p.statedSku;
  const sells = t.connections.get(p.connection)?.row.roles.includes('channel');
  if (!sku || !sells) return [];
  await told.list(batch.tx, { tenant: d.tenant, connection: p.connection, item: p.external, sku });
  // The number is derived where the SKU lives, one change after the other.
  return [lookAgain(d, sku, batch.now)];
}

/** What a channel shows now: what we wrote, or, when another number stood there, that one. */
async function acknowledged(batch: Batch, d: Claimed, s: StockPublished['data']): Promise<Draft[]> {
  const at = { tenant: d.tenant, connection: s.by, item: s.item ?? s.external, sku: s.sku };
  const before = (await told.listings(batch.tx, { tenant: d.tenant, sku: s.sku }))
    .find((r) => r.connection === at.connection && r.item === at.item);
  await told.acknowledge(batch.tx, at, { quantity: s.quantity, lead: s.instead === undefined ? sayLead(s.lead) : undefined });
  // Zero is a number, too: the last unit is where it counts.
  if (s.instead === undefined) return [];
  const sold = Math.max(0, (before?.acknowledged ?? s.quantity) - s.quantity);
  await saveSoldThere(batch.tx, at, sold > 0 ? await soldThere(batch, at, before, sold) : { units: 0, since: null, lookAt: null });
  await told.want(batch.tx, at, null);
  return changed(batch, d, { sku: s.sku, asked: await askFor(batch, d.tenant, [s.sku]) });
}

/** What is not heard of adds up: the first sale is not heard of because a second one came. */
async function soldThere(batch: Batch, at: told.Listing, before: told.ListingRow | undefined, sold: number) {
  const lookAt = after(batch.now as Timestamp, UNHEARD_SECONDS);
  const waits = before && before.sold_there > 0 && before.look_at && Temporal.Instant.compare(before.look_at, batch.now) > 0;
  if (waits && before.sold_since) return { units: before.sold_there + sold, since: before.sold_since.toString(), lookAt };
  const acknowledged = before?.acknowledged_at?.toString();
  return { units: sold, since: acknowledged ? await shownFrom(batch.tx, at, acknowledged) : batch.now, lookAt };
}

const hears = (c: Connection | undefined): c is Connection =>
  c?.connector.can.writes?.PublishStock !== undefined && c.row.state !== 'closed';

interface Looking { readonly batch: Batch; readonly d: Claimed; readonly t: TenantConfiguration; readonly sku: Sku }

async function changed(batch: Batch, d: Claimed, { sku, asked }: { readonly sku: Sku; readonly asked: Asked }): Promise<Draft[]> {
  const t = tenantOf(batch.platform, d.tenant);
  const l: Looking = { batch, d, t, sku };
  const drafts = [...await tellChannels(l, asked), ...kitsWith(l)];
  const free = (asked.holdings.get(sku)?.positions ?? []).reduce((n, p) => n + p.onHand - p.reserved - p.held, 0);
  if (free > 0)
    for (const orderId of await told.ordersWaitingFor(batch.tx, { tenant: d.tenant, sku }))
      drafts.push(follow(d, drafts.length, { type: 'StockArrived', data: { orderId }, key: `${orderId}:${d.id}` }, batch.now));
  return drafts;
}

async function tellChannels(l: Looking, asked: Asked): Promise<Draft[]> {
  const { batch, d, t, sku } = l;
  const sells = new Set(channelsOf(t));
  for (const { connection, item } of t.itemsOf.get(sku) ?? [])
    if (sells.has(connection)) await told.list(batch.tx, { tenant: d.tenant, connection, item, sku });
  const rows = (await told.listings(batch.tx, { tenant: d.tenant, sku })).filter((row) => hears(t.connections.get(row.connection)));
  if (rows.length === 0) return [];
  const numbers = new Map([...new Set(rows.map((r) => r.connection))].map((c) => [c, sellableFor(asked, c, sku)]));
  const perDay = await pace(l, asked);
  const drafts = await Promise.all(rows.map((row, ordinal) => tell(l, row, { sellable: numbers.get(row.connection)!, perDay, ordinal })));
  return drafts.filter((draft) => draft !== undefined);
}

async function pace({ batch, d, t, sku }: Looking, { holdings }: Asked): Promise<number> {
  const units = (x: string) => (holdings.get(x)?.positions ?? []).reduce((n, p) => n + p.onHand - p.reserved, 0);
  const pieces = piecesFor(t, sku);
  // A kit sells as fast as what its parts make up goes down.
  const free = pieces.length === 0 ? units(sku) : Math.min(...pieces.map((x) => Math.floor(units(x.sku) / x.per)));
  const row = await told.paceOf(batch.tx, { tenant: d.tenant, sku });
  const now = Temporal.Instant.from(batch.now).epochMilliseconds / 1000;
  const next = paced(row && { free: row.free, perDay: row.per_day, at: row.at.epochMilliseconds / 1000 }, free, now);
  await told.savePace(batch.tx, { tenant: d.tenant, sku, free, perDay: next.perDay, at: batch.now });
  return next.perDay;
}

/** One wish for one item of one channel, or none: the number stands, nobody knows it, or it is not to be told. */
async function tell(
  { batch, d, t, sku }: Looking, row: told.ListingRow,
  { sellable, perDay, ordinal }: { sellable: Sellable; perDay: number; ordinal: number },
): Promise<Draft | undefined> {
  if (sellable.quantity === undefined) return undefined;
  const at = { tenant: d.tenant, connection: row.connection, item: row.item, sku };
  const quantity = Math.max(0, sellable.quantity - await notHeardOf({ batch, d, t, sku }, row));
  const lead = leadTold(t.connections.get(row.connection), sellable);
  const under = { tenant: d.tenant, sku, subject: subjectOf(at), handler: `connection:${row.connection}` };
  const same = row.acknowledged === quantity && row.shown_lead === sayLead(lead);
  if (row.wanted === quantity && row.wanted_lead === sayLead(lead) && (same || await told.isOnItsWay(batch.tx, under))) return undefined;
  const shown = row.acknowledged ?? undefined;
  const { penalty } = policyOf(t, 'publication', row.connection, { penalty: 1 });
  const risk = riskOf({ quantity, shown, perDay, penalty });
  const flying = await told.supersede(batch.tx, { ...under, why: `a newer number replaced it: ${quantity}` });
  await told.want(batch.tx, at, { quantity, lead: sayLead(lead), at: batch.now, risk });
  if (same && flying === 0) return undefined;
  const data = {
    key: `stock:${row.connection}:${row.item}:${d.id}`, to: row.connection as ConnectionId, sku, item: row.item as ExternalId, quantity,
    ...(shown !== undefined && { was: shown }), ...(lead && { lead }), head: headOf(risk),
  };
  return follow(d, ordinal, { type: 'PublishStock', data, subject: under.subject }, batch.now);
}

/** Only what the channel can show. */
const leadTold = (c: Connection | undefined, s: Sellable): Lead | undefined =>
  (c?.connector.can.writes?.PublishStock?.tellsLead ? leadOf(s) : undefined);

const subjectOf = (l: told.Listing): string => `stock:${l.sku}/${l.connection}/${l.item}`;

async function notHeardOf({ batch, d, sku }: Looking, row: told.ListingRow): Promise<number> {
  const units = await unheard(batch.tx, { tenant: d.tenant, sku, now: batch.now }, row);
  if (row.sold_there > 0 && units === 0)
    await saveSoldThere(batch.tx, { tenant: d.tenant, connection: row.connection, item: row.item, sku },
      { units: 0, since: null, lookAt: null });
  return units;
}

/** Kits that hold this item live elsewhere, and their number follows from it. */
const kitsWith = ({ batch, d, t, sku }: Looking): Draft[] =>
  [...t.items.values()].filter((x) => x.parts?.[sku] !== undefined).map((kit) => lookAgain(d, kit.sku, batch.now));
