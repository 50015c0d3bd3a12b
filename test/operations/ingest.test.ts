/** Handing documents over: on a fresh install, twice, with workers and without; and what became of them, in full. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { connectors } from '#connectors/registry.ts';
import { makeIntake } from '#runtime/intake.ts';
import { tenantOf } from '#runtime/platform.ts';
import { startWorker } from '#runtime/worker.ts';
import { ground, place, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { drain } from '#runtime/operations/drain.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { Refusal } from '#runtime/operations/operation.ts';
import { placeholderSettings } from '#runtime/operations/placeholder.ts';

let g: Ground;
const act = { tenant: TENANT, who: 'test:anna' };
before(async () => { g = await ground(); });
after(() => g.close());

const order = (number: string, sku = 'TEE', quantity = 1): Buffer =>
  Buffer.from(
    JSON.stringify({
      order: number, at: '2026-11-21T08:00:00Z', currency: 'EUR', lines: [{ id: '1', sku, quantity, net: '10.00' }],
    }),
  );
const hand = (connection: string, body: Buffer, topic = 'order') =>
  ingestFile(g.opened.platform, g.intake, act, { connection, topic, body });
const wait = (taken: Awaited<ReturnType<typeof hand>>, timeoutSeconds = 20) =>
  drain(g.opened.platform, {
    tenant: TENANT, documents: [taken], controlUrl: g.url, intake: makeIntake(g.opened.platform, () => {}),
    timeoutSeconds,
  });

it('every connector can read before anybody has a key for it', () => {
  for (const connector of connectors.values()) {
    const raw = placeholderSettings(connector);
    assert.doesNotThrow(() => connector.settings.parse(raw), connector.name);
    const addresses = Object.values(raw).filter((v) => typeof v === 'string' && /^https?:/.test(v));
    for (const a of addresses) assert.match(String(a), /\.invalid$/, `${connector.name} would be called at ${a}`);
  }
});

it('without a worker, one works here; what became of the document is told', async () => {
  await stockUp(g, 'TEE', 10);
  const taken = await hand('shop', order('I-1', 'TEE', 2));
  assert.deepEqual([taken.reference, taken.known, taken.note], ['orders/I-1', false, undefined]);
  const d = await wait(taken);
  assert.equal(d.complete, true);
  assert.deepEqual(d.waiting, []);
  assert.equal(d.messages['OrderPlaced'], 1);
  assert.equal(d.messages['FulfillmentRequested'], 1);
  assert.deepEqual(d.orders.map((o) => [o.number, o.stage]), [['I-1', 'released']]);
  assert.deepEqual(d.entries.map((e) => [e.book, e.memo]), [['goods', 'reserved']]);
});

it('the same bytes again are told apart from new ones, and nothing new follows', async () => {
  const again = await hand('shop', order('I-1', 'TEE', 2));
  assert.equal(again.known, true);
  const d = await wait(again);
  assert.equal(d.messages['OrderPlaced'], 1);
  assert.equal(g.twin.applied.filter((a) => a.operation === 'CreateErpOrder').length, 1);
});

it('with a worker elsewhere, that one does the work and ours stays away', async () => {
  const worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake, name: 'elsewhere' });
  try {
    while (worker.shards() < 256) await new Promise((resolve) => setTimeout(resolve, 50));
    const d = await wait(await hand('shop', order('I-2', 'NOBODY-KNOWS')));
    assert.equal(d.complete, true);
    assert.deepEqual(d.waiting.map((w) => [w.state, w.exception, w.owner, w.waitsOn]),
      [['Parked', 'UnmappedSku', 'operations', 'mapping:sku:shop:NOBODY-KNOWS']]);
    assert.match(d.waiting[0]!.fix ?? '', /Map the channel/);
    const { rows } = await g.opened.platform.pool.query('select worker from worker');
    assert.deepEqual(rows, [{ worker: worker.name }]);
  } finally {
    await worker.stop();
  }
});

it('a connector nobody connected gets a connection that reads and is never polled', async () => {
  const taken = await hand('simulated', order('I-3', 'TEE'));
  assert.match(taken.note ?? '', /only reads/);
  const d = await wait(taken);
  assert.deepEqual(d.orders.map((o) => [o.number, o.channel]), [['I-3', 'simulated']]);
  const { row } = tenantOf(g.opened.platform, TENANT).connections.get('simulated')!;
  assert.deepEqual([row.state, row.roles, row.settings['readOnly']], ['active', [], true]);
  assert.ok(Number(row.settings['pollSeconds']) > 86_400 * 365);
  assert.equal(JSON.stringify(row.settings).includes('token'), false, 'a secret stands in the settings');
  assert.equal((await hand('simulated', order('I-4', 'TEE'))).note, undefined);
});

it('what waits for a suspended connection is told, not waited for', async () => {
  await g.opened.platform.pool.query(
    `update connection set state = 'suspended', reason = 'credentials refused' where connection = 'erp'`,
  );
  const started = performance.now();
  const d = await wait(await hand('shop', order('I-5', 'TEE')));
  assert.ok(performance.now() - started < 8000, 'it waited');
  assert.equal(d.complete, true);
  assert.deepEqual(d.waiting.map((w) => [w.type, w.closed]), [['CreateErpOrder', 'credentials refused']]);
});

it('time that is up is said; the work goes on', async () => {
  await place(g, 'I-6', [{ sku: 'TEE', quantity: 1 }]);
  const d = await wait(await hand('shop', order('I-7', 'TEE')), 0);
  assert.equal(d.complete, false);
});

it('refuses what cannot be handed over, in words', async () => {
  const refused = (reason: string, words: RegExp) => (e: unknown) =>
    e instanceof Refusal && e.reason === reason && words.test(e.message);
  await assert.rejects(
    hand('nobody', order('X')),
    refused('NotFound', /neither a connection nor a connector nobody.*shop.*simulated/s),
  );
  await assert.rejects(hand('shop', Buffer.alloc(0)), refused('Invalid', /empty/));
  await assert.rejects(hand('shop', order('X'), ' '), refused('Invalid', /what the document is/));
  await g.opened.platform.pool.query(`update connection set state = 'closed' where connection = 'wms'`);
  const { loadConfiguration } = await import('#runtime/platform.ts');
  await loadConfiguration(g.opened.platform);
  await assert.rejects(hand('wms', order('X')), refused('Conflict', /is closed/));
});
