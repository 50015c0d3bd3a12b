/** From rows with a class to payouts, the same way for every source. */
import type { ConnectionId, ExternalId, LocalDate, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add, same, subtract, sum, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import { disagreement, type Payout, type PayoutClass, type PayoutLine } from '#domain/payout.ts';
import type { News } from '../contract.ts';

export type About = Omit<Partial<PayoutLine>, 'class' | 'amount' | 'code'>;

/** A class table of one source: its words in any spelling of case and separators. Data, with a version of its own. */
export function classTable(
  rows: Readonly<Partial<Record<PayoutClass, readonly string[]>>>,
): (word: string) => PayoutClass | undefined {
  const table = new Map(Object.entries(rows).flatMap(([kind, words]) => words.map((w) => [wordKey(w), kind as PayoutClass])));
  return (word) => table.get(wordKey(word));
}
export const wordKey = (word: string): string => word.toLowerCase().replaceAll(/[^\p{L}\p{N}#]+/gu, '');

/**
 * Names for rows that have none of their own: what they say, and the how-manieth that says so. The same rows of a longer
 * period have the same names, so that two statements which overlap are not both booked.
 */
export class RowNames {
  private readonly seen = new Map<string, number>();

  of(...said: readonly string[]): ExternalId {
    const words = said.filter((word) => word !== '').join(' ');
    const n = (this.seen.get(words) ?? 0) + 1;
    this.seen.set(words, n);
    return (n === 1 ? words : `${words} (${n})`) as ExternalId;
  }
}

/** One of several payouts that a file holds. */
export class PayoutLines {
  readonly unit: Currency;
  readonly lines: PayoutLine[] = [];
  first: Timestamp | undefined;
  last: Timestamp | undefined;

  constructor(unit: Currency) {
    this.unit = unit;
  }

  /** Nothing is no line. */
  add(kind: PayoutClass, amount: Money, code: string, about: About = {}): void {
    if (about.postedAt) this.seen(about.postedAt);
    if (amount.count !== 0n) this.lines.push({ class: kind, amount, code, ...about });
  }
  seen(at: Timestamp): void {
    if (!this.first || at < this.first) this.first = at;
    if (!this.last || at > this.last) this.last = at;
  }
  total(): Money {
    return sum(this.unit, this.lines.map((l) => l.amount));
  }
}

export interface Head {
  readonly connection: ConnectionId;
  readonly external: string;
  readonly depositDate: string;
  /** What the partner states. @throws when the lines say something else. */
  readonly net: Money;
  readonly kind?: Payout['kind'];
  readonly opening?: Money | undefined;
  readonly closing?: Money | undefined;
}

/** @throws Stopped Refused PayoutVariance naming the difference. */
export function payoutOf({ lines, unit, first, last }: PayoutLines, head: Head): Payout {
  const { external, depositDate, opening, closing, kind, ...rest } = head;
  const made: Payout = {
    ...rest, external: external as ExternalId, currency: unit, depositDate: depositDate.slice(0, 10) as LocalDate, lines,
    ...(first && { periodStart: first }), ...(last && { periodEnd: last }),
    ...(opening && { opening }), ...(closing && { closing }), ...(kind && kind !== 'deposit' && { kind }),
  };
  const off = disagreement(made);
  if (off) throw stop.refused('PayoutVariance', off);
  return made;
}

export const said = (payout: Payout): News => ({ said: 'payout', payout });

/** A row whose own numbers must agree. @throws Stopped Refused PayoutVariance with the line and the difference. */
export function agree(line: number, parts: readonly Money[], stated: Money, words: string): void {
  const made = parts.reduce(add);
  if (same(made, stated)) return;
  throw stop.refused('PayoutVariance', `line ${line}: ${words} come to ${toDecimal(made)} ${stated.unit}, the file says ` +
    `${toDecimal(stated)}; difference ${toDecimal(subtract(made, stated))}`);
}
