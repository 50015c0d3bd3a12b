/** What a partner's answers do to its connection, on real HTTP and real PostgreSQL. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Pool } from 'pg';
import { brand } from '#domain/brand.ts';
import { order as anOrder } from '#domain/order.fixture.ts';
import { EXCEPTIONS } from '#domain/exception.ts';
import { Stopped, type Fault } from '#domain/fault.ts';
import type { Connector, News, Page } from '#connectors/contract.ts';
import { ensureSchedule, gates } from '#store/flow.ts';
import { saveConnection } from '#store/configuration.ts';
import { transaction } from '#store/query.ts';
import { schedules } from '#store/list-partners.ts';
import { setMapping } from '#runtime/operations/mappings.ts';
import { httpFor } from '#runtime/http.ts';
import { orderIdOf, orderStory } from '#runtime/identity.ts';
import { hear } from '#runtime/news.ts';
import { act, type Outcome } from '#runtime/outside.ts';
import { loadConfiguration, tenantOf, type Connection } from '#runtime/platform.ts';
import { ensureSchedules, runPoll, runSchedules } from '#runtime/schedule.ts';
import { startWorker } from '#runtime/worker.ts';
import type { Claimed } from '#store/delivery.ts';
import { ground, place, quiet, TENANT, type Ground } from './bench.fixture.ts';

let g: Ground;
let server: Server;
let answer: { status: number; headers?: Record<string, string> } = { status: 200 };
before(async () => {
  g = await ground();
  server = createServer((_request, response) => response.writeHead(answer.status, answer.headers).end('{}'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
after(async () => {
  server.close();
  await g.close();
});

const connection = (name: string): Connection => tenantOf(g.opened.platform, TENANT).connections.get(name)!;
const rows = async <T>(text: string): Promise<T[]> => (await g.opened.platform.pool.query(text)).rows as T[];
const fault = async (call: Promise<unknown>): Promise<Fault> => {
  const outcome = await call.then(() => undefined, (error: unknown) => error);
  return outcome instanceof Stopped ? outcome.fault : assert.fail(`it did not stop: ${String(outcome)}`);
};

describe('a partner that says “later”', () => {
  const busy = { status: 503, headers: { 'retry-after': '30' } };
  /** A connection of its own, whose partner answers as the test says. */
  const shop = (name: string) => {
    const c: Connection = { ...connection('shop'), connection: name, memory: new Map(),
      settings: { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } };
    return (): Promise<unknown> => httpFor(g.opened.platform, c, () => true)({ method: 'GET', url: '/orders' });
  };
  const add = async (name: string) => {
    const { row } = connection('shop');
    await saveConnection(g.opened.platform.pool, { ...row, secrets: null, tenant: TENANT, connection: name });
    return shop(name);
  };
  const isClosed = async (name: string) => (await gates(g.opened.platform.flow)).find((x) => x.connection === name)?.closed;

  it('with a 503 is waited for by the call alone', async () => {
    const ask = await add('once');
    answer = busy;
    assert.equal((await fault(ask())).kind, 'Throttled');
    assert.equal(await isClosed('once'), false);
    answer = { status: 200 };
    await ask();
    for (const _ of [1, 2]) {
      answer = busy;
      await fault(ask());
    }
    assert.equal(await isClosed('once'), false, 'an answer in between begins the count anew');
  });

  it('three times in a row is left alone by everybody', async () => {
    const ask = await add('thrice');
    answer = busy;
    for (const _ of [1, 2, 3]) await fault(ask());
    assert.equal(await isClosed('thrice'), true);
  });

  it('with a 429 is left alone at once', async () => {
    const ask = await add('limited');
    answer = { status: 429, headers: { 'retry-after': '30' } };
    assert.equal((await fault(ask())).kind, 'Throttled');
    assert.equal(await isClosed('limited'), true);
  });
});

describe('what a poll finds', () => {
  const page = (body: string): Page => ({ documents: [{ topic: 'nothing', reference: 'orders/F-1', body }], next: 'x', more: false });
  const polling = (body: string): Connection => {
    const c = connection('shop');
    const polls = [{ name: 'orders', everySeconds: 60, transport: 'poll' as const, page: async () => page(body) }];
    return { ...c, connector: { ...c.connector, can: { ...c.connector.can, polls } } as unknown as Connector<never> };
  };
  const poll = (body: string) => runPoll(g.opened.platform, g.intake, polling(body), { name: 'orders', since: null });
  const heard = async () =>
    (await rows<{ n: number }>(`select count(*)::int as n from message where type = 'PartnerSpoke' and subject like '%F-1'`))[0]!.n;

  it('is stored when it is another than the last time, and not again while it stays', async () => {
    const counts: number[] = [];
    for (const body of ['{"is":"A"}', '{"is":"A"}', '{"is":"B"}', '{"is":"A"}', '{"is":"A"}', '{"is":"B"}']) {
      await poll(body);
      counts.push(await heard());
    }
    assert.deepEqual(counts, [1, 1, 2, 3, 3, 4]);
  });
});

