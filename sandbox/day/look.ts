/**
 * Looking at what the platform wrote down, with reads of our own: a check that went through the platform's own
 * queries would believe its mistakes.
 */
import { orderIdOf, orderStory } from '#runtime/identity.ts';
import type { Platform } from '#runtime/platform.ts';
import { TENANT } from './retailer.ts';

export interface LineSeen {
  readonly line_id: string; readonly sku: string | null; readonly ordered: number; readonly cancelled: number;
  readonly reserved: number; readonly shipped: number; readonly refunded: number;
}
export interface ShipmentSeen {
  readonly shipment_id: string; readonly location: string; readonly invoice: string | null;
  readonly recorded: boolean; readonly reported: boolean;
}
export interface OrderSeen {
  readonly order_id: string; readonly channel: string; readonly external: string; readonly number: string;
  readonly stage: string; readonly cancelled: boolean; readonly currency: string; readonly total: bigint;
  readonly erp_order: string | null; readonly document: Record<string, unknown>; readonly correlation: string;
  readonly lines: readonly LineSeen[]; readonly shipments: readonly ShipmentSeen[];
}
export interface Parked {
  readonly exception: string; readonly owner: string; readonly detail: string; readonly waits_on: string | null;
  readonly handler: string; readonly type: string; readonly correlation: string; readonly subject: string;
  readonly name: string;
}
export interface Said { readonly type: string; readonly data: Record<string, unknown>; readonly key: string; readonly seen: Temporal.Instant }
export interface Heard { readonly ready: number; readonly claimed: number; readonly queued: number; readonly parked: number }
export interface Standing {
  readonly orders: number; readonly in_erp: number; readonly shipped: number; readonly told: number; readonly parked: number;
}

export type Look = ReturnType<typeof look>;

export function look(p: Platform) {
  const rows = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
    (await p.pool.query<never>(text, [TENANT, ...values])).rows as T[];
  const storyOf = (channel: string, external: string): string =>
    orderStory(TENANT, orderIdOf(TENANT, channel, external));
  return {
    rows,
    storyOf,
    order: async (channel: string, external: string): Promise<OrderSeen | undefined> =>
      (await rows<OrderSeen>(`${ORDERS} and o.order_id = $2`, orderIdOf(TENANT, channel, external)))[0],
    orders: (): Promise<OrderSeen[]> => rows<OrderSeen>(`${ORDERS} order by o.placed_at, o.order_id`),
    /** Every message of an order's story, oldest first. */
    said: (channel: string, external: string, ...types: string[]): Promise<Said[]> => rows<Said>(`
      select m.type, m.data, m.key, m.seen from message m
      where m.tenant = $1 and m.correlation = $2 and (cardinality($3::text[]) = 0 or m.type = any($3))
      order by m.seen, m.position`, storyOf(channel, external), types),
    parked: (): Promise<Parked[]> => rows<Parked>(`
      select d.exception, d.owner, d.fault->>'detail' as detail, d.waits_on, d.handler, m.type, d.correlation, d.subject,
        d.shard || '-' || d.message || '-' || d.handler as name
      from delivery d join message m on m.tenant = d.tenant and m.shard = d.shard and m.position = d.message
      where d.tenant = $1 and d.state = 'Parked' order by d.shard, d.message`),
    work: async (): Promise<Heard> => (await rows<Heard>(`
      select count(*) filter (where d.state = 'Ready' and d.due < now() + interval '1 hour')::int as ready, count(*) filter (where d.state = 'Claimed')::int as claimed,
        count(*) filter (where d.state = 'Queued')::int as queued, count(*) filter (where d.state = 'Parked')::int as parked
      from delivery d where d.tenant = $1 and d.state in ('Ready', 'Claimed', 'Queued', 'Parked')`))[0]!,
    standing: async (): Promise<Standing> => (await rows<Standing>(STANDING))[0]!,
    /** On hand and free, and reserved, by location. */
    stock: (sku: string) => rows<{ account: string; amount: bigint }>(
      `select b.account, b.amount from balance b where b.tenant = $1 and b.unit = $2 and b.account like 'stock:%'`, sku),
    count: async (type: string): Promise<number> => (await rows<{ n: number }>(
      'select count(*)::int as n from message m where m.tenant = $1 and m.type = $2', type))[0]!.n,
  };
}

const ORDERS = `
  select o.order_id, o.channel, o.external, o.number, o.stage, o.cancelled_at is not null as cancelled, o.currency, o.total,
    o.erp_order, o.document, o.correlation,
    coalesce((select jsonb_agg(to_jsonb(l) order by l.line_id) from order_line_view l
      where l.tenant = o.tenant and l.shard = o.shard and l.order_id = o.order_id), '[]') as lines,
    coalesce((select jsonb_agg(jsonb_build_object('shipment_id', s.shipment_id, 'location', s.location, 'invoice', s.invoice,
        'recorded', s.recorded_at is not null, 'reported', s.reported_at is not null) order by s.shipment_id)
      from shipment_view s where s.tenant = o.tenant and s.order_id = o.order_id), '[]') as shipments
  from order_view o where o.tenant = $1`;

const STANDING = `
  select count(*)::int as orders, count(o.erp_order)::int as in_erp,
    (select count(distinct s.order_id) from shipment_view s where s.tenant = $1)::int as shipped,
    (select count(*) from shipment_view s where s.tenant = $1 and s.reported_at is not null)::int as told,
    (select count(*) from delivery d where d.tenant = $1 and d.state = 'Parked')::int as parked
  from order_view o where o.tenant = $1`;
