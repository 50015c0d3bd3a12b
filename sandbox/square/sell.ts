/** What happens at the register: a sale, goods brought back, an amount given back. */
import { enter, type Json, type OrderRecord, type World } from './world.ts';

export interface Sale {
  readonly location: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly discount?: number }[];
  readonly tender?: 'CARD' | 'CASH' | 'SQUARE_GIFT_CARD';
  readonly tip?: number;
  /** Bought at Square Online, to be shipped there. */
  readonly shipTo?: { readonly name: string; readonly country: string };
  /** Rung up on a device that was offline, at this earlier time. */
  readonly at?: Date;
}

const variationOf = (world: World, sku: string) => {
  const found = [...world.variations.values()].find((v) => v.sku === sku);
  if (!found) throw new Error(`no variation has the SKU ${sku}`);
  return found;
};
const TAX = 'tax-1';

/** Undefined when the shelf has nothing of it. */
export function sell(world: World, sale: Sale): OrderRecord | undefined {
  const { currency, taxIncluded, taxPercent } = world.options;
  const money = (amount: number) => ({ amount, currency });
  const rate = Math.round(Number(taxPercent) * 1000);
  const lines = sale.lines.flatMap((l, i): Json[] => {
    const v = variationOf(world, l.sku);
    const quantity = Math.min(l.quantity, Math.max(world.inStock(sale.location, v.id), 0));
    if (quantity === 0) return [];
    const gross = v.price * quantity;
    const after = gross - (l.discount ?? 0);
    const tax = Math.round((after * rate) / (taxIncluded ? 100_000 + rate : 100_000));
    return [{
      uid: `line-${i + 1}`, name: v.title, variation_name: 'Regular', quantity: String(quantity), item_type: 'ITEM', catalog_object_id: v.id,
      base_price_money: money(v.price), gross_sales_money: money(gross), total_discount_money: money(l.discount ?? 0),
      total_tax_money: money(tax), total_money: money(after + (taxIncluded ? 0 : tax)), applied_taxes: [{ tax_uid: TAX, applied_money: money(tax) }],
    }];
  });
  if (lines.length === 0) return undefined;
  const at = (sale.at ?? world.options.now()).toISOString();
  const amountOf = (key: string) => lines.reduce((n, l) => n + (l[key] as { amount: number }).amount, 0);
  const total = amountOf('total_money') + (sale.tip ?? 0);
  const order: OrderRecord = {
    id: world.id(), location_id: sale.location, state: 'COMPLETED', version: 4, source: { name: 'Register' }, created_at: at, closed_at: at,
    updated_at: world.stamp(), line_items: lines, total_money: money(total), total_tax_money: money(amountOf('total_tax_money')),
    total_tip_money: money(sale.tip ?? 0), total_discount_money: money(amountOf('total_discount_money')),
    taxes: [{ uid: TAX, name: 'Sales Tax', percentage: taxPercent, type: taxIncluded ? 'INCLUSIVE' : 'ADDITIVE', scope: 'LINE_ITEM' }],
    tenders: [{ id: world.id(), type: sale.tender ?? 'CARD', amount_money: money(total), tip_money: money(sale.tip ?? 0), payment_id: world.id(), created_at: at }],
  };
  if (sale.shipTo) Object.assign(order, { state: 'OPEN', closed_at: undefined, fulfillments: [toShip(sale.shipTo)] });
  world.orders.set(order.id, order);
  world.applied.push({ operation: 'sell', id: order.id });
  world.announce([orderEvent('order.created', order), orderEvent('order.updated', order)]);
  const to = sale.shipTo ? 'RESERVED_FOR_SALE' : 'SOLD';
  for (const l of lines) enter(world, 'ADJUSTMENT', { ...moved(order.location_id, l, at), from_state: 'IN_STOCK', to_state: to, transaction_id: order.id });
  return order;
}

const toShip = ({ name, country }: { name: string; country: string }): Json => ({
  uid: 'ship-1', type: 'SHIPMENT', state: 'PROPOSED', shipment_details: { recipient: { display_name: name, address: { country } } },
});
const moved = (location: string, l: Json, at: string) => ({
  catalog_object_id: String(l['catalog_object_id']), location_id: location, quantity: String(l['quantity']), occurred_at: at,
});
export const orderEvent = (type: 'order.created' | 'order.updated', o: OrderRecord) => {
  const kind = type.replace('.', '_');
  const summary = { order_id: o.id, version: o.version, location_id: o.location_id, state: o.state, created_at: o.created_at, updated_at: o.updated_at };
  return { type, id: o.id, kind, object: { [kind]: summary } };
};

