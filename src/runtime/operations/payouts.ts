/**
 * A payout on one page: what it is made of, which orders it settled, what is open and why, and what its journal did.
 * Read when asked, so that it is true now: an invoice that comes later closes what was open.
 */
import { measure, toDecimal } from '#domain/measure.ts';
import { CLEARING_CLASSES, openOf, type OpenOrder, type OpenReason, type SettledOrder } from '#domain/payout-match.ts';
import type { PayoutClass } from '#domain/payout.ts';
import { proposedClass } from '#domain/payout-proposal.ts';
import { account } from '#domain/posting/accounts.ts';
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from '#store/query.ts';
import * as store from '#store/payout-explain.ts';
import { reclassifications } from '#store/reclassification.ts';
import { payoutClasses, storyEntries } from '#store/story-parts.ts';
import { booksOf } from '../books.ts';
import { decimalOf, type JournalEntry } from '../journal-formats.ts';
import type { Platform } from '../platform.ts';
import { notFound } from './operation.ts';

const CHUNK = 2000;
/** More open orders than this are counted and not shown. */
const SHOWN = 100;

export interface OpenItem {
  readonly order: string; readonly amount: string; readonly unit: string; readonly reason: OpenReason; readonly days: number;
  readonly says: string;
}
interface Unclassified { readonly code: string; readonly lines: number; readonly amount: string; readonly proposed: PayoutClass }
/** A code that was classified when it was booked already: for somebody else to approve. */
interface WaitingCode {
  readonly id: string; readonly code: string; readonly to: string; readonly amount: string; readonly author: string;
}
/** Amounts are decimal text in the payout's currency. */
export interface ExplainedPayout {
  readonly payoutId: string; readonly settlement: string; readonly connection: string; readonly currency: string;
  readonly kind: string; readonly depositDate: string; readonly period: { readonly from: string | null; readonly to: string | null };
  readonly sum: string; readonly opening: string | null; readonly closing: string | null; readonly lines: number;
  readonly mode: 'documents' | 'summary';
  readonly classes: readonly { readonly class: string; readonly lines: number; readonly amount: string }[];
  readonly matched: { readonly orders: number; readonly lines: number; readonly amount: string };
  readonly open: readonly OpenItem[]; readonly openOrders: number;
  /** Of lines whose code nobody has classified. */
  readonly suspense: string;
  readonly unclassified: readonly Unclassified[];
  readonly waiting: readonly WaitingCode[];
  readonly clearing: { readonly account: string; readonly remainder: string;
    readonly because: readonly { readonly reason: string; readonly amount: string; readonly orders: number }[] };
  readonly journal: readonly JournalEntry[];
}

/** By our id or the partner's own. @throws Refusal NotFound. */
export async function findPayout(p: Platform, tenant: string, name: string): Promise<string> {
  const [found, ...more] = await store.payoutsNamed(p.pool, tenant, name);
  if (!found) throw notFound(`There is no payout ${name}; threadline payouts lists them.`);
  if (more.length > 0) throw notFound(`Several payouts are called ${name}: ${[found, ...more].join(', ')}.`);
  return found;
}

export async function explainPayout(p: Platform, tenant: string, payoutId: string): Promise<ExplainedPayout> {
  const head = await store.payoutHead(p.pool, tenant, payoutId);
  if (!head) throw notFound(`There is no payout ${payoutId}; threadline payouts lists them.`);
  const { settlement: mode, tolerance } = booksOf({ platform: p }, { tenant }, head.connection);
  const amount = (count: bigint) => toDecimal({ count, unit: head.currency });
  const [classes, codes, waiting, entries, matching] = await Promise.all([
    payoutClasses(p.pool, tenant, payoutId), store.payoutCodes(p.pool, tenant, payoutId, 'unknown'),
    reclassifications(p.pool, tenant, { payoutId, open: true }), storyEntries(p.pool, tenant, head.correlation),
    mode === 'documents' && head.kind !== 'deferral' ? match(p.pool, tenant, head, BigInt(tolerance)) : NOTHING,
  ]);
  const { settled, open } = matching;
  const openNames = new Set(open.map((o) => o.at));
  const matched = settled.filter((s) => !openNames.has(s));
  return {
    payoutId, settlement: head.external, connection: head.connection, currency: head.currency, kind: head.kind,
    depositDate: head.deposit_date, period: { from: head.period_start?.toString() ?? null, to: head.period_end?.toString() ?? null },
    sum: amount(head.net), opening: head.opening === null ? null : amount(head.opening),
    closing: head.closing === null ? null : amount(head.closing), lines: head.line_count, mode,
    classes: classes.map((c) => ({ class: c.class, lines: c.count, amount: amount(c.amount) })),
    matched: { orders: matched.length, lines: matched.reduce((n, s) => n + s.lines, 0),
      amount: amount(matched.filter((s) => s.unit === head.currency).reduce((n, s) => n + s.amount, 0n)) },
    open: open.slice(0, SHOWN).map(({ open: o }) => ({ ...o, amount: toDecimal({ count: o.amount, unit: o.unit }) })),
    openOrders: open.length,
    suspense: amount(head.suspense),
    unclassified: codes.map((c) => ({ code: c.code, lines: c.lines, amount: amount(c.amount), proposed: proposedClass(c.code, c.amount) })),
    waiting: waiting.map((w) => ({ id: w.id, code: w.code, to: w.to_class, amount: amount(w.amount), author: w.author })),
    clearing: clearingOf(head, open.map((o) => o.open)),
    journal: entries.filter((e) => e.book === 'money').map((e) => ({
      id: e.id, book: e.book, date: e.date, memo: e.memo, document: e.document, legalEntity: e.legal_entity,
      correlation: head.correlation, lines: e.lines.map((l) => ({ ...l, amount: decimalOf(e.book, BigInt(l.amount), l.unit) })),
    })),
  };
}

