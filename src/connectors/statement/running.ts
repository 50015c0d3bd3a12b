/** A balance beside each row: it must go from the first to the last by what the rows moved, in either order of rows. */
import { stop } from '#domain/fault.ts';
import { add, same, subtract, sum, toDecimal, type Money } from '#domain/measure.ts';

export interface Moved { readonly line: number; readonly amount: Money; readonly balance?: Money }

/** Undefined when not every row has a balance. @throws Stopped Refused PayoutVariance with the row and the difference. */
export function spanOf(rows: readonly Moved[]): { readonly opening: Money; readonly closing: Money } | undefined {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first?.balance || !last?.balance || rows.some((r) => !r.balance)) return undefined;
  const total = sum(first.amount.unit, rows.map((r) => r.amount));
  const down = { opening: subtract(first.balance, first.amount), closing: last.balance };
  const up = { opening: subtract(last.balance, last.amount), closing: first.balance };
  const fits = [down, up].find(({ opening, closing }) => same(add(opening, total), closing));
  if (fits) return fits;
  const off = subtract(add(down.opening, total), down.closing);
  throw stop.refused('PayoutVariance', `line ${last.line}: the rows move ${toDecimal(total)} ${total.unit} and the balance goes from ` +
    `${toDecimal(down.opening)} to ${toDecimal(down.closing)}; difference ${toDecimal(off)}`);
}
