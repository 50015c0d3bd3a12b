/** Laws 2 and 7 to 9 along an order: who hears of it when, documents once, totals as stated, payouts to the cent. */
import type { Check } from './verify.ts';
import { RETURN_CHECKS } from './verify-returns.ts';

/** Lines of an order that a warehouse must ship. */
const NEEDS_WAREHOUSE = `exists (
  select from jsonb_array_elements(o.document->'lines') x
  where x->>'fulfillment' not in ('digital', 'counter', 'marketplace-fulfilled')
    and (x->>'quantity')::int > (x->>'cancelled')::int)`;

const once = (type: string, thing: string, identity: string, says: string): Check => ({
  law: 2, name: `one-${thing.replaceAll(' ', '-')}`, says,
  looked: `select count(*) as n from message m where m.type = '${type}'`,
  broken: `
    select format('%s %s', m.tenant, string_agg(distinct ${identity}, ' ')) as what,
           format('has %s ${thing}s: %s', count(distinct m.data->>'external'),
             string_agg(distinct m.data->>'external', ', ')) as detail
    from message m where m.type = '${type}'
    group by m.tenant, m.shard, m.data->>'by', ${identity} having count(distinct m.data->>'external') > 1`,
});

const sum = (path: string): string => `coalesce((${path})::bigint, 0)`;
/** What a refund gave back: its payments, or its parts when the channel names no payments. */
const GIVEN_BACK = `
  coalesce(
    (select sum((t->'amount'->>'count')::bigint) from jsonb_array_elements(m.data->'refund'->'tenders') t
      where t->>'state' <> 'failed'),
    (select coalesce(sum((l->'net'->>'count')::bigint + (l->'tax'->>'count')::bigint), 0)
       from jsonb_array_elements(m.data->'refund'->'lines') l)
      + ${sum(`m.data->'refund'->'shipping'->>'count'`)} + ${sum(`m.data->'refund'->'shippingTax'->>'count'`)}
      + ${sum(`m.data->'refund'->'adjustment'->>'count'`)})`;

const BEFORE = (types: string) => `exists (
  select from message s
  where s.tenant = m.tenant and s.correlation = m.correlation and s.shard = m.shard and s.type in (${types})
    and s.position < m.position)`;

