/** Owning shards on a connection that breaks in the middle: what is locked is worked on, or given back. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
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
