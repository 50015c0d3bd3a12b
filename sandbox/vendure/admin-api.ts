/** The admin API's operations. Business faults are data with an `errorCode`; only wrong calls are GraphQL errors. */
import { GraphQLError } from 'graphql';
import {
  applied, fulfilled, moveTo, nextId, note, seconds, touch, type Fulfillment, type Line, type Part, type Refund,
  type Shop, type ShopOrder,
} from './shop.ts';
import { fulfillmentView, list, LOCATION, orderView, refundView, variantView, type ListOptions } from './views.ts';

const fault = (type: string, errorCode: string, message: string) => ({ __typename: type, errorCode, message });
const notFound = (what: string, id: string) =>
  new GraphQLError(`No ${what} with the id "${id}" could be found`, { extensions: { code: 'ENTITY_NOT_FOUND' } });
const NOTHING = fault('EmptyOrderLineSelectionError', 'EMPTY_ORDER_LINE_SELECTION_ERROR',
  'At least one OrderLine must be specified');
const TOO_MANY = fault('QuantityTooGreatError', 'QUANTITY_TOO_GREAT_ERROR',
  'The specified quantity is greater than the available OrderItems');

interface Fulfill {
  lines: readonly Part[];
  handler: { code: string; arguments: readonly { name: string; value: string }[] };
}
interface Cancel { orderId: string; lines?: readonly Part[]; cancelShipping?: boolean; reason?: string }
interface RefundInput {
  lines?: readonly Part[];
  shipping?: number;
  amount?: number;
  paymentId: string;
  reason?: string;
}
interface StockInput { id: string; stockLevels?: readonly { stockLocationId: string; stockOnHand: number }[] }

export const adminQueries = (shop: Shop, channel: { code: string; token: string }) => ({
  activeChannel: () => ({ id: '1', ...channel, currencyCode: shop.currency, pricesIncludeTax: shop.pricesIncludeTax }),
  order: ({ id }: { id: string }) => {
    const order = shop.orders.get(id);
    return order ? orderView(shop, order) : null;
  },
  orders: ({ options }: { options?: ListOptions }) =>
    list([...shop.orders.values()].map((order) => orderView(shop, order)), options),
  productVariant: ({ id }: { id: string }) => {
    const variant = shop.variants.get(id);
    return variant ? variantView(shop, variant) : null;
  },
  productVariants: ({ options }: { options?: ListOptions }) =>
    list([...shop.variants.values()].map((variant) => variantView(shop, variant)), options),
  stockLocations: () => ({ items: [LOCATION], totalItems: 1 }),
});

export const adminMutations = (shop: Shop) => ({
  addFulfillmentToOrder: ({ input }: { input: Fulfill }) => addFulfillment(shop, input),
  transitionFulfillmentToState: ({ id, state }: { id: string; state: string }) => transition(shop, id, state),
  cancelOrder: ({ input }: { input: Cancel }) => cancelOrder(shop, input),
  refundOrder: ({ input }: { input: RefundInput }) => refundOrder(shop, input),
  settleRefund: ({ input }: { input: { id: string; transactionId: string } }) => settleRefund(shop, input),
  updateProductVariants: ({ input }: { input: readonly StockInput[] }) => updateVariants(shop, input),
});

function lineOf(shop: Shop, id: string): { order: ShopOrder; line: Line } {
  for (const order of shop.orders.values()) {
    const line = order.lines.find((l) => l.id === id);
    if (line) return { order, line };
  }
  throw notFound('OrderLine', id);
}

