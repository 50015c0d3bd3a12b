/**
 * Order editing: units added to a line, whole lines added, units removed.
 *
 * Removal leaves `quantity` as it was and lowers `currentQuantity`; it is recorded as a refund without
 * money. Addition raises `quantity`, with its own tax. orders/edited says only which lines and by how
 * many; the amounts are in orders/updated.
 */
import { share, times } from './money.ts';
import { extend } from './fulfillment.ts';
import { discountOf, taxLines } from './pricing.ts';
import { newLine } from './orders.ts';
import { refund } from './refunds.ts';
import { orderBody } from './rest-order.ts';
import type { Line, Order, World } from './world.ts';
import { currentQuantity, stamp, touch } from './world.ts';

export interface EditWish {
  /** Lines to add, or units to add to the line of that SKU. */
  readonly add?: readonly { readonly sku: string; readonly quantity: number }[];
  /** Units to take away from the line of that SKU. */
  readonly remove?: readonly { readonly sku: string; readonly quantity: number; readonly restock?: boolean }[];
  readonly note?: string;
}
interface Delta { readonly id: bigint; readonly delta: number }

export function editOrder(world: World, order: Order, wish: EditWish): void {
  if (order.cancelledAt) throw new Error('a cancelled order cannot be edited');
  const removals = (wish.remove ?? []).map(({ sku, quantity, restock = true }) => {
    const line = order.lines.find((l) => l.sku === sku && currentQuantity(l) >= quantity);
    if (!line) throw new Error(`there are not ${quantity} of ${sku} on #${order.number}`);
    return { line, quantity, restock: restock ? 'cancel' as const : 'no_restock' as const };
  });
  if (removals.length > 0) refund(world, order, { lines: removals, transactions: [], note: wish.note });
  const additions = (wish.add ?? []).map((a): Delta => ({ id: add(world, order, a).id, delta: a.quantity }));
  Object.assign(order, { edited: true });
  touch(order, world);
  const edit = {
    id: world.id(true), app_id: null, created_at: stamp(order.updatedAt), committed_at: stamp(order.updatedAt),
    notify_customer: false, order_id: order.id, staff_note: wish.note ?? '', user_id: null,
    line_items: { additions, removals: removals.map((r): Delta => ({ id: r.line.id, delta: r.quantity })) },
    discounts: { line_item: { additions: [], removals: [] } }, shipping_lines: { additions: [], removals: [] },
  };
  world.announce([
    { topic: 'orders/edited', body: () => ({ order_edit: edit }) },
    { topic: 'orders/updated', body: () => orderBody(order, world) },
  ]);
}

/** A line of its own for what goes out instead of goods that come back; the order is another one from now on. */
export function lineInstead(world: World, order: Order, wish: { sku: string; quantity: number }): Line {
  const line = fresh(world, order, wish);
  Object.assign(order, { edited: true });
  touch(order, world);
  world.announce([{ topic: 'orders/updated', body: () => orderBody(order, world) }]);
  return line;
}

/** More of an undiscounted line, or a new line taxed like the others. */
function add(world: World, order: Order, { sku, quantity }: { sku: string; quantity: number }): Line {
  const known = order.lines.find((l) => l.sku === sku && discountOf(l).shop === 0n && l.removed === 0);
  if (known) {
    const more = known.quantity + quantity;
    known.taxes = known.taxes.map((t) => ({ ...t, price: share(t.price, more, known.quantity) }));
    known.quantity = more;
    extend(world, order, known, quantity);
    return known;
  }
  return fresh(world, order, { sku, quantity });
}
function fresh(world: World, order: Order, { sku, quantity }: { sku: string; quantity: number }): Line {
  const line = newLine(world, { sku, quantity }, order);
  const like = order.lines.find((l) => l.taxes.length > 0)?.taxes ?? [];
  if (line.taxable) line.taxes = taxLines(times(line.unitPrice, quantity).shop, like, order);
  order.lines.push(line);
  extend(world, order, line, quantity);
  return line;
}

