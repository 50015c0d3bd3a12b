/** Another master key under a running installation: nothing is lost, wherever the replacement is killed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepParty, readParty } from '#runtime/parties.ts';
import { examineMachine } from '#runtime/operations/doctor.ts';
import { rotateMasterKey } from '#runtime/operations/rotate-key.ts';
import { fingerprint } from '#runtime/master-key.ts';
import { openPlatform } from '#runtime/open.ts';
import { ensureTenant, loadConfiguration, tenantOf, type Platform } from '#runtime/platform.ts';
import { newKey } from '#runtime/vault.ts';
import { brokenLink } from '#store/audit.ts';
import { transaction } from '#store/query.ts';
import { ground, log, TENANT, type Ground } from '../engine/bench.fixture.ts';

let g: Ground;
let file: string;
const ACT = { tenant: TENANT, who: 'cli:test' };
const PARTY = 'pty-1' as never;
const ADA = { name: 'Ada' };
before(async () => {
  g = await ground();
  file = join(g.directory, 'master.key');
  const { platform } = g.opened;
  for (let i = 0; i < 40; i += 1) await ensureTenant(platform, `shop-${i}`, `Shop ${i}`);
  await loadConfiguration(platform);
  await transaction(platform.pool, (tx) =>
    keepParty(platform, tx, TENANT, { party: PARTY, correlation: crypto.randomUUID(), data: ADA }));
});
after(() => g.close());

/** Opens the installation anew, as the next process does, and reads what was sealed before. */
async function opens(work: (p: Platform) => Promise<void> = async () => {}): Promise<void> {
  const opened = await openPlatform({ directory: g.directory, databaseUrl: g.url, log, application: 'test', poolSize: 2 });
  try {
    assert.deepEqual(await readParty(opened.platform, TENANT, PARTY, 'test'), ADA);
    assert.deepEqual(tenantOf(opened.platform, TENANT).connections.get('shop')?.problem, undefined);
    await work(opened.platform);
  } finally {
    await opened.close();
  }
}
const rotate = () => rotateMasterKey(g.opened.platform, ACT, g.directory, {});
const master = () => Buffer.from(readFileSync(file, 'utf8'), 'base64');

it('wraps every tenant’s key anew, goes on running, keeps the old key and writes who did it', async () => {
  const old = master();
  const { from, to, tenants, kept } = await rotate();
  assert.deepEqual([from, to, tenants], [fingerprint(old), fingerprint(master()), 41]);
  assert.deepEqual(Buffer.from(readFileSync(kept!, 'utf8'), 'base64'), old);
  await loadConfiguration(g.opened.platform);
  assert.deepEqual(await readParty(g.opened.platform, TENANT, PARTY, 'test'), ADA);
  await opens();
  const { rows } = await g.opened.platform.pool.query(`
    select count(*)::int as n, min(a.before->>'master') as before, min(a.after->>'master') as after
    from audit a where a.what = 'key.rotate'`);
  assert.deepEqual(rows, [{ n: 41, before: from, after: to }]);
});

it('killed before the commit or after it: both keys are at hand, doctor tells, the next time finishes', async () => {
  // What cannot be copied to its place ends it after the commit, as a kill there would.
  const obstacle = `${file}.${fingerprint(master())}`;
  mkdirSync(obstacle);
  await assert.rejects(rotate(), /EISDIR|EEXIST|directory/);
  assert.ok(existsSync(`${file}.next`));
  const { says, fix } = (await examineMachine(g.directory, {})).find((s) => s.what === 'master key')!;
  assert.match(says, /begun and not finished/);
  assert.equal(fix, 'threadline key rotate');
  await opens();
  rmdirSync(obstacle);
  assert.equal((await rotate()).tenants, 0, 'the commit was done');
  assert.ok(!existsSync(`${file}.next`));
  await opens();
});

it('kill -9 anywhere, again and again: it opens each time', async () => {
  const script = new URL('./rotate.process.ts', import.meta.url).pathname;
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, g.url, g.directory],
      { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(20 + round * 37);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await opens();
  }
  await rotate();
  await opens();
  assert.equal(await brokenLink(g.opened.platform.pool, TENANT), undefined);
  assert.ok(!existsSync(`${file}.next`));
});

it('keys in the environment: the successor is asked for, and processes with both open either way', async () => {
  const [one, two] = [master().toString('base64'), newKey().toString('base64')];
  const rotateGiven = (environment: Record<string, string>) =>
    rotateMasterKey(g.opened.platform, ACT, g.directory, environment);
  await assert.rejects(rotateGiven({ THREADLINE_MASTER_KEY: one }), /put its successor into THREADLINE_MASTER_KEY_NEXT/);
  await assert.rejects(
    rotateGiven({ THREADLINE_MASTER_KEY: one, THREADLINE_MASTER_KEY_NEXT: one }), /are the same key/);
  const strangers = { THREADLINE_MASTER_KEY: two, THREADLINE_MASTER_KEY_NEXT: newKey().toString('base64') };
  await assert.rejects(rotateGiven(strangers), /Neither key opens the vault .* nothing was changed/);
  const both = { THREADLINE_MASTER_KEY: one, THREADLINE_MASTER_KEY_NEXT: two };
  const { tenants, kept } = await rotateGiven(both);
  assert.deepEqual([tenants, kept], [41, undefined]);
  for (const environment of [both, { THREADLINE_MASTER_KEY: two }]) await withEnvironment(environment, () => opens());
  await withEnvironment({ THREADLINE_MASTER_KEY: one }, () => assert.rejects(opens(), /does not open the vault/));
  rmSync(file);
});

async function withEnvironment(values: Record<string, string>, work: () => Promise<void>): Promise<void> {
  Object.assign(process.env, values);
  try {
    await work();
  } finally {
    for (const name of ['THREADLINE_MASTER_KEY', 'THREADLINE_MASTER_KEY_NEXT']) delete process.env[name];
  }
}
