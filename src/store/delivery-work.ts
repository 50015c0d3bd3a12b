/**
 * Where work is due. Looked at many times a second, so it costs what is due and neither what will be due some day (a
 * quarter of a million timers: 50 ms with every look, 4 ms when the rank bounds it) nor how much more there is of it.
 */
import type { Queryable } from './query.ts';

export interface Work {
  readonly shard: number;
  readonly outside: boolean;
  readonly handler: string;
  /** At least that many. */
  readonly count: number;
}

/**
 * The condition of what is due. A rank is the moment it is due, moved by a head start that is never less than a minute's
 * delay (domain/lane.ts): it stands in the index, so timers are not looked at.
 */
export const DUE = `d.state = 'Ready' and d.rank <= now() + interval '1 minute' and d.due <= now()`;
/** More than that is not counted to its end. */
const DEEP = 1000;
/** Of a shard and handler in a deep backlog, that many are a reason to look there; a claim takes by rank whatever there is. */
const SAMPLE = 8;

/** Which of my shards have due work, and for whom, most urgent first. Local handlers are told together as ''. */
export async function work(db: Queryable, shards: readonly number[], distributed = false): Promise<Work[]> {
  const { rows } = await db.query<Work>({
    name: 'delivery-work',
    text: `
      select d.shard, d.outside, case when d.outside then d.handler else '' end as handler, count(*)::int as count
      from (select d.shard, d.outside, d.handler, d.rank from delivery d
            where d.shard = any($1::smallint[]) and ${DUE}
            order by d.shard, d.outside, d.handler, d.rank limit $2) d
      group by 1, 2, 3 order by min(d.rank)`,
    values: [shards, distributed ? null : DEEP],
  });
  const backlog = !distributed && rows.reduce((n, r) => n + r.count, 0) >= DEEP;
  return backlog ? deepWork(db, shards) : rows;
}

/** The same of a deep backlog: each shard's handlers by stepping through the index, and the first few of each. */
async function deepWork(db: Queryable, shards: readonly number[]): Promise<Work[]> {
  const { rows } = await db.query<Work>({
    name: 'delivery-work-deep',
    text: `
      with recursive kind as (
        select s.shard, k.outside, k.handler from unnest($1::smallint[]) as s (shard) cross join lateral (
          select d.outside, d.handler from delivery d where d.shard = s.shard and d.state = 'Ready'
          order by d.outside, d.handler limit 1) k
        union all
        select p.shard, k.outside, k.handler from kind p cross join lateral (
          select d.outside, d.handler from delivery d where d.shard = p.shard and d.state = 'Ready'
            and (d.outside, d.handler) > (p.outside, p.handler)
          order by d.outside, d.handler limit 1) k)
      select k.shard, k.outside, case when k.outside then k.handler else '' end as handler, count(*)::int as count
      from kind k cross join lateral (
        select d.rank from delivery d
        where d.shard = k.shard and d.outside = k.outside and d.handler = k.handler and ${DUE}
        order by d.rank limit $2) d
      group by 1, 2, 3 order by min(d.rank)`,
    values: [shards, SAMPLE],
  });
  return rows;
}
