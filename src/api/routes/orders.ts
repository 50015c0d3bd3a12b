/** Orders, shipments and stock, as rows to read. */
import { z } from 'zod';
import { CANCEL_REASONS } from '#domain/cancel-messages.ts';
import { toDecimal } from '#domain/measure.ts';
import { shardOf } from '#domain/shard.ts';
import { takeBackCancellation } from '#runtime/operations/cancellation-back.ts';
import { cancellationOf } from '#runtime/operations/cancellation-view.ts';
import { askToCancel } from '#runtime/operations/cancellations.ts';
import { readStory } from '#runtime/story.ts';
import { findStories } from '#store/story.ts';
import { listOrders, listShipments, orderDocument, type OrderListRow, type ShipmentListRow } from '#store/list.ts';
import { actOf, answers, iso, isoOrNull, type Api, type ApiContext } from '../api.ts';
import { byTime, counted, paging, readCursor } from '../paging.ts';
import { problem } from '../problem.ts';
import { instant, OrderDetail, OrderItem, pageOf, ShipmentItem, word } from '../schemas.ts';

const Wish = z.object({
  reason: z.enum(CANCEL_REASONS).meta({ description: 'Told to the channel in its own codes' }), why: z.string().max(500).optional(),
  lines: z.array(z.object({
    line: word().meta({ description: 'A SKU, or the channel’s id of the line' }), quantity: z.number().int().min(1).max(1_000_000),
  })).min(1).max(500).optional().meta({ description: 'Absent: the whole order' }),
});

const says = z.array(z.string()).readonly();
const rows = <T extends z.ZodType>(row: T) => z.array(row).readonly();
const Cancellation = z.object({
  orderId: z.string(), channel: z.string(), whole: says, part: says,
  lines: rows(z.object({
    line: z.string(), sku: z.string().nullable(), title: z.string(), open: z.number().int(), released: z.number().int() })),
  reasons: rows(z.object({ reason: z.enum(CANCEL_REASONS), code: z.string().nullable() })),
  waiting: rows(z.object({
    wish: z.string(), reason: z.enum(CANCEL_REASONS), units: z.number().int(), says: z.string(), revocable: z.boolean(),
    whole: z.boolean().meta({ description: 'Of the whole order' }) })),
}).meta({ id: 'Cancellation' });

export const orderRoutes = async (app: Api, { platform }: ApiContext): Promise<void> => {
  app.post('/v1/orders/:order/cancellation', {
    config: { right: 'work' },
    schema: {
      summary: 'Ask to cancel an order or some units of it, as far as nothing has left', tags: ['Orders'], body: Wish,
      params: z.object({ order: word().meta({ description: 'Our id, or any number of it' }) }),
      description: 'Send an `Idempotency-Key`: each asking counts.',
      response: answers(z.object({ orderId: z.string(), wish: z.string() }).meta({ id: 'CancellationAsked' })),
    },
  }, async ({ params, body: { why, ...wish }, caller }) => askToCancel(platform, actOf(caller, why), { ...params, ...wish }));
  app.get('/v1/orders/:order/cancellation', {
    schema: {
      summary: 'What cancelling would do: what can still be had, the reasons and the channel’s codes, and what waits', tags: ['Orders'],
      params: z.object({ order: word().meta({ description: 'Our id, or any number of it' }) }), response: answers(Cancellation),
    },
  }, async ({ params, caller }) => cancellationOf(platform, caller.tenant, params.order));
  app.post('/v1/orders/:order/cancellation/:wish/withdraw', {
    config: { right: 'work' },
    schema: {
      summary: 'Take back an asking to cancel the order or some units, while the channel has not been told', tags: ['Orders'],
      body: z.object({ why: z.string().max(500).optional() }).default({}),
      params: z.object({ order: word(), wish: word() }),
      response: answers(z.object({ orderId: z.string() }).meta({ id: 'CancellationWithdrawn' })),
    },
  }, async ({ params, body: { why }, caller }) => takeBackCancellation(platform, actOf(caller, why), params));
  reading(app);
};

