/**
 * What a person gives a buyer instead of the money: store credit or a gift card, or the goods again at no charge. Credit is
 * a refund by that means, told like a partner's; a replacement is an order of its own whose amounts are all zero.
 */
import type { ConnectionId, ExternalId, OrderId, Sku } from '#domain/brand.ts';
import { amountsFor, type Quantities } from '#domain/document.ts';
import { fromDecimal, toDecimal, zero, type Money } from '#domain/measure.ts';
import type { Order, OrderLine, Tax } from '#domain/order.ts';
import type { Return, ReturnLine } from '#domain/return.ts';
import { revive } from '#domain/wire.ts';
import { orderDocuments } from '#store/order.ts';
import { findReturns, refundsOf } from '#store/return-list.ts';
import { storyLines, type StoryLineRow } from '#store/story-parts.ts';
import { append } from '../append.ts';
import { newId, orderIdOf, orderStory } from '../identity.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { audited, conflict, invalid, type Act } from './operation.ts';
import { orderNamed } from './returns.ts';

interface Units { readonly sku: string; readonly quantity: number; readonly reason?: ReturnLine['reason'] | undefined }
export interface CreditWish {
  /** The return, or any number of the order. */
  readonly of: string;
  readonly as: 'store-credit' | 'gift-card';
  /** None: goodwill, for no goods at all. */
  readonly lines: readonly Units[];
  /** Decimal text in the order's currency; else what the units were charged. */
  readonly amount?: string | undefined;
  /** The card or credit it was given as, as the shop names it. */
  readonly reference?: string | undefined;
}
export interface ReplacementWish { readonly of: string; readonly lines: readonly Units[] }
const PERSON = 'person' as ConnectionId;

/** What of a line is meant, by the order's own line; of several lines with one SKU the first that have units left. */
type Chosen = ReturnLine & { readonly lineId: ExternalId };
function chosen(known: readonly StoryLineRow[], wanted: readonly Units[], left: (l: StoryLineRow) => number): Chosen[] {
  return wanted.flatMap(({ sku, quantity, reason }) => {
    const lines = known.filter((l) => l.sku === sku || l.line_id === sku);
    if (lines.length === 0) throw invalid(`The order has no ${sku}.`);
    const there = lines.reduce((n, l) => n + Math.max(left(l), 0), 0);
    if (quantity > there) throw conflict(`Of ${sku} there are ${there} that left and were not refunded, not ${quantity}.`);
    let due = quantity;
    return lines.flatMap((l) => {
      const units = Math.min(due, Math.max(left(l), 0));
      due -= units;
      const found = { lineId: l.line_id as ExternalId, quantity: units, ...(l.sku && { sku: l.sku as Sku }), ...(reason && { reason }) };
      return units > 0 ? [found] : [];
    });
  });
}

interface Sold { readonly order: Order; readonly known: readonly StoryLineRow[]; readonly returnId?: string }
async function sold(p: Platform, tenant: string, of: string): Promise<Sold> {
  const orderId = await orderNamed(p, tenant, of);
  const document = (await orderDocuments(p.pool, tenant, [orderId])).get(orderId);
  if (!document) throw conflict(`Nobody has shown the order of ${of} yet.`);
  const [found] = (await findReturns(p.pool, tenant, of)).filter((r) => r.order_id === orderId);
  const known = await storyLines(p.pool, tenant, orderId);
  return { order: revive<Order>(document), known, ...(found && { returnId: found.return_id }) };
}

