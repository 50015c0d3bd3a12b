/** Double entry: a journal is a balanced set of postings; debit positive, credit negative. */
import type { Account, LocalDate } from './brand.ts';
import { toDecimal, type Measure } from './measure.ts';

export interface Posting {
  readonly account: Account;
  readonly amount: Measure;
  /** Where it is told apart from other postings of the entry: a payout over several marketplaces. */
  readonly dimensions?: Readonly<Record<string, string>>;
}
export interface Journal {
  readonly date: LocalDate;
  readonly memo: string;
  readonly postings: readonly Posting[];
  /** Of all postings that have none of their own. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/**
 * The only way to make a journal: adds up postings of one account, unit and dimensions, drops zeros.
 * @throws TypeError when a unit does not sum to zero: that is a defect here, not data.
 */
export function journal(date: LocalDate, memo: string, postings: readonly Posting[]): Journal {
  const totals = new Map<string, bigint>();
  const merged = new Map<string, Posting>();
  for (const { account, amount, dimensions } of postings) {
    totals.set(amount.unit, (totals.get(amount.unit) ?? 0n) + amount.count);
    const key = `${account} ${amount.unit}${dimensions ? JSON.stringify(Object.entries(dimensions).sort()) : ''}`;
    const before = merged.get(key)?.amount.count ?? 0n;
    merged.set(key, { account, amount: { count: before + amount.count, unit: amount.unit }, ...(dimensions && { dimensions }) });
  }
  for (const [unit, total] of totals) if (total !== 0n) throw new TypeError(`${memo}: off by ${total} ${unit}`);
  return { date, memo, postings: [...merged.values()].filter((p) => p.amount.count !== 0n) };
}

/** Plain text accounting: what an accountant reads in a failing test, and what hledger can check. */
export const toText = (j: Journal): string =>
  [
    `${j.date} * ${j.memo}`,
    ...j.postings.map((p) => `  ${p.account.padEnd(40)} ${toDecimal(p.amount).padStart(14)} ${p.amount.unit}`),
  ].join('\n');
