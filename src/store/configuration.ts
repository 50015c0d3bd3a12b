/** Configuration tables: connections, locations, products, mappings, policies. Versioned rows; the newest active one counts. */
import { gathered } from './gather.ts';
import type { Queryable } from './query.ts';

export interface ConnectionRow {
  readonly tenant: string;
  readonly connection: string;
  readonly connector: string;
  readonly roles: readonly string[];
  readonly settings: Record<string, unknown>;
  readonly secrets: Buffer | null;
  readonly state: 'active' | 'suspended' | 'closed';
  readonly reason: string | null;
}

export async function connectionsOf(db: Queryable, tenant?: string): Promise<ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>({
    name: 'connection-all',
    text: `select c.tenant, c.connection, c.connector, c.roles, c.settings, c.secrets, c.state, c.reason
           from connection c where $1::text is null or c.tenant = $1 order by c.tenant, c.connection`,
    values: [tenant ?? null],
  });
  return rows;
}

export async function saveConnection(db: Queryable, c: Omit<ConnectionRow, 'state' | 'reason'>): Promise<void> {
  await db.query({
    name: 'connection-save',
    text: `
      insert into connection as c (tenant, connection, connector, roles, settings, secrets)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (tenant, connection) do update set connector = excluded.connector, roles = excluded.roles,
        settings = excluded.settings, secrets = coalesce(excluded.secrets, c.secrets), changed = now()`,
    values: [c.tenant, c.connection, c.connector, c.roles, JSON.stringify(c.settings), c.secrets],
  });
}

export async function setConnectionState(
  db: Queryable, at: { tenant: string; connection: string }, state: ConnectionRow['state'], reason: string | null,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'connection-state',
    text: `update connection c set state = $3, reason = $4, changed = now()
           where c.tenant = $1 and c.connection = $2 and c.state <> $3`,
    values: [at.tenant, at.connection, state, reason],
  });
  return rowCount === 1;
}

export interface LocationRow {
  readonly location: string;
  readonly name: string;
  readonly kind: string;
  readonly connection: string | null;
  readonly priority: number;
  readonly country: string | null;
  /** 'flagship', 'outlet': policies name it. */
  readonly class?: string | null;
  /** Millionths of a degree. */
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  /** Orders it can take in a day; null: any number. */
  readonly capacity?: number | null;
}
export async function locationsOf(db: Queryable, tenant: string): Promise<LocationRow[]> {
  const { rows } = await db.query<LocationRow>({
    name: 'location-all',
    text: `select l.location, l.name, l.kind, l.connection, l.priority, l.country, l.class, l.latitude, l.longitude, l.capacity
           from location l where l.tenant = $1 order by l.priority, l.location`,
    values: [tenant],
  });
  return rows;
}
export async function saveLocation(db: Queryable, tenant: string, l: LocationRow): Promise<void> {
  await db.query({
    name: 'location-save',
    text: `
      insert into location as l (tenant, location, name, kind, connection, priority, country, class, latitude, longitude, capacity)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict (tenant, location) do update set name = excluded.name, kind = excluded.kind,
        connection = excluded.connection, priority = excluded.priority, country = excluded.country, class = excluded.class,
        latitude = excluded.latitude, longitude = excluded.longitude, capacity = excluded.capacity`,
    values: [tenant, l.location, l.name, l.kind, l.connection, l.priority, l.country, l.class ?? null, l.latitude ?? null,
      l.longitude ?? null, l.capacity ?? null],
  });
}

export interface ProductRow {
  readonly sku: string;
  readonly title: string;
  readonly gtin: string | null;
  /** 'footwear', 'fragile': policies name it. */
  readonly class?: string | null;
  /** Unit of measure → eaches, as numerator and denominator. */
  readonly units?: Readonly<Record<string, readonly [number, number]>> | null;
  /** Of a kit: SKU → eaches in one. */
  readonly parts?: Readonly<Record<string, number>> | null;
  /** Lies on no shelf. */
  readonly service?: boolean;
}
export async function productsOf(db: Queryable, tenant: string, skus: readonly string[] | null): Promise<ProductRow[]> {
  const { rows } = await db.query<ProductRow>({
    name: 'product-all',
    text: `select p.sku, p.title, p.gtin, p.class, p.units, p.parts, p.service from product p
           where p.tenant = $1 and ($2::text[] is null or p.sku = any($2)) order by p.sku`,
    values: [tenant, skus],
  });
  return rows;
}
/** Which of these are SKUs of ours. */
export const knownSkus = gathered(async (db, all: readonly { readonly tenant: string; readonly skus: readonly string[] }[]) => {
  const { rows } = await db.query<{ tenant: string; sku: string }>({
    name: 'product-known',
    text: `select p.tenant, p.sku from product p where p.tenant = any($1::text[]) and p.sku = any($2::text[])`,
    values: [[...new Set(all.map((x) => x.tenant))], [...new Set(all.flatMap((x) => x.skus))]],
  });
  const known = new Set(rows.map((r) => `${r.tenant} ${r.sku}`));
  return all.map(({ tenant, skus }) => new Set(skus.filter((sku) => known.has(`${tenant} ${sku}`))));
});
export async function saveProducts(db: Queryable, tenant: string, products: readonly ProductRow[]): Promise<void> {
  await db.query({
    name: 'product-save',
    text: `
      insert into product as p (tenant, sku, title, gtin, class, units, parts, service)
      select $1, r.sku, r.title, r.gtin, r.class, r.units, r.parts, coalesce(r.service, false)
      from jsonb_to_recordset($2::jsonb) as r (sku text, title text, gtin text, class text, units jsonb, parts jsonb, service boolean)
      on conflict (tenant, sku) do update set title = excluded.title, gtin = excluded.gtin, class = excluded.class,
        units = excluded.units, parts = excluded.parts, service = excluded.service, changed = now()`,
    values: [tenant, JSON.stringify(products)],
  });
}
/** What stock has to know of items: kits, classes, units of measure. Most items have none of it. */
export async function traitsOf(db: Queryable, tenant: string): Promise<ProductRow[]> {
  const { rows } = await db.query<ProductRow>({
    name: 'product-traits',
    text: `select p.sku, p.title, p.gtin, p.class, p.units, p.parts, p.service from product p
           where p.tenant = $1 and (p.class is not null or p.units is not null or p.parts is not null or p.service)`,
    values: [tenant],
  });
  return rows;
}
/** When a product last changed: the traits are read again only then. */
export async function productsChanged(db: Queryable, tenant: string): Promise<string> {
  const { rows } = await db.query<{ changed: string }>({
    name: 'product-changed', text: `select max(p.changed)::text as changed from product p where p.tenant = $1`, values: [tenant],
  });
  return rows[0]?.changed ?? '';
}

