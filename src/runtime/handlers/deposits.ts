/**
 * Deposits: what payouts say they sent, what the bank saw, and which is which. All of a tenant is one subject, so that a
 * statement and a payout that come in the same second still find each other.
 */
import { gapsIn, repeatsEarlier, type Link } from '#domain/bank-statement.ts';
import { brand, type ExternalId, type LocalDate } from '#domain/brand.ts';
import { matchDeposits, type DepositPolicy, type Found, type OpenLine } from '#domain/deposit-match.ts';
import { currency, measure, negate, toDecimal, type Money } from '#domain/measure.ts';
import type { BankStatementReceived, DepositExpected, DepositsDue, PayoutReceived } from '#domain/messages.ts';
import { account as pathOf } from '#domain/posting/accounts.ts';
import { revive } from '#domain/wire.ts';
import * as bank from '#store/bank.ts';
import * as deposits from '#store/deposit.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import { depositIdOf, matchIdOf } from '../identity.ts';
import { DEPOSITS_SUBJECT } from '../news-bank.ts';
import { decided } from './deposits-decided.ts';
import { explained, matched, raise, settleRaised } from './deposits-drafts.ts';
import { lookForMissing } from './deposits-missing.ts';
import { depositPolicy } from './deposits-policy.ts';
import { expectedOf, inBooks, openLine } from './deposits-rows.ts';
import { follow, sideBySide, type Batch, type LocalHandler } from './handler.ts';

/** More open ones than this are not tried at once; the newest deposits, the oldest lines. */
const MOST = 500;

type Rule = (batch: Batch, d: Claimed) => Promise<Draft[]>;
const RULES: Readonly<Record<string, Rule>> = {
  PayoutReceived: expect, DepositExpected: expected, BankStatementReceived: statement, DepositsDue: due,
  DepositDecided: async (batch, d) => [...await decided(batch, d), ...await match(batch, d)],
};
export const depositHandler: LocalHandler = (batch, deliveries) => sideBySide(deliveries, (d) => RULES[d.type]!(batch, d));

/** What a payout sends to the bank: all of a deposit, each withdrawal of a balance, nothing of a deferral. */
async function expect(batch: Batch, d: Claimed): Promise<Draft[]> {
  const { payout, payoutId } = revive<PayoutReceived['data']>(d.data);
  const of = { payoutId, connection: payout.connection };
  const draft = (n: number, external: ExternalId, amount: Money, on: { due: LocalDate; names: readonly string[] }): Draft => follow(d, n, {
    type: 'DepositExpected', subject: DEPOSITS_SUBJECT, key: depositIdOf(d.tenant, payoutId, n === 0 ? external : `${external}:${n}`),
    data: { ...of, depositId: depositIdOf(d.tenant, payoutId, n === 0 ? external : `${external}:${n}`), external, amount, ...on },
  }, batch.now);
  if (payout.kind === 'deferral') return [];
  if (payout.kind !== 'balance')
    return payout.net.count > 0n ? [draft(0, payout.external, payout.net, { due: payout.depositDate, names: [] })] : [];
  const moves = await deposits.transfersOf(batch.tx, d.shard, d.tenant, payoutId);
  return uncancelled(moves).map((t, i) => draft(i + 1, brand(t.reference ?? `${payout.external}/${t.ordinal}`),
    negate(measure(t.amount, payout.currency)), { due: brand(t.day ?? payout.depositDate), names: [payout.external] }));
}

/** A withdrawal that failed comes back into the balance; the bank sees neither. */
function uncancelled<T extends { code: string; amount: bigint }>(moves: readonly T[]): T[] {
  const left = [...moves];
  for (const back of moves.filter((m) => /fail|cancel|revers|return/i.test(m.code))) {
    const away = left.find((m) => m !== back && m.amount === -back.amount);
    if (!away) continue;
    left.splice(left.indexOf(away), 1);
    left.splice(left.indexOf(back), 1);
  }
  return left;
}

async function expected(batch: Batch, d: Claimed): Promise<Draft[]> {
  await deposits.saveDeposit(batch.tx, d.tenant, { ...revive<DepositExpected['data']>(d.data), correlation: d.correlation });
  return match(batch, d);
}

