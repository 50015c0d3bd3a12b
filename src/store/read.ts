/** Reads for the API, the CLI and `verify`. They may look at every shard through an index; none is on the hot path. */
import type { Queryable } from './query.ts';

/** The order and location a fulfillment was asked for, from the wish itself. Fulfillment ids begin with the order's id. */
export async function fulfillmentOrder(
  db: Queryable, tenant: string, fulfillmentId: string,
): Promise<{ orderId: string; location: string } | undefined> {
  const { rows } = await db.query<{ orderId: string; location: string }>({
    name: 'read-fulfillment',
    text: `
      select m.data->>'orderId' as "orderId", m.data->'fulfillment'->>'location' as location from message m
      where m.tenant = $1 and m.type = 'RequestFulfillment' and m.data->'fulfillment'->>'fulfillmentId' = $2 limit 1`,
    values: [tenant, fulfillmentId],
  });
  return rows[0];
}
