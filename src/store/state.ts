/** Workflow state: a fold of the log, one row per workflow and key, compared by version on update. */
import { probing, shardsOf, type Queryable } from './query.ts';

export interface StateRow {
  readonly shard: number;
  readonly tenant: string;
  readonly workflow: string;
  readonly key: string;
  readonly state: unknown;
  readonly version: bigint;
}

export async function loadStates(
  db: Queryable, wanted: readonly { shard: number; tenant: string; workflow: string; key: string }[],
): Promise<StateRow[]> {
  const { rows } = await db.query<StateRow>(probing({
    name: 'state-load',
    text: `
      select s.shard, s.tenant, s.workflow, s.key, s.state, s.version
      from unnest($2::smallint[], $3::text[], $4::text[], $5::text[]) as u (shard, tenant, workflow, key)
      cross join lateral (select * from workflow_state w
        where w.shard = any($1::smallint[]) and w.shard = u.shard and w.tenant = u.tenant and w.workflow = u.workflow
          and w.key = u.key offset 0) s`,
    values: [
      shardsOf(wanted), wanted.map((w) => w.shard), wanted.map((w) => w.tenant), wanted.map((w) => w.workflow), wanted.map((w) => w.key),
    ],
  }));
  return rows;
}

export interface StateWrite {
  readonly shard: number;
  readonly tenant: string;
  readonly workflow: string;
  readonly key: string;
  /** JSON text. */
  readonly state: string;
  /** The version that was read; 0 when there was none. */
  readonly version: bigint;
}

/** Answers how many rows were written; fewer than asked means that somebody else wrote in between. */
export async function saveStates(db: Queryable, writes: readonly StateWrite[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'state-save',
    text: `
      insert into workflow_state as s (tenant, shard, workflow, key, state, version)
      select j->>'tenant', l.shard, j->>'workflow', j->>'key', j->'state', (j->>'version')::bigint + 1
      from jsonb_array_elements($2::jsonb) as t (j) join shard_head l on l.shard = (j->>'shard')::smallint
      where l.shard = any($1::smallint[])
      on conflict (tenant, shard, workflow, key) do update set state = excluded.state, version = excluded.version
      where s.version = excluded.version - 1`,
    values: [shardsOf(writes), `[${writes.map(({ state, version, ...w }) =>
      `${JSON.stringify({ ...w, version: String(version) }).slice(0, -1)},"state":${state}}`).join(',')}]`],
  });
  return rowCount ?? 0;
}
