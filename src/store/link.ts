/** Ids of partners ↔ own ids, and any number anybody has → its story. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface Link {
  readonly tenant: string;
  readonly connection: string;
  readonly kind: string;
  readonly external: string;
  readonly own: string;
}
const linkShard = (l: Omit<Link, 'own'>): number => shardOf(l.tenant, `link:${l.connection}:${l.kind}:${l.external}`);

/** First come, first kept: answers the own id that holds, ours or the earlier one. */
export async function saveLink(db: Queryable, l: Link): Promise<string> {
  const { rows } = await db.query<{ own: string }>({
    name: 'link-save',
    text: `
      insert into link as l (tenant, shard, connection, kind, external, own) values ($1, $2, $3, $4, $5, $6)
      on conflict (tenant, shard, connection, kind, external) do update set own = l.own returning l.own`,
    values: [l.tenant, linkShard(l), l.connection, l.kind, l.external, l.own],
  });
  return rows[0]!.own;
}

export async function ownOf(db: Queryable, l: Omit<Link, 'own'>): Promise<string | undefined> {
  const { rows } = await db.query<{ own: string }>({
    name: 'link-own',
    text: `select l.own from link l
           where l.shard = $2 and l.tenant = $1 and l.connection = $3 and l.kind = $4 and l.external = $5`,
    values: [l.tenant, linkShard(l), l.connection, l.kind, l.external],
  });
  return rows[0]?.own;
}

/** By own id: reads every shard by an index, so it is for documents and screens, not for the hot path. */
export async function externalOf(
  db: Queryable, l: { tenant: string; connection: string; kind: string; own: string },
): Promise<string | undefined> {
  const { rows } = await db.query<{ external: string }>({
    name: 'link-external',
    text: `select l.external from link l
           where l.tenant = $1 and l.own = $4 and l.kind = $3 and l.connection = $2 order by l.external limit 1`,
    values: [l.tenant, l.connection, l.kind, l.own],
  });
  return rows[0]?.external;
}

/** Own ids of many external ids of one connection and kind; the shards are named, so only they are read. */
export async function ownsOf(
  db: Queryable, of: { tenant: string; connection: string; kind: string }, externals: readonly string[],
): Promise<Map<string, string>> {
  const shards = [...new Set(externals.map((external) => linkShard({ ...of, external })))];
  const { rows } = await db.query<{ external: string; own: string }>({
    name: 'link-owns',
    text: `select l.external, l.own from link l
           where l.shard = any($1::smallint[]) and l.tenant = $2 and l.connection = $3 and l.kind = $4
             and l.external = any($5::text[])`,
    values: [shards, of.tenant, of.connection, of.kind, externals],
  });
  return new Map(rows.map((r) => [r.external, r.own]));
}

export interface Reference {
  readonly tenant: string;
  readonly reference: string;
  readonly kind: string;
  readonly own: string;
  readonly connection: string;
  readonly correlation: string;
}
/** '#1001 ' and '#1001', 'ab-1' and 'AB-1' find the same story. */
export const fold = (reference: string): string => reference.trim().toLowerCase().replace(/\s+/g, '');

export async function saveReference(db: Queryable, r: Reference): Promise<void> {
  const folded = fold(r.reference);
  await db.query({
    name: 'reference-save',
    text: `
      insert into reference as r (tenant, shard, reference, kind, own, connection, correlation)
      values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    values: [r.tenant, shardOf(r.tenant, `ref:${folded}`), folded, r.kind, r.own, r.connection, r.correlation],
  });
}

export async function findReference(db: Queryable, tenant: string, reference: string): Promise<Reference[]> {
  const folded = fold(reference);
  const { rows } = await db.query<Reference>({
    name: 'reference-find',
    text: `
      select r.tenant, r.reference, r.kind, r.own, r.connection, r.correlation from reference r
      where r.shard = $2 and r.tenant = $1 and r.reference = $3 order by r.kind, r.own`,
    values: [tenant, shardOf(tenant, `ref:${folded}`), folded],
  });
  return rows;
}

/** Orders of ours behind many numbers at once, whichever partner's numbers they are; one that names two orders names none. */
export async function ordersNamed(db: Queryable, tenant: string, names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < names.length; from += 5000) {
    const folded = new Map(names.slice(from, from + 5000).map((name) => [fold(name), name]));
    const shards = [...new Set([...folded.keys()].map((name) => shardOf(tenant, `ref:${name}`)))];
    const { rows } = await db.query<{ reference: string; own: string }>({
      name: 'reference-orders',
      text: `
        select r.reference, min(r.own) as own from reference r
        where r.shard = any($1::smallint[]) and r.tenant = $2 and r.reference = any($3::text[]) and r.own like 'order:%'
        group by r.reference having count(distinct r.own) = 1`,
      values: [shards, tenant, [...folded.keys()]],
    });
    for (const { reference, own } of rows) found.set(folded.get(reference)!, own.replace(/^order:/, ''));
  }
  return found;
}