/** Goods brought back: an order of its own, whose lines point at the lines they were bought in. */
export function takeBack(world: World, back: { order: string; line: string; quantity: number; restock: boolean }): OrderRecord {
  const source = world.orders.get(back.order)!;
  const line = (source['line_items'] as Json[]).find((l) => l['uid'] === back.line)!;
  const share = (key: string) => Math.round(((line[key] as { amount: number }).amount * back.quantity) / Number(line['quantity']));
  const money = (amount: number) => ({ amount, currency: world.options.currency });
  const at = world.stamp();
  const total = share('total_money');
  const payment = (source['tenders'] as Json[])[0]!;
  const refund = { id: `${payment['payment_id']}_${world.id()}`, status: 'COMPLETED', amount_money: money(total), payment_id: payment['payment_id'],
    location_id: source.location_id, created_at: at, updated_at: at };
  const order: OrderRecord = {
    id: world.id(), location_id: source.location_id, state: 'COMPLETED', version: 2, created_at: at, closed_at: at, updated_at: at,
    returns: [{ uid: 'return-1', source_order_id: source.id, return_amounts: { total_money: money(total), tax_money: money(share('total_tax_money')) },
      return_line_items: [{ uid: 'back-1', source_line_item_uid: back.line, quantity: String(back.quantity), item_type: 'ITEM', name: line['name'],
        catalog_object_id: line['catalog_object_id'], total_money: money(total), total_tax_money: money(share('total_tax_money')) }] }],
    refunds: [{ id: world.id(), location_id: source.location_id, transaction_id: source.id, tender_id: payment['id'], reason: 'Returned Goods',
      amount_money: money(total), status: 'APPROVED', created_at: at }],
    total_money: money(0),
  };
  world.orders.set(order.id, order);
  world.refunds.set(refund.id, { ...refund, order_id: order.id });
  world.applied.push({ operation: 'take-back', id: order.id });
  world.announce([orderEvent('order.created', order), { type: 'refund.updated', id: refund.id, kind: 'refund', object: { refund: { ...refund, order_id: order.id } } }]);
  if (back.restock)
    enter(world, 'ADJUSTMENT', { ...moved(source.location_id, { ...line, quantity: back.quantity }, at), from_state: 'SOLD', to_state: 'IN_STOCK', refund_id: refund.id });
  return order;
}

export interface WebReturn {
  readonly location: string; readonly sku: string; readonly quantity: number;
  /** The web order's number, as the clerk keyed it in: the reference of the return, or a note beside its line. */
  readonly order: string; readonly noted?: boolean;
  /** Minor units, and how they went back. */ readonly amount: number; readonly destination?: 'CASH' | 'CARD' | 'EXTERNAL';
  readonly restock: boolean;
}
/** Goods of another shop's order brought to a register: a return without a sale of Square behind it. */
export function takeBackOfWeb(world: World, back: WebReturn): OrderRecord {
  const v = variationOf(world, back.sku);
  const money = (amount: number) => ({ amount, currency: world.options.currency });
  const at = world.stamp();
  const refund = { id: world.id(), status: 'COMPLETED', amount_money: money(back.amount), location_id: back.location, unlinked: true,
    destination_type: back.destination ?? 'CASH', created_at: at, updated_at: at };
  const order: OrderRecord = {
    id: world.id(), location_id: back.location, state: 'COMPLETED', version: 2, created_at: at, closed_at: at, updated_at: at,
    ...(!back.noted && { reference_id: back.order }),
    returns: [{ uid: 'return-1', return_amounts: { total_money: money(back.amount), tax_money: money(0) }, return_line_items: [{
      uid: 'back-1', quantity: String(back.quantity), item_type: 'ITEM', name: v.title, catalog_object_id: v.id,
      total_money: money(back.amount), total_tax_money: money(0), ...(back.noted && { note: `bought online, ${back.order}` }) }] }],
    refunds: [{ id: refund.id, location_id: back.location, transaction_id: '', tender_id: '', reason: 'Returned Goods',
      amount_money: money(back.amount), status: 'APPROVED', created_at: at }],
    total_money: money(0),
  };
  world.orders.set(order.id, order);
  world.refunds.set(refund.id, { ...refund, order_id: order.id });
  world.applied.push({ operation: 'take-back', id: order.id });
  world.announce([orderEvent('order.created', order)]);
  const change = { ...moved(back.location, { catalog_object_id: v.id, quantity: back.quantity }, at), from_state: 'UNLINKED_RETURN', refund_id: refund.id };
  enter(world, 'ADJUSTMENT', { ...change, to_state: back.restock ? 'IN_STOCK' : 'WASTE' });
  return order;
}

/** Goodwill: an amount without goods. */
export function giveBack(world: World, back: { order: string; amount: number }): string {
  const source = world.orders.get(back.order)!;
  const [payment] = source['tenders'] as Json[];
  const at = world.stamp();
  const refund = { id: `${payment!['payment_id']}_${world.id()}`, status: 'COMPLETED', amount_money: { amount: back.amount, currency: world.options.currency },
    payment_id: payment!['payment_id'], order_id: source.id, location_id: source.location_id, created_at: at, updated_at: at, reason: 'Goodwill' };
  world.refunds.set(refund.id, refund);
  world.announce([{ type: 'refund.created', id: refund.id, kind: 'refund', object: { refund } }]);
  return refund.id;
}

/** What was kept for an order that is not sent any more. */
export function backOnTheShelf(world: World, order: OrderRecord): void {
  for (const l of order['line_items'] as Json[])
    enter(world, 'ADJUSTMENT', { ...moved(order.location_id, l, world.stamp()), from_state: 'RESERVED_FOR_SALE', to_state: 'IN_STOCK', transaction_id: order.id });
}
