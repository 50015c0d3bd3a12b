/**
 * An order in the words of a webhook, read into the shape of seen.ts.
 *
 * A webhook lacks one thing: payments. It names the gateways only. `paymentsIn` says what they must have been when
 * there is no other possibility (one gateway, paid in full, nothing refunded); otherwise read.ts asks for them.
 */
import { z } from 'zod';
import { read } from '../parse.ts';
import { strangeMembers, strangeWords } from './drift.ts';
import { mustBe } from './envelope.ts';
import { idOf, restId } from './ids.ts';
import { refundWithPairs, withPairs } from './order-plain.ts';
import type { SeenLine, SeenOrder, SeenPayment, SeenRefund, SeenTax } from './seen.ts';
import { fullName, holdIn, seenAddress, sentUnits, text } from './seen.ts';

const Money = z.object({ amount: z.string(), currency_code: z.string() });
const Set = z.object({ shop_money: Money, presentment_money: Money });
const word = z.string().nullish();
const number = z.union([z.string(), z.number()]).transform(String);

const Tax = z.object({ title: z.string(), rate: z.number().nullish(), channel_liable: z.boolean().nullish(),
  price_set: Set });
const Discount = z.object({ amount_set: Set });
const Line = z.object({
  ...restId, title: z.string(), sku: word, quantity: z.number().int().nonnegative(), price_set: Set,
  total_discount_set: Set.nullish(), variant_id: number.nullish(), gift_card: z.boolean().default(false),
  requires_shipping: z.boolean().default(true), fulfillable_quantity: z.number().int().default(0),
  tax_lines: z.array(Tax).default([]), discount_allocations: z.array(Discount).default([]),
});
const Shipping = z.object({
  id: number.nullish(), title: z.string().nullish(), price_set: Set, is_removed: z.boolean().default(false),
  tax_lines: z.array(Tax).default([]), discount_allocations: z.array(Discount).default([]),
});
const Payment = z.object({
  ...restId, kind: z.string(), status: z.string(), gateway: z.string().nullish(), amount: z.string(),
  currency: z.string().nullish(),
});
const LineRef = z.object({ id: number, admin_graphql_api_id: word });
const RefundLine = z.object({
  quantity: z.number().int().positive(), line_item_id: number, restock_type: z.string().default('no_restock'), subtotal_set: Set,
  total_tax_set: Set, line_item: LineRef.nullish(),
});
const Adjustment = z.object({ kind: word, amount_set: Set, tax_amount_set: Set });
const Refund = z.object({
  ...restId, created_at: z.string(), refund_line_items: z.array(RefundLine).default([]),
  refund_shipping_lines: z.array(z.object({ subtotal_amount_set: Set, tax_amount_set: Set.nullish() })).default([]),
  order_adjustments: z.array(Adjustment).default([]), transactions: z.array(Payment).default([]),
});
const Fulfillment = z.object({
  status: word, line_items: z.array(z.object({ ...LineRef.shape, quantity: z.number().int() })).default([]),
});
const Address = z.object({
  name: word, first_name: word, last_name: word, company: word, address1: word, address2: word, city: word, zip: word,
  province: word, province_code: word, country_code: word, phone: word,
});
const Customer = z.object({ ...restId, id: restId.id.nullish(), first_name: word, last_name: word, email: word, phone: word });
const Order = z.object({
  ...restId,
  admin_graphql_api_id: z.string().regex(/^(?!gid:\/\/shopify\/(?!Order\/))/, 'this is no order').nullish(),
  name: z.string(), created_at: z.string(), updated_at: z.string(), cancelled_at: word, cancel_reason: word,
  currency: z.string(), presentment_currency: z.string(), taxes_included: z.boolean(), financial_status: word,
  fulfillment_status: word, email: word, phone: word, test: z.boolean().default(false),
  total_price_set: Set, current_total_price_set: Set.nullish(),
  total_discounts_set: Set.nullish(), total_outstanding: z.string().nullish(), total_tip_received: z.string().nullish(),
  original_total_duties_set: Set.nullish(), original_total_additional_fees_set: Set.nullish(),
  payment_gateway_names: z.array(z.string()).default([]), customer: Customer.nullish(),
  billing_address: Address.nullish(), shipping_address: Address.nullish(), line_items: z.array(Line),
  shipping_lines: z.array(Shipping).default([]), refunds: z.array(Refund).default([]),
  fulfillments: z.array(Fulfillment).default([]),
  note_attributes: z.array(z.object({ name: z.string(), value: z.unknown() })).nullish(),
});
type Order = z.infer<typeof Order>;

