/** Decimals of the partner as money; one that is finer than its currency is a fault of the document, not of ours. */
import { stop } from '#domain/fault.ts';
import { currency, fromDecimal, sum, type Currency, type Money } from '#domain/measure.ts';

export function money(decimal: string, unit: Currency): Money {
  try {
    return fromDecimal(decimal, unit);
  } catch (error) {
    throw stop.malformed(`an amount: ${(error as Error).message}`);
  }
}

export function currencyOf(code: string): Currency {
  try {
    return currency(code);
  } catch (error) {
    throw stop.malformed(`the currency: ${(error as Error).message}`);
  }
}

export const total = (decimals: readonly string[], unit: Currency): Money =>
  sum(unit, decimals.map((d) => money(d, unit)));
