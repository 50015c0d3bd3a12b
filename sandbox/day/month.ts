/** How the month stands when the day is over: payouts explained, roll-forwards tied, and what a close would say. */
import type { Account } from '#domain/brand.ts';
import { suggested } from '#domain/chart.ts';
import { checklist } from '#runtime/operations/close-checks.ts';
import { entitiesOf } from '#runtime/operations/periods.ts';
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
  /** Journals the ERP took, in its own currency, and accounts on which its books and ours differ by them. */
  readonly erp: { readonly journals: number; readonly differing: readonly string[] };
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

/** Account by account: what the ERP's own books say of the journals it took, and what ours do. */
async function inErp({ look, cast }: Day): Promise<Month['erp']> {
  const ours = await look.rows<{ account: string; amount: bigint }>(`
    select p.account, sum(p.amount)::bigint as amount
    from (select distinct (m.data->>'entry')::uuid as entry from message m where m.tenant = $1 and m.type = 'JournalPosted') j
    join posting p on p.tenant = $1 and p.entry = j.entry
    where not exists (select from posting x where x.tenant = $1 and x.entry = j.entry and x.unit <> 'USD') group by p.account`);
  const sums = new Map<string, bigint>();
  const add = (code: string, amount: bigint) => sums.set(code, (sums.get(code) ?? 0n) + amount);
  for (const { account, amount } of ours) add(suggested(account as Account)?.number ?? account, amount);
  const codes = new Map(cast.erp.records('account.account').map((a) => [a['id'], String(a['code'])]));
  const moves = cast.erp.records('account.move', { state: 'posted' }).filter((m) => String(m['description'] ?? '').startsWith('journal:'));
  const cents = (text: unknown) => BigInt(Number(text ?? 0) === 0 ? 0 : Math.round(Number(text) * 100));
  for (const move of moves) {
    const lines = cast.erp.records('account.move.line', { move: move['id'] as number });
    if (lines.some((l) => l['second_currency'] !== null)) continue;
    for (const l of lines) add(codes.get(l['account']) ?? '?', cents(l['credit']) - cents(l['debit']));
  }
  return { journals: moves.length, differing: [...sums].filter(([, off]) => off !== 0n).map(([code, off]) => `${code} by ${off}`) };
}

export const monthWords = ({ payouts, explained, entities, erp }: Month): string[] => [
  '', `The month: ${explained} of ${payouts} payouts explained to the cent, the rest in suspense with an exception`,
  `  the ERP took ${erp.journals} journals; its trial balance and ours ${erp.differing.length === 0 ? 'say the same of them'
    : `differ on ${erp.differing.join(', ')}`}`,
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