export interface MappingRow {
  readonly name: string;
  readonly connection: string;
  readonly external: string;
  readonly version: number;
  readonly own: string | null;
  readonly author: string;
}

/** What counts now of one or all mapping tables. */
export async function mappingsOf(db: Queryable, tenant: string, name: string | null): Promise<MappingRow[]> {
  const { rows } = await db.query<MappingRow>({
    name: 'mapping-all',
    text: `
      select distinct on (m.name, m.connection, m.external) m.name, m.connection, m.external, m.version, m.own, m.author
      from mapping m where m.tenant = $1 and ($2::text is null or m.name = $2) and m.active_from <= now()
      order by m.name, m.connection, m.external, m.version desc`,
    values: [tenant, name],
  });
  return rows;
}

/** What began to count lately, or was numbered lately, in the order of the versions. */
export async function mappingsSince(
  db: Queryable, tenant: string, since: { readonly seconds: number; readonly version: number },
): Promise<MappingRow[]> {
  const { rows } = await db.query<MappingRow>({
    name: 'mapping-since',
    text: `
      select m.name, m.connection, m.external, m.version, m.own, m.author from mapping m
      where m.tenant = $1 and m.active_from <= now()
        and (m.active_from > now() - make_interval(secs => $2) or m.version > $3)
      order by m.version`,
    values: [tenant, since.seconds, since.version],
  });
  return rows;
}

/** Adds a version; answers its number. */
export async function saveMapping(
  db: Queryable, tenant: string, m: Omit<MappingRow, 'version'>,
): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    name: 'mapping-save',
    text: `
      insert into mapping as m (tenant, name, connection, external, version, own, author)
      values ($1, $2, $3, $4, nextval('configuration_version')::int, $5, $6) returning m.version`,
    values: [tenant, m.name, m.connection, m.external, m.own, m.author],
  });
  return rows[0]!.version;
}

export interface PolicyRow {
  readonly name: string;
  readonly scope: string;
  readonly version: number;
  readonly value: unknown;
  readonly author: string;
}
export async function policiesOf(db: Queryable, tenant: string): Promise<PolicyRow[]> {
  const { rows } = await db.query<PolicyRow>({
    name: 'policy-all',
    text: `
      select distinct on (p.name, p.scope) p.name, p.scope, p.version, p.value, p.author from policy p
      where p.tenant = $1 and p.active_from <= now() order by p.name, p.scope, p.version desc`,
    values: [tenant],
  });
  return rows;
}
export async function savePolicy(db: Queryable, tenant: string, p: Omit<PolicyRow, 'version'>): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    name: 'policy-save',
    text: `
      insert into policy as p (tenant, name, scope, version, value, author)
      values ($1, $2, $3, nextval('configuration_version')::int, $4, $5) returning p.version`,
    values: [tenant, p.name, p.scope, JSON.stringify(p.value), p.author],
  });
  return rows[0]!.version;
}

export async function saveTenant(db: Queryable, tenant: string, name: string, wrappedKey: Buffer): Promise<void> {
  await db.query({
    name: 'tenant-save',
    text: `insert into tenant as t (tenant, name, wrapped_key) values ($1, $2, $3)
           on conflict (tenant) do update set wrapped_key = coalesce(t.wrapped_key, excluded.wrapped_key)`,
    values: [tenant, name, wrappedKey],
  });
}
/** All tenants, none of which changes until the commit. */
export async function lockTenants(db: Queryable): Promise<{ tenant: string; wrapped_key: Buffer | null }[]> {
  const { rows } = await db.query<{ tenant: string; wrapped_key: Buffer | null }>({
    name: 'tenant-lock', text: 'select t.tenant, t.wrapped_key from tenant t order by t.tenant for update', values: [],
  });
  return rows;
}
export async function rewrapTenant(db: Queryable, tenant: string, wrappedKey: Buffer): Promise<void> {
  await db.query({
    name: 'tenant-rewrap', text: 'update tenant t set wrapped_key = $2 where t.tenant = $1', values: [tenant, wrappedKey],
  });
}
export async function tenantsOf(db: Queryable): Promise<{ tenant: string; name: string; wrapped_key: Buffer | null }[]> {
  const { rows } = await db.query<{ tenant: string; name: string; wrapped_key: Buffer | null }>({
    name: 'tenant-all', text: 'select t.tenant, t.name, t.wrapped_key from tenant t order by t.tenant', values: [],
  });
  return rows;
}
