/** Returns at the shop: asked for, agreed to, and what became of the goods. One reverse fulfillment order a return. */
import type { PageArgs } from './paging.ts';
import { connection } from './paging.ts';
import { lineInstead } from './edits.ts';
import { print } from './money.ts';
import { chargeBalance } from './payouts.ts';
import { inShop } from './pricing.ts';
import { announceRefund, refund, suggest } from './refunds.ts';
import { lineView, orderView } from './views-order.ts';
import { placeView } from './views-stock.ts';
import type { Line, Order, Place, ShopReturn, Transaction, World } from './world.ts';
import { gid, idOf, stamp } from './world.ts';

export interface ReturnAsk { readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly reason?: string }[]; readonly agreed?: boolean;
  /** What is to go out instead. */ readonly instead?: readonly { readonly sku: string; readonly quantity: number }[] }

export function openReturn(world: World, order: Order, ask: ReturnAsk): ShopReturn {
  const made: ShopReturn = {
    id: world.id(true), reverse: world.id(true), order, at: world.now(), status: ask.agreed === false ? 'REQUESTED' : 'OPEN',
    name: `#${order.number}-R${[...world.returns.values()].filter((r) => r.order === order).length + 1}`, dispositions: [],
    instead: (ask.instead ?? []).map(({ sku, quantity }) => ({ id: world.id(true), quantity, line: lineInstead(world, order, { sku, quantity }) })),
    lines: ask.lines.map(({ sku, quantity, reason = 'UNKNOWN' }) => {
      const line = order.lines.find((l) => l.variant?.sku === sku);
      if (!line) throw new Error(`order ${order.number} has no ${sku}`);
      return { id: world.id(true), line, quantity, reason };
    }),
  };
  world.returns.set(made.id, made);
  announce(world, made, made.status === 'OPEN' ? 'returns/approve' : 'returns/request');
  return made;
}

/** Approves, declines, cancels, closes. */
export function turnReturn(world: World, made: ShopReturn, status: ShopReturn['status'], why: { note?: string | undefined; reason?: string | undefined } = {}): void {
  made.status = status;
  if (why.note) made.note = why.note;
  if (why.reason) made.reason = why.reason;
  announce(world, made, { OPEN: 'returns/approve', REQUESTED: 'returns/request', DECLINED: 'returns/decline', CANCELED: 'returns/cancel',
    CLOSED: 'returns/close' }[status]);
}

/**
 * The merchant processes it: what came back is refunded without money as far as it pays for what goes out instead. What is
 * dearer the buyer pays; what is left over goes back.
 */
export function processReturn(world: World, made: ShopReturn): void {
  const { order } = made;
  const worth = (lines: readonly { readonly line: Line; readonly quantity: number }[]) => suggest(order, lines).worth.shop;
  const difference = worth(made.instead) - worth(made.lines);
  const parent = order.transactions.find((t) => t.kind === 'sale' || t.kind === 'capture');
  const back = difference < 0n && parent ? [{ parent, amount: inShop(print(-difference, world.currency), order) }] : [];
  const settled = refund(world, order, { lines: made.lines.map(({ line, quantity }) => ({ line, quantity, restock: 'return' })),
    transactions: back, returned: made });
  if (difference > 0n) {
    const paid: Transaction = { id: world.id(), kind: 'sale', status: 'success', gateway: parent?.gateway ?? 'shopify_payments',
      amount: inShop(print(difference, world.currency), order), at: world.now() };
    order.transactions.push(paid);
    chargeBalance(world, order, paid);
  }
  announceRefund(world, settled);
  turnReturn(world, made, 'CLOSED');
}

