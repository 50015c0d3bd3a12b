/**
 * News of returns as facts. They belong to an order, which the teller knows by its own id of it, or by any number that
 * somebody has: a store reads the web order's number off a slip, a warehouse the return's off a label.
 */
import type { ConnectionId, ExternalId, OrderId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { ReturnLine } from '#domain/return.ts';
import { encode } from '#domain/wire.ts';
import type { News, ReturnedItem } from '#connectors/contract.ts';
import { ordersNamed } from '#store/link.ts';
import { ordersThatSent } from '#store/return-list.ts';
import { findStories } from '#store/story.ts';
import type { Hearing } from './forget.ts';
import { fact, type Heard } from './heard.ts';
import { digestOf, orderIdOf, orderStory, returnIdOf } from './identity.ts';
import { place, skuOf } from './news-stock.ts';

type Said<K extends News['said']> = Extract<News, { said: K }>;
interface Named { readonly order?: ExternalId; readonly of?: readonly string[]; readonly lines: readonly ReturnedItem[] }

/** Attempts, a good minute of them, in which the order may still come. */
const PATIENCE = 8;

/** Undefined when nobody knows such an order, also after a while. */
async function orderNamed(h: Hearing, { order, of = [], lines }: Named): Promise<OrderId | undefined> {
  if (order) return orderIdOf(h.d.tenant, h.c.connection, order);
  for (const name of of) {
    const found = (await findStories(h.p.pool, h.d.tenant, name)).flatMap((f) => /^order:([^/]+)/.exec(f.own)?.[1] ?? []);
    const orders = [...new Set(found)];
    // Shops of one retailer number their orders alike: it is the one whose goods these are.
    const [only, another] = orders.length > 1 ? await ordersThatSent(h.p.pool, h.d.tenant, orders, whatOf(h, lines)) : orders;
    if (only && another === undefined) return only as OrderId;
  }
  if (h.d.attempts < PATIENCE)
    throw stop.unavailable(`${h.c.connection} tells of a return of ${of.join(', ')}, which nobody has shown yet`);
  return undefined;
}

const whatOf = (h: Hearing, lines: readonly ReturnedItem[]) => {
  const told = linesOf(h, lines);
  return { lineIds: told.flatMap((l) => l.lineId ?? []), skus: told.flatMap((l) => l.sku ?? []) };
};

/** It waits for a person beside the document, so that the document's other rows count. */
function stray(h: Hearing, external: ExternalId, of: readonly string[] = []): Heard {
  const detail = `${h.c.connection} tells of return ${external} of ${of.join(', ') || 'no order'}: ` +
    'no order, or more than one, has that number';
  const key = `ReturnUnexpected:${h.c.connection}:${external}`;
  return { drafts: [fact(h, 'RaiseException', { kind: 'ReturnUnexpected', detail, key }, { key, subject: `${h.d.subject}:${key}` })] };
}

const linesOf = (h: Hearing, items: readonly (ReturnedItem & Pick<ReturnLine, 'disposition'>)[]): ReturnLine[] =>
  items.map(({ lineId, item, statedSku, quantity, reason, disposition, lots }) => {
    const named = item ?? (statedSku as ExternalId | undefined);
    const sku = named && skuOf(h, { item: named, ...(statedSku && { statedSku }) });
    return {
      quantity, ...(lineId && { lineId }), ...(reason && { reason }), ...(disposition && { disposition }), ...(sku && { sku }),
      ...(lots && sku && { lots: lots.map((lot) => ({ ...lot, sku })) }),
    };
  });
const teller = (h: Hearing): ConnectionId => h.c.connection as ConnectionId;

const WORDS = {
  requested: 'ReturnRequested', authorised: 'ReturnAuthorised', sent: 'ReturnSent', declined: 'ReturnDeclined',
  cancelled: 'ReturnCancelled', closed: 'ReturnClosed',
} as const;

export async function returnNews(h: Hearing, n: Said<'return'>): Promise<Heard> {
  const orderId = await orderNamed(h, n);
  if (!orderId) return stray(h, n.external, n.of);
  const { external, at, number, resolution, exchange, tracking, reason } = n;
  const returnId = returnIdOf(h.d.tenant, h.c.connection, external);
  const announced = {
    orderId, return: {
      returnId, by: teller(h), external, at, lines: linesOf(h, n.lines), ...(number && { number }), ...(resolution && { resolution }),
      ...(exchange && { exchange }), ...(tracking && { tracking }),
    },
  };
  const word = { orderId, returnId, by: teller(h), at, ...(reason && { reason }), ...(tracking && { tracking }) };
  const whole = n.word === 'requested' || n.word === 'authorised';
  // A word that comes without its agreement brings it: whoever says "closed" knows of what.
  const said = [
    ...(whole ? [] : [{ type: 'ReturnRequested', data: { ...announced, beside: true } }]),
    { type: WORDS[n.word], data: whole ? announced : word },
  ];
  return { drafts: said.map(({ type, data }) => fact(h, type, data, {
    key: `${returnId}:${digestOf(type, encode(data))}`, at,
    links: [{ connection: h.c.connection, kind: 'return', external, own: orderId }],
    references: [external, number ?? ''].map((reference) => ({ reference, kind: 'return', connection: h.c.connection })),
  })) };
}

export async function returnedGoods(h: Hearing, n: Said<'returned-goods'>): Promise<Heard> {
  const orderId = await orderNamed(h, n);
  if (!orderId) return stray(h, n.external, n.of);
  const location = n.location && place(h, n.location, 'took goods back at');
  const data = { orderId, by: teller(h), receipt: n.external, at: n.at, lines: linesOf(h, n.lines), ...(location && { location }) };
  const type = n.looked ? 'ReturnInspected' : 'ReturnReceived';
  return { drafts: [fact(h, type, data, {
    key: `${h.c.connection}:${n.external}:${digestOf(type, encode(data))}`, at: n.at,
    references: [{ reference: n.external, kind: 'return receipt', connection: h.c.connection }],
  })] };
}

export async function returnCredit(h: Hearing, n: Said<'return-credit'>): Promise<Heard> {
  const orderId = await orderNamed(h, n);
  if (!orderId) return stray(h, n.external, n.of);
  const { external, at, kind, amount, exchange } = n;
  const returnId = returnIdOf(h.d.tenant, h.c.connection, n.return);
  const data = { orderId, returnId, by: teller(h), at, external, kind, amount, lines: linesOf(h, n.lines), ...(exchange && { exchange }),
    ...(n.method && { method: n.method }) };
  return { drafts: [fact(h, 'ReturnSettled', data, { key: `${h.c.connection}:${external}`, at })] };
}

/** A provider tells of payments of others, too, and of ones from before our time: those are nobody's here. */
export async function chargeback(h: Hearing, n: Said<'chargeback'>): Promise<Heard> {
  const { external: dispute, at, amount, word, reason, respondBy } = n;
  const orderId = n.order ? orderIdOf(h.d.tenant, h.c.connection, n.order)
    : [...(await ordersNamed(h.p.pool, h.d.tenant, [...n.of ?? []])).values()][0];
  if (!orderId && h.d.attempts < PATIENCE)
    throw stop.unavailable(`${h.c.connection} tells of dispute ${dispute} of ${n.of?.join(', ')}, which nobody has shown yet`);
  if (!orderId) return { drafts: [] };
  const correlation = orderStory(h.d.tenant, orderId);
  const of = { orderId, by: teller(h), dispute, told: 'notice', at, amount };
  const opened = { ...of, ...(reason && { reason }), ...(respondBy && { respondBy }) };
  // Whoever says how it ended knows that it was, and by when it had to be answered.
  return { drafts: [
    fact(h, 'ChargebackOpened', opened, {
      key: `${h.c.connection}:${dispute}`, digest: dispute, at, correlation,
      references: [{ reference: dispute, kind: 'dispute', connection: h.c.connection }],
    }),
    ...(word === 'opened' ? [] : [fact(h, 'ChargebackClosed', { ...of, outcome: word },
      { key: `${h.c.connection}:${dispute}:${word}`, digest: dispute, at, correlation })]),
  ] };
}
