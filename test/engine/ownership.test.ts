/** Owning shards on a connection that breaks in the middle: what is locked is worked on, or given back. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { ground, type Ground } from './bench.fixture.ts';
import { makeOwnership } from '#runtime/ownership.ts';
import { control } from '#store/postgres/connect.ts';
import type { Platform } from '#runtime/platform.ts';

let g: Ground;
before(async () => { g = await ground(); });
after(() => g.close());

it('shards whose take-over failed half-way are locked no longer, and are all taken by the next look', async () => {
  const name = 'w@ownership';
  const locks = await control(g.url, { application: `threadline-control:${name}` });
  const locked = async () => (await locks.query<{ n: number }>(
    `select count(*)::int as n from pg_locks l where l.locktype = 'advisory' and l.pid = pg_backend_pid()`)).rows[0]!.n;
  let broken = true;
  const engine = new Proxy(g.opened.platform.engine, { get: (pool, name) => {
    if (broken) return () => Promise.reject(new Error('terminating connection due to administrator command'));
    const value: unknown = Reflect.get(pool, name);
    return typeof value === 'function' ? value.bind(pool) : value;
  } }) as Pool;
  const owner = makeOwnership({ ...g.opened.platform, engine } as Platform, locks, name);
  try {
    for (let look = 0; look < 3; look += 1) await assert.rejects(owner.balance(), /administrator command/);
    assert.equal(await locked(), 0);
    broken = false;
    await owner.balance();
    assert.equal(await locked(), owner.held.size);
    assert.equal(owner.held.size, 256);
  } finally {
    await owner.release();
    await locks.end();
  }
});

it('what a killed worker of four had is all taken by the next look of the others', async () => {
  const workers = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => {
    const worker = `${name}@ownership`;
    const locks = await control(g.url, { application: `threadline-control:${worker}` });
    return { locks, owner: makeOwnership(g.opened.platform, locks, worker) };
  }));
  const look = async (some: typeof workers) => { for (const { owner } of some) await owner.balance(); };
  const held = (some: typeof workers) => some.flatMap(({ owner }) => [...owner.held.keys()]);
  for (let n = 0; n < 3; n += 1) await look(workers);
  assert.deepEqual(workers.map(({ owner }) => owner.held.size), [64, 64, 64, 64]);
  const [killed, ...others] = workers;
  await killed!.locks.end();
  await pause(200);
  await look(others);
  assert.deepEqual([held(others).length, new Set(held(others)).size], [256, 256]);
  for (const { locks, owner } of others) {
    await owner.release();
    await locks.end();
  }
});
