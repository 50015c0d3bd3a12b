/** The twin over HTTP: what a connector will meet. That the real server answers the same is the lane's to prove. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seededFaults } from '../faults.ts';
import { day, dec, plain, trytonClient, TrytonError, type Client } from './client.ts';
import { startTrytonTwin, type TrytonTwin } from './index.ts';
import { harborWorld } from './world.ts';

const TODAY = '2026-03-10';
let clock = Date.parse(`${TODAY}T09:00:00Z`);
let twin: TrytonTwin;
let client: Client;
let ids: { product: Record<string, number>; account: Record<string, number>; warehouse: number };

before(async () => {
  twin = await startTrytonTwin({
    faults: seededFaults(7), now: () => new Date((clock += 1000)),
    database: 'shop', login: 'robot', password: 'let-me-in',
    products: [
      { code: 'TEA', name: 'Tea', listPrice: '4.50', stock: 10 },
      { code: 'POT', name: 'Pot', listPrice: '30.00', stock: { MAIN: 3, STORE: 1 } },
    ],
  });
  client = trytonClient(twin.url, 'shop');
  await client.login('robot', 'let-me-in');
  const codes = async (model: string) => Object.fromEntries((await client.call<{ id: number; code: string }[]>(
    `${model}.search_read`, [], 0, null, null, ['code'])).map((r) => [r.code, r.id]));
  const [warehouse] = await client.call<number[]>(
    'stock.location.search', [['code', '=', 'MAIN'], ['type', '=', 'warehouse']],
  );
  ids = { product: await codes('product.product'), account: await codes('account.account'), warehouse: warehouse! };
});
after(() => twin.stop());

const PARTY = { party: 2, invoice_address: 1 };
const line = (code: string, quantity: number, price: string) =>
  ({ product: ids.product[code], unit: 1, quantity, unit_price: dec(price), description: code });
const sale = async (
  reference: string, lines: object[], more: object = {},
): Promise<number> => (await client.call<number[]>(
  'sale.sale.create', [{ ...PARTY, shipment_address: 1, warehouse: ids.warehouse, invoice_method: 'manual', reference,
    lines: [['create', lines]], ...more }]))[0]!;
const walk = async (model: string, id: number, ...steps: string[]) => {
  for (const step of steps) await client.insist(`${model}.${step}`, [id]);
};
const stateOf = (id: number) => twin.records('sale.sale', { id })[0]!['state'];
const message = (part: string) => (e: unknown) => e instanceof TrytonError && e.message.includes(part);

describe('sessions', () => {
  test('a wrong password is a page of HTML, a missing session an empty 401', async () => {
    const fresh = trytonClient(twin.url, 'shop');
    const wrong = await fresh.login('robot', 'guess');
    assert.equal(wrong.status, 401);
    assert.match(wrong.text, /^<!doctype html>/);
    const none = await fresh.ask('model.party.party.search', [[], {}]);
    assert.deepEqual([none.status, none.text], [401, '']);
  });

  test('an ended session is 401 on every call, and a new login goes on', async () => {
    twin.expireSessions();
    assert.equal((await client.ask('model.party.party.search', [[], client.context])).status, 401);
    await client.login('robot', 'let-me-in');
    assert.equal((await client.ask('model.party.party.search', [[], client.context])).status, 200);
  });

  test('after five idle minutes reading goes on, posting asks for a new login', async () => {
    clock += 301_000;
    assert.equal((await client.ask('model.party.party.search', [[], client.context])).status, 200);
    assert.equal((await client.ask('model.account.move.post', [[1], client.context])).status, 401);
    await client.login('robot', 'let-me-in');
    assert.equal((await client.ask('model.account.move.post', [[1], client.context])).status, 200);
  });
});

describe('orders', () => {
  test('nothing keeps two sales from one reference', async () => {
    await Promise.all([sale('TWICE', [line('TEA', 1, '4.50')]), sale('TWICE', [line('TEA', 1, '4.50')])]);
    assert.equal(twin.records('sale.sale', { reference: 'TWICE' }).length, 2);
    assert.equal(twin.applied.filter((a) => a.key === 'TWICE').length, 2);
  });

  test('a call on a wrong state says nothing and does nothing', async () => {
    const id = await sale('W-1', [line('TEA', 1, '4.50')]);
    assert.equal(await client.call('sale.sale.process', [id]), null);
    assert.equal(stateOf(id), 'draft');
    await walk('sale.sale', id, 'quote', 'confirm');
    assert.equal(stateOf(id), 'processing');
    assert.equal(await client.call('sale.sale.cancel', [id]), null);
    assert.equal(stateOf(id), 'processing');
  });

  test('decimals must be objects with at most four digits, quantities whole units', async () => {
    await assert.rejects(sale('D-1', [{ ...line('TEA', 1, '1'), unit_price: 1.1 }]), message('1.100000000000000088'));
    await assert.rejects(sale('D-1', [line('TEA', 1.5, '1')]), message('exceeds the limit of \\"0\\"'));
    assert.equal(twin.records('sale.sale', { reference: 'D-1' }).length, 0);
  });

  test('goods go through wait, assign, pick, pack and done, and the parcel carries the tracking number', async () => {
    const before = twin.stock('TEA');
    const id = await sale('S-1', [line('TEA', 2, '4.50'), line('SHIPPING', 1, '3.00')]);
    await walk('sale.sale', id, 'quote', 'confirm');
    const [shipment] = await client.call<{ shipments: number[] }[]>('sale.sale.read', [id], ['shipments']);
    const out = shipment!.shipments[0]!;
    assert.equal(await client.call('stock.shipment.out.assign_try', [out]), true);
    await walk('stock.shipment.out', out, 'pick');
    await assert.rejects(client.call('stock.shipment.out.pack', [out]), message('UserWarning'));
    const { asked } = await client.insist('stock.shipment.out.pack', [out]);
    assert.deepEqual(asked, [`shipment_out_no_carrier_stock.shipment.out,${out}`]);
    await walk('stock.shipment.out', out, 'done');
    assert.deepEqual([twin.stock('TEA'), stateOf(id)], [before - 2, 'done']);
  });

  test('too little in stock is assigned in part and answered with false', async () => {
    const id = await sale('S-2', [line('POT', 5, '30')]);
    await walk('sale.sale', id, 'quote', 'confirm');
    const [found] = await client.call<{ shipments: number[] }[]>('sale.sale.read', [id], ['shipments']);
    assert.equal(await client.call('stock.shipment.out.assign_try', found!.shipments), false);
    const moves = twin.records(
      'stock.move', { shipment: `stock.shipment.out,${found!.shipments[0]}`, state: 'assigned' },
    );
    assert.deepEqual(moves.map((m) => m['quantity']), [3]);
  });
});

describe('money', () => {
  const bill = async (reference: string, date: string, quantity = 2): Promise<number> => {
    const sold = { ...line('TEA', quantity, '4.50'), type: 'line', account: ids.account['4000'] };
    const tax = { description: 'Tax', account: ids.account['2100'], base: dec('9'), manual: true };
    const [id] = await client.call<number[]>('account.invoice.create', [{
      ...PARTY, type: 'out', account: ids.account['1200'], journal: 1, payment_term: 1, reference,
      invoice_date: day(date), lines: [['create', [sold]]],
      taxes: [['create', [{ ...tax, amount: dec(quantity > 0 ? '0.74' : '-0.74') }]]],
    }]);
    return id!;
  };

  test('an invoice keeps the tax it was given, is numbered once and cannot be dated back', async () => {
    const id = await bill('I-1', TODAY);
    await walk('account.invoice', id, 'post');
    const [posted] = twin.records('account.invoice', { id });
    assert.deepEqual(
      [posted!['number'], posted!['total_amount'], posted!['state']], ['INV2026-00001', '9.74', 'posted'],
    );
    const lines = twin.records('account.move.line', { move: posted!['move'] });
    assert.deepEqual(lines.map((l) => [l['debit'], l['credit']]), [['0', '9.00'], ['0', '0.74'], ['9.74', '0']]);
    await assert.rejects(
      client.call('account.invoice.post', [await bill('I-0', '2026-03-01')]), message('already been used for invoice'),
    );
  });

  test('a credit note has a series of its own', async () => {
    const id = await bill('C-1', TODAY, -2);
    await walk('account.invoice', id, 'post');
    const [credit] = twin.records('account.invoice', { id });
    assert.deepEqual([credit!['number'], credit!['total_amount']], ['CRN2026-00001', '-9.74']);
  });

  test('an unbalanced entry stays a draft, and a refused call leaves nothing behind', async () => {
    const entry = (lines: object[]) => client.call<number[]>('account.move.create', [{
      period: 15, journal: 5, date: day(TODAY), description: 'J-1', lines: [['create', lines]] }]);
    const [id] = await entry([{ account: ids.account['1010'], debit: dec('5'), credit: dec('0') }]);
    await assert.rejects(client.call('account.move.post', [id]), message('you must balance'));
    await assert.rejects(
      entry([{ account: ids.account['1010'], debit: dec('1'), credit: dec('1') }]), message('both debit and credit'),
    );
    assert.deepEqual(twin.records('account.move', { description: 'J-1' }).map((m) => m['state']), ['draft']);
  });
});

describe('stock', () => {
  test('a count sets the level in one place and leaves the others alone', async () => {
    const [store] = twin.records('stock.location', { code: 'STORE' });
    const lines = [['create', [{ product: ids.product['POT'], quantity: 9 }]]];
    const values = { location: store!['storage_location'], empty_quantity: 'keep', lines };
    const [id] = await client.call<number[]>('stock.inventory.create', [values]);
    await walk('stock.inventory', id!, 'confirm');
    assert.deepEqual([twin.stock('POT', 'STORE'), twin.stock('POT', 'MAIN')], [9, 3]);
  });
});

describe('change feed', () => {
  test('write_date is empty until the first change, then moves on', async () => {
    const id = await sale('F-1', [line('TEA', 1, '4.50')]);
    const read = async () => (await client.call<Record<string, unknown>[]>(
      'sale.sale.read', [id], ['write_date'],
    ))[0]!['write_date'];
    assert.equal(await read(), null);
    await walk('sale.sale', id, 'quote');
    const first = await read();
    assert.equal(plain(first), 'a moment');
    const found = await client.call<number[]>('sale.sale.search', [['write_date', '>=', first]]);
    assert.deepEqual(found, [id]);
  });

  test('a write that names an older state is refused', async () => {
    const id = await sale('F-2', [line('TEA', 1, '4.50')]);
    const [seen] = await client.call<Record<string, string>[]>('sale.sale.read', [id], ['_timestamp']);
    await client.call('sale.sale.write', [id], { comment: 'a person was faster' });
    const context = { ...client.context, _timestamp: { [`sale.sale,${id}`]: seen!['_timestamp'] } };
    const answer = await client.ask('model.sale.sale.write', [[id], { comment: 'mine' }, context]);
    assert.equal(answer.error?.[0], 'ConcurrencyException');
  });
});

describe('faults', () => {
  const reference = (r: string) => twin.records('sale.sale', { reference: r }).length;
  test('an ordered error and a throttled call apply nothing', async () => {
    twin.faults.order('model.sale.sale.create', 'error');
    await assert.rejects(sale('E-1', [line('TEA', 1, '1')]), /HTTP 500/);
    twin.faults.order('model.sale.sale.create', 'throttle');
    await assert.rejects(sale('E-1', [line('TEA', 1, '1')]), /HTTP 503/);
    assert.equal(reference('E-1'), 0);
  });

  test('a cut connection leaves the document made, and the witness knows', async () => {
    twin.faults.order('model.sale.sale.create', 'timeout-after-apply');
    await assert.rejects(sale('E-2', [line('TEA', 1, '1')]), TypeError);
    assert.equal(reference('E-2'), 1);
    assert.equal(twin.applied.filter((a) => a.key === 'E-2' && a.operation === 'sale.sale.create').length, 1);
  });

  test('the world it starts from is the one given', () => {
    assert.equal(twin.world.database, 'shop');
    assert.deepEqual(twin.world.products.filter((p) => p.stock).map((p) => p.code), ['TEA', 'POT']);
    assert.ok(harborWorld.products.some((p) => p.code === 'HP-MUG'));
  });
});
