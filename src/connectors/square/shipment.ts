/**
 * Telling Square what left of an order of Square Online. A fulfillment covers the whole order there, so every shipment is
 * noted in its metadata with its units, under a name that follows from our shipment: that finds a write again, and says
 * when the last unit has left and the fulfillment is complete.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Shipment } from '#domain/shipment.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { says } from '#connectors/translation.ts';
import { call, inWords, problemsOf } from './call.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT } from './status.ts';

type Wish = WishOf<'ReportShipment'>;
const Fulfillment = z.object({
  uid: z.string(), type: z.string().nullish(), state: z.string().nullish(), metadata: z.record(z.string(), z.string()).nullish(),
  shipment_details: z.object({ tracking_number: z.string().nullish() }).nullish(),
});
const Answer = z.object({ order: z.object({
  id: z.string(), location_id: z.string(), version: z.number().int(), fulfillments: z.array(Fulfillment).nullish(),
  line_items: z.array(z.object({ uid: z.string().nullish(), quantity: z.string() })).nullish(),
}) });
type Shown = z.output<typeof Answer>['order'];
type Fulfillment = z.output<typeof Fulfillment>;

export const reportShipment: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const order = await orderOf(port, wish);
    const open = openOf(order, wish);
    if (open.metadata?.[nameOf(wish.shipment)]) return receipt(open, wish.shipment);
    const units = wish.shipment.lines.map((l) => `${l.lineId}*${l.quantity}`).join(' ').slice(0, 255);
    const metadata = { ...open.metadata, [nameOf(wish.shipment)]: units };
    const fulfillment = {
      uid: open.uid, metadata, state: FULFILLMENT.own[isLast(order, metadata) ? 'sent' : 'part-sent'],
      shipment_details: trackingOf(open, wish.shipment),
    };
    const body = { idempotency_key: key, order: { location_id: order.location_id, version: order.version, fulfillments: [fulfillment] } };
    const answer = await call(port, { method: 'PUT', url: `/v2/orders/${order.id}`, write: true, body, accept: [409] });
    if (answer.status === 409) throw stop.unavailable(`order ${order.id} changed at Square while it was written`);
    if (answer.status >= 400)
      throw stop.refused('ShipmentRejected', `Square refuses the shipment of order ${order.id}: ${inWords(problemsOf(answer))}`);
    return receipt(open, wish.shipment);
  },
  async find(port, wish) {
    const { fulfillments } = await orderOf(port, wish);
    const told = (fulfillments ?? []).find((f) => f.metadata?.[nameOf(wish.shipment)]);
    return told && receipt(told, wish.shipment);
  },
};

/** Square takes short names only. */
const nameOf = ({ shipmentId }: Shipment): string => `shipment_${createHash('sha256').update(shipmentId).digest('hex').slice(0, 16)}`;

function receipt({ uid }: Fulfillment, { parcels }: Shipment): Receipt {
  const references = parcels.filter((p) => p.tracking).map((p) => ['tracking', p.tracking] as const);
  return { external: brand(uid), ...(references.length > 0 && { references }) };
}

async function orderOf(port: Port<Settings>, { order }: Wish): Promise<Shown> {
  const answer = await call(port, { method: 'GET', url: `/v2/orders/${encodeURIComponent(order)}`, accept: [404] });
  if (answer.status >= 400) throw stop.refused('ShipmentRejected', `Square does not show order ${order}: ${inWords(problemsOf(answer))}`);
  return read(Answer, answer.json()).order;
}

function openOf(order: Shown, { shipment }: Wish): Fulfillment {
  const all = order.fulfillments ?? [];
  const told = all.find((f) => f.metadata?.[nameOf(shipment)]);
  const open = told ?? all.find((f) => !says(FULFILLMENT, f.state, 'sent', 'cancelled'));
  if (!open) throw stop.refused('ShipmentRejected', `order ${order.id} has no open fulfillment at Square`);
  return open;
}

/** Whether the shipments noted so far have every unit of the order. */
function isLast({ line_items: lines }: Shown, metadata: Readonly<Record<string, string>>): boolean {
  const sent = Object.entries(metadata).filter(([name]) => name.startsWith('shipment_')).flatMap(([, units]) => units.split(' '))
    .reduce((n, unit) => n + Number(unit.split('*').at(-1)), 0);
  return sent >= (lines ?? []).reduce((n, l) => n + Math.ceil(Number(l.quantity)), 0);
}

/** One field each for carrier and number: several parcels are listed in it. */
function trackingOf(open: Fulfillment, { parcels }: Shipment): object {
  const before = open.shipment_details?.tracking_number ? [open.shipment_details.tracking_number] : [];
  const [first] = parcels;
  const numbers = [...before, ...parcels.map((p) => p.tracking)].filter(Boolean).join(', ').slice(0, 100);
  return { ...(first?.carrier && { carrier: first.carrier.slice(0, 50) }), ...(numbers && { tracking_number: numbers }),
    ...(first?.trackingUrl && { tracking_url: first.trackingUrl }) };
}
