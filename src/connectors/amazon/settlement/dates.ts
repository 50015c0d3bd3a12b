/**
 * How a file writes its dates. ISO dates say themselves; with points the day comes first; with slashes it
 * is the month in America and the day in Britain, so the file as a whole must tell: by a number above
 * twelve, or because only one order gives a settlement of reasonable length. Times are UTC, as Amazon's.
 */
import type { Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { timestamp } from '#domain/time.ts';

export type DayOrder = 'day-first' | 'month-first';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(.*)$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(.*)$/;
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(.*)$/;
const TIME = /^(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/;
const LONGEST_DAYS = 62;

export class DateEvidence {
  private order: { is: DayOrder; where: string } | undefined;
  private undecided: string | undefined;

  /** @throws Stopped Malformed when one file has dates of both orders. */
  see(text: string, line: number): void {
    const match = SLASHED.exec(text);
    if (!match) return;
    const [first, second] = [Number(match[1]), Number(match[2])];
    const where = `line ${line} (${text})`;
    if (first <= 12 && second <= 12) this.undecided ??= where;
    else this.note(first > 12 ? 'day-first' : 'month-first', where);
  }

  private note(is: DayOrder, where: string): void {
    if (this.order && this.order.is !== is)
      throw stop.malformed(`dates are written in two orders: ${this.order.where} and ${where}`);
    this.order ??= { is, where };
  }

  /** `period`: the header's start, end and deposit date. @throws Stopped Malformed when nothing decides. */
  dayOrder(period: readonly string[]): DayOrder {
    if (this.order) return this.order.is;
    if (!this.undecided) return 'day-first'; // Nothing depends on it.
    const possible = (['day-first', 'month-first'] as const).filter((o) => isReasonable(period, o));
    if (possible.length === 1 && possible[0]) return possible[0];
    throw stop.malformed(`${this.undecided} can be read day first or month first, and no date of the file tells`);
  }
}

/** Start, end and deposit follow each other within two months. */
function isReasonable(period: readonly string[], order: DayOrder): boolean {
  const read = dateReader(order);
  const days = period.filter((d) => d !== '').map((d) => Date.parse(read(d, 0)) / 86_400_000);
  return days.every((day, at) => at === 0 || (day >= (days[at - 1] ?? 0) && day - (days[0] ?? 0) <= LONGEST_DAYS));
}

/** Reads a date or a date with time. Keeps what it has read: a file repeats few dates often. */
export function dateReader(order: DayOrder): (text: string, line: number) => Timestamp {
  const known = new Map<string, Timestamp>();
  return (text, line) => {
    const kept = known.get(text);
    if (kept !== undefined) return kept;
    const read = readDate(text, line, order);
    if (known.size < 50_000) known.set(text, read);
    return read;
  };
}

function readDate(text: string, line: number, order: DayOrder): Timestamp {
  const { year, month, day, rest } = partsOf(text, line, order);
  const time = TIME.exec(rest);
  if (!time) throw stop.malformed(`line ${line}: ${JSON.stringify(text)} has a time or zone that is not known`);
  const [, hour = '0', minute = '00', second = '00', fraction = '', zone = 'Z'] = time;
  const offset = ['UTC', 'GMT', 'Z'].includes(zone) ? 'Z' : zone;
  const iso = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` +
    `T${hour.padStart(2, '0')}:${minute}:${second}${fraction}${offset}`;
  try {
    return timestamp(iso);
  } catch {
    throw stop.malformed(`line ${line}: ${JSON.stringify(text)} is not a date`);
  }
}

type Parts = Readonly<Record<'year' | 'month' | 'day' | 'rest', string>>;

function partsOf(text: string, line: number, order: DayOrder): Parts {
  const iso = ISO.exec(text);
  if (iso) return named(iso, ['year', 'month', 'day', 'rest']);
  const dotted = DOTTED.exec(text);
  const match = dotted ?? SLASHED.exec(text);
  if (!match) throw stop.malformed(`line ${line}: ${JSON.stringify(text)} is not a date`);
  const dayFirst = dotted !== null || order === 'day-first';
  return named(match, dayFirst ? ['day', 'month', 'year', 'rest'] : ['month', 'day', 'year', 'rest']);
}

function named(match: RegExpExecArray, names: readonly (keyof Parts)[]): Parts {
  return Object.fromEntries(names.map((name, at) => [name, match[at + 1] ?? ''])) as unknown as Parts;
}
