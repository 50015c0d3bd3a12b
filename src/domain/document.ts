/**
 * What a document of an order says in money: the ERP order, an invoice per shipment, a credit memo.
 *
 * A document covers some units of each line. Its share is what is due up to its last unit less what was due
 * before its first, so any way of cutting an order into shipments adds up to the line, and the last unit takes
 * the odd cents. Shipping, adjustments and the rounding difference ride whole on the first document.
 *
 * Tax the channel owes to the authority (`liable: 'channel'`) stands in the buyer's total and in no document
 * of ours: the marketplace never pays it out, so a receivable for it would never be settled. It is seen where
 * it passes through, in the payout (posting/payout.ts).
 */
import type { Sku } from './brand.ts';
import { add, allocate, measure, subtract, sum, zero, type Money } from './measure.ts';
import type { DocumentAmounts, DocumentLine } from './messages.ts';
import {
  computedTotal, wanted, type AdjustmentKind, type Order, type OrderLine, type Refund, type RefundLine, type Tax,
} from './order.ts';

/** Whole units by line id. */
export type Quantities = Readonly<Record<string, number>>;

export interface Cover {
  readonly units: Quantities;
  /** Units that earlier documents of the same kind covered. */
  readonly before?: Quantities;
  /** Whether shipping, adjustments and rounding ride on this one. */
  readonly extras: boolean;
  /** Our SKU by line id, from validation; else what the channel states. */
  readonly skus?: Readonly<Record<string, Sku>>;
  /** Of units that were refunded and never left, the channel's own figures are taken off. */
  readonly refunded?: readonly RefundedUnits[];
  /** What those earlier documents said, by line: the last one takes what they left, whatever became of the order since. */
  readonly billed?: Billed;
}
export type Billed = Readonly<Record<string, { readonly units: number; readonly net: Money; readonly tax: Money }>>;
/** With what another document said of its lines. */
export function billedWith(billed: Billed, { lines }: DocumentAmounts): Billed {
  const all = { ...billed };
  for (const { lineId, quantity, net, tax } of lines) {
    const before = all[lineId];
    all[lineId] = before ? { units: before.units + quantity, net: add(before.net, net), tax: add(before.tax, tax) }
      : { units: quantity, net, tax };
  }
  return all;
}
/** So many units of a refund's line that were never sent. */
export interface RefundedUnits {
  readonly line: RefundLine;
  readonly units: number;
}

/** The amounts of an ERP order or an invoice. */
export function amountsFor(order: Order, cover: Cover): DocumentAmounts {
  const { units, before = {}, extras, skus = {}, refunded = [], billed = {} } = cover;
  const { currency } = order;
  const lines = order.lines.flatMap((line): DocumentLine[] => {
    const from = Math.min(before[line.lineId] ?? 0, line.quantity);
    const to = Math.min(from + (units[line.lineId] ?? 0), line.quantity);
    if (to <= from) return [];
    const off = refundedUnsent(line, refunded);
    const said = from > 0 ? billed[line.lineId] : undefined;
    const share = (amounts: readonly Money[], gone: bigint, earlier: Money | undefined) => {
      const upTo = (n: number) => worth(amounts, { to: n, line, units: off.units, gone });
      return measure(upTo(to) - (earlier?.count ?? upTo(from)), currency);
    };
    return [{
      lineId: line.lineId, sku: skuOf(line, skus), title: line.title, quantity: to - from,
      net: share([line.net], off.net, said?.net), tax: share(oursOf(line.taxes).map((t) => t.amount), off.tax, said?.tax),
    }];
  });
  const none = zero(currency);
  const shippingNet = extras ? sum(currency, order.shipping.map((s) => s.net)) : none;
  const shippingTax = extras
    ? sum(currency, order.shipping.flatMap((s) => oursOf(s.taxes).map((t) => t.amount))) : none;
  const other = extras ? sum(currency, extrasOf(order).map((e) => e.amount)) : none;
  return { lines, shippingNet, shippingTax, other, total: totalOf(lines, [shippingNet, shippingTax, other], none) };
}

/** Units of a line that nobody wants any more and the channel has paid back, with what it gave for them. */
function refundedUnsent(line: OrderLine, refunded: readonly RefundedUnits[]): { units: number; net: bigint; tax: bigint } {
  const off = { units: 0, net: 0n, tax: 0n };
  for (const { line: r, units: some } of refunded) {
    const units = r.lineId === line.lineId ? Math.min(some, r.quantity, line.cancelled - off.units) : 0;
    if (units <= 0) continue;
    // The first units of a refund's line are those that are credited.
    const part = { from: r.quantity - units, to: r.quantity, of: r.quantity };
    off.units += units;
    off.net += shareOf(r.net, part).count;
    off.tax += shareOf(oursIn(r.tax, line.taxes), part).count;
  }
  return off;
}

/**
 * The order as its documents have it: of a line whose units are all invoiced, what the invoices say. A cent that a channel's
 * rounding of a later refund leaves beside them is that refund's (`leftBy`), not the order's.
 */
export function asBilled(amounts: DocumentAmounts, billed: Billed): DocumentAmounts {
  const lines = amounts.lines.map((l) => {
    const said = billed[l.lineId];
    return said && said.units >= l.quantity ? { ...l, net: said.net, tax: said.tax } : l;
  });
  const rest = [amounts.shippingNet, amounts.shippingTax, amounts.other];
  return { ...amounts, lines, total: totalOf(lines, rest, zero(amounts.other.unit)) };
}

