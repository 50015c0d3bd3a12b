/** Every law holds after a day of trade, and each check finds the one thing that is broken for it. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Pool } from 'pg';
import { append } from '#runtime/append.ts';
import { keepParty } from '#runtime/parties.ts';
import { startWorker } from '#runtime/worker.ts';
import { writeAudit } from '#store/audit.ts';
import { openPool } from '#store/postgres/connect.ts';
import { transaction } from '#store/query.ts';
import { ground, place, quiet, say, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { verify } from '#runtime/operations/verify.ts';

let g: Ground;
/** The log is closed to the platform itself: only the owner can break it. */
let owner: Pool;
const sql = async <T = Record<string, unknown>>(text: string): Promise<T[]> =>
  (await owner.query({ text, values: [] })).rows as T[];

before(async () => {
  g = await ground();
  owner = openPool(g.url, { max: 2, application: 'owner' });
  const { platform } = g.opened;
  const worker = startWorker(platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 50);
  await stockUp(g, 'MUG', 50);
  for (let i = 1; i <= 6; i += 1) await place(g, `A-${i}`, [{ sku: 'TEE', quantity: 2 }, { sku: 'MUG', quantity: 1 }]);
  await place(g, 'A-7', [{ sku: 'NOBODY-KNOWS', quantity: 1 }]);
  await quiet(g);
  const asked = await sql<{ id: string; order: string }>(`
    select m.data->'fulfillment'->>'fulfillmentId' as id, m.data->>'number' as order from message m
    where m.type = 'RequestFulfillment' order by m.data->>'number'`);
  for (const { id, order } of asked.slice(0, 4))
    await say(g, 'wms', {
      order,
      fulfillment: id,
      shipment: `P-${order}`,
      at: '2026-11-21T10:00:00Z',
      tracking: `1Z${order}`,
      shipped: [
        { line: '1', sku: 'TEE', quantity: 2 }, { line: '2', sku: 'MUG', quantity: 1 },
      ],
    });
  await quiet(g);
  const [first] = await sql<{ correlation: string }>(`select correlation from order_view where number = 'A-1'`);
  await transaction(platform.pool, (tx) =>
    keepParty(platform, tx, TENANT, {
      party: 'pty-1' as never, correlation: first!.correlation,
      data: { name: 'Rosalind Featherstonehaugh', phone: '+4930123456' },
    }),
  );
  for (const n of [1, 2])
    await transaction(platform.pool, (tx) =>
      writeAudit(tx, { tenant: TENANT, who: 'test', what: 'look', before: null, after: { n }, why: null }));
  await worker.stop();
});
after(async () => {
  await owner.end();
  await g.close();
});

it('all laws hold after a day, and each looked at something', async () => {
  const findings = await verify(g.opened.platform);
  assert.deepEqual(
    findings.filter((f) => f.violations.length > 0), [],
  );
  const idle = findings
    .filter((f) => f.looked === 0)
    .map((f) => f.name)
    .sort();
  assert.deepEqual(idle, [
    'cancelled-stays', 'claimed', 'closed-months', 'incoming', 'journal-numbers', 'one-credit-memo', 'payouts', 'payouts-once', 'queued', 'refunds',
    'refunds-by-tender', 'returned',
  ]);
});

/** Breaks something, and says what the check must then say. */
async function breaks(name: string, change: string | (() => Promise<unknown>), expected: RegExp): Promise<void> {
  await (typeof change === 'string' ? sql(change) : change());
  const [finding] = await verify(g.opened.platform, { only: [name] });
  assert.ok(finding, `there is no check ${name}`);
  assert.ok(finding.violations.length > 0, `${name} saw nothing`);
  assert.match(finding.violations.map((v) => `${v.what} ${v.detail}`).join('\n'), expected);
}
const one = (table: string, where: string) => `ctid = (select ctid from ${table} where ${where} limit 1)`;

it('law 1: a document whose bytes are gone', () =>
  breaks(
    'payloads', `delete from raw_payload where ${one('raw_payload', `reference = 'orders/A-1'`)}`,
    /order of orders\/A-1 has no stored bytes/,
  ));

it('law 2: an order, a link or a payout that is there twice', async () => {
  await breaks('orders-once', `
    insert into order_view select tenant, shard, 'ord-again', channel, external, number, placed_at, currency, total,
      document, erp_order,
      cancelled_at, stage, correlation, changed from order_view where number = 'A-1'`,
    /shop A-1 is 2 orders: .*ord-again/,
  );
  await breaks(
    'links-unique',
    `
    insert into link select tenant, shard, connection, kind, external || '-again', own
      from link where external = 'A-2'`,
    /A-2-again/,
  );
  await breaks(
    'payouts-once',
    `
    insert into payout_view (tenant, shard, payout_id, connection, external, currency, net, deposit_date, line_count,
      correlation)
    select 'main', n, 'pay-' || n, 'shop', 'X-1', 'EUR', 500, '2026-11-21', 1, gen_random_uuid()
      from generate_series(1, 2) n`,
  /shop X-1 is 2 payouts/);
});