function addFulfillment(shop: Shop, { lines, handler }: Fulfill) {
  if (lines.every((l) => l.quantity === 0)) return NOTHING;
  const wanted = lines.map((part) => ({ part, ...lineOf(shop, part.orderLineId) }));
  const { order } = wanted[0]!;
  if (wanted.some(({ part, line }) => part.quantity > line.quantity - fulfilled(order, line.id)))
    return fault('ItemsAlreadyFulfilledError', 'ITEMS_ALREADY_FULFILLED_ERROR',
      'One or more OrderItems are already part of a Fulfillment');
  if (wanted.some(({ part, line }) => line.variant.stockOnHand < part.quantity))
    return fault('InsufficientStockOnHandError', 'INSUFFICIENT_STOCK_ON_HAND_ERROR',
      'Cannot create a Fulfillment as there is insufficient stock on hand');
  const argument = (name: string) => handler.arguments.find((a) => a.name === name)?.value ?? '';
  const at = seconds(shop.now());
  const fulfillment: Fulfillment = {
    id: nextId(shop), method: argument('method'), trackingCode: argument('trackingCode'), lines, state: 'Pending',
    createdAt: at, updatedAt: at,
  };
  order.fulfillments.push(fulfillment);
  note(shop, order, 'ORDER_FULFILLMENT', { fulfillmentId: fulfillment.id });
  applied(shop, 'addFulfillmentToOrder', fulfillment.id, fulfillment.trackingCode);
  return fulfillmentView(fulfillment);
}

const NEXT: Readonly<Record<string, readonly string[]>> = {
  Pending: ['Shipped', 'Delivered', 'Cancelled'], Shipped: ['Delivered', 'Cancelled'],
};
function transition(shop: Shop, id: string, state: string) {
  const order = [...shop.orders.values()].find((o) => o.fulfillments.some((f) => f.id === id));
  const fulfillment = order?.fulfillments.find((f) => f.id === id);
  if (!order || !fulfillment) throw notFound('Fulfillment', id);
  if (!NEXT[fulfillment.state]?.includes(state))
    return fault('FulfillmentStateTransitionError', 'FULFILLMENT_STATE_TRANSITION_ERROR',
      `Cannot transition Fulfillment from "${fulfillment.state}" to "${state}"`);
  if (fulfillment.state === 'Pending') takeStock(order, fulfillment);
  note(shop, order, 'ORDER_FULFILLMENT_TRANSITION', { fulfillmentId: id, from: fulfillment.state, to: state });
  fulfillment.state = state;
  fulfillment.updatedAt = seconds(shop.now());
  applied(shop, `fulfillment ${state}`, id, fulfillment.trackingCode);
  shop.tell('fulfillment.state', order, state);
  moveTo(shop, order, stateBy(order, state) ?? order.state);
  return fulfillmentView(fulfillment);
}

function takeStock(order: ShopOrder, fulfillment: Fulfillment): void {
  for (const { orderLineId, quantity } of fulfillment.lines) {
    const { variant } = order.lines.find((l) => l.id === orderLineId)!;
    variant.stockOnHand -= quantity;
    variant.stockAllocated -= quantity;
  }
}

function stateBy(order: ShopOrder, state: string): string | undefined {
  if (state !== 'Shipped' && state !== 'Delivered') return undefined;
  const gone = order.fulfillments.filter((f) => f.state === state || f.state === 'Delivered');
  const all = order.lines.every((line) =>
    gone.flatMap((f) => f.lines).filter((p) => p.orderLineId === line.id)
      .reduce((sum, p) => sum + p.quantity, 0) >= line.quantity);
  return all ? state : `Partially${state}`;
}

