/** Workflow state: a fold of the log, one row per workflow and key, compared by version on update. */
import type { Queryable } from './query.ts';

export interface StateRow {
  readonly tenant: string;
  readonly workflow: string;
  readonly key: string;
  readonly state: unknown;
  readonly version: bigint;
}

export async function loadStates(
  db: Queryable, shard: number, wanted: readonly { tenant: string; workflow: string; key: string }[],
): Promise<StateRow[]> {
  const { rows } = await db.query<StateRow>({
    name: 'state-load',
    text: `
      select s.tenant, s.workflow, s.key, s.state, s.version from workflow_state s
      where s.shard = $1 and (s.tenant, s.workflow, s.key) in
        (select t, w, k from unnest($2::text[], $3::text[], $4::text[]) as u (t, w, k))`,
    values: [shard, wanted.map((w) => w.tenant), wanted.map((w) => w.workflow), wanted.map((w) => w.key)],
  });
  return rows;
}

export interface StateWrite {
  readonly tenant: string;
  readonly workflow: string;
  readonly key: string;
  /** JSON text. */
  readonly state: string;
  /** The version that was read; 0 when there was none. */
  readonly version: bigint;
}

/** Answers how many rows were written; fewer than asked means that somebody else wrote in between. */
export async function saveStates(db: Queryable, shard: number, writes: readonly StateWrite[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'state-save',
    text: `
      insert into workflow_state as s (tenant, shard, workflow, key, state, version)
      select j->>'tenant', $1, j->>'workflow', j->>'key', j->'state', (j->>'version')::bigint + 1
      from jsonb_array_elements($2::jsonb) as t (j)
      on conflict (tenant, shard, workflow, key) do update set state = excluded.state, version = excluded.version
      where s.version = excluded.version - 1`,
    values: [shard, `[${writes.map(({ state, version, ...w }) =>
      `${JSON.stringify({ ...w, version: String(version) }).slice(0, -1)},"state":${state}}`).join(',')}]`],
  });
  return rowCount ?? 0;
}
