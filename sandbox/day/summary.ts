/** What is said at the end: scene by scene, order by order, to the cent; and whether all of it holds. */
import { accountFor, type Account } from './account.ts';
import { decimal } from './catalog.ts';
import type { Day } from './day.ts';
import { faultsOf } from './progress.ts';
import { digest, laws, type Law } from './laws.ts';
import { monthComplaints, monthOf, monthWords, type Month } from './month.ts';
import type { Unplayable } from './scene.ts';
import type { Recount } from './stage-hands.ts';
import { testimonies, type Testimony } from './witness.ts';

export interface SceneResult {
  readonly number: number;
  readonly name: string;
  /** Undefined when it ended as it must. */
  readonly failed: string | undefined;
}
export interface PayoutSummary {
  readonly connection: string;
  readonly external: string;
  readonly currency: string;
  readonly net: string;
  readonly explained: string;
  readonly suspense: string;
  readonly classes: Readonly<Record<string, string>>;
}
/** What is left on the worklist, with one example in words. */
export interface Waiting { readonly exception: string; readonly owner: string; readonly count: number; readonly example: string }
/** Agreements, units that came back and what was found of them, and refunds of money. */
export interface Returns { readonly agreed: number; readonly back: number; readonly resaleable: number; readonly refunds: number }
export interface Balance { readonly account: string; readonly currency: string; readonly amount: string }
export interface Summary {
  readonly ok: boolean;
  readonly seconds: number;
  readonly plan: Day['plan'];
  readonly scenes: readonly SceneResult[];
  readonly unplayable: readonly Unplayable[];
  readonly orders: Account;
  readonly oversold: number;
  readonly returns: Returns;
  readonly faults: number;
  readonly exceptions: readonly Waiting[];
  readonly payouts: readonly PayoutSummary[];
  readonly clearing: readonly Balance[];
  readonly witnesses: readonly Testimony[];
  readonly laws: readonly Law[];
  readonly recount: Recount;
  readonly month: Month;
  /** Of the ledger without ids and times. */
  readonly ledger: string;
  /** Anything else that went wrong on the way. */
  readonly troubles: readonly string[];
}

export interface Course {
  readonly scenes: readonly SceneResult[];
  readonly unplayable: readonly Unplayable[];
  readonly recount: Recount;
  readonly troubles: readonly string[];
  readonly seconds: number;
}

export async function summarise(day: Day, course: Course): Promise<Summary> {
  const [orders, kept, payouts, clearing, ledger, exceptions, oversold, witnesses, returns, month] = await Promise.all([
    accountFor(day), laws(day), payoutsOf(day), clearingOf(day), digest(day), exceptionsOf(day), oversoldOf(day), testimonies(day),
    returnsOf(day),
    monthOf(day),
  ]);
  const summary = { ok: true, plan: day.plan, ...course, orders, laws: kept, payouts, clearing, ledger, exceptions, oversold, returns, witnesses, month,
    faults: faultsOf(day) };
  return { ...summary, ok: complaints(summary).length === 0 };
}

const DECIMALS: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };
const money = (minor: bigint, currency: string): string =>
  (minor < 0n ? `-${decimal(-minor, DECIMALS[currency] ?? 2)}` : decimal(minor, DECIMALS[currency] ?? 2));

async function payoutsOf({ look }: Day): Promise<PayoutSummary[]> {
  const heads = await look.rows<{ payout_id: string; connection: string; external: string; currency: string; net: bigint;
    explained: bigint; suspense: bigint }>(`
    select p.payout_id, p.connection, p.external, p.currency, p.net, p.explained, p.suspense from payout_view p
    where p.tenant = $1 order by p.connection, p.external`);
  const classes = await look.rows<{ payout_id: string; class: string; amount: bigint }>(`
    select l.payout_id, l.class, sum(l.amount)::bigint as amount from payout_line l where l.tenant = $1 group by 1, 2 order by 1, 2`);
  return heads.map(({ payout_id, currency, net, explained, suspense, ...head }) => ({
    ...head, currency, net: money(net, currency), explained: money(explained, currency), suspense: money(suspense, currency),
    classes: Object.fromEntries(classes.filter((c) => c.payout_id === payout_id).map((c) => [c.class, money(c.amount, currency)])),
  }));
}

async function clearingOf({ look }: Day): Promise<Balance[]> {
  const rows = await look.rows<{ account: string; unit: string; amount: bigint }>(`
    select b.account, b.unit, sum(b.amount)::bigint as amount from balance b
    where b.tenant = $1 and (b.account like '%clearing%' or b.account like '%suspense%' or b.account like '%facilitator%')
    group by 1, 2 order by 1, 2`);
  return rows.map(({ account, unit, amount }) => ({ account, currency: unit, amount: money(amount, unit) }));
}

async function exceptionsOf({ look }: Day): Promise<Waiting[]> {
  return [...Map.groupBy(await look.parked(), (p) => p.exception)].map(([exception, rows]) =>
    ({ exception, owner: rows[0]!.owner, count: rows.length, example: rows[0]!.detail }));
}

