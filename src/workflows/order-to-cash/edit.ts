/**
 * An edit as a change set: what of an order is another now, and whether that can still be taken once a warehouse has it.
 * Units and lines that come on top are promised and asked for beside what is there; prices, taxes, discounts and shipping
 * go into the document, as long as no invoice has stated them. An address is on the parcel: it waits for a recall.
 */
import type { Order, OrderLine } from '#domain/order.ts';
import { alike } from '../alike.ts';
import { type State } from './state.ts';
import { isOpen } from './views.ts';

export type Change = 'address' | 'item' | 'quantity' | 'line' | 'price' | 'shipping' | 'total';
interface Changed { readonly what: Change; readonly line?: OrderLine }

/** The change set, without units that are no longer wanted: those are in force at once. */
export function changesOf(order: Order, now: Order): Changed[] {
  const before = new Map(order.lines.map((l) => [l.lineId as string, l]));
  const lines = now.lines.flatMap((line): Changed[] => {
    const was = before.get(line.lineId);
    if (!was) return [{ what: 'line', line }];
    return [
      ...(was.item !== line.item || was.fulfillment !== line.fulfillment ? [{ what: 'item' as const, line }] : []),
      ...(was.quantity !== line.quantity || line.cancelled < was.cancelled ? [{ what: 'quantity' as const, line }] : []),
      ...(alike(worth(was), worth(line)) ? [] : [{ what: 'price' as const, line }]),
    ];
  });
  const gone = order.lines.filter((l) => !now.lines.some((n) => n.lineId === l.lineId)).map((line) => ({ what: 'line' as const, line }));
  const extras = alike([order.shipping, order.adjustments], [now.shipping, now.adjustments]) ? [] : [{ what: 'shipping' as const }];
  const address = alike([order.shipTo, order.pickupAt], [now.shipTo, now.pickupAt]) ? [] : [{ what: 'address' as const }];
  const total = alike(order.total, now.total) ? [] : [{ what: 'total' as const }];
  return [...address, ...lines, ...gone, ...extras, ...total];
}
const worth = (l: OrderLine) => [l.unitPrice, l.discount, l.net, l.taxes];

/** Why an edit cannot be taken although a warehouse has the order; undefined when it can. */
export function tooLate(s: State): string | undefined {
  const { order, edit } = s;
  if (!order || !edit) return undefined;
  const stated = s.sent.filter((x) => x.invoice !== 'due' && x.invoice !== 'none');
  const changes = changesOf(order, edit);
  const has = (...any: readonly Change[]) => changes.some((c) => any.includes(c.what));
  if (has('address')) return `its address changed after ${s.requests.some(isOpen) ? 'a warehouse was asked for it' : 'something left'}: ` +
    'recall it from the warehouse, or undo the change there';
  if (has('item')) return 'an item changed into another after it was released: recall it from the warehouse, or undo the change there';
  const invoiced = changes.find(({ line }) => line && stated.some((x) => x.lines.some((l) => l.lineId === line.lineId)));
  if (invoiced) return `${invoiced.line!.title} changed (${invoiced.what}) after units of it were invoiced: ${DIFFERENCE}`;
  // Shipping, adjustments and what the total has beyond its parts stand on the first invoice.
  if (stated.length > 0 && (has('shipping') || !alike(beyond(order), beyond(edit))))
    return `shipping or adjustments changed after they were invoiced: ${DIFFERENCE}`;
  return undefined;
}
const DIFFERENCE = 'refund or charge the difference at the channel';
const beyond = (o: Order): bigint => o.total.count - [...o.lines, ...o.shipping]
  .reduce((n, l) => n + l.net.count + l.taxes.reduce((sum, t) => sum + t.amount.count, 0n), 0n);
