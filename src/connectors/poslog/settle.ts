/**
 * Which reading of a ticket adds up. Vendors differ in whether ExtendedAmount already has its discount, whether taxes
 * are in the amounts and whether rewards were taken off; what the customer paid decides between the readings.
 */
import { add, subtract, sum, type Currency, type Money } from '#domain/measure.ts';
import type { Lines, Seen } from './lines.ts';
import { money } from './ticket.ts';
import { all, type Element } from './xml.ts';

export interface Reading {
  /** The line's discount is still in its amount. */
  readonly less: boolean;
  readonly included: boolean;
  /** Ticket-level discounts come off the lines. */
  readonly discounted: boolean;
  /** Tips are in what was paid; else they came on top of it. */
  readonly tipped: boolean;
  /** What was sold, less what was brought back: paid by the customer, or to them. */
  readonly total: Money;
  /** It comes to what was paid. */
  readonly fits: boolean;
}

export function settle(body: Element, lines: Lines, unit: Currency): Reading {
  const stated = paid(lines, unit) ?? totalOf(body, unit);
  const readings = candidates(lines).map((c) => ({ ...c, total: totalBy(lines, c, unit) }));
  const [first] = readings;
  if (!stated) return { ...first!, fits: true };
  const off = (r: Pick<Reading, 'total'>) => { const n = subtract(r.total, stated).count; return n < 0n ? -n : n; };
  const bound = BigInt(lines.sales.length + lines.returns.length + lines.taxes.length);
  const best = readings.find((r) => off(r) === 0n) ?? readings.find((r) => off(r) <= bound);
  return { ...(best ?? first!), total: stated, fits: best !== undefined };
}

type Candidate = Omit<Reading, 'total' | 'fits'>;
function candidates(lines: Lines): Candidate[] {
  const goods = [...lines.sales, ...lines.returns];
  const flags = [...goods.flatMap((g) => g.taxes), ...lines.taxes].filter((t) => t.included !== undefined);
  // The flag is about the taxable amount, and some mean the price by it: it is asked first, not obeyed.
  const stated = flags.length > 0 && flags[0]!.included === true;
  const taxed = [stated, !stated];
  const lesser = goods.some((g) => g.discount.count !== 0n) ? [false, true] : [false];
  const discounted = lines.discounts.length > 0 ? [true, false] : [false];
  const tips = lines.tips.count === 0n ? [true] : [true, false];
  return tips.flatMap((tipped) => taxed.flatMap((included) => lesser.flatMap((less) =>
    discounted.map((d) => ({ included, less, discounted: d, tipped })))));
}

export const amountOf = (line: Seen, less: boolean): Money => (less ? subtract(line.amount, line.discount) : line.amount);

function totalBy(lines: Lines, { less, included, discounted, tipped }: Candidate, unit: Currency): Money {
  const side = (some: readonly Seen[]) => sum(unit, [
    ...some.map((l) => amountOf(l, less)), ...(included ? [] : some.flatMap((l) => l.taxes.map((t) => t.amount))),
  ]);
  const ownTaxes = [...lines.sales, ...lines.returns].some((l) => l.taxes.length > 0);
  const ticketTax = included || ownTaxes ? sum(unit, []) : sum(unit, lines.taxes.map((t) => t.amount));
  const signed = lines.sales.length > 0 ? ticketTax : subtract(sum(unit, []), ticketTax);
  const off = discounted ? sum(unit, lines.discounts) : sum(unit, []);
  const goods = subtract(subtract(side(lines.sales), side(lines.returns)), off);
  return [signed, lines.rounding, ...(tipped ? [lines.tips] : [])].reduce(add, goods);
}

const paid = (lines: Lines, unit: Currency): Money | undefined =>
  lines.tenders.length > 0 ? sum(unit, lines.tenders.map((t) => t.amount)) : undefined;

function totalOf(body: Element, unit: Currency): Money | undefined {
  const grand = all(body, 'Total').find((t) => t.attributes['TotalType'] === 'TransactionGrandAmount');
  return grand && money(grand.text.trim() || undefined, unit, 'Total');
}
