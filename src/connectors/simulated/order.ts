/** What the simulated partner says: an order in a few words, a shipment of one of our fulfillments, or what it counted. */
import { z } from 'zod';
import type { ExternalId, LocationId } from '#domain/brand.ts';
import { costOf } from '#domain/drop-ship.ts';
import { currency, fromDecimal, sum, zero } from '#domain/measure.ts';
import type { Lot } from '#domain/lot.ts';
import { holdNamed } from '#domain/order.ts';
import type { Party } from '#domain/party.ts';
import { timestamp } from '#domain/time.ts';
import type { News, Port } from '../contract.ts';

const SaidOrder = z.object({
  order: z.string(), at: z.string(), currency: z.string(), cancelled: z.boolean().default(false),
  refunds: z.array(z.object({
    id: z.string(), at: z.string(), state: z.enum(['pending', 'paid', 'failed']).default('paid'),
    lines: z.array(z.object({
      line: z.string(), quantity: z.number().int(), net: z.string(), restock: z.enum(['return', 'cancel', 'none']),
    })),
  })).default([]),
  holds: z.array(z.object({ kind: z.enum(['fraud', 'payment', 'address', 'merchant']), detail: z.string() })).default([]),
  lines: z.array(z.object({
    id: z.string(), sku: z.string(), quantity: z.number().int().positive(), net: z.string(), cancelled: z.number().int().default(0),
    fulfillment: z.enum(['ship', 'ship-from-store', 'pickup', 'marketplace-fulfilled', 'drop-ship', 'digital']).default('ship'),
  })).min(1),
  buyer: z.object({ name: z.string(), email: z.string().optional() }).optional(),
  shipTo: z.object({
    name: z.string(), street: z.array(z.string()), city: z.string(), postcode: z.string(), country: z.string(),
  }).optional(),
  shipBy: z.string().optional(), deliverBy: z.string().optional(), pickupAt: z.string().optional(), cancelRequested: z.boolean().optional(),
  hold: z.string().optional(),
});
const SaidLots = z.array(z.object({
  sku: z.string().optional(), lot: z.string(), quantity: z.number().int(), expires: z.string().optional(),
})).optional();
const SaidShipment = z.object({
  order: z.string(), fulfillment: z.string(), shipment: z.string(), at: z.string(), tracking: z.string(),
  shipped: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number().int().positive(), lots: SaidLots,
    parts: z.record(z.string(), z.number().int().positive()).optional(),
    /** '12.30 EUR' */ cost: z.string().optional() })),
});
const BackLine = z.object({
  line: z.string().optional(), sku: z.string().optional(), quantity: z.number().int().positive(),
  reason: z.enum(['unwanted', 'size', 'defective', 'wrong-item', 'not-as-described', 'late', 'undeliverable', 'other']).optional(),
  found: z.enum(['resaleable', 'damaged', 'destroyed']).optional(), lots: SaidLots,
});
const SaidReturn = z.object({
  return: z.string(), order: z.string().optional(), of: z.string().optional(), at: z.string(), lines: z.array(BackLine),
  word: z.enum(['requested', 'authorised', 'sent', 'declined', 'cancelled', 'closed']),
  resolution: z.enum(['refund', 'exchange', 'store-credit', 'replacement']).optional(),
});
const SaidGoods = z.object({
  receipt: z.string(), order: z.string().optional(), of: z.string().optional(), at: z.string(), looked: z.boolean().default(false),
  location: z.string().optional(), lines: z.array(BackLine),
});
const SaidCount = z.object({
  location: z.string(), asOf: z.string(), counted: z.array(z.object({
    sku: z.string(), onHand: z.number().int().nonnegative(),
    lots: SaidLots, unit: z.string().optional(),
  })),
});
export const Said = z.union([SaidGoods, SaidReturn, SaidShipment, SaidCount, SaidOrder]);

const named = ({ order, of }: { order?: string | undefined; of?: string | undefined }) =>
  ({ ...(order !== undefined && { order: order as ExternalId }), ...(of !== undefined && { of: [of] }) });
const itemsOf = (lines: z.infer<typeof BackLine>[]): Extract<News, { said: 'returned-goods' }>['lines'] =>
  lines.map(({ line, sku, quantity, reason, found, lots }) => ({
    quantity, ...(line && { lineId: line as ExternalId }), ...(sku && { statedSku: sku }), ...(reason && { reason }),
    ...(found && { disposition: found }), ...(lots && { lots: lots as Lot[] }),
  }));
