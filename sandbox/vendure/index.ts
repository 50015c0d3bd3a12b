/**
 * Starts the Vendure twin: a headless shop with Vendure's two GraphQL APIs and a webhook subscriber.
 *
 * Buyers may use its shop API as they would the real one; `buy` does the same in one call.
 */
import type { Faults } from '../faults.ts';
import { listen, type Twin, type TwinOptions } from '../twin.ts';
import { cancelOrder, refundOrder, settleRefund } from './admin-api.ts';
import { createServer } from './graphql-server.ts';
import { createSessions } from './session.ts';
import { moveTo, seconds, touch, type Fields, type Shop, type ShopOrder, type Variant } from './shop.ts';
import { BY_TRANSFER, place, shopApi } from './shop-api.ts';
import { createWebhooks, type WebhookOptions } from './webhooks.ts';

export type { ShopOrder, Variant };

export interface VendureOptions extends TwinOptions {
  readonly faults: Faults;
  readonly user?: string;
  readonly password: string;
  readonly webhook?: WebhookOptions;
  readonly currency?: string;
  readonly taxRate?: number;
  readonly pricesIncludeTax?: boolean;
  readonly shippingPrice?: number;
  /** Coupon codes and their percentage off the goods. */
  readonly coupons?: Readonly<Record<string, number>>;
  /** Prices in minor units, as shown in the channel. Ids count from 1 in this order. */
  readonly variants: readonly { sku: string; name: string; price: number; stock: number }[];
}
export interface Purchase {
  readonly lines: readonly { sku: string; quantity: number }[];
  readonly coupon?: string;
  readonly address?: Fields;
  readonly email?: string;
  /** `none`: the shop takes the order before any money. A card otherwise. */
  readonly payment?: typeof BY_TRANSFER | 'none';
  /** Custom fields of the order. */
  readonly threadlineHold?: string;
  readonly underReview?: boolean;
}
export interface VendureTwin extends Twin {
  readonly user: string;
  readonly orders: ReadonlyMap<string, Readonly<ShopOrder>>;
  readonly variants: ReadonlyMap<string, Readonly<Variant>>;
  /** A buyer fills a cart and pays. Throws with Vendure's words when the shop says no. */
  buy(purchase: Purchase): ShopOrder;
  /** Done by the shop's staff in the admin UI, not by us. */
  cancel(orderId: string, lines?: readonly { orderLineId: string; quantity: number }[]): void;
  refund(orderId: string, amount: number, lines?: readonly { orderLineId: string; quantity: number }[]): string;
  /** The money of a transfer has come. */
  settle(orderId: string): void;
  review(orderId: string, underReview: boolean): void;
  /** Puts an order into a state nobody has documented, as a custom order process does. */
  drift(orderId: string, state: string): void;
  /** Ends every session, as a restart does. */
  forgetSessions(): void;
  /** Waits until all webhooks are out. */
  settled(): Promise<void>;
  readonly webhooksSent: () => number;
}

const ADDRESS: Fields = {
  fullName: 'Test Person', streetLine1: '1 Test Street', city: 'Reno', province: 'NV', postalCode: '89501',
  countryCode: 'US', country: 'United States of America', phoneNumber: '+12125550100',
};

export async function startVendureTwin(options: VendureOptions): Promise<VendureTwin> {
  const { faults, user = 'superadmin', password } = options;
  const webhooks = createWebhooks(options.webhook, faults);
  const shop = openShop(options, (topic, order, state) =>
    webhooks.send(topic, { id: order.id, code: order.code, state }, shop.now()));
  const sessions = createSessions();
  const app = createServer({ shop, sessions, faults, user, password });
  const url = await listen(app, options.port);
  const orderOf = (id: string) => shop.orders.get(id) ?? refuse(`there is no order ${id}`);
  return {
    name: 'vendure', url, faults, user,
    applied: shop.applied, orders: shop.orders, variants: shop.variants,
    buy: (purchase) => buy(shop, purchase),
    cancel: (orderId, lines) =>
      void accepted(cancelOrder(shop, {
        orderId, cancelShipping: !lines, ...(lines && { lines }), reason: 'by staff',
      })),
    refund(orderId, amount, lines = []) {
      const { payments: [payment] } = orderOf(orderId);
      const input = { paymentId: payment?.id ?? '', amount, lines, shipping: 0, reason: 'by staff' };
      const refund = accepted(refundOrder(shop, input));
      settleRefund(shop, { id: String(refund['id']), transactionId: `rf-${refund['id']}` });
      return String(refund['id']);
    },
    settle(orderId) {
      for (const p of orderOf(orderId).payments) p.state = 'Settled';
      moveTo(shop, orderOf(orderId), 'PaymentSettled');
    },
    review(orderId, underReview) {
      orderOf(orderId).customFields.underReview = underReview;
      touch(shop, orderOf(orderId));
    },
    drift(orderId, state) {
      orderOf(orderId).state = state;
      shop.tell('order.state', orderOf(orderId), state);
    },
    forgetSessions: sessions.endAll,
    settled: webhooks.settled,
    webhooksSent: () => webhooks.sent,
    async stop() {
      await webhooks.settled();
      await app.close();
    },
  };
}

function openShop(options: VendureOptions, tell: Shop['tell']): Shop {
  const now = options.now ?? (() => new Date());
  const variants = options.variants.map(({ stock, ...v }, i): [string, Variant] => [String(i + 1), {
    ...v, id: String(i + 1), stockOnHand: stock, stockAllocated: 0, updatedAt: seconds(now()),
  }]);
  return {
    now, tell, currency: options.currency ?? 'USD', taxRate: options.taxRate ?? 8.25,
    pricesIncludeTax: options.pricesIncludeTax ?? false, shippingPrice: options.shippingPrice ?? 695,
    coupons: new Map(Object.entries(options.coupons ?? {})), variants: new Map(variants), orders: new Map(),
    applied: [], ids: 0,
  };
}

function buy(shop: Shop, { lines, coupon, address = ADDRESS, email = 'test@example.invalid', ...how }: Purchase): ShopOrder {
  const api = shopApi(shop, { token: '', api: 'shop', admin: false, cart: undefined });
  for (const { sku, quantity } of lines) {
    const variant = [...shop.variants.values()].find((v) => v.sku === sku) ?? refuse(`there is no ${sku}`);
    accepted(api.addItemToOrder({ productVariantId: variant.id, quantity }));
  }
  if (coupon) accepted(api.applyCouponCode({ couponCode: coupon }));
  accepted(api.setCustomerForOrder({ input: { firstName: 'Test', lastName: 'Person', emailAddress: email } }));
  accepted(api.setOrderShippingAddress({ input: address }));
  accepted(api.setOrderShippingMethod());
  accepted(api.transitionOrderToState({ state: 'ArrangingPayment' }));
  const cart = [...shop.orders.values()].findLast((o) => o.active)!;
  cart.customFields.threadlineHold = how.threadlineHold ?? null;
  cart.customFields.underReview = how.underReview ?? false;
  if (how.payment === 'none') place(shop, cart, cart.state);
  else accepted(api.addPaymentToOrder({ input: { method: how.payment ?? 'card' } }));
  return cart;
}

function accepted(answer: object): Record<string, unknown> {
  const given = answer as Record<string, unknown>;
  return 'errorCode' in given ? refuse(`${String(given['errorCode'])}: ${String(given['message'])}`) : given;
}

function refuse(sentence: string): never {
  throw new Error(sentence);
}
