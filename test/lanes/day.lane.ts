/** Sixty orders on a bad day, twice: harsh faults everywhere, a worker killed, the database restarted, every law and scene. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import pino from 'pino';
import { silent } from '#sandbox/day/progress.ts';
import { complaints, type Summary } from '#sandbox/day/summary.ts';
import { openDay, trade } from '#sandbox/day/trade.ts';
import type { FaultLevel } from '#sandbox/faults.ts';

const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }, pino.destination(2));

/** On an embedded database of its own, so that the day may restart it. */
async function aDay(orders: number, seed: number, faults: FaultLevel): Promise<Summary> {
  const directory = mkdtempSync(join(tmpdir(), 'threadline-day-'));
  const { day, stop } = await openDay({ orders, seed, faults, directory, port: 0, console: false, log, on: silent });
  try {
    return await trade(day, silent);
  } finally {
    await stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

for (const seed of [1, 2])
  it(`sixty orders, harsh faults, seed ${seed}: nothing lost, nothing twice, every scene as it must`, async () => {
    const summary = await aDay(60, seed, 'harsh');
    assert.deepEqual(complaints(summary), []);
    assert.ok(summary.faults > 300, `only ${summary.faults} faults`);
  });

it('two days of one seed without faults end in one ledger', async () => {
  const [first, second] = [await aDay(40, 9, 'none'), await aDay(40, 9, 'none')];
  assert.deepEqual([complaints(first), complaints(second)], [[], []]);
  assert.equal(first.ledger, second.ledger);
});
