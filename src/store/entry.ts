/** Single entries of the money ledger: to approve, to take back, to post once. All in the shard of their document. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface EntryFound {
  readonly id: string;
  readonly shard: number;
  readonly key: string;
  readonly date: string;
  readonly memo: string;
  readonly document: string;
  readonly legal_entity: string;
  readonly correlation: string;
  readonly kind: string | null;
  readonly number: string | null;
  readonly reverses: string | null;
  readonly dimensions: Readonly<Record<string, string>> | null;
  readonly lines: readonly { readonly account: string; readonly unit: string; readonly amount: string | number;
    readonly dimensions?: Readonly<Record<string, string>> }[];
}
/** By its id or its number. */
export async function entriesNamed(db: Queryable, tenant: string, name: string): Promise<EntryFound[]> {
  const { rows } = await db.query<EntryFound>({
    name: 'entry-named',
    text: `
      select e.id, e.shard, e.key, e.date, e.memo, e.document, e.legal_entity, e.correlation, e.kind, e.number, e.reverses,
             e.dimensions, e.lines
      from entry e where e.tenant = $1 and e.book = 'money' and (e.id::text = $2 or e.number = $2) order by e.date limit 5`,
    values: [tenant, name],
  });
  return rows;
}
export async function entryOf(
  db: Queryable, tenant: string, at: { readonly document: string; readonly id: string },
): Promise<EntryFound | undefined> {
  const { rows } = await db.query<EntryFound>({
    name: 'entry-one',
    text: `
      select e.id, e.shard, e.key, e.date, e.memo, e.document, e.legal_entity, e.correlation, e.kind, e.number, e.reverses,
             e.dimensions, e.lines
      from entry e where e.shard = $1 and e.tenant = $2 and e.id = $3`,
    values: [shardOf(tenant, at.document), tenant, at.id],
  });
  return rows[0];
}
/** Which of these keys stand in the books already. */
export async function entriesKnown(db: Queryable, shard: number, tenant: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ key: string }>({
    name: 'entry-known', text: 'select e.key from entry e where e.shard = $1 and e.tenant = $2 and e.key = any($3::text[])',
    values: [shard, tenant, keys],
  });
  return new Set(rows.map((r) => r.key));
}
/** The ERP has been asked to post it; an entry it never heard of is taken back without it. */
export async function askedOfErp(db: Queryable, tenant: string, e: Pick<EntryFound, 'id' | 'correlation'>): Promise<string | undefined> {
  const { rows } = await db.query<{ to: string }>({
    name: 'entry-asked',
    text: `
      select m.data->>'to' as to from message m
      where m.tenant = $1 and m.correlation = $2 and m.type = 'PostJournal' and m.data->>'entry' = $3 limit 1`,
    values: [tenant, e.correlation, e.id],
  });
  return rows[0]?.to;
}
/** Whether anything stands in the books of a tenant, goods or money. */
export async function anyEntry(db: Queryable, tenant: string): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>({
    name: 'entry-any', text: 'select exists (select 1 from entry e where e.tenant = $1) as there', values: [tenant],
  });
  return rows[0]?.there ?? false;
}