const amount = (set: z.infer<typeof Set>): string => set.shop_money.amount;
const tax = (t: z.infer<typeof Tax>): SeenTax => ({
  title: t.title, rate: t.rate ?? null, amount: amount(t.price_set), channelLiable: t.channel_liable ?? null,
});
const discounts = (of: readonly z.infer<typeof Discount>[]): string[] => of.map((d) => amount(d.amount_set));

const line = (l: z.infer<typeof Line>): SeenLine => ({
  id: idOf(l), variant: text(l.variant_id), sku: text(l.sku), title: l.title, quantity: l.quantity,
  unfulfilled: l.fulfillable_quantity, unitPrice: amount(l.price_set), taxes: l.tax_lines.map(tax),
  discounts: l.discount_allocations.length > 0 ? discounts(l.discount_allocations)
    : l.total_discount_set ? [amount(l.total_discount_set)] : [],
  shipped: l.requires_shipping, giftCard: l.gift_card,
});

const refund = (r: z.infer<typeof Refund>): SeenRefund => ({
  id: idOf(r), at: r.created_at, payments: [],
  lines: r.refund_line_items.map((l) => ({
    line: idOf(l.line_item ?? { id: l.line_item_id }), quantity: l.quantity, restock: l.restock_type,
    subtotal: amount(l.subtotal_set), tax: amount(l.total_tax_set),
  })),
  shipping: r.refund_shipping_lines.length > 0
    ? r.refund_shipping_lines.map((s) => ({ amount: amount(s.subtotal_amount_set),
      tax: s.tax_amount_set ? amount(s.tax_amount_set) : '0' }))
    : r.order_adjustments.filter((a) => a.kind === 'shipping_refund').map(shippingAdjustment),
});

/** Until 2024-10 refunded shipping came as a negative adjustment. */
const shippingAdjustment = (a: z.infer<typeof Adjustment>): SeenRefund['shipping'][number] =>
  ({ amount: unsigned(amount(a.amount_set)), tax: unsigned(amount(a.tax_amount_set)) });
const unsigned = (decimal: string): string => decimal.replace(/^-/, '');

/** A refund in a webhook of its own. The shop's currency is that of its amounts; one that has none names none. */
export function seenRefund(value: unknown): { order: string; currency: string | undefined; refund: SeenRefund } {
  const r = read(Refund.extend({ order_id: number }), refundWithPairs(mustBe('refund', value)));
  const sets = [...r.refund_line_items.map((l) => l.subtotal_set), ...r.refund_shipping_lines.map((s) => s.subtotal_amount_set),
    ...r.order_adjustments.map((a) => a.amount_set)];
  const currency = sets[0]?.shop_money.currency_code ?? r.transactions[0]?.currency ?? undefined;
  return { order: r.order_id, currency, refund: { ...refund(r), payments: paidBack(r, currency, '') } };
}

const paidBack = (r: z.infer<typeof Refund>, currency: string | undefined, gateway: string): SeenPayment[] =>
  r.transactions.filter((t) => (t.currency ?? currency) === currency).map((t) =>
    ({ id: idOf(t), kind: t.kind, status: t.status, gateway: t.gateway ?? gateway, amount: t.amount }));

const address = (a: z.infer<typeof Address> | null | undefined): SeenOrder['shipTo'] => seenAddress(a && {
  ...a, first: a.first_name, last: a.last_name, provinceCode: a.province_code, country: a.country_code,
});

/** What the one payment must have been, or undefined when it has to be asked for. */
function paymentsIn(o: Order): SeenPayment[] | undefined {
  const [gateway, another] = o.payment_gateway_names;
  if (gateway === undefined && o.refunds.length === 0) return [];
  const whole = amount(o.total_price_set);
  const plain = o.financial_status === 'paid' && o.refunds.length === 0 && !/[1-9]/.test(o.total_outstanding ?? '')
    && (!o.current_total_price_set || amount(o.current_total_price_set) === whole);
  if (gateway === undefined || another !== undefined || !plain) return undefined;
  return [{ id: gateway as SeenPayment['id'], kind: 'sale', status: 'success', gateway, amount: whole }];
}

