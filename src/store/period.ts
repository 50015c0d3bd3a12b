/** Accounting periods, what people decided about late documents, and number series. */
import type { PeriodState } from '#domain/period.ts';
import type { Queryable } from './query.ts';

/** Whoever posts holds it shared until its commit, whoever closes a month holds it alone: nothing slips in meanwhile. */
export async function holdBooks(db: Queryable, tenant: string, legalEntity: string): Promise<void> {
  await db.query({
    name: 'period-hold', text: `select pg_advisory_xact_lock_shared(7015, hashtext($1))`, values: [`${tenant} ${legalEntity}`],
  });
}
export async function lockBooks(db: Queryable, tenant: string, legalEntity: string): Promise<void> {
  await db.query({
    name: 'period-lock', text: `select pg_advisory_xact_lock(7015, hashtext($1))`, values: [`${tenant} ${legalEntity}`],
  });
}

export interface PeriodRow {
  readonly legal_entity: string;
  readonly period: string;
  readonly state: PeriodState;
  readonly changed_at: Temporal.Instant;
  readonly changed_by: string;
  readonly why: string | null;
}
export async function periods(db: Queryable, tenant: string, legalEntity: string | null): Promise<PeriodRow[]> {
  const { rows } = await db.query<PeriodRow>({
    name: 'period-all',
    text: `
      select p.legal_entity, p.period, p.state, p.changed_at, p.changed_by, p.why from period p
      where p.tenant = $1 and ($2::text is null or p.legal_entity = $2) order by p.legal_entity, p.period`,
    values: [tenant, legalEntity],
  });
  return rows;
}
/** By the clock of this moment, not of the transaction's begin: who posted last has committed before it. */
export async function savePeriod(
  db: Queryable, tenant: string,
  p: Pick<PeriodRow, 'legal_entity' | 'period' | 'state' | 'changed_by' | 'why'> & { readonly checklist?: unknown },
): Promise<void> {
  await db.query({
    name: 'period-save',
    text: `
      insert into period as p (tenant, legal_entity, period, state, changed_by, why, checklist, changed_at)
      values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())
      on conflict (tenant, legal_entity, period) do update set state = excluded.state, changed_by = excluded.changed_by,
        why = excluded.why, checklist = excluded.checklist, changed_at = excluded.changed_at`,
    values: [tenant, p.legal_entity, p.period, p.state, p.changed_by, p.why,
      p.checklist === undefined ? null : JSON.stringify(p.checklist)],
  });
}

export async function isLetIn(db: Queryable, tenant: string, message: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'period-let-in', text: 'select 1 from late_document l where l.tenant = $1 and l.message = $2', values: [tenant, message],
  });
  return rowCount === 1;
}
export async function letIn(
  db: Queryable, tenant: string, l: { readonly message: string; readonly who: string; readonly why: string | null },
): Promise<void> {
  await db.query({
    name: 'period-let',
    text: `insert into late_document as l (tenant, message, decided_by, why) values ($1, $2, $3, $4) on conflict do nothing`,
    values: [tenant, l.message, l.who, l.why],
  });
}

/** The months that have money entries, with how many; and whose they are. */
export async function monthsPosted(
  db: Queryable, tenant: string, legalEntity: string | null,
): Promise<{ legal_entity: string; period: string; entries: number }[]> {
  const { rows } = await db.query<{ legal_entity: string; period: string; entries: number }>({
    name: 'period-months',
    text: `
      select e.legal_entity, to_char(e.date, 'YYYY-MM') as period, count(*)::int as entries from entry e
      where e.tenant = $1 and e.book = 'money' and ($2::text is null or e.legal_entity = $2) group by 1, 2 order by 1, 2`,
    values: [tenant, legalEntity],
  });
  return rows;
}

/** Takes numbers of a series; they are lost with the transaction, so the series has no gaps. Answers the first. */
export async function takeNumbers(
  db: Queryable, tenant: string, of: { legalEntity: string; series: string; year: number; count: number },
): Promise<number> {
  const { rows } = await db.query<{ last: number }>({
    name: 'period-numbers',
    text: `
      insert into journal_series as s (tenant, legal_entity, series, year, last) values ($1, $2, $3, $4, $5)
      on conflict (tenant, legal_entity, series, year) do update set last = s.last + excluded.last returning s.last`,
    values: [tenant, of.legalEntity, of.series, of.year, of.count],
  });
  return rows[0]!.last - of.count + 1;
}
