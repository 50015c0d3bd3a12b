/** Fees claimed back from marketplaces: a row for each, written once; what a payout gives back for their orders. */
import type { Queryable } from './query.ts';

export interface ClaimRow {
  readonly claim_id: string; readonly connection: string; readonly settlement: string; readonly order_ref: string; readonly sku: string;
  readonly fee: string; readonly day: string; readonly currency: string; readonly charged: bigint; readonly expected: bigint;
  readonly difference: bigint; readonly rule: string; readonly rate_card: string; readonly says: string; readonly case_no: string | null;
  readonly state: 'claimed' | 'reimbursed' | 'rejected'; readonly expires_on: string; readonly reimbursed: bigint;
  readonly claimed_by: string; readonly claimed_at: Temporal.Instant; readonly decided_by: string | null;
  readonly decided_at: Temporal.Instant | null; readonly why: string | null;
}
export type NewClaim = Omit<ClaimRow, 'state' | 'reimbursed' | 'claimed_at' | 'decided_by' | 'decided_at' | 'why'>;

/** Answers the ids that are new. */
export async function saveClaims(db: Queryable, tenant: string, claims: readonly NewClaim[]): Promise<string[]> {
  const { rows } = await db.query<{ claim_id: string }>({
    name: 'fee-claims-save',
    text: `
      insert into fee_claim as f (tenant, claim_id, connection, settlement, order_ref, sku, fee, day, currency, charged, expected,
        difference, rule, rate_card, says, case_no, expires_on, claimed_by)
      select $1, x.claim_id, x.connection, x.settlement, x.order_ref, x.sku, x.fee, x.day, x.currency, x.charged, x.expected, x.difference,
        x.rule, x.rate_card, x.says, x.case_no, x.expires_on, x.claimed_by
      from jsonb_to_recordset($2::jsonb) as x (claim_id text, connection text, settlement text, order_ref text, sku text, fee text,
        day date, currency text, charged bigint, expected bigint, difference bigint, rule text, rate_card text, says text, case_no text,
        expires_on date, claimed_by text)
      on conflict do nothing returning claim_id`,
    values: [tenant, JSON.stringify(claims, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v))],
  });
  return rows.map((r) => r.claim_id);
}

export interface ClaimFilter {
  readonly ids?: readonly string[] | null; readonly connection?: string | null; readonly state?: string | null;
  readonly caseNo?: string | null; readonly limit?: number;
}
export async function claims(db: Queryable, tenant: string, of: ClaimFilter): Promise<ClaimRow[]> {
  const { rows } = await db.query<ClaimRow>({
    name: 'fee-claims',
    text: `
      select c.claim_id, c.connection, c.settlement, c.order_ref, c.sku, c.fee, c.day::text as day, c.currency, c.charged, c.expected,
             c.difference, c.rule, c.rate_card, c.says, c.case_no, c.state, c.expires_on::text as expires_on, c.reimbursed, c.claimed_by,
             c.claimed_at, c.decided_by, c.decided_at, c.why
      from fee_claim c where c.tenant = $1 and ($2::text[] is null or c.claim_id = any($2)) and ($3::text is null or c.connection = $3)
        and ($4::text is null or c.state = $4) and ($5::text is null or c.case_no = $5)
      order by c.claimed_at desc, c.claim_id limit $6`,
    values: [tenant, of.ids ?? null, of.connection ?? null, of.state ?? null, of.caseNo ?? null, of.limit ?? 10_000],
  });
  return rows;
}

export interface ClaimDecided {
  readonly id: string; readonly state: 'claimed' | 'reimbursed' | 'rejected'; readonly reimbursed: bigint;
  readonly by: string; readonly why: string | null;
}
/** False when it is decided already. */
export async function decideClaim(db: Queryable, tenant: string, d: ClaimDecided): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'fee-claim-decide',
    text: `
      update fee_claim c set state = $3, reimbursed = c.reimbursed + $4, decided_by = $5, decided_at = now(), why = coalesce($6, c.why)
      where c.tenant = $1 and c.claim_id = $2 and c.state = 'claimed'`,
    values: [tenant, d.id, d.state, d.reimbursed, d.by, d.why],
  });
  return (rowCount ?? 0) > 0;
}

/** Of a payout: what it gives back to orders with a claim, and the claims; held until the commit. */
export async function claimsPaidBack(
  db: Queryable, shard: number, of: { tenant: string; payoutId: string },
): Promise<{ claims: ClaimRow[]; given: { order: string; sku: string | null; class: string; amount: bigint }[] }> {
  const { rows: given } = await db.query<{ order: string; sku: string | null; class: string; amount: bigint }>({
    name: 'fee-claims-given-back',
    text: `
      select l.order_external as order, l.sku, l.class, sum(l.amount)::bigint as amount
      from payout_line l join payout_view p on p.shard = $1 and p.tenant = $2 and p.payout_id = $3
      where l.shard = $1 and l.tenant = $2 and l.payout_id = $3 and l.amount > 0 and l.order_external is not null
        and l.class not in ('sale', 'shipping', 'tax', 'gift-wrap') and l.code !~* '^refund'
        and exists (select from fee_claim c where c.tenant = $2 and c.state = 'claimed' and c.connection = p.connection
          and c.order_ref = l.order_external and c.currency = p.currency)
      group by l.order_external, l.sku, l.class order by l.order_external, l.sku, l.class`,
    values: [shard, of.tenant, of.payoutId],
  });
  if (given.length === 0) return { claims: [], given };
  const { rows } = await db.query<ClaimRow>({
    name: 'fee-claims-of-orders',
    text: `
      select c.claim_id, c.connection, c.settlement, c.order_ref, c.sku, c.fee, c.currency, c.difference, c.reimbursed
      from fee_claim c where c.tenant = $1 and c.state = 'claimed' and c.order_ref = any($2::text[]) order by c.claim_id for update`,
    values: [of.tenant, given.map((g) => g.order)],
  });
  return { claims: rows, given };
}
