/** From rows with a class to payouts, the same way for every source. */
import type { ConnectionId, ExternalId, LocalDate, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add, measure, same, subtract, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import { disagreementOf, type Payout, type PayoutClass, type PayoutLine } from '#domain/payout.ts';
import { hash53 } from '#domain/shard.ts';
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
  private readonly seen = new Map<number, number>(); // By hash: a file may have a million rows.

  of(...said: readonly string[]): ExternalId {
    const words = said.filter((word) => word !== '').join(' ');
    const key = hash53(words);
    const n = (this.seen.get(key) ?? 0) + 1;
    this.seen.set(key, n);
    return (n === 1 ? words : `${words} (${n})`) as ExternalId;
  }
}

/** So many were measured to need less than 300 MB. Layouts that are read as a stream give theirs up long before. */
export const MOST_HELD = 300_000;

/** One of several payouts that a file holds; added up as it goes, so that the lines themselves may be given up. */
export class PayoutLines {
  readonly unit: Currency;
  lines: PayoutLine[] = [];
  keeps: boolean;
  count = 0;
  first: Timestamp | undefined;
  last: Timestamp | undefined;
  private sum = 0n;

  constructor(unit: Currency, keeps = true) {
    this.unit = unit;
    this.keeps = keeps;
  }

  /** Nothing is no line. */
  add(kind: PayoutClass, amount: Money, code: string, about: About = {}): void {
    if (about.postedAt) this.seen(about.postedAt);
    if (amount.count === 0n) return;
    if (amount.unit !== this.unit) throw new TypeError(`${amount.unit} in a payout in ${this.unit}`);
    this.count += 1;
    this.sum += amount.count;
    if (!this.keeps) return;
    if (this.lines.length >= MOST_HELD)
      throw stop.malformed(`more than ${MOST_HELD.toLocaleString('en')} lines in a layout that is held in memory: ask for a ` +
        'shorter span, or for the report that is read as a stream (docs/guides/ingest-a-document.md)');
    this.lines.push({ class: kind, amount, code, ...about });
  }
  seen(at: Timestamp): void {
    if (!this.first || at < this.first) this.first = at;
    if (!this.last || at > this.last) this.last = at;
  }
  total(): Money {
    return measure(this.sum, this.unit);
  }
  forget(): void {
    this.keeps = false;
    this.lines = [];
  }
  /** The lines so far, which are handed on and not kept. */
  taken(): readonly PayoutLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}

export interface Head {
  readonly connection: ConnectionId;
  readonly external: string;
  readonly depositDate: string;
  /** What the partner states. Absent: it states nothing, and only the money itself shows whether a row is missing. */
  readonly net?: Money | undefined;
  readonly kind?: Payout['kind'];
  readonly opening?: Money | undefined;
  readonly closing?: Money | undefined;
}

/** @throws Stopped Refused PayoutVariance naming the difference. */
export function payoutOf(of: PayoutLines, head: Head): Payout {
  const { lines, unit, first, last, count } = of;
  const { connection, external, depositDate, opening, closing, kind, net } = head;
  const made: Payout = {
    connection, net: net ?? of.total(), external: external as ExternalId, currency: unit,
    depositDate: depositDate.slice(0, 10) as LocalDate, lines,
    ...(first && { periodStart: first }), ...(last && { periodEnd: last }),
    ...(opening && { opening }), ...(closing && { closing }), ...(kind && kind !== 'deposit' && { kind }),
    ...(!net && !(opening && closing) && { unproved: true }),
  };
  const off = disagreementOf(made, of.total(), count);
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
