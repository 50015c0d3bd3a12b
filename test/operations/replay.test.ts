/** Finished documents read again: said first, written nowhere; then the facts that are new, and no effect twice. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openPool } from '#store/postgres/connect.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { apiGround, type ApiGround } from '../api/api.fixture.ts';
import { place, quiet, stockUp, TENANT } from '../engine/bench.fixture.ts';

let g: ApiGround;
let worker: Worker;
const span = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
interface Preview { counts: Record<string, number>; documents: { id: string; reference: string; effect: string; changes: { type: string; says: string }[] }[] }

before(async () => {
  g = await apiGround();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 100);
  for (const n of ['R-1', 'R-2', 'R-3']) await place(g, n, [{ sku: 'TEE', quantity: 1 }]);
  await quiet(g);
});
after(async () => {
  await worker?.stop();
  await g?.close();
});

const preview = async (body: object = span): Promise<Preview> => {
  const answer = await g.call('POST', '/v1/connections/shop/replay/preview', { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Preview>();
};
const messages = async () => (await g.query(`select type, count(*)::int as n from message group by 1 order by 1`)).map((r) => `${r['type']} ${r['n']}`);
/** Only the owner of the database can make the log forget. */
async function forgetFact(number: string): Promise<void> {
  const owner = openPool(g.url, { max: 1, application: 'owner' });
  await owner.query(`update message set key = 'forgotten:' || key where type = 'OrderSeen' and data->'order'->>'number' = $1`, [number]);
  await owner.end();
}

it('what reads as it did is said to be the same, nothing is written, and there is nothing to press', async () => {
  const before = await messages();
  const { counts, documents } = await preview();
  assert.deepEqual([counts['same'], documents.length], [3, 3]);
  assert.deepEqual((await preview({ ...span, topic: 'nothing-like-it' })).documents, []);
  assert.deepEqual((await preview({ ...span, to: '2001-01-01T00:00:00Z' })).documents, []);
  const pressed = await g.call('POST', '/v1/connections/shop/replay', { body: span });
  assert.match(pressed.body, /Nothing would change/);
  assert.deepEqual(await messages(), before);
});

it('what would be new is named before, and comes in once; what follows from it has no effect twice', async () => {
  await forgetFact('R-2');
  const { counts, documents } = await preview();
  const [changed] = documents.filter((d) => d.effect === 'new');
  assert.deepEqual([counts['same'], counts['new'], changed?.reference, changed?.changes[0]?.type], [2, 1, 'orders/R-2', 'OrderSeen']);
  const done = await g.call('POST', '/v1/connections/shop/replay', { body: { ...span, why: 'the log had forgotten it' } });
  assert.deepEqual(done.json(), { replayed: 1 });
  await quiet(g);
  assert.equal((await g.query('select count(*)::int as n from order_view'))[0]!['n'], 3, 'no second order');
  assert.equal((await g.query(`select count(*)::int as n from message where type = 'CreateErpOrder'`))[0]!['n'], 3, 'nothing is wished twice');
  assert.deepEqual((await preview()).counts['same'], 3, 'and now it is known');
  const [trail] = await g.query(`select why, after->>'documents' as n from audit where what = 'documents.replay'`);
  assert.deepEqual(trail, { why: 'the log had forgotten it', n: '1' });
});

it('what contradicts what is final, what has expired, and who may', async () => {
  const owner = openPool(g.url, { max: 1, application: 'owner' });
  await owner.query(`update message set digest = 'another' where type = 'OrderSeen' and data->'order'->>'number' = 'R-1'`);
  await owner.query(`update raw_payload set body = null where reference = 'orders/R-3'`);
  await owner.end();
  const { documents } = await preview();
  assert.deepEqual(documents.map((d) => [d.reference, d.effect]).sort(), [['orders/R-1', 'contradicts'], ['orders/R-2', 'same'], ['orders/R-3', 'expired']]);
  for (const path of ['replay', 'replay/preview'])
    assert.equal((await g.call('POST', `/v1/connections/shop/${path}`, { body: span, as: await g.key('finance') })).statusCode, 403, path);
  assert.equal((await g.call('POST', '/v1/connections/nobody/replay/preview', { body: span })).statusCode, 404);
  assert.equal((await g.call('POST', '/v1/connections/shop/replay/preview', { body: { from: span.to, to: span.from } })).statusCode, 400);
  assert.equal((await g.query('select count(*)::int as n from message where tenant <> $1', [TENANT]))[0]!['n'], 0);
});
