/** What the simulated partner says: an order in a few words, a shipment of one of our fulfillments, or what it counted. */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { currency, fromDecimal, sum, zero } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { News, Port } from '../contract.ts';

const SaidOrder = z.object({
  order: z.string(), at: z.string(), currency: z.string(), cancelled: z.boolean().default(false),
  holds: z.array(z.object({ kind: z.enum(['fraud', 'payment', 'address', 'merchant']), detail: z.string() })).default([]),
  lines: z.array(z.object({ id: z.string(), sku: z.string(), quantity: z.number().int().positive(), net: z.string() })).min(1),
});
const SaidShipment = z.object({
  order: z.string(), fulfillment: z.string(), shipment: z.string(), at: z.string(), tracking: z.string(),
  shipped: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number().int().positive() })),
});
const SaidCount = z.object({
  location: z.string(), asOf: z.string(), counted: z.array(z.object({ sku: z.string(), onHand: z.number().int().nonnegative() })),
});
export const Said = z.union([SaidOrder, SaidShipment, SaidCount]);

export function newsOf(port: Port<unknown>, said: z.infer<typeof Said>): News {
  if ('counted' in said)
    return {
      said: 'stock', location: said.location as ExternalId, asOf: timestamp(said.asOf),
      items: said.counted.map(({ sku, onHand }) => ({ item: sku as ExternalId, statedSku: sku, onHand })),
    };
  const external = said.order as ExternalId;
  const at = timestamp(said.at);
  if ('shipped' in said)
    return {
      said: 'shipment', fulfillment: said.fulfillment, external: said.shipment as ExternalId, at,
      lines: said.shipped.map(({ line, ...l }) => ({ lineId: line as ExternalId, ...l })),
      parcels: [{ carrier: 'UPSN', tracking: said.tracking }],
    };
  const unit = currency(said.currency);
  const none = zero(unit);
  const lines = said.lines.map((l) => ({
    lineId: l.id as ExternalId, item: l.sku as ExternalId, statedSku: l.sku, title: l.sku, quantity: l.quantity, cancelled: 0,
    unitPrice: fromDecimal(l.net, unit), discount: none, net: fromDecimal(l.net, unit), taxes: [], fulfillment: 'ship' as const,
  }));
  const total = sum(unit, lines.map((l) => l.net));
  const order = {
    orderId: port.orderId(external), channel: port.connection, external, number: said.order, placedAt: at, updatedAt: at,
    currency: unit, taxIncluded: false, lines, shipping: [], adjustments: [], refunds: [], holds: said.holds, total,
    tenders: [{ external, method: 'card' as const, provider: 'simulated', state: 'captured' as const, amount: total }],
    ...(said.cancelled && { cancelledAt: at }),
  };
  return { said: 'order', order };
}
