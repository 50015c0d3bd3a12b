/**
 * What a settlement report states of each currency: what was credited and debited, gross and in fees, and the balances
 * before and after. A balance stands beside CR or DR: available, payable, and both together; older versions write the
 * available one alone, without a sign. https://developer.paypal.com/docs/reports/sftp-reports/settlement-report/
 */
import { exponentOf } from '#domain/currency.ts';
import { stop } from '#domain/fault.ts';
import { measure, negate, same, subtract, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import { currencyAt } from '../statement/written.ts';

export interface Span { readonly opening: Money; readonly closing: Money }
export interface Footer {
  readonly line: number;
  readonly unit: Currency;
  /** Gross credited and debited, fees credited and debited. */
  readonly sums: readonly Money[];
  readonly spans: readonly Span[];
}

export const NAMES = ['gross credits', 'gross debits', 'fee credits', 'fee debits'] as const;

export function footerOf([, code = '', ...cells]: readonly string[], line: number): Footer {
  const unit = currencyAt(code, line);
  const sums = cells.slice(0, NAMES.length).map((text) => hundredthsAt(text || '0', unit, line));
  const balances = balancesIn(cells.slice(NAMES.length), unit, line);
  const spans = [0, 2].flatMap((n) => { // Available and total; what is payable is between them.
    const [opening, closing] = balances.slice(n * 2, n * 2 + 2);
    return opening && closing ? [{ opening, closing }] : [];
  });
  return { line, unit, sums, spans };
}

function balancesIn(cells: readonly string[], unit: Currency, line: number): Money[] {
  const isSign = (text: string) => /^(CR|DR)$/i.test(text);
  if (!cells.some(isSign)) return cells.slice(0, 2).filter((text) => text !== '').map((text) => hundredthsAt(text, unit, line));
  return cells.flatMap((text, at) => (isSign(text) ? [signed(hundredthsAt(cells[at + 1] || '0', unit, line), text, line)] : []));
}

/** Several sections of one currency are one statement; only a single one says its balances. */
export function together(footers: readonly Footer[]): Footer {
  const [first, ...more] = footers as readonly [Footer, ...Footer[]];
  if (more.length === 0) return first;
  const sums = NAMES.map((_, i) => measure(footers.reduce((n, f) => n + (f.sums[i]?.count ?? 0n), 0n), first.unit));
  return { ...first, sums, spans: [] };
}

/** The first of the balances that moved by `net`; of none, the available one, for the refusal that follows. */
export const spanOf = ({ spans }: Footer, net: Money): Span | undefined =>
  spans.find(({ opening, closing }) => same(subtract(closing, opening), net)) ?? spans[0];

/** @throws Refused PayoutVariance when what the rows come to is not what is stated. */
export function compare({ line, unit, sums }: Footer, made: readonly bigint[]): void {
  for (const [i, name] of NAMES.entries()) {
    const ours = measure(made[i] ?? 0n, unit);
    const off = subtract(ours, sums[i] ?? ours);
    if (off.count !== 0n)
      throw stop.refused('PayoutVariance', `line ${line}: ${name} in ${unit} come to ${toDecimal(ours)}, the report says ` +
        `${toDecimal(sums[i]!)}; difference ${toDecimal(off)}`);
  }
}

/** Amounts are unsigned and in hundredths, of yen as well: 10000 is 100 JPY. */
export function hundredthsAt(text: string, unit: Currency, line: number): Money {
  if (!/^\d{1,18}$/.test(text)) throw stop.malformed(`line ${line}: ${JSON.stringify(text)} is no amount in hundredths`);
  const places = exponentOf(unit) ?? 2;
  if (places >= 2) return measure(BigInt(text) * 10n ** BigInt(places - 2), unit);
  const finer = 10n ** BigInt(2 - places);
  if (BigInt(text) % finer !== 0n) throw stop.malformed(`line ${line}: ${text} hundredths are finer than ${unit} is`);
  return measure(BigInt(text) / finer, unit);
}

export function signed(amount: Money, word: string, line: number): Money {
  if (/^CR/i.test(word) || amount.count === 0n) return amount;
  if (/^DR/i.test(word)) return negate(amount);
  throw stop.malformed(`line ${line}: an amount that is neither DR nor CR`);
}