/** Units promised that were never there. */
async function oversoldOf({ look }: Day): Promise<number> {
  const [row] = await look.rows<{ n: number }>(`
    select coalesce(sum(greatest(0, r.units - coalesce(c.units, 0))), 0)::int as n
    from (select r.sku, sum(r.reserved + r.taken) as units from reservation r where r.tenant = $1 group by 1) r
    left join (select p.unit, -sum(p.amount) as units from posting p where p.tenant = $1 and p.account in ('goods:variance', 'goods:supplier') group by 1) c
      on c.unit = r.sku`);
  return row!.n;
}

async function returnsOf({ look }: Day): Promise<Returns> {
  const [row] = await look.rows<Returns>(`
    select (select count(*)::int from return_view v where v.tenant = $1) as agreed,
      coalesce(sum(l.received), 0)::int as back, coalesce(sum(l.resaleable), 0)::int as resaleable,
      (select count(*)::int from message m where m.tenant = $1 and m.type = 'RefundRecorded') as refunds
    from return_line_view l where l.tenant = $1`);
  return row!;
}

/** Only what does not hold, one sentence each. */
export const complaints = (s: Summary): string[] => [
  ...s.scenes.flatMap((x) => (x.failed ? [`scene ${x.number} (${x.name}): ${x.failed}`] : [])), ...s.orders.wrong,
  ...s.laws.flatMap((l) => (l.broken ? [`${l.law}: ${l.broken}`] : [])),
  ...s.witnesses.flatMap((w) => w.twice.map((t) => `${w.partner}: ${t}`)), ...s.recount.corrected.map((c) => `recounted: ${c}`),
  ...(s.oversold > 0 ? [`${s.oversold} units oversold`] : []), ...monthComplaints(s.month), ...s.troubles,
];

export function inWords(s: Summary): string[] {
  const held = s.scenes.filter((x) => x.failed === undefined).length;
  return [
    '', `Scenes: ${held} of ${s.scenes.length} ended as they must`,
    ...s.scenes.map((x) => `  ${mark(x.failed === undefined)} ${String(x.number).padStart(2)}  ${x.name}${x.failed ? `\n        ${x.failed}` : ''}`),
    `  not yet playable: ${s.unplayable.length}`, ...s.unplayable.map((u) => `  –  ${String(u.number).padStart(2)}  ${u.name}: ${u.why}`),
    '', `Orders: ${s.orders.placed} placed (${list(s.orders.byChannel)}), ${s.orders.fulfilled} fulfilled, ${s.orders.cancelled} cancelled, ` +
      `${s.oversold} units oversold`,
    ...s.orders.wrong.map((w) => `  ${mark(false)} ${w}`),
    `Returns: ${s.returns.agreed}, ${s.returns.back} units back (${s.returns.resaleable} for sale again), ${s.returns.refunds} refunds`,
    `Faults shown by partners: ${s.faults}`,
    `On the worklist: ${s.exceptions.length > 0 ? '' : 'nothing'}`,
    ...s.exceptions.map((e) => `  ${e.count} ${e.exception} (${e.owner}): ${e.example}`),
    '', 'Payouts, explained:',
    ...s.payouts.map((p) => `  ${p.connection} ${p.external}: net ${p.net} ${p.currency}, explained ${p.explained}, suspense ${p.suspense}\n` +
      `      ${list(p.classes)}`),
    ...(s.clearing.length > 0 ? ['', 'Balances that must explain themselves:',
      ...s.clearing.map((b) => `  ${b.account} ${b.amount} ${b.currency}`)] : []),
    ...monthWords(s.month),
    '', `Partners swear: ${s.witnesses.map((w) => `${w.partner} ${w.writes}`).join(', ')} writes applied, ` +
      `${s.witnesses.reduce((n, w) => n + w.twice.length, 0)} twice`,
    ...s.witnesses.flatMap((w) => w.twice.map((t) => `  ${mark(false)} ${w.partner}: ${t}`)),
    `Shelves recounted: ${s.recount.shelves}, corrected ${s.recount.corrected.length}`,
    ...s.recount.corrected.map((c) => `  ${mark(false)} ${c}`),
    '', 'Laws:', ...s.laws.map((l) => `  ${mark(l.broken === undefined)} ${l.law}${l.broken ? `: ${l.broken}` : ''}`),
    ...s.troubles.map((t) => `  ${mark(false)} ${t}`),
    '', `Ledger without ids and times: ${s.ledger}`,
    `${s.ok ? 'Everything holds.' : 'Something does not hold: see above.'} (${s.seconds.toFixed(0)} s)`,
  ];
}
const mark = (good: boolean): string => (good ? '✓' : '✗');
const list = (counts: Readonly<Record<string, number | string>>): string =>
  Object.entries(counts).map(([name, n]) => `${name} ${n}`).join(', ');
