/** The audit trail: hash-chained, one writer at a time per tenant. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { transaction, type Queryable } from './query.ts';

export interface AuditEntry {
  readonly tenant: string;
  readonly who: string;
  readonly what: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly why: string | null;
}
interface Row extends AuditEntry { readonly position: bigint; readonly previous: Buffer; readonly hash: Buffer }

const START = Buffer.alloc(32);
/** Key order must not matter: jsonb does not keep it. */
const canonical = (value: unknown): string => JSON.stringify(value, (_k, v: unknown) => (isRecord(v) ? sorted(v) : v));
const isRecord = (v: unknown): v is object => typeof v === 'object' && v !== null && !Array.isArray(v);
const sorted = (v: object): object => Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)));

const hashOf = (previous: Buffer, position: bigint, e: AuditEntry): Buffer =>
  createHash('sha256').update(previous)
    .update(canonical([e.tenant, String(position), e.who, e.what, e.before ?? null, e.after ?? null, e.why ?? null])).digest();

export async function writeAudit(pool: Pool, entry: AuditEntry): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.query({ text: 'select pg_advisory_xact_lock(7013, hashtext($1))', values: [entry.tenant] });
    const { rows } = await tx.query<{ position: bigint; hash: Buffer }>({
      name: 'audit-last',
      text: 'select a.position, a.hash from audit a where a.tenant = $1 order by a.position desc limit 1', values: [entry.tenant],
    });
    const previous = rows[0]?.hash ?? START;
    const position = BigInt(rows[0]?.position ?? 0n) + 1n;
    await tx.query({
      name: 'audit-write',
      text: `insert into audit as a (tenant, position, who, what, before, after, why, previous, hash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [entry.tenant, position, entry.who, entry.what, JSON.stringify(entry.before ?? null),
        JSON.stringify(entry.after ?? null), entry.why, previous, hashOf(previous, position, entry)],
    });
  });
}

/** The first entry that does not fit the chain, or undefined. */
export async function brokenLink(db: Queryable, tenant: string): Promise<bigint | undefined> {
  const { rows } = await db.query<Row>({
    name: 'audit-chain',
    text: `select a.tenant, a.position, a.who, a.what, a.before, a.after, a.why, a.previous, a.hash from audit a
           where a.tenant = $1 order by a.position`,
    values: [tenant],
  });
  let previous: Buffer = START;
  for (const row of rows) {
    if (!row.previous.equals(previous) || !row.hash.equals(hashOf(previous, BigInt(row.position), row))) return row.position;
    previous = row.hash;
  }
  return undefined;
}
