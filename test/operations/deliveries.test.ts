/** People and stopped work: trying again, giving up, handing over; mappings that release what waited. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { append } from '#runtime/append.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { brokenLink } from '#store/audit.ts';
import { saveProducts } from '#store/configuration.ts';
import { listDeliveries, type ListedDelivery } from '#store/operate-list.ts';
import { transaction } from '#store/query.ts';
import { ground, place, quiet, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import {
  assignDelivery, dropDelivery, nameOf, parseName, retryDelivery, retryWhere, snoozeDelivery,
} from '#runtime/operations/deliveries.ts';
import { setMapping } from '#runtime/operations/mappings.ts';
import { Refusal } from '#runtime/operations/operation.ts';
import { closeException } from '#runtime/operations/settle.ts';

let g: Ground;
let worker: Worker;
const act = { tenant: TENANT, who: 'test:anna', why: 'because' };
before(async () => {
  g = await ground();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});

const sql = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await g.opened.platform.pool.query({ text, values })).rows as T[];
const at = (d: ListedDelivery) => ({ tenant: TENANT, ...d });
async function parkedOf(order: string): Promise<ListedDelivery & { tenant: string }> {
  const [row] = await sql<{ shard: number; message: bigint; handler: string }>(`
    select d.shard, d.message, d.handler from delivery d join order_view o on o.correlation = d.correlation
    where o.number = $1 and d.state = 'Parked'`, [order]);
  assert.ok(row, `nothing of ${order} is parked`);
  const all = await listDeliveries(g.opened.platform.pool, TENANT, { states: ['Parked'], limit: 50 });
  return at(all.find((d) => nameOf(d) === nameOf(row))!);
}
const typesOf = async (order: string) =>
  (
    await sql<{ type: string }>(
      `
  select m.type from message m join order_view o on o.correlation = m.correlation
    where o.number = $1 order by m.seen, m.position`,
      [order],
    )
  ).map((r) => r.type);
const lastAudit = async () =>
  (
    await sql<{ what: string; who: string; why: string; before: { delivery: string }; after: object }>(
      'select what, who, why, before, after from audit order by position desc limit 1',
    )
  )[0]!;
const refused = (reason: Refusal['reason'], words: RegExp) => (e: unknown) =>
  e instanceof Refusal && e.reason === reason && words.test(e.message);

it('a name finds its delivery, and anything else is refused in words', () => {
  assert.deepEqual(parseName('main', '137-4211-connection:erp-1'), {
    tenant: 'main', shard: 137, message: 4211n, handler: 'connection:erp-1',
  });
  for (const wrong of ['', '1', '300-1-connection:erp', '1-x-connection:erp', '1-1-erp'])
    assert.throws(() => parseName('main', wrong), refused('Invalid', /names no delivery/));
});

it('what stopped is tried again, once its cause is gone', async () => {
  await stockUp(g, 'LATE', 5);
  await place(g, 'R-1', [{ sku: 'LATE', quantity: 1 }]);
  await quiet(g);
  const d = await parkedOf('R-1');
  assert.equal(await retryDelivery(g.opened.platform, act, d), 'again');
  await quiet(g);
  assert.equal((await parkedOf('R-1')).exception, 'UnmappedSku', 'the cause was still there');
  await saveProducts(g.opened.platform.pool, TENANT, [{ sku: 'LATE', title: 'Late', gtin: null }]);
  await retryDelivery(g.opened.platform, act, d);
  await quiet(g);
  assert.ok((await typesOf('R-1')).includes('FulfillmentRequested'));
  const entry = await lastAudit();
  assert.deepEqual(
    [entry.what, entry.who, entry.why, entry.before.delivery],
    ['delivery.retry', 'test:anna', 'because', nameOf(d)],
  );
  await assert.rejects(retryDelivery(g.opened.platform, act, d), refused('Conflict', /done already/));
  await assert.rejects(
    retryDelivery(g.opened.platform, act, { ...d, message: 99n }), refused('NotFound', /no delivery/),
  );
});

it('a dropped wish is undone by its order, and the next one of its subject steps forward', async () => {
  await place(g, 'D-1', [{ sku: 'NOBODY-KNOWS', quantity: 1 }]);
  await quiet(g);
  const d = await parkedOf('D-1');
  // A second asking of the same order waits behind the parked one.
  await sql(`
    insert into message (tenant, shard, position, id, type, subject, data, key, digest, correlation, at)
    select tenant, shard, position + 500000, gen_random_uuid(), type, subject, data || '{"key":"another"}',
      'another', digest, correlation, at
    from message where shard = $1 and position = $2`, [d.shard, d.message]);
  await sql(`
    insert into delivery (tenant, shard, message, handler, subject, outside, state, correlation)
    select tenant, shard, message + 500000, handler, subject, outside, 'Queued', correlation from delivery
    where shard = $1 and message = $2 and handler = $3`, [d.shard, d.message, d.handler]);
  await assert.rejects(dropDelivery(g.opened.platform, { ...act, why: '  ' }, d), refused('Invalid', /needs a reason/));
  assert.deepEqual(await dropDelivery(g.opened.platform, { ...act, why: 'sold by mistake' }, d), { undone: true });
  await quiet(g);
  const [given] = await sql<{ data: object }>(`select data from message where type = 'WishAbandoned'`);
  assert.equal((given!.data as { wish: string; reason: string }).wish, 'ValidateOrder');
  assert.equal((given!.data as { wish: string; reason: string }).reason, 'sold by mistake');
  const next = await parkedOf('D-1');
  assert.equal(next.message, d.message + 500000n, 'the one behind it was worked on');
  assert.deepEqual(await dropDelivery(g.opened.platform, { ...act, why: 'this one too' }, next), { undone: true });
  await assert.rejects(
    dropDelivery(g.opened.platform, { ...act, why: 'again' }, d), refused('Conflict', /dropped already/),
  );
});

it('an exception is given to a person, or put off', async () => {
  await place(g, 'P-1', [{ sku: 'NOBODY-KNOWS', quantity: 1 }]);
  await quiet(g);
  const d = await parkedOf('P-1');
  await assignDelivery(g.opened.platform, act, d, 'ben');
  assert.equal((await parkedOf('P-1')).assignee, 'ben');
  await assignDelivery(g.opened.platform, act, d, null);
  assert.equal((await parkedOf('P-1')).assignee, null);
  await assert.rejects(snoozeDelivery(g.opened.platform, act, d, 'tomorrow'), refused('Invalid', /not a time/));
  await assert.rejects(
    snoozeDelivery(g.opened.platform, act, d, '2020-01-01T00:00:00Z'), refused('Invalid', /over already/),
  );
  await snoozeDelivery(g.opened.platform, act, d, '2099-01-01T00:00:00Z');
  assert.equal((await parkedOf('P-1')).due.toString(), '2099-01-01T00:00:00Z');
  assert.equal((await lastAudit()).what, 'delivery.snooze');
});

it('setting a mapping releases everything that waited for it, and nothing else', async () => {
  await stockUp(g, 'TEE', 50);
  for (const n of ['M-1', 'M-2', 'M-3']) await place(g, n, [{ sku: 'shop:item:77', quantity: 1 }]);
  await place(g, 'M-4', [{ sku: 'other', quantity: 1 }]);
  await quiet(g);
  const known = { name: 'sku', connection: 'shop', external: 'shop:item:77' };
  await assert.rejects(
    setMapping(g.opened.platform, act, { ...known, name: 'skus', own: 'TEE' }),
    refused('Invalid', /no mapping skus/),
  );
  await assert.rejects(
    setMapping(g.opened.platform, act, { ...known, connection: 'shopp', own: 'TEE' }),
    refused('Invalid', /no connection shopp.*shop/),
  );
  await assert.rejects(
    setMapping(g.opened.platform, act, { name: 'location', connection: '*', external: 'x', own: 'NO' }),
    refused('Invalid', /no location NO/),
  );
  const set = await setMapping(g.opened.platform, act, { ...known, own: 'TEE' });
  assert.equal(set.released, 3);
  assert.equal(set.warning, undefined);
  assert.match(
    (await setMapping(g.opened.platform, act, { ...known, external: 'x', own: 'TEES' })).warning ?? '',
    /TEES is not among the products/,
  );
  await quiet(g);
  for (const n of ['M-1', 'M-2', 'M-3']) assert.ok((await typesOf(n)).includes('FulfillmentRequested'), n);
  assert.equal((await parkedOf('M-4')).exception, 'UnmappedSku');
  const removed = await setMapping(g.opened.platform, act, { ...known, own: null });
  assert.ok(removed.version > set.version && removed.released === 0);
});

it('a bulk retry takes what fits and leaves the rest', async () => {
  await assert.rejects(retryWhere(g.opened.platform, act, {}), refused('Invalid', /Say which ones/));
  const before = (await listDeliveries(g.opened.platform.pool, TENANT, { states: ['Parked'], limit: 99 })).length;
  assert.equal(await retryWhere(g.opened.platform, act, { exception: 'StockShort' }), 0);
  assert.equal(await retryWhere(g.opened.platform, act, { connection: 'erp' }), 0);
  assert.equal(await retryWhere(g.opened.platform, act, { exception: 'UnmappedSku', owner: 'operations' }), before);
  await quiet(g);
  assert.equal(
    (await listDeliveries(g.opened.platform.pool, TENANT, { states: ['Parked'], limit: 99 })).length, before,
    'they stopped again',
  );
});

it('an order that is short asks again on retry, and its exception closes when the stock is there', async () => {
  await stockUp(g, 'MUG', 1);
  await place(g, 'S-1', [{ sku: 'MUG', quantity: 3 }]);
  await quiet(g);
  const d = await parkedOf('S-1');
  assert.equal(d.exception, 'StockShort');
  assert.equal(await retryDelivery(g.opened.platform, act, d), 'asked');
  await quiet(g);
  assert.equal((await typesOf('S-1')).filter((t) => t === 'ReserveStock').length, 2);
  const [raised] = await sql<{ data: { orderId: never; key: never } }>(
    `select data from message where type = 'RaiseException' and data->>'kind' = 'StockShort'`,
  );
  const { orderId, key } = raised!.data;
  const settle = () =>
    transaction(g.opened.platform.pool, (tx) => closeException(tx, TENANT, { orderId, exception: key }));
  assert.equal(await settle(), true);
  assert.equal(await settle(), false, 'closed once');
  await assert.rejects(retryDelivery(g.opened.platform, act, d), refused('Conflict', /done already/));
});

it('an exception that is settled elsewhere cannot be retried, only dropped', async () => {
  await transaction(g.opened.platform.pool, (tx) =>
    append(tx, [
      {
        tenant: TENANT, type: 'RaiseException', key: 'RaiseException:x', at: '2026-11-21T12:00:00.000Z',
        subject: 'intake:shop/x', correlation: '00000000-0000-8000-8000-000000000001',
        data: { key: 'x', kind: 'ContractDrift', detail: 'a new field' },
      },
    ]),
  );
  await quiet(g);
  const d = at(
    (
      await listDeliveries(g.opened.platform.pool, TENANT, { states: ['Parked'], exception: 'ContractDrift', limit: 1 })
    )[0]!,
  );
  await assert.rejects(retryDelivery(g.opened.platform, act, d), refused('Conflict', /closes by itself/));
  assert.deepEqual(await dropDelivery(g.opened.platform, { ...act, why: 'known' }, d), { undone: false });
});

it('every change left an unbroken audit trail', async () => {
  assert.equal(await brokenLink(g.opened.platform.pool, TENANT), undefined);
  const entries = await sql<{ what: string }>(
    `select distinct what from audit where what not like 'party%' order by what`,
  );
  assert.deepEqual(
    entries.map((e) => e.what),
    ['delivery.assign', 'delivery.drop', 'delivery.retry', 'delivery.retry-all', 'delivery.snooze', 'mapping.set'],
  );
});