export const ORDER_CHECKS: readonly Check[] = [
  once('ErpOrderCreated', 'ERP order', `(m.data->>'orderId')`, 'An order is one order in the ERP'),
  once('InvoiceIssued', 'invoice', `(m.data->>'shipmentId')`, 'A shipment is invoiced once'),
  once('CreditMemoIssued', 'credit memo', `concat(m.data->>'orderId', ' refund ', m.data->>'refund')`,
    'A refund is credited once'),
  {
    law: 7, name: 'line-quantities', says: 'No line ships or cancels more than was ordered',
    looked: 'select count(*) as n from order_line_view l',
    broken: `
      select format('%s %s line %s', l.tenant, l.order_id, l.line_id) as what,
             format('ordered %s, cancelled %s, shipped %s, returned %s', l.ordered, l.cancelled,
               l.shipped, l.returned) as detail
      from order_line_view l
      where l.cancelled + l.shipped > l.ordered or l.returned > l.shipped`,
  },
  {
    law: 7, name: 'erp-after-stock', says: 'The ERP hears of an order after its stock is promised',
    looked: `select count(*) as n from message m where m.type = 'CreateErpOrder'`,
    broken: `
      select format('%s %s', m.tenant, m.data->>'orderId') as what,
             'the ERP was asked before anything was reserved' as detail
      from message m
      where m.type = 'CreateErpOrder'
        and not ${BEFORE(`'StockReserved', 'ShipmentDispatched'`)}
        and exists (
          select from order_view o where o.tenant = m.tenant and o.shard = m.shard and o.order_id = m.data->>'orderId'
            and ${NEEDS_WAREHOUSE})`,
  },
  {
    law: 7, name: 'warehouse-after-stock',
    says: 'A warehouse hears of an order after its stock is promised',
    looked: `select count(*) as n from message m where m.type = 'RequestFulfillment'`,
    broken: `
      select format('%s %s', m.tenant, m.data->'fulfillment'->>'fulfillmentId') as what,
             'the warehouse was asked before anything was reserved' as detail
      from message m
      where m.type = 'RequestFulfillment' and not ${BEFORE(`'StockReserved'`)}`,
  },
  {
    law: 7, name: 'cancelled-stays',
    says: 'Nothing is asked of a warehouse once a cancellation is known',
    looked: `select count(*) as n from message m where m.type = 'OrderCancelled'`,
    // The wish was decided on a message that came after the cancellation: it was known. One decided before is recalled.
    broken: `
      select format('%s %s', m.tenant, w.data->'fulfillment'->>'fulfillmentId') as what,
             format('was asked for after %s was cancelled', m.data->>'orderId') as detail
      from message m
      join message w on w.tenant = m.tenant and w.correlation = m.correlation and w.shard = m.shard
        and w.type = 'RequestFulfillment'
      join message c on c.tenant = w.tenant and c.shard = w.shard and c.id = w.cause
      where m.type = 'OrderCancelled' and c.position > m.position`,
  },
  {
    law: 8, name: 'goods-before-books', says: 'No shipment waits for the books',
    looked: `select count(*) as n from delivery d where d.state = 'Parked'`,
    broken: `
      select format('%s %s-%s-%s', d.tenant, d.shard, d.message, d.handler) as what,
             format('%s is held back by %s', m.type, d.exception) as detail
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.state = 'Parked' and d.exception in ('PeriodClosed', 'UnmappedAccount')
        and m.type in ('ReserveStock', 'RequestFulfillment', 'ShipmentDispatched', 'ReportShipment')`,
  },
  {
    law: 9, name: 'totals',
    says: 'The lines of an order add up to the total the channel states, or somebody is told',
    looked: `select count(*) as n from order_view o where o.stage <> 'placed'`,
    broken: `
      select format('%s %s %s', s.tenant, s.channel, s.number) as what,
             format('the channel says %s %s, the lines say %s (minor units)', s.total, s.currency, s.ours) as detail
      from (
        select o.tenant, o.channel, o.number, o.correlation, o.currency, o.total,
          (select coalesce(sum((x->'net'->>'count')::bigint + coalesce(
             (select sum((t->'amount'->>'count')::bigint) from jsonb_array_elements(x->'taxes') t), 0)), 0)
             from jsonb_array_elements((o.document->'lines') || (o.document->'shipping')) x)
          + (select coalesce(sum((a->'amount'->>'count')::bigint), 0)
             from jsonb_array_elements(o.document->'adjustments') a) as ours,
          (select coalesce(sum(1 + jsonb_array_length(x->'taxes')), 0) from jsonb_array_elements(o.document->'lines') x)
          + jsonb_array_length(o.document->'shipping') as bound
        from order_view o where o.stage <> 'placed') s
      where abs(s.total - s.ours) > s.bound and not exists (
        select from delivery d
        where d.tenant = s.tenant and d.correlation = s.correlation and d.handler = 'policy:validation'
          and d.state <> 'Done')`,
  },
  {
    law: 9, name: 'refunds', says: 'No more is refunded than was paid',
    looked: `select count(*) as n from message m where m.type = 'RefundRecorded'`,
    broken: `
      select format('%s %s', o.tenant, o.number) as what,
             format('refunded %s, paid %s %s (minor units)', r.back, r.paid, o.currency) as detail
      from (
        select m.tenant, m.shard, m.data->>'orderId' as order_id, sum(${GIVEN_BACK}) as back
        from message m where m.type = 'RefundRecorded'
        group by m.tenant, m.shard, m.data->>'orderId') b
      join order_view o on o.tenant = b.tenant and o.shard = b.shard and o.order_id = b.order_id
      cross join lateral (
        select b.back, greatest(o.total, coalesce((
          select sum((t->'amount'->>'count')::bigint) from jsonb_array_elements(o.document->'tenders') t
          where t->>'state' = 'captured'), 0)) as paid) r
      where r.back > r.paid`,
  },
  {
    law: 9, name: 'payouts', says: 'The lines of a payout add up to its header',
    looked: 'select count(*) as n from payout_view p',
    broken: `
      select format('%s %s %s', p.tenant, p.connection, p.external) as what,
             format('the header says %s %s in %s lines, the lines say %s in %s (minor units)', p.net, p.currency,
               p.line_count, coalesce(l.total, 0), coalesce(l.n, 0)) as detail
      from payout_view p
      left join (
        select x.tenant, x.shard, x.payout_id, sum(x.amount) as total, count(*) as n from payout_line x
        group by x.tenant, x.shard, x.payout_id) l
        on l.tenant = p.tenant and l.shard = p.shard and l.payout_id = p.payout_id
      where coalesce(l.total, 0) <> p.net or coalesce(l.n, 0) <> p.line_count`,
  },
  ...RETURN_CHECKS,
];
