/** Orders, catalog, refunds, payouts, locations and webhook subscriptions, as far as an integration reads them. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { problem } from './gate.ts';
import { page } from './paging.ts';
import { paymentApi } from './payments-api.ts';
import { backOnTheShelf, orderEvent } from './sell.ts';
import type { Json, OrderRecord, Variation, World } from './world.ts';

type Query = Readonly<Record<string, string | undefined>>;
const missing = (reply: FastifyReply, what: string) =>
  reply.status(404).send(problem('INVALID_REQUEST_ERROR', 'NOT_FOUND', `${what} was not found.`));
const lost = (reply: FastifyReply) =>
  reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'INVALID_CURSOR', 'The cursor is not valid.', 'cursor'));
const byTime = (field: string) => (a: Json, b: Json): number => (String(a[field]) < String(b[field]) ? -1 : 1);
const since = (value: unknown, from: string | undefined): boolean => !from || String(value) >= new Date(from).toISOString();

export function readApi(app: FastifyInstance, world: World): void {
  app.get('/v2/locations', async () => ({ locations: world.options.locations.map((l) => ({
    ...l, status: 'ACTIVE', merchant_id: world.merchant, currency: world.options.currency, type: 'PHYSICAL',
  })) }));
  orders(app, world);
  catalog(app, world);
  app.get('/v2/refunds', async (request, reply) => {
    const q = request.query as Query;
    const found = [...world.refunds.values()].filter((r) => since(r.updated_at, q['updated_at_begin_time'])).sort(byTime('updated_at'));
    const answer = page(found, q, { most: 100, usual: 100 });
    return answer ? { refunds: answer.items, ...answer.more } : lost(reply);
  });
  app.get('/v2/refunds/:id', async (request, reply) => {
    const refund = world.refunds.get((request.params as { id: string }).id);
    return refund ? { refund } : missing(reply, 'refund');
  });
  app.get('/v2/payouts', async (request, reply) => {
    const q = request.query as Query;
    const found = [...world.payouts.values()].map((p) => p.payout).filter((p) => since(p.created_at, q['begin_time'])).sort(byTime('created_at'));
    const answer = page(found, q, { most: 100, usual: 100 });
    return answer ? { payouts: answer.items, ...answer.more } : lost(reply);
  });
  app.get('/v2/payouts/:id/payout-entries', async (request, reply) => {
    const payout = world.payouts.get((request.params as { id: string }).id);
    if (!payout) return missing(reply, 'payout');
    const answer = page(payout.entries, request.query as Query, { most: 100, usual: 25 });
    return answer ? { payout_entries: answer.items, ...answer.more } : lost(reply);
  });
  paymentApi(app, world);
  subscriptions(app, world);
}

interface OrderSearch { location_ids?: string[]; cursor?: string; limit?: number;
  query?: { filter?: { date_time_filter?: { updated_at?: { start_at?: string } } }; sort?: { sort_field?: string } } }
function orders(app: FastifyInstance, world: World): void {
  app.post('/v2/orders/search', async (request, reply) => {
    const asked = (request.body ?? {}) as OrderSearch;
    const places = asked.location_ids ?? [];
    if (places.length === 0)
      return reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'MISSING_REQUIRED_PARAMETER', 'Field must be set', 'location_ids'));
    const from = asked.query?.filter?.date_time_filter?.updated_at?.start_at;
    if (from && asked.query?.sort?.sort_field !== 'UPDATED_AT')
      return reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'BAD_REQUEST', 'The sort field must match the time filter.', 'query.sort.sort_field'));
    const found = [...world.orders.values()].filter((o) => places.includes(o.location_id) && since(o.updated_at, from)).sort(byTime('updated_at'));
    const answer = page(found, asked, { most: 1000, usual: 500 });
    return answer ? { orders: answer.items, ...answer.more } : lost(reply);
  });
  app.get('/v2/orders/:id', async (request, reply) => {
    const order = world.orders.get((request.params as { id: string }).id);
    return order ? { order } : missing(reply, 'order');
  });
  app.put('/v2/orders/:id', async (request, reply) => {
    const order = world.orders.get((request.params as { id: string }).id);
    if (!order) return missing(reply, 'order');
    const { idempotency_key: key, order: asked } = request.body as { idempotency_key?: string; order: Json & { version?: number } };
    const before = key ? world.answered.get(key) : undefined;
    if (before) return before.answer;
    if (asked.version !== order.version)
      return reply.status(409).send(problem('INVALID_REQUEST_ERROR', 'CONFLICT', 'The order has another version.', 'order.version'));
    const why = refusal(order, asked);
    if (why) return reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'BAD_REQUEST', why, 'order.state'));
    const answer = { order: update(world, order, asked) };
    if (key) world.answered.set(key, { request: '', answer });
    return answer;
  });
}

const fulfillmentsOf = (order: Json): readonly Json[] => (order['fulfillments'] as Json[] | undefined) ?? [];
const OVER: ReadonlySet<unknown> = new Set(['COMPLETED', 'CANCELED', 'FAILED']);
/** Only what is open can be changed, and only an unpaid order without open fulfillments can be cancelled itself. */
function refusal(order: OrderRecord, asked: Json): string | undefined {
  if (OVER.has(order.state)) return `The order is ${order.state} and cannot be updated.`;
  if (asked['state'] !== 'CANCELED') return undefined;
  if (((order['tenders'] as Json[] | undefined) ?? []).length > 0) return 'An order with payments cannot be canceled.';
  const [open] = fulfillmentsOf(order).filter((f) => !OVER.has(f['state']) &&
    !fulfillmentsOf(asked).some((c) => c['uid'] === f['uid'] && OVER.has(c['state'])));
  return open && `Fulfillment ${String(open['uid'])} has to be in a terminal state first.`;
}

