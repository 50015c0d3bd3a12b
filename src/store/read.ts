/** Reads for the API, the CLI and `verify`. They may look at every shard through an index; none is on the hot path. */
import { gathered, inOrder } from './gather.ts';
import type { Queryable } from './query.ts';

/** The order and location a fulfillment was asked for, from the wish itself. Fulfillment ids begin with the order's id. */
export interface Requested {
  readonly orderId: string;
  readonly location: string;
  readonly lines: readonly { readonly lineId: string; readonly sku: string }[];
}
interface Named { readonly tenant: string; readonly id: string }
const requests = gathered(async (db, all: readonly Named[]): Promise<(Requested | undefined)[]> => {
  const { rows } = await db.query<Requested & { n: number }>({
    name: 'read-fulfillment',
    text: `
      select u.n::int as n, r."orderId", r.location, r.lines
      from unnest($1::text[], $2::text[]) with ordinality as u (tenant, id, n)
      cross join lateral (
        select m.data->>'orderId' as "orderId", m.data->'fulfillment'->>'location' as location, m.data->'fulfillment'->'lines' as lines
        from message m
        where m.tenant = u.tenant and m.type = 'RequestFulfillment' and m.data->'fulfillment'->>'fulfillmentId' = u.id limit 1) r`,
    values: [all.map((x) => x.tenant), all.map((x) => x.id)],
  });
  return inOrder(rows, all);
});
export const fulfillmentOrder = (db: Queryable, tenant: string, id: string): Promise<Requested | undefined> =>
  requests(db, { tenant, id });
