/** Laws 7 and 9 along a return: no more comes back than left, nothing is found that did not come, each tender pays back its own. */
import type { Check } from './verify.ts';

const unitsOf = (type: string) => `
  select m.tenant, m.shard, m.data->>'orderId' as order_id, x->>'lineId' as line_id, sum((x->>'quantity')::int) as units
  from message m cross join lateral jsonb_array_elements(m.data->'lines') x
  where m.type = '${type}' group by 1, 2, 3, 4`;

export const RETURN_CHECKS: readonly Check[] = [
  {
    law: 7, name: 'returned', says: 'No more comes back of a line than left, and no more is looked at than came back',
    looked: `select count(*) as n from message m where m.type = 'GoodsReturned'`,
    broken: `
      select format('%s %s line %s', b.tenant, b.order_id, b.line_id) as what,
             format('%s left, %s came back, %s were looked at', coalesce(l.units, 0), b.units, coalesce(f.units, 0)) as detail
      from (${unitsOf('GoodsReturned')}) b
      left join (${unitsOf('GoodsRestocked')}) f
        on f.tenant = b.tenant and f.shard = b.shard and f.order_id = b.order_id and f.line_id = b.line_id
      left join (
        select v.tenant, v.shard, v.order_id, v.line_id, greatest(v.shipped, coalesce((
          select (x->>'sentByChannel')::int from jsonb_array_elements(o.document->'lines') x where x->>'lineId' = v.line_id), 0)) as units
        from order_line_view v join order_view o on o.tenant = v.tenant and o.shard = v.shard and o.order_id = v.order_id) l
        on l.tenant = b.tenant and l.shard = b.shard and l.order_id = b.order_id and l.line_id = b.line_id
      where b.units > coalesce(l.units, 0) or coalesce(f.units, 0) > b.units`,
  },
  {
    law: 9, name: 'refunds-by-tender', says: 'Each means of payment gives back at most what it paid, or somebody is told',
    looked: `select count(*) as n from message m where m.type = 'RefundRecorded'`,
    broken: `
      select format('%s %s', o.tenant, o.number) as what,
             format('%s gave back %s of %s %s (minor units)', r.method, r.back, p.paid, o.currency) as detail
      from (
        select m.tenant, m.shard, m.data->>'orderId' as order_id, t->>'method' as method, sum((t->'amount'->>'count')::bigint) as back
        from message m cross join lateral jsonb_array_elements(m.data->'refund'->'tenders') t
        where m.type = 'RefundRecorded' and t->>'state' <> 'failed' group by 1, 2, 3, 4) r
      join order_view o on o.tenant = r.tenant and o.shard = r.shard and o.order_id = r.order_id
      cross join lateral (
        select sum((t->'amount'->>'count')::bigint) as paid from jsonb_array_elements(o.document->'tenders') t
        where t->>'state' = 'captured' and t->>'method' = r.method) p
      where p.paid is not null and r.back > p.paid and not exists (
        select from message x where x.tenant = o.tenant and x.shard = o.shard and x.correlation = o.correlation
          and x.type = 'RaiseException' and x.data->>'kind' = 'RefundBeyondPayment')`,
  },
];
