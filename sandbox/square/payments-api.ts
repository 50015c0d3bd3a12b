/** Payments as their orders' tenders have them, and giving them back: never more than was taken, once per key. */
import type { FastifyInstance } from 'fastify';
import { problem } from './gate.ts';
import type { Json, Money, World } from './world.ts';

const tendersOf = (world: World) => [...world.orders.values()].flatMap((order) =>
  ((order['tenders'] as Json[] | undefined) ?? []).map((tender) => ({ order, tender })));
const amountOf = (refunds: readonly Json[]): number => refunds.reduce((n, r) => n + (r['amount_money'] as Money).amount, 0);

export function paymentApi(app: FastifyInstance, world: World): void {
  const payment = (id: string): (Json & { readonly left: number }) | undefined => {
    const found = tendersOf(world).find(({ tender }) => tender['payment_id'] === id);
    if (!found) return undefined;
    const total = found.tender['amount_money'] as Money;
    const refunds = [...world.refunds.values()].filter((r) => r['payment_id'] === id && r['status'] !== 'FAILED');
    const back = amountOf(refunds);
    return {
      id, status: 'COMPLETED', amount_money: total, total_money: total, order_id: found.order.id, location_id: found.order.location_id,
      source_type: found.tender['type'], created_at: found.order.created_at, updated_at: found.order.updated_at,
      ...(back > 0 && { refunded_money: { ...total, amount: back }, refund_ids: refunds.map((r) => r.id) }), left: total.amount - back,
    };
  };
  app.get('/v2/payments/:id', async (request, reply) => {
    const found = payment((request.params as { id: string }).id);
    if (!found) return reply.status(404).send(problem('INVALID_REQUEST_ERROR', 'NOT_FOUND', 'payment was not found.'));
    const { left: _, ...shown } = found;
    return { payment: shown };
  });
  app.post('/v2/refunds', async (request, reply) => {
    const asked = request.body as { idempotency_key: string; payment_id: string; amount_money: Money; reason?: string };
    const before = world.answered.get(asked.idempotency_key);
    if (before) return before.answer;
    const found = payment(asked.payment_id);
    if (!found) return reply.status(404).send(problem('INVALID_REQUEST_ERROR', 'NOT_FOUND', 'payment was not found.', 'payment_id'));
    if (asked.amount_money.amount > found.left)
      return reply.status(400).send(problem('REFUND_ERROR', 'REFUND_AMOUNT_INVALID', 'The refund is more than is left of the payment.', 'amount_money'));
    const at = world.stamp();
    const refund = { id: `${asked.payment_id}_${world.id()}`, status: 'PENDING', amount_money: asked.amount_money, payment_id: asked.payment_id,
      order_id: found['order_id'], location_id: found['location_id'], reason: asked.reason ?? null, created_at: at, updated_at: at };
    world.refunds.set(refund.id, refund);
    world.applied.push({ operation: 'refund', key: asked.idempotency_key, id: refund.id });
    world.announce([{ type: 'refund.created', id: refund.id, kind: 'refund', object: { refund } }]);
    const answer = { refund };
    world.answered.set(asked.idempotency_key, { request: '', answer });
    return answer;
  });
}
