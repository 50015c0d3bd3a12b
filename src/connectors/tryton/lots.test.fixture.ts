/**
 * One story about lots, told to the twin and to the real Tryton with its module stock_lot: a shipment in two lots, the rest
 * of the line in a third, what came back of two of them, and a line of which nobody names lots.
 */
import assert from 'node:assert/strict';
import type { Kind, TestPort } from './port.test.fixture.ts';
import { actOn, amounts, orderOf, stopped } from './port.test.fixture.ts';

/** What the moves of a shipment to or from the customer say: product, quantity, number of the lot; sorted. */
export type MovesOf = (shipment: string, model?: string) => Promise<readonly (readonly [string, number, string | null])[]>;
const SALE = amounts([['L1', 'HP-ROPE-10', 7, '168.00', '0'], ['L2', 'HP-MUG', 2, '25.00', '0']]);

export async function tellLots(port: TestPort, movesOf: MovesOf): Promise<void> {
  const { apply, find } = actOn(() => port);
  const once = async <T extends Kind>(type: T, wish: Parameters<typeof apply<T>>[1]) => {
    const receipt = await apply(type, wish);
    assert.deepEqual([await find(type, wish), await apply(type, wish)], [receipt, receipt]);
    return receipt.external;
  };
  const order = orderOf('LOT', port);
  const sale = await once('CreateErpOrder', order.create(SALE));
  const first = order.ship(sale, 1, [['L1', 'HP-ROPE-10', 5, { 'R-1': 2, 'R-2': 3 }], ['L2', 'HP-MUG', 2]], { tracking: ['1Z-L1'] });
  assert.deepEqual(await movesOf(await once('RecordErpShipment', first)),
    [['HP-MUG', 2, null], ['HP-ROPE-10', 2, 'R-1'], ['HP-ROPE-10', 3, 'R-2']]);
  const second = order.ship(sale, 2, [['L1', 'HP-ROPE-10', 2, { 'R-2': 1, 'R-3': 1 }]]);
  assert.deepEqual(await movesOf(await once('RecordErpShipment', second)), [['HP-ROPE-10', 1, 'R-2'], ['HP-ROPE-10', 1, 'R-3']]);
  const back = order.back(sale, 1, [['L1', 'HP-ROPE-10', 4, { 'R-1': 1, 'R-2': 3 }], ['L2', 'HP-MUG', 1]]);
  const spoiled = { ...back, lines: back.lines.map((l, i) => (i === 0 ? { ...l, spoiled: 1 } : l)) };
  assert.deepEqual(await movesOf(await once('RecordErpReturn', spoiled), 'stock.shipment.out.return'),
    [['HP-MUG', 1, null], ['HP-ROPE-10', 1, 'R-1'], ['HP-ROPE-10', 1, 'R-2'], ['HP-ROPE-10', 2, 'R-2']]);
  const bare = orderOf('LOT', port);
  const without = await once('CreateErpOrder', bare.create(SALE));
  await assert.rejects(apply('RecordErpShipment', bare.ship(without, 1, [['L1', 'HP-ROPE-10', 7], ['L2', 'HP-MUG', 2]])),
    stopped('Refused', 'To move product .*rope.* you must provide a stock lot'));
}
