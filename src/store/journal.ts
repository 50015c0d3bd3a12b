/** The ledger in the order of its dates, page by page: a year of it is more than fits in memory. */
import type { Queryable } from './query.ts';

export interface EntryRow {
  readonly id: string;
  readonly book: 'goods' | 'money';
  readonly date: string;
  readonly memo: string;
  readonly document: string;
  readonly legal_entity: string;
  readonly correlation: string;
  readonly lines: readonly { readonly account: string; readonly unit: string; readonly amount: string | number;
    readonly dimensions?: Readonly<Record<string, string>> }[];
  readonly posted_at: Temporal.Instant;
  readonly number: string | null;
  readonly kind: string | null;
  readonly document_date: string | null;
  readonly reverses: string | null;
  readonly dimensions: Readonly<Record<string, string>> | null;
}
export interface Span {
  readonly book: 'goods' | 'money';
  /** Calendar days, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly entity?: string | undefined;
}
const PAGE = 1000;

/** The page after an entry; empty when there are no more. */
export async function entriesAfter(
  db: Queryable, tenant: string, span: Span, after: EntryRow | undefined,
): Promise<EntryRow[]> {
  const { rows } = await db.query<EntryRow>({
    name: 'journal-page',
    text: `
      select e.id, e.book, e.date, e.memo, e.document, e.legal_entity, e.correlation, e.lines, e.posted_at,
             e.number, e.kind, e.document_date, e.reverses, e.dimensions
      from entry e
      where e.tenant = $1 and e.book = $2 and e.date >= coalesce($3::date, '-infinity')
        and e.date <= coalesce($4::date, 'infinity')
        and ($5::text is null or e.legal_entity = $5)
        and ($6::date is null or (e.date, e.posted_at, e.id) > ($6::date, $7::timestamptz, $8::uuid))
      order by e.date, e.posted_at, e.id limit ${PAGE}`,
    values: [
      tenant, span.book, maxOf(span.from, after?.date), span.to ?? null, span.entity ?? null, after?.date ?? null,
      after ? String(after.posted_at) : null, after?.id ?? null,
    ],
  });
  return rows;
}

/** The index is walked from the page's own first day, not from the span's. */
const maxOf = (a: string | undefined, b: string | undefined): string | null =>
  a !== undefined && b !== undefined ? (a > b ? a : b) : (a ?? b ?? null);

/** All entries of a span, a page in memory at a time. */
export async function* entriesOf(db: Queryable, tenant: string, span: Span): AsyncGenerator<readonly EntryRow[]> {
  for (let last: EntryRow | undefined; ;) {
    const page = await entriesAfter(db, tenant, span, last);
    if (page.length === 0) return;
    yield page;
    last = page.at(-1);
  }
}
