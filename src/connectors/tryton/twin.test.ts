/** The connector against the twin: whole orders, half-done chains, and everything Tryton does not guard. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brand, type ExternalId } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { dec, trytonClient } from '#sandbox/tryton/client.ts';
import { startTrytonTwin, type TrytonTwin } from '#sandbox/tryton/index.ts';
import { actOn, amounts, orderOf, portTo, stopped, type TestPort } from './port.test.fixture.ts';

let twin: TrytonTwin;
let port: TestPort;
before(async () => {
  twin = await startTrytonTwin({ faults: seededFaults(3) });
  port = portTo(twin);
});
after(() => twin.stop());

const { apply, find } = actOn(() => port);
const sale = (id: ExternalId) => twin.records('sale.sale', { id: Number(id) })[0]!;
const salesOf = (number: string) => twin.records('sale.sale', { reference: number });

const TWO = amounts(
  [['L1', 'HP-MUG', 3, '33.34', '2.75'], ['L2', 'HP-LAMP', 1, '59.90', '4.94']],
  { shipping: '4.99', shippingTax: '0.41' },
);

describe('an order', () => {
  test('ends at the channel’s total, although no unit price gives it', async () => {
    const order = orderOf('A', port);
    const { external, number } = await apply('CreateErpOrder', order.create(TWO));
    assert.deepEqual(
      [sale(external)['state'], sale(external)['total_amount'], sale(external)['number']],
      ['processing', '106.33', number],
    );
    const odd = orderOf('A', port);
    const many = await apply('CreateErpOrder', odd.create(amounts([['L1', 'HP-MUG', 3000, '1000.01', '0']])));
    assert.equal(sale(many.external)['total_amount'], '1000.01');
  });

  test('is found again by its key, and applied twice is one sale', async () => {
    const order = orderOf('B', port);
    const wish = order.create(TWO);
    assert.equal(await find('CreateErpOrder', wish), undefined);
    const first = await apply('CreateErpOrder', wish);
    assert.deepEqual(await find('CreateErpOrder', wish), first);
    assert.deepEqual(await apply('CreateErpOrder', wish), first);
    assert.equal(salesOf(order.number).length, 1);
  });

  test('whose answer was lost is looked up, and its half-done chain goes on', async () => {
    for (const method of ['create', 'quote', 'confirm']) {
      const order = orderOf('C', port);
      const wish = order.create(TWO);
      twin.faults.order(`model.sale.sale.${method}`, 'timeout-after-apply');
      await assert.rejects(apply('CreateErpOrder', wish), stopped('Unknown', 'no answer'));
      const found = await find('CreateErpOrder', wish) ?? await apply('CreateErpOrder', wish);
      assert.equal(sale(found.external)['state'], 'processing');
      assert.equal(salesOf(order.number).length, 1, method);
    }
  });

  test('whose create is carried out late leaves a draft, which the next step takes away', async () => {
    const order = orderOf('L', port);
    const wish = order.create(TWO);
    const { external } = await apply('CreateErpOrder', wish);
    // A worker that found nothing, because its create was still on its way when the other looked.
    const blind: TestPort = { ...portTo(twin), async http(request) {
      const answer = await port.http(request);
      return JSON.stringify(request.body).includes('sale.sale.search') ? { ...answer, json: () => ({ id: 0, result: [] }) } : answer;
    } };
    await assert.rejects(apply('CreateErpOrder', wish, blind), stopped('Unavailable', 'gone again'));
    assert.deepEqual(salesOf(order.number).map((s) => s['state']).toSorted(), ['draft', 'processing']);
    await apply('RecordErpShipment', order.ship(external, 1, [['L1', 'HP-MUG', 1]]));
    assert.deepEqual(salesOf(order.number).map((s) => [String(s['id']), s['state']]), [[external, 'processing']]);
  });

  test('made by two workers at once is one sale that counts', async () => {
    const workers = [port, portTo(twin), portTo(twin)];
    // All warm, so that nobody is late for having to log in.
    for (const on of workers) await apply('CreateErpOrder', orderOf('D', on).create(TWO), on);
    for (let round = 0; round < 8; round += 1) {
      const order = orderOf('D', port);
      const wish = order.create(TWO);
      const tried = await Promise.allSettled(workers.map((on) => apply('CreateErpOrder', wish, on)));
      for (const t of tried) if (t.status === 'rejected') assert.ok(
        stopped('Unavailable', '')(t.reason), String(t.reason),
      );
      const receipt = await apply('CreateErpOrder', wish);
      assert.deepEqual(
        salesOf(order.number).map((s) => [String(s['id']), s['state']]), [[receipt.external, 'processing']],
      );
    }
  });

  test('that somebody entered twice by hand goes to a person', async () => {
    const order = orderOf('E', port);
    const wish = order.create(TWO);
    const { external } = await apply('CreateErpOrder', wish);
    const other = await apply('CreateErpOrder', { ...wish, key: brand('by-hand') });
    const desk = trytonClient(twin.url, 'harbor');
    await desk.login(twin.world.login, twin.world.password);
    await desk.call('sale.sale.write', [Number(other.external)], { description: wish.key });
    await assert.rejects(find('CreateErpOrder', wish), stopped('Refused', `DuplicateExternalOrder.*${external}`));
  });

  test('with an unknown product is refused by name, and nothing is written', async () => {
    const order = orderOf('F', port);
    await assert.rejects(
      apply('CreateErpOrder', order.create(amounts([['L1', 'NO-SUCH', 1, '1', '0']]))),
      stopped('Refused', 'UnmappedSku.*NO-SUCH'),
    );
    assert.equal(salesOf(order.number).length, 0);
  });

  test('in yen has no cents', async () => {
    const { external } = await apply(
      'CreateErpOrder', orderOf('G', port).create(amounts([['L1', 'HP-MUG', 7, '1000', '80']], { unit: 'JPY' })),
    );
    assert.equal(sale(external)['total_amount'], '1080');
  });
});

describe('a change', () => {
  const LESS = amounts([['L1', 'HP-MUG', 1, '11.11', '0.92'], ['L3', 'HP-ROPE-10', 2, '48.00', '3.96']]);
  test('plans anew and ends at the new total', async () => {
    const order = orderOf('H', port);
    const { external } = await apply('CreateErpOrder', order.create(TWO));
    const wish = order.amend(external, LESS);
    assert.equal(await find('AmendErpOrder', wish), undefined);
    const receipt = await apply('AmendErpOrder', wish);
    assert.deepEqual(
      [receipt.external, sale(external)['total_amount'], sale(external)['state']], [external, '63.99', 'processing'],
    );
    assert.deepEqual(await find('AmendErpOrder', wish), receipt);
    const waiting = twin.records('stock.shipment.out', { state: 'waiting' }).filter(
      (s) => (sale(external)['shipments'] as number[]).includes(s['id'] as number),
    );
    const moves = waiting.flatMap(
      (s) => twin.records('stock.move', { shipment: `stock.shipment.out,${s['id']}` }),
    ).filter((m) => String(m['origin']).startsWith('sale.line'));
    assert.deepEqual([waiting.length, moves.map((m) => m['quantity']).sort()], [1, [1, 2]]);
    const before = twin.applied.length;
    assert.deepEqual(await apply('AmendErpOrder', wish), receipt);
    assert.equal(twin.applied.length, before);
  });

  test('cut off at any step is finished by the next attempt', async () => {
    for (const method of [
      'model.sale.sale.write', 'model.stock.shipment.out.cancel', 'wizard.sale.handle.shipment.exception.execute',
    ]) {
      const order = orderOf('I', port);
      const { external } = await apply('CreateErpOrder', order.create(TWO));
      twin.faults.order(method, 'timeout-after-apply');
      await assert.rejects(apply('AmendErpOrder', order.amend(external, LESS)), (e) => e instanceof Stopped);
      await apply('AmendErpOrder', order.amend(external, LESS));
      assert.equal(sale(external)['total_amount'], '63.99', method);
    }
  });

  test('below what has left is too late', async () => {
    const order = orderOf('J', port);
    const { external } = await apply('CreateErpOrder', order.create(TWO));
    await apply('RecordErpShipment', order.ship(external, 1, [['L1', 'HP-MUG', 3]]));
    await assert.rejects(
      apply('AmendErpOrder', order.amend(external, LESS)), stopped('Refused', 'EditTooLate 3 units'),
    );
  });

  test('to nothing is a cancellation: nothing planned, nothing owed', async () => {
    const order = orderOf('K', port);
    const { external } = await apply('CreateErpOrder', order.create(TWO));
    const wish = order.cancel(external);
    assert.equal(await find('CancelErpOrder', wish), undefined);
    const receipt = await apply('CancelErpOrder', wish);
    assert.deepEqual([sale(external)['state'], sale(external)['total_amount']], ['done', '0.00']);
    assert.deepEqual(await find('CancelErpOrder', wish), receipt);
    assert.deepEqual(await apply('CancelErpOrder', wish), receipt);
  });

  test('of mind after goods have left is refused', async () => {
    const order = orderOf('L', port);
    const { external } = await apply('CreateErpOrder', order.create(TWO));
    await apply('RecordErpShipment', order.ship(external, 1, [['L2', 'HP-LAMP', 1]]));
    await assert.rejects(apply('CancelErpOrder', order.cancel(external)), stopped('Refused', 'CancelTooLate'));
  });
});

describe('a shipment', () => {
  test('in part, from another place, leaves the rest planned where it was', async () => {
    const order = orderOf('M', port);
    const { external } = await apply('CreateErpOrder', order.create(TWO));
    const before = [twin.stock('HP-LAMP', 'STORE'), twin.stock('HP-LAMP', 'MAIN')];
    const wish = order.ship(external, 1, [['L2', 'HP-LAMP', 1]], { location: 'STORE', tracking: ['1Z-1', '1Z-2'] });
    const receipt = await apply('RecordErpShipment', wish);
    assert.deepEqual(receipt.references, [['tracking', '1Z-1'], ['tracking', '1Z-2']]);
    assert.deepEqual([twin.stock('HP-LAMP', 'STORE'), twin.stock('HP-LAMP', 'MAIN')], [before[0]! - 1, before[1]]);
    assert.equal(sale(external)['shipment_state'], 'waiting');
    assert.deepEqual(await find('RecordErpShipment', wish), receipt);
    await apply('RecordErpShipment', order.ship(external, 2, [['L1', 'HP-MUG', 2]]));
    await apply('RecordErpShipment', order.ship(external, 3, [['L1', 'HP-MUG', 1]]));
    assert.deepEqual([sale(external)['shipment_state'], (sale(external)['shipments'] as number[]).length], ['sent', 3]);
  });

  test('of what several shipments plan together is one: those are planned anew', async () => {
    const order = orderOf('S', port);
    const { external } = await apply('CreateErpOrder', order.create(TWO));
    const more = amounts(
      [
        ['L1', 'HP-MUG', 3, '33.34', '2.75'], ['L2', 'HP-LAMP', 1, '59.90', '4.94'],
        ['L3', 'HP-ROPE-10', 1, '24.00', '0'],
      ],
      { shipping: '4.99', shippingTax: '0.41' },
    );
    // Somebody adds the line by hand, and Tryton plans a second shipment for it.
    const desk = trytonClient(twin.url, 'harbor');
    await desk.login(twin.world.login, twin.world.password);
    const [rope] = await desk.call<number[]>('product.product.search', [['code', '=', 'HP-ROPE-10']]);
    const line = {
      product: rope, unit: 1, quantity: 1, unit_price: dec('25.00'), note: 'line L3', description: 'by hand',
    };
    await desk.call('sale.sale.write', [Number(external)], { lines: [['create', [line]]] });
    await desk.call('sale.sale.process', [Number(external)]);
    assert.equal((sale(external)['shipments'] as number[]).length, 2);
    assert.ok(await apply('AmendErpOrder', order.amend(external, more)));
    const receipt = await apply(
      'RecordErpShipment', order.ship(external, 1, [['L1', 'HP-MUG', 3], ['L3', 'HP-ROPE-10', 1]]),
    );
    const states = twin.records('stock.shipment.out').filter(
      (s) => (sale(external)['shipments'] as number[]).includes(s['id'] as number),
    );
    assert.deepEqual(states.map((s) => s['state']).sort(), ['cancelled', 'cancelled', 'done', 'waiting']);
    assert.equal(states.find((s) => s['state'] === 'done')?.['id'], Number(receipt.external));
  });

  test('cut off at any step is one shipment', async () => {
    for (const method of ['write', 'draft', 'wait', 'assign_try', 'pick', 'pack', 'done']) {
      const order = orderOf('N', port);
      const { external } = await apply('CreateErpOrder', order.create(TWO));
      const wish = order.ship(external, 1, [['L1', 'HP-MUG', 1]], { tracking: ['1Z-9'] });
      twin.faults.order(`model.stock.shipment.out.${method}`, 'timeout-after-apply');
      await assert.rejects(apply('RecordErpShipment', wish), stopped('Unknown', 'no answer'));
      const before = twin.stock('HP-MUG');
      const receipt = await find('RecordErpShipment', wish) ?? await apply('RecordErpShipment', wish);
      const out = twin.records('stock.shipment.out', { reference: wish.key });
      assert.deepEqual(out.map((s) => [String(s['id']), s['state']]), [[receipt.external, 'done']], method);
      assert.ok(before - twin.stock('HP-MUG') <= 1);
      assert.equal(
        twin.records('stock.package', { shipment: `stock.shipment.out,${receipt.external}` }).length, 1, method,
      );
    }
  });

  test('of more than Tryton has is parked, and told to force it, goes below zero', async () => {
    const order = orderOf('O', port);
    const { external } = await apply('CreateErpOrder', order.create(amounts([['L1', 'HP-RARE', 4, '756.00', '0']])));
    const wish = order.ship(external, 1, [['L1', 'HP-RARE', 4]]);
    await assert.rejects(apply('RecordErpShipment', wish), stopped('Refused', 'StockNegative.*4 × HP-RARE'));
    assert.equal(twin.records('stock.move', { state: 'assigned' }).length, 0);
    await apply('RecordErpShipment', wish, portTo(twin, { shortStock: 'force' }));
    assert.equal(twin.stock('HP-RARE'), -2);
  });

  test('of what the order does not hold is refused', async () => {
    const order = orderOf('P', port);
    const { external } = await apply('CreateErpOrder', order.create(TWO));
    await assert.rejects(
      apply('RecordErpShipment', order.ship(external, 1, [['L1', 'HP-MUG', 9]])),
      stopped('Refused', 'ShipmentRejected.*9 × HP-MUG'),
    );
  });
});
