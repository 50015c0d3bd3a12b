/** News of goods as facts: what lies somewhere, what moved, what is on order. One fact per item, where the item lives. */
import type { ExternalId, LocationId, Sku } from '#domain/brand.ts';
import { stop, waiting } from '#domain/fault.ts';
import { canBeJudged, FEED_DEFAULTS, suspicion, type FeedItem } from '#domain/stock-feed.ts';
import { toEaches } from '#domain/unit-of-measure.ts';
import { encode } from '#domain/wire.ts';
import type { Lot } from '#domain/lot.ts';
import type { News } from '#connectors/contract.ts';
import { booksOf } from '#store/feed-word.ts';
import { bookStock } from '#store/stock-count.ts';
import type { Draft } from './append.ts';
import type { Hearing } from './forget.ts';
import { physicalAt } from './handlers/goods-stock.ts';
import { fact, trouble, type Heard } from './heard.ts';
import { derivedUuid, digestOf } from './identity.ts';
import { mappingOf, policyOf, tenantOf } from './platform.ts';

type Said<K extends News['said']> = Extract<News, { said: K }>;
interface Item { readonly item: ExternalId; readonly statedSku?: string }
/** Items whose books are read one by one; of more, the place is read whole. */
const FEW = 50;

const placeNamed = (h: Hearing, external: ExternalId): LocationId | undefined => {
  const t = tenantOf(h.p, h.d.tenant);
  return (mappingOf(t, 'location', h.c.connection, external)?.own ??
    t.locations.find((l) => l.location === external)?.location) as LocationId | undefined;
};
export function place(h: Hearing, external: ExternalId, did: string): LocationId {
  const location = placeNamed(h, external);
  if (location) return location;
  throw stop.refused('UnmappedLocation', `${h.c.connection} ${did} ${external}, which we do not know`,
    waiting('location', h.c.connection, external));
}
export const skuOf = (h: Hearing, { item, statedSku }: Item): Sku =>
  (mappingOf(tenantOf(h.p, h.d.tenant), 'sku', h.c.connection, item)?.own ?? statedSku ?? item) as Sku;
const story = (h: Hearing, sku: string): string => derivedUuid(h.d.tenant, 'stock', sku);
/** A service lies on no shelf, whatever a register makes of it. */
const onShelf = (h: Hearing, sku: string): boolean => !tenantOf(h.p, h.d.tenant).items.get(sku)?.service;
/** One shelf's news are in order; the shelves of a chain do not wait for each other, and one batch takes many of them. */
const shelf = (h: Hearing, sku: string, location: string) => ({ subject: `stock:${sku}/at/${location}`, correlation: story(h, sku) });

/**
 * Nobody counts or moves goods on a day to come: where a clock is far ahead, what it says is as of when it was heard. A count
 * of the future would else hide every later one, and every sale until then.
 */
const AHEAD = { minutes: 15 };
function whenOf(h: Hearing, at: string): string {
  return Temporal.Instant.compare(at, h.d.at.add(AHEAD)) > 0 ? h.d.at.toString() : at;
}
/** Said once of a place, however many documents it writes. */
const clockAhead = (h: Hearing, location: string, at: string): readonly Draft[] => (whenOf(h, at) === at ? []
  : trouble(h, 'ContractDrift', `clock.${location}: a clock there is ahead of ours by more than ${AHEAD.minutes} minutes; ` +
    'what it says of times to come is taken as of when it came', `clock.${location}`).drafts);

/** @throws Stopped when a partner counts in a unit nobody defined, or not in whole pieces. */
function piecesIn(h: Hearing, item: Said<'stock'>['items'][number]): number {
  if (item.unit === undefined) return item.onHand;
  const sku = skuOf(h, item);
  try {
    return toEaches(item.onHand, item.unit, tenantOf(h.p, h.d.tenant).items.get(sku)?.units ?? undefined);
  } catch (error) {
    throw stop.refused('UnknownUnit', `${sku}: ${(error as Error).message}`);
  }
}

/** Two articles of one item are counted together; their lots too. */
function together<X extends { sku: string; onHand: number; lots?: readonly Lot[] }>(items: readonly X[]): X[] {
  return [...Map.groupBy(items, (x) => x.sku).values()].map((some) => {
    const lots = [...Map.groupBy(some.flatMap((x) => x.lots ?? []), (l) => l.lot).values()]
      .map((same) => ({ ...same[0]!, quantity: same.reduce((n, l) => n + l.quantity, 0) }));
    return { ...some[0]!, onHand: some.reduce((n, x) => n + x.onHand, 0), ...(lots.length > 0 && { lots }) };
  });
}

