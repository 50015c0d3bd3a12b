/** Laws 1 to 5 and 11: the log and the worklist. */
import type { Check } from './verify.ts';

const UNFINISHED = `('Ready', 'Queued', 'Claimed', 'Parked')`;
/** A worker that owns the shard and has given a sign of life lately. */
const OWNED = `exists (
  select from shard_lease l join worker w on w.worker = l.worker
  where l.shard = d.shard and w.beat > now() - interval '6 seconds')`;
const NAMED = `format('%s %s-%s-%s', d.tenant, d.shard, d.message, d.handler)`;

export const LOG_CHECKS: readonly Check[] = [
  {
    law: 1, name: 'payloads', says: 'Every document that was answered is stored',
    looked: `select count(*) as n from message m where m.type = 'PartnerSpoke'`,
    broken: `
      select format('%s message %s', m.tenant, m.id) as what,
             format('%s %s of %s has no stored bytes', m.connection, m.data->>'topic', m.data->>'reference') as detail
      from message m
      where m.type = 'PartnerSpoke' and not exists (
        select from raw_payload p where p.tenant = m.tenant and p.shard = m.shard
          and p.id = (m.data->>'payload')::uuid)`,
  },
  {
    law: 2, name: 'orders-once', says: 'An order of a channel is one order here',
    looked: `select count(*) as n from order_view o`,
    broken: `
      select format('%s %s %s', o.tenant, o.channel, o.external) as what,
             format('is %s orders: %s', count(*), string_agg(o.order_id, ', ')) as detail
      from order_view o group by o.tenant, o.channel, o.external having count(*) > 1`,
  },
  {
    law: 2, name: 'payouts-once', says: 'A payout of a partner is in the books once',
    looked: `select count(*) as n from payout_view p`,
    broken: `
      select format('%s %s %s', p.tenant, p.connection, p.external) as what,
             format('is %s payouts: %s', count(*), string_agg(p.payout_id, ', ')) as detail
      from payout_view p group by p.tenant, p.connection, p.external having count(*) > 1`,
  },
  {
    law: 2, name: 'links-unique',
    says: 'An order, shipment or payout of ours is one at the partner it came from',
    looked: `select count(*) as n from link l where l.kind in ('order', 'shipment', 'payout')`,
    broken: `
      select format('%s %s %s', l.tenant, l.connection, l.own) as what,
             format('is %s %ss there: %s', count(*), l.kind, string_agg(l.external, ', ')) as detail
      from link l where l.kind in ('order', 'shipment', 'payout')
      group by l.tenant, l.connection, l.kind, l.own having count(*) > 1`,
  },
  {
    law: 3, name: 'in-order', says: 'What one handler owes on one subject is done in order',
    looked: `select count(*) as n from delivery d where d.state in ${UNFINISHED}`,
    broken: `
      select ${NAMED} as what, format('is %s, and a later one of %s is done', d.state, d.subject) as detail
      from delivery d
      where d.state in ${UNFINISHED} and d.handler <> 'policy:exceptions' and exists (
        select from delivery e
        where e.shard = d.shard and e.tenant = d.tenant and e.handler = d.handler and e.subject = d.subject
          and e.correlation = d.correlation and e.message > d.message and e.state = 'Done')`,
  },
  {
    law: 4, name: 'wish-keys', given: 'answers', says: 'Every wish has a key of its own',
    looked: `select count(*) as n from delivery d where starts_with(d.handler, 'connection:')`,
    broken: `
      select format('%s %s %s', m.tenant, m.type, m.data->>'key') as what,
             format('was wished %s times under one key', count(*)) as detail
      from message m where m.type in (select a->>'wish' from jsonb_array_elements($1::jsonb) a)
      group by m.tenant, m.type, m.data->>'key' having count(*) > 1`,
  },
  {
    law: 4, name: 'answers', given: 'answers', says: 'Every wish that is done has its answer',
    looked: `
      select count(*) as n from delivery d
      where d.state = 'Done'
        and starts_with(d.handler, 'connection:')`,
    broken: `
      select ${NAMED} as what, format('%s is done, and no %s says so', m.type, a->>'fact') as detail
      from delivery d
      join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      join jsonb_array_elements($1::jsonb) a on a->>'wish' = m.type
      where d.state = 'Done' and starts_with(d.handler, 'connection:') and not exists (
        select from message f
        where f.tenant = m.tenant and f.shard = m.shard and f.key = (a->>'fact') || ':' || (m.data->>'key'))`,
  },
  {
    law: 5, name: 'deliveries', given: 'routes', says: 'Every message has all its deliveries',
    looked: 'select count(*) as n from message m',
    broken: `
      select format('%s message %s', m.tenant, m.id) as what,
             format('%s (%s) owes nothing to %s', m.type, m.subject, r.handler) as detail
      from message m join (
        select a->>'type' as type, a->>'handler' as handler from jsonb_array_elements($1::jsonb) a) r on r.type = m.type
      where not exists (
        select from delivery d
        where d.shard = m.shard and d.message = m.position and d.tenant = m.tenant and d.handler = case r.handler
          when 'connection:{to}' then 'connection:' || (m.data->>'to')
          when 'intake:{connection}' then 'intake:' || (m.data->>'connection') else r.handler end)`,
  },
  {
    law: 5, name: 'parked', says: 'What is parked has a reason and an owner',
    looked: `select count(*) as n from delivery d where d.state = 'Parked'`,
    broken: `
      select ${NAMED} as what, 'is parked without a reason or an owner' as detail from delivery d
      where d.state = 'Parked'
        and (d.owner is null or d.exception is null or coalesce(d.fault->>'detail', '') = '')`,
  },
  {
    law: 5, name: 'claimed', says: 'What is being worked on has a worker',
    looked: `select count(*) as n from delivery d where d.state = 'Claimed'`,
    broken: `
      select ${NAMED} as what,
             format('was taken %s seconds ago by a worker that is gone: start a worker, it takes over',
               extract(epoch from now() - d.changed)::int) as detail
      from delivery d
      where d.state = 'Claimed' and d.changed < now() - interval '10 seconds'
        and not ${OWNED}`,
  },
  {
    law: 5, name: 'queued', says: 'What waits its turn waits behind something',
    looked: `select count(*) as n from delivery d where d.state = 'Queued'`,
    broken: `
      select ${NAMED} as what, format('waits behind nothing of %s', d.subject) as detail from delivery d
      where d.state = 'Queued' and d.changed < now() - interval '30 seconds' and ${OWNED}
        and not exists (
          select from delivery e
          where e.shard = d.shard and e.tenant = d.tenant and e.handler = d.handler and e.subject = d.subject
            and e.message < d.message and e.state in ${UNFINISHED})`,
  },
  {
    law: 5, name: 'heads', says: 'No message stands beyond the head of its shard',
    looked: `select count(*) as n from shard_head h`,
    broken: `
      select format('shard %s', h.shard) as what, format('has message %s, its head is %s', m.last, h.position) as detail
      from shard_head h
      cross join lateral (select max(x.position) as last from message x where x.shard = h.shard) m
      where m.last > h.position`,
  },
  {
    law: 11, name: 'mapping-versions',
    says: 'What was read from a document names the version that read it',
    looked: `
      select count(*) as n from message m
      where m.type in ('OrderSeen', 'CancellationSeen', 'RefundSeen', 'PayoutReceived', 'ShipmentDispatched',
        'OrderValidated')`,
    broken: `
      select format('%s message %s', m.tenant, m.id) as what,
             format('%s names no version of a mapping', m.type) as detail
      from message m
      where m.type in ('OrderSeen', 'CancellationSeen', 'RefundSeen', 'PayoutReceived', 'ShipmentDispatched')
          and m.connection is not null and m.mapping is null
        or m.type = 'OrderValidated' and not m.data ? 'mapping'`,
  },
];
