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
    law: 7, name: 'reservations', says: 'What orders and holds have is what the ledger holds for them',
    looked: 'select count(*) as n from reservation r',
    broken: `
      select format('%s %s at %s', coalesce(r.tenant, b.tenant), coalesce(r.sku, b.unit),
               coalesce(r.location, b.location)) as what,
             format('%ss have %s, the ledger says %s', coalesce(r.kind, b.kind), coalesce(r.held, 0), coalesce(b.held, 0)) as detail
      from (
        select a.tenant, a.sku, a.location, a.kind, sum(a.held) as held from (
          select x.tenant, x.sku, x.location, x.kind, x.reserved as held from reservation x
          union all
          select c.tenant, c.sku, c.location, 'hold', c.allotted from stock_claim c) a
        group by a.tenant, a.sku, a.location, a.kind) r
      full join (
        select y.tenant, y.unit, k.kind, substr(y.account, 7, length(y.account) - 7 - length(k.name)) as location, sum(y.amount) as held
        from balance y join (values ('order', 'reserved'), ('hold', 'held')) as k (kind, name)
          on y.account like 'stock:%:' || k.name
        group by y.tenant, y.unit, k.kind, y.account, k.name) b
        on b.tenant = r.tenant and b.unit = r.sku and b.location = r.location and b.kind = r.kind
      where coalesce(r.held, 0) <> coalesce(b.held, 0)`,
  },
  {
    law: 7, name: 'promised-once', says: 'No line holds more than was ordered',
    looked: 'select count(*) as n from reservation r where r.reserved > 0',
    // A kit's line holds so many of each component as the kit has of it.
    broken: `
      select format('%s %s line %s', r.tenant, r.order_id, r.line_id) as what,
             format('holds %s of %s, ordered were %s', sum(r.reserved), r.sku, l.ordered * max(r.per)) as detail
      from reservation r
      join order_line_view l on l.tenant = r.tenant and l.shard = r.shard and l.order_id = r.order_id
        and l.line_id = r.line_id
        and l.sku = coalesce(r.line_sku, r.sku)
      group by r.tenant, r.order_id, r.line_id, r.sku, l.ordered having sum(r.reserved) > l.ordered * max(r.per)`,
  },
  {
    law: 7, name: 'goods-shipped', says: 'What left the ledger is what warehouses said they shipped',
    looked: `select count(*) as n from message m where m.type = 'ShipmentDispatched'`,
    broken: `
      select format('%s %s', coalesce(s.tenant, k.tenant), coalesce(s.sku, k.sku)) as what,
             format('warehouses said %s, the ledger %s', coalesce(s.units, 0), coalesce(k.units, 0)) as detail
      from (
        select m.tenant, coalesce(r.sku, l->>'sku') as sku, sum((l->>'quantity')::bigint * coalesce(r.per, 1)) as units
        from message m
        join delivery d on d.shard = m.shard and d.message = m.position and d.tenant = m.tenant
        cross join lateral jsonb_array_elements(m.data->'shipment'->'lines') as l
        left join reservation r on r.tenant = m.tenant and r.shard = m.shard and r.order_id = m.data->>'orderId'
          and r.line_id = l->>'lineId' and r.location = m.data->'shipment'->>'location'
          and coalesce(r.line_sku, r.sku) = l->>'sku'
        where m.type = 'ShipmentDispatched' and d.handler = 'ledger:goods' and d.state = 'Done'
        group by m.tenant, coalesce(r.sku, l->>'sku')) s
      full join (
        select e.tenant, l->>'unit' as sku, sum((l->>'amount')::bigint) as units
        from entry e cross join lateral jsonb_array_elements(e.lines) as l
        where e.book = 'goods' and e.memo = 'shipped' and l->>'account' = 'goods:shipped'
        group by e.tenant, l->>'unit') k on k.tenant = s.tenant and k.sku = s.sku
      where coalesce(s.units, 0) <> coalesce(k.units, 0)
        and not exists (select from product p where p.tenant = s.tenant and p.sku = s.sku and p.service)`,
  },
  {
    law: 7, name: 'counts', says: 'A location holds what was last counted there, less what left and with what came since',
    looked: 'select count(*) as n from stock_count c',
    // `missing` are units that were promised although the count did not find them: promises stand.
    broken: `
      select format('%s %s at %s', c.tenant, c.sku, c.location) as what,
             format('%s were counted, %s left since (net), %s are promised and missing; the ledger holds %s',
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
          and b.account in ('stock:' || c.location || ':on_hand', 'stock:' || c.location || ':reserved',
            'stock:' || c.location || ':held', 'goods:owed:' || c.location)) h
      cross join lateral (
        select coalesce(-sum(p.amount), 0) as units
        from posting p join entry e on e.tenant = p.tenant and e.shard = p.shard and e.id = p.entry
        where p.tenant = c.tenant and p.shard = c.shard and p.unit = c.sku and e.at > c.as_of
          and e.memo in ('shipped', 'sold', 'returned', 'restocked', 'received', 'sent', 'arrived', 'found', 'lost', 'damaged')
          and p.account in ('stock:' || c.location || ':on_hand', 'stock:' || c.location || ':reserved',
            'stock:' || c.location || ':held', 'goods:owed:' || c.location)) x
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
        and not exists (
          select from message m where m.tenant = e.tenant and m.correlation = e.correlation and m.id = e.cause
            and m.type in (select w.type from (values
              ('reserved', 'ReserveStock'), ('taken over', 'ReserveStock'), ('unclaimed', 'ReserveStock'), ('claimed', 'ReserveStock'),
              ('released', 'ReleaseStock'), ('released', 'HoldEnded'), ('released', 'ReserveStock'), ('held', 'StockHeld'),
              ('shipped', 'ShipmentDispatched'), ('lot shipped', 'ShipmentDispatched'), ('lot counted', 'StockCounted'),
              ('counted before', 'ShipmentDispatched'), ('counted', 'StockCounted'),
              ('unclaimed', 'OrderCancelled'), ('returned', 'GoodsReturned'),
              ('restocked', 'GoodsRestocked'), ('lot restocked', 'GoodsRestocked'), ('damaged', 'GoodsRestocked'),
              ('destroyed', 'GoodsRestocked'),
              ('counted before', 'GoodsRestocked'), ('expected', 'GoodsExpected'), ('unclaimed', 'GoodsExpected')) as w (memo, type)
              where w.memo = e.memo
              union all select 'StockMoved' where e.memo not in ('reserved', 'claimed', 'released', 'held', 'shipped', 'counted')))`,
  },
  {
    law: 6, name: 'incoming', says: 'What documents lead us to expect stands on the accounts, claimed or not',
    looked: 'select count(*) as n from stock_incoming i',
    broken: `
      select format('%s %s at %s', b.tenant, b.unit, b.location) as what,
             format('documents say %s, the ledger %s; orders claim %s, the ledger %s', coalesce(i.units, 0), b.incoming + b.claimed,
               coalesce(c.units, 0), b.claimed) as detail
      from (
        select y.tenant, y.unit, split.location, sum(y.amount) filter (where y.account like '%:incoming') as incoming,
               coalesce(sum(y.amount) filter (where y.account like '%:claimed'), 0) as claimed
        from balance y cross join lateral (select substring(y.account from '^stock:(.+):(?:incoming|claimed)$') as location) split
        where split.location is not null group by y.tenant, y.unit, split.location) b
      left join (select x.tenant, x.sku, x.location, sum(x.quantity) as units from stock_incoming x
                 group by x.tenant, x.sku, x.location) i on i.tenant = b.tenant and i.sku = b.unit and i.location = b.location
      left join (select z.tenant, z.sku, z.location, sum(z.quantity - z.allotted - z.moving) as units from stock_claim z
                 group by z.tenant, z.sku, z.location) c on c.tenant = b.tenant and c.sku = b.unit and c.location = b.location
      where coalesce(i.units, 0) <> coalesce(b.incoming, 0) + b.claimed or coalesce(c.units, 0) <> b.claimed`,
  },
];
