/** The census of a partner whose webhooks were lost, against the twin of a shop: what was never heard is named, taken, and read. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ADDRESS, receiver, SECRET, shop, TOKEN, type Receiver } from '#sandbox/shopify/testing.ts';
import type { ShopifyTwin } from '#sandbox/shopify/index.ts';
import type { Connector, Page } from '#connectors/contract.ts';
import { backfill, countAtSource } from '#runtime/operations/census.ts';
import { portFor } from '#runtime/port.ts';
import { loadConfiguration, tenantOf, type Connection } from '#runtime/platform.ts';
import { startWorker } from '#runtime/worker.ts';
import { saveConnection } from '#store/configuration.ts';
import { ground, quiet, TENANT, type Ground } from './bench.fixture.ts';

let g: Ground;
let twin: ShopifyTwin;
let hooks: Receiver;
const ends: (() => Promise<void>)[] = [];
const act = { tenant: TENANT, who: 'test:anna' };
before(async () => {
  g = await ground();
  const t = { after: (end: () => Promise<void>) => void ends.push(end) };
  [twin, hooks] = [await shop(t, { pointsPerSecond: 1000 }), await receiver(t)];
  await saveConnection(g.opened.platform.pool, { tenant: TENANT, connection: 'lost', connector: 'shopify', roles: ['channel'], secrets: null,
    settings: { baseUrl: twin.url, shop: 'harbor-pine.myshopify.com', accessToken: TOKEN, webhookSecret: SECRET } });
  await loadConfiguration(g.opened.platform);
});
after(async () => {
  for (const end of ends) await end();
  await g.close();
});

const connection = (name = 'lost'): Connection => tenantOf(g.opened.platform, TENANT).connections.get(name)!;
const orders = async () => (await countAtSource(g.opened.platform, TENANT, 'lost')).find((s) => s.poll === 'orders')!;
/** One of the webhooks that the shop sent; all others are lost. */
async function arrives(topic: string, about: string): Promise<void> {
  const is = (c: { topic: string; raw: string }) => c.topic === topic && c.raw.includes(about);
  for (let i = 0; i < 200 && !hooks.caught.some(is); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  await hears(topic, hooks.caught.findLast(is)?.raw ?? assert.fail(`no ${topic} about ${about}`));
}
async function hears(topic: string, text: string): Promise<void> {
  const document = { topic, headers: {}, body: Buffer.from(text) };
  await g.intake.accept({ c: connection(), transport: 'webhook', ...document, reference: connection().connector.can.reference!(document) });
}

it('names the orders that were never read, also one of which only a payment was heard; takes them once, and they go their way', async () => {
  const p = g.opened.platform;
  await connection().connector.can.subscribe!(portFor(p, connection()), hooks.url);
  const placed = [1, 2, 3].map(() => twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }], shippingAddress: ADDRESS }));
  const worker = startWorker(p, { controlUrl: g.url, intake: g.intake });
  try {
    await arrives('orders/create', placed[0]!.id);
    await hears('order_transactions/create', `{"id":1,"order_id":${placed[1]!.id}}`);
    await quiet(g);
    const before = await orders();
    assert.deepEqual([before.listed, before.heard, before.missing.toSorted()], [3, 1, placed.slice(1).map((o) => `orders/${o.id}`).toSorted()]);
    const { taken, next, problems } = await backfill(p, g.intake, act, { connection: 'lost' });
    assert.ok(taken >= 2, String(taken));
    assert.deepEqual([next, problems], [{}, []]);
    await quiet(g);
    const { rows } = await p.pool.query(`select count(*)::int as n from message where type = 'OrderPlaced' and data->'order'->>'channel' = 'lost'`);
    assert.deepEqual(rows, [{ n: 3 }]);
    const done = await orders();
    assert.deepEqual([done.listed, done.heard, done.missing], [3, 3, []]);
    assert.equal((await backfill(p, g.intake, act, { connection: 'lost' })).taken, 0, 'nothing is taken twice');
  } finally {
    await worker.stop();
  }
});

it('goes on where it stopped when the partner lists more than is asked in one go; a partner that fails is said to', async () => {
  const p = g.opened.platform;
  const [c, all] = [connection('shop'), tenantOf(p, TENANT).connections as Map<string, Connection>];
  const page = async (_port: unknown, since?: string): Promise<Page> => {
    const n = Number(since ?? 0);
    if (n === 44) throw new Error('the partner is closed');
    return { documents: [{ topic: 'nothing', reference: `things/${n}`, body: '{}' }], next: String(n + 1), more: n < 60 };
  };
  const polls = [{ name: 'things', everySeconds: 60, transport: 'poll' as const, page }];
  all.set('many', { ...c, connection: 'many', connector: { ...c.connector, can: { ...c.connector.can, polls } } as unknown as Connector<never> });
  const first = await backfill(p, g.intake, act, { connection: 'many' });
  assert.deepEqual(first, { taken: 40, next: { things: '40' }, problems: [] });
  const second = await backfill(p, g.intake, act, { connection: 'many', from: first.next });
  assert.deepEqual(second, { taken: 4, next: { things: '44' }, problems: [{ poll: 'things', problem: 'the partner is closed' }] });
  assert.deepEqual(await backfill(p, g.intake, act, { connection: 'many', from: { things: '45' } }), { taken: 16, next: {}, problems: [] });
  const [source] = await countAtSource(p, TENANT, 'many');
  assert.deepEqual([source!.listed, source!.heard, source!.more], [40, 40, true]);
});
