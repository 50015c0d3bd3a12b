/** The raw limits of this machine, taken in the same run: what PostgreSQL does with one commit each, nothing around it. */
import type { Pool } from 'pg';

const CONNECTIONS = 16;

export interface Limit { readonly perSecond: number }

/** Durable single-row inserts of a JSON document of a webhook's size, one commit each. */
export async function rawInserts(pool: Pool, seconds: number): Promise<Limit> {
  await pool.query(`create table if not exists bench_insert
    (id bigint generated always as identity primary key, data jsonb not null)`);
  const data = JSON.stringify({ filler: 'x'.repeat(1180), at: new Date().toISOString() });
  const limit = await commits(pool, seconds, () =>
    ({ name: 'bench-insert', text: 'insert into bench_insert (data) values ($1)', values: [data] }));
  await pool.query('drop table bench_insert');
  return limit;
}

/** One job = one commit: update a row, insert its effect. */
export async function rawJobs(pool: Pool, seconds: number): Promise<Limit> {
  await pool.query('create table if not exists bench_key (key int primary key, n int not null)');
  await pool.query(`create table if not exists bench_effect
    (id bigint generated always as identity, key int not null, data jsonb not null)`);
  await pool.query('insert into bench_key select g, 0 from generate_series(0, 1999) g on conflict do nothing');
  let i = 0;
  const limit = await commits(pool, seconds, () => ({
    name: 'bench-job',
    text: `with u as (update bench_key set n = n + 1 where key = $1 returning key) insert into bench_effect (key, data)
           select key, '{"kind":"effect"}' from u`,
    values: [(i += 1) % 2000],
  }));
  await pool.query('drop table bench_key, bench_effect');
  return limit;
}

async function commits(pool: Pool, seconds: number, statement: () => { name: string; text: string; values: unknown[] }): Promise<Limit> {
  let done = 0;
  const end = performance.now() + seconds * 1000;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    const client = await pool.connect();
    while (performance.now() < end) {
      await client.query(statement());
      done += 1;
    }
    client.release();
  }));
  return { perSecond: done / seconds };
}
