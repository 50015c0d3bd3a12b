/**
 * An order and its return against the real Tryton, the worker killed after every single step that Tryton takes: one
 * document for each fact afterwards, and nothing waits for a person. Which steps there are is not written down here: an
 * order that nobody disturbs shows them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { orderIdOf } from '#runtime/identity.ts';
import { harborWorld as world } from '#sandbox/tryton/world.ts';
import { ground, place, quiet, say, stockUp, TENANT, type Ground } from '../../engine/bench.fixture.ts';
import { openGate, type Gate } from '../killed/gate.ts';
import { erpIsTryton } from './erp.ts';
import { missingTryton } from './install.ts';
import { openOffice, type Office } from './office.ts';
import { startRealTryton, type RealTryton } from './server.ts';

const missing = missingTryton();
const AT = '2026-11-21T10:00:00Z';
const ORDERS = ['KILL-1', 'KILL-2', 'KILL-3'];
const READS = /\.(read|search|search_count|search_read|fields_get|get_preferences|login|logout)$/;
const stepOf = (body: string): string | undefined => {
  const { method = '' } = JSON.parse(body || '{}') as { method?: string };
  return method === '' || READS.test(method) ? undefined : method.replace(/^model\./, '');
};

describe('a worker is killed after each step at a real Tryton', { skip: missing ?? false }, () => {
  let real: RealTryton;
  let desk: Office;
  let gate: Gate;
  let g: Ground;
  before(async () => {
    real = await startRealTryton({ world });
    desk = await openOffice(real.url, world);
    gate = await openGate(real.url, stepOf);
    g = await ground();
    await erpIsTryton(g, gate.url);
    await stockUp(g, 'HP-MUG', 100);
    await gate.work(g.url, g.directory);
  }, { timeout: 400_000 });
  after(async () => {
    await gate?.stop();
    await g?.close();
    await real?.stop();
  });

  const lines = [{ sku: 'HP-MUG', quantity: 2 }];
  const refund = (order: string) => ({ refunds: [{ id: `RF-${order}`, at: AT, lines: [{ line: '1', quantity: 1, net: '5.00', restock: 'return' }] }] });
  /** What happens to an order, each with the documents it leads to. */
  const story: readonly (readonly [what: string, tell: (order: string) => Promise<void>])[] = [
    ['it is placed', (order) => place(g, order, lines, { currency: 'USD' })],
    ['it is sent', (order) => say(g, 'wms', { order, fulfillment: `${orderIdOf(TENANT, 'shop', order)}-1`, shipment: `s-${order}`, at: AT,
      tracking: `T${order}`, shipped: [{ line: '1', sku: 'HP-MUG', quantity: 2 }] })],
    ['one comes back', (order) => say(g, 'wms', { receipt: `RC-${order}`, of: order, at: AT, location: 'BER', lines: [{ sku: 'HP-MUG', quantity: 1 }] })],
    ['that one is found damaged', (order) => say(g, 'wms', { receipt: `RC-${order}`, of: order, at: AT, location: 'BER', looked: true,
      lines: [{ sku: 'HP-MUG', quantity: 1, found: 'damaged' }] })],
    ['it is refunded', (order) => place(g, order, lines, { currency: 'USD', at: '2026-11-21T11:00:00Z', ...refund(order) })],
  ];
  const rows = <T>(model: string, domain: unknown[], ...fields: string[]) =>
    desk.client.call<T[]>(`${model}.search_read`, domain, 0, null, [['id', 'ASC']], fields);
  /** Everything Tryton holds of an order, in short. */
  async function documents(order: string): Promise<object> {
    const sales = await rows<{ id: number; state: string; shipments: number[]; shipment_returns: number[] }>('sale.sale', [['reference', '=', order]],
      'state', 'shipments', 'shipment_returns');
    const bills = await rows<{ type: string; state: string; total_amount: { decimal: string } }>('account.invoice', [['reference', '=', order]], 'state', 'total_amount');
    const sent = await rows<{ state: string }>('stock.shipment.out', [['id', 'in', sales.flatMap((s) => s.shipments)]], 'state');
    const back = await rows<{ state: string }>('stock.shipment.out.return', [['id', 'in', sales.flatMap((s) => s.shipment_returns)]], 'state');
    const moved = await rows<{ quantity: number; state: string }>('stock.move', [['origin.sale', 'in', sales.map((s) => s.id), 'sale.line']], 'quantity', 'state');
    const apart = await rows<{ state: string }>('stock.shipment.internal',
      [['reference', 'like', `erp-spoilage:${orderIdOf(TENANT, 'shop', order)}-%`]], 'state');
    return {
      sales: sales.length, bills: bills.map((b) => [b.state, b.total_amount.decimal]), sent: sent.map((s) => s.state), back: back.map((s) => s.state),
      apart: apart.map((s) => s.state),
      moved: moved.filter((m) => m.state === 'done').map((m) => m.quantity).sort(),
    };
  }
  const WHOLE = { sales: 2, bills: [['posted', '10.00'], ['posted', '-5.00']], sent: ['done'], back: ['done'], apart: ['done'], moved: [1, 2] };

  const steps = new Map<string, string[]>();
  test('undisturbed, its steps are these', { timeout: 300_000 }, async () => {
    // The first order of a company also makes what all later ones share: a kind of package.
    for (const order of ['FIRST', 'CALM'])
      for (const [what, tell] of story) {
        gate.watch([]);
        await tell(order);
        const state = await quiet(g, 90);
        assert.equal(state['Parked'], undefined, what);
        steps.set(what, [...new Set(gate.steps)]);
      }
    for (const [what, mine] of steps) console.log(`# ${what}: ${mine.join(', ')}`);
    assert.deepEqual(await documents('CALM'), WHOLE);
    assert.ok([...steps.values()].flat().length >= 15, [...steps.values()].flat().join(', '));
  });
  for (const [what, tell] of story)
    test(`killed after each of them: ${what}`, { timeout: 500_000 }, async () => {
      const wanted = steps.get(what)!;
      gate.watch(wanted);
      for (const order of ORDERS) await tell(order);
      const state = await quiet(g, 400);
      assert.equal(state['Parked'], undefined, 'nothing waits for a person');
      assert.deepEqual([...gate.killed].sort(), [...wanted].sort(), 'a worker died after each step');
    });
  test('and there is one document for each fact', async () => {
    for (const order of ORDERS) assert.deepEqual(await documents(order), WHOLE, order);
    const keys = g.twin.applied.map((a) => a.key!);
    assert.deepEqual(keys.filter((k, i) => keys.indexOf(k) !== i), [], 'nobody else was asked twice');
  });
});
