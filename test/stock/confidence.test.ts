/** A feed stops: confidence falls, listings are throttled, and come back with hysteresis when the feed does. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { lookAtConfidence } from '#runtime/confidence.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { ground, quiet, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { lists, policy, rows, shows } from './shop.fixture.ts';

let g: Ground;
let worker: Worker;
before(async () => {
  g = await ground();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await lists(g, 'shop', 'TEE');
});
after(async () => {
  await worker.stop();
  await g.close();
});
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
async function look(): Promise<string | undefined> {
  await lookAtConfidence(g.opened.platform, TENANT);
  await quiet(g);
  return (await rows<{ step: string }>(g, `select step from location_confidence where location = 'BER'`))[0]?.step;
}

it('where no feed is expected, nothing is doubted', async () => {
  await stockUp(g, 'TEE', 40, ago(100_000));
  await quiet(g);
  assert.equal(await look(), 'full');
  assert.equal(shows(g, 'shop', 'TEE'), 40);
});

it('the older the feed, the less is shown: buffer, floor, pause; each with its reason', async () => {
  await policy(g, 'confidence', 'BER', { everySeconds: 1000 });
  await policy(g, 'stock', '*', { doubtBuffer: '25%', doubtFloor: 3 });
  const age = (seconds: number) => rows(g, `update stock_count set as_of = $1`, [ago(seconds)]);
  await age(3100);
  assert.equal(await look(), 'buffer');
  assert.equal(shows(g, 'shop', 'TEE'), 30);
  await age(4400);
  assert.equal(await look(), 'floor');
  assert.equal(shows(g, 'shop', 'TEE'), 3);
  await age(9000);
  assert.equal(await look(), 'pause');
  assert.equal(shows(g, 'shop', 'TEE'), 0);
  const [row] = await rows<{ reasons: { what: string }[]; score: number }>(g, `select reasons, score from location_confidence where location = 'BER'`);
  assert.equal(row!.score, 0);
  assert.match(row!.reasons[0]!.what, /last feed 3 h ago, expected every 17 min/);
});

it('the feed is back: step by step everything is shown again', async () => {
  await stockUp(g, 'TEE', 40, ago(1));
  await quiet(g);
  assert.deepEqual([await look(), await look(), await look()], ['floor', 'buffer', 'full']);
  assert.equal(shows(g, 'shop', 'TEE'), 40);
});

it('an item that counts keep putting right is doubted for itself', async () => {
  await lists(g, 'shop', 'MUG');
  await stockUp(g, 'MUG', 10, ago(60));
  await quiet(g);
  await stockUp(g, 'MUG', 4, ago(30));
  await quiet(g);
  await look();
  const doubts = await rows(g, `select location, sku, units, step, score from stock_doubt`);
  assert.deepEqual(doubts, [{ location: 'BER', sku: 'MUG', units: 6, step: 'floor', score: 40 }]);
  assert.equal(shows(g, 'shop', 'MUG'), 3, 'at most doubtFloor');
  assert.equal(shows(g, 'shop', 'TEE'), 40, 'the others are believed');
});
