/**
 * Facts about what a bank account saw, what was expected of it, and what belongs together. Payers and texts are no part
 * of a message: people pay too.
 */
import type { Account, ConnectionId, ExternalId, IdempotencyKey, LocalDate } from './brand.ts';
import type { Currency, Money } from './measure.ts';
import type { Message } from './message.ts';

/** A statement that adds up. Its lines are rows of bank_line, written in the same transaction. */
export type BankStatementReceived = Message<'BankStatementReceived', {
  readonly statementId: string; readonly connection: ConnectionId; readonly account: string; readonly currency: Currency;
  readonly format: string; readonly number?: string; readonly from?: LocalDate; readonly to: LocalDate;
  readonly opening?: Money; readonly closing?: Money; readonly lineCount: number;
}>;
/** A payout says that it sent this to the bank; below zero: that it took it from there. */
export type DepositExpected = Message<'DepositExpected', {
  readonly depositId: string; readonly payoutId: string; readonly connection: ConnectionId; readonly external: ExternalId;
  readonly amount: Money; readonly due: LocalDate; readonly names: readonly string[];
}>;
/** A bank day has passed: what has not come by then is missing. */
export type DepositsDue = Message<'DepositsDue', { readonly key: IdempotencyKey; readonly on: LocalDate }>;

export interface MatchedLine {
  readonly lineId: string; readonly bank: ConnectionId; readonly amount: Money; readonly booked: LocalDate;
}
export interface MatchedDeposit {
  readonly depositId: string; readonly payoutId: string; readonly connection: ConnectionId; readonly external: ExternalId;
  readonly amount: Money;
}
/** Lines of the bank and deposits that are one thing, and what is between their sums. */
export type DepositMatched = Message<'DepositMatched', {
  readonly matchId: string; readonly by: string; readonly says: string;
  readonly lines: readonly MatchedLine[]; readonly deposits: readonly MatchedDeposit[];
  /** Of the difference: cents nobody asks for, and what the bank kept; both as they changed the account. */
  readonly rounding: Money; readonly fee: Money;
  readonly author?: string;
}>;
/** A person says that they do not belong together after all; `match` as it was. */
export type DepositUnmatched = Message<'DepositUnmatched', DepositMatched['data'] & { readonly undoneBy: string; readonly why?: string }>;
/** A person says what belongs together. */
export type DepositDecided = Message<'DepositDecided', {
  readonly key: IdempotencyKey; readonly author: string; readonly why?: string;
  readonly match?: { readonly lines: readonly string[]; readonly deposits: readonly string[] };
  /** Takes a match back. */ readonly undo?: string;
  /** What a line is, when it is no deposit. */ readonly explain?: { readonly line: string; readonly account: Account };
}>;
/** A line that is no deposit: a fee, interest, a payment of ours. */
export type BankLineExplained = Message<'BankLineExplained', {
  readonly lineId: string; readonly bank: ConnectionId; readonly amount: Money; readonly booked: LocalDate;
  readonly account: Account; readonly because: string; readonly author?: string;
}>;
