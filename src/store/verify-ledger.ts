/** Laws 6 and 7 in the ledger: entries balance, balances are sums, nothing is promised twice. */
import type { Check } from './verify.ts';

const ENTRIES = 'select count(*) as n from entry e';

export const LEDGER_CHECKS: readonly Check[] = [
  {
    law: 6, name: 'entries-balance', says: 'Every entry sums to zero in each unit', looked: ENTRIES,
    broken: `
      select format('%s entry %s', p.tenant, p.entry) as what,
             format('is off by %s %s', sum(p.amount), p.unit) as detail
      from posting p
      group by p.tenant, p.shard, p.entry, p.unit having sum(p.amount) <> 0`,
  },
  {
    law: 6, name: 'postings', says: 'The postings are the lines of their entries', looked: ENTRIES,
    broken: `
      select format('%s entry %s', coalesce(e.tenant, p.tenant), coalesce(e.id, p.entry)) as what,
             format('line %s says %s %s on %s, its posting %s %s on %s', coalesce(e.n, p.ordinal),
               e.l->>'amount', e.l->>'unit',
               e.l->>'account', p.amount, p.unit, p.account) as detail
      from (
        select x.tenant, x.shard, x.id, t.l, t.n from entry x
        cross join lateral jsonb_array_elements(x.lines) with ordinality as t (l, n)) e
      full join posting p
        on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id and p.ordinal = e.n
      where p.amount is distinct from (e.l->>'amount')::bigint or p.unit is distinct from e.l->>'unit'
        or p.account is distinct from e.l->>'account'`,
  },
  {
    law: 6, name: 'balances', says: 'Every balance is the sum of its postings',
    looked: 'select count(*) as n from balance b',
    broken: `
      select format('%s %s %s', coalesce(b.tenant, p.tenant), coalesce(b.account, p.account),
               coalesce(b.unit, p.unit)) as what,
             format('stands at %s, its postings add up to %s', coalesce(b.amount, 0), coalesce(p.amount, 0)) as detail
      from balance b
      full join (
        select x.tenant, x.shard, x.account, x.unit, sum(x.amount) as amount from posting x
        group by x.tenant, x.shard, x.account, x.unit) p
        on p.tenant = b.tenant and p.shard = b.shard and p.account = b.account and p.unit = b.unit
      where coalesce(b.amount, 0) <> coalesce(p.amount, 0)`,
  },
  {
    law: 7, name: 'stock-not-negative', says: 'No location holds less than nothing',
    looked: `select count(*) as n from balance b where b.account like 'stock:%'`,
    broken: `
      select format('%s %s %s', b.tenant, b.account, b.unit) as what, format('stands at %s', b.amount) as detail
      from balance b where b.account like 'stock:%' and b.amount < 0`,
  },
  {
    law: 7, name: 'reservations', says: 'What orders hold is what the ledger holds for orders',
    looked: 'select count(*) as n from reservation r',
    broken: `
      select format('%s %s at %s', coalesce(r.tenant, b.tenant), coalesce(r.sku, b.unit),
               coalesce(r.location, b.location)) as what,
             format('orders hold %s, the ledger says %s', coalesce(r.held, 0), coalesce(b.held, 0)) as detail
      from (
        select x.tenant, x.sku, x.location, sum(x.reserved) as held
        from reservation x group by x.tenant, x.sku, x.location) r
      full join (
        select y.tenant, y.unit, substr(y.account, 7, length(y.account) - 15) as location, sum(y.amount) as held
        from balance y where y.account like 'stock:%:reserved' group by y.tenant, y.unit, y.account) b
        on b.tenant = r.tenant and b.unit = r.sku and b.location = r.location
      where coalesce(r.held, 0) <> coalesce(b.held, 0)`,
  },
  {
    law: 7, name: 'promised-once', says: 'No line holds more than was ordered',
    looked: 'select count(*) as n from reservation r where r.reserved > 0',
    broken: `
      select format('%s %s line %s', r.tenant, r.order_id, r.line_id) as what,
             format('holds %s of %s, ordered were %s', sum(r.reserved), r.sku, l.ordered) as detail
      from reservation r
      join order_line_view l on l.tenant = r.tenant and l.shard = r.shard and l.order_id = r.order_id
        and l.line_id = r.line_id
        and l.sku = r.sku
      group by r.tenant, r.order_id, r.line_id, r.sku, l.ordered having sum(r.reserved) > l.ordered`,
  },
  {
    law: 7, name: 'goods-shipped', says: 'What left the ledger is what warehouses said they shipped',
    looked: `select count(*) as n from message m where m.type = 'ShipmentDispatched'`,
    broken: `
      select format('%s %s', coalesce(s.tenant, k.tenant), coalesce(s.sku, k.sku)) as what,
             format('warehouses said %s, the ledger %s', coalesce(s.units, 0), coalesce(k.units, 0)) as detail
      from (
        select m.tenant, l->>'sku' as sku, sum((l->>'quantity')::bigint) as units
        from message m
        join delivery d on d.shard = m.shard and d.message = m.position and d.tenant = m.tenant
        cross join lateral jsonb_array_elements(m.data->'shipment'->'lines') as l
        where m.type = 'ShipmentDispatched' and d.handler = 'ledger:goods' and d.state = 'Done'
        group by m.tenant, l->>'sku') s
      full join (
        select e.tenant, l->>'unit' as sku, sum((l->>'amount')::bigint) as units
        from entry e cross join lateral jsonb_array_elements(e.lines) as l
        where e.book = 'goods' and e.memo = 'shipped' and l->>'account' = 'goods:shipped'
        group by e.tenant, l->>'unit') k on k.tenant = s.tenant and k.sku = s.sku
      where coalesce(s.units, 0) <> coalesce(k.units, 0)`,
  },
  {
    law: 7, name: 'counts', says: 'A location holds what was last counted there, less what left since',
    looked: 'select count(*) as n from stock_count c',
    // `missing` are units that were promised although the count did not find them: promises stand.
    broken: `
      select format('%s %s at %s', c.tenant, c.sku, c.location) as what,
             format('%s were counted, %s left since, %s are promised and missing; the ledger holds %s',
               s.counted, x.units, c.missing, h.units) as detail
      from stock_count c
      join (
        select distinct on (m.tenant, m.shard, m.data->>'sku', m.data->>'location', (m.data->>'asOf')::timestamptz)
               m.tenant, m.shard, m.data->>'sku' as sku, m.data->>'location' as location,
               (m.data->>'asOf')::timestamptz as as_of, (m.data->>'onHand')::bigint as counted
        from message m
        join delivery d on d.shard = m.shard and d.message = m.position and d.tenant = m.tenant
        where m.type = 'StockCounted' and d.handler = 'ledger:goods' and d.state = 'Done'
        order by 1, 2, 3, 4, 5, m.position desc) s
        on s.tenant = c.tenant and s.shard = c.shard and s.sku = c.sku and s.location = c.location and s.as_of = c.as_of
      cross join lateral (
        select coalesce(sum(b.amount), 0) as units from balance b
        where b.tenant = c.tenant and b.shard = c.shard and b.unit = c.sku
          and b.account in ('stock:' || c.location || ':on_hand', 'stock:' || c.location || ':reserved')) h
      cross join lateral (
        select coalesce(-sum(p.amount), 0) as units
        from posting p join entry e on e.tenant = p.tenant and e.shard = p.shard and e.id = p.entry
        where p.tenant = c.tenant and p.shard = c.shard and p.unit = c.sku and e.memo = 'shipped' and e.at > c.as_of
          and p.account in ('stock:' || c.location || ':on_hand', 'stock:' || c.location || ':reserved')) x
      where h.units <> s.counted - x.units + c.missing`,
  },
  {
    law: 7, name: 'movements', says: 'Every movement of goods follows from the message that says so',
    looked: `select count(*) as n from entry e where e.book = 'goods'`,
    broken: `
      select format('%s entry %s', e.tenant, e.id) as what,
             format('%s %s without a message of that kind', e.memo, e.document) as detail
      from entry e
      where e.book = 'goods'
        and e.memo in ('reserved', 'released', 'shipped', 'counted', 'counted before')
        and not exists (
          select from message m where m.tenant = e.tenant and m.correlation = e.correlation and m.id = e.cause
            and m.type = case e.memo when 'reserved' then 'ReserveStock' when 'released' then 'ReleaseStock'
              when 'counted' then 'StockCounted' else 'ShipmentDispatched' end)`,
  },
];
