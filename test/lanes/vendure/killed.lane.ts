/**
 * An order of a real Vendure, sent and given money back for, and one that is cancelled for want of stock, the worker killed
 * after every step that the shop takes: one fulfillment and one refund afterwards, one cancellation with its money. Which
 * steps there are, an order that nobody disturbs shows.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { ask } from '#connectors/vendure/graphql.ts';
import type { Settings } from '#connectors/vendure/settings.ts';
import type { Port } from '#connectors/contract.ts';
import { orderIdOf } from '#runtime/identity.ts';
import { loadConfiguration, secretsOwner, tenantOf } from '#runtime/platform.ts';
import { seal } from '#runtime/vault.ts';
import { saveConnection, savePolicy, saveProducts } from '#store/configuration.ts';
import { ground, quiet, say, stockUp, TENANT, type Ground } from '../../engine/bench.fixture.ts';
import { openGate, type Gate } from '../killed/gate.ts';
import { livePort, shop } from './live.ts';
import { startVendure, type RealVendure } from './start.ts';

const AT = '2026-11-21T10:00:00Z';
const stepOf = (body: string): string | undefined => {
  const { query = '' } = JSON.parse(body || '{}') as { query?: string };
  const [, step] = /^\s*mutation[^{]*\{\s*(\w+)/.exec(query) ?? [];
  return step === 'login' ? undefined : step;
};
const Shown = z.object({ order: z.object({
  lines: z.array(z.object({ id: z.string() })), fulfillments: z.array(z.object({ state: z.string(), trackingCode: z.string() })).nullable(),
  payments: z.array(z.object({ refunds: z.array(z.object({ total: z.number() })) })),
}) });

describe('a worker is killed after each step at a real Vendure', () => {
  let real: RealVendure | undefined;
  let missing: string | undefined;
  let gate: Gate;
  let g: Ground;
  let desk: Port<Settings>;
  before(async () => {
    const started = await startVendure();
    if ('missing' in started) {
      missing = started.missing;
      return process.stderr.write(`# vendure lane: not run: ${missing}\n`);
    }
    real = started;
    const { url: baseUrl, user: username, password, webhookSecret } = real;
    desk = livePort({ baseUrl, username, password, webhookSecret });
    gate = await openGate(baseUrl, stepOf);
    g = await ground();
    const { platform } = g.opened;
    await saveConnection(platform.pool, {
      tenant: TENANT, connection: 'shop', connector: 'vendure', roles: ['channel'], settings: { baseUrl: gate.url, username, refundOnCancel: true },
      secrets: seal(tenantOf(platform, TENANT).key.key, secretsOwner(TENANT, 'shop'), Buffer.from(JSON.stringify({ password, webhookSecret }))),
    });
    await saveProducts(platform.pool, TENANT, ['BOOT-38', 'LACE-BLK'].map((sku) => ({ sku, title: sku, gtin: null })));
    await savePolicy(platform.pool, TENANT, { name: 'route', scope: 'shop', value: { erp: 'erp', legalEntity: 'main', whenShort: 'cancel' }, author: 'test' });
    await savePolicy(platform.pool, TENANT, { name: 'returns', scope: '*', value: { refund: 'us', refundOn: 'receipt' }, author: 'test' });
    await loadConfiguration(platform);
    await stockUp(g, 'BOOT-38', 100);
    await gate.work(g.url, g.directory);
  }, { timeout: 400_000 });
  after(async () => {
    await gate?.stop();
    await g?.close();
    await real?.stop();
  });

  const shown = async (id: string) => (await ask(desk, { answer: Shown, variables: { id },
    query: 'query ($id: ID!) { order(id: $id) { lines { id } fulfillments { state trackingCode } payments { refunds { total } } } }' })).order;
  type Bought = Awaited<ReturnType<typeof shop>>;
  async function hint({ id, code }: Bought): Promise<void> {
    const c = tenantOf(g.opened.platform, TENANT).connections.get('shop')!;
    const body = Buffer.from(JSON.stringify({ id: `h-${id}-${Math.random()}`, topic: 'order.placed', at: AT, order: { id, code, state: 'PaymentSettled' } }));
    await g.intake.accept({ c, transport: 'webhook', topic: 'order.placed', reference: `orders/${id}`, headers: {}, body });
  }
  const story: readonly (readonly [what: string, tell: (order: Bought) => Promise<void>])[] = [
    ['it is placed and sent', async (order) => {
      await hint(order);
      await quiet(g, 60);
      const { lines: [line] } = await shown(order.id);
      await say(g, 'wms', { order: order.id, fulfillment: `${orderIdOf(TENANT, 'shop', order.id)}-1`, shipment: `s-${order.id}`, at: AT,
        tracking: `T${order.id}`, shipped: [{ line: line!.id, sku: 'BOOT-38', quantity: 2 }] });
    }],
    ['one comes back', (order) => say(g, 'wms', { receipt: `RC-${order.id}`, of: order.code, at: AT, location: 'BER', lines: [{ sku: 'BOOT-38', quantity: 1 }] })],
    ['the shop shows the refund', hint],
  ];
  const buy = () => shop(real!.url, { lines: [{ variantId: '1', quantity: 2 }] });
  async function whole({ id }: Bought): Promise<void> {
    const { fulfillments, payments } = await shown(id);
    assert.deepEqual(fulfillments?.map((f) => [f.state, f.trackingCode]), [['Shipped', `T${id}`]]);
    assert.deepEqual(payments.flatMap((p) => p.refunds).length, 1);
  }
  const step = (name: string, work: () => Promise<void>) => test(name, { timeout: 300_000 }, async (t) => {
    if (!real) return t.skip(missing ?? 'Vendure did not start');
    return work();
  });

  const steps = new Map<string, string[]>();
  step('undisturbed, its steps are these', async () => {
    const order = await buy();
    for (const [what, tell] of story) {
      gate.watch([]);
      await tell(order);
      assert.equal((await quiet(g, 90))['Parked'], undefined, what);
      steps.set(what, [...new Set(gate.steps)]);
    }
    for (const [what, mine] of steps) console.log(`# ${what}: ${mine.join(', ')}`);
    assert.deepEqual([...steps.values()], [['addFulfillmentToOrder', 'transitionFulfillmentToState'], ['refundOrder'], []]);
    await whole(order);
  });
  step('killed after each of them: one fulfillment, one refund, one credit memo', async () => {
    const orders = [await buy(), await buy(), await buy()];
    for (const [what, tell] of story) {
      const wanted = steps.get(what)!;
      gate.watch(wanted);
      for (const order of orders) await tell(order);
      assert.equal((await quiet(g, 200))['Parked'], undefined, 'nothing waits for a person');
      assert.deepEqual([...gate.killed].sort(), [...wanted].sort(), 'a worker died after each step');
    }
    for (const order of orders) await whole(order);
    const keys = g.twin.applied.map((a) => a.key!);
    assert.deepEqual(keys.filter((k, i) => keys.indexOf(k) !== i), [], 'the ERP was asked once for each');
    assert.equal(keys.filter((k) => k.startsWith('credit:')).length, orders.length + 1);
  });

  /** Laces: the shop has them, we have none, and the policy cancels what is short. */
  const short = () => shop(real!.url, { lines: [{ variantId: '3', quantity: 2 }] });
  const Over = z.object({ order: z.object({ state: z.string(), totalWithTax: z.number(),
    payments: z.array(z.object({ amount: z.number(), refunds: z.array(z.object({ total: z.number() })) })) }) });
  async function over({ id }: Bought): Promise<void> {
    const { order } = await ask(desk, { answer: Over, variables: { id },
      query: 'query ($id: ID!) { order(id: $id) { state totalWithTax payments { amount refunds { total } } } }' });
    assert.equal(order.state, 'Cancelled');
    assert.deepEqual(order.payments.map((p) => p.refunds.map((r) => r.total)), order.payments.map((p) => [p.amount]), 'given back once, and whole');
  }
  step('cancelled for want of stock, undisturbed and killed after each step: once, with its money', async () => {
    gate.watch([]);
    const calm = await short();
    await hint(calm);
    assert.equal((await quiet(g, 90))['Parked'], undefined);
    const wanted = [...new Set(gate.steps)];
    assert.deepEqual(wanted, ['cancelOrder', 'refundOrder']);
    await over(calm);
    const orders = [await short(), await short(), await short()];
    gate.watch(wanted);
    for (const order of orders) await hint(order);
    assert.equal((await quiet(g, 200))['Parked'], undefined, 'nothing waits for a person');
    assert.deepEqual([...gate.killed].sort(), [...wanted].sort(), 'a worker died after each step');
    for (const order of orders) await over(order);
    const told = await g.opened.platform.pool.query(`select 1 from message where type = 'ChannelOrderCancelled'`);
    assert.equal(told.rowCount, orders.length + 1);
  });
});
