/** How the month stands when the day is over: payouts explained, roll-forwards tied, and what a close would say. */
import { daysOf } from '#domain/period.ts';
import { checklist } from '#runtime/operations/close-checks.ts';
import { entitiesOf } from '#runtime/operations/periods.ts';
import { erpTrialBalance } from '#runtime/operations/trial-balance.ts';
import { rollForward } from '#runtime/operations/roll-forwards.ts';
import type { Day } from './day.ts';
import { TENANT } from './retailer.ts';

export interface MonthOf {
  readonly entity: string;
  readonly period: string;
  /** Accounts that roll forward, and those of them that do not come to what the ledger says. */
  readonly accounts: number;
  readonly untied: readonly string[];
  readonly blocks: readonly { readonly check: string; readonly count: number; readonly item: string; readonly todo: string }[];
  readonly open: readonly string[];
}
export interface Month {
  readonly payouts: number;
  readonly explained: number;
  readonly entities: readonly MonthOf[];
  /** Journals the ERP took; accounts of its trial balance, those that differ from ours, and how many differ for which reason. */
  readonly erp: { readonly journals: number; readonly accounts: number; readonly differing: readonly string[]; readonly explained: readonly string[] };
}

export async function monthOf(day: Day): Promise<Month> {
  const { look, retailer } = day;
  const { platform } = retailer.opened;
  const period = Temporal.Now.plainDateISO('UTC').toPlainYearMonth().toString();
  const [row] = await look.rows<{ payouts: number; explained: number }>(`
    select count(*)::int as payouts, count(*) filter (where p.suspense = 0 and p.explained = p.net)::int as explained
    from payout_view p where p.tenant = $1`);
  const entities: MonthOf[] = [];
  for (const entity of entitiesOf(platform, TENANT)) {
    const { rows } = await rollForward(platform, TENANT, { period, entity });
    const { checks } = await checklist(platform, TENANT, { entity, period });
    entities.push({
      entity, period, accounts: rows.length, untied: rows.filter((r) => !r.ties).map((r) => `${r.account} ${r.currency}`),
      blocks: checks.filter((c) => c.state === 'blocks').map((c) => ({ check: c.check, count: c.count, item: c.items[0] ?? '', todo: c.todo ?? '' })),
      open: checks.filter((c) => c.state === 'open').map((c) => `${c.check} (${c.count})`),
    });
  }
  return { ...row!, entities, erp: await inErp(day) };
}

/** Account by account: the ERP's own trial balance of this month and the two before it, and ours. */
async function inErp({ look, retailer }: Day): Promise<Month['erp']> {
  const [row] = await look.rows<{ journals: number }>(
    `select count(*)::int as journals from message m where m.tenant = $1 and m.type = 'JournalPosted'`);
  const month = Temporal.Now.plainDateISO('UTC').toPlainYearMonth();
  const { rows } = await erpTrialBalance(retailer.opened.platform, TENANT, {
    from: daysOf(month.subtract({ months: 2 }).toString()).from, to: daysOf(month.toString()).to });
  const because = (r: (typeof rows)[number]) => r.because.map((b) => `${b.reason} ${b.amount}`).join(', ');
  return {
    journals: row!.journals, accounts: rows.length, differing: rows.filter((r) => !r.explained).map((r) => `${r.number} ${r.currency}: ${because(r)}`),
    explained: [...Map.groupBy(rows.filter((r) => r.explained).flatMap((r) => r.because), (b) => b.reason)]
      .map(([reason, some]) => `${reason} on ${some.length}`),
  };
}

export const monthWords = ({ payouts, explained, entities, erp }: Month): string[] => [
  '', `The month: ${explained} of ${payouts} payouts explained to the cent, the rest in suspense with an exception`,
  `  the ERP took ${erp.journals} journals; its trial balance and ours ${erp.differing.length === 0
    ? `agree on ${erp.accounts} accounts` : `differ on ${erp.differing.join(', ')}`}`,
  ...(erp.explained.length > 0 ? [`    – with a reason: ${erp.explained.join(', ')}`] : []),
  ...entities.flatMap((e) => [
    `  ${e.entity}: ${e.accounts} accounts roll forward${e.untied.length === 0 ? ' and tie' : `; ${e.untied.join(', ')} do not tie`}; ` +
      `close ${e.period} --dry-run: ${e.blocks.length === 0 ? 'nothing blocks' : `${e.blocks.length} blocked`}`,
    ...e.blocks.map((b) => `    ✗ ${b.check} (${b.count}): ${b.item} → ${b.todo}`),
    ...(e.open.length > 0 ? [`    – open, and explained: ${e.open.join(', ')}`] : []),
  ]),
];
/** What does not hold, one sentence each. */
export const monthComplaints = ({ entities, erp }: Month): string[] => [
  ...entities.flatMap((e) => e.untied.map((account) => `${e.entity}: ${account} does not tie`)),
  ...erp.differing.map((d) => `the ERP’s trial balance and ours differ on ${d}`),
];
