/**
 * The lines of a payout for the books: added up by what becomes of them, or one by one where orders of the same payout
 * are posted in different ways.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { currency, measure, type Money } from '#domain/measure.ts';
import type { Payout, PayoutClass, PayoutLine } from '#domain/payout.ts';
import type { Mode } from '#domain/posting/payout.ts';
import { isClearing } from '#domain/posting/payout-accounts.ts';
import { payoutLines, type PayoutLineRow } from '#store/payout.ts';
import { mergedLines, type MergedRow } from '#store/payout-merged.ts';
import type { Queryable } from '#store/query.ts';

const PAGE = 10_000;

export interface Unclassified { readonly code: string; readonly count: number; readonly sum: bigint }
/** What posting needs to know beside the lines: where they are from, and how much of them nobody can explain. */
export interface ForTheBooks {
  readonly lines: readonly PayoutLine[];
  readonly unknown: readonly Unclassified[];
  readonly marketplaces: readonly string[];
  readonly unexplained: bigint;
}
export interface Asked {
  readonly tenant: string;
  readonly payoutId: string;
  readonly unit: Payout['currency'];
  readonly zone: string;
  readonly mode: Mode;
}

export async function addedUp(db: Queryable, a: Asked): Promise<ForTheBooks> {
  const { lines, marketplaces } = await mergedLines(db, a);
  return {
    lines: lines.map((row) => lineOf(row, a.unit)), marketplaces, unknown: unclassified(lines),
    unexplained: lines.reduce((n, l) => n + BigInt(l.class === 'unknown' ? l.size : mayStray(l, a.mode) ? l.stray : '0'), 0n),
  };
}
/** What clears and names no order of ours clears nothing. */
const mayStray = (l: MergedRow, mode: Mode): boolean => mode === 'documents' && isClearing(l.class as PayoutClass, mode);

const lineOf = (r: MergedRow, unit: Payout['currency']): PayoutLine => ({
  class: r.class as PayoutClass, code: r.code, amount: measure(BigInt(r.amount), unit),
  ...(r.marketplace && { marketplace: r.marketplace }), ...(r.together && { order: r.together as ExternalId }),
  ...(r.postedAt && { postedAt: r.postedAt as Timestamp }),
  ...(r.original !== null && r.originalUnit && { original: measure(BigInt(r.original), currency(r.originalUnit)) as Money }),
});

function unclassified(lines: readonly MergedRow[]): Unclassified[] {
  const all = Map.groupBy(lines.filter((l) => l.class === 'unknown'), (l) => l.code);
  return [...all].map(([code, some]) => ({
    code, count: some.reduce((n, l) => n + l.lines, 0), sum: some.reduce((n, l) => n + BigInt(l.amount), 0n),
  }));
}

/** One by one, with our ids of their orders by the partner's. */
export async function oneByOne(db: Queryable, a: Asked): Promise<{ lines: PayoutLine[]; orders: Map<string, string> }> {
  const lines: PayoutLine[] = [];
  const orders = new Map<string, string>();
  for (let after = 0; ;) {
    const rows = await payoutLines(db, a.tenant, a.payoutId, { after, limit: PAGE });
    for (const row of rows) {
      lines.push(single(row, a.unit));
      if (row.order_id && row.order_external) orders.set(row.order_external, row.order_id);
    }
    if (rows.length < PAGE) return { lines, orders };
    after = rows.at(-1)!.ordinal;
  }
}
const single = (r: PayoutLineRow, unit: Payout['currency']): PayoutLine => ({
  class: r.class as PayoutClass, code: r.code, amount: measure(r.amount, unit),
  ...(r.order_external && { order: r.order_external as ExternalId }), ...(r.marketplace && { marketplace: r.marketplace }),
  ...(r.posted_at && { postedAt: r.posted_at as Timestamp }),
  ...(r.original !== null && r.original_unit && { original: measure(r.original, currency(r.original_unit)) as Money }),
});
