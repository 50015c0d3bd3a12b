/** Returns end to end on a real database: whoever tells, in whatever order, goods and money end in the books once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seededFaults } from '#sandbox/faults.ts';
import { startSquareTwin } from '#sandbox/square/index.ts';
import { loadConfiguration, secretsOwner, tenantOf } from '#runtime/platform.ts';
import { orderIdOf, orderStory } from '#runtime/identity.ts';
import { runPoll } from '#runtime/schedule.ts';
import { seal } from '#runtime/vault.ts';
import { classifyCode, decideProposal } from '#runtime/operations/fee-codes.ts';
import { verify } from '#runtime/operations/verify.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { readStory } from '#runtime/story.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveConnection, saveLocation, savePolicy } from '#store/configuration.ts';
import { ground, place, quiet, say, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';

let g: Ground;
let worker: Worker | undefined;
before(async () => {
  g = await ground();
  await terms('*', { counterpartAfter: 'PT0S' });
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 40);
  await stockUp(g, 'MUG', 40);
  await quiet(g);
});
after(async () => {
  await worker?.stop();
  await g.close();
});

async function terms(scope: string, value: object): Promise<void> {
  await savePolicy(g.opened.platform.pool, TENANT, { name: 'returns', scope, value, author: 'test' });
  await loadConfiguration(g.opened.platform);
  assert.ok(tenantOf(g.opened.platform, TENANT).policies.has(`returns|${scope}`));
}
const hand = async (connection: string, topic: string, body: string) =>
  void await ingestFile(g.opened.platform, g.intake, { tenant: TENANT, who: 'test:anna' }, { connection, topic, body: Buffer.from(body) });
const rows = async <T>(text: string, ...values: unknown[]): Promise<T[]> => (await g.opened.platform.pool.query(text, values)).rows as T[];
const idOf = (order: string) => orderIdOf(TENANT, 'shop', order);
const AT = '2026-11-21T10:00:00Z';
const order = (name: string, more = {}) => place(g, name, [{ sku: 'TEE', quantity: 2 }, { sku: 'MUG', quantity: 1 }], more);

/** Placed, and sent whole by the warehouse. */
async function sold(name: string): Promise<void> {
  await order(name);
  await quiet(g);
  const fulfillment = `${idOf(name)}-1`;
  await say(g, 'wms', { order: name, fulfillment, shipment: `s-${name}`, at: '2026-11-21T09:00:00Z', tracking: `T${name}`, shipped: [
    { line: '1', sku: 'TEE', quantity: 2 }, { line: '2', sku: 'MUG', quantity: 1 }] });
  await quiet(g);
}
const stock = async (sku: string, kind: string) => Number((await rows<{ amount: bigint }>(
  `select coalesce(sum(amount), 0) as amount from balance where account = $1 and unit = $2`, `stock:BER:${kind}`, sku))[0]!.amount);
const open = async (name: string): Promise<string[]> => (await rows<{ exception: string }>(
  `select exception from delivery where state = 'Parked' and correlation = $1 order by 1`, orderStory(TENANT, idOf(name)))).map((r) => r.exception);
const count = async (name: string, type: string) => Number((await rows<{ n: string }>(
  `select count(*) as n from message where type = $1 and correlation = $2`, type, orderStory(TENANT, idOf(name))))[0]!.n);
const timers = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await quiet(g);
};

