/** What payouts say they sent to the bank, and the matches that confirm it. On the shard of the bank's lines. */
import type { DepositExpected, DepositMatched } from '#domain/messages.ts';
import { bankShard } from './bank.ts';
import type { Queryable } from './query.ts';

export async function saveDeposit(
  db: Queryable, tenant: string, d: DepositExpected['data'] & { readonly correlation: string },
): Promise<void> {
  await db.query({
    name: 'deposit-save',
    text: `
      insert into deposit as d (tenant, shard, deposit_id, payout_id, connection, external, currency, amount, due, names, correlation)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
    values: [tenant, bankShard(tenant), d.depositId, d.payoutId, d.connection, d.external, d.amount.unit, String(d.amount.count), d.due,
      d.names,
      d.correlation],
  });
}

export interface DepositRow {
  readonly deposit_id: string;
  readonly payout_id: string;
  readonly connection: string;
  readonly external: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly due: string;
  readonly names: readonly string[];
  readonly match_id: string | null;
  readonly missing: boolean;
  readonly reason: string | null;
  readonly correlation: string;
}
const DEPOSIT = `d.deposit_id, d.payout_id, d.connection, d.external, d.currency, d.amount, d.due, d.names, d.match_id, d.missing, d.reason,
  d.correlation`;

export async function openDeposits(db: Queryable, tenant: string, named: readonly string[] | null, limit: number): Promise<DepositRow[]> {
  const { rows } = await db.query<DepositRow>({
    name: 'deposit-open',
    text: `
      select ${DEPOSIT} from deposit d
      where d.tenant = $1 and d.shard = $2 and d.match_id is null and ($3::text[] is null or d.deposit_id = any($3::text[]))
      order by d.due desc, d.deposit_id limit $4`,
    values: [tenant, bankShard(tenant), named, limit],
  });
  return rows;
}

export async function listDeposits(
  db: Queryable, tenant: string,
  of: { state: 'open' | 'missing' | 'matched' | null; connection: string | null;
    payout: string | null; match: string | null; after: string | null;
    limit: number },
): Promise<DepositRow[]> {
  const { rows } = await db.query<DepositRow>({
    name: 'deposit-list',
    text: `
      select ${DEPOSIT} from deposit d
      where d.tenant = $1 and d.shard = $2 and ($3::text is null or d.connection = $3) and ($4::text is null or d.payout_id = $4)
        and ($5::text is null or d.match_id = $5)
        and ($6::text is null or ($6 = 'matched') = (d.match_id is not null)) and ($6::text is distinct from 'missing' or d.missing)
        and ($7::text is null or (d.due, d.deposit_id) < (select b.due, b.deposit_id from deposit b
          where b.tenant = $1 and b.shard = $2 and b.deposit_id = $7))
      order by d.due desc, d.deposit_id desc limit $8`,
    values: [tenant, bankShard(tenant), of.connection, of.payout, of.match, of.state, of.after, of.limit],
  });
  return rows;
}

export async function markDeposits(db: Queryable, tenant: string, deposits: readonly string[], match: string | null): Promise<number> {
  const { rowCount } = await db.query({
    name: 'deposit-mark',
    text: `
      update deposit d set match_id = $4, missing = false, reason = null
      where d.tenant = $1 and d.shard = $2 and d.deposit_id = any($3::text[]) and ($4::text is null or d.match_id is null)`,
    values: [tenant, bankShard(tenant), deposits, match],
  });
  return rowCount ?? 0;
}
export async function markMissing(db: Queryable, tenant: string, deposits: readonly string[]): Promise<void> {
  await db.query({
    name: 'deposit-missing',
    text: `update deposit d set missing = true where d.tenant = $1 and d.shard = $2 and d.deposit_id = any($3::text[])`,
    values: [tenant, bankShard(tenant), deposits],
  });
}

export interface NewMatch {
  readonly data: DepositMatched['data'];
  readonly why?: string | undefined;
  readonly at: string;
  readonly correlation: string;
}
export async function saveMatch(db: Queryable, tenant: string, { data, why, at, correlation }: NewMatch): Promise<void> {
  await db.query({
    name: 'deposit-match-save',
    text: `
      insert into deposit_match as m (tenant, shard, match_id, by, says, unit, rounding, fee, author, why, matched_at, correlation,
        lines, deposits)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
    values: [tenant, bankShard(tenant), data.matchId, data.by, data.says, data.rounding.unit, String(data.rounding.count),
      String(data.fee.count),
      data.author ?? null, why ?? null, at, correlation, data.lines.map((l) => l.lineId), data.deposits.map((e) => e.depositId)],
  });
}
export interface MatchRow {
  readonly match_id: string;
  readonly by: string;
  readonly says: string;
  readonly unit: string;
  readonly rounding: bigint;
  readonly fee: bigint;
  readonly author: string | null;
  readonly why: string | null;
  readonly matched_at: Temporal.Instant;
  readonly undone_by: string | null;
  readonly correlation: string;
}
export async function matchesNamed(db: Queryable, tenant: string, ids: readonly string[]): Promise<MatchRow[]> {
  const { rows } = await db.query<MatchRow>({
    name: 'deposit-matches-named',
    text: `
      select m.match_id, m.by, m.says, m.unit, m.rounding, m.fee, m.author, m.why, m.matched_at, m.undone_by, m.correlation
      from deposit_match m where m.tenant = $1 and m.shard = $2 and m.match_id = any($3::text[])`,
    values: [tenant, bankShard(tenant), ids],
  });
  return rows;
}
export async function undoMatch(db: Queryable, tenant: string, match: string, who: { by: string; at: string }): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'deposit-match-undo',
    text: `
      update deposit_match m set undone_by = $4, undone_at = $5
      where m.tenant = $1 and m.shard = $2 and m.match_id = $3 and m.undone_by is null`,
    values: [tenant, bankShard(tenant), match, who.by, who.at],
  });
  return rowCount === 1;
}