it('law 2: a second ERP order or invoice for the same thing', async () => {
  const again = (type: string) => `
    insert into message (tenant, shard, position, id, type, subject, data, key, digest, correlation, at)
    select tenant, shard, position + 1000000, gen_random_uuid(), type, subject, data || '{"external":"SECOND"}',
      key || ':2', digest,
      correlation, at from message where ${one('message', `type = '${type}'`)}`;
  await breaks('one-ERP-order', again('ErpOrderCreated'), /has 2 ERP orders: .*SECOND/);
  await breaks('one-invoice', again('InvoiceIssued'), /has 2 invoices: .*SECOND/);
});

it('law 3: a later delivery that was done before an earlier one', () => breaks('in-order', `
  update delivery d set state = 'Ready' where ${one('delivery', `handler = 'workflow:order-book' and state = 'Done'
    and exists (select from delivery e where e.shard = delivery.shard and e.handler = delivery.handler
      and e.subject = delivery.subject
      and e.message > delivery.message)`)} or (d.handler = 'projection:orders' and d.message = (
    select min(message) from delivery where handler = 'projection:orders' and shard = d.shard
      and subject = d.subject))`,
/is Ready, and a later one of order:ord-.* is done/));

it('law 4: a wish under a used key, and one that was done without an answer', async () => {
  await breaks('wish-keys', `
    insert into message (tenant, shard, position, id, type, subject, data, key, digest, correlation, at)
    select tenant, 255, 900000, gen_random_uuid(), type, subject, data, key, digest, correlation, at
    from message where ${one('message', `type = 'CreateErpOrder' and shard <> 255`)}`,
    /CreateErpOrder erp-order:.* was wished 2 times/,
  );
  await breaks(
    'answers', `update message set key = key || ':lost' where ${one('message', `type = 'FulfillmentRequested'`)}`,
    /RequestFulfillment is done, and no FulfillmentRequested says so/,
  );
});

it('law 5: work that nobody owes, owns or holds', async () => {
  await breaks(
    'deliveries',
    `delete from delivery where ${one('delivery', `handler = 'workflow:order-to-cash' and state = 'Done'`)}`,
    /owes nothing to workflow:order-to-cash/,
  );
  await breaks(
    'parked', `update delivery set exception = null where state = 'Parked'`,
    /is parked without a reason or an owner/,
  );
  await breaks(
    'claimed',
    `update delivery set state = 'Claimed', changed = now() - interval '1 minute'
    where ${one('delivery', `handler = 'connection:erp'`)}`,
    /by a worker that is gone/,
  );
  await sql(`insert into worker (worker, backend, beat) values ('w', 0, now() + interval '1 hour')`);
  await sql(`update shard_lease set worker = 'w'`);
  await breaks('queued', `update delivery set state = 'Queued', changed = now() - interval '1 minute'
    where ${one('delivery', `handler = 'connection:wms'`)}`, /waits behind nothing of order:/);
  await breaks('heads', 'update shard_head set position = 0', /shard \d+ has message \d+, its head is 0/);
  await sql('update shard_head set position = 1000');
});

it('law 6: postings and balances that say something else than their entries', async () => {
  await breaks(
    'postings',
    `update posting set account = 'stock:MUC:on_hand' where ${one('posting', `account = 'stock:BER:on_hand'`)}`,
    /says -?\d+ \w+ on stock:BER:on_hand, its posting -?\d+ \w+ on stock:MUC:on_hand/,
  );
  await breaks(
    'entries-balance',
    `update posting set amount = amount + 1 where ${one('posting', `account = 'goods:shipped'`)}`, /is off by 1 /,
  );
  await breaks(
    'balances', `update balance set amount = amount + 3 where account = 'goods:shipped' and unit = 'TEE'`,
    /goods:shipped TEE stands at 11, its postings add up to [89]/,
  );
});

