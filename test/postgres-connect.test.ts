/** What values look like when they arrive, and how connections behave when they break. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { control, openPool } from '#store/postgres/connect.ts';
import { testDatabase } from '#store/postgres/testing.ts';
import type { TestDatabase } from '#store/postgres/testing.ts';

let database: TestDatabase;
let pool: Pool;
before(async () => {
  database = await testDatabase();
  pool = openPool(database.url, { max: 3, application: 'threadline worker' });
});
after(async () => {
  await pool.end();
  await database.drop();
});

const one = async (sql: string, values?: unknown[]) =>
  (await pool.query<Record<string, unknown>>(sql, values)).rows[0] ?? {};

test('values arrive exact, without a local zone, and arrays of them too', async () => {
  const row = await one(`select 9007199254740993::bigint as big, 1.10::numeric(12,2) as exact, 7::int as small,
    date '2026-02-28' as day, timestamp '2026-02-28 23:59:59.5' as wall, time '08:00' as clock,
    interval '36 hours' as span, timestamptz '2026-11-21 04:57:00.123456+02' as at,
    '{"a": [1]}'::jsonb as data, '{"b":2}'::json as text, null::bigint as none`);
  assert.deepEqual({ ...row, at: String(row['at']) }, {
    big: 9_007_199_254_740_993n, exact: '1.10', small: 7, day: '2026-02-28', wall: '2026-02-28 23:59:59.5',
    clock: '08:00:00', span: 'PT36H', at: '2026-11-21T02:57:00.123456Z', data: { a: [1] }, text: { b: 2 }, none: null,
  });
  assert.ok(row['at'] instanceof Temporal.Instant);
  const arrays = await one(`select '{{1,null},{3,4}}'::bigint[] as big, '{1.10}'::numeric[] as exact,
    '{2026-02-28}'::date[] as day, array[timestamptz '2026-01-01 00:00+00'] as at,
    array['{"a":";,"}'::jsonb, null] as data`);
  assert.deepEqual({ ...arrays, at: String(arrays['at']) }, {
    big: [[1n, null], [3n, 4n]], exact: ['1.10'], day: ['2026-02-28'], at: '2026-01-01T00:00:00Z',
    data: [{ a: ';,' }, null],
  });
});

test('bigint and instants go out as they came in', async () => {
  const at = '2026-11-21T02:57:00.123456Z';
  const row = await one('select $1::bigint as big, $2::timestamptz as at',
    [2n ** 62n, String(Temporal.Instant.from(at))]);
  assert.equal(row['big'], 2n ** 62n);
  assert.equal(String(row['at']), at);
  await assert.rejects(one(`select 'infinity'::timestamptz as at`), /timestamptz infinity is not an instant/);
  assert.equal((await one('select 1 as still'))['still'], 1);
});

test('sessions plan afresh, keep UTC, stop long statements and say who they are', async () => {
  assert.deepEqual(await one(`select current_setting('plan_cache_mode') as plans, current_setting('timezone') as zone,
    current_setting('statement_timeout') as timeout, current_setting('application_name') as name`),
  { plans: 'force_custom_plan', zone: 'UTC', timeout: '30s', name: 'threadline worker' });
  const hasty = openPool(database.url, { max: 1, application: 'threadline test', statementTimeout_ms: 50 });
  await assert.rejects(hasty.query('select pg_sleep(5)'), { code: '57014' });
  await hasty.end();
});

test('options in the address are kept beside ours, and win', async () => {
  const url = new URL(database.url);
  url.searchParams.set('options', '-c work_mem=5MB -c timezone=Europe/Berlin');
  const client = await control(url.href, { application: 'threadline test' });
  const { rows } = await client.query(`select current_setting('work_mem') as memory,
    current_setting('timezone') as zone, current_setting('plan_cache_mode') as plans,
    current_setting('statement_timeout') as timeout`);
  assert.deepEqual(rows, [{ memory: '5MB', zone: 'Europe/Berlin', plans: 'force_custom_plan', timeout: '0' }]);
  await client.end();
});

test('a broken connection is reported, and the pool makes a new one', async () => {
  const lost: string[] = [];
  const both = Promise.withResolvers<void>();
  const note = (what: string) => () => {
    if (lost.push(what) === 2) both.resolve();
  };
  const fragile = openPool(database.url, { max: 1, application: 'threadline fragile', lost: note('pool') });
  const client = await control(database.url, { application: 'threadline fragile', lost: note('control') });
  await fragile.query('select 1');
  const ended = new Promise((resolve) => client.once('end', resolve));
  const killed = await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'threadline fragile'`);
  assert.equal(killed.rowCount, 2);
  await Promise.all([both.promise, ended]);
  assert.equal((await fragile.query('select 1 as again')).rows[0].again, 1);
  assert.deepEqual(lost.sort(), ['control', 'pool']);
  await fragile.end();
});
