/** What is looked at before a month is closed: what of it blocks, why, and what to do about it. */
import { daysOf, periodOf } from '#domain/period.ts';
import { dateIn } from '#domain/time.ts';
import { approvals } from '#store/approval.ts';
import { monthsPosted, periods } from '#store/period.ts';
import { openDisputes, unprovedPayouts } from '#store/payout-explain.ts';
import { reclassifications } from '#store/reclassification.ts';
import { financeExceptions } from '#store/proof.ts';
import { BOOKS } from '../books.ts';
import { now } from '../moment.ts';
import { policyOf, tenantOf, type Platform } from '../platform.ts';
import type { Month } from './periods.ts';
import { reconcile, type Reconciliation } from './reconcile.ts';
import { rollForward, type Rolled, type RollForward } from './roll-forwards.ts';

export interface Check {
  readonly check: string;
  readonly state: 'fine' | 'open' | 'blocks';
  readonly count: number;
  readonly says: string;
  /** Absent when there is nothing to do. */
  readonly todo: string | null;
  readonly items: readonly string[];
}
export interface Checklist extends Month {
  readonly checks: readonly Check[]; readonly blocked: number; readonly ready: boolean;
  readonly rollForwards: readonly RollForward[];
}

const SHOWN = 20;
interface Finding {
  readonly items: readonly string[]; readonly fine: string; readonly found: string; readonly todo: string;
  readonly informs?: boolean;
}
function check(name: string, { items, fine, found, todo, informs }: Finding): Check {
  if (items.length === 0) return { check: name, state: 'fine', count: 0, says: fine, todo: null, items: [] };
  return { check: name, state: informs ? 'open' : 'blocks', count: items.length, says: found, todo, items: items.slice(0, SHOWN) };
}

export async function checklist(p: Platform, tenant: string, month: Month): Promise<Checklist> {
  const span = daysOf(month.period);
  const [proven, rolled, own] = await Promise.all([
    reconcile(p, tenant, { entity: month.entity, ...span }),
    rollForward(p, tenant, { period: month.period, entity: month.entity }), ownChecks(p, tenant, month),
  ]);
  const checks = [...own.calendar, ...ofProof(proven), ...ofRolls(rolled), ...own.work];
  const blocked = checks.filter((c) => c.state === 'blocks').length;
  return { ...month, checks, blocked, ready: blocked === 0, rollForwards: rolled.rows };
}

async function ownChecks(p: Platform, tenant: string, month: Month): Promise<{ calendar: Check[]; work: Check[] }> {
  const to = daysOf(month.period).to;
  const [states, months, waiting, codes, exceptions, disputes, unproved] = await Promise.all([
    periods(p.pool, tenant, month.entity), monthsPosted(p.pool, tenant, month.entity),
    approvals(p.pool, tenant, { open: true, entity: month.entity, to }), reclassifications(p.pool, tenant, { open: true }),
    financeExceptions(p.pool, tenant, { entity: month.entity, to }), openDisputes(p.pool, tenant, null),
    unprovedPayouts(p.pool, tenant, to),
  ]);
  const closed = new Set(states.filter((s) => s.state === 'closed').map((s) => s.period));
  const earlier = months.filter((m) => m.period < month.period && !closed.has(m.period)).map((m) => m.period);
  const today = dateIn(now(), policyOf(tenantOf(p, tenant), 'books', '*', BOOKS).zone);
  return {
    calendar: [
      check('the month is over', { items: month.period < periodOf(today) ? [] : [`today is ${today}`], fine: 'It is over.',
        found: 'It is not over yet.', todo: 'Wait for its last day.' }),
      check('earlier months', { items: earlier, fine: 'All months before it are closed.', found: 'Months before it are not closed.',
        todo: 'Close them first, the oldest first: threadline close PERIOD.' }),
    ],
    work: [
      check('approvals', { items: waiting.map((a) => `${a.memo}: ${a.reasons.join(', ')}`), fine: 'No journal waits for a second person.',
        found: 'Journals wait for a second person.', todo: 'Approve or reject them: threadline journal approvals.' }),
      check('codes classified late', { items: codes.map((c) => `${c.external}: ${c.code} as ${c.to_class}`),
        fine: 'No change of a code waits.', found: 'Codes were classified after they were booked, and nobody has agreed yet.',
        todo: 'Approve or reject them: threadline payouts proposals.' }),
      check('deposits', { items: ofKind(exceptions, ['DepositMissing']), fine: 'No announced deposit is missing.',
        found: 'Announced deposits have not reached the bank.', todo: 'Ask the bank, or hand its statement over.' }),
      check('exceptions of finance', { items: ofKind(exceptions, undefined, ['DepositMissing', 'JournalAwaitsApproval', 'ClearingNotZero']),
        fine: 'Nothing else waits for finance.', found: 'Other work waits for finance.', todo: 'Settle it on the worklist.' }),
      check('payouts without a stated total', { items: unproved.map((u) => `${u.connection} ${u.external}`), informs: true,
        fine: 'Each payout is proved by what its source states, or by its deposit.',
        found: 'Sources that state no total: whether a row is missing shows when the deposit is found.',
        todo: 'Compare them with the deposits, or hand the bank’s statement over.' }),
      check('chargebacks', { items: disputes.map((d) => `${d.connection} ${d.reference}`), fine: 'No chargeback is undecided.',
        found: 'Chargebacks are neither won nor lost; they stay on the disputes account.', informs: true,
        todo: 'When one is lost: threadline payouts lost.' }),
    ],
  };
}
const ofKind = (all: readonly { exception: string; n: number; example: string }[], only?: readonly string[], not: readonly string[] = []) =>
  all.filter((e) => (only ? only.includes(e.exception) : !not.includes(e.exception))).map((e) => `${e.n} ${e.exception}: ${e.example}`);

