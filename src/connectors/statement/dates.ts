/**
 * How a file writes its dates. ISO dates say themselves; with points the day comes first; with slashes it
 * is the month in America and the day in Britain, so the file as a whole must tell: by a number above
 * twelve, or because only one order gives a settlement of reasonable length. A time without a zone is in the
 * zone its report type is known for.
 */
import type { Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { timestamp } from '#domain/time.ts';
import { monthNamed } from './months.ts';
import { detached } from './text.ts';
import { instantIn, offsetOf } from './zones.ts';

export type DayOrder = 'day-first' | 'month-first';

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})()$/;
/** `de` is Portuguese: 3 de nov de 2026. */
const NAMED_DAY_FIRST = /^(\d{1,2})[ .-]+(?:de )?(\p{L}{3,})[ .,-]+(?:de )?(\d{4}|\d{2}(?!\d))(.*)$/u;
const NAMED_MONTH_FIRST = /^(\p{L}{3,})\.? (\d{1,2}),? (\d{4})(.*)$/u;
const JAPANESE = /^(\d{4})年(\d{1,2})月(\d{1,2})日(.*)$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(.*)$/;
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(.*)$/;
const CLOCK = String.raw`(?:,?[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?)?`;
const ZONE = String.raw`((?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|[A-Z]{1,5}|[+-]\d{2}(?::?\d{2})?|[A-Z][A-Za-z_]+\/[A-Za-z_/+-]+)?(?: \(.*\))?`;
const TIME = new RegExp(`^${CLOCK}\\s*${ZONE}$`);
const LONGEST_DAYS = 62;

export class DateEvidence {
  private order: { is: DayOrder; where: string } | undefined;
  private undecided: string | undefined;
  private readonly seen = new Set<string>();

  /** @throws Stopped Malformed when one file has dates of both orders. */
  see(text: string, line: number): void {
    const match = SLASHED.exec(text);
    if (!match) return;
    const [first, second] = [Number(match[1]), Number(match[2])];
    const where = `line ${line} (${text})`;
    if (first <= 12 && second <= 12) {
      this.undecided ??= where;
      if (this.seen.size < 5000) this.seen.add(detached(text));
    } else this.note(first > 12 ? 'day-first' : 'month-first', where);
  }

  private note(is: DayOrder, where: string): void {
    if (this.order && this.order.is !== is)
      throw stop.malformed(`dates are written in two orders: ${this.order.where} and ${where}`);
    this.order ??= { is, where };
  }

  /**
   * `period`: the header's start, end and deposit date. `hint`: what the file's language usually does, when its dates
   * can be read both ways. @throws Stopped Malformed when nothing decides.
   */
  dayOrder(period: readonly string[], hint?: DayOrder): DayOrder {
    if (this.order) return this.order.is;
    if (!this.undecided) return 'day-first'; // Nothing depends on it.
    const possible = (['day-first', 'month-first'] as const)
      .filter((o) => isReasonable(period, o) && isShort([...this.seen, ...period], o));
    if (possible.length === 1 && possible[0]) return possible[0];
    if (hint && possible.length > 1) return hint;
    throw stop.malformed(`${this.undecided} can be read day first or month first, and no date of the file tells`);
  }
}

/** Start, end and deposit follow each other within two months. */
function isReasonable(period: readonly string[], order: DayOrder): boolean {
  const days = daysOf(period, order);
  return days.every((day, at) => at === 0 || (day >= (days[at - 1] ?? 0) && day - (days[0] ?? 0) <= LONGEST_DAYS));
}
/** All of one file lies within two months. */
function isShort(texts: readonly string[], order: DayOrder): boolean {
  const days = daysOf(texts, order).toSorted((a, b) => a - b);
  return (days.at(-1) ?? 0) - (days[0] ?? 0) <= LONGEST_DAYS;
}
const daysOf = (texts: readonly string[], order: DayOrder): number[] => {
  const read = dateReader(order);
  return texts.filter((d) => d !== '').map((d) => Date.parse(read(d, 0)) / 86_400_000);
};

/** Reads a date or a date with time. Keeps what it has read: a file repeats few dates often. */
export function dateReader(order: DayOrder, zone = 'UTC'): (text: string, line: number) => Timestamp {
  const known = new Map<string, Timestamp>();
  return (text, line) => {
    const kept = known.get(text);
    if (kept !== undefined) return kept;
    const read = readDate({ text, line, order, zone });
    if (known.size < 50_000) known.set(detached(text), read);
    return read;
  };
}

interface Given { readonly text: string; readonly line: number; readonly order: DayOrder; readonly zone: string }

function readDate({ text, line, order, zone: usual }: Given): Timestamp {
  const { year, month, day, rest } = partsOf(text, line, order);
  const time = TIME.exec(rest);
  if (!time) throw stop.malformed(`line ${line}: ${JSON.stringify(text)} has a time or zone that is not known`);
  const [, hour = '0', minute = '00', second = '00', fraction = '', half, zone = usual] = time;
  const iso = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` +
    `T${hourOf(hour, half)}:${minute}:${second}${fraction}`;
  const offset = offsetOf(zone);
  try {
    return offset === undefined ? instantIn(iso, zone) : timestamp(iso + offset);
  } catch {
    throw stop.malformed(offset === undefined && zone !== usual
      ? `line ${line}: ${JSON.stringify(text)} has a time or zone that is not known`
      : `line ${line}: ${JSON.stringify(text)} is not a date`);
  }
}

/** 12 AM is midnight. */
function hourOf(hour: string, half: string | undefined): string {
  if (half === undefined) return hour.padStart(2, '0');
  return String((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)).padStart(2, '0');
}

type Parts = Readonly<Record<'year' | 'month' | 'day' | 'rest', string>>;

function partsOf(text: string, line: number, order: DayOrder): Parts {
  const iso = ISO.exec(text) ?? COMPACT.exec(text) ?? JAPANESE.exec(text);
  if (iso) return named(iso, ['year', 'month', 'day', 'rest']);
  const words = inWords(text);
  if (words) return words;
  const dotted = DOTTED.exec(text);
  const match = dotted ?? SLASHED.exec(text);
  if (!match) throw stop.malformed(`line ${line}: ${JSON.stringify(text)} is not a date`);
  const dayFirst = dotted !== null || order === 'day-first';
  return named(match, dayFirst ? ['day', 'month', 'year', 'rest'] : ['month', 'day', 'year', 'rest']);
}

/** `4 Nov 2026`, `Nov 4, 2026`: the month says itself. */
function inWords(text: string): Parts | undefined {
  const [first, second] = [NAMED_DAY_FIRST.exec(text), NAMED_MONTH_FIRST.exec(text)];
  const match = first ?? second;
  if (!match) return undefined;
  const parts = named(match, first ? ['day', 'month', 'year', 'rest'] : ['month', 'day', 'year', 'rest']);
  const month = monthNamed(parts.month);
  return month === undefined ? undefined : { ...parts, month: String(month) };
}

function named(match: RegExpExecArray, names: readonly (keyof Parts)[]): Parts {
  return Object.fromEntries(names.map((name, at) => [name, match[at + 1] ?? ''])) as unknown as Parts;
}
