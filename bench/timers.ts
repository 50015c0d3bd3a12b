/** What a look for due work costs beside a quarter of a million timers of the coming weeks, and with a deep backlog: a worker looks many times a second. */
import { SHARDS } from '#domain/shard.ts';
import { work } from '#store/delivery-work.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import type { Row } from './row.ts';

const TIMERS = 250_000;
const BACKLOG = 200_000;
const LOOKS = 51;

export async function timers(): Promise<Row[]> {
  const g = await ground();
  try {
    const none = await look(g);
    // Deliveries alone: nothing here looks at their messages.
    await g.owner.query('alter table delivery drop constraint delivery_shard_message_tenant_fkey');
    await fill(g, { count: TIMERS, from: 0, handler: 'workflow:order-to-cash', due: 20 * 86_400 });
    const ahead = await look(g);
    await fill(g, { count: BACKLOG, from: TIMERS, handler: 'connection:erp', due: -60 });
    const deep = await look(g);
    const row = (name: string, value: number, target: string): Row => ({ name, value, unit: 'ms', raw: none, ratio: value / none, target });
    return [
      row('a look for due work, 250,000 timers ahead', ahead, '< 10 ms'),
      row('  and 200,000 deliveries that are due', deep, '< 50 ms'),
    ];
  } finally {
    await g.close();
  }
}

/** `due`: seconds from now of the first. */
async function fill(g: Ground, of: { count: number; from: number; handler: string; due: number }): Promise<void> {
  await g.owner.query(`
    insert into delivery (tenant, shard, message, handler, subject, outside, due, rank, correlation)
    select $1, n % $2, $3 + n, $4, 'order:' || n, $4 like 'connection:%', t.due, t.due, gen_random_uuid()
    from generate_series(1, $5::int) n cross join lateral (select now() + make_interval(secs => $6::float8 + n * sign($6::float8)) as due) t`,
  [TENANT, SHARDS, of.from, of.handler, of.count, of.due]);
  await g.owner.query('analyze delivery');
}

/** Median, milliseconds. */
async function look(g: Ground): Promise<number> {
  const shards = Array.from({ length: SHARDS }, (_, n) => n);
  const times: number[] = [];
  for (let n = 0; n < LOOKS; n += 1) {
    const started = performance.now();
    await work(g.opened.platform.engine, shards);
    times.push(performance.now() - started);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(LOOKS / 2)]!;
}
