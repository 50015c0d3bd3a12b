/**
 * Changing orders through the API: cancel, refund, tag.
 */
import type { GraphQLResolveInfo } from 'graphql';
import { once, requiredKey } from './idempotency.ts';
import { parse } from './money.ts';
import type { Desk } from './mutations-stock.ts';
import { cancellationError, cancelOrder } from './orders.ts';
import type { RefundWish } from './refunds.ts';
import { announceRefund, refund, refundError } from './refunds.ts';
import { orderBody } from './rest-order.ts';
import { orderView, refundView } from './views-order.ts';
import type { Order, RefundLine } from './world.ts';
import { gid, idOf, touch } from './world.ts';

const orderOf = (desk: Desk, id: string): Order | undefined => desk.world.orders.get(idOf('Order', id) ?? 0n);

export function orderCancel(desk: Desk, args: {
  orderId: string; reason: string; restock: boolean; refund?: boolean | null;
  refundMethod?: { originalPaymentMethodsRefund?: boolean | null } | null;
}): unknown {
  const order = orderOf(desk, args.orderId);
  const refused = cancellationError(order);
  if (!order || refused)
    return { job: null, orderCancelUserErrors: [{ ...refused, field: ['orderId'] }] };
  const money = args.refundMethod?.originalPaymentMethodsRefund ?? args.refund ?? false;
  cancelOrder(desk.world, order, { reason: args.reason, refund: money, restock: args.restock });
  desk.record({ operation: 'orderCancel', id: args.orderId, key: args.orderId });
  return { job: { id: gid('Job', desk.world.id()), done: false, query: null }, orderCancelUserErrors: [] };
}

interface RefundInput {
  readonly orderId: string;
  readonly note?: string | null;
  readonly allowOverRefunding: boolean;
  readonly discrepancyReason?: string | null;
  readonly refundLineItems?: readonly { readonly lineItemId: string; readonly quantity: number;
    readonly restockType?: string | null; readonly locationId?: string | null }[] | null;
  readonly shipping?: { readonly amount?: string | null; readonly fullRefund?: boolean | null } | null;
  readonly transactions?: readonly { readonly amount: string; readonly gateway: string;
    readonly parentId?: string | null }[] | null;
}
interface RefundPayload { readonly refund: unknown; readonly order: unknown;
  readonly userErrors: readonly { readonly field: string[]; readonly message: string }[] }

export function refundCreate(desk: Desk, { input }: { input: RefundInput }, info: GraphQLResolveInfo): RefundPayload {
  const key = requiredKey(info);
  const refuse = (message: string): RefundPayload => ({ refund: null, order: null,
    userErrors: [{ field: ['input'], message }] });
  return once<RefundPayload>(desk.memory, {
    key, field: 'refundCreate', input,
    // This field's errors carry no code; the sentence is all there is.
    refuse: ({ message }) => refuse(message),
    apply: () => {
      const order = orderOf(desk, input.orderId);
      if (!order) return refuse('Order does not exist');
      const wish = refundWish(desk, order, input);
      if (typeof wish === 'string') return refuse(wish);
      const problem = refundError(order, wish, input.allowOverRefunding);
      if (problem) return refuse(problem);
      const made = refund(desk.world, order, wish);
      desk.record({ operation: 'refundCreate', key, id: gid('Refund', made.id) });
      announceRefund(desk.world, made);
      return { refund: refundView(made, desk.world), order: orderView(order, desk.world), userErrors: [] };
    },
  });
}

function refundWish(desk: Desk, order: Order, input: RefundInput): RefundWish | string {
  const lines = (input.refundLineItems ?? []).map((wish) => wishedLine(desk, order, wish));
  const transactions = (input.transactions ?? []).map((wish) => wishedPayment(order, wish));
  const wrong = [...lines, ...transactions].find((part) => typeof part === 'string');
  if (wrong) return wrong;
  return {
    lines: lines.filter((l) => typeof l !== 'string'), transactions: transactions.filter((t) => typeof t !== 'string'),
    shipping: input.shipping?.fullRefund ? 'all' : input.shipping?.amount ?? undefined,
    note: input.note, reason: input.discrepancyReason ?? undefined,
  };
}

type LineInput = NonNullable<RefundInput['refundLineItems']>[number];
type PaymentInput = NonNullable<RefundInput['transactions']>[number];
type Payment = NonNullable<RefundWish['transactions']>[number];

function wishedLine(desk: Desk, order: Order, wish: LineInput): RefundWish['lines'][number] | string {
  const line = order.lines.find((l) => l.id === idOf('LineItem', wish.lineItemId));
  if (!line) return 'Line item does not exist';
  const restock = (wish.restockType?.toLowerCase() ?? 'no_restock') as RefundLine['restock'];
  const place = desk.world.places.find((p) => p.id === idOf('Location', wish.locationId ?? ''));
  if (restock === 'return' && !place) return 'Location must be given to restock returned items';
  return { line, quantity: wish.quantity, restock, place };
}

function wishedPayment(order: Order, wish: PaymentInput): Payment | string {
  const parent = order.transactions.find((t) => t.id === idOf('OrderTransaction', wish.parentId ?? ''));
  return parent ? { parent, amount: shared(parse(wish.amount, order.money.buyer), order) }
    : 'Transaction parent does not exist';
}

/** A refund is asked for in the buyer's currency; the shop's is worked back at the order's own rate. */
function shared(buyer: bigint, { money }: Order): { shop: bigint; buyer: bigint } {
  return { buyer, shop: money.shop === money.buyer ? buyer : (buyer * money.rate.d) / money.rate.n };
}

export function orderUpdate(desk: Desk, { input }: { input: {
  id: string; tags?: readonly string[] | null; note?: string | null; email?: string | null; poNumber?: string | null;
  customAttributes?: readonly { key: string; value: string }[] | null;
  metafields?: readonly { namespace?: string | null; key?: string | null; type?: string | null;
    value?: string | null }[] | null;
} }): unknown {
  const order = orderOf(desk, input.id);
  if (!order) return { order: null, userErrors: [{ field: ['id'], message: 'Order does not exist' }] };
  if (input.tags) order.tags = [...input.tags];
  if (input.note !== undefined) order.note = input.note;
  if (input.email !== undefined) order.email = input.email;
  if (input.poNumber !== undefined) order.poNumber = input.poNumber;
  if (input.customAttributes) order.attributes = input.customAttributes.map((a) => ({ ...a }));
  for (const m of input.metafields ?? [])
    order.metafields.set(`${m.namespace ?? 'app'}.${m.key ?? ''}`, {
      id: desk.world.id(), type: m.type ?? 'single_line_text_field', value: m.value ?? '',
    });
  return changed(desk, order, 'orderUpdate');
}

export function tagsAdd(desk: Desk, { id, tags }: { id: string; tags: readonly string[] }): unknown {
  const order = orderOf(desk, id);
  if (!order) return { node: null, userErrors: [{ field: ['id'], message: 'Resource does not exist' }] };
  order.tags = [...new Set([...order.tags, ...tags])];
  changed(desk, order, 'tagsAdd');
  return { node: orderView(order, desk.world), userErrors: [] };
}

function changed(desk: Desk, order: Order, operation: string): unknown {
  touch(order, desk.world);
  desk.record({ operation, id: gid('Order', order.id) });
  desk.world.announce([{ topic: 'orders/updated', body: () => orderBody(order, desk.world) }]);
  return { order: orderView(order, desk.world), userErrors: [] };
}
