/** One SKU told whole; how a unit was sold twice; reservations out of step, shown and then mended by entries. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { buildProgram } from '#cli/program.ts';
import { secretsOwner, loadConfiguration, tenantOf } from '#runtime/platform.ts';
import { verify } from '#runtime/operations/verify.ts';
import { seal } from '#runtime/vault.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveConnection } from '#store/configuration.ts';
import { apiGround, type ApiGround } from '../api/api.fixture.ts';
import { quiet, stockUp, TENANT } from '../engine/bench.fixture.ts';
import { said } from './goods.fixture.ts';
import { lists, rows } from './shop.fixture.ts';

let g: ApiGround;
let worker: Worker;
before(async () => {
  g = await apiGround();
  const { platform } = g.opened;
  const { key } = tenantOf(platform, TENANT).key;
  await saveConnection(platform.pool, {
    tenant: TENANT, connection: 'outlet', connector: 'simulated', roles: ['channel'], settings: { baseUrl: g.twin.url },
    secrets: seal(key, secretsOwner(TENANT, 'outlet'), Buffer.from(JSON.stringify({ token: 'secret', webhookSecret: 'hook' }))),
  });
  await loadConfiguration(platform);
  worker = startWorker(platform, { controlUrl: g.url, intake: g.intake });
  for (const shop of ['shop', 'outlet']) await lists(g, shop, 'TEE');
  await stockUp(g, 'TEE', 1);
  await quiet(g);
});
after(async () => {
  await worker.stop();
  await g.close();
});
const order = async (connection: string, number: string, quantity = 1): Promise<void> => {
  const c = tenantOf(g.opened.platform, TENANT).connections.get(connection)!;
  const body = JSON.stringify({ order: number, at: new Date().toISOString(), currency: 'EUR', lines: [{ id: '1', sku: 'TEE', quantity, net: '10.00' }] });
  await g.intake.accept({ c, transport: 'webhook', topic: 'order', reference: `orders/${number}`, headers: {}, body: Buffer.from(body) });
};

let sold: string;
it('the last unit is sold twice: one promise, and the post-mortem names the order of events and the policy', async () => {
  await order('shop', 'S-1');
  await order('outlet', 'O-1');
  await quiet(g);
  const loser = (await rows<{ number: string; channel: string }>(g, `select number, channel from order_view where stage = 'short'`))[0]!;
  const winner = loser.channel === 'shop' ? 'outlet' : 'shop';
  sold = winner === 'shop' ? 'S-1 (shop)' : 'O-1 (outlet)';
  const found = (await g.call('GET', `/v1/stock/post-mortem?order=${loser.number}`)).json<{ items: Record<string, unknown>[] }>().items;
  assert.equal(found.length, 1);
  const [f] = found;
  assert.match(String(f!['fate']), /refused: 1 units are owed/);
  assert.deepEqual([f!['shown'], f!['freeWhenHeard']], [1, f!['freeWhenHeard']]);
  assert.match(String(f!['cause']), new RegExp(`${winner} sold the same units while ${loser.channel} still showed 1`));
  assert.match(String(f!['prevention']), new RegExp(`stock: \\{ ${loser.channel}: \\{ buffer: 1 \\} \\}`));
  const said = (f!['timeline'] as { what: string; channel: string | null }[]).map((m) => `${m.channel ?? 'ledger'} ${m.what}`);
  for (const expected of [`shop sold 1 in S-1`, `outlet sold 1 in O-1`, `${winner} reserved for`, `${loser.channel} shows 0`, 'counted'])
    assert.ok(said.some((s) => s.includes(expected)), `${expected} is not in ${said.join(' | ')}`);
});

it('a SKU is told whole, for people and for programs', async () => {
  const out: string[] = [];
  const terminal = { out: (s: string) => void out.push(s), err: (s: string) => void out.push(s), ask: async () => undefined, end: () => {}, width: 200, color: false };
  await buildProgram({ terminal }).parseAsync(['node', 'threadline', '--database', g.url, '--data', g.directory, 'stock', 'TEE']);
  const text = out.join('');
  for (const part of [/BER\s+1\s+1\s+0/, /shop-TEE: shows 0, acknowledged/, /1 on hand − 1 reserved = 0 sellable/, new RegExp(`reserved\\s+${sold.replace(/[()]/g, '\\$&')}`),
    /1 on the shelves, 1 promised to orders, 0 held for somebody: 0 free\. Every listing shows/, /BER on hand → BER reserved {2}1/])
    assert.match(text, part);
  const report = (await g.call('GET', '/v1/stock/TEE/report')).json<{ holders: unknown[]; channels: unknown[] }>();
  assert.deepEqual([report.holders.length, report.channels.length], [1, 2]);
  const { movements } = (await g.call('GET', '/v1/stock/TEE/report')).json<{ movements: { who: string; from: string; to: string; units: number }[] }>();
  assert.deepEqual(movements.map((m) => [m.who, m.from, m.to, m.units]),
    [[sold, 'BER on hand', 'BER reserved', 1], ['TEE', 'difference of a count', 'BER on hand', 1]]);
  assert.equal((await g.call('GET', '/v1/stock/NONE/report')).statusCode, 404);
});

it('what is held and what is owed is in the sum, and is no place', async () => {
  const held = await g.call('POST', '/v1/holds', { body: { reference: 'desk', minutes: 5, lines: [{ sku: 'MUG', quantity: 2 }] } });
  assert.equal(held.statusCode, 409, 'none was counted');
  await stockUp(g, 'MUG', 5);
  await said(g, 'StockMoved', { sku: 'HOT', location: 'BER', kind: 'sold', quantity: 3 });
  await quiet(g);
  const { hold } = (await g.call('POST', '/v1/holds', { body: { reference: 'desk', minutes: 5, lines: [{ sku: 'MUG', quantity: 2 }] } })).json<{ hold: string }>();
  const of = async (sku: string) => (await g.call('GET', `/v1/stock/${sku}`)).json<{ why: string; onHand: number }>();
  assert.deepEqual([(await of('MUG')).why, (await of('MUG')).onHand], ['3 = BER (5 on hand − 2 held)', 5]);
  assert.equal((await of('HOT')).why, '0 = BER (0 on hand; 3 promised or sold beyond it)');
  await g.call('POST', `/v1/holds/${hold}/release`);
});

it('what waits for a channel is told with its risk and when it will be through', async () => {
  await stockUp(g, 'TEE', 9, new Date().toISOString());
  await quiet(g);
  await rows(g, `update connection set state = 'suspended' where connection = 'outlet'`);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  await order('shop', 'S-2', 2);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { items } = (await g.call('GET', '/v1/publication')).json<{ items: { connection: string; waiting: number; tooHigh: number; says: string; riskiest: { why: string }[] }[] }>();
  const outlet = items.find((i) => i.connection === 'outlet')!;
  assert.deepEqual([outlet.waiting, outlet.tooHigh], [1, 1]);
  assert.match(outlet.says, /1 number waits for outlet; 1 of them shows more than there is.*suspended/);
  assert.match(outlet.riskiest[0]!.why, /shows \d, only \d left; .*days of cover/);
  await rows(g, `update connection set state = 'active' where connection = 'outlet'`);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  await quiet(g);
});

it('reservations out of step are shown, and mended by entries that say so', async () => {
  assert.deepEqual((await g.call('GET', '/v1/stock/faults')).json(), { items: [] });
  await rows(g, `update balance set amount = amount + 2 where account = 'stock:BER:reserved' and unit = 'TEE'`);
  await rows(g, `update balance set amount = amount - 2 where account = 'stock:BER:on_hand' and unit = 'TEE'`);
  await rows(g, `update order_line_view set cancelled = ordered where order_id = (select order_id from order_view where number = 'S-2')`);
  const shown = (await g.call('GET', '/v1/stock/faults')).json<{ items: { with: string; what: string }[] }>().items;
  assert.deepEqual(shown.map((f) => f.with).sort(), ['ledger', 'order']);
  assert.match(shown.find((f) => f.with === 'order')!.what, /S-2 holds 2 × TEE at BER, and everything of the line is shipped or cancelled/);
  await rows(g, `update balance set amount = amount - 2 where account = 'stock:BER:reserved' and unit = 'TEE'`);
  await rows(g, `update balance set amount = amount + 2 where account = 'stock:BER:on_hand' and unit = 'TEE'`);
  const mended = (await g.call('POST', '/v1/stock/faults/mend', { body: { why: 'the line was cancelled by hand' } })).json<{ items: unknown[] }>();
  assert.equal(mended.items.length, 1);
  await quiet(g);
  assert.deepEqual((await g.call('GET', '/v1/stock/faults')).json(), { items: [] });
  const audit = await rows<{ why: string }>(g, `select why from audit where what = 'stock.repair'`);
  assert.deepEqual(audit, [{ why: 'the line was cancelled by hand' }]);
});

it('a ledger that holds more than orders have is put right by one posted entry', async () => {
  await rows(g, `update reservation set reserved = 0 where order_id in (select order_id from reservation where reserved = 1 limit 1)`);
  const { items } = (await g.call('GET', '/v1/stock/faults')).json<{ items: { mend: string }[] }>();
  assert.deepEqual(items.map((f) => f.mend), ['post 1 back to free stock']);
  await g.call('POST', '/v1/stock/faults/mend', { body: {} });
  await quiet(g);
  assert.deepEqual((await g.call('GET', '/v1/stock/faults')).json(), { items: [] });
  assert.equal((await rows(g, `select id from entry where memo = 'repaired'`)).length, 1);
  assert.deepEqual((await verify(g.opened.platform)).filter((f) => f.law === 6 && f.violations.length > 0), []);
});
