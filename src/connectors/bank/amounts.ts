/** Amounts and days as banks write them: never a float, never finer than the currency, never a day that does not exist. */
import type { LocalDate } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { currency, fromDecimal, negate, type Currency, type Money } from '#domain/measure.ts';

/** @throws Stopped Malformed */
export function unitOf(code: string | undefined, where: string): Currency {
  try {
    return currency((code ?? '').trim().toUpperCase());
  } catch (error) {
    throw stop.malformed(`${where}: ${(error as Error).message}`);
  }
}

/** With a decimal point or comma, without thousands. @throws Stopped Malformed */
export function amountOf(text: string | undefined, unit: Currency, where: string): Money {
  const plain = (text ?? '').trim().replace(',', '.');
  try {
    return fromDecimal(plain.startsWith('.') ? `0${plain}` : plain.replace(/^([-+])\./, '$10.'), unit);
  } catch (error) {
    throw stop.malformed(`${where}: ${(error as Error).message}`);
  }
}

/** `what came` or `what went`. */
export const signed = (amount: Money, credit: boolean): Money => (credit ? amount : negate(amount));

/** A day of an ISO date or time, or of `YYYYMMDD`, or of `YYMMDD`. @throws Stopped Malformed */
export function dayOf(text: string | undefined, where: string): LocalDate {
  const plain = (text ?? '').trim();
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})(?!\d{1,5}$)/.exec(plain) ?? /^(\d{2})(\d{2})(\d{2})$/.exec(plain);
  const [, year = '', month = '', day = ''] = found ?? [];
  const iso = `${year.length === 2 ? `20${year}` : year}-${month}-${day}`;
  try {
    return Temporal.PlainDate.from(iso, { overflow: 'reject' }).toString() as LocalDate;
  } catch {
    throw stop.malformed(`${where}: ${JSON.stringify(text ?? '')} is not a day`);
  }
}

/** One space between words, none around. */
export const tidy = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
/** What is there, once. */
export const named = (names: readonly (string | undefined)[]): string[] =>
  [...new Set(names.map(tidy))].filter((n) => n !== '' && !/^(NOTPROVIDED|NONREF|NOREF|N\/A|0+)$/i.test(n));
