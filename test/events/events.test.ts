/** Outbound events on a real database, to a real server: signed, in order, once each, and never about a person unasked. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { EVENTS } from '#domain/event.ts';
import { spokenTypes } from '#runtime/story-words.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { orderIdOf } from '#runtime/identity.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { savePolicy } from '#store/configuration.ts';
import { apiGround, type ApiGround } from '../api/api.fixture.ts';
import { place, quiet, say, stockUp, TENANT } from '../engine/bench.fixture.ts';
import { startReceiver, type Receiver } from './receiver.fixture.ts';

let g: ApiGround;
let worker: Worker | undefined;
let crm: Receiver;
before(async () => {
  g = await apiGround();
  crm = await startReceiver();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 100);
});
after(async () => {
  await worker?.stop();
  await crm?.close();
  await g?.close();
});
beforeEach(() => {
  crm.events.length = 0;
  crm.forged.length = 0;
  crm.answer = () => 200;
});

afterEach(async () => {
  for (const { id } of (await g.call('GET', '/v1/subscriptions')).json<{ items: { id: string }[] }>().items) await post(`/${id}/delete`);
});

const post = async <T = Record<string, unknown>>(path: string, body: unknown = {}, as?: string): Promise<T> => {
  const answer = await g.call('POST', `/v1/subscriptions${path}`, { body, ...(as && { as }) });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<T>();
};
const subscribe = async (name: string, more = {}): Promise<string> => {
  const { id, secret } = await post<{ id: string; secret: string }>('', { name, url: crm.url, events: ['*'], ...more });
  crm.secret = secret;
  return id;
};
const order = (name: string, more = {}) => place(g, name, [{ sku: 'TEE', quantity: 2 }], more);
const ship = (name: string) => say(g, 'wms', { order: name, fulfillment: `${orderIdOf(TENANT, 'shop', name)}-1`, shipment: `s-${name}`,
  at: '2026-11-21T09:00:00Z', tracking: `T${name}`, shipped: [{ line: '1', sku: 'TEE', quantity: 2 }] });
const log = async (name: string, query = '') => (await g.call('GET', `/v1/subscriptions/${name}/deliveries${query}`))
  .json<{ items: { event: string; eventId: string; status: number | null; taken: boolean; answer: string | null; replay: boolean }[]; next: string | null }>();
const shown = async (name: string) => (await g.call('GET', '/v1/subscriptions')).json<{ items: { name: string; state: string; waiting: number;
  failures: number; reason: string | null }[] }>().items.find((s) => s.name === name);
const until = async (is: () => boolean | Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 150; i += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`not within 15 s: ${String(is)}`);
};

describe('a subscriber', () => {
  it('is told each fact once, signed, in the order it happened, and nothing about the person', async () => {
    await subscribe('crm');
    const person = { buyer: { name: 'Ada Byron', email: 'ada@example.com' } };
    await order('E-1', person);
    await order('E-1', person);
    await quiet(g);
    await ship('E-1');
    await quiet(g);
    assert.deepEqual(crm.names(), ['order.placed', 'order.recorded', 'order.released', 'shipment.dispatched', ...crm.names().slice(4)]);
    assert.deepEqual(crm.names().slice(4).sort(), ['invoice.issued', 'shipment.reported']);
    assert.deepEqual(crm.forged, []);
    const [placed] = crm.events;
    assert.deepEqual(placed?.data.order, { id: orderIdOf(TENANT, 'shop', 'E-1'), number: 'E-1', external: 'E-1', channel: 'shop' });
    assert.deepEqual(placed?.data['total'], { amount: '10.00', currency: 'EUR' });
    assert.doesNotMatch(JSON.stringify(crm.events), /Ada|Byron|example\.com|pty-/);
    assert.equal(new Set(crm.events.map((e) => e.id)).size, crm.events.length);
    assert.deepEqual(crm.events.map((e) => e.sequence), crm.events.map((e) => e.sequence).toSorted());
    assert.equal(new Set(crm.events.map((e) => e.correlation)).size, 1);
  });

  it('with the scope is told who bought it, and each reading is in the audit trail; a key that may not know may not let it', async () => {
    await subscribe('loyalty', { personal: true, events: ['order.placed'] });
    await order('E-2', { buyer: { name: 'Ada Byron', email: 'ada@example.com' } });
    await quiet(g);
    assert.deepEqual(crm.names(), ['order.placed']);
    assert.deepEqual(crm.events[0]?.data['buyer'], { name: 'Ada Byron', email: 'ada@example.com' });
    const read = await g.query(`select after from audit where what = 'party.read' and who = 'subscription:loyalty'`);
    assert.ok(read.length >= 1);
    const key = await g.key('administrator', ['read', 'administer']);
    const refused = await g.call('POST', '/v1/subscriptions', { as: key, body: { name: 'nosy', url: crm.url, events: ['*'], personal: true } });
    assert.equal(refused.statusCode, 403);
  });

  it('hears only of what it asked for: kinds of events, and channels', async () => {
    await g.query(`insert into connection (tenant, connection, connector, roles, settings) select tenant, 'other', connector, roles, settings from connection where connection = 'shop'`);
    await loadConfiguration(g.opened.platform);
    await subscribe('wide', { events: ['order.*'], channels: ['shop'] });
    await order('E-3');
    await quiet(g);
    assert.deepEqual(crm.names(), ['order.placed', 'order.recorded', 'order.released']);
    await post('/wide', { channels: ['other'] });
    await order('E-4');
    await quiet(g);
    assert.equal(crm.events.length, 3);
    assert.equal((await g.call('POST', '/v1/subscriptions', { body: { name: 'x', url: crm.url, events: ['order.eaten'] } })).statusCode, 400);
  });

  it('that refuses one event gets the others; that one comes again, and its order waits behind it', async () => {
    await subscribe('picky', { events: ['order.placed', 'order.recorded'] });
    let refusals = 0;
    crm.answer = (e) => (e.data.order?.number === 'E-5' && refusals++ < 2 ? 422 : 200);
    await order('E-5');
    await order('E-6');
    await until(() => crm.events.length === 4);
    const mine = crm.events.filter((e) => e.data.order?.number === 'E-5').map((e) => e.type);
    assert.deepEqual(mine, ['threadline.order.placed.v1', 'threadline.order.recorded.v1']);
    await until(async () => (await log('picky')).items.length === 6);
    const failed = (await log('picky', '?taken=false')).items;
    assert.deepEqual(failed.map((a) => [a.event, a.status, a.answer]), [['order.placed', 422, 'not now'], ['order.placed', 422, 'not now']]);
    assert.equal(new Set(failed.map((a) => a.eventId)).size, 1);
    const pageOne = await log('picky', '?limit=4');
    assert.equal((await log('picky', `?limit=4&after=${pageOne.next}`)).items.length, 2);
  });

  it('that is down gets everything once it is up; that stays down too long is disabled with an exception, which settles', async () => {
    await subscribe('down', { events: ['order.placed'] });
    crm.answer = () => 503;
    await order('E-7');
    await order('E-8');
    await until(async () => ((await shown('down'))?.failures ?? 0) >= 2);
    crm.answer = () => 200;
    await until(() => crm.events.length === 2);
    await until(async () => (await shown('down'))?.failures === 0);
    await savePolicy(g.opened.platform.pool, TENANT, { name: 'events', scope: '*', value: { disableAfter: 'PT0S' }, author: 'test' });
    await loadConfiguration(g.opened.platform);
    crm.answer = () => 500;
    await order('E-9');
    await until(async () => (await shown('down'))?.state === 'disabled');
    const open = () => g.query(`select fault->>'detail' as detail from delivery where state = 'Parked' and exception = 'SubscriberSilent'`);
    await until(async () => (await open()).length === 1);
    assert.match(String((await open())[0]!['detail']), /^down answered 500; it has taken nothing since /);
    assert.equal((await shown('down'))?.waiting, 1);
    crm.answer = () => 200;
    await post('/down/resume');
    assert.deepEqual(await open(), []);
    await until(() => crm.events.some((e) => e.data.order?.number === 'E-9'));
  });

  it('that is paused loses nothing; a replay tells a time once more, with the same ids', async () => {
    const from = new Date(Date.now() - 1).toISOString();
    await subscribe('crm', { events: ['order.placed', 'order.recorded'] });
    await post('/crm/pause');
    await order('E-10');
    await until(async () => (await shown('crm'))?.waiting === 2);
    assert.equal(crm.events.length, 0);
    await post('/crm/resume');
    await until(() => crm.events.length === 2);
    const ids = crm.events.map((e) => e.id);
    const again = await post<{ events: number }>('/crm/replay', { from, order: orderIdOf(TENANT, 'shop', 'E-10') });
    assert.equal(again.events, 2);
    await until(() => crm.events.length === 4);
    assert.deepEqual(crm.events.slice(2).map((e) => e.id), ids);
    assert.equal((await log('crm')).items.filter((a) => a.replay).length, 2);
  });

  it('changes its secret without losing an event: both sign until the old one ends', async () => {
    await subscribe('crm', { events: ['order.placed'] });
    const old = crm.secret;
    const { secret } = await post<{ secret: string }>('/crm/secret');
    await order('E-11');
    await until(() => crm.events.length === 1);
    crm.secret = secret;
    await order('E-12');
    await until(() => crm.events.length === 2);
    const { secret: last } = await post<{ secret: string }>('/crm/secret', { overlapHours: 0 });
    assert.deepEqual([new Set([old, secret, last]).size, crm.forged.length], [3, 0]);
    assert.equal((await post<{ status: number }>('/crm/test')).status, 401);
    crm.secret = last;
    assert.deepEqual((({ taken, status }) => ({ taken, status }))(await post<{ taken: boolean; status: number }>('/crm/test')), { taken: true, status: 200 });
  });
});

it('an address inside our own network is refused, when it is given and when it is called', async () => {
  const { platform } = g.opened;
  const { id } = await post<{ id: string }>('', { name: 'inside', url: crm.url, events: ['order.placed'] });
  Object.assign(platform, { allowPrivateHosts: false });
  try {
    for (const url of ['https://127.0.0.1/x', 'https://[::1]/x', 'https://10.1.2.3/', 'http://example.com/', 'https://a:b@example.com/', 'ftp://example.com'])
      assert.equal((await g.call('POST', '/v1/subscriptions', { body: { name: 'bad', url, events: ['*'] } })).statusCode, 400, url);
    const tried = await post<{ taken: boolean; answer: string }>(`/${id}/test`);
    assert.equal(tried.taken, false);
    assert.match(tried.answer, /private address/);
  } finally {
    Object.assign(platform, { allowPrivateHosts: true });
  }
});

it('every event is about a message there is, and has a name of its own', () => {
  const types = Object.keys(EVENTS);
  assert.deepEqual(types.filter((t) => !spokenTypes().includes(t)), []);
  assert.equal(new Set(Object.values(EVENTS).map((e) => e.event)).size, types.length);
});
