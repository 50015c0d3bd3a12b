/** Square's objects, as far as they are read. Amounts are whole minor units, quantities are decimal text. */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { currency, measure, zero, type Currency, type Money } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';

/** RFC 3339 with any offset; anything else is not what the contract says. */
export const when = z.string().transform((value, context) => {
  try {
    return timestamp(value);
  } catch {
    context.addIssue({ code: 'custom', message: `${value} is not a time` });
    return z.NEVER;
  }
});

/** Payout samples spell it currency_code. */
export const Amount = z.object({
  amount: z.union([z.number().int(), z.string().regex(/^-?\d+$/)]).nullish(),
  currency: z.string().nullish(), currency_code: z.string().nullish(),
});
export type Amount = z.output<typeof Amount>;
const maybe = Amount.nullish();
const Name = z.string().nullish();

const AppliedTax = z.object({ tax_uid: z.string(), applied_money: maybe });
const Line = z.object({
  uid: Name, name: Name, variation_name: Name, quantity: z.string(), catalog_object_id: Name, item_type: Name,
  applied_taxes: z.array(AppliedTax).nullish(), base_price_money: maybe, gross_sales_money: maybe, total_tax_money: maybe,
  total_discount_money: maybe, total_money: maybe,
});
export type Line = z.output<typeof Line>;
const Charge = z.object({
  uid: Name, name: Name, total_money: maybe, total_tax_money: maybe, type: Name, treatment_type: Name,
  applied_taxes: z.array(AppliedTax).nullish(),
});
export type Charge = z.output<typeof Charge>;
const OrderTax = z.object({ uid: Name, name: Name, type: Name, percentage: Name });
export type OrderTax = z.output<typeof OrderTax>;
const Tender = z.object({
  id: Name, type: z.string(), amount_money: maybe, payment_id: Name, card_details: z.object({ status: Name }).nullish(),
});
export type SquareTender = z.output<typeof Tender>;
const Recipient = z.object({
  display_name: Name, email_address: Name, phone_number: Name,
  address: z.object({
    address_line_1: Name, address_line_2: Name, locality: Name, administrative_district_level_1: Name, postal_code: Name, country: Name,
  }).nullish(),
});
export type Recipient = z.output<typeof Recipient>;
const Details = z.object({ recipient: Recipient.nullish() }).nullish();
const Fulfillment = z.object({
  uid: Name, type: Name, state: Name, pickup_details: Details, shipment_details: Details, delivery_details: Details,
});
export type SquareFulfillment = z.output<typeof Fulfillment>;
const ReturnLine = z.object({
  uid: Name, source_line_item_uid: Name, quantity: z.string(), total_money: maybe, total_tax_money: maybe, catalog_object_id: Name,
  note: Name,
});
const Return = z.object({
  uid: Name, source_order_id: Name, return_line_items: z.array(ReturnLine).nullish(),
  return_amounts: z.object({ total_money: maybe, tax_money: maybe }).nullish(),
});
export type SquareReturn = z.output<typeof Return>;
export const SquareOrder = z.object({
  id: z.string(), location_id: z.string(), state: Name, reference_id: Name, ticket_name: Name, created_at: when,
  updated_at: when.nullish(), closed_at: when.nullish(), line_items: z.array(Line).nullish(), taxes: z.array(OrderTax).nullish(),
  service_charges: z.array(Charge).nullish(), fulfillments: z.array(Fulfillment).nullish(), returns: z.array(Return).nullish(),
  tenders: z.array(Tender).nullish(), refunds: z.array(z.object({ id: Name, amount_money: maybe, status: Name })).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  rounding_adjustment: z.object({ amount_money: maybe }).nullish(),
  total_money: maybe, total_tip_money: maybe,
});
export type SquareOrder = z.output<typeof SquareOrder>;

export const SquareRefund = z.object({
  id: z.string(), status: Name, order_id: Name, payment_id: Name, amount_money: Amount,
  created_at: when.nullish(), updated_at: when.nullish(), reason: Name,
});
export type SquareRefund = z.output<typeof SquareRefund>;

export function unitOf(amounts: readonly (Amount | null | undefined)[]): Currency {
  const code = amounts.map((a) => a?.currency ?? a?.currency_code).find((c) => c);
  if (!code) throw stop.malformed('total_money.currency: is not there');
  try {
    return currency(code);
  } catch (error) {
    throw stop.malformed(`total_money.currency: ${(error as Error).message}`);
  }
}
export function money(a: Amount | null | undefined, unit: Currency): Money {
  const stated = a?.currency ?? a?.currency_code;
  if (stated && stated !== unit) throw stop.malformed(`money: ${stated} stands in a document in ${unit}`);
  return a?.amount === null || a?.amount === undefined ? zero(unit) : measure(BigInt(a.amount), unit);
}

/** Whole pieces; what is sold by weight or length is one piece of it. */
export function pieces(quantity: string): { readonly count: number; readonly measured?: string } {
  if (!/^\d{1,9}(\.\d{1,5})?$/.test(quantity)) throw stop.malformed(`line_items.quantity: ${quantity} is not a quantity`);
  return /^\d+(\.0+)?$/.test(quantity) ? { count: Math.trunc(Number(quantity)) } : { count: 1, measured: quantity };
}