describe('a return', () => {
  it('is received, looked at, restocked, refunded and told to the ERP; its story says so', async () => {
    await sold('R-1');
    const before = await stock('TEE', 'on_hand');
    await say(g, 'shop', { return: 'RMA-1', order: 'R-1', word: 'authorised', at: AT, lines: [{ line: '1', quantity: 1, reason: 'size' }] });
    await say(g, 'wms', { receipt: 'RC-1', of: 'RMA-1', at: AT, location: 'BER', lines: [{ sku: 'TEE', quantity: 1 }] });
    await quiet(g);
    assert.deepEqual([await stock('TEE', 'inspection'), await stock('TEE', 'on_hand')], [1, before]);
    await say(g, 'wms', { receipt: 'RC-1', of: 'RMA-1', at: AT, location: 'BER', looked: true, lines: [{ sku: 'TEE', quantity: 1, found: 'resaleable' }] });
    await order('R-1', { at: '2026-11-21T11:00:00Z', refunds: [{ id: 'RF-1', at: AT, lines: [{ line: '1', quantity: 1, net: '5.00', restock: 'return' }] }] });
    await quiet(g);
    assert.deepEqual([await stock('TEE', 'inspection'), await stock('TEE', 'on_hand')], [0, before + 1]);
    assert.deepEqual([await count('R-1', 'ErpReturnRecorded'), await count('R-1', 'CreditMemoIssued')], [1, 1]);
    const [row] = await rows<{ stage: string; connection: string }>(`select stage, connection from return_view where order_id = $1`, idOf('R-1'));
    assert.deepEqual(row, { stage: 'inspected', connection: 'shop' });
    const story = await readStory(g.opened.platform, TENANT, orderStory(TENANT, idOf('R-1')));
    const said = story!.messages.map((m) => m.says);
    for (const words of ['return RMA-1 is authorised: 1 × 1 (size)', 'came back to BER, to be looked at: 1 × TEE', 'for sale again at BER: 1 × TEE'])
      assert.ok(said.includes(words), `${words}\n${said.join('\n')}`);
    const [line] = story!.head.kind === 'order' ? story!.head.lines : [];
    assert.deepEqual([line?.returned, line?.refunded], [1, 1]);
    await timers();
    assert.deepEqual(await open('R-1'), []);
  });

  it('found damaged after the ERP booked it is taken off the ERP’s shelf, once, and the story says so', async () => {
    await sold('R-6');
    const back = { receipt: 'RC-6', of: 'R-6', at: AT, location: 'BER' };
    await say(g, 'wms', { ...back, lines: [{ sku: 'TEE', quantity: 2 }] });
    await quiet(g);
    assert.equal(await count('R-6', 'ErpReturnRecorded'), 1);
    const looked = { ...back, looked: true, lines: [{ sku: 'TEE', quantity: 1, found: 'damaged' }] };
    for (const at of [AT, '2026-11-21T10:05:00Z']) await say(g, 'wms', { ...looked, at });
    await quiet(g);
    assert.deepEqual([await count('R-6', 'RecordErpSpoilage'), await count('R-6', 'ErpSpoilageRecorded')], [1, 1]);
    const story = await readStory(g.opened.platform, TENANT, orderStory(TENANT, idOf('R-6')));
    const words = 'tells erp to take off its shelf at BER what is not for sale after all: 1 × TEE';
    assert.ok(story!.messages.some((m) => m.says === words), story!.messages.map((m) => m.says).join('\n'));
  });

  it('without a refund, and a refund without a return, are put before a person until the other half comes', async () => {
    await sold('R-2');
    await say(g, 'wms', { receipt: 'RC-2', of: 'R-2', at: AT, location: 'BER', lines: [{ sku: 'MUG', quantity: 1, found: 'damaged' }] });
    await sold('R-3');
    await order('R-3', { at: '2026-11-21T11:00:00Z', refunds: [{ id: 'RF-3', at: AT, lines: [{ line: '1', quantity: 2, net: '10.00', restock: 'return' }] }] });
    await quiet(g);
    assert.deepEqual([await stock('MUG', 'damaged'), await count('R-3', 'CreditMemoIssued')], [1, 1]);
    await timers();
    assert.deepEqual([await open('R-2'), await open('R-3')], [['ReturnAwaitingCounterpart'], ['ReturnAwaitingCounterpart']]);
    await order('R-2', { at: '2026-11-21T11:00:00Z', refunds: [{ id: 'RF-2', at: AT, lines: [{ line: '2', quantity: 1, net: '10.00', restock: 'none' }] }] });
    await say(g, 'wms', { receipt: 'RC-3', of: 'R-3', at: AT, location: 'BER', lines: [{ sku: 'TEE', quantity: 2 }] });
    await quiet(g);
    assert.deepEqual([await open('R-2'), await open('R-3')], [[], []]);
  });

  it('that came before anybody knew the order waits for it; an item that was never sold is put before a person', async () => {
    await say(g, 'wms', { receipt: 'RC-4', of: 'R-4', at: AT, location: 'BER', lines: [{ sku: 'TEE', quantity: 1 }, { sku: 'HOT', quantity: 1 }] });
    await sold('R-4');
    for (let i = 0; i < 100 && (await count('R-4', 'GoodsReturned')) === 0; i += 1) await new Promise((r) => setTimeout(r, 100));
    await timers();
    assert.deepEqual([await count('R-4', 'GoodsReturned'), await open('R-4')], [1, ['ReturnAwaitingCounterpart', 'ReturnUnexpected']]);
  });

  it('is refunded by us where the terms say so, less the fee; the channel is asked once', async () => {
    await terms('shop', { refund: 'us', refundOn: 'receipt', restockingFee: '10%', counterpartAfter: 'P14D' });
    await sold('R-5');
    const back = { receipt: 'RC-5', of: 'R-5', at: AT, location: 'BER', lines: [{ sku: 'MUG', quantity: 1 }] };
    await say(g, 'wms', back);
    await say(g, 'wms', { ...back, at: '2026-11-21T10:00:01Z' });
    await quiet(g);
    const [wish] = await rows<{ data: { total: { count: string }; fee: { count: string } } }>(
      `select data from message where type = 'RefundReturn' and correlation = $1`, orderStory(TENANT, idOf('R-5')));
    assert.deepEqual([wish?.data.total.count, wish?.data.fee.count, await count('R-5', 'ReturnRefunded')], ['900', '100', 1]);
    const [{ version } = { version: 0 }] = await rows<{ version: number }>(`select max(version) as version from policy where name = 'returns' and scope = 'shop'`);
    const [decided] = await rows<{ data: { mapping: number } }>(`select data from message where type = 'ReturnAssessed' and correlation = $1`,
      orderStory(TENANT, idOf('R-5')));
    assert.equal(decided?.data.mapping, version, 'the decision names the policy that made it');
    await terms('shop', {});
  });
});