it('law 7: stock below zero, promises beyond stock or order, goods nobody shipped', async () => {
  await sql('alter table balance drop constraint stock_not_negative');
  await breaks(
    'stock-not-negative', `update balance set amount = -1 where account = 'stock:BER:on_hand' and unit = 'MUG'`,
    /stock:BER:on_hand MUG stands at -1/,
  );
  await breaks(
    'reservations',
    `update reservation set reserved = reserved + 5 where ${one('reservation', `sku = 'TEE' and reserved > 0`)}`,
    /TEE at BER orders have 9, the ledger says 4/,
  );
  await breaks('promised-once', 'select 1', /holds 7 of TEE, ordered were 2/);
  await breaks(
    'goods-shipped',
    `update message set data = jsonb_set(data, '{shipment,lines,0,quantity}', '3')
    where ${one('message', `type = 'ShipmentDispatched'`)}`,
    /TEE warehouses said 9, the ledger 8/,
  );
  await breaks(
    'counts', `update stock_count set missing = 4 where sku = 'TEE'`,
    /TEE at BER 50 were counted, 8 left since \(net\), 4 are promised and missing; the ledger holds 42/,
  );
  await breaks(
    'movements', `update message set type = 'Nothing' where ${one('message', `type = 'StockCounted'`)}`,
    /counted .* without a message/,
  );
});

it('law 7: lines, the ERP and the warehouse out of turn', async () => {
  await sql('alter table order_line_view drop constraint never_more_than_ordered');
  await breaks(
    'line-quantities', `update order_line_view set cancelled = 1 where line_id = '1'`,
    /ordered 2, cancelled 1, shipped 2/,
  );
  await breaks(
    'erp-after-stock',
    `update message set type = 'Nothing' where type = 'StockReserved'
    and correlation = (select correlation from order_view where number = 'A-6')`,
    /before anything was reserved/,
  );
  await breaks('warehouse-after-stock', 'select 1', /before anything was reserved/);
  await breaks('cancelled-stays', `
    insert into message (tenant, shard, position, id, type, subject, data, key, digest, correlation, at)
    select tenant, shard, -1, gen_random_uuid(), 'OrderCancelled', subject, data, 'cancelled', digest, correlation, at
    from message where ${one('message', `type = 'RequestFulfillment'`)}`, /was asked for after ord-.* was cancelled/);
});

it('law 6: an entry that came into a month after it was closed, and a number that was left out', async () => {
  await sql(`insert into period (tenant, legal_entity, period, state, changed_by, changed_at)
    select tenant, legal_entity, to_char(date, 'YYYY-MM'), 'closed', 'test', '2000-01-01' from entry where book = 'money' limit 1`);
  await breaks('closed-months', 'select 1', /was posted after \d{4}-\d\d of main was closed/);
  await sql(`delete from period`);
  await breaks('journal-numbers', `insert into journal_series (tenant, legal_entity, series, year, last) values ('main', 'main', 'PAY', 2026, 3)`,
    /PAY-2026 gave 3 numbers; 0 entries have one/);
  await sql('delete from journal_series');
});

it('law 8: a shipment that is held back by the books', () => breaks('goods-before-books', `
  update delivery set state = 'Parked', exception = 'PeriodClosed', owner = 'finance', fault = '{"detail":"closed"}'
  where handler = 'connection:wms'`, /RequestFulfillment is held back by PeriodClosed/));

it('law 9: totals, refunds and payouts that do not add up', async () => {
  await breaks(
    'totals', `update order_view set total = total + 500 where number = 'A-3'`,
    /A-3 the channel says 2500 EUR, the lines say 2000/,
  );
  const refund = (key: string, amount: string) =>
    transaction(g.opened.platform.pool, (tx) =>
      append(tx, [
        {
          tenant: TENANT,
          type: 'RefundRecorded',
          key,
          at: '2026-11-21T12:00:00.000Z',
          subject: `order:${orderId}`,
          data: {
            orderId,
            refund: { external: key, lines: [], tenders: [{ state: 'paid', amount: { count: amount, unit: 'EUR' } }] },
          },
        },
      ]),
    );
  const [{ order_id: orderId }] = (await sql<{ order_id: string }>(
    `select order_id from order_view where number = 'A-4'`,
  )) as [{ order_id: string }];
  await refund('r-1', '2000');
  assert.deepEqual((await verify(g.opened.platform, { only: ['refunds'] }))[0]!.violations, []);
  await breaks('refunds', () => refund('r-2', '1'), /A-4 refunded 2001, paid 2000 EUR/);
  await breaks('payouts', 'select 1', /X-1 the header says 500 EUR in 1 lines, the lines say 0 in 0/);
});

it('law 10: a person’s name in a message of their story', () => breaks('no-personal-data', `
  update message set data = data || '{"note":"for rosalind FEATHERSTONEHAUGH"}'
  where type = 'OrderPlaced' and correlation = (select correlation from vault_party)`,
    /OrderPlaced has something of pty-1/,
  ));

it('law 11: a fact that names no version', () =>
  breaks(
    'mapping-versions', `update message set mapping = null where type = 'OrderSeen'`, /OrderSeen names no version/,
  ));

it('law 12: an audit entry that was changed', () =>
  breaks(
    'audit-chain', `update audit set who = 'somebody else' where what = 'look' and after->>'n' = '1'`,
    /audit entry \d+ does not follow/,
  ));
