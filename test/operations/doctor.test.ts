/** The doctor sees what is wrong, says what to do, and changes nothing. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker } from '#runtime/worker.ts';
import { ground, place, quiet, type Ground } from '../engine/bench.fixture.ts';
import { examine, examineMachine } from '#runtime/operations/doctor.ts';
import type { Symptom } from '#runtime/operations/symptom.ts';

let g: Ground;
before(async () => { g = await ground(); });
after(() => g.close());
const sql = (text: string) => g.opened.platform.pool.query({ text, values: [] });
const about = (symptoms: readonly Symptom[], what: string): Symptom[] => symptoms.filter((s) => s.what === what);
const only = (symptoms: readonly Symptom[], what: string): Symptom => {
  const [first, ...more] = about(symptoms, what);
  assert.ok(first && more.length === 0, `${what}: ${JSON.stringify(symptoms)}`);
  return first;
};

it('looks at the machine: node, master key, disk', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'threadline-doctor-'));
  const fresh = await examineMachine(directory, {});
  assert.deepEqual(fresh.map((s) => s.what), ['node', 'master key', 'disk']);
  assert.match(only(fresh, 'master key').says, /none yet/);
  writeFileSync(join(directory, 'master.key'), Buffer.alloc(32).toString('base64'), { mode: 0o600 });
  assert.equal(only(await examineMachine(directory, {}), 'master key').state, 'warn');
  chmodSync(join(directory, 'master.key'), 0o644);
  const open = only(await examineMachine(directory, {}), 'master key');
  assert.deepEqual([open.state, open.fix], ['fail', `chmod 600 ${join(directory, 'master.key')}`]);
  assert.equal(only(await examineMachine(directory, { THREADLINE_MASTER_KEY: 'short' }), 'master key').state, 'fail');
  assert.equal(
    only(await examineMachine(directory, { THREADLINE_MASTER_KEY: Buffer.alloc(32).toString('base64') }), 'master key')
      .state,
    'ok',
  );
  assert.match(only(await examineMachine(join(directory, 'not', 'yet')), 'disk').says, /GB are free/);
});

it('a database without workers, and then with one', async () => {
  const before = await examine(g.opened.platform);
  assert.match(only(before, 'database').says, /^PostgreSQL \d+\.\d+$/);
  assert.equal(only(before, 'clock').state, 'ok');
  assert.deepEqual([only(before, 'workers').state, only(before, 'workers').says], ['warn', 'none is at work']);
  assert.equal(only(before, 'exceptions').state, 'ok');
  await place(g, 'D-1', [{ sku: 'NOBODY-KNOWS', quantity: 1 }]);
  await sql(`update delivery set due = now() - interval '5 minutes'`);
  assert.match(only(await examine(g.opened.platform), 'workers').says, /none is at work, and 1 deliveries are due/);
  const worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  try {
    await quiet(g);
    const now = await examine(g.opened.platform);
    assert.equal(only(now, 'workers').state, 'ok');
    assert.match(only(now, 'exceptions').says, /1 wait for a person: 1 UnmappedSku \(operations\)/);
  } finally {
    await worker.stop();
  }
});

it('what waits for a mapping that is there, and polls that are late or failed', async () => {
  await sql(
    `insert into mapping (tenant, name, connection, external, version, own, author) values ('main', 'sku', '*',
      'NOBODY-KNOWS', 1, 'TEE', 't')`,
  );
  await sql(`insert into schedule (tenant, name, every_seconds, due, last_fault) values
    ('main', 'poll:shop:orders', 60, now() - interval '1 hour', null), ('main', 'poll:erp:stock', 60, now(),
      'erp did not answer')`);
  const symptoms = await examine(g.opened.platform);
  assert.match(only(symptoms, 'mappings').says, /1 deliveries wait for a mapping that is there/);
  assert.match(only(symptoms, 'poll:shop:orders').says, /overdue by 60 min/);
  assert.match(only(symptoms, 'poll:erp:stock').says, /erp did not answer/);
});

it('each connection: suspended, broken settings, held back, silent', async () => {
  await sql(`update connection set state = 'suspended', reason = 'token revoked' where connection = 'shop'`);
  await sql(`update connection set settings = '{}' where connection = 'wms'`);
  await sql(
    `insert into breaker (tenant, connection, failures, open_until) values ('main', 'erp', 7,
      now() + interval '1 minute')`,
  );
  await sql(`insert into budget (tenant, connection, bucket, tokens, capacity, per_second, blocked_until)
    values ('main', 'erp', 'default', 0, 10, 0.001, now() + interval '1 minute')`);
  await loadConfiguration(g.opened.platform);
  const symptoms = await examine(g.opened.platform);
  const shop = only(symptoms, 'shop (simulated)');
  assert.deepEqual([shop.state, shop.fix], ['fail', 'threadline connection resume shop']);
  assert.match(shop.says, /token revoked/);
  assert.match(only(symptoms, 'wms (simulated)').says, /cannot be used: baseUrl/);
  const erp = about(symptoms, 'erp (simulated)').map((s) => s.says).join('\n');
  assert.match(erp, /did not answer 7 times/);
  assert.match(erp, /default budget is closed by the partner until/);
  assert.equal(
    (await sql(`select count(*)::int as n from audit where what not like 'party%'`)).rows[0].n, 0,
    'it changed nothing',
  );
});
