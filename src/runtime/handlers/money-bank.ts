/** Deposits the bank confirmed, and lines of the bank that are something else, in the money ledger. */
import type { Currency, Money } from '#domain/measure.ts';
import type { BankLineExplained, DepositMatched } from '#domain/messages.ts';
import { postBankLine, postDeposit } from '#domain/posting/deposit.ts';
import { reversed } from '#domain/posting/payout.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { booksOf } from '../books.ts';
import { inBooks } from './deposits-rows.ts';
import type { Batch } from './handler.ts';
import type { Posted } from './posted.ts';

/** The bank belongs to the entity whose policy `books` it has. */
const owned = (batch: Batch, d: Claimed, bank: string): Pick<Posted, 'legalEntity' | 'books' | 'erp' | 'dimensions'> => {
  const own = booksOf(batch, d, bank);
  return { legalEntity: own.legalEntity, books: own, dimensions: { channel: bank },
    ...(own.journalsTo && { erp: { to: own.journalsTo, key: `journal:${d.key}` } }) };
};

function journalOf(batch: Batch, d: Claimed, data: DepositMatched['data']) {
  const [first] = data.lines;
  return postDeposit(data, (amount: Money, to: Currency) => inBooks(batch, d, { amount, to, on: first!.booked }));
}
export async function deposit(batch: Batch, d: Claimed): Promise<Posted> {
  const data = revive<DepositMatched['data']>(d.data);
  return { ...owned(batch, d, data.lines[0]!.bank), journals: [journalOf(batch, d, data)] };
}
export async function depositUndone(batch: Batch, d: Claimed): Promise<Posted> {
  const data = revive<DepositMatched['data']>(d.data);
  const made = journalOf(batch, d, data);
  return { ...owned(batch, d, data.lines[0]!.bank), journals: [reversed(made, made.date)], approved: true };
}
export async function bankLine(batch: Batch, d: Claimed): Promise<Posted> {
  const data = revive<BankLineExplained['data']>(d.data);
  return { ...owned(batch, d, data.bank), journals: [postBankLine(data)] };
}
