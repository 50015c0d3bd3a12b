/** Statements that do not add up are refused whole, with the difference. */
import type { BankStatement } from '#domain/bank-statement.ts';
import { imbalance } from '#domain/bank-statement.ts';
import { stop, type Stopped } from '#domain/fault.ts';

export const disagrees = (detail: string): Stopped => stop.refused('StatementVariance', detail);

/** @throws Stopped Refused StatementVariance, naming the first statement that does not and by how much. */
export function checked(statements: readonly BankStatement[]): readonly BankStatement[] {
  for (const s of statements) {
    const off = imbalance(s);
    if (off) throw disagrees(off);
  }
  return statements;
}
