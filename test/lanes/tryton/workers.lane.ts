/**
 * One external reference, several processes: Tryton lets a reference stand on any number of sales, and still there is
 * one. First writers race with nothing between them and the ERP; then whole workers share a worklist and one is killed.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { encode } from '#domain/wire.ts';
import { amounts, orderOf, portTo } from '#connectors/tryton/port.test.fixture.ts';
import { harborWorld as world } from '#sandbox/tryton/world.ts';
import { ground, place, quiet, stockUp } from '../../engine/bench.fixture.ts';
import { erpIsTryton } from './erp.ts';
import { missingTryton } from './install.ts';
import { openOffice, type Office } from './office.ts';
import { startRealTryton, type RealTryton } from './server.ts';

const missing = missingTryton();
const WRITER = new URL('./writer.process.ts', import.meta.url).pathname;
const WORKER = new URL('../../engine/worker.process.ts', import.meta.url).pathname;

describe('one external reference, several processes', { skip: missing ?? false }, () => {
  let real: RealTryton;
  let desk: Office;
  const children: ChildProcess[] = [];
  before(async () => {
    real = await startRealTryton({ world });
    desk = await openOffice(real.url, world);
  }, { timeout: 400_000 });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await real?.stop();
  });

  /** A process of our own code; answers its lines one by one, the first of which says that it is ready. */
  async function start(script: string, ...args: readonly string[]) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => (await lines.next()).value ?? assert.fail(`${script} ended without an answer`);
    assert.equal(await next(), 'ready');
    return { child, next, ask: (line: string) => { child.stdin.write(`${line}\n`); return next(); } };
  }
  const salesOf = async (number: string) =>
    (await desk.client.call<{ id: number; state: string }[]>(
      'sale.sale.search_read', [['reference', '=', number]], 0, null, null, ['state'],
    )).map((s) => [String(s.id), s.state]);

  test('two writers race with one order, ten times: one sale each time', async () => {
    const port = portTo({ url: real.url, world });
    const sold = amounts([['L1', 'HP-MUG', 1, '12.50', '1.03']]);
    const writers = await Promise.all(['one', 'two'].map((name) =>
      start(WRITER, real.url, encode(orderOf(`WARM-${name}`, port).create(sold)))));
    let contested = 0;
    for (let round = 0; round < 10; round += 1) {
      const order = orderOf('PROCESS', port);
      const wish = encode(order.create(sold));
      const said = await Promise.all(writers.map(async (w) => JSON.parse(await w.ask(wish))));
      for (const { fault } of said) assert.ok(fault === undefined || fault === 'Unavailable', String(fault));
      contested += said.filter((s) => s.fault).length;
      // Who lost tries again, as the worklist does.
      const kept = JSON.parse(await writers[round % 2]!.ask(wish)) as { external: string };
      for (const { external } of said) if (external) assert.equal(external, kept.external);
      assert.deepEqual(await salesOf(order.number), [[kept.external, 'processing']], `round ${round}`);
    }
    console.log(`# ${contested} of 20 attempts met the other writer`);
    for (const w of writers) w.child.kill();
  });

  test('two workers, every order told twice, one worker killed in the middle: one sale each', async () => {
    const g = await ground();
    try {
      await erpIsTryton(g, real.url);
      await stockUp(g, 'HP-MUG', 100);
      const [first] = await Promise.all(['a', 'b'].map((name) => start(WORKER, g.url, g.directory, name)));
      const numbers = Array.from({ length: 16 }, (_, i) => `TWICE-${i}`);
      const tell = () => Promise.all(numbers.map((n) =>
        place(g, n, [{ sku: 'HP-MUG', quantity: 1 }], { currency: 'USD' })));
      await Promise.all([tell(), tell()]);
      for (let tries = 0; tries < 600 && (await salesOf(numbers[0]!)).length === 0; tries += 1) await sleep(50);
      first!.child.kill('SIGKILL');
      await once(first!.child, 'exit');
      await tell();
      const state = await quiet(g, 90);
      assert.equal(state['Parked'], undefined, 'nothing waits for a person');
      const sales = await Promise.all(numbers.map(async (n) => (await salesOf(n)).map(([, s]) => s)));
      assert.deepEqual(sales, numbers.map(() => ['processing']));
    } finally {
      for (const child of children) child.kill('SIGKILL');
      await g.close();
    }
  });
});
