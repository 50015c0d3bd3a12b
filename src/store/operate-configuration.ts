/** Configuration as people change it: one version for all that is applied together, many rows in one statement. */
import type { Queryable } from './query.ts';

export async function nextVersion(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    name: 'operate-version', text: `select nextval('configuration_version')::int as version`, values: [],
  });
  return rows[0]!.version;
}

export interface MappingEntry {
  readonly name: string;
  readonly connection: string;
  readonly external: string;
  readonly own: string | null;
}
export async function currentMapping(
  db: Queryable, tenant: string, m: Omit<MappingEntry, 'own'>,
): Promise<{ own: string | null; version: number } | undefined> {
  const { rows } = await db.query<{ own: string | null; version: number }>({
    name: 'operate-mapping-current',
    text: `
      select m.own, m.version from mapping m
      where m.tenant = $1 and m.name = $2 and m.connection = $3 and m.external = $4 and m.active_from <= now()
      order by m.version desc limit 1`,
    values: [tenant, m.name, m.connection, m.external],
  });
  return rows[0];
}

/** `from`: when they begin to count; now unless given. */
interface Versioned { readonly tenant: string; readonly version: number; readonly author: string; readonly from?: string | null }
export async function saveMappings(
  db: Queryable, at: Versioned, entries: readonly MappingEntry[],
): Promise<void> {
  await db.query({
    name: 'operate-mappings-save',
    text: `
      insert into mapping as m (tenant, name, connection, external, version, own, author, active_from)
      select $1, r.name, r.connection, r.external, $2, r.own, $3, coalesce($5::timestamptz, now())
      from jsonb_to_recordset($4::jsonb) as r (name text, connection text, external text, own text)`,
    values: [at.tenant, at.version, at.author, JSON.stringify(entries), at.from ?? null],
  });
}

/** An empty value takes a policy away: what stands in the code counts then. */
export async function savePolicies(
  db: Queryable, at: Versioned,
  policies: readonly { readonly name: string; readonly scope: string; readonly value: unknown }[],
): Promise<void> {
  await db.query({
    name: 'operate-policies-save',
    text: `
      insert into policy as p (tenant, name, scope, version, value, author, active_from)
      select $1, r.name, r.scope, $2, r.value, $3, coalesce($5::timestamptz, now())
      from jsonb_to_recordset($4::jsonb) as r (name text, scope text, value jsonb)`,
    values: [at.tenant, at.version, at.author, JSON.stringify(policies), at.from ?? null],
  });
}

export async function removeProducts(db: Queryable, tenant: string, skus: readonly string[]): Promise<void> {
  await db.query({
    name: 'operate-products-remove',
    text: 'delete from product p where p.tenant = $1 and p.sku = any($2)',
    values: [tenant, skus],
  });
}
export async function removeLocation(db: Queryable, tenant: string, location: string): Promise<void> {
  await db.query({
    name: 'operate-location-remove', text: 'delete from location l where l.tenant = $1 and l.location = $2',
    values: [tenant, location],
  });
}

/** Something that still stands in the books of a location, if anything does. */
export async function stockAt(
  db: Queryable, tenant: string, location: string,
): Promise<{ sku: string; amount: bigint } | undefined> {
  const { rows } = await db.query<{ sku: string; amount: bigint }>({
    name: 'operate-location-stock',
    text: `
      select b.unit as sku, b.amount from balance b
      where b.tenant = $1 and b.account ^@ ('stock:' || $2 || ':') and b.account !~ ':(incoming|claimed)$' and b.amount <> 0
      order by b.unit limit 1`,
    values: [tenant, location],
  });
  return rows[0];
}

/** How many workers have given a sign of life lately. */
export async function workersAlive(db: Queryable, seconds: number): Promise<number> {
  const { rows } = await db.query<{ n: number }>({
    name: 'operate-workers',
    text: 'select count(*)::int as n from worker w where w.beat > now() - make_interval(secs => $1)', values: [seconds],
  });
  return rows[0]!.n;
}
