/**
 * The orders of a payout against what was invoiced, a page at a time: what is open is added up by its reason, and only
 * the largest are kept to be shown. A payout of a million lines needs no more memory than one of a thousand.
 */
import { measure, toDecimal } from '#domain/measure.ts';
import { CLEARING_CLASSES, openOf, type OpenOrder, type SettledOrder } from '#domain/payout-match.ts';
import { account } from '#domain/posting/accounts.ts';
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from '#store/query.ts';
import * as store from '#store/payout-explain.ts';

const CHUNK = 2000;
const PAGE = 20_000;
/** More open orders than this are counted and not shown. */
const SHOWN = 100;

export interface Reason { readonly reason: string; readonly amount: bigint; readonly orders: number }
export interface Matched {
  readonly orders: number;
  readonly lines: number;
  readonly amount: bigint;
  /** The largest first. */
  readonly open: readonly OpenOrder[];
  readonly openOrders: number;
  /** Of lines that name no order: what registers had taken in bulk. */
  readonly takings: bigint;
  /** Of what is open in the currency of the payout. */
  readonly because: readonly Reason[];
}
export const NOTHING: Matched = { orders: 0, lines: 0, amount: 0n, open: [], openOrders: 0, takings: 0n, because: [] };

type Settled = SettledOrder & { readonly lines: number };
const size = (n: bigint) => (n < 0n ? -n : n);
const largestFirst = (some: readonly OpenOrder[]) => some.toSorted((a, b) => (size(a.amount) > size(b.amount) ? -1 : 1)).slice(0, SHOWN);

export async function matchPayout(db: Queryable, tenant: string, head: store.PayoutHeadRow, tolerance: bigint): Promise<Matched> {
  const how = { tolerance, now: Temporal.Now.instant().toString() };
  const reasons = new Map<string, { reason: string; amount: bigint; orders: number }>();
  let all: Totals = { orders: 0, lines: 0, amount: 0n, open: [], openOrders: 0, takings: 0n };
  for (let after = ''; ;) {
    const rows = await store.settledOrders(db, { tenant, payoutId: head.payout_id, classes: CLEARING_CLASSES, after, limit: PAGE });
    const opened: OpenOrder[] = [];
    for (const { settled, known } of await beside(db, tenant, head, rows)) {
      const taken = settled.orderId || settled.external ? 0n : await takings(db, tenant, head, settled);
      const open = openOf({ ...settled, amount: settled.amount - taken }, known, how);
      if (taken !== 0n) all = { ...all, takings: all.takings + taken, lines: all.lines + settled.lines, amount: all.amount + taken };
      if (taken !== 0n && !open) continue;
      if (open) opened.push(open);
      else all = cleared(all, settled, head.currency);
    }
    for (const o of opened) if (o.unit === head.currency) note(reasons, o);
    all = { ...all, open: largestFirst([...all.open, ...opened]), openOrders: all.openOrders + opened.length };
    if (rows.length < PAGE) return { ...all, because: [...reasons.values()] };
    after = rows.at(-1)!.place;
  }
}

/** The part of lines without an order that the takings of registers cover, the earliest payout first. */
async function takings(db: Queryable, tenant: string, { connection, payout_id: payoutId, currency }: store.PayoutHeadRow,
  { unit, amount }: Settled): Promise<bigint> {
  if (unit !== currency || amount <= 0n) return 0n;
  const { taken, before } = await store.takenInBulk(db, tenant, {
    account: account('assets:clearing', connection as never), connection, unit, payoutId, classes: CLEARING_CLASSES });
  const left = taken - before;
  return left <= 0n ? 0n : left < amount ? left : amount;
}

type Totals = Omit<Matched, 'because'>;
const cleared = (all: Totals, { lines, amount, unit }: Settled, currency: string): Totals =>
  ({ ...all, orders: all.orders + 1, lines: all.lines + lines, amount: all.amount + (unit === currency ? amount : 0n) });

function note(reasons: Map<string, { reason: string; amount: bigint; orders: number }>, { reason, amount }: OpenOrder): void {
  const one = reasons.get(reason) ?? { reason, amount: 0n, orders: 0 };
  one.amount += amount;
  one.orders += 1;
  reasons.set(reason, one);
}

/** What other payouts took, and what documents expect. */
async function beside(db: Queryable, tenant: string, head: store.PayoutHeadRow, rows: readonly store.SettledRow[]) {
  const ids = [...new Set(rows.flatMap((r) => r.order_id ?? []))];
  const [elsewhere, known] = await Promise.all([
    takenElsewhere(db, tenant, head, ids), expected(db, tenant, String(account('assets:clearing', head.connection as never)), ids),
  ]);
  return rows.map((r) => {
    const o = r.order_id === null ? undefined : known.get(r.order_id);
    const settled: Settled = {
      ...(r.order_id && { orderId: r.order_id }), ...(r.external && { external: r.external }), unit: r.unit, lines: r.lines,
      amount: r.amount, since: r.since, elsewhere: (r.order_id && elsewhere.get(r.order_id)) || 0n,
    };
    return { settled, known: o && {
      number: o.number, unit: o.currency, total: o.total, expected: o.expected, placedAt: o.placed_at.toString(),
    } };
  });
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

/** What is open on the clearing account for this payout, and why. */
export function clearingOf(head: store.PayoutHeadRow, { because }: Matched) {
  const amount = (count: bigint) => toDecimal(measure(count, head.currency as never));
  return {
    account: account('assets:clearing', head.connection as never) as string,
    remainder: amount(because.reduce((n, b) => n + b.amount, 0n)),
    because: [...because.map((b) => ({ ...b, amount: amount(b.amount) })),
      ...(head.suspense === 0n ? [] : [{ reason: 'unknown code', orders: 0, amount: amount(head.suspense) }])],
  };
}