describe('a connection that only reads recorded documents', () => {
  before(async () => {
    const { row } = connection('shop');
    await saveConnection(g.opened.platform.pool, { ...row, secrets: null, tenant: TENANT, connection: 'paper', connector: 'shopify', settings: {
      baseUrl: 'https://read-only.invalid', shop: 'read-only.myshopify.com', accessToken: 'x', webhookSecret: 'x', readOnly: true } });
    await loadConfiguration(g.opened.platform);
  });

  it('has no schedules and is not asked anything', async () => {
    await ensureSchedules(g.opened.platform);
    const names = (await schedules(g.opened.platform.pool, TENANT)).map((s) => s.name);
    assert.deepEqual(names.filter((n) => n.includes('paper')), []);
    const asked = fault(httpFor(g.opened.platform, connection('paper'), () => true)({ method: 'GET', url: '/' }));
    assert.match((await asked).detail, /only reads recorded documents/);
  });

  it('refuses a write in words; one that nobody knows yet waits', async () => {
    const wish = (to: string): Claimed => ({
      tenant: TENANT, shard: 0, message: 1n, handler: `connection:${to}`, subject: 'order:x', attempts: 1, lane: 'normal', id: 'x',
      type: 'ReportShipment',
      data: { key: 'k' }, key: 'k', correlation: 'x', connection: null, at: Temporal.Now.instant(),
    });
    const faultOf = async (to: string) => {
      let outcome: Outcome | undefined;
      await act(g.opened.platform, [wish(to)], () => true, ([o]) => { outcome = o; });
      return outcome && 'fault' in outcome ? outcome.fault : assert.fail('it was carried out');
    };
    const refused = await faultOf('paper');
    assert.equal(refused.kind === 'Refused' && refused.exception, 'PartnerRefused');
    assert.match(refused.detail, /apply its real settings/);
    assert.equal((await faultOf('not-here-yet')).kind, 'Unavailable');
  });
});

it('a number that cannot be looked at once more, because the database is away, has an outcome: it is tried again', async () => {
  const { platform } = g.opened;
  const query = async () => { throw Object.assign(new Error('terminating connection'), { code: '57P01' }); };
  const away = { ...platform, pool: Object.assign(Object.create(platform.pool) as Pool, { query }) };
  const wish = (item: string): Claimed => ({
    tenant: TENANT, shard: 0, message: 1n, handler: 'connection:shop', subject: `stock:TEE/shop/${item}`, attempts: 1, lane: 'normal', id: item,
    type: 'PublishStock', data: { key: item, to: 'shop', sku: 'TEE', item, quantity: 3 }, key: item, correlation: 'x', connection: null,
    at: Temporal.Now.instant(),
  });
  const outcomes: Outcome[] = [];
  await act(away, [wish('a'), wish('b')], () => true, (some) => { outcomes.push(...some); });
  assert.deepEqual(outcomes.map((o) => [o.d.id, 'fault' in o && o.fault.kind]), [['a', 'Unavailable'], ['b', 'Unavailable']]);
});

it('what is asked about people stands on the worklist of who may answer, without naming them', async () => {
  const d = { tenant: TENANT, id: 'doc-1', subject: 'intake:shop:0/customers', correlation: 'c', handler: 'intake:shop' } as Claimed;
  const hearing = { p: g.opened.platform, c: connection('shop'), d, now: '2026-11-21T08:00:00.000Z' };
  const asked = async (n: News) => (await hear(hearing, n)).drafts.map((x) => [x.type, x.data as { kind: string; detail: string }] as const);
  const [[type, { kind, detail }]] = await asked({ said: 'privacy', request: 'access', orders: ['5001' as never], customer: 'jane@example.com' }) as
    [readonly [string, { kind: string; detail: string }]];
  assert.deepEqual([type, kind, EXCEPTIONS[kind as 'PrivacyRequest'].owner], ['RaiseException', 'PrivacyRequest', 'administrator']);
  assert.match(detail, /order 5001/);
  assert.doesNotMatch(detail, /jane/);
  const all = await asked({ said: 'privacy', request: 'forget-all', orders: [] });
  assert.match(all[0]![1].detail, /erased/);
});