/** Fulfillments are merged by uid; a paid order is complete when all of them are over. */
function update(world: World, order: OrderRecord, asked: Json): OrderRecord {
  const fulfillments = fulfillmentsOf(order).map((f): Json => {
    const change = fulfillmentsOf(asked).find((c) => c['uid'] === f['uid']);
    return { ...f, ...change, shipment_details: { ...(f['shipment_details'] as Json), ...(change?.['shipment_details'] as Json | undefined) } };
  });
  const paid = ((order['tenders'] as Json[] | undefined) ?? []).length > 0;
  const over = paid && fulfillments.every((f) => OVER.has(f['state']));
  const state = asked['state'] === 'CANCELED' ? 'CANCELED' : over ? 'COMPLETED' : order.state;
  const next: OrderRecord = { ...order, fulfillments, state, version: order.version + 1, updated_at: world.stamp() };
  world.orders.set(order.id, next);
  world.applied.push({ operation: 'update-order', id: order.id });
  if (over || state === 'CANCELED') world.announce([orderEvent('order.updated', next)]);
  if (fulfillments.length > 0 && fulfillments.every((f) => f['state'] === 'CANCELED')) backOnTheShelf(world, next);
  return next;
}

const variationAs = (v: Variation): Json => ({ type: 'ITEM_VARIATION', id: v.id, version: 1, is_deleted: false, item_variation_data: {
  item_id: v.itemId, name: 'Regular', sku: v.sku, pricing_type: 'FIXED_PRICING', price_money: { amount: v.price, currency: 'USD' }, track_inventory: true,
} });
function catalog(app: FastifyInstance, world: World): void {
  app.post('/v2/catalog/search', async (request, reply) => {
    const asked = (request.body ?? {}) as { cursor?: string; limit?: number; begin_time?: string };
    const found = [...world.variations.values()].filter(() => since('2026-01-01T00:00:00.000Z', asked.begin_time)).map((v) => ({
      type: 'ITEM', id: v.itemId, version: 1, updated_at: '2026-01-01T00:00:00.000Z', is_deleted: false,
      item_data: { name: v.title, variations: [variationAs(v)], product_type: 'REGULAR' },
    }));
    const answer = page(found, asked, { most: 1000, usual: 100 });
    return answer ? { objects: answer.items, ...answer.more } : lost(reply);
  });
  app.post('/v2/catalog/batch-retrieve', async (request) => {
    const { object_ids: ids = [] } = (request.body ?? {}) as { object_ids?: string[] };
    return { objects: ids.flatMap((id) => { const v = world.variations.get(id); return v ? [variationAs(v)] : []; }) };
  });
}

function subscriptions(app: FastifyInstance, world: World): void {
  app.get('/v2/webhooks/subscriptions', async (request) => {
    const all = (request.query as Query)['include_disabled'] === 'true';
    return { subscriptions: [...world.subscriptions.values()].filter((s) => all || s.enabled) };
  });
  app.put('/v2/webhooks/subscriptions/:id', async (request, reply) => {
    const found = world.subscriptions.get((request.params as { id: string }).id);
    if (!found) return missing(reply, 'subscription');
    const { subscription } = request.body as { subscription: { enabled?: boolean; event_types?: string[] } };
    Object.assign(found, subscription);
    world.applied.push({ operation: 'subscription', id: found.id });
    return { subscription: found };
  });
}
