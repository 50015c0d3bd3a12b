/** Catalog tables for screens: products by SKU or words, and the versions of one mapping. */
import type { ProductRow } from './configuration.ts';
import type { Queryable } from './query.ts';

export async function listProducts(
  db: Queryable, tenant: string, f: { search?: string | undefined; after?: string | undefined; limit: number },
): Promise<ProductRow[]> {
  const { rows } = await db.query<ProductRow>({
    name: 'catalog-products',
    text: `
      select p.sku, p.title, p.gtin from product p
      where p.tenant = $1 and ($2::text is null or p.sku > $2)
        and ($3::text is null or starts_with(lower(p.sku), lower($3)) or position(lower($3) in lower(p.title)) > 0
          or p.gtin = $3)
      order by p.sku limit $4`,
    values: [tenant, f.after ?? null, f.search ?? null, f.limit],
  });
  return rows;
}

export interface MappingVersionRow {
  readonly version: number;
  readonly own: string | null;
  readonly author: string;
  readonly active_from: Temporal.Instant;
}
export async function versionsOf(
  db: Queryable, tenant: string, m: { name: string; connection: string; external: string },
): Promise<MappingVersionRow[]> {
  const { rows } = await db.query<MappingVersionRow>({
    name: 'catalog-versions',
    text: `
      select m.version, m.own, m.author, m.active_from from mapping m
      where m.tenant = $1 and m.name = $2 and m.connection = $3 and m.external = $4 order by m.version desc limit 100`,
    values: [tenant, m.name, m.connection, m.external],
  });
  return rows;
}
