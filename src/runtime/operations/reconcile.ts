/**
 * The three-way proof of a span of the books: every entry balances, every clearing account is explained item by item,
 * every document that we asked the ERP for is there.
 */
import { clearingReason, type ClearingOpen } from '#domain/clearing.ts';
import { inBulk } from '#domain/clearing-bulk.ts';
import { toDecimal } from '#domain/measure.ts';
import { CLEARING_CLASSES } from '#domain/payout-match.ts';
import { clearingItems, balancesOf } from '#store/clearing.ts';
import { dateIn } from '#domain/time.ts';
import * as proof from '#store/proof.ts';
import { booksOf } from '../books.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';

/** So many open items of an account are looked at; no channel of a healthy retailer has more. */
const MOST = 20_000;
const SHOWN = 50;

export interface ClearingReasonSum { readonly reason: string; readonly amount: string; readonly items: number; readonly oldestDays: number }
export interface ClearingItemShown {
  readonly item: string; readonly amount: string; readonly reason: string; readonly days: number; readonly says: string;
  readonly looks: boolean;
}
/** Amounts are decimal text. */
export interface ClearingAccount {
  readonly account: string; readonly currency: string; readonly balance: string; readonly openItems: number;
  readonly because: readonly ClearingReasonSum[];
  /** What nobody can explain, or has waited too long. */
  readonly toLookAt: number; readonly explained: boolean;
  /** What has to be looked at first, then the oldest. */
  readonly items: readonly ClearingItemShown[];
}
export interface Span { readonly entity: string; readonly from: string; readonly to: string }
export interface Reconciliation extends Span {
  readonly journals: {
    readonly entries: number; readonly unbalanced: number; readonly debits: readonly { currency: string; amount: string }[];
  };
  readonly clearing: readonly ClearingAccount[];
  readonly documents: {
    readonly applied: readonly { readonly type: string; readonly asked: number; readonly answered: number }[];
    readonly waiting: readonly { readonly document: string; readonly detail: string }[];
    readonly withoutEntry: readonly { readonly document: string; readonly detail: string }[];
  };
  readonly proven: boolean;
}

export async function reconcile(p: Platform, tenant: string, span: Span): Promise<Reconciliation> {
  const { entity, from, to } = span;
  const [balanced, applied, waiting, without, clearing] = await Promise.all([
    proof.entriesBalance(p.pool, tenant, { entity, from, to }), proof.applied(p.pool, tenant, { from, to }),
    proof.wishesOpen(p.pool, tenant, to), proof.documentsWithoutEntries(p.pool, tenant, to),
    explainClearing(p, tenant, { entity, asOf: to, today: dateIn(now(), booksOf({ platform: p }, { tenant }, '*').zone) }),
  ]);
  const shown = (d: proof.Unapplied) => ({ document: d.document, detail: d.detail });
  return {
    ...span, clearing,
    journals: { entries: balanced.entries, unbalanced: balanced.unbalanced, debits: balanced.debits.map((d) =>
      ({ currency: d.unit, amount: toDecimal({ count: BigInt(d.amount), unit: d.unit }) })) },
    documents: { applied, waiting: waiting.map(shown), withoutEntry: without.map(shown) },
    proven: balanced.unbalanced === 0 && waiting.length === 0 && without.length === 0 && clearing.every((c) => c.explained),
  };
}

/** Every clearing account with what is open on it at the end of a day. */
export async function explainClearing(
  p: Platform, tenant: string, { entity, asOf, today }: { entity: string; asOf: string; today?: string },
): Promise<ClearingAccount[]> {
  const balances = await balancesOf(p.pool, tenant, ['assets:clearing']);
  const all: ClearingAccount[] = [];
  for (const [account, known] of [...Map.groupBy(balances, (b) => b.account)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const connection = account.split(':')[2] ?? '';
    const own = booksOf({ platform: p }, { tenant }, connection);
    const rows = await clearingItems(p.pool, {
      tenant, account, connection, entity, asOf, zone: own.zone, classes: CLEARING_CLASSES }, MOST);
    const open = inBulk(rows).map((r) => clearingReason({ ...r, orderUnit: r.order_unit }, {
      tolerance: BigInt(own.tolerance), asOf, days: own.clearingDays, ...(today && { today }) }));
    if (open.length === 0 && own.legalEntity !== entity) continue;
    const units = new Set([...known.map((b) => b.unit), ...open.map((o) => o.unit)]);
    for (const unit of [...units].sort()) all.push(shown(account, unit, open.filter((o) => o.unit === unit)));
  }
  return all;
}

function shown(account: string, unit: string, open: readonly ClearingOpen[]): ClearingAccount {
  const text = (count: bigint) => toDecimal({ count, unit });
  const sum = (of: readonly ClearingOpen[]) => of.reduce((n, o) => n + o.amount, 0n);
  const first = open.toSorted((a, b) => Number(b.looks) - Number(a.looks) || b.days - a.days);
  return {
    account, currency: unit, balance: text(sum(open)), openItems: open.length,
    because: [...Map.groupBy(open, (o) => o.reason)].map(([reason, of]) =>
      ({ reason, amount: text(sum(of)), items: of.length, oldestDays: Math.max(...of.map((o) => o.days)) })),
    toLookAt: open.filter((o) => o.looks).length, explained: open.every((o) => !o.looks),
    items: first.slice(0, SHOWN).map(({ unit: _unit, ...o }) => ({ ...o, amount: text(o.amount) })),
  };
}
