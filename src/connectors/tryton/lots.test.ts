/** Lots at the twin, which has Tryton's module for them here; the real one is told the same in test/lanes/tryton/lots.lane.ts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seededFaults } from '#sandbox/faults.ts';
import { startTrytonTwin, type TrytonTwin } from '#sandbox/tryton/index.ts';
import tryton from './index.ts';
import { tellLots } from './lots.test.fixture.ts';
import { actOn, amounts, orderOf, portTo, stopped, type TestPort } from './port.test.fixture.ts';

let twin: TrytonTwin;
let port: TestPort;
before(async () => {
  twin = await startTrytonTwin({ faults: seededFaults(5), lots: true });
  port = portTo(twin, { lots: true });
});
after(() => twin.stop());

const named = (model: string, id: unknown, field: string) => String(twin.records(model, { id })[0]![field]);
const movesOf = async (shipment: string, model = 'stock.shipment.out') => twin.records('stock.move', { shipment: `${model},${shipment}` })
  .filter((m) => String(m['origin']).startsWith('sale.line'))
  .map((m) => [named('product.product', m['product'], 'code'), Number(m['quantity']),
    m['lot'] == null ? null : named('stock.lot', m['lot'], 'number')] as const)
  .toSorted((a, b) => (a.join() < b.join() ? -1 : 1));

test('which lots went stands on the moves of the shipment; what is refused without a lot waits for a person', async () => {
  assert.match(await tryton.can.check!(port), /every code of the settings is there/);
  await tellLots(port, movesOf);
  assert.deepEqual(twin.records('stock.lot').map((l) => l['number']), ['R-1', 'R-2', 'R-3'], 'each lot is made once');
});

test('a chain that broke off goes on, whichever step was not answered', async () => {
  const { apply, find } = actOn(() => port);
  const steps = ['stock.lot.create', 'stock.shipment.out.write', 'stock.shipment.out.wait', 'stock.shipment.out.pick', 'stock.shipment.out.done'];
  for (const step of steps) {
    const order = orderOf('BRK', port);
    const { external } = await apply('CreateErpOrder', order.create(amounts([['L1', 'HP-ROPE-10', 6, '144.00', '0']])));
    const wish = order.ship(external, 1, [['L1', 'HP-ROPE-10', 4, { [`K-${step}`]: 1, 'R-1': 3 }]]);
    twin.faults.order(`model.${step}`, 'timeout-after-apply');
    await assert.rejects(apply('RecordErpShipment', wish), stopped('Unknown'), step);
    const { external: shipment } = await find('RecordErpShipment', wish) ?? await apply('RecordErpShipment', wish);
    assert.deepEqual(await movesOf(shipment), [['HP-ROPE-10', 1, `K-${step}`], ['HP-ROPE-10', 3, 'R-1']], step);
  }
});

test('a Tryton without the module says so when its settings are proved', async () => {
  const bare = await startTrytonTwin({ faults: seededFaults(5) });
  try {
    await assert.rejects(tryton.can.check!(portTo(bare, { lots: true })), stopped('Malformed', 'stock.lot'));
  } finally {
    await bare.stop();
  }
});
