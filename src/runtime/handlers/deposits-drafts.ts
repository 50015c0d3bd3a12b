/** What is said when lines and deposits belong together, and what becomes of those who were asked about them. */
import type { Account } from '#domain/brand.ts';
import type { ExceptionKind } from '#domain/exception.ts';
import { measure } from '#domain/measure.ts';
import type { DepositMatched } from '#domain/messages.ts';
import type { Expected, OpenLine } from '#domain/deposit-match.ts';
import { markLines } from '#store/bank.ts';
import { markDeposits, openDeposits, saveMatch } from '#store/deposit.ts';
import type { Claimed } from '#store/delivery.ts';
import { markSettled, raisedException } from '#store/operate.ts';
import type { Draft } from '../append.ts';
import { DEPOSITS_SUBJECT } from '../news-bank.ts';
import { follow, type Batch } from './handler.ts';

export interface Pair {
  readonly matchId: string; readonly by: string; readonly says: string; readonly lines: readonly OpenLine[];
  readonly deposits: readonly Expected[]; readonly rounding: bigint; readonly fee: bigint; readonly author?: string; readonly why?: string;
}

/** Written beside: lines and deposits are taken, whoever was asked where the money is need not answer any more. */
export async function matched(batch: Batch, d: Claimed, p: Pair): Promise<Draft> {
  const unit = p.lines[0]!.amount.unit;
  const data: DepositMatched['data'] = {
    matchId: p.matchId, by: p.by, says: p.says, rounding: measure(p.rounding, unit), fee: measure(p.fee, unit),
    lines: p.lines.map((l) => ({ lineId: l.id, bank: l.bank, amount: l.amount, booked: l.booked })),
    deposits: p.deposits.map((e) =>
      ({ depositId: e.id, payoutId: e.payoutId, connection: e.connection, external: e.external, amount: e.amount })),
    ...(p.author && { author: p.author }),
  };
  const ids = p.deposits.map((e) => e.id);
  const before = await openDeposits(batch.tx, d.tenant, ids, ids.length);
  const correlation = before[0]?.correlation ?? d.correlation;
  await saveMatch(batch.tx, d.tenant, { data, why: p.why, at: batch.now, correlation });
  await markLines(batch.tx, d.tenant, p.lines.map((l) => l.id), p.matchId);
  await markDeposits(batch.tx, d.tenant, ids, p.matchId);
  for (const missing of before.filter((r) => r.missing)) await settleRaised(batch, d.tenant, missingKey(missing.deposit_id));
  return { ...follow(d, 0, { type: 'DepositMatched', subject: `deposit:${p.matchId}`, key: p.matchId, data }, batch.now), correlation };
}

export const missingKey = (depositId: string): string => `deposit-missing:${depositId}`;

export const explained = (
  d: Claimed, batch: Batch, l: OpenLine, of: { account: Account; because: string; author?: string },
): Draft => follow(d, 0, {
  type: 'BankLineExplained', subject: `deposit:${l.id}`, key: l.id,
  data: { lineId: l.id, bank: l.bank, amount: l.amount, booked: l.booked, ...of },
}, batch.now);

/** On the subject of all deposits, so that it is found again there. */
export const raise = (
  d: Claimed, batch: Batch, e: { kind: ExceptionKind; key: string; detail: string; correlation?: string },
): Draft => ({
  ...follow(d, 0, { type: 'RaiseException', key: e.key, data: { kind: e.kind, detail: e.detail, key: e.key } }, batch.now),
  subject: `${DEPOSITS_SUBJECT}/exception:${e.key}`, ...(e.correlation && { correlation: e.correlation }),
});
export async function settleRaised(batch: Batch, tenant: string, key: string): Promise<void> {
  const raised = await raisedException(batch.tx, { tenant, subject: DEPOSITS_SUBJECT, key });
  if (raised) await markSettled(batch.tx, raised);
}
