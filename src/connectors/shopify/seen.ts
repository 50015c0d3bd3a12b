/**
 * An order as Shopify showed it, in one shape for both of its languages: webhooks (REST spelling) and GraphQL.
 *
 * Two readers fill it (order-rest.ts, order-graphql.ts) and one mapper makes the canonical order of it (order.ts),
 * so that a webhook and a poll of the same order cannot say different things.
 */
import type { ExternalId } from '#domain/brand.ts';
import { HOLD_ATTRIBUTE } from '#domain/order.ts';
import { says } from '../translation.ts';
import { FULFILLMENT } from './status.ts';

/** A decimal in the shop's currency, as the partner wrote it. */
export type Decimal = string;

export interface SeenTax {
  readonly title: string;
  readonly rate: number | null;
  readonly amount: Decimal;
  /** True: the marketplace remits it; null: nobody said. */
  readonly channelLiable: boolean | null;
}
export interface SeenLine {
  readonly id: ExternalId;
  readonly variant: string | undefined;
  readonly sku: string | undefined;
  readonly title: string;
  /** Refunded and removed units included. */
  readonly quantity: number;
  /** Units somebody still has to send. */
  readonly unfulfilled: number;
  readonly unitPrice: Decimal;
  readonly discounts: readonly Decimal[];
  readonly taxes: readonly SeenTax[];
  readonly shipped: boolean;
  readonly giftCard: boolean;
}
export interface SeenShipping {
  readonly id: ExternalId;
  readonly title: string;
  readonly price: Decimal;
  readonly discounts: readonly Decimal[];
  readonly taxes: readonly SeenTax[];
}
/** Words are lower case: 'sale', 'success', 'return'. */
export interface SeenPayment {
  readonly id: ExternalId;
  readonly kind: string;
  readonly status: string;
  readonly gateway: string;
  readonly amount: Decimal;
}
export interface SeenRefund {
  readonly id: ExternalId;
  readonly at: string;
  readonly lines: readonly { readonly line: ExternalId; readonly quantity: number; readonly restock: string;
    readonly subtotal: Decimal; readonly tax: Decimal }[];
  readonly shipping: readonly { readonly amount: Decimal; readonly tax: Decimal }[];
  readonly payments: readonly SeenPayment[];
  /** Lines of the same order that went out instead. */
  readonly exchangedFor?: readonly ExternalId[];
}
export interface SeenAddress {
  readonly name: string | undefined;
  readonly company: string | undefined;
  readonly street: readonly string[];
  readonly city: string | undefined;
  readonly region: string | undefined;
  readonly postcode: string | undefined;
  readonly country: string | undefined;
  readonly phone: string | undefined;
}
export interface SeenOrder {
  readonly id: ExternalId;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly cancelledAt: string | undefined;
  readonly cancelReason: string | undefined;
  /** The value of the attribute by which a storefront names our hold. */
  readonly hold: string | undefined;
  readonly currency: string;
  /** Made with a test gateway: nobody pays and nobody waits for goods. */
  readonly test: boolean;
  readonly taxesIncluded: boolean;
  /** 'paid', 'pending', …; undefined when there is nothing to pay. */
  readonly financial: string | undefined;
  readonly total: Decimal;
  /** All discounts together, where the document says so; more than its lines hold are spread over them. */
  readonly discounts?: Decimal | undefined;
  /** The same in the buyer's currency. */
  readonly presentment: { readonly amount: Decimal; readonly currency: string };
  readonly tip: Decimal;
  readonly duties: Decimal;
  readonly fees: Decimal;
  readonly lines: readonly SeenLine[];
  readonly shipping: readonly SeenShipping[];
  readonly payments: readonly SeenPayment[];
  readonly refunds: readonly SeenRefund[];
  /** Units that have left, by line. */
  readonly sent: ReadonlyMap<string, number>;
  readonly customer: { readonly id: string; readonly name: string | undefined; readonly email: string | undefined;
    readonly phone: string | undefined } | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly billing: SeenAddress | undefined;
  readonly shipTo: SeenAddress | undefined;
  /** Names and words nobody has documented. */
  readonly strange: readonly { readonly path: string; readonly detail: string }[];
}

export interface RawAddress {
  readonly name?: string | null | undefined;
  readonly first?: string | null | undefined;
  readonly last?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly address1?: string | null | undefined;
  readonly address2?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly province?: string | null | undefined;
  readonly provinceCode?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/** An order's attributes are what a storefront writes there; this one is ours. */
export const holdIn = (attributes: readonly { readonly key: string; readonly value?: unknown }[]): string | undefined =>
  attributes.filter((a) => a.key === HOLD_ATTRIBUTE).map((a) => a.value).find((v) => typeof v === 'string');

export const text = (value: string | null | undefined): string | undefined => value?.trim() || undefined;

export const fullName = (first: string | null | undefined, last: string | null | undefined): string | undefined =>
  text([first, last].map(text).filter(Boolean).join(' '));

export const seenAddress = (a: RawAddress | null | undefined): SeenAddress | undefined => a ? {
  name: text(a.name) ?? fullName(a.first, a.last), company: text(a.company),
  street: [text(a.address1), text(a.address2)].filter((line) => line !== undefined),
  city: text(a.city), region: text(a.provinceCode) ?? text(a.province), postcode: text(a.zip),
  country: text(a.country)?.toUpperCase(), phone: text(a.phone),
} : undefined;

/** Adds up what fulfillments sent: every one that does not say that it sent nothing. */
export function sentUnits(fulfillments: readonly { readonly status: string | null | undefined;
  readonly lines: readonly { readonly line: string; readonly quantity: number }[] }[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { status, lines } of fulfillments)
    if (!says(FULFILLMENT, (status ?? '').toUpperCase(), 'cancelled'))
      for (const { line, quantity } of lines) units.set(line, (units.get(line) ?? 0) + quantity);
  return units;
}