it('of a web order at a Square register reaches that order: goods, finding and money once, and the shelf moves once', async (t) => {
  const { platform } = g.opened;
  const stock = { TEE: 5, MUG: 5 };
  const items = { TEE: { title: 'Tee', price: 500 }, MUG: { title: 'Mug', price: 1000 } };
  const square = await startSquareTwin({ faults: seededFaults(3), items, stock, currency: 'EUR', token: 'token', signatureKey: 'key' });
  t.after(() => square.stop());
  const secrets = seal(tenantOf(platform, TENANT).key.key, secretsOwner(TENANT, 'tills'), Buffer.from(JSON.stringify({ accessToken: 'token' })));
  await saveConnection(platform.pool, { tenant: TENANT, connection: 'tills', connector: 'square', roles: ['store'], secrets,
    settings: { baseUrl: square.url, ordersFrom: '2026-03-01T00:00:00Z', pollSeconds: 86_400 } });
  const [store] = square.locations;
  await saveLocation(platform.pool, TENANT, { location: store!, name: 'North', kind: 'store', connection: 'tills', priority: 2, country: 'DE' });
  await loadConfiguration(platform);
  await sold('R-8');
  square.takeBackOfWeb({ location: store!, order: 'R-8', sku: 'TEE', quantity: 1, amount: 500, restock: true });
  square.takeBackOfWeb({ location: store!, order: '#R-8', sku: 'MUG', quantity: 1, amount: 1000, restock: false, noted: true, destination: 'CARD' });
  for (let round = 0; round < 2; round += 1)
    for (const name of ['orders', 'stock', 'refunds']) {
      const c = tenantOf(platform, TENANT).connections.get('tills')!;
      await runPoll(platform, g.intake, c, { name, since: null });
      await quiet(g);
    }
  const shelf = await rows<{ account: string; unit: string; amount: string }>(
    `select account, unit, amount::text from balance where account like $1 and amount <> 0 order by 1, 2`, `stock:${store}:%`);
  assert.deepEqual(shelf.map((r) => `${r.account.split(':')[2]} ${r.amount} ${r.unit}`), ['on_hand 1 TEE']);
  assert.deepEqual([await count('R-8', 'GoodsRestocked'), await count('R-8', 'RefundRecorded')], [2, 2]);
  const refunds = await rows<{ method: string; amount: string }>(`
    select t->>'method' as method, t->'amount'->>'count' as amount from message m, jsonb_array_elements(m.data->'refund'->'tenders') t
    where m.type = 'RefundRecorded' and m.correlation = $1 order by 1`, orderStory(TENANT, idOf('R-8')));
  assert.deepEqual(refunds.map((r) => `${r.method} ${r.amount}`), ['card 1000', 'cash 500']);
  const said = (await readStory(platform, TENANT, orderStory(TENANT, idOf('R-8'))))!.messages.map((m) => m.says);
  for (const words of [`came back to ${store}, to be looked at: 1 × TEE, 1 × MUG`, `for sale again at ${store}: 1 × TEE`])
    assert.ok(said.includes(words), `${words}\n${said.join('\n')}`);
});

