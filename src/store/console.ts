/** What only screens ask: orders by a person's hashed address, and the filters that people keep under a name. */
import type { Queryable } from './query.ts';

export interface MailOrderRow {
  readonly order_id: string;
  readonly number: string;
  readonly channel: string;
  readonly placed_at: Temporal.Instant;
  readonly currency: string;
  readonly total: bigint;
  readonly stage: string;
}
const MOST = 50;
/** By the stories their people stand in; looks over shards through indexes. */
export async function ordersOfMailbox(db: Queryable, tenant: string, mailbox: string): Promise<MailOrderRow[]> {
  const { rows } = await db.query<MailOrderRow>({
    name: 'console-orders-of-mailbox',
    text: `
      with theirs as (
        select distinct m.shard, substr(m.subject, 7) as order_id
        from vault_party v join message m on m.tenant = v.tenant and m.correlation = v.correlation
        where v.mailbox = $2 and v.tenant = $1 and m.subject like 'order:%')
      select o.order_id, o.number, o.channel, o.placed_at, o.currency, o.total, o.stage
      from theirs t join order_view o on o.tenant = $1 and o.shard = t.shard and o.order_id = t.order_id
      order by o.placed_at desc, o.order_id limit $3`,
    values: [tenant, mailbox, MOST],
  });
  return rows;
}

export interface SavedView { readonly page: string; readonly name: string; readonly search: string }
type Whose = { readonly tenant: string; readonly who: string };
export async function savedViews(db: Queryable, { tenant, who }: Whose): Promise<SavedView[]> {
  const { rows } = await db.query<SavedView>({
    name: 'console-views',
    text: 'select v.page, v.name, v.search from saved_view v where v.tenant = $1 and v.who = $2 order by v.page, v.name',
    values: [tenant, who],
  });
  return rows;
}
/** Under a name that is there it takes its place. */
export async function saveView(db: Queryable, { tenant, who, page, name, search }: Whose & SavedView): Promise<void> {
  await db.query({
    name: 'console-view-save',
    text: `insert into saved_view as v (tenant, who, page, name, search) values ($1, $2, $3, $4, $5)
           on conflict (tenant, who, page, name) do update set search = excluded.search`,
    values: [tenant, who, page, name, search],
  });
}
export async function forgetView(db: Queryable, { tenant, who, page, name }: Whose & Omit<SavedView, 'search'>): Promise<void> {
  await db.query({
    name: 'console-view-forget',
    text: 'delete from saved_view v where v.tenant = $1 and v.who = $2 and v.page = $3 and v.name = $4',
    values: [tenant, who, page, name],
  });
}
