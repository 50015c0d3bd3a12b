/** Stores on the whole platform: a ticket lowers its own store's shelf once, however late and however often it comes. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verify } from '#runtime/operations/verify.ts';
import { mulberry32 } from '#sandbox/faults.ts';
import { quiet as quietGround, type Ground } from './bench.fixture.ts';
import { ITEMS, stores, type Stores } from './stores.fixture.ts';

const quiet = (s: Stores) => quietGround({ opened: { platform: s.platform } } as unknown as Ground, 60);
const count = async (s: Stores, type: string): Promise<number> =>
  (await s.platform.pool.query<{ n: number }>('select count(*)::int as n from message where type = $1', [type])).rows[0]!.n;
/** Every shelf as the registers have it, and nothing broken in log, ledger and orders. */
async function agrees(s: Stores): Promise<void> {
  for (const store of s.chain.stores)
    for (const sku of Object.keys(ITEMS)) assert.equal((await s.shelf(store, sku))['on_hand'] ?? 0, s.chain.onShelf(store, sku), `${store} ${sku}`);
  const broken = (await verify(s.platform)).filter((f) => f.violations.length > 0).map((f) => `${f.name}: ${JSON.stringify(f.violations[0])}`);
  assert.deepEqual(broken, []);
}

describe('a chain of registers', () => {
  let s: Stores;
  before(async () => { s = await stores(); });
  after(() => s.close());

  it('counts its shelves, sells, takes back and transfers: the ledger follows', async () => {
    const { chain } = s;
    for (const store of chain.stores) chain.count(store);
    await chain.upload();
    await s.poll('stores');
    await quiet(s);
    s.pass(5);
    const [till] = chain.registers as [{ store: string; register: string }];
    const sale = chain.ring(till, [{ sku: 'BOOT-38', quantity: 2 }, { sku: 'SOCK', quantity: 3 }])!;
    const { store, register, day, sequence } = sale;
    s.pass(5);
    chain.ring(till, [{ sku: 'BOOT-38', quantity: 1, kind: 'return', disposal: 'ReturnToStock', original: { store, register, day, sequence, line: 1 } }]);
    chain.ring(till, [{ sku: 'SOCK', quantity: 1, kind: 'return', disposal: 'Damaged' }]);
    chain.ring(till, [{ sku: 'CAP-RED', quantity: 9 }], { training: true });
    chain.transfer('S001', 'S002', [{ sku: 'CAP-RED', quantity: 4 }]);
    chain.receive('S002', [{ sku: 'BOOT-38', quantity: 6 }]);
    await chain.upload();
    await s.poll('stores');
    assert.deepEqual(Object.keys(await quiet(s)), ['Done']);
    await agrees(s);
    assert.deepEqual(await s.shelf('S001', 'SOCK'), { on_hand: 97, damaged: 1 });
    assert.deepEqual([await count(s, 'OrderPlaced'), await count(s, 'RefundRecorded')], [1, 1]);
    assert.equal(await count(s, 'ReserveStock'), 0);
    const { rows } = await s.platform.pool.query('select sku, ordered, shipped from order_line_view order by sku');
    assert.deepEqual(rows, [{ sku: 'BOOT-38', ordered: 2, shipped: 2 }, { sku: 'SOCK', ordered: 3, shipped: 3 }]);
  });

  it('a register comes back after its Z and after the night count: late tickets change no shelf, and each is a sale', async () => {
    const { chain } = s;
    const [first, second] = chain.registers as [{ store: string; register: string }, { store: string; register: string }];
    const before = await count(s, 'OrderPlaced');
    s.pass(60);
    chain.goOffline(second);
    chain.ring(first, [{ sku: 'CAP-RED', quantity: 3 }]);
    chain.ring(second, [{ sku: 'CAP-RED', quantity: 2 }]);
    s.pass(8 * 60);
    for (const at of [first, second]) chain.closeDay(at);
    chain.count('S001');
    await chain.upload();
    await s.poll('stores');
    await quiet(s);
    await agrees(s);
    s.pass(10 * 60);
    chain.comeBack(second);
    chain.ring(second, [{ sku: 'CAP-RED', quantity: 1 }]);
    await chain.upload();
    await s.poll('stores');
    await quiet(s);
    await agrees(s);
    assert.equal(await count(s, 'OrderPlaced'), before + 3);
  });

  it('the same files again change nothing', async () => {
    const before = [await count(s, 'StockMoved'), await count(s, 'OrderPlaced')];
    s.pass(5);
    const [till] = s.chain.registers as [{ store: string; register: string }];
    s.chain.faults.order('upload', 'duplicate');
    s.chain.ring(till, [{ sku: 'SOCK', quantity: 2 }]);
    await s.chain.upload();
    await s.poll('stores');
    await quiet(s);
    await agrees(s);
    assert.deepEqual([await count(s, 'StockMoved'), await count(s, 'OrderPlaced')], before.map((n) => n + 1));
  });

  it('a store that sold what the books did not have is told to a person, and the next count puts it right', async () => {
    const { chain } = s;
    const [till] = chain.registers as [{ store: string; register: string }];
    s.pass(5);
    // Goods nobody wrote down as received.
    const have = chain.onShelf('S001', 'BOOT-38');
    chain.receive('S001', [{ sku: 'BOOT-38', quantity: 5 }]);
    chain.goOffline({ store: 'S001', register: '0' });
    chain.ring(till, [{ sku: 'BOOT-38', quantity: have + 2 }]);
    await chain.upload();
    await s.poll('stores');
    await quiet(s);
    const { rows } = await s.platform.pool.query(`select 1 from message where type = 'RaiseException' and data->>'kind' = 'StockNegative'`);
    assert.equal(rows.length, 1);
    s.pass(5);
    chain.comeBack({ store: 'S001' });
    chain.count('S001');
    await chain.upload();
    await s.poll('stores');
    await quiet(s);
    await agrees(s);
  });
});

