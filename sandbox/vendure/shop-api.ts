/** The shop API: what a buyer does between an empty cart and a paid order, one cart per session. */
import type { Session } from './session.ts';
import { netPrice, orderSums } from './prices.ts';
import {
  applied, moveTo, newOrder, nextId, note, seconds, touch, type Fields, type Shop, type ShopOrder,
} from './shop.ts';
import { orderView } from './views.ts';

const fault = (type: string, errorCode: string, message: string) => ({ __typename: type, errorCode, message });
const NO_ORDER = fault('NoActiveOrderError', 'NO_ACTIVE_ORDER_ERROR',
  'There is no active Order associated with the current Session');
const METHOD = { id: '1', code: 'ground', name: 'Ground' };
const PAYMENT = { id: '1', code: 'card', name: 'Card', isEligible: true };

export function shopApi(shop: Shop, session: Session) {
  const cart = (): ShopOrder | undefined => {
    const order = session.cart === undefined ? undefined : shop.orders.get(session.cart);
    return order?.active ? order : undefined;
  };
  /** Runs on the cart, or answers that there is none. */
  const onCart = (work: (order: ShopOrder) => object | void): object => {
    const order = cart();
    if (!order) return NO_ORDER;
    const answer = work(order) ?? orderView(shop, order);
    touch(shop, order);
    return answer;
  };
  return {
    eligibleShippingMethods: () => [{ ...METHOD, price: shop.shippingPrice, priceWithTax: shop.shippingPrice }],
    eligiblePaymentMethods: () => [PAYMENT],
    addItemToOrder({ productVariantId, quantity }: { productVariantId: string; quantity: number }) {
      const order = cart() ?? newOrder(shop);
      session.cart = order.id;
      return addItem(shop, order, productVariantId, quantity);
    },
    applyCouponCode: ({ couponCode }: { couponCode: string }) => onCart((order) => {
      const percent = shop.coupons.get(couponCode);
      if (percent === undefined)
        return fault('CouponCodeInvalidError', 'COUPON_CODE_INVALID_ERROR', `Coupon code "${couponCode}" is not valid`);
      order.couponPercent = percent;
      order.couponCodes.push(couponCode);
      return undefined;
    }),
    setCustomerForOrder: ({ input }: { input: Fields }) => onCart((order) => {
      order.customer = { ...input, id: nextId(shop) };
    }),
    setOrderShippingAddress: ({ input }: { input: Fields }) => onCart((order) => {
      order.shippingAddress = input;
    }),
    setOrderShippingMethod: () => onCart((order) => {
      order.shipping = { code: METHOD.code, name: METHOD.name, price: shop.shippingPrice, cancelled: false };
    }),
    transitionOrderToState: ({ state }: { state: string }) => onCart((order) => {
      if (state !== 'ArrangingPayment' || !order.customer || !order.shipping || order.lines.length === 0)
        return fault('OrderStateTransitionError', 'ORDER_STATE_TRANSITION_ERROR',
          `Cannot transition Order from "${order.state}" to "${state}"`);
      moveTo(shop, order, state);
      return undefined;
    }),
    addPaymentToOrder: ({ input }: { input: { method: string } }) => onCart((order) => {
      if (order.state !== 'ArrangingPayment')
        return fault('OrderPaymentStateError', 'ORDER_PAYMENT_STATE_ERROR',
          'A Payment may only be added when Order is in "ArrangingPayment" state');
      pay(shop, order, input.method);
      return undefined;
    }),
  };
}

function addItem(shop: Shop, order: ShopOrder, variantId: string, quantity: number): object {
  const variant = shop.variants.get(variantId);
  if (quantity < 1 || !variant)
    return fault('NegativeQuantityError', 'NEGATIVE_QUANTITY_ERROR',
      'The quantity for an OrderItem cannot be negative');
  if (variant.stockOnHand - variant.stockAllocated < quantity)
    return fault('InsufficientStockError', 'INSUFFICIENT_STOCK_ERROR',
      `Only ${variant.stockOnHand - variant.stockAllocated} items were added to the order due to insufficient stock`);
  const line = order.lines.find((l) => l.variant === variant);
  if (line) line.quantity += quantity;
  else
    order.lines.push({
      id: nextId(shop), variant, unitPrice: netPrice(shop, variant.price), quantity, placed: 0,
      createdAt: seconds(shop.now()),
    });
  touch(shop, order);
  return orderView(shop, order);
}

export const BY_TRANSFER = 'bank-transfer';
/** Paid in full at once, or, by transfer, only promised: the order is placed and its stock allocated. */
function pay(shop: Shop, order: ShopOrder, method: string): void {
  const state = method === BY_TRANSFER ? 'Authorized' : 'Settled';
  const id = nextId(shop);
  const amount = orderSums(shop, order).totalWithTax;
  order.payments.push({
    id, method, amount, state, transactionId: `tx-${id}`, createdAt: seconds(shop.now()), refunds: [],
  });
  note(shop, order, 'ORDER_PAYMENT_TRANSITION', { paymentId: id, from: 'Created', to: state });
  place(shop, order, `Payment${state}`);
}

/** `ArrangingPayment`: a shop that takes orders before it has any money. */
export function place(shop: Shop, order: ShopOrder, state: string): void {
  order.active = false;
  order.orderPlacedAt = shop.now().toISOString();
  for (const line of order.lines) {
    line.placed = line.quantity;
    line.variant.stockAllocated += line.quantity;
  }
  touch(shop, order);
  moveTo(shop, order, state);
  applied(shop, 'placeOrder', order.id, order.code);
  shop.tell('order.placed', order, order.state);
}
