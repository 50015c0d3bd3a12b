/** What of an order is still to be sent, and what was: the fulfillment orders and fulfillments Shopify has. */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { Port } from '../contract.ts';
import { read } from '../parse.ts';
import { says } from '../translation.ts';
import { MORE_FULFILLMENT_ORDERS, MORE_SENT_LINES, MORE_TO_SHIP, TO_SHIP } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import { listOf, rest } from './pages.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT } from './status.ts';

const OpenLine = z.object({ id: z.string(), remainingQuantity: z.number().int(),
  lineItem: z.object({ id: gidNumber }) });
const SentLine = z.object({ quantity: z.number().int().nullable(), lineItem: z.object({ id: gidNumber }) });
const Raw = listOf(z.unknown());
const Open = z.object({
  id: z.string(), status: z.string(), fulfillmentHolds: z.array(z.object({ reason: z.string() })),
  assignedLocation: z.object({ location: z.object({ id: gidNumber }).nullish() }), lineItems: Raw,
});
const ToShip = z.object({ order: z.object({
  fulfillmentOrders: Raw,
  fulfillments: z.array(z.object({
    id: z.string(), status: z.string(), createdAt: z.string(),
      trackingInfo: z.array(z.object({ number: z.string().nullish() })),
    fulfillmentLineItems: Raw,
  })),
}).nullable() });

export interface FulfillmentOrder {
  readonly id: string;
  readonly status: string;
  readonly holds: readonly string[];
  readonly location: string | undefined;
  readonly lines: readonly { readonly id: string; readonly lineId: string; readonly remaining: number }[];
}
export interface Fulfillment {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
  readonly tracking: readonly string[];
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
}
export interface Standing { readonly open: readonly FulfillmentOrder[]; readonly sent: readonly Fulfillment[] }

/** @throws Stopped Refused when the shop does not have the order. */
export async function standingOf(port: Port<Settings>, order: string): Promise<Standing> {
  const { order: found } = await ask(port, { document: TO_SHIP, variables: { id: gid('Order', order) },
    answer: ToShip });
  if (!found) throw stop.refused('ShipmentRejected', `Shopify has no order ${order}`);
  const open: FulfillmentOrder[] = [];
  const field = 'fulfillmentOrders';
  const all = { id: gid('Order', order), owner: 'order', field, document: MORE_FULFILLMENT_ORDERS };
  for (const fo of read(z.array(Open), (await rest(port, all, found.fulfillmentOrders)).nodes)) {
    const from = { id: fo.id, owner: 'fulfillmentOrder', field: 'lineItems', document: MORE_TO_SHIP };
    const lines = read(z.array(OpenLine), (await rest(port, from, fo.lineItems)).nodes);
    open.push({ id: fo.id, status: fo.status, holds: fo.fulfillmentHolds.map((h) => h.reason),
      location: fo.assignedLocation.location?.id,
      lines: lines.map((l) => ({ id: l.id, lineId: l.lineItem.id, remaining: l.remainingQuantity })) });
  }
  const sent: Fulfillment[] = [];
  for (const f of found.fulfillments.filter((x) => !says(FULFILLMENT, x.status, 'cancelled'))) {
    const from = { id: f.id, owner: 'fulfillment', field: 'fulfillmentLineItems', document: MORE_SENT_LINES };
    const lines = read(z.array(SentLine), (await rest(port, from, f.fulfillmentLineItems)).nodes);
    sent.push({ id: f.id, status: f.status, createdAt: f.createdAt,
      tracking: f.trackingInfo.flatMap((t) => t.number ?? []),
      lines: lines.map((l) => ({ lineId: l.lineItem.id, quantity: l.quantity ?? 0 })) });
  }
  return { open, sent };
}
