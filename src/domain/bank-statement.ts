/**
 * A bank's account of one account: what stood there, what moved, what stands there now. It is believed only when the
 * three agree to the cent, because everything that is matched later rests on it.
 */
import type { ConnectionId, LocalDate } from './brand.ts';
import { add, same, subtract, sum, toDecimal, type Currency, type Money } from './measure.ts';

export interface BankLine {
  /** The bank's own id of the booking, where it gives one. */
  readonly reference?: string;
  /** Signed as it changed the account: what came is positive. */
  readonly amount: Money;
  readonly booked: LocalDate;
  readonly valued?: LocalDate;
  /** The bank's word for what kind of booking it is. */
  readonly code?: string;
  /** Who is at the other end. */
  readonly payer?: string;
  readonly text: string;
  /** Whatever the other side called it: end-to-end id, customer's reference. */
  readonly names: readonly string[];
  /** What was sent, when it was another amount or another currency than came. */
  readonly original?: Money;
  /** What the bank took of it on the way; above zero. */
  readonly charges?: Money;
}
export interface BankStatement {
  readonly connection: ConnectionId;
  /** As the bank writes it: an IBAN, or its own number. */
  readonly account: string;
  readonly currency: Currency;
  readonly format: string;
  /** The bank's number of the statement. */
  readonly number?: string;
  readonly from?: LocalDate;
  readonly to: LocalDate;
  /** Absent: the format has none (OFX), or the file states none. */
  readonly opening?: Money;
  readonly closing?: Money;
  readonly lines: readonly BankLine[];
}

export const moved = ({ lines, currency }: BankStatement): Money => sum(currency, lines.map((l) => l.amount));

/** Undefined when opening and movements come to the closing balance; else one sentence with the difference. */
export function imbalance(s: BankStatement): string | undefined {
  const { opening, closing } = s;
  if (!opening || !closing) return undefined;
  const made = add(opening, moved(s));
  if (same(made, closing)) return undefined;
  return `${nameOf(s)}: ${toDecimal(opening)} ${s.currency} and ${s.lines.length} movements over ${toDecimal(moved(s))} come to ` +
    `${toDecimal(made)}, the closing balance is ${toDecimal(closing)}; difference ${toDecimal(subtract(made, closing))}`;
}

export const nameOf = ({ account, number, to }: Pick<BankStatement, 'account' | 'number' | 'to'>): string =>
  `statement ${number ? `${number} of ` : ''}${account} to ${to}`;

/** One statement of an account, as far as the chain of its balances goes. */
export interface Link {
  readonly id: string;
  readonly number?: string;
  readonly from?: LocalDate;
  readonly to: LocalDate;
  readonly opening?: Money;
  readonly closing?: Money;
}
export interface Gap { readonly before: Link; readonly after: Link; readonly missing: Money }

/**
 * Where one statement does not begin with what the one before it ended with: a statement between them is missing.
 * Statements of one day follow each other by their balances, because not every bank numbers them.
 */
export function gapsIn(statements: readonly Link[]): readonly Gap[] {
  const gaps: Gap[] = [];
  const chain: Link[] = [];
  for (const after of ordered(statements).filter((l) => l.closing)) {
    if (!continues(chain.at(-1), after)) {
      // A longer statement stands instead of those it repeats, and one that is repeated adds nothing.
      while (chain.length > 0 && covers(after, chain.at(-1)!)) chain.pop();
      const before = chain.at(-1);
      if (before && covers(before, after)) continue;
      if (before && after.opening && !continues(before, after))
        gaps.push({ before, after, missing: subtract(after.opening, before.closing!) });
    }
    chain.push(after);
  }
  return gaps;
}
const continues = (before: Link | undefined, { opening }: Link): boolean =>
  Boolean(before?.closing && opening && same(before.closing, opening));
const covers = (wide: Link, narrow: Link): boolean => wide.from !== undefined && narrow.from !== undefined &&
  wide.from <= narrow.from && wide.to >= narrow.to;

/** By day; within a day each follows the one that ended where it begins. */
function ordered(chain: readonly Link[]): Link[] {
  const days = Map.groupBy(chain, (l) => l.to);
  const out: Link[] = [];
  for (const day of [...days.keys()].sort()) {
    const left = [...days.get(day)!].sort(byNumber);
    while (left.length > 0) {
      const last = out.at(-1)?.closing;
      const next = last ? left.findIndex((l) => l.opening && same(l.opening, last)) : -1;
      out.push(...left.splice(Math.max(0, next), 1));
    }
  }
  return out;
}
const byNumber = (a: Link, b: Link): number =>
  (a.number ?? '').localeCompare(b.number ?? '', 'en', { numeric: true }) || (a.id < b.id ? -1 : 1);

/** What tells a booking from another one: two that agree in it are one booking, or happened twice. */
export const likeness = (l: BankLine): string =>
  [l.booked, l.amount.count, l.reference ?? '', l.reference ? '' : l.text.replaceAll(/\s+/g, ' '), l.names.join(' ')].join('|');

/** Each line's likeness with how often it was seen before: the third equal fee of a day is `…|3`. */
export function keysOf(lines: readonly BankLine[]): string[] {
  const seen = new Map<string, number>();
  return lines.map((l) => {
    const like = likeness(l);
    const n = (seen.get(like) ?? 0) + 1;
    seen.set(like, n);
    return `${like}|${n}`;
  });
}

/**
 * Whether lines that look like ones of earlier statements are those once more: the statement covers days that are
 * covered already, and does not continue where one of them ended.
 */
export function repeatsEarlier(s: Link, earlier: readonly Link[]): boolean {
  const continues = earlier.some((e) => e.closing && s.opening && same(e.closing, s.opening));
  const overlaps = earlier.some((e) => s.from === undefined || e.to >= s.from);
  return overlaps && !continues;
}