/**
 * What a line was sold for beyond what its invoices say and what its refunds gave for units that never left; nothing as
 * long as units are neither. In minor units.
 */
export function leftBy(line: OrderLine, refunded: readonly RefundedUnits[], billed: Billed): bigint {
  const said = billed[line.lineId];
  const off = refundedUnsent({ ...line, cancelled: line.quantity }, refunded);
  if (!said || off.units === 0 || said.units + off.units !== line.quantity) return 0n;
  const all = [line.net, ...oursOf(line.taxes).map((t) => t.amount)].reduce((n, a) => n + a.count, 0n);
  return all - off.net - off.tax - said.net.count - said.tax.count;
}
/** As much as the rounding of a line's amounts can come to. */
export const roundingOf = (line: OrderLine): bigint => BigInt(line.quantity * (1 + line.taxes.length));

interface Worth { readonly to: number; readonly line: OrderLine; readonly units: number; readonly gone: bigint }
/**
 * What a line's first `to` units are worth. Units are alike, but for two: the last one that is still wanted takes
 * what the channel's own figures for the refunded ones leave, and the last one of all takes the odd cents.
 */
function worth(amounts: readonly Money[], { to, line, units, gone }: Worth): bigint {
  const { quantity } = line;
  const kept = quantity - units;
  if (to === 0) return 0n;
  if (units === 0 || to < kept) return amounts.reduce((n, a) => n + shareOf(a, { from: 0, to, of: quantity }).count, 0n);
  const all = amounts.reduce((n, a) => n + a.count, 0n);
  return to === quantity ? all : all - gone + (gone * BigInt(to - kept)) / BigInt(units);
}

/** The whole order as it is still wanted: for an unedited one, exactly what the channel says less its own tax. */
export const amountsOfOrder = (order: Order, more: Pick<Cover, 'skus' | 'refunded'> = {}): DocumentAmounts =>
  amountsFor(order, { units: unitsWanted(order), extras: true, ...more });

export const unitsWanted = (order: Order): Quantities =>
  Object.fromEntries(order.lines.map((l) => [l.lineId, wanted(l)]));

/**
 * The amounts of a credit memo, as the channel states them: of each of the refund's lines, `units` that were invoiced.
 * A refund states one tax per line; the part the channel is liable for was never invoiced and is left out.
 */
export function amountsForRefund(
  order: Order, refund: Refund, credited: { readonly units: readonly number[]; readonly skus?: Cover['skus'] },
): DocumentAmounts {
  const { units, skus = {} } = credited;
  const none = zero(order.currency);
  const lines = refund.lines.flatMap((r, i): DocumentLine[] => {
    const line = order.lines.find((l) => l.lineId === r.lineId);
    const to = Math.min(units[i] ?? 0, r.quantity);
    if (!line || to <= 0) return [];
    const part = { from: 0, to, of: r.quantity };
    return [{
      lineId: r.lineId, sku: skuOf(line, skus), title: line.title, quantity: to,
      net: shareOf(r.net, part), tax: shareOf(oursIn(r.tax, line.taxes), part),
    }];
  });
  const shippingTax = oursIn(refund.shippingTax, order.shipping.flatMap((s) => s.taxes));
  const rest = [refund.shipping, shippingTax, refund.adjustment];
  return {
    lines, shippingNet: refund.shipping, shippingTax, other: refund.adjustment, total: totalOf(lines, rest, none),
  };
}

export type ExtraKind = AdjustmentKind | 'rounding';

/** What a total has beyond goods, shipping and tax; `rounding` is what its parts do not add up to. */
export const extrasOf = (order: Order): { readonly kind: ExtraKind; readonly amount: Money }[] => [
  ...order.adjustments, { kind: 'rounding', amount: subtract(order.total, computedTotal(order)) },
];

/** Taxes that are in our documents. An unstated liability is taken as ours: the cautious reading. */
export const oursOf = (taxes: readonly Tax[]): Tax[] => taxes.filter((t) => t.liable !== 'channel');

interface Part { readonly from: number; readonly to: number; readonly of: number }
function shareOf(amount: Money, { from, to, of }: Part): Money {
  const upTo = (n: number) => (n === of ? amount.count : (amount.count * BigInt(n)) / BigInt(of));
  return measure(upTo(to) - upTo(from), amount.unit);
}

/** Our part of a tax stated in one sum, by what the taxes of the sold line were. */
export function oursIn(stated: Money, taxes: readonly Tax[]): Money {
  const count = (some: readonly Tax[]) => some.reduce((n, t) => n + t.amount.count, 0n);
  const ours = count(oursOf(taxes));
  const theirs = count(taxes) - ours;
  return theirs > 0n && ours >= 0n ? allocate(stated, [ours, theirs])[0]! : stated;
}

const skuOf = (line: OrderLine, skus: NonNullable<Cover['skus']>): Sku =>
  skus[line.lineId] ?? ((line.statedSku ?? line.item) as string as Sku);

const totalOf = (lines: readonly DocumentLine[], rest: readonly Money[], none: Money): Money =>
  [...lines.flatMap((l) => [l.net, l.tax]), ...rest].reduce(add, none);