export interface RestOrder {
  readonly order: SeenOrder;
  /** False: payments and what refunds paid back have to be asked for. */
  readonly whole: boolean;
  /** Which transactions a refund consists of, for the answer of that question. */
  readonly refundPayments: ReadonlyMap<string, readonly string[]>;
  /** The order with payments as far as the webhook itself lets them be known, for when Shopify cannot be asked. */
  readonly assumed: SeenOrder;
}

/** @throws Stopped Malformed naming the field that is not what the documentation says. */
export function seenInWebhook(value: unknown): RestOrder {
  const o = read(Order, withPairs(mustBe('order', value)));
  const payments = paymentsIn(o);
  const order: SeenOrder = {
    id: idOf(o), name: o.name, createdAt: o.created_at, updatedAt: o.updated_at, cancelledAt: text(o.cancelled_at),
    cancelReason: text(o.cancel_reason)?.toLowerCase(), currency: o.currency, taxesIncluded: o.taxes_included,
    test: o.test, hold: holdIn((o.note_attributes ?? []).map((a) => ({ key: a.name, value: a.value }))),
    financial: text(o.financial_status), ...totals(o), lines: o.line_items.map(line),
    shipping: o.shipping_lines.filter((s) => !s.is_removed).map((s, i) => ({
      id: (s.id ?? `shipping-${i}`) as SeenLine['id'], title: s.title ?? '', price: amount(s.price_set),
      discounts: discounts(s.discount_allocations), taxes: s.tax_lines.map(tax),
    })),
    payments: payments ?? [], refunds: o.refunds.map(refund),
    sent: sentUnits(o.fulfillments.map((f) => ({ status: f.status,
      lines: f.line_items.map((l) => ({ line: idOf(l), quantity: l.quantity })) }))),
    ...people(o), billing: address(o.billing_address), shipTo: address(o.shipping_address),
    strange: [...strangeMembers(value as object), ...strangeWords({ financial_status: o.financial_status,
      fulfillment_status: o.fulfillment_status, cancel_reason: o.cancel_reason }),
      ...o.refunds.flatMap((r) => r.refund_line_items.flatMap((l) => strangeWords({ restock_type: l.restock_type })))],
  };
  const refundPayments = new Map(o.refunds.map((r) => [idOf(r), r.transactions.map(idOf)]));
  return { order, whole: payments !== undefined, refundPayments, assumed: { ...order, ...assumed(o, order) } };
}

const STATED: Readonly<Record<string, Pick<SeenPayment, 'kind' | 'status'>>> = {
  authorized: { kind: 'authorization', status: 'success' }, pending: { kind: 'sale', status: 'pending' },
  expired: { kind: 'authorization', status: 'success' },
};
/**
 * One payment over the order's total, by all its gateways together, and refunds as their transactions state
 * them. The next poll or webhook that can be followed up puts the split right.
 */
function assumed(o: Order, order: SeenOrder): Pick<SeenOrder, 'payments' | 'refunds'> {
  const gateway = o.payment_gateway_names.join(' + ');
  const paid = { id: gateway as SeenPayment['id'], gateway, amount: order.total,
    ...(STATED[o.financial_status ?? ''] ?? { kind: 'sale', status: 'success' }) };
  const payments = gateway === '' || o.financial_status === 'voided' ? [] : [paid];
  return { payments, refunds: o.refunds.map((r, i) => ({
    ...order.refunds[i]!, payments: paidBack(r, o.currency, gateway),
  })) };
}

const totals = (o: Order): Pick<SeenOrder, 'total' | 'discounts' | 'presentment' | 'tip' | 'duties' | 'fees'> => ({
  total: amount(o.total_price_set), discounts: o.total_discounts_set ? amount(o.total_discounts_set) : undefined,
  presentment: { amount: o.total_price_set.presentment_money.amount, currency: o.presentment_currency },
  tip: o.total_tip_received ?? '0', duties: o.original_total_duties_set ? amount(o.original_total_duties_set) : '0',
  fees: o.original_total_additional_fees_set ? amount(o.original_total_additional_fees_set) : '0',
});

const people = (o: Order): Pick<SeenOrder, 'customer' | 'email' | 'phone'> => ({
  customer: o.customer?.id ? { id: idOf({ ...o.customer, id: o.customer.id }), name: fullName(o.customer.first_name, o.customer.last_name),
    email: text(o.customer.email), phone: text(o.customer.phone) } : undefined,
  email: text(o.email), phone: text(o.phone),
});