export function dispose(world: World, made: ShopReturn, what: { sku: string; quantity: number; type: string; place: Place }): void {
  const line = made.lines.find((l) => l.line.variant?.sku === what.sku);
  if (!line) throw new Error(`return ${made.name} has no ${what.sku}`);
  made.dispositions.push({ id: world.id(true), line: line.line, quantity: what.quantity, type: what.type, place: what.place, at: world.now() });
  world.announce([{ topic: 'reverse_fulfillment_orders/dispose', body: () => ({
    id: made.reverse, admin_graphql_api_id: gid('ReverseFulfillmentOrder', made.reverse), total_dispositions: made.dispositions.length,
    dispositions: made.dispositions.map((d) => ({ quantity: d.quantity, type: d.type.toLowerCase(),
      location: { id: d.place.id, admin_graphql_api_id: gid('Location', d.place.id) } })),
  }) }]);
}

function announce(world: World, r: ShopReturn, topic: string): void {
  world.announce([{ topic, body: () => ({
    id: r.id, admin_graphql_api_id: gid('Return', r.id), name: r.name, status: r.status.toLowerCase(),
    order: { id: r.order.id, admin_graphql_api_id: gid('Order', r.order.id) }, total_return_line_items: r.lines.length,
    ...(r.status === 'DECLINED' && { decline: { reason: (r.reason ?? 'OTHER').toLowerCase(), note: r.note ?? null } }),
    return_line_items: r.lines.map((l) => ({ id: l.id, quantity: l.quantity, return_reason: l.reason.toLowerCase(), fulfillment_line_item: {
      line_item: { id: l.line.id, admin_graphql_api_id: gid('LineItem', l.line.id) } } })),
    exchange_line_items: r.instead.map((x) => ({ id: x.id, quantity: x.quantity, line_items: [{ id: x.line.id, admin_graphql_api_id: gid('LineItem', x.line.id) }] })), return_shipping_fees: [],
  }) }]);
}

const sent = (world: World, order: Order, line: Line, quantity: number) =>
  ({ id: gid('FulfillmentLineItem', line.id), quantity, lineItem: lineView(line, order, world) });
const byId = { id: (item: { readonly id: bigint }) => item.id };

export const returnView = (world: World, r: ShopReturn): unknown => ({
    __typename: 'Return', id: gid('Return', r.id), name: r.name, status: r.status, createdAt: stamp(r.at), order: orderView(r.order, world),
    decline: r.status === 'DECLINED' ? { note: r.note ?? null, reason: r.reason ?? 'OTHER' } : null,
    returnLineItems: (args: PageArgs) => connection(r.lines, args, { sorting: byId, render: (l) =>
      ({ __typename: 'ReturnLineItem', id: gid('ReturnLineItem', l.id), quantity: l.quantity, returnReason: l.reason,
        fulfillmentLineItem: sent(world, r.order, l.line, l.quantity) }) }),
    exchangeLineItems: (args: PageArgs) => connection(r.instead, args, { sorting: byId, render: (x) =>
      ({ id: gid('ExchangeLineItem', x.id), quantity: x.quantity, lineItems: [lineView(x.line, r.order, world)] }) }),
  });

export const returnQueries = (world: World): Record<string, unknown> => ({
  return: ({ id }: { id: string }) => {
    const r = world.returns.get(idOf('Return', id) ?? 0n);
    return r ? returnView(world, r) : null;
  },
  reverseFulfillmentOrder: ({ id }: { id: string }) => {
    const r = [...world.returns.values()].find((x) => x.reverse === idOf('ReverseFulfillmentOrder', id));
    return r ? {
      id, order: orderView(r.order, world),
      lineItems: (args: PageArgs) => connection(r.lines, args, { sorting: byId, render: (l) => ({
        id: gid('ReverseFulfillmentOrderLineItem', l.id), totalQuantity: l.quantity,
        fulfillmentLineItem: sent(world, r.order, l.line, l.quantity),
        dispositions: r.dispositions.filter((d) => d.line === l.line).map((d) => ({
          id: gid('ReverseFulfillmentOrderDisposition', d.id), createdAt: stamp(d.at), quantity: d.quantity, type: d.type,
          location: placeView(d.place, world) })),
      }) }),
    } : null;
  },
});
