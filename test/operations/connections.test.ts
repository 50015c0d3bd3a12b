/** Connections: secrets are sealed, faults named without their values, suspended work waits and resumed work is due. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { tenantOf } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { ground, place, quiet, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { addConnection, resumeConnection, suspendConnection, WrongSetting } from '#runtime/operations/connections.ts';
import { Refusal } from '#runtime/operations/operation.ts';

let g: Ground;
let worker: Worker;
const act = { tenant: TENANT, who: 'test:anna' };
before(async () => {
  g = await ground();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});
const sql = async <T>(text: string): Promise<T[]> =>
  (await g.opened.platform.pool.query({ text, values: [] })).rows as T[];
const refused = (reason: string, words: RegExp) => (e: unknown) =>
  e instanceof Refusal && e.reason === reason && words.test(e.message);
const settings = { baseUrl: 'https://pos.invalid', token: 'tk-secret-1', webhookSecret: 'wh-secret-1' };

it('adds a connection with its secrets sealed, and keeps them when new settings leave them out', async () => {
  const c = { connection: 'pos', connector: 'simulated', roles: ['channel', 'store'], settings };
  assert.deepEqual(await addConnection(g.opened.platform, act, c), { added: true });
  assert.deepEqual(
    await addConnection(g.opened.platform, act, { ...c, settings: { baseUrl: 'https://pos2.invalid' } }),
    { added: false },
  );
  const made = tenantOf(g.opened.platform, TENANT).connections.get('pos')!;
  assert.deepEqual(made.settings, { ...settings, baseUrl: 'https://pos2.invalid' });
  assert.deepEqual(made.row.settings, { baseUrl: 'https://pos2.invalid' });
  const everything = JSON.stringify([
    await sql('select before, after, why from audit'), await sql('select settings from connection'),
  ]);
  assert.doesNotMatch(everything, /tk-secret|wh-secret/);
  assert.match(everything, /"secrets":\["token","webhookSecret"\]/);
});

it('names what is wrong, never what it was', async () => {
  const add = (change: object) =>
    addConnection(g.opened.platform, act, { connection: 'x', connector: 'simulated', roles: [], settings, ...change });
  await assert.rejects(add({ connector: 'nobody' }), refused('Invalid', /no connector nobody.*simulated/));
  await assert.rejects(add({ connection: 'No Good' }), refused('Invalid', /small letters/));
  await assert.rejects(add({ roles: ['chanel'] }), refused('Invalid', /no role chanel.*channel/));
  await assert.rejects(add({ settings: { ...settings, baseUrl: 'hunter2' } }),
    (e) => e instanceof WrongSetting && /x: settings\.baseUrl/.test(e.message) && !/hunter2/.test(e.message));
});

it('what is for a suspended connection waits, and is due when it is resumed', async () => {
  await assert.rejects(
    suspendConnection(g.opened.platform, { ...act, why: ' ' }, 'erp'), refused('Invalid', /needs a reason/),
  );
  await assert.rejects(
    suspendConnection(g.opened.platform, { ...act, why: 'x' }, 'sap'),
    refused('NotFound', /no connection sap.*erp/),
  );
  await suspendConnection(g.opened.platform, { ...act, why: 'month end' }, 'erp');
  await assert.rejects(
    suspendConnection(g.opened.platform, { ...act, why: 'x' }, 'erp'), refused('Conflict', /already: month end/),
  );
  await stockUp(g, 'TEE', 10);
  await place(g, 'C-1', [{ sku: 'TEE', quantity: 1 }]);
  const waiting = () => sql(`select state::text from delivery where handler = 'connection:erp'`);
  for (let tries = 0; tries < 100 && (await waiting()).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(await waiting(), [{ state: 'Ready' }]);
  await sql(
    `update delivery set due = now() + interval '1 hour', rank = now() + interval '1 hour'
      where handler = 'connection:erp'`,
  );
  await sql(
    `insert into breaker (tenant, connection, failures, open_until) values ('main', 'erp', 9,
      now() + interval '1 hour')`,
  );
  assert.deepEqual(await resumeConnection(g.opened.platform, act, 'erp'), { due: 1 });
  await quiet(g);
  assert.equal(g.twin.applied.filter((a) => a.operation === 'RequestFulfillment').length, 1);
  assert.deepEqual(
    await sql(
      `select what, why from audit where what like 'connection.%' and what <> 'connection.save' order by position`,
    ),
    [
      { what: 'connection.suspend', why: 'month end' }, { what: 'connection.resume', why: null },
    ],
  );
});

it('a connection whose settings cannot be used is not resumed', async () => {
  await sql(`update connection set settings = '{}', state = 'suspended', reason = 'x' where connection = 'wms'`);
  const { loadConfiguration } = await import('#runtime/platform.ts');
  await loadConfiguration(g.opened.platform);
  await assert.rejects(
    resumeConnection(g.opened.platform, act, 'wms'), refused('Conflict', /baseUrl.*correct them and apply/),
  );
});
