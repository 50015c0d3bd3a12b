/** Availability from memory: follows the log, says its age and how far it is believed; holds keep units until a time. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { verify } from '#runtime/operations/verify.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveLocation, saveProducts } from '#store/configuration.ts';
import { apiGround, type ApiGround } from '../api/api.fixture.ts';
import { place, quiet, stockUp, TENANT } from '../engine/bench.fixture.ts';
import { policy } from './shop.fixture.ts';

let g: ApiGround;
let worker: Worker;
interface Item {
  known: boolean; quantity: number | null; why: string; confidence: number;
  locations: { location: string; available: number; km: number | null; reasons: string[] }[];
}
before(async () => {
  g = await apiGround();
  await saveLocation(g.opened.platform.pool, TENANT, { location: 'BER', name: 'Berlin', kind: 'warehouse', connection: 'wms', priority: 1,
    country: 'DE', latitude: 52_520_008, longitude: 13_404_954 });
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 20);
  await quiet(g);
});
after(async () => {
  await worker.stop();
  await g.close();
});
const ask = async (query: string, headers = {}) => g.call('GET', `/v1/availability?${query}`, { headers });
const item = async (query: string): Promise<Item> => (await ask(query)).json<{ items: Item[] }>().items[0]!;
async function until(query: string, test: (i: Item) => boolean): Promise<Item> {
  for (let tries = 0; tries < 60; tries += 1) {
    const i = await item(query);
    if (test(i)) return i;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return item(query);
}

it('says what a channel may sell, why, where, and how old the answer is', async () => {
  await policy(g, 'stock', 'shop', { safety: 3 });
  const answer = (await ask('sku=TEE&channel=shop&near=52.4,13.1')).json<{ age: number; items: Item[] }>();
  const [tee] = answer.items;
  assert.equal(tee!.quantity, 17);
  assert.match(tee!.why, /20 on hand − 3 safety \(shop\) = 17 sellable/);
  assert.deepEqual(tee!.locations.map(({ location, available, km }) => ({ location, available, km })), [{ location: 'BER', available: 20, km: 25 }]);
  assert.ok(answer.age < 5000);
  assert.equal((await item('sku=TEE')).quantity, 20, 'without a channel nothing is kept back for one');
  assert.deepEqual((await item('sku=TEE&near=48.1,11.6&within=100')).locations, []);
});

it('what nobody counted is unknown, not zero', async () => {
  const mug = await item('sku=MUG&channel=shop');
  assert.deepEqual([mug.known, mug.quantity], [false, null]);
});

it('a name that nothing has is told, not answered as if it were quiet', async () => {
  const told = async (query: string): Promise<unknown[]> => {
    const answer = await ask(query);
    return [answer.statusCode, answer.json<{ detail: string }>().detail];
  };
  assert.match(String(await told('sku=TEE&channel=shopp')), /^400,There is no channel shopp; there are .*shop/);
  assert.match(String(await told('sku=TEE&location=BER,BRE')), /^400,There is no location BRE; there are BER/);
  assert.match(String(await told('sku=TEE&on=2026-02-30')), /^400,.*a day is expected/);
  assert.deepEqual(await told('sku=TEE&within=5'), [400, '`within` counts from `near`: say both.']);
  const hold = async (more: object) => g.call('POST', '/v1/holds', { body: { reference: 'r', lines: [{ sku: 'TEEE', quantity: 1 }], ...more } });
  assert.equal((await hold({})).json<{ detail: string }>().detail, 'There is no SKU TEEE; nothing was held.');
  await saveProducts(g.opened.platform.pool, TENANT, [{ sku: 'WRAP', title: 'Gift wrapping', gtin: null, service: true }]);
  await loadConfiguration(g.opened.platform);
  assert.match((await hold({ lines: [{ sku: 'WRAP', quantity: 1 }] })).body, /a service lies on no shelf, so there is nothing to hold/);
  assert.match((await hold({ location: 'BRE' })).json<{ detail: string }>().detail, /There is no location BRE/);
});

it('a sale is in the next answers, and the ETag tells when nothing changed', async () => {
  const { etag } = (await ask('sku=TEE&channel=shop')).headers;
  assert.equal((await ask('sku=TEE&channel=shop', { 'if-none-match': etag })).statusCode, 304);
  await place(g, 'V-1', [{ sku: 'TEE', quantity: 5 }]);
  await quiet(g);
  assert.equal((await until('sku=TEE&channel=shop', (i) => i.quantity === 12)).quantity, 12);
  assert.equal((await ask('sku=TEE&channel=shop', { 'if-none-match': etag })).statusCode, 200);
});

it('units are held, counted off, given back once, and a wish under the same key is the same hold', async () => {
  const headers = { 'idempotency-key': 'basket-1' };
  const body = { reference: 'basket 1', channel: 'shop', minutes: 15, lines: [{ sku: 'TEE', quantity: 4 }] };
  const held = await g.call('POST', '/v1/holds', { body, headers });
  assert.equal(held.statusCode, 200, held.body);
  const { hold, state, lines } = held.json<{ hold: string; state: string; lines: unknown[] }>();
  assert.deepEqual([state, lines], ['held', [{ sku: 'TEE', location: 'BER', quantity: 4 }]]);
  assert.equal((await g.call('POST', '/v1/holds', { body, headers })).json<{ hold: string }>().hold, hold);
  assert.equal((await until('sku=TEE&channel=shop', (i) => i.quantity === 8)).quantity, 8);
  for (let twice = 0; twice < 2; twice += 1)
    assert.equal((await g.call('POST', `/v1/holds/${hold}/release`)).json<{ state: string }>().state, 'released');
  assert.equal((await until('sku=TEE&channel=shop', (i) => i.quantity === 12)).quantity, 12);
});

it('a hold ends by itself, and one that cannot be kept leaves nothing behind', async () => {
  const wish = (quantity: number, reference: string) =>
    g.call('POST', '/v1/holds', { body: { reference, channel: 'shop', minutes: 1, lines: [{ sku: 'TEE', quantity }] } });
  const refused = await wish(100, 'too many');
  assert.equal(refused.statusCode, 409);
  assert.match(refused.json<{ detail: string }>().detail, /100 × TEE wanted/);
  const { hold } = (await wish(2, 'short')).json<{ hold: string }>();
  await g.query(`update delivery set due = now() where subject = $1 and state = 'Ready'`, [`hold:${hold}/expires`]);
  for (let tries = 0; tries < 60 && (await g.call('GET', `/v1/holds/${hold}`)).json<{ state: string }>().state === 'held'; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await g.call('GET', `/v1/holds/${hold}`)).json<{ state: string }>().state, 'expired');
  assert.deepEqual(await g.query(`select * from delivery where state = 'Parked'`), []);
  assert.equal((await g.query(`select coalesce(sum(amount), 0)::int as n from balance where account like '%:held'`))[0]!['n'], 0);
});

const made = async (quantity: number, reference: string) => (await g.call('POST', '/v1/holds', { body: {
  reference, channel: 'shop', minutes: 60, lines: [{ sku: 'TEE', quantity }] } })).json<{ hold: string; state: string; order: string | null }>();
const now = async (hold: string) => (await g.call('GET', `/v1/holds/${hold}`)).json<{ state: string; order: string | null }>();
const entries = async () => Object.fromEntries((await g.query(`select account, amount::int as n from balance
  where unit = 'TEE' and account like 'stock:%' and amount <> 0`)).map((r) => [r['account'], r['n']]));

it('an order that names a hold takes it over: never free in between, never twice, the rest of it free again', async () => {
  const { hold } = await made(9, 'cart 9');
  await place(g, 'W-0', [{ sku: 'TEE', quantity: 7 }]);
  await quiet(g);
  assert.deepEqual(await entries(), { 'stock:BER:held': 9, 'stock:BER:on_hand': 6, 'stock:BER:reserved': 5 }, 'strangers do not get them');
  await Promise.all(['W-1', 'W-2'].map((name) => place(g, name, [{ sku: 'TEE', quantity: 7 }], { hold })));
  await quiet(g);
  const after = await now(hold);
  assert.equal(after.state, 'taken');
  assert.deepEqual(await entries(), { 'stock:BER:on_hand': 8, 'stock:BER:reserved': 12 }, 'one of the two has it');
  const [said] = await g.query(`select data->'why' as why from message where type = 'StockReserved' and data->>'orderId' = $1`, [after.order]);
  assert.deepEqual(said!['why'], ['BER: takes 7 × TEE held for cart 9']);
});

it('a hold and what the shelf has make one promise; a hold whose time is over helps nobody', async () => {
  const small = await made(2, 'cart 2');
  await place(g, 'W-3', [{ sku: 'TEE', quantity: 4 }], { hold: small.hold });
  await quiet(g);
  assert.deepEqual([(await now(small.hold)).state, await entries()], ['taken', { 'stock:BER:on_hand': 4, 'stock:BER:reserved': 16 }]);
  const late = await made(1, 'cart 1');
  await g.query(`update stock_hold set until = now() where hold_id = $1`, [late.hold]);
  await place(g, 'W-4', [{ sku: 'TEE', quantity: 1 }], { hold: late.hold });
  await quiet(g);
  assert.deepEqual([(await now(late.hold)).order, await entries()],
    [null, { 'stock:BER:held': 1, 'stock:BER:on_hand': 3, 'stock:BER:reserved': 16 }], 'safety keeps three: the order is short');
  await g.call('POST', `/v1/holds/${late.hold}/release`);
  const broken = (await verify(g.opened.platform)).filter((f) => f.violations.length > 0);
  assert.deepEqual(broken.map((f) => [f.name, f.violations]), []);
});

it('many who ask at once for more than there is get no more than the policy lets go, also when nothing was owed before', async () => {
  await policy(g, 'stock', 'rush', { reach: 'oversell', oversell: 3 });
  await stockUp(g, 'HOT', 2);
  await quiet(g);
  const answers = await Promise.all(Array.from({ length: 24 }, (_, n) => g.call('POST', '/v1/holds', { body: {
    reference: `rush ${n}`, channel: 'rush', minutes: 60, lines: [{ sku: 'HOT', quantity: 1 }] } })));
  assert.equal(answers.filter((a) => a.statusCode === 200).length, 5);
  assert.equal((await g.query(`select amount::int as n from balance where unit = 'HOT' and account = 'goods:owed:BER'`))[0]!['n'], -3);
});

it('a hold given back from many hands at once is given back once, and nobody is told of a fault of ours', async () => {
  await stockUp(g, 'MUG', 6);
  await quiet(g);
  for (let round = 0; round < 3; round += 1) {
    const { hold } = (await g.call('POST', '/v1/holds', { body: {
      reference: `hands ${round}`, minutes: 60, lines: [{ sku: 'MUG', quantity: 4 }] } })).json<{ hold: string }>();
    const told = await Promise.all(Array.from({ length: 6 }, () => g.call('POST', `/v1/holds/${hold}/release`)));
    assert.deepEqual(told.map((a) => [a.statusCode, a.json<{ state: string }>().state]), told.map(() => [200, 'released']));
  }
  assert.deepEqual(await g.query(`select account, amount::int as n from balance where unit = 'MUG' and account like 'stock:%' and amount <> 0`),
    [{ account: 'stock:BER:on_hand', n: 6 }]);
});

it('who may not read, does not', async () => {
  assert.equal((await g.call('GET', '/v1/availability?sku=TEE', { as: null })).statusCode, 401);
  assert.equal((await ask('sku=TEE&near=nowhere')).statusCode, 400);
});
