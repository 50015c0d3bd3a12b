/** What a person says: these belong together, those do not, that is no deposit. Looked at again before it counts. */
import { revive } from '#domain/wire.ts';
import type { DepositDecided, DepositMatched } from '#domain/messages.ts';
import type { Expected, OpenLine } from '#domain/deposit-match.ts';
import { currency, measure } from '#domain/measure.ts';
import * as bank from '#store/bank.ts';
import * as deposits from '#store/deposit.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import { matchIdOf } from '../identity.ts';
import { explained, matched } from './deposits-drafts.ts';
import { expectedOf, openLine } from './deposits-rows.ts';
import { follow, type Batch } from './handler.ts';

type Said = DepositDecided['data'];
/** What somebody else was faster with is left as it is. */
export async function decided(batch: Batch, d: Claimed): Promise<Draft[]> {
  const said = revive<Said>(d.data);
  if (said.undo) return undone(batch, d, said.undo, said);
  return said.explain ? explain(batch, d, said.explain, said) : together(batch, d, said);
}

async function explain(batch: Batch, d: Claimed, { line: name, account }: NonNullable<Said['explain']>, said: Said): Promise<Draft[]> {
  const [line] = await linesNamed(batch, d, [name]);
  if (!line || !(await bank.explainLine(batch.tx, d.tenant, line.id, account))) return [];
  return [explained(d, batch, line, { account, because: said.why ?? 'a person says so', author: said.author })];
}

async function together(batch: Batch, d: Claimed, { match, author, why }: Said): Promise<Draft[]> {
  const lines = await linesNamed(batch, d, match?.lines ?? []);
  const found = (await deposits.openDeposits(batch.tx, d.tenant, match?.deposits ?? [], 100)).map(expectedOf);
  if (lines.length === 0 || lines.length !== match?.lines.length || found.length !== match.deposits.length) return [];
  return [await matched(batch, d, {
    matchId: matchIdOf(d.tenant, [...lines.map((l) => l.id), ...found.map((e) => e.id)], d.id), by: 'person',
    says: why ?? 'a person says so', lines, deposits: found, ...between(lines, found), author, ...(why && { why }),
  })];
}

/** Minor units; more is what a bank kept. */
const BIGGEST_ROUNDING = 5n;
/** Between two currencies there is no difference to name. */
function between(lines: readonly OpenLine[], found: readonly Expected[]): { rounding: bigint; fee: bigint } {
  if (found.some((e) => e.amount.unit !== lines[0]!.amount.unit)) return { rounding: 0n, fee: 0n };
  const off = lines.reduce((n, l) => n + l.amount.count, 0n) - found.reduce((n, e) => n + e.amount.count, 0n);
  return (off < 0n ? -off : off) <= BIGGEST_ROUNDING ? { rounding: off, fee: 0n } : { rounding: 0n, fee: off };
}

async function linesNamed(batch: Batch, d: Claimed, names: readonly string[]) {
  return (await bank.openLines(batch.tx, d.tenant, names, 100)).map((r) => openLine(batch, d.tenant, r));
}

async function undone(batch: Batch, d: Claimed, matchId: string, { author, why }: DepositDecided['data']): Promise<Draft[]> {
  const [match] = await deposits.matchesNamed(batch.tx, d.tenant, [matchId]);
  if (!match || !(await deposits.undoMatch(batch.tx, d.tenant, matchId, { by: author, at: batch.now }))) return [];
  const of = { connection: null, payout: null, after: null, limit: 100 };
  const lines = (await bank.linesOfMatch(batch.tx, d.tenant, matchId)).map((r) => openLine(batch, d.tenant, r));
  const taken = (await deposits.listDeposits(batch.tx, d.tenant, { ...of, state: 'matched', match: matchId })).map(expectedOf);
  await bank.markLines(batch.tx, d.tenant, lines.map((l) => l.id), null);
  await deposits.markDeposits(batch.tx, d.tenant, taken.map((e) => e.id), null);
  const unit = currency(match.unit);
  const data: DepositMatched['data'] = {
    matchId, by: match.by, says: match.says, rounding: measure(match.rounding, unit), fee: measure(match.fee, unit),
    lines: lines.map((l) => ({ lineId: l.id, bank: l.bank, amount: l.amount, booked: l.booked })),
    deposits: taken.map((e) => ({ depositId: e.id, payoutId: e.payoutId, connection: e.connection, external: e.external,
      amount: e.amount })),
    ...(match.author && { author: match.author }),
  };
  return [{ ...follow(d, 0, {
    type: 'DepositUnmatched', subject: `deposit:${matchId}`, key: `undo:${matchId}`,
      data: { ...data, undoneBy: author, ...(why && { why }) },
  }, batch.now), correlation: match.correlation }];
}