it('a chain with drifting clocks on a bad day: every shelf right in the end', async () => {
  const s = await stores({ count: 8, faults: 'harsh', driftMs: 60_000 });
  const random = mulberry32(21);
  for (const store of s.chain.stores) s.chain.count(store);
  await s.chain.upload();
  for (let round = 0; round < 6; round += 1) {
    s.pass(10);
    for (const at of s.chain.registers) {
      if (random() < 0.1) s.chain.goOffline(at);
      if (random() < 0.3) s.chain.comeBack(at);
      s.chain.ring(at, [{ sku: Object.keys(ITEMS)[Math.floor(random() * 3)]!, quantity: 1 + Math.floor(random() * 2) }]);
    }
    await s.chain.upload();
    await s.poll('stores');
  }
  for (const store of s.chain.stores) s.chain.comeBack({ store });
  for (let i = 0; i < 2; i += 1) await s.chain.upload();
  await s.poll('stores');
  await quiet(s);
  await agrees(s);
  await s.close();
});

it('Square: what its registers sold and moved, by poll, twice over', async () => {
  const s = await stores();
  const [north, south] = s.square.locations as [string, string];
  for (const location of [north, south]) for (const sku of Object.keys(ITEMS)) s.square.count(location, sku, s.square.inStock(location, sku));
  s.pass(5);
  const sale = s.square.sell({ location: north, lines: [{ sku: 'BOOT-38', quantity: 2 }] })!;
  s.square.takeBack({ order: sale.id, line: 'line-1', quantity: 1, restock: true });
  s.square.transfer({ from: north, to: south, sku: 'SOCK', quantity: 10 });
  s.square.receive(south, 'CAP-RED', 3);
  for (let i = 0; i < 2; i += 1) {
    await s.poll('tills');
    assert.deepEqual(Object.keys(await quiet(s)), ['Done']);
  }
  for (const location of [north, south])
    for (const sku of Object.keys(ITEMS)) assert.equal((await s.shelf(location, sku))['on_hand'], s.square.inStock(location, sku), `${location} ${sku}`);
  assert.deepEqual([await count(s, 'OrderPlaced'), await count(s, 'RefundRecorded')], [1, 1]);
  const broken = (await verify(s.platform)).filter((f) => f.violations.length > 0).map((f) => `${f.name}: ${JSON.stringify(f.violations[0])}`);
  assert.deepEqual(broken, []);
  await s.close();
});
