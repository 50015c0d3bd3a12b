/**
 * What the bank confirms, moved to its account. `assets:bank:<who paid>` holds what payouts say they sent: money in
 * transit until the bank's own account, `assets:bank:<the bank>`, has it.
 */
import type { DepositMatched, BankLineExplained } from '../bank-messages.ts';
import type { LocalDate } from '../brand.ts';
import { journal, type Journal, type Posting } from '../journal.ts';
import { measure, negate, subtract, type Currency, type Money } from '../measure.ts';
import { account } from './accounts.ts';

/** `inBooks`: what a foreign amount was worth in the books that day; what the bank gave more or less is realised. */
export function postDeposit(
  { lines, deposits, rounding, fee }: DepositMatched['data'], inBooks: (amount: Money, to: Currency) => Money | undefined,
): Journal {
  const bank = lines[0]!.bank;
  const unit = lines[0]!.amount.unit;
  const came: Posting[] = lines.map((l) => ({ account: account('assets:bank', l.bank), amount: l.amount }));
  const sent: Posting[] = deposits.map((d) => ({ account: account('assets:bank', d.connection), amount: negate(d.amount) }));
  const between: Posting[] = [
    { account: account('expenses:rounding', bank), amount: negate(rounding) },
      { account: account('expenses:bank-fees', bank), amount: negate(fee) },
  ];
  const foreign = deposits.filter((d) => d.amount.unit !== unit);
  const date = lines.map((l) => l.booked).sort().at(-1) as LocalDate;
  return journal(date, `deposit ${deposits.map((d) => `${d.connection} ${d.external}`).join(', ')}`,
    [...came, ...sent, ...between, ...(foreign.length > 0 ? exchange(lines.map((l) => l.amount), foreign.map((d) => d.amount), { bank,
      inBooks }) : [])]);
}

/** Between the two currencies stands the exchange account, in both. */
function exchange(
  came: readonly Money[], sent: readonly Money[], { bank, inBooks }: { bank: string; inBooks: (amount: Money, to: Currency) =>
    Money | undefined },
): Posting[] {
  const exchanged = account('assets:exchange', bank);
  const postings: Posting[] = [
    ...sent.map((amount) => ({ account: exchanged, amount })), ...came.map((amount) => ({ account: exchanged, amount: negate(amount) })),
  ];
  const unit = came[0]!.unit;
  const books = sent.map((amount) => inBooks(amount, unit));
  if (books.some((b) => b === undefined)) return postings;
  const total = came.reduce((n, m) => n + m.count, 0n);
  const gained = subtract(measure(total, unit), measure(books.reduce((n, b) => n + b!.count, 0n), unit));
  return [...postings, { account: exchanged, amount: gained }, { account: account('expenses:exchange', bank), amount: negate(gained) }];
}

export const postBankLine = ({ bank, amount, booked, account: to, because }: BankLineExplained['data']): Journal =>
  journal(booked, `bank ${bank}: ${because}`, [{ account: account('assets:bank', bank), amount }, { account: to, amount: negate(amount) }]);