export async function stock(h: Hearing, said: Said<'stock'>): Promise<Heard> {
  const n = { ...said, asOf: whenOf(h, said.asOf) };
  const location = place(h, n.location, 'counted location');
  const t = tenantOf(h.p, h.d.tenant);
  // What lies somewhere is said by who keeps it; an ERP's books of the same shelves are an echo of our own documents.
  const keeper = t.locations.find((l) => l.location === location)?.connection;
  if (keeper && keeper !== h.c.connection) return { drafts: [] };
  const items = together(n.items.map((item) =>
    ({ sku: skuOf(h, item), onHand: piecesIn(h, item), ...(item.lots && { lots: item.lots }) })).filter((x) => onShelf(h, x.sku)));
  const feed = { connection: h.c.connection, location, asOf: n.asOf, items };
  const policy = policyOf(t, 'feed', h.c.connection, FEED_DEFAULTS);
  const told = await beside(h, feed);
  const known = told.filter((x) => x.before > 0).length;
  // Too little to be looked at alone: beside what else was said of the place.
  const ahead = clockAhead(h, location, said.asOf);
  if (known > 0 && !canBeJudged(known, policy) && policy.windowMinutes > 0) return { drafts: [inWindow(h, feed), ...ahead] };
  const suspected = suspicion(told, policy);
  if (!suspected) return { drafts: [...countsOf(h, feed), ...ahead] };
  const detail = `${h.c.connection} about ${location}, as of ${n.asOf}: ${suspected}`;
  return { drafts: [fact(h, 'FeedSuspected', { ...feed, detail }, {
    key: `${h.c.connection}:${location}:${n.asOf}:${h.d.id}`, at: n.asOf, subject: `feed:${h.c.connection}/${location}/${n.asOf}`,
  })] };
}

interface Feed {
  readonly connection: string;
  readonly location: string;
  readonly asOf: string;
  readonly items: readonly { sku: string; onHand: number }[];
}
/** Items with what the books have of them. */
async function beside(h: Hearing, { location, items }: Feed): Promise<FeedItem[]> {
  const accounts = physicalAt(location);
  const books = items.length > FEW ? await bookStock(h.p.pool, h.d.tenant, accounts)
    : await booksOf(h.p.pool, h.d.tenant, { skus: items.map((x) => x.sku), accounts });
  return items.map((x) => ({ sku: x.sku, before: books.get(x.sku) ?? 0, now: x.onHand }));
}

function inWindow(h: Hearing, feed: Feed): Draft {
  const key = `${feed.connection}:${feed.location}:${feed.asOf}:${digestOf('ItemsCounted', encode(feed.items))}:${h.d.id}`;
  return fact(h, 'ItemsCounted', feed, { key, at: feed.asOf, subject: `feed:${feed.connection}:${feed.location}` });
}

const countsOf = (h: Hearing, { items, ...feed }: Feed): Draft[] => items.map((x) => fact(h, 'StockCounted', { ...feed, ...x }, {
  key: `${feed.location}:${x.sku}:${feed.asOf}:${x.onHand}`, at: feed.asOf, ...shelf(h, x.sku, feed.location),
}));

/** Rows of one item in one document are one movement, one expectation. */
const oneEach = <X extends { item: string; quantity: number; lot?: string; unit?: string }>(items: readonly X[]): X[] =>
  [...Map.groupBy(items, (x) => JSON.stringify([x.item, x.lot, x.unit])).values()]
    .map((some) => ({ ...some[0]!, quantity: some.reduce((n, x) => n + x.quantity, 0) }));

export function movement(h: Hearing, n: Said<'movement'>): Heard {
  const location = place(h, n.location, 'moved goods at');
  const other = n.other && placeNamed(h, n.other);
  const { external, kind, disposition, transfer, final, document } = n;
  const at = whenOf(h, n.at);
  return { drafts: [...clockAhead(h, location, n.at), ...oneEach(n.items).flatMap((item) => {
    const sku = skuOf(h, item);
    if (!onShelf(h, sku)) return [];
    const data = {
      connection: h.c.connection, external, location, sku, quantity: item.quantity, kind, at,
      ...(disposition && { disposition }), ...(other && { other }), ...(transfer && { transfer }), ...(final && { final }),
      ...(document && { document }), ...(item.lot && { lot: item.lot }), ...(item.expires && { expires: item.expires }),
      ...(item.unit && { unit: item.unit }),
    };
    const lot = item.lot ? `:${item.lot}` : '';
    return fact(h, 'StockMoved', data, {
      key: `${h.c.connection}:${external}:${kind}:${disposition ?? ''}:${item.item}${lot}`, at, ...shelf(h, sku, location),
      // Told again it is the same movement, whenever that is heard.
      ...(at !== n.at && { digest: digestOf('StockMoved', encode({ ...data, at: n.at })) }),
    });
  })] };
}

export function incoming(h: Hearing, n: Said<'incoming'>): Heard {
  const location = place(h, n.location, 'expects goods at');
  return { drafts: oneEach(n.items).flatMap((item) => {
    const sku = skuOf(h, item);
    if (!onShelf(h, sku)) return [];
    const { document, expected } = n;
    const at = whenOf(h, n.at);
    const data = {
      connection: h.c.connection, document, location, sku, quantity: item.quantity, at, ...(expected && { expected }),
      ...(item.unit && { unit: item.unit }),
    };
    return fact(h, 'GoodsExpected', data, {
      key: `${h.c.connection}:${document}:${location}:${item.item}:${at}:${item.quantity}:${expected ?? ''}`,
      at, correlation: story(h, sku),
    });
  }) };
}
