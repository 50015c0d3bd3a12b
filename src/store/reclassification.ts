/** Codes that were classified when lines with them were already booked: proposals that a second person decides. */
import type { Queryable } from './query.ts';

export interface Reclassification {
  readonly id: string;
  readonly connection: string;
  readonly code: string;
  readonly marketplace: string;
  readonly payout_id: string;
  readonly external: string;
  readonly currency: string;
  readonly from_class: string;
  readonly to_class: string;
  readonly lines: number;
  readonly amount: bigint;
  readonly mapping: number;
  readonly author: string;
  readonly proposed_at: Temporal.Instant;
  readonly state: 'proposed' | 'approved' | 'rejected';
  readonly decided_by: string | null;
}
type New = Omit<Reclassification, 'proposed_at' | 'state' | 'decided_by'>;

/** What was proposed for the same lines and not decided is replaced: the newer mapping counts. */
export async function saveProposals(db: Queryable, tenant: string, proposals: readonly New[]): Promise<void> {
  await db.query({
    name: 'reclassification-supersede',
    text: `
      delete from reclassification r using jsonb_to_recordset($2::jsonb) as n (payout_id text, code text, marketplace text)
      where r.tenant = $1 and r.state = 'proposed' and r.payout_id = n.payout_id and r.code = n.code and r.marketplace = n.marketplace`,
    values: [tenant, toJson(proposals)],
  });
  await db.query({
    name: 'reclassification-save',
    text: `
      insert into reclassification as r (tenant, id, connection, code, marketplace, payout_id, external, currency, from_class,
        to_class, lines, amount, mapping, author)
      select $1, n.id, n.connection, n.code, n.marketplace, n.payout_id, n.external, n.currency, n.from_class, n.to_class, n.lines,
        n.amount, n.mapping, n.author
      from jsonb_to_recordset($2::jsonb) as n (id uuid, connection text, code text, marketplace text, payout_id text, external text,
        currency text, from_class text, to_class text, lines int, amount bigint, mapping int, author text)`,
    values: [tenant, toJson(proposals)],
  });
}
const toJson = (value: unknown): string => JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v));

export async function reclassifications(
  db: Queryable, tenant: string, of: { id?: string | undefined; payoutId?: string | undefined; open?: boolean },
): Promise<Reclassification[]> {
  const { rows } = await db.query<Reclassification>({
    name: 'reclassification-list',
    text: `
      select r.id, r.connection, r.code, r.marketplace, r.payout_id, r.external, r.currency, r.from_class, r.to_class, r.lines,
             r.amount, r.mapping, r.author, r.proposed_at, r.state, r.decided_by
      from reclassification r
      where r.tenant = $1 and ($2::uuid is null or r.id = $2) and ($3::text is null or r.payout_id = $3)
        and (not $4 or r.state = 'proposed')
      order by r.proposed_at, r.id limit 500`,
    values: [tenant, of.id ?? null, of.payoutId ?? null, of.open ?? false],
  });
  return rows;
}

/** False when somebody decided it meanwhile. */
export async function decideReclassification(
  db: Queryable, tenant: string, decision: { id: string; state: 'approved' | 'rejected'; who: string },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'reclassification-decide',
    text: `
      update reclassification r set state = $3, decided_by = $4, decided_at = now()
      where r.tenant = $1 and r.id = $2 and r.state = 'proposed'`,
    values: [tenant, decision.id, decision.state, decision.who],
  });
  return rowCount === 1;
}
