/** A balance beside each row: it must go from the first to the last by what the rows moved, in either order of rows. */
import { stop } from '#domain/fault.ts';
import { add, same, subtract, toDecimal, zero, type Money } from '#domain/measure.ts';

export interface Moved { readonly line: number; readonly amount: Money; readonly balance?: Money }
export interface Span { readonly opening: Money; readonly closing: Money }

export class Running {
  private first: Moved | undefined;
  private last: Moved | undefined;
  private total: Money | undefined;
  private stated = true;

  take(row: Moved): void {
    this.first ??= row;
    this.last = row;
    this.total = add(this.total ?? zero(row.amount.unit), row.amount);
    if (!row.balance) this.stated = false;
  }

  /** Undefined when not every row has a balance. @throws Stopped Refused PayoutVariance with the row and the difference. */
  span(): Span | undefined {
    const { first, last, total } = this;
    if (!this.stated || !first?.balance || !last?.balance || !total) return undefined;
    const down = { opening: subtract(first.balance, first.amount), closing: last.balance };
    const up = { opening: subtract(last.balance, last.amount), closing: first.balance };
    const fits = [down, up].find(({ opening, closing }) => same(add(opening, total), closing));
    if (fits) return fits;
    const off = subtract(add(down.opening, total), down.closing);
    throw stop.refused('PayoutVariance', `line ${last.line}: the rows move ${toDecimal(total)} ${total.unit} and the balance goes from ` +
      `${toDecimal(down.opening)} to ${toDecimal(down.closing)}; difference ${toDecimal(off)}`);
  }
}

export function spanOf(rows: readonly Moved[]): Span | undefined {
  const running = new Running();
  for (const row of rows) running.take(row);
  return running.span();
}