type Settled = SettledOrder & { readonly lines: number };
interface Matched { readonly settled: readonly Settled[]; readonly open: readonly { readonly at: Settled; readonly open: OpenOrder }[] }
const NOTHING: Matched = { settled: [], open: [] };

async function match(db: Queryable, tenant: string, head: store.PayoutHeadRow, tolerance: bigint): Promise<Matched> {
  const rows = await store.settledOrders(db, tenant, head.payout_id, CLEARING_CLASSES);
  const ids = [...new Set(rows.flatMap((r) => r.order_id ?? []))];
  const [elsewhere, known] = await Promise.all([
    takenElsewhere(db, tenant, head, ids), expected(db, tenant, String(account('assets:clearing', head.connection)), ids),
  ]);
  const now = Temporal.Now.instant().toString();
  const settled = rows.map((r): Settled => ({
    ...(r.order_id && { orderId: r.order_id }), ...(r.external && { external: r.external }), unit: r.unit, lines: r.lines,
    amount: r.amount, elsewhere: (r.order_id && elsewhere.get(r.order_id)) || 0n,
  }));
  const open = settled.flatMap((s) => {
    const o = s.orderId === undefined ? undefined : known.get(s.orderId);
    const found = openOf(s, o && {
      number: o.number, unit: o.currency, total: o.total, expected: o.expected, placedAt: o.placed_at.toString(),
    }, { tolerance, now });
    return found ? [{ at: s, open: found }] : [];
  });
  const size = (n: bigint) => (n < 0n ? -n : n);
  return { settled, open: open.toSorted((a, b) => (size(a.open.amount) > size(b.open.amount) ? -1 : 1)) };
}

async function takenElsewhere(db: Queryable, tenant: string, head: store.PayoutHeadRow, ids: readonly string[]) {
  const all = new Map<string, bigint>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const found = await store.settledElsewhere(db, tenant, {
      connection: head.connection, payoutId: head.payout_id, classes: CLEARING_CLASSES, orders: ids.slice(from, from + CHUNK),
    });
    for (const [id, n] of found) all.set(id, n);
  }
  return all;
}

/** Shard by shard, because that is where an order and its documents are. */
async function expected(db: Queryable, tenant: string, name: string, ids: readonly string[]): Promise<Map<string, store.ExpectedRow>> {
  const all = new Map<string, store.ExpectedRow>();
  for (const [shard, orders] of Map.groupBy(ids, (id) => shardOf(tenant, `order:${id}`)))
    for (const row of await store.expectedOf(db, shard, { tenant, account: name, orders })) all.set(row.order_id, row);
  return all;
}

function clearingOf(head: store.PayoutHeadRow, open: readonly OpenOrder[]): ExplainedPayout['clearing'] {
  const amount = (count: bigint) => toDecimal(measure(count, head.currency));
  const mine = open.filter((o) => o.unit === head.currency);
  const because = [...Map.groupBy(mine, (o) => o.reason)].map(([reason, of]) => ({
    reason: reason as string, orders: of.length, amount: amount(of.reduce((n, o) => n + o.amount, 0n)),
  }));
  if (head.suspense !== 0n) because.push({ reason: 'unknown code', orders: 0, amount: amount(head.suspense) });
  return {
    account: account('assets:clearing', head.connection), remainder: amount(mine.reduce((n, o) => n + o.amount, 0n)), because,
  };
}
