/** The configuration as it counts now, in the shape files have. */
import { locationsOf, mappingsOf, policiesOf, productsOf, type ConnectionRow } from '#store/configuration.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { locationGiven, productGiven, type LocationGiven, type ProductGiven } from './configuration-stock.ts';
import { isReadOnly } from './connections.ts';

/** One difference between what is there and what is wanted. */
export interface Change {
  readonly section: string;
  readonly kind: 'add' | 'change' | 'remove';
  /** 'shopify-us', 'sku shopify-us 4411'. */
  readonly name: string;
  /** What it is, or what of it changes, in words; never a secret. */
  readonly detail: string;
}

export interface Present {
  /** Closed ones, and those `ingest` made to read with, are not configuration. */
  readonly connections: ReadonlyMap<string, ConnectionRow>;
  readonly locations: ReadonlyMap<string, LocationGiven>;
  readonly products: ReadonlyMap<string, ProductGiven>;
  /** `name connection external` → own. */
  readonly mappings: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
  /** `name scope` → value. */
  readonly policies: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export async function presentOf(p: Platform, tenant: string): Promise<Present> {
  const [locations, products, mappings, policies] = await Promise.all([
    locationsOf(p.pool, tenant),
    productsOf(p.pool, tenant, null),
    mappingsOf(p.pool, tenant, null),
    policiesOf(p.pool, tenant),
  ]);
  const rows = mappings.flatMap((m) =>
    m.own === null ? [] : [{ name: m.name, entry: [`${m.name} ${m.connection} ${m.external}`, m.own] as const }]);
  return {
    connections: new Map([...tenantOf(p, tenant).connections.values()]
      .filter(({ row }) => row.state !== 'closed' && !isReadOnly(row)).map(({ row }) => [row.connection, row])),
    locations: new Map(locations.map((l) => [l.location, locationGiven(l)])),
    products: new Map(products.map((x) => [x.sku, productGiven(x)])),
    mappings: new Map(rows.filter((r) => r.name !== 'account').map((r) => r.entry)),
    accounts: new Map(rows.filter((r) => r.name === 'account').map((r) => r.entry)),
    policies: new Map(policies.map((x) => [`${x.name} ${x.scope}`, x.value as Record<string, unknown>] as const)
      .filter(([, value]) => Object.keys(value).length > 0)),
  };
}
