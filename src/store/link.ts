/** Ids of partners ↔ own ids, and any number anybody has → its story. */
import { shardOf } from '#domain/shard.ts';
import { shardsOf, type Queryable } from './query.ts';

export interface Link {
  readonly tenant: string;
  readonly connection: string;
  readonly kind: string;
  readonly external: string;
  readonly own: string;
}
const linkShard = (l: Omit<Link, 'own'>): number => shardOf(l.tenant, `link:${l.connection}:${l.kind}:${l.external}`);

/** First come, first kept: a link that is there stays as it is. */
export async function saveLinks(db: Queryable, links: readonly Link[]): Promise<void> {
  const placed = links.map((l) => ({ ...l, shard: linkShard(l) }))
    .sort((a, b) => a.shard - b.shard || (a.external < b.external ? -1 : 1));
  await db.query({
    name: 'link-save',
    text: `
      insert into link as l (tenant, shard, connection, kind, external, own)
      select r.tenant, h.shard, r.connection, r.kind, r.external, r.own
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, connection text, kind text, external text, own text)
      join shard_head h on h.shard = r.shard where h.shard = any($1::smallint[])
      on conflict (tenant, shard, connection, kind, external) do nothing`,
    values: [shardsOf(placed), JSON.stringify(placed)],
  });
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

export async function saveReferences(db: Queryable, references: readonly Reference[]): Promise<void> {
  const placed = references.map((r) => ({ ...r, reference: fold(r.reference) }))
    .map((r) => ({ ...r, shard: shardOf(r.tenant, `ref:${r.reference}`) }))
    .sort((a, b) => a.shard - b.shard || (a.reference < b.reference ? -1 : 1));
  await db.query({
    name: 'reference-save',
    text: `
      insert into reference as r (tenant, shard, reference, kind, own, connection, correlation)
      select j.tenant, h.shard, j.reference, j.kind, j.own, j.connection, j.correlation
      from jsonb_to_recordset($2::jsonb) as j (shard smallint, tenant text, reference text, kind text, own text,
        connection text, correlation uuid)
      join shard_head h on h.shard = j.shard where h.shard = any($1::smallint[]) on conflict do nothing`,
    values: [shardsOf(placed), JSON.stringify(placed)],
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
