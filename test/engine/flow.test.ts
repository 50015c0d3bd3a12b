/** The loop on real PostgreSQL: order kept per subject, parked work holds back only its own, each unit promised once. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { ground, place, quiet, stockUp, type Ground } from './bench.fixture.ts';

let g: Ground;
let worker: Worker;
before(async () => {
  g = await ground();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});

const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await g.opened.platform.pool.query(text, values)).rows as T[];

it('an order goes from the webhook to the warehouse, each partner asked once', async () => {
  await stockUp(g, 'TEE', 100);
  await place(g, 'A-1', [{ sku: 'TEE', quantity: 2 }]);
  await quiet(g);
  const types = (await rows<{ type: string }>('select type from message order by seen, position')).map((r) => r.type);
  for (const type of ['PartnerSpoke', 'OrderSeen', 'OrderPlaced'])
    assert.ok(types.includes(type), `${type} is missing: ${types.join(' ')}`);
});
