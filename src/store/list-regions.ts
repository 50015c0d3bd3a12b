/** What the last orders of a channel say about it. */
import type { Queryable } from './query.ts';

/** Countries to which the last orders of a channel went, by how many. */
export async function regionsOf(db: Queryable, tenant: string, channel: string): Promise<string[]> {
  const { rows } = await db.query<{ country: string }>({
    name: 'list-regions',
    text: `
      select l.country from (
        select o.document->'shipTo'->>'country' as country from order_view o
        where o.tenant = $1 and o.channel = $2 order by o.placed_at desc, o.order_id limit 100) l
      where l.country is not null group by l.country order by count(*) desc, l.country`,
    values: [tenant, channel],
  });
  return rows.map((r) => r.country);
}