/** What a person has separated stays so: `line deposit`. */
export async function parted(db: Queryable, tenant: string): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ pair: string }>({
    name: 'deposit-parted',
    text: `
      select l || ' ' || e as pair from deposit_match m, unnest(m.lines) l, unnest(m.deposits) e
      where m.tenant = $1 and m.shard = $2 and m.undone_by is not null`,
    values: [tenant, bankShard(tenant)],
  });
  return new Set(rows.map((r) => r.pair));
}

/** Where the bank is looked at: the first day and the last of all statements, by currency. */
export async function covered(db: Queryable, tenant: string): Promise<{ currency: string; since: string; until: string }[]> {
  const { rows } = await db.query<{ currency: string; since: string; until: string }>({
    name: 'bank-covered',
    text: `
      select s.currency, min(coalesce(s.from_date, s.to_date)) as since, max(s.to_date) as until from bank_statement s
      where s.tenant = $1 and s.shard = $2 and s.repeated is not null group by s.currency`,
    values: [tenant, bankShard(tenant)],
  });
  return rows;
}

/** Withdrawals of a balance that is kept at the provider: each is a deposit of its own. */
export async function transfersOf(
  db: Queryable, shard: number, tenant: string, payoutId: string,
): Promise<{ reference: string | null; code: string; amount: bigint; day: string | null; ordinal: number }[]> {
  const { rows } = await db.query<{ reference: string | null; code: string; amount: bigint; day: string | null; ordinal: number }>({
    name: 'payout-transfers',
    text: `
      select l.reference, l.code, l.amount, (l.posted_at at time zone 'UTC')::date as day, l.ordinal from payout_line l
      where l.shard = $1 and l.tenant = $2 and l.payout_id = $3 and l.class = 'transfer' order by l.ordinal`,
    values: [shard, tenant, payoutId],
  });
  return rows;
}
