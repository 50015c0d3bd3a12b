/**
 * A refund that nobody told but the statement that pays it out: a marketplace gave the money back by itself. The
 * statement knows items and amounts; how many units they were follows from the order.
 */
import type { ExternalId, Timestamp } from './brand.ts';
import { oursIn } from './document.ts';
import { add, sum, type Money } from './measure.ts';
import type { Order, OrderLine, Refund, RefundLine } from './order.ts';

/** Amounts as given back, positive. */
export interface SettledRefund {
  readonly order: ExternalId;
  /** The partner's id of it. */
  readonly external: ExternalId;
  readonly at?: Timestamp;
  readonly items: readonly { readonly lineId: ExternalId; readonly net: Money; readonly tax: Money }[];
  readonly shipping: Money;
  readonly shippingTax: Money;
  /** Whatever else went back: gift wrap, goodwill. */
  readonly other: Money;
}

/** In terms of the order: units where the amount is that of whole ones, goodwill where it is not. */
export function refundFrom(order: Order, settled: SettledRefund, at: Timestamp): Refund {
  const { external, items, shipping, shippingTax, other } = settled;
  const lines: RefundLine[] = [];
  let adjustment = other;
  for (const { lineId, net, tax } of items) {
    const line = order.lines.find((l) => l.lineId === lineId);
    const quantity = line && unitsWorth(line, net);
    if (quantity) lines.push({ lineId, quantity, net, tax, restock: 'none' });
    else adjustment = add(adjustment, add(net, line ? oursIn(tax, line.taxes) : tax));
  }
  const amount = sum(order.currency, [...items.flatMap((i) => [i.net, i.tax]), shipping, shippingTax, other]);
  return {
    external, at, lines, shipping, shippingTax, adjustment,
    tenders: [{ external, method: 'marketplace', amount, state: 'paid' }],
  };
}

/** How many whole units an amount is, give or take a minor unit for each; undefined when it is a part of one. */
function unitsWorth({ net, quantity }: OrderLine, amount: Money): number | undefined {
  if (net.count <= 0n || amount.count <= 0n) return undefined;
  const all = BigInt(quantity);
  const units = (2n * amount.count * all + net.count) / (2n * net.count);
  const off = amount.count * all - units * net.count;
  const bound = units * all;
  return units >= 1n && units <= all && off <= bound && -off <= bound ? Number(units) : undefined;
}
