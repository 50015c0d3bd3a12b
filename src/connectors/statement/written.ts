/** The first pass over a table: how this file writes its amounts and dates, decided from all of them together. */
import type { Timestamp } from '#domain/brand.ts';
import { exponentOf } from '#domain/currency.ts';
import { stop } from '#domain/fault.ts';
import { currency, measure, zero, type Currency, type Money } from '#domain/measure.ts';
import { DateEvidence, dateReader, type DayOrder } from './dates.ts';
import { amountReader, NumberEvidence } from './numbers.ts';
import type { Row, Table } from './table.ts';

export interface Written {
  readonly decimal: '.' | ',';
  /** An empty cell is nothing. @throws Stopped Malformed with the line. */
  readonly money: (text: string, unit: Currency, line: number) => Money;
  readonly date: (text: string, line: number) => Timestamp;
}
export interface Cells<C extends string> {
  readonly amounts: readonly NoInfer<C>[];
  readonly dates: readonly NoInfer<C>[];
  /** The zone of a time that names none. */
  readonly zone?: string;
  /** The currency of a row, to know whether `1,234` can have decimals. */
  readonly unit?: (row: Row<C>) => string;
  /** Period of the file, when it states one. */
  readonly period?: readonly string[];
  readonly hint?: DayOrder;
}

export async function survey<C extends string>(table: Table<C>, c: Cells<C>): Promise<Written> {
  const numbers = new NumberEvidence(2);
  const dates = new DateEvidence();
  const known = new Set<string>();
  for await (const row of table.rows()) {
    const places = exponentOf((c.unit?.(row) ?? '').toUpperCase()) ?? 2;
    for (const name of c.amounts) once(known, `${places} ${row.cell(name)}`, () => see(numbers, row, name, places));
    for (const name of c.dates) once(known, row.cell(name), () => dates.see(row.cell(name), row.line));
  }
  const style = numbers.style();
  const hint = c.hint ?? (style.decimal === ',' ? 'day-first' : undefined);
  return writtenAs(style.decimal ?? '.', dateReader(dates.dayOrder(c.period ?? [], hint), c.zone));
}

export function writtenAs(decimal: '.' | ',', date: Written['date']): Written {
  const readers = new Map<string, (raw: string, line: number) => bigint>();
  return {
    date, decimal,
    money: (text, unit, line) => {
      if (text === '') return zero(unit);
      const kept = readers.get(unit) ?? amountReader({ decimal }, exponentOf(unit) ?? 2);
      readers.set(unit, kept);
      return measure(kept(text, line), unit);
    },
  };
}

const see = <C extends string>(numbers: NumberEvidence, row: Row<C>, name: C, places: number): void => {
  const text = row.cell(name);
  if (text !== '') numbers.see(text, row.line, places);
};
const once = (known: Set<string>, key: string, act: () => void): void => {
  if (known.has(key)) return;
  if (known.size < 200_000) known.add(key);
  act();
};

/** @throws Stopped Malformed naming the line. */
export function currencyAt(code: string, line: number): Currency {
  try {
    return currency(code.trim().toUpperCase());
  } catch (error) {
    throw stop.malformed(`line ${line}: ${(error as Error).message}`);
  }
}
