/** What order lines were sold for and charged, from payout lines, in pages by order and item. */
import type { Queryable } from './query.ts';

export interface ChargedRow {
  readonly connection: string;
  readonly settlement: string;
  readonly order_external: string;
  readonly sku: string;
  readonly marketplace: string;
  readonly currency: string;
  readonly day: string;
  readonly units: number;
  readonly sold: bigint;
  readonly shipping: bigint;
  readonly charged: Readonly<Record<string, string>>;
  /** Where the next page begins. */
  readonly place: string;
}
export interface ChargedFilter {
  readonly connection: string | null;
  readonly payout: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly classes: readonly string[];
  readonly after: string;
  readonly limit: number;
}

/** Refunds and what is charged on them are no sale, and are left out with their payouts' other lines. */
export async function chargedLines(db: Queryable, tenant: string, of: ChargedFilter): Promise<ChargedRow[]> {
  const { rows } = await db.query<ChargedRow>({
    name: 'fee-audit-lines',
    text: `
      with lines as (
        select p.connection, p.external as settlement, l.order_external, l.sku, coalesce(l.marketplace, '') as marketplace, p.currency,
          coalesce((l.posted_at at time zone 'UTC')::date, p.deposit_date) as day, l.class, l.amount, coalesce(l.quantity,
            0) as quantity,
          concat_ws('|', p.payout_id, l.order_external, l.sku) collate "C" as place
        from payout_line l join payout_view p on p.shard = l.shard and p.tenant = l.tenant and p.payout_id = l.payout_id
        where l.tenant = $1 and l.order_external is not null and l.sku is not null and ($2::text is null or p.connection = $2)
          and ($3::text is null or p.payout_id = $3) and ($4::date is null or p.deposit_date >= $4)
          and ($5::date is null or p.deposit_date <= $5)
          and (l.class in ('sale', 'shipping') or (l.class = any($6::text[]) and l.amount < 0))
          and l.code !~* '^refund'
          and concat_ws('|', p.payout_id, l.order_external, l.sku) collate "C" > $7),
      classes as (
        select x.place, jsonb_object_agg(x.class, x.amount::text) as charged
        from (select place, class, -sum(amount) as amount from lines where class not in ('sale',
          'shipping') group by place, class) x group by x.place)
      select l.connection, l.settlement, l.order_external, l.sku, l.marketplace, l.currency, min(l.day) as day,
        coalesce(max(l.quantity) filter (where l.class = 'sale'), 1)::int as units,
        coalesce(sum(l.amount) filter (where l.class = 'sale'), 0)::bigint as sold,
        coalesce(sum(l.amount) filter (where l.class = 'shipping'), 0)::bigint as shipping, coalesce(c.charged,
          '{}'::jsonb) as charged, l.place
      from lines l left join classes c on c.place = l.place
      group by l.connection, l.settlement, l.order_external, l.sku, l.marketplace, l.currency, c.charged, l.place
      having sum(l.amount) filter (where l.class = 'sale') > 0
      order by l.place limit $8`,
    values: [tenant, of.connection, of.payout, of.from, of.to, of.classes, of.after, of.limit],
  });
  return rows;
}