it('who was forgotten stays forgotten, also in the words of a channel that shows the person again', async () => {
  const p = g.opened.platform;
  const c = connection('shop');
  const order = { ...anOrder({ shipTo: undefined as never }), orderId: orderIdOf(TENANT, 'shop', 'P-1'), external: brand<never>('P-1'),
    buyer: brand<never>('pty-forgotten') };
  const correlation = orderStory(TENANT, order.orderId);
  const d = { tenant: TENANT, id: 'doc-2', subject: 'intake:shop:0/orders/P-1', correlation, handler: 'intake:shop' } as Claimed;
  const show = async (n: number) => {
    await g.intake.accept({ c, transport: 'webhook', topic: 'ignored', reference: 'orders/P-1', headers: {}, body: Buffer.from(`{"n":${n}}`) });
    const { beside } = await hear({ p, c, d, now: '2026-11-21T08:00:00.000Z' },
      { said: 'order', order, parties: { buyer: { name: 'Quintilla', customer: '77' } } });
    await transaction(p.pool, (tx) => beside!(tx));
    const [row] = await rows<{ kept: number; sealed: number }>(`
      select (select count(*)::int from vault_party where party = 'pty-forgotten' and wrapped_key is not null) as kept,
             (select count(*)::int from raw_payload where reference = 'orders/P-1' and body is not null) as sealed`);
    return [row!.kept, row!.sealed];
  };
  assert.deepEqual(await show(1), [1, 1]);
  await hear({ p, c, d, now: '2026-11-21T08:00:00.000Z' }, { said: 'privacy', request: 'forget', orders: [brand('P-1')] });
  assert.deepEqual(await show(2), [0, 0]);
});

it('an order that a list shows in another place than before was moved, once; places that are not mapped are none of ours', async () => {
  const p = g.opened.platform;
  await setMapping(p, { tenant: TENANT, who: 'user:test' } as never, { name: 'location', connection: 'shop', external: 'L2', own: 'BER' });
  await loadConfiguration(p);
  const d = { tenant: TENANT, id: 'doc-3', subject: 'intake:shop:0/list', correlation: 'c', handler: 'intake:shop' } as Claimed;
  const shown = async (place: string, minute: number) => {
    const at = brand<never>(`2026-11-21T08:0${minute}:00.000Z`);
    const { drafts, beside } = await hear({ p, c: connection('shop'), d, now: at }, { said: 'placement', order: brand('MV-1'), parts: [],
      only: { part: brand('7'), at }, assigned: [{ part: brand('7'), place: brand(place), lines: [brand('A')], made: brand('2026-11-21T07:00:00.000Z') }] });
    await transaction(p.pool, (tx) => beside!(tx));
    return drafts.map((x) => (x.data as { movedTo?: string }).movedTo);
  };
  assert.deepEqual(await shown('L1', 1), [], 'where the channel routed it');
  assert.deepEqual(await shown('L2', 3), ['BER']);
  assert.deepEqual(await shown('L2', 4), []);
  assert.deepEqual(await shown('L1', 2), [], 'an older look');
  assert.deepEqual(await shown('L9', 5), [], 'nobody here knows that place');
});

it('what parked for a mapping that is there is let go, whoever was late', async () => {
  const { platform } = g.opened;
  const worker = startWorker(platform, { controlUrl: g.url, intake: g.intake });
  try {
    await place(g, 'M-1', [{ sku: 'STRANGE', quantity: 1 }]);
    await quiet(g);
    await setMapping(platform, { tenant: TENANT, who: 'user:test' } as never, { name: 'sku', connection: 'shop', external: 'STRANGE', own: 'TEE' });
    await quiet(g);
    // Parked by somebody who had not read the mapping yet.
    await platform.pool.query(`update delivery set state = 'Parked', exception = 'UnmappedSku', owner = 'operations',
      waits_on = 'mapping:sku:shop:STRANGE', fault = '{"detail": "STRANGE"}' where handler = 'policy:validation'`);
    await ensureSchedule(platform.flow, { tenant: TENANT, name: 'mapped', everySeconds: 1 });
    await platform.pool.query(`update schedule set due = now() where name = 'mapped'`);
    await runSchedules(platform, g.intake);
    const parked = async () => (await rows(`select from delivery where waits_on is not null`)).length;
    for (let tries = 0; tries < 100 && (await parked()) > 0; tries += 1) await new Promise((go) => setTimeout(go, 100));
    assert.equal(await parked(), 0);
  } finally {
    await worker.stop();
  }
});