/** Gives credit for goods, or for nothing. The order's books say so as of any refund: it is owed until it is spent. */
export interface CreditGiven { readonly credit: string; readonly amount: string; readonly currency: string }
export async function giveCredit(p: Platform, act: Act, wish: CreditWish): Promise<CreditGiven> {
  const { order, known, returnId } = await sold(p, act.tenant, wish.of);
  const lines = chosen(known, wish.lines, (l) => l.shipped - l.refunded);
  const worth = worthOf(order, known, lines);
  const amount = wish.amount === undefined ? worth : decimal(wish.amount, order);
  if (amount.count <= 0n) throw invalid('Say how much: nothing is not a credit.');
  const left = await leftOf(p, act.tenant, order);
  if (amount.count > left)
    throw conflict(`Of order ${order.number}, ${toDecimal({ ...amount, count: left })} ${order.currency} can still go back, ` +
      `not ${toDecimal(amount)}.`);
  const external = (wish.reference ?? newId()) as ExternalId;
  const data = { orderId: order.orderId, returnId: returnId ?? `${order.orderId}-credit`, by: PERSON, at: now(), external,
    kind: 'store-credit', method: wish.as, amount, lines };
  return audited(p, act, async (tx) => {
    await append(tx, [{ tenant: act.tenant, type: 'ReturnSettled', data, key: `ReturnSettled:${PERSON}:${external}`, at: data.at }]);
    const result = { credit: external as string, amount: toDecimal(amount), currency: order.currency as string };
    return { result, what: 'return.ReturnSettled', before: null, after: { order: order.orderId, as: wish.as, ...result } };
  });
}
function decimal(text: string, { currency }: Order): Money {
  try {
    return fromDecimal(text, currency);
  } catch (error) {
    throw invalid((error as Error).message);
  }
}
/** What the units were charged, tax of the channel included, after what was refunded of the lines before. */
function worthOf(order: Order, known: readonly StoryLineRow[], lines: readonly { lineId: ExternalId; quantity: number }[]): Money {
  const units: Quantities = Object.fromEntries([...Map.groupBy(lines, (l) => l.lineId)]
    .map(([id, same]) => [id, same.reduce((n, l) => n + l.quantity, 0)]));
  const before: Quantities = Object.fromEntries(known.map((l) => [l.line_id, l.refunded]));
  const ours = (l: OrderLine): OrderLine => ({ ...l, taxes: l.taxes.map((t): Tax => ({ ...t, liable: 'seller' })) });
  return amountsFor({ ...order, lines: order.lines.map(ours) }, { units, before, extras: false }).total;
}
/** Paid and not yet given back, in minor units. */
async function leftOf(p: Platform, tenant: string, order: Order): Promise<bigint> {
  const paid = order.tenders.filter((t) => t.state === 'captured').reduce((n, t) => n + t.amount.count, 0n);
  const refunds = await refundsOf(p.pool, tenant, order.orderId, orderStory(tenant, order.orderId));
  const back = refunds.flatMap((r) => revive<Order['refunds'][number]>(r.refund).tenders).filter((t) => t.state !== 'failed');
  return paid - back.reduce((n, t) => n + t.amount.count, 0n);
}

/** Sends goods again at no charge. They leave like any order's: reserved, released, shipped, in the ERP at zero. */
export interface Replacement { readonly orderId: OrderId; readonly number: string; readonly returnId: string }
export async function sendReplacement(p: Platform, act: Act, wish: ReplacementWish): Promise<Replacement> {
  if (wish.lines.length === 0) throw invalid('Say what is sent again.');
  const { tenant } = act;
  const { order, known, returnId = `ret-${newId()}` } = await sold(p, tenant, wish.of);
  if (!order.shipTo && known.some((l) => wish.lines.some((w) => w.sku === l.sku)))
    throw conflict(`Order ${order.number} was handed over, not sent: nobody knows where a replacement would go.`);
  const lines = chosen(known, wish.lines, (l) => l.shipped);
  const at = now();
  const made = await replacementOf(p, tenant, { order, lines, at });
  const agreement: Return = {
    returnId, by: PERSON, external: returnId as ExternalId, at, lines, resolution: 'replacement', exchange: made.external,
  };
  const links = [{ connection: order.channel, kind: 'order', external: made.external, own: made.orderId }];
  return audited(p, act, async (tx) => {
    await append(tx, [
      { tenant, type: 'ReturnAuthorised', data: { orderId: order.orderId, return: agreement },
        key: `ReturnAuthorised:${made.orderId}`, at,
        references: [{ reference: made.external, kind: 'replacement', connection: order.channel }] },
      { tenant, type: 'OrderSeen', data: { order: made }, key: `OrderSeen:${made.orderId}`, at, links,
        correlation: orderStory(tenant, made.orderId),
        references: [{ reference: made.external, kind: 'order', connection: order.channel }] },
    ]);
    const result = { orderId: made.orderId, number: made.number, returnId };
    return { result, what: 'return.replacement', before: null, after: { of: order.orderId, ...result } };
  });
}

interface Again { readonly order: Order; readonly lines: readonly Chosen[]; readonly at: Order['placedAt'] }
async function replacementOf(p: Platform, tenant: string, { order, lines, at }: Again): Promise<Order> {
  const none = zero(order.currency);
  let n = 1;
  const named = (i: number) => `${order.number}-R${i}` as ExternalId;
  while ((await orderDocuments(p.pool, tenant, [orderIdOf(tenant, order.channel, named(n))])).size > 0) n += 1;
  const external = named(n);
  const { channel, currency, taxIncluded, shipTo, buyer } = order;
  const line = (lineId: string) => order.lines.find((l) => l.lineId === lineId)!;
  return {
    orderId: orderIdOf(tenant, channel, external), channel, external, number: external, placedAt: at, updatedAt: at, currency, taxIncluded,
    lines: lines.map(({ lineId, quantity }): OrderLine => {
      const { sentByChannel: _sent, ...sent } = line(lineId);
      return { ...sent, quantity, cancelled: 0, unitPrice: none, discount: none, net: none, taxes: [],
        fulfillment: sent.fulfillment === 'digital' ? 'digital' : 'ship' };
    }),
    shipping: [], adjustments: [], tenders: [], refunds: [], total: none, holds: [], replaces: order.external,
    ...(shipTo && { shipTo }), ...(buyer && { buyer }),
  };
}
