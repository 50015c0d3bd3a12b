/** An order in GraphQL's words, read into the shape of seen.ts. */
import { z } from 'zod';
import { read } from '../parse.ts';
import { byNodes, mustBe } from './envelope.ts';
import { gidNumber, numberIn } from './ids.ts';
import { strangeWords } from './drift.ts';
import type { SeenLine, SeenOrder, SeenPayment, SeenRefund, SeenTax } from './seen.ts';
import { fullName, holdIn, seenAddress, sentUnits, text } from './seen.ts';

const Money = z.object({ amount: z.string(), currencyCode: z.string() });
const Shop = z.object({ shopMoney: Money });
const Both = z.object({ shopMoney: Money, presentmentMoney: Money });
const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const word = z.string().nullish();

const Tax = z.object({ title: z.string(), rate: z.number().nullish(), channelLiable: z.boolean().nullish(),
  priceSet: Shop });
const Discount = z.object({ allocatedAmountSet: Shop });
const Line = z.object({
  id: gidNumber, quantity: z.number().int().nonnegative(), title: z.string().default(''), sku: word,
  isGiftCard: z.boolean().default(false), requiresShipping: z.boolean().default(true), unfulfilledQuantity: z.number().int().default(0),
  variant: z.object({ id: gidNumber }).nullish(), originalUnitPriceSet: Shop, totalDiscountSet: Shop.nullish(),
  taxLines: z.array(Tax).default([]), discountAllocations: z.array(Discount).default([]),
});
const Shipping = z.object({
  id: z.string().nullish(), title: z.string().default(''), isRemoved: z.boolean().default(false), originalPriceSet: Shop,
  taxLines: z.array(Tax).default([]), discountAllocations: z.array(Discount).default([]),
});
export const Payment = z.object({
  id: gidNumber, kind: z.string(), status: z.string(), gateway: z.string().nullish(), amountSet: Shop,
});
const RefundLine = z.object({
  quantity: z.number().int().positive(), restockType: z.string(), lineItem: z.object({ id: gidNumber }),
  subtotalSet: Shop, totalTaxSet: Shop,
});
const Sent = z.object({ quantity: z.number().int().nonnegative().nullable(), lineItem: z.object({ id: gidNumber }) });
const page = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node), pageInfo: PageInfo.optional() });
/** What a question of somebody else left out; ours asks for all of it. */
const pageOrNone = <T extends z.ZodType>(node: T) =>
  z.object({ nodes: z.array(node).default([]), pageInfo: PageInfo.optional() }).default({ nodes: [] });

const Refund = z.object({
  id: gidNumber, createdAt: z.string().nullish(), refundLineItems: pageOrNone(RefundLine),
  refundShippingLines: pageOrNone(z.object({ subtotalAmountSet: Shop, taxAmountSet: Shop })), transactions: pageOrNone(Payment),
});
const Address = z.object({
  name: word, firstName: word, lastName: word, company: word, address1: word, address2: word, city: word, zip: word,
  province: word, provinceCode: word, countryCodeV2: word, phone: word,
});
const Customer = z.object({
  id: gidNumber, firstName: word, lastName: word,
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullish(),
});
const Order = z.object({
  id: gidNumber, name: z.string(), createdAt: z.string(), updatedAt: z.string(), cancelledAt: word, cancelReason: word,
  currencyCode: z.string(), presentmentCurrencyCode: z.string(), taxesIncluded: z.boolean(), email: word, phone: word,
  test: z.boolean().default(false),
  displayFinancialStatus: word, displayFulfillmentStatus: word, totalPriceSet: Both, totalTipReceivedSet: Shop.nullish(),
  originalTotalDutiesSet: Shop.nullish(), originalTotalAdditionalFeesSet: Shop.nullish(), customer: Customer.nullish(),
  billingAddress: Address.nullish(), shippingAddress: Address.nullish(), lineItems: page(Line),
  shippingLines: pageOrNone(Shipping), transactions: z.array(Payment).optional(), refunds: z.array(Refund).default([]),
  fulfillments: z.array(z.object({ status: z.string().nullish(), fulfillmentLineItems: pageOrNone(Sent) })).default([]),
  paymentGatewayNames: z.array(z.string()).default([]),
  customAttributes: z.array(z.object({ key: z.string(), value: word })).default([]),
});

const amount = (set: z.infer<typeof Shop>): string => set.shopMoney.amount;
const tax = (t: z.infer<typeof Tax>): SeenTax => ({
  title: t.title, rate: t.rate ?? null, amount: amount(t.priceSet), channelLiable: t.channelLiable ?? null,
});
const discounts = (of: readonly z.infer<typeof Discount>[]): string[] => of.map((d) => amount(d.allocatedAmountSet));

export const payment = (p: z.infer<typeof Payment>): SeenPayment => ({
  id: p.id, kind: p.kind.toLowerCase(), status: p.status.toLowerCase(), gateway: p.gateway ?? 'unknown',
  amount: amount(p.amountSet),
});

