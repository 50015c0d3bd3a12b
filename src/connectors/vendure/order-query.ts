/** An order as we ask for it, and the shape in which Vendure must give it. The same words for poll and webhook. */
import { z } from 'zod';
import { timestamp } from '#domain/time.ts';
import type { Port } from '#connectors/contract.ts';
import { id } from '#connectors/parse.ts';
import { ask } from './graphql.ts';
import type { Settings } from './settings.ts';

const ADDRESS = 'fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber';
export const CHANNEL = 'activeChannel { code currencyCode pricesIncludeTax }';
const ORDER = `
  id code type state active createdAt updatedAt orderPlacedAt currencyCode totalWithTax
  customer { id firstName lastName emailAddress phoneNumber }
  shippingAddress { ${ADDRESS} }
  lines {
    id quantity orderPlacedQuantity unitPrice unitPriceWithTax proratedUnitPrice proratedUnitPriceWithTax
    proratedLinePrice proratedLinePriceWithTax taxLines { description taxRate } productVariant { id sku name }
  }
  shippingLines { id price priceWithTax discountedPrice discountedPriceWithTax shippingMethod { name } }
  surcharges { id description priceWithTax }
  payments {
    id method amount state transactionId updatedAt
    refunds { id total shipping state reason createdAt updatedAt lines { orderLineId quantity } }
  }
  fulfillments { id state method trackingCode updatedAt lines { orderLineId quantity } }
  history(options: { filter: { type: { eq: "ORDER_CANCELLATION" } }, take: 50 }) { items { createdAt data } }`;

/** Custom fields are asked for by name: a shop that has none of that name would refuse the whole query. */
export const orderFields = ({ holdField, reviewField }: Settings): string => {
  const own = [holdField, reviewField].filter((f) => f !== undefined);
  return own.length > 0 ? `${ORDER}\n  customFields { ${[...new Set(own)].join(' ')} }` : ORDER;
};

/** Vendure's Money: an integer of the smallest unit, by the shop's precision. */
const money = z.number().int();
const time = z.string().transform((text) => timestamp(text));
const text = z.string().nullish().transform((t) => t?.trim() ?? '');
const count = z.number().int().nonnegative();
const Part = z.object({ orderLineId: id, quantity: count });

const Line = z.object({
  id, quantity: count, orderPlacedQuantity: count, unitPrice: money, unitPriceWithTax: money, proratedUnitPrice: money,
  proratedUnitPriceWithTax: money, proratedLinePrice: money, proratedLinePriceWithTax: money,
  taxLines: z.array(z.object({ description: z.string(), taxRate: z.number().nonnegative() })),
  productVariant: z.object({ id, sku: z.string(), name: z.string() }),
});
const Refund = z.object({
  id, total: money, shipping: money, state: z.string(), reason: text, createdAt: time, updatedAt: time,
  lines: z.array(Part),
});
const Payment = z.object({
  id, method: z.string(), amount: money, state: z.string(), transactionId: text, updatedAt: time,
  refunds: z.array(Refund),
});
const Fulfillment = z.object({
  id, state: z.string(), method: text, trackingCode: text, updatedAt: time, lines: z.array(Part),
});
const Address = z.object({
  fullName: text, company: text, streetLine1: text, streetLine2: text, city: text, province: text, postalCode: text,
  countryCode: text, phoneNumber: text,
});
export const VendureOrder = z.object({
  id, code: z.string().min(1), type: z.string(), state: z.string(), active: z.boolean(), createdAt: time,
  updatedAt: time, orderPlacedAt: time.nullable(), currencyCode: z.string(), totalWithTax: money,
  customer: z.object({
    id, firstName: text, lastName: text, emailAddress: text, phoneNumber: text,
  }).nullable(),
  shippingAddress: Address.nullable(),
  customFields: z.record(z.string(), z.unknown()).nullish(),
  lines: z.array(Line),
  shippingLines: z.array(z.object({
    id, price: money, priceWithTax: money, discountedPrice: money, discountedPriceWithTax: money,
    shippingMethod: z.object({ name: z.string() }),
  })),
  surcharges: z.array(z.object({ id, description: z.string(), priceWithTax: money })),
  payments: z.array(Payment).nullable().transform((p) => p ?? []),
  fulfillments: z.array(Fulfillment).nullable().transform((f) => f ?? []),
  history: z.object({ items: z.array(z.object({ createdAt: time, data: z.looseObject({ reason: text }) })) }),
});
export const Channel = z.object({ code: z.string(), currencyCode: z.string(), pricesIncludeTax: z.boolean() });
/** A document about one order: how the channel shows prices, and the order. */
export const Shown = z.object({ activeChannel: Channel, order: VendureOrder });
export type Shown = z.output<typeof Shown>;
export type VendureOrder = z.output<typeof VendureOrder>;

type Found = Pick<Shown, 'activeChannel'> & { readonly order: VendureOrder | null };
export function fetchOrder(port: Port<Settings>, order: string): Promise<Found> {
  return ask(port, {
    query: `query ($id: ID!) { ${CHANNEL} order(id: $id) { ${orderFields(port.settings)} } }`, variables: { id: order },
    answer: Shown.extend({ order: VendureOrder.nullable() }),
  });
}