function ofProof({ journals, clearing, documents }: Reconciliation): Check[] {
  const lookAt = clearing.flatMap((c) => c.items.filter((i) => i.looks).map((i) =>
    `${c.account} ${i.item}: ${i.amount} ${c.currency}, ${i.reason}, ${i.days} days; ${i.says}`));
  const open = clearing.filter((c) => c.openItems > 0).flatMap((c) => c.because.map((b) =>
    `${c.account}: ${b.amount} ${c.currency}, ${b.reason}, ${b.items} items, the oldest ${b.oldestDays} days`));
  return [
    check('journals balance', { items: journals.unbalanced > 0 ? [`${journals.unbalanced} entries`] : [],
      fine: `All ${journals.entries.toLocaleString('en')} entries balance.`, found: 'Entries do not balance.',
      todo: 'Call a developer: threadline verify.' }),
    check('clearing explained', { items: lookAt, fine: 'Nothing on the clearing accounts is without a reason or too old.',
      found: 'Something on a clearing account has no reason, or is older than the policy allows.',
      todo: 'Open its items, correct or write them off: threadline reconcile, threadline journal enter.' }),
    check('clearing open', { items: open, fine: 'Every clearing account is at zero.', found: 'Open, each with its reason.', informs: true,
      todo: 'Nothing: it is carried to the next month.' }),
    check('documents posted', { items: documents.withoutEntry.map((d) => d.detail), fine: 'Every document is in the books.',
      found: 'Documents are not in the books yet.', todo: 'Settle what stops them: threadline periods late, threadline exceptions.' }),
    check('journals in the ERP', { items: documents.waiting.map((d) => d.detail), fine: 'The ERP has all it was asked for.',
      found: 'The ERP lacks documents or journals.', todo: 'Settle what stops them on the worklist.' }),
  ];
}

const nothing = (amount: string): boolean => /^-?[0.]+$/.test(amount);
function ofRolls({ rows, ties }: Rolled): Check[] {
  const suspense = rows.filter((r) => r.account.startsWith('suspense') && !nothing(r.closing))
    .map((r) => `${r.account}: ${r.closing} ${r.currency}`);
  const through = rows.filter((r) => r.account.startsWith('liabilities:facilitator-tax'));
  const wash = [...Map.groupBy(through, (r) => `${r.account.split(':').slice(0, 3).join(':')} ${r.currency}`)]
    .filter(([, of]) => !washed(of.map((r) => r.closing))).map(([name]) => name);
  const off = rows.filter((r) => !r.ties || (r.stated !== null && r.stated !== r.closing)).map((r) =>
    `${r.account}: ${r.closing} ${r.currency}${r.stated === null ? '' : `, the provider says ${r.stated} (${r.statement})`}`);
  return [
    check('roll-forwards tie', { items: ties ? [] : off,
      fine: 'Opening and movement come to closing, and to the ledger’s balances, on every account.',
      found: 'Balances and postings, or the provider’s own balance, do not come to the same.',
      todo: 'Find the statement that is missing; threadline verify.' }),
    check('suspense', { items: suspense, fine: 'Nothing is in suspense.',
      found: 'Lines that nobody has classified are in suspense.', todo: 'Classify their codes: threadline payouts classify.' }),
    check('facilitator tax', { items: wash, fine: 'What marketplaces collected they withheld.',
      found: 'Tax collected and withheld do not come to the same.', todo: 'Ask the marketplace; it may owe or be owed tax.' }),
  ];
}
/** Decimal texts of one currency that come to nothing. */
const washed = (amounts: readonly string[]): boolean => amounts.reduce((n, a) => n + BigInt(a.replace('.', '')), 0n) === 0n;
