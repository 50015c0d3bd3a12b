/** Returns over HTTP: a person agrees, says what came and what it is fit for; lists, one return, refusals in words. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orderIdOf, orderStory } from '#runtime/identity.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { apiGround, type ApiGround } from '../api/api.fixture.ts';
import { place, quiet, say, stockUp, TENANT } from '../engine/bench.fixture.ts';

let g: ApiGround;
let worker: Worker | undefined;
before(async () => {
  g = await apiGround();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 10);
  await quiet(g);
  await place(g, 'A-1', [{ sku: 'TEE', quantity: 2 }]);
  await quiet(g);
  await say(g, 'wms', { order: 'A-1', fulfillment: `${orderIdOf(TENANT, 'shop', 'A-1')}-1`, shipment: 's-1', at: '2026-11-21T09:00:00Z',
    tracking: 'T1', shipped: [{ line: '1', sku: 'TEE', quantity: 2 }] });
  await quiet(g);
});
after(async () => {
  await worker?.stop();
  await g.close();
});

const post = async (url: string, body: object) => {
  const answer = await g.call('POST', url, { body });
  await quiet(g);
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};
const get = async <T>(url: string): Promise<T> => (await g.call('GET', url)).json<T>();

it('a person agrees to a return, receives it and looks at it; the return shows all of it', async () => {
  const made = await post('/v1/returns', { order: 'A-1', lines: [{ sku: 'TEE', quantity: 1, reason: 'size' }] });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const id = made.body['returnId'] as string;
  assert.equal((await post(`/v1/returns/${id}/receive`, { location: 'BER', lines: [{ sku: 'TEE', quantity: 1 }] })).status, 200);
  const lines = [{ sku: 'TEE', quantity: 1, disposition: 'damaged' }];
  assert.equal((await post(`/v1/returns/${id}/inspect`, { location: 'BER', lines, why: 'torn' })).status, 200);
  const one = await get<{ stage: string; orderNumber: string; goods: unknown[]; refunds: unknown[] }>(`/v1/returns/${id}`);
  assert.deepEqual([one.stage, one.orderNumber, one.refunds], ['inspected', 'A-1', []]);
  assert.deepEqual(one.goods,
    [{ lineId: '1', sku: 'TEE', location: 'BER', received: 1, resaleable: 0, damaged: 1, destroyed: 0 }]);
  const audit = await g.query(`select what, why from audit where what like 'return.%' order by position`);
  assert.deepEqual(audit.map((a) => a['what']), ['return.ReturnAuthorised', 'return.ReturnReceived', 'return.ReturnInspected']);
});

it('a return that was asked for is declined once', async () => {
  await say(g, 'shop', { return: 'RMA-9', order: 'A-1', word: 'requested', at: '2026-11-21T10:00:00Z', lines: [{ line: '1', quantity: 1 }] });
  await quiet(g);
  assert.equal((await post('/v1/returns/RMA-9/decline', { why: 'worn', reason: 'too-late', note: 'Thirty days are over.' })).status, 200);
  const [told] = await g.query(`select data from message where type = 'AnswerReturn'`);
  const { to, return: external, word, reason, note } = told!['data'] as Record<string, string>;
  assert.deepEqual([to, external, word, reason, note], ['shop', 'RMA-9', 'decline', 'too-late', 'Thirty days are over.']);
  assert.equal((await g.query(`select 1 from message where type = 'ReturnAnswered'`)).length, 1);
  const again = await post('/v1/returns/RMA-9/approve', {});
  assert.deepEqual([again.status, again.body['detail']], [409, 'Return RMA-9 is declined: there is nothing to decide.']);
  const { items } = await get<{ items: { number: string; reason: string | null }[] }>('/v1/returns?stage=declined');
  assert.deepEqual(items.map((r) => [r.number, r.reason]), [['RMA-9', 'worn']]);
});

it('pages hold every return once', async () => {
  const first = await get<{ items: { id: string }[]; next: string }>('/v1/returns?limit=1');
  const second = await get<{ items: { id: string }[]; next: string | null }>(`/v1/returns?limit=1&after=${first.next}`);
  assert.equal(new Set([...first.items, ...second.items].map((r) => r.id)).size, 2);
  assert.equal(second.next, null);
});

it('refuses what cannot be in words', async () => {
  const lines = [{ sku: 'TEE', quantity: 1 }];
  for (const [url, body, detail] of [
    ['/v1/returns', { order: 'nobody', lines }, 'There is no order or return nobody.'],
    ['/v1/returns/A-1/receive', { location: 'MOON', lines }, 'There is no location MOON.'],
    ['/v1/returns/A-1/inspect', { location: 'BER', lines }, 'Say of each line what it is fit for: resaleable, damaged or destroyed.'],
  ] as const) assert.equal((await post(url, body)).body['detail'], detail);
  assert.equal((await g.call('POST', '/v1/returns', { as: await g.key('viewer'), body: { order: 'A-1', lines } })).statusCode, 403);
});

describe('instead of the money', () => {
  const books = async (number: string): Promise<string[]> => (await g.query(`
    select p.account, sum(p.amount)::text as n from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
    where e.correlation = $1 and p.account not like 'stock:%' and p.account not like 'goods:%' group by 1 having sum(p.amount) <> 0 order by 1`,
  [orderStory(TENANT, orderIdOf(TENANT, 'shop', number))])).map((r) => `${r['account'] as string} ${r['n'] as string}`);
  const sent = async (number: string, lines = [{ line: '1', sku: 'TEE', quantity: 2 }]) => {
    await say(g, 'wms', { order: number, fulfillment: `${orderIdOf(TENANT, 'shop', number)}-1`, shipment: `s-${number}`,
      at: '2026-11-21T09:00:00Z', tracking: `T-${number}`, shipped: lines });
    await quiet(g);
  };

  it('store credit or a gift card is owed to the buyer, once per reference, and never beyond what was paid', async () => {
    await place(g, 'A-2', [{ sku: 'TEE', quantity: 2 }]);
    await quiet(g);
    await sent('A-2');
    const credit = await post('/v1/returns/A-2/credit', { as: 'store-credit', lines: [{ sku: 'TEE', quantity: 1 }], reference: 'SC-1' });
    assert.deepEqual([credit.status, credit.body], [200, { credit: 'SC-1', amount: '5.00', currency: 'EUR' }]);
    assert.equal((await post('/v1/returns/A-2/credit', { as: 'gift-card', lines: [], amount: '2.00', reference: 'GC-1' })).status, 200);
    assert.deepEqual(await books('A-2'), ['assets:clearing:shop 1000', 'expenses:goodwill 200', 'income:returns:shop 500', 'income:sales:shop -1000',
      'liabilities:gift-cards -200', 'liabilities:store-credit -500']);
    const more = await post('/v1/returns/A-2/credit', { as: 'store-credit', lines: [], amount: '3.01' });
    assert.deepEqual([more.status, more.body['detail']], [409, 'Of order A-2, 3.00 EUR can still go back, not 3.01.']);
    const { stories: [story] } = await get<{ stories: { messages: { says: string }[] }[] }>('/v1/stories/A-2');
    const said = story!.messages.map((m) => m.says);
    for (const words of ['gave 5.00 EUR as store credit: 1 × TEE', 'gave 2.00 EUR as a gift card, as goodwill'])
      assert.ok(said.includes(words), `${words}\n${said.join('\n')}`);
  });

  it('the goods again: an order of its own at no revenue, which the shop is not told of; what comes back for it needs no refund', async () => {
    await place(g, 'A-3', [{ sku: 'TEE', quantity: 2 }], { shipTo: { name: 'Robin', street: ['Way 1'], city: 'Berlin', postcode: '10115', country: 'DE' } });
    await quiet(g);
    await sent('A-3');
    const made = await post('/v1/returns/A-3/replace', { lines: [{ sku: 'TEE', quantity: 1, reason: 'defective' }], why: 'seam open' });
    assert.deepEqual([made.status, made.body['number']], [200, 'A-3-R1'], JSON.stringify(made.body));
    await sent('A-3-R1', [{ line: '1', sku: 'TEE', quantity: 1 }]);
    assert.deepEqual(await books('A-3-R1'), []);
    const types = (await g.query('select type from message where correlation = $1', [orderStory(TENANT, orderIdOf(TENANT, 'shop', 'A-3-R1'))])).map((m) => m['type']);
    for (const type of ['CreateErpOrder', 'RequestFulfillment', 'ShipmentDispatched', 'InvoiceIssued']) assert.ok(types.includes(type), `${type} of ${types.join()}`);
    assert.ok(!types.includes('ReportShipment'));
    assert.equal((await post('/v1/returns/A-3/receive', { location: 'BER', lines: [{ sku: 'TEE', quantity: 1 }] })).status, 200);
    const [row] = await g.query('select exchange, resolution, stage from return_view where return_id = $1', [made.body['returnId']]);
    assert.deepEqual(row, { exchange: 'A-3-R1', resolution: 'replacement', stage: 'received' });
    assert.deepEqual(await g.query(`select type from message where type in ('RefundRecorded', 'RefundReturn') and correlation = $1`,
      [orderStory(TENANT, orderIdOf(TENANT, 'shop', 'A-3'))]), []);
  });
});