const reading = (app: Api): void => {
  app.get('/v1/orders', {
    schema: {
      summary: 'Orders, newest first', tags: ['Orders'], response: answers(pageOf(OrderItem)),
      querystring: z.object({
        ...paging, channel: word().optional(), stage: word().optional(),
        from: instant.optional().meta({ description: 'Placed at or after' }),
        to: instant.optional().meta({ description: 'Placed before' }),
        open: z.stringbool().default(false).meta({ description: 'Only those on which somebody still owes work' }),
      }),
    },
  }, async ({ query: { after, limit, total, ...filter }, caller, reads }) => {
    const [placedAt, id] = readCursor(byTime, after) ?? [];
    const at = placedAt && id !== undefined && { after: { placedAt, id } };
    return counted(reads.pool, { limit, total }, (db, most) => listOrders(db, caller.tenant, { ...filter, ...at, limit: most }),
      { item: orderItem, place: (o) => [String(o.placed_at), o.order_id] });
  });

  app.get('/v1/orders/:order', {
    schema: {
      summary: 'One order: its quantities, its shipments, the order as the channel last showed it', tags: ['Orders'],
      params: z.object({ order: word().meta({ description: 'Our id, or any number of it' }) }),
      response: answers(OrderDetail),
    },
  }, async ({ params, caller: { tenant }, reads }) => {
    const found = (await findStories(reads.pool, tenant, params.order)).filter((f) => f.own.startsWith('order:'));
    if (found.length > 1)
      throw problem.conflict(`${params.order} is the number of ${found.length} orders: use one of their ids.`);
    const [only] = found;
    const story = only && (await readStory(reads, tenant, only.correlation));
    if (story?.head.kind !== 'order') throw problem.notFound(`There is no order ${params.order}.`);
    const { head, correlation } = story;
    const at = { tenant, shard: shardOf(tenant, `order:${head.id}`), orderId: head.id };
    const document = (await orderDocument(reads.pool, at)) ?? {};
    return { ...head, correlation, document } as z.infer<typeof OrderDetail>;
  });

  app.get('/v1/shipments', {
    schema: {
      summary: 'Shipments, newest first', tags: ['Orders'], response: answers(pageOf(ShipmentItem)),
      querystring: z.object({
        ...paging, order: word().optional(), location: word().optional(),
        from: instant.optional().meta({ description: 'Shipped at or after' }),
        to: instant.optional().meta({ description: 'Shipped before' }),
        untold: z.enum(['erp', 'channel']).optional().meta({ description: 'Only those that one of them has not been told of' }),
      }),
    },
  }, async ({ query: { after, limit, total, ...filter }, caller, reads }) => {
    const [shippedAt, id] = readCursor(byTime, after) ?? [];
    const at = shippedAt && id !== undefined && { after: { shippedAt, id } };
    return counted(reads.pool, { limit, total }, (db, most) => listShipments(db, caller.tenant, { ...filter, ...at, limit: most }),
      { item: shipmentItem, place: (s) => [String(s.shipped_at), s.shipment_id] });
  });
};

const orderItem = (o: OrderListRow) => ({
  id: o.order_id, number: o.number, channel: o.channel, external: o.external, placedAt: iso(o.placed_at),
  currency: o.currency, total: toDecimal({ count: o.total, unit: o.currency }), stage: o.stage, erpOrder: o.erp_order,
  cancelledAt: isoOrNull(o.cancelled_at), correlation: o.correlation,
});

const shipmentItem = (s: ShipmentListRow) => ({
  id: s.shipment_id, orderId: s.order_id, location: s.location, shippedAt: iso(s.shipped_at), lines: [...s.lines],
  parcels: [...s.parcels], recordedAt: isoOrNull(s.recorded_at), reportedAt: isoOrNull(s.reported_at),
  invoice: s.invoice,
});
