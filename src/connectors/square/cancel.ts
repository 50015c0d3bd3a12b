/**
 * Cancelling an order of Square Online: its open fulfillments first, so that nobody packs it any more; then the money goes
 * back to where it came from. An order that was never paid is cancelled itself; one that was paid Square keeps as it is,
 * since only unpaid orders can be cancelled there. Every step is looked up before it is made, so a repeated wish finishes what
 * an earlier attempt began and gives nothing back twice.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { HttpRequest, HttpResponse, Port, Receipt, Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { says } from '#connectors/translation.ts';
import { call, inWords, problemsOf } from './call.ts';
import type { Settings } from './settings.ts';
import { Amount } from './shape.ts';
import { FULFILLMENT, ORDER } from './status.ts';

type Wish = WishOf<'CancelChannelOrder'>;
const Order = z.object({ order: z.object({
  id: z.string(), location_id: z.string(), version: z.number().int().default(1), state: z.string().nullish(),
  fulfillments: z.array(z.object({ uid: z.string(), state: z.string().nullish() })).nullish(),
  tenders: z.array(z.object({ payment_id: z.string().nullish() })).nullish(),
}) });
type Order = z.output<typeof Order>['order'];
const Payment = z.object({ payment: z.object({
  id: z.string(), status: z.string().nullish(), total_money: Amount.nullish(), amount_money: Amount.nullish(),
  refunded_money: Amount.nullish(),
}) });
type Payment = z.output<typeof Payment>['payment'];

export const cancelChannelOrder: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const order = await orderOf(port, wish);
    if ((order.fulfillments ?? []).some((f) => says(FULFILLMENT, f.state, 'sent')))
      throw stop.refused('PartnerRefused', `Square does not cancel order ${wish.order}: something of it has left`);
    const payments = await paymentsOf(port, order);
    const next = await withoutFulfillments(port, order, key);
    if (payments.length === 0) await closed(port, next, key);
    for (const p of payments) await givenBack(port, p, wish);
    return receipt(wish);
  },
  async find(port, wish) {
    const order = await orderOf(port, wish);
    const payments = await paymentsOf(port, order);
    const over = payments.length === 0 ? says(ORDER, order.state, 'cancelled')
      : open(order).length === 0 && payments.every((p) => left(p) === 0n);
    return over ? receipt(wish) : undefined;
  },
};
const receipt = (wish: Wish): Receipt => ({ external: wish.order as ExternalId });
const open = (order: Order) => (order.fulfillments ?? []).filter((f) => !says(FULFILLMENT, f.state, 'sent', 'cancelled'));

async function orderOf(port: Port<Settings>, { order }: Wish): Promise<Order> {
  const answer = await call(port, { method: 'GET', url: `/v2/orders/${encodeURIComponent(order)}`, accept: [404] });
  return read(Order, accepted(answer, `Square does not show order ${order}`).json()).order;
}
const paymentsOf = async (port: Port<Settings>, order: Order): Promise<Payment[]> => {
  const found: Payment[] = [];
  for (const id of (order.tenders ?? []).flatMap((t) => t.payment_id ?? [])) {
    const answer = await call(port, { method: 'GET', url: `/v2/payments/${encodeURIComponent(id)}`, accept: [404] });
    found.push(read(Payment, accepted(answer, `Square does not show payment ${id}`).json()).payment);
  }
  return found;
};

async function withoutFulfillments(port: Port<Settings>, order: Order, key: string): Promise<Order> {
  const fulfillments = open(order).map(({ uid }) => ({ uid, state: FULFILLMENT.own.cancelled }));
  return fulfillments.length === 0 ? order : update(port, order, { fulfillments }, `${key}:fulfillments`);
}
async function closed(port: Port<Settings>, order: Order, key: string): Promise<void> {
  if (!says(ORDER, order.state, 'cancelled')) await update(port, order, { state: ORDER.own.cancelled }, `${key}:order`);
}
async function update(port: Port<Settings>, order: Order, change: object, key: string): Promise<Order> {
  const { id, location_id, version } = order;
  const body = { idempotency_key: shortened(key), order: { location_id, version, ...change } };
  const answer = await call(port, { method: 'PUT', url: `/v2/orders/${encodeURIComponent(id)}`, write: true, body, accept: [409] });
  if (answer.status === 409) throw stop.unavailable(`order ${id} changed at Square while it was cancelled`);
  return read(Order, accepted(answer, `Square does not cancel order ${id}`).json()).order;
}

/** A payment that was only approved is let go; one that was taken is given back as far as it was not yet. */
async function givenBack(port: Port<Settings>, p: Payment, wish: Wish): Promise<void> {
  const units = left(p);
  if (units === 0n) return;
  const approved = p.status === 'APPROVED';
  const request: HttpRequest = approved
    ? { method: 'POST', url: `/v2/payments/${encodeURIComponent(p.id)}/cancel`, write: true, body: {} }
    : { method: 'POST', url: '/v2/refunds', write: true, body: {
      idempotency_key: shortened(`${wish.key}:${p.id}`), payment_id: p.id, reason: `Order cancelled: ${wish.reason}`,
      amount_money: { amount: Number(units), currency: totalOf(p)?.currency },
    } };
  accepted(await call(port, request), `Square does not give back payment ${p.id} of order ${wish.order}`);
}
const totalOf = (p: Payment) => p.total_money ?? p.amount_money;
const left = (p: Payment): bigint =>
  (p.status === 'CANCELED' || p.status === 'FAILED' ? 0n : BigInt(totalOf(p)?.amount ?? 0) - BigInt(p.refunded_money?.amount ?? 0));

function accepted(answer: HttpResponse, what: string): HttpResponse {
  if (answer.status >= 400) throw stop.refused('PartnerRefused', `${what}: ${inWords(problemsOf(answer))}`);
  return answer;
}
/** Square takes keys of up to 45 characters. */
const shortened = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 40);