const line = (l: z.infer<typeof Line>): SeenLine => ({
  id: l.id, variant: l.variant?.id, sku: text(l.sku), title: l.title, quantity: l.quantity,
  unfulfilled: l.unfulfilledQuantity, unitPrice: amount(l.originalUnitPriceSet), taxes: l.taxLines.map(tax),
  discounts: l.discountAllocations.length > 0 ? discounts(l.discountAllocations)
    : l.totalDiscountSet ? [amount(l.totalDiscountSet)] : [],
  shipped: l.requiresShipping, giftCard: l.isGiftCard,
});

const refund = (r: z.infer<typeof Refund>, order: z.infer<typeof Order>): SeenRefund => ({
  id: r.id, at: r.createdAt ?? order.updatedAt,
  lines: r.refundLineItems.nodes.map((l) => ({
    line: l.lineItem.id, quantity: l.quantity, restock: l.restockType.toLowerCase(),
    subtotal: amount(l.subtotalSet), tax: amount(l.totalTaxSet),
  })),
  shipping: r.refundShippingLines.nodes.map((s) => ({ amount: amount(s.subtotalAmountSet),
    tax: amount(s.taxAmountSet) })),
  payments: r.transactions.nodes.map(payment),
});

const customer = (c: z.infer<typeof Customer> | null | undefined): SeenOrder['customer'] => c ? {
  id: c.id, name: fullName(c.firstName, c.lastName), email: text(c.defaultEmailAddress?.emailAddress),
  phone: text(c.defaultPhoneNumber?.phoneNumber),
} : undefined;

const address = (a: z.infer<typeof Address> | null | undefined): SeenOrder['shipTo'] =>
  seenAddress(a && { ...a, first: a.firstName, last: a.lastName, country: a.countryCodeV2 });

/** Answers to questions of somebody else: connections by edges, and currencies where only amounts name them. */
function completed(order: Readonly<Record<string, unknown>>): unknown {
  const o = byNodes(order) as Readonly<Record<string, unknown>>;
  const said = Both.partial({ presentmentMoney: true }).safeParse(o['totalPriceSet']).data;
  if (!said) return o;
  const { shopMoney, presentmentMoney = shopMoney } = said;
  const created = typeof o['createdAt'] === 'string' && { updatedAt: o['createdAt'] };
  return {
    currencyCode: shopMoney.currencyCode, presentmentCurrencyCode: presentmentMoney.currencyCode, taxesIncluded: false, ...created, ...o,
    totalPriceSet: { shopMoney, presentmentMoney },
  };
}
/** One payment over the total, where the transactions were not asked for and the order says that it is paid. */
const stated = (o: z.infer<typeof Order>): SeenPayment[] => (o.displayFinancialStatus !== 'PAID' ? [] : [{
  id: '1' as SeenPayment['id'], kind: 'sale', status: 'success', gateway: o.paymentGatewayNames.join(' + ') || 'unknown',
  amount: amount(o.totalPriceSet),
}]);

/** @throws Stopped Malformed naming the field that is not what the schema says. */
export function seenInGraphql(value: unknown): SeenOrder {
  const o = read(Order, completed(mustBe('order', value)));
  return {
    id: o.id, name: o.name, createdAt: o.createdAt, updatedAt: o.updatedAt, cancelledAt: text(o.cancelledAt),
    cancelReason: text(o.cancelReason)?.toLowerCase(), currency: o.currencyCode, taxesIncluded: o.taxesIncluded,
    test: o.test, hold: holdIn(o.customAttributes),
    financial: text(o.displayFinancialStatus)?.toLowerCase(), total: amount(o.totalPriceSet),
    presentment: { amount: o.totalPriceSet.presentmentMoney.amount, currency: o.presentmentCurrencyCode },
    tip: o.totalTipReceivedSet ? amount(o.totalTipReceivedSet) : '0',
    duties: o.originalTotalDutiesSet ? amount(o.originalTotalDutiesSet) : '0',
    fees: o.originalTotalAdditionalFeesSet ? amount(o.originalTotalAdditionalFeesSet) : '0',
    lines: o.lineItems.nodes.map(line),
    shipping: o.shippingLines.nodes.filter((s) => !s.isRemoved).map((s, i) => ({
      id: (numberIn(s.id) ?? `shipping-${i}`) as SeenLine['id'], title: s.title, price: amount(s.originalPriceSet),
      discounts: discounts(s.discountAllocations), taxes: s.taxLines.map(tax),
    })),
    payments: o.transactions?.map(payment) ?? stated(o), refunds: o.refunds.map((r) => refund(r, o)),
    sent: sentUnits(o.fulfillments.map((f) => ({ status: f.status,
      lines: f.fulfillmentLineItems.nodes.map((n) => ({ line: n.lineItem.id, quantity: n.quantity ?? 0 })) }))),
    customer: customer(o.customer), email: text(o.email), phone: text(o.phone),
    billing: address(o.billingAddress), shipTo: address(o.shippingAddress),
    strange: strangeWords({ displayFinancialStatus: o.displayFinancialStatus,
      displayFulfillmentStatus: o.displayFulfillmentStatus, cancelReason: o.cancelReason })
      .concat(o.refunds.flatMap((r) => r.refundLineItems.nodes.flatMap((l) => strangeWords({ restock_type: l.restockType })))),
  };
}
