/** Reads for the API, the CLI and `verify`. They may look at every shard through an index; none is on the hot path. */
import type { Queryable } from './query.ts';

/** The order and location a fulfillment was asked for, from the wish itself. Fulfillment ids begin with the order's id. */
export interface Requested {
  readonly orderId: string;
  readonly location: string;
  readonly lines: readonly { readonly lineId: string; readonly sku: string }[];
}
export async function fulfillmentOrder(
  db: Queryable, tenant: string, fulfillmentId: string,
): Promise<Requested | undefined> {
  const { rows } = await db.query<Requested>({
    name: 'read-fulfillment',
    text: `
      select m.data->>'orderId' as "orderId", m.data->'fulfillment'->>'location' as location, m.data->'fulfillment'->'lines' as lines
      from message m
      where m.tenant = $1 and m.type = 'RequestFulfillment' and m.data->'fulfillment'->>'fulfillmentId' = $2 limit 1`,
    values: [tenant, fulfillmentId],
  });
  return rows[0];
}