export function cancelOrder(shop: Shop, { orderId, lines, cancelShipping = false, reason = '' }: Cancel) {
  const order = shop.orders.get(orderId);
  if (!order) throw notFound('Order', orderId);
  if (order.active)
    return fault('CancelActiveOrderError', 'CANCEL_ACTIVE_ORDER_ERROR',
      `Cannot cancel OrderLines from an Order in the "${order.state}" state`);
  const chosen = lines ?? order.lines.map((l) => ({ orderLineId: l.id, quantity: l.quantity }));
  const parts = chosen.filter((p) => p.quantity > 0).map((p) => ({ ...p, ...lineOf(shop, p.orderLineId) }));
  if (parts.length === 0) return NOTHING;
  if (parts.some((p) => p.quantity > p.line.quantity)) return TOO_MANY;
  for (const { line, quantity } of parts) {
    // Units on the shelf are no longer promised; units that had left come back to it.
    const unsent = Math.min(quantity, line.quantity - fulfilled(order, line.id));
    line.variant.stockAllocated -= Math.max(0, unsent);
    line.variant.stockOnHand += quantity - Math.max(0, unsent);
    line.quantity -= quantity;
  }
  if (order.shipping && cancelShipping) order.shipping.cancelled = true;
  note(shop, order, 'ORDER_CANCELLATION', {
    lines: parts.map((p) => ({ orderLineId: Number(p.orderLineId), quantity: p.quantity })), reason,
    shippingCancelled: cancelShipping,
  });
  touch(shop, order);
  applied(shop, 'cancelOrder', order.id);
  if (order.lines.every((l) => l.quantity === 0)) moveTo(shop, order, 'Cancelled');
  return orderView(shop, order);
}

export function refundOrder(shop: Shop, input: RefundInput) {
  const { lines = [], amount = 0, paymentId, reason } = input;
  // As 3.7 answers when the deprecated field is left out: the column has no default.
  if (input.shipping === undefined) throw new GraphQLError('NOT NULL constraint failed: refund.shipping');
  const order = [...shop.orders.values()].find((o) => o.payments.some((p) => p.id === paymentId));
  const payment = order?.payments.find((p) => p.id === paymentId);
  if (!order || !payment) throw notFound('Payment', paymentId);
  const refunded = payment.refunds.filter((r) => r.state !== 'Failed').reduce((sum, r) => sum + r.total, 0);
  if (amount > payment.amount - refunded)
    return fault('RefundAmountError', 'REFUND_AMOUNT_ERROR',
      'The amount specified exceeds the refundable amount for this payment');
  if (amount <= 0) return fault('NothingToRefundError', 'NOTHING_TO_REFUND_ERROR', 'Nothing to refund');
  if (lines.some((part) => part.quantity > lineOf(shop, part.orderLineId).line.placed)) return TOO_MANY;
  const refund: Refund = {
    id: nextId(shop), paymentId, total: amount, shipping: input.shipping, reason: reason ?? null, lines,
    state: 'Pending', transactionId: null, createdAt: seconds(shop.now()),
  };
  payment.refunds.push(refund);
  applied(shop, 'refundOrder', refund.id, reason);
  return refundView(refund);
}

export function settleRefund(shop: Shop, { id, transactionId }: { id: string; transactionId: string }) {
  for (const order of shop.orders.values()) {
    const refund = order.payments.flatMap((p) => p.refunds).find((r) => r.id === id);
    if (!refund) continue;
    if (refund.state !== 'Pending')
      throw new GraphQLError(`Cannot transition Refund from "${refund.state}" to "Settled"`, {
        extensions: { code: 'ILLEGAL_OPERATION' },
      });
    refund.state = 'Settled';
    refund.transactionId = transactionId;
    note(shop, order, 'ORDER_REFUND_TRANSITION', { refundId: id, from: 'Pending', to: 'Settled' });
    applied(shop, 'settleRefund', id, transactionId);
    shop.tell('refund.state', order, 'Settled');
    return refundView(refund);
  }
  throw notFound('Refund', id);
}

/** All or none: an unknown id fails the call before anything is written. A negative level is taken as it is. */
function updateVariants(shop: Shop, input: readonly StockInput[]) {
  const found = input.map((i) => ({ i, variant: shop.variants.get(i.id) }));
  const missing = found.find(({ variant }) => !variant);
  if (missing) throw notFound('ProductVariant', missing.i.id);
  return found.map(({ i, variant }) => {
    for (const level of i.stockLevels ?? []) {
      variant!.stockOnHand = level.stockOnHand;
      applied(shop, 'updateProductVariants', i.id, String(level.stockOnHand));
    }
    variant!.updatedAt = seconds(shop.now());
    return variantView(shop, variant!);
  });
}