function back(said: z.infer<typeof SaidReturn> | z.infer<typeof SaidGoods>): News {
  const at = timestamp(said.at);
  if ('word' in said) {
    const { resolution } = said;
    return { said: 'return', external: said.return as ExternalId, at, word: said.word, lines: itemsOf(said.lines), ...named(said),
      ...(resolution && { resolution }) };
  }
  return { said: 'returned-goods', external: said.receipt as ExternalId, at, looked: said.looked, lines: itemsOf(said.lines),
    ...(said.location !== undefined && { location: said.location as ExternalId }), ...named(said) };
}

export function newsOf(port: Port<unknown>, said: z.infer<typeof Said>): News {
  if ('counted' in said)
    return {
      said: 'stock', location: said.location as ExternalId, asOf: timestamp(said.asOf),
      items: said.counted.map(({ sku, onHand, lots, unit }) =>
        ({ item: sku as ExternalId, statedSku: sku, onHand, ...(lots && { lots: lots as Lot[] }), ...(unit && { unit }) })),
    };
  if ('word' in said || 'receipt' in said) return back(said);
  const external = said.order as ExternalId;
  const at = timestamp(said.at);
  if ('shipped' in said)
    return {
      said: 'shipment', fulfillment: said.fulfillment, external: said.shipment as ExternalId, at,
      lines: said.shipped.map(({ line, lots, cost, parts, ...l }) => ({
        lineId: line as ExternalId, ...l, ...(lots && { lots: lots as Lot[] }),
        ...(parts && { parts: Object.entries(parts).map(([sku, units]) => ({ sku, quantity: units })) }),
        ...(cost && { cost: costOf({ cost })! }) })),
      parcels: [{ carrier: 'UPSN', tracking: said.tracking }],
    };
  const unit = currency(said.currency);
  const none = zero(unit);
  const lines = said.lines.map((l) => ({
    lineId: l.id as ExternalId, item: l.sku as ExternalId, statedSku: l.sku, title: l.sku, quantity: l.quantity,
    cancelled: l.cancelled, unitPrice: fromDecimal(l.net, unit), discount: none, net: fromDecimal(l.net, unit), taxes: [],
    fulfillment: l.fulfillment,
  }));
  const total = sum(unit, lines.map((l) => l.net));
  const refunds = said.refunds.map((r) => {
    const back = r.lines.map(({ line, quantity, net, restock }) =>
      ({ lineId: line as ExternalId, quantity, net: fromDecimal(net, unit), tax: none, restock }));
    const amount = sum(unit, back.map((l) => l.net));
    return {
      external: r.id as ExternalId, at: timestamp(r.at), lines: back, shipping: none, shippingTax: none, adjustment: none,
      tenders: [{ external: r.id as ExternalId, method: 'card' as const, amount, state: r.state }],
    };
  });
  const order = {
    orderId: port.orderId(external), channel: port.connection, external, number: said.order, placedAt: at, updatedAt: at,
    currency: unit, taxIncluded: false, lines, shipping: [], adjustments: [], refunds, holds: said.holds, total,
    tenders: [{ external, method: 'card' as const, provider: 'simulated', state: 'captured' as const, amount: total }],
    ...(said.cancelled && { cancelledAt: at }), ...more(port, external, said),
  };
  return { said: 'order', order, ...((said.buyer ?? said.shipTo) && { parties: {
    ...(said.buyer && { buyer: said.buyer as Party }), ...(said.shipTo && { shipTo: said.shipTo }),
  } }) };
}

const more = (port: Port<unknown>, external: ExternalId, said: z.infer<typeof SaidOrder>) => ({
  ...(said.cancelRequested && { cancelRequested: true }), ...(said.pickupAt && { pickupAt: said.pickupAt as LocationId }),
  ...holdNamed(said.hold), ...(said.shipBy && { shipBy: timestamp(said.shipBy) }),
  ...(said.deliverBy && { deliverBy: timestamp(said.deliverBy) }),
  ...(said.buyer && { buyer: port.partyId(external, 'buyer') }),
  ...(said.shipTo && { shipTo: { party: port.partyId(external, 'shipTo'), country: said.shipTo.country } }),
});
