/** Lots on the moves of customer shipments, on the real Tryton 6.0 with its module stock_lot: the story the twin is told too. */
import { after, before, describe, test } from 'node:test';
import { tellLots } from '#connectors/tryton/lots.test.fixture.ts';
import { portTo } from '#connectors/tryton/port.test.fixture.ts';
import { plain } from '#sandbox/tryton/client.ts';
import { lotWorld as world } from '#sandbox/tryton/world.ts';
import { missingTryton } from './install.ts';
import { openOffice, type Office } from './office.ts';
import { startRealTryton, type RealTryton } from './server.ts';

const missing = missingTryton();
describe('lots on Tryton 6.0', { skip: missing ?? false }, () => {
  let real: RealTryton;
  let desk: Office;
  before(async () => {
    real = await startRealTryton({ world });
    desk = await openOffice(real.url, world);
  }, { timeout: 400_000 });
  after(() => real?.stop());

  test('which lots went stands on the moves of the shipment; what is refused without a lot waits for a person', async () => {
    const port = portTo({ url: real.url, world }, { lots: true });
    await tellLots(port, async (shipment, model = 'stock.shipment.out') => {
      const end = model === 'stock.shipment.out' ? 'to_location.type' : 'from_location.type';
      const moves = plain(await desk.client.call('stock.move.search_read',
        [['shipment', '=', `${model},${shipment}`], [end, '=', 'customer']], 0, null, [['id', 'ASC']],
        ['quantity', 'product.code', 'lot.number'])) as Record<string, unknown>[];
      return moves.map((m) => [(m['product.'] as { code: string }).code, Number(m['quantity']),
        (m['lot.'] as { number: string } | null)?.number ?? null] as const).toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
    });
  });
});
