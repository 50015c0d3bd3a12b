/** Proposed changes of mappings and policies, and what became of each. */
import type { Queryable } from './query.ts';

export interface ProposalRow {
  readonly id: string;
  readonly changes: unknown;
  readonly before: unknown;
  readonly author: string;
  readonly why: string | null;
  readonly proposed_at: Temporal.Instant;
  readonly state: 'proposed' | 'canary' | 'active' | 'rejected' | 'taken back';
  readonly canary: string | null;
  readonly version: number | null;
  readonly active_from: Temporal.Instant | null;
  readonly decided_by: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly said: string | null;
  readonly backtest: unknown;
}

export async function saveProposal(
  db: Queryable, tenant: string, p: Pick<ProposalRow, 'id' | 'changes' | 'author' | 'why'>,
): Promise<void> {
  await db.query({
    name: 'proposal-save',
    text: `insert into configuration_proposal as p (tenant, id, changes, author, why) values ($1, $2, $3, $4, $5)`,
    values: [tenant, p.id, JSON.stringify(p.changes), p.author, p.why],
  });
}

export async function proposalsOf(
  db: Queryable, tenant: string, f: { id?: string | undefined; state?: string | undefined; limit: number },
): Promise<ProposalRow[]> {
  const { rows } = await db.query<ProposalRow>({
    name: 'proposal-list',
    text: `
      select p.id, p.changes, p.before, p.author, p.why, p.proposed_at, p.state, p.canary, p.version, p.active_from, p.decided_by,
             p.decided_at, p.said, p.backtest
      from configuration_proposal p
      where p.tenant = $1 and ($2::uuid is null or p.id = $2) and ($3::text is null or p.state = $3)
      order by p.proposed_at desc, p.id limit $4`,
    values: [tenant, f.id ?? null, f.state ?? null, f.limit],
  });
  return rows;
}

export interface Decision {
  readonly id: string;
  /** The state it is decided in; nothing is changed when it is another one meanwhile. */
  readonly was: ProposalRow['state'];
  readonly state: ProposalRow['state'];
  readonly who: string;
  readonly said: string | null;
  readonly canary: string | null;
  readonly version: number | null;
  readonly activeFrom: string | null;
  readonly before: unknown;
}
/** False when somebody decided it meanwhile. */
export async function decideProposal(db: Queryable, tenant: string, d: Decision): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'proposal-decide',
    text: `
      update configuration_proposal p set state = $4, decided_by = $5, decided_at = now(), said = $6, canary = $7,
        version = coalesce($8, p.version), active_from = coalesce($9::timestamptz, p.active_from), before = coalesce($10::jsonb, p.before)
      where p.tenant = $1 and p.id = $2 and p.state = $3`,
    values: [tenant, d.id, d.was, d.state, d.who, d.said, d.canary, d.version, d.activeFrom,
      d.before === null ? null : JSON.stringify(d.before)],
  });
  return rowCount === 1;
}

export async function noteBacktest(db: Queryable, tenant: string, id: string, backtest: unknown): Promise<void> {
  await db.query({
    name: 'proposal-backtest', text: 'update configuration_proposal p set backtest = $3 where p.tenant = $1 and p.id = $2',
    values: [tenant, id, JSON.stringify(backtest)],
  });
}
