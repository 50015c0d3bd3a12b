/** Which way the revenue of an order was posted: by documents, or by the payout itself. */
import type { Queryable } from './query.ts';

/** Whether any channel was ever told that its payouts are its revenue; without that there is nothing to guard. */
export async function summaryEverChosen(db: Queryable, tenant: string): Promise<boolean> {
  const { rows } = await db.query<{ chosen: boolean }>({
    name: 'ways-chosen',
    text: `
      select exists (select from policy p where p.tenant = $1 and p.name = 'books' and p.value->>'settlement' = 'summary') as chosen`,
    values: [tenant],
  });
  return rows[0]!.chosen;
}

export interface OrderWay { readonly order_id: string; readonly posted: boolean; readonly skipped: boolean }
/** Of orders of one shard: whether their documents are in the books, and whether an invoice was left to the payout. */
export async function documentsOf(
  db: Queryable, shard: number, of: { tenant: string; orders: readonly string[]; stories: readonly string[]; except: string },
): Promise<OrderWay[]> {
  const { rows } = await db.query<OrderWay>({
    name: 'ways-documents',
    text: `
      select o.order_id,
             exists (select from entry e where e.shard = $1 and e.tenant = $2 and e.document = 'order:' || o.order_id
               and e.book = 'money') as posted,
             exists (select from message m where m.shard = $1 and m.tenant = $2 and m.correlation = o.story
               and m.type = 'InvoiceIssued' and m.id <> $5::uuid) as skipped
      from unnest($3::text[], $4::uuid[]) as o (order_id, story)`,
    values: [shard, of.tenant, of.orders, of.stories, of.except],
  });
  return rows;
}

/** Which way the first payout that settled something of an order was posted. */
export async function firstSettled(
  db: Queryable, tenant: string, of: { orders: readonly string[]; except: string },
): Promise<{ order_id: string; mode: 'documents' | 'summary' }[]> {
  const { rows } = await db.query<{ order_id: string; mode: 'documents' | 'summary' }>({
    name: 'ways-settled',
    text: `
      select distinct on (l.order_id) l.order_id, p.mode from payout_line l
      join payout_view p on p.shard = l.shard and p.tenant = l.tenant and p.payout_id = l.payout_id
      where l.tenant = $1 and l.order_id = any($2::text[]) and p.payout_id <> $3 and p.mode is not null and p.kind <> 'deferral'
      order by l.order_id, p.deposit_date, p.payout_id`,
    values: [tenant, of.orders, of.except],
  });
  return rows;
}

/** Notes which way a payout was posted, and of which orders its lines went the other way. */
export async function noteWay(
  db: Queryable, shard: number, of: { tenant: string; payoutId: string; mode: string; otherwise: readonly string[] },
): Promise<void> {
  await db.query({
    name: 'ways-note', text: 'update payout_view p set mode = $4 where p.shard = $1 and p.tenant = $2 and p.payout_id = $3',
    values: [shard, of.tenant, of.payoutId, of.mode],
  });
  if (of.otherwise.length === 0) return;
  await db.query({
    name: 'ways-note-lines',
    text: `
      update payout_line l set mode = $4
      where l.shard = $1 and l.tenant = $2 and l.payout_id = $3 and l.order_id = any($5::text[])`,
    values: [shard, of.tenant, of.payoutId, of.mode === 'documents' ? 'summary' : 'documents', of.otherwise],
  });
}

/** Whether documents ever put anything on an account. */
export async function everPosted(db: Queryable, tenant: string, account: string): Promise<boolean> {
  const { rows } = await db.query<{ posted: boolean }>({
    name: 'ways-posted', text: 'select exists (select from posting p where p.account = $2 and p.tenant = $1) as posted',
    values: [tenant, account],
  });
  return rows[0]!.posted;
}