async function statement(batch: Batch, d: Claimed): Promise<Draft[]> {
  const s = revive<BankStatementReceived['data']>(d.data);
  const rows = await bank.statementsOf(batch.tx, d.tenant, { connection: s.connection, account: s.account, also: s.statementId,
    limit: 400 });
  const links = rows.filter((r) => r.currency === s.currency).map(linkOf);
  const self = links.find((l) => l.id === s.statementId);
  if (self) await bank.countLines(batch.tx, d.tenant, s.statementId, repeatsEarlier(self, links.filter((l) => l !== self)));
  const gaps = await chain(batch, d, rows, links);
  return [...gaps, ...await match(batch, d)];
}
const linkOf = (r: bank.StatementRow): Link => ({
  id: r.statement_id, to: brand(r.to_date), ...(r.number && { number: r.number }),
    ...(r.from_date && { from: brand<LocalDate>(r.from_date) }),
  ...(r.opening !== null && { opening: measure(r.opening, currency(r.currency)) as Money }),
  ...(r.closing !== null && { closing: measure(r.closing, currency(r.currency)) as Money }),
});

/** Gaps that are new are asked about; those that a late statement closed are not any more. */
async function chain(batch: Batch, d: Claimed, rows: readonly bank.StatementRow[], links: readonly Link[]): Promise<Draft[]> {
  const gaps = new Map(gapsIn(links).map((g) => [g.after.id, g]));
  const drafts: Draft[] = [];
  for (const r of rows) {
    const gap = gaps.get(r.statement_id);
    const key = `statement-gap:${r.statement_id}:${gap?.missing.count ?? r.gap}`;
    if ((gap?.missing.count ?? null) === r.gap) continue;
    await bank.noteGap(batch.tx, d.tenant, r.statement_id, gap?.missing.count ?? null);
    if (r.gap !== null) await settleRaised(batch, d.tenant, `statement-gap:${r.statement_id}:${r.gap}`);
    if (gap)
      drafts.push(raise(d, batch, { kind: 'StatementGap', key, detail: `${r.connection} ${r.account}: the statement to ` +
        `${gap.before.to} ends with ${toDecimal(gap.before.closing!)} ${r.currency}, the one to ${gap.after.to} begins with ` +
        `${toDecimal(gap.after.opening!)}; ${toDecimal(gap.missing)} moved in between, in a statement that is not here` }));
  }
  return drafts;
}

async function due(batch: Batch, d: Claimed): Promise<Draft[]> {
  return [...await match(batch, d), ...await lookForMissing(batch, d, (d.data as DepositsDue['data']).on)];
}

/** Everything that is open, held against each other. */
async function match(batch: Batch, d: Claimed): Promise<Draft[]> {
  const lines = await bank.openLines(batch.tx, d.tenant, null, MOST);
  const rest: OpenLine[] = [];
  const drafts: Draft[] = [];
  for (const row of lines) {
    const line = openLine(batch, d.tenant, row);
    const rule = ruleFor(line, depositPolicy(batch, d.tenant, row.connection));
    if (rule && await bank.explainLine(batch.tx, d.tenant, line.id, pathOf(rule.account)))
      drafts.push(explained(d, batch, line, { account: pathOf(rule.account), because: `its text says “${rule.text}”` }));
    else rest.push(line);
  }
  const open = (await deposits.openDeposits(batch.tx, d.tenant, null, MOST)).map(expectedOf);
  const { found, open: reasons } = matchDeposits(rest, open, {
    policy: (name) => depositPolicy(batch, d.tenant, name), apart: await deposits.parted(batch.tx, d.tenant),
      inBooks: (amount, to, on) => inBooks(batch, d, { amount, to, on }),
  });
  for (const f of found) drafts.push(await settle(batch, d, f));
  await bank.noteReasons(batch.tx, d.tenant, reasons);
  return [...drafts, ...await lookForMissing(batch, d)];
}

const ruleFor = (l: OpenLine, { rules }: DepositPolicy): DepositPolicy['rules'][number] | undefined => rules.find((r) =>
  `${l.payer} ${l.text}`.toLowerCase().includes(r.text.toLowerCase()) && (!r.only || (r.only === 'in') === (l.amount.count > 0n)));

async function settle(batch: Batch, d: Claimed, f: Found): Promise<Draft> {
  const matchId = matchIdOf(d.tenant, [...f.lines.map((l) => l.id), ...f.deposits.map((e) => e.id)], d.id);
  return matched(batch, d, { matchId, by: f.by, says: f.says, lines: f.lines, deposits: f.deposits, rounding: f.rounding, fee: f.fee });
}