describe('a chargeback', () => {
  it('after a refund is put before a person with the refund as evidence; decided, it settles itself, and the story says all of it', async () => {
    await sold('R-6');
    await order('R-6', { at: '2026-11-21T11:00:00Z', refunds: [{ id: 'RF-6', at: AT, lines: [{ line: '1', quantity: 1, net: '5.00', restock: 'none' }] }] });
    await quiet(g);
    const told = { chargeback: 'DP-6', order: 'R-6', at: '2026-11-22T08:00:00Z', amount: '20.00', currency: 'EUR', reason: 'not received' };
    await say(g, 'shop', { ...told, word: 'opened', respondBy: '2026-12-01T00:00:00Z' });
    await quiet(g);
    assert.deepEqual(await open('R-6'), ['ChargebackAfterRefund']);
    await say(g, 'shop', { ...told, word: 'lost', at: '2026-12-05T08:00:00Z' });
    await quiet(g);
    assert.deepEqual([await open('R-6'), await count('R-6', 'ChargebackOpened'), await count('R-6', 'ChargebackClosed')], [[], 1, 1]);
    const story = await readStory(g.opened.platform, TENANT, orderStory(TENANT, idOf('R-6')));
    const said = story!.messages.map((m) => m.says);
    for (const words of ['the buyer’s bank takes back 20.00 EUR: chargeback DP-6 (not received), to be contested by 2026-12-01',
      'chargeback DP-6 is lost: 20.00 EUR is gone'])
      assert.ok(said.includes(words), `${words}\n${said.join('\n')}`);
  });
  it('that a payout takes stops our refund until the payout brings it back', async () => {
    await terms('shop', { refund: 'us', refundOn: 'receipt', counterpartAfter: 'P14D' });
    await sold('R-7');
    const settlement = (name: string, amount: string) => `id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Transfer,Transfer Date (UTC),order_id (metadata)\n` +
      `txn_${name},adjustment,dp_7,${amount},0.00,${amount},eur,2026-11-19 10:00,po_${name},2026-11-20 00:00,R-7\n`;
    await hand('stripe', 'settlement', settlement('taken', '-20.00'));
    await quiet(g);
    await say(g, 'wms', { receipt: 'RC-7', of: 'R-7', at: AT, location: 'BER', lines: [{ sku: 'MUG', quantity: 1 }] });
    await quiet(g);
    assert.deepEqual([await count('R-7', 'RefundReturn'), await open('R-7')], [0, ['RefundAfterChargeback']]);
    const awaited = async () => (await readStory(g.opened.platform, TENANT, orderStory(TENANT, idOf('R-7'))))!.open
      .filter((o) => o.type === 'AwaitCounterpart').length;
    assert.equal(await awaited(), 1, 'the goods wait for their money');
    await hand('stripe', 'settlement', settlement('back', '20.00'));
    await quiet(g);
    assert.deepEqual([await count('R-7', 'RefundReturn'), await open('R-7')], [1, []]);
    // The channel shows the refund: a timer that will find nothing is not shown any more.
    await order('R-7', { at: '2026-11-22T11:00:00Z', refunds: [{ id: 'RF-7', at: AT, lines: [{ line: '2', quantity: 1, net: '10.00', restock: 'return' }] }] });
    await quiet(g);
    assert.equal(await awaited(), 0);
    await terms('shop', {});
  });
  it('that is classified as something else after all stops nothing any more, and its order says so', async () => {
    await terms('shop', { refund: 'us', refundOn: 'receipt', counterpartAfter: 'P14D' });
    await sold('R-9');
    await hand('stripe', 'settlement', 'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Transfer,Transfer Date (UTC),order_id (metadata)\n' +
      'txn_9,adjustment,dp_9,-20.00,0.00,-20.00,eur,2026-11-19 10:00,po_9,2026-11-20 00:00,R-9\n');
    await quiet(g);
    await say(g, 'wms', { receipt: 'RC-9', of: 'R-9', at: AT, location: 'BER', lines: [{ sku: 'MUG', quantity: 1 }] });
    await quiet(g);
    assert.deepEqual([await count('R-9', 'RefundReturn'), await open('R-9')], [0, ['RefundAfterChargeback']]);
    const [{ code } = { code: '' }] = await rows<{ code: string }>(`select code from payout_line where class = 'chargeback' and order_id = $1`, idOf('R-9'));
    const act = (who: string) => ({ tenant: TENANT, who, why: 'a fee of the scheme' });
    const { proposals } = await classifyCode(g.opened.platform, act('anna'), { connection: 'stripe', code, to: 'processing-fee' });
    for (const p of proposals.filter((x) => x.settlement === 'po_9')) await decideProposal(g.opened.platform, act('ben'), p.id, 'approved');
    await quiet(g);
    assert.deepEqual([await count('R-9', 'RefundReturn'), await open('R-9')], [1, []]);
    const said = (await readStory(g.opened.platform, TENANT, orderStory(TENANT, idOf('R-9'))))!.messages.map((m) => m.says);
    assert.ok(said.some((words) => /was no chargeback after all/.test(words)), said.join('\n'));
    await terms('shop', {});
  });
});

it('every law holds', async () => {
  for (const check of await verify(g.opened.platform)) assert.deepEqual(check.violations, [], check.says);
});
