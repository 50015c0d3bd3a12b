/** Journals that wait for a second person. */
import type { Queryable } from './query.ts';

export interface NewApproval {
  readonly id: string;
  /** In the ledger already; of a proposal, the entry it takes back. */
  readonly entry: string | null;
  readonly document: string;
  readonly kind: string;
  readonly legalEntity: string;
  readonly date: string;
  readonly memo: string;
  readonly correlation: string;
  readonly unit: string;
  readonly amount: bigint;
  readonly variance: bigint;
  readonly reasons: readonly string[];
  readonly author: string;
  /** What is posted when it is approved; null: it is posted already. */
  readonly proposal: unknown;
  readonly erp: { readonly to: string; readonly key: string; readonly lines: number } | null;
}
export async function saveApproval(db: Queryable, tenant: string, a: NewApproval): Promise<void> {
  await db.query({
    name: 'approval-save',
    text: `
      insert into journal_approval as a (tenant, id, entry, document, kind, legal_entity, date, memo, correlation, unit, amount, variance,
        reasons, author, proposal, erp)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing`,
    values: [tenant, a.id, a.entry, a.document, a.kind, a.legalEntity, a.date, a.memo, a.correlation, a.unit, String(a.amount),
      String(a.variance), a.reasons, a.author, a.proposal === null ? null : JSON.stringify(a.proposal),
      a.erp === null ? null : JSON.stringify(a.erp)],
  });
}

export interface ApprovalRow {
  readonly id: string;
  readonly entry: string | null;
  readonly document: string;
  readonly kind: string;
  readonly legal_entity: string;
  readonly date: string;
  readonly memo: string;
  readonly correlation: string;
  readonly unit: string;
  readonly amount: bigint;
  readonly variance: bigint;
  readonly reasons: readonly string[];
  readonly proposal: unknown;
  readonly erp: NewApproval['erp'];
  readonly author: string;
  readonly asked_at: Temporal.Instant;
  readonly state: 'waiting' | 'approved' | 'rejected';
  readonly decided_by: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly why: string | null;
}
export async function approvals(
  db: Queryable, tenant: string,
  of: { id?: string | undefined; open?: boolean; entity?: string | undefined; from?: string | undefined; to?: string | undefined },
): Promise<ApprovalRow[]> {
  const { rows } = await db.query<ApprovalRow>({
    name: 'approval-list',
    text: `
      select a.id, a.entry, a.document, a.kind, a.legal_entity, a.date, a.memo, a.correlation, a.unit, a.amount, a.variance, a.reasons,
             a.proposal, a.erp, a.author, a.asked_at, a.state, a.decided_by, a.decided_at, a.why
      from journal_approval a
      where a.tenant = $1 and ($2::uuid is null or a.id = $2) and (not $3 or a.state = 'waiting')
        and ($4::text is null or a.legal_entity = $4) and ($5::date is null or a.date >= $5) and ($6::date is null or a.date <= $6)
      order by a.asked_at, a.id limit 5000`,
    values: [tenant, of.id ?? null, of.open ?? false, of.entity ?? null, of.from ?? null, of.to ?? null],
  });
  return rows;
}

/** False when somebody decided it meanwhile. */
export async function decideApproval(
  db: Queryable, tenant: string, d: { id: string; state: 'approved' | 'rejected'; who: string; why: string | null },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'approval-decide',
    text: `
      update journal_approval a set state = $3, decided_by = $4, why = $5, decided_at = now()
      where a.tenant = $1 and a.id = $2 and a.state = 'waiting'`,
    values: [tenant, d.id, d.state, d.who, d.why],
  });
  return rowCount === 1;
}
