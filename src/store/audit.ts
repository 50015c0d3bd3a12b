/** The audit trail: hash-chained, one writer at a time per tenant. */
import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
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

/**
 * Adds the entry to the transaction of what it tells, so that there is neither without the other; it comes last there,
 * because until the commit nobody else can write an entry of this tenant. Given the pool, it is a commit of its own:
 * for what only happened (something was read) and changed nothing.
 */
export const writeAudit = (db: PoolClient | Pool, entry: AuditEntry): Promise<void> =>
  ('release' in db ? add(db, entry) : transaction(db, (tx) => add(tx, entry)));

async function add(tx: PoolClient, entry: AuditEntry): Promise<void> {
  await tx.query({
    name: 'audit-lock', text: 'select pg_advisory_xact_lock(7013, hashtext($1))', values: [entry.tenant],
  });
  const { rows } = await tx.query<{ position: bigint; hash: Buffer }>({
    name: 'audit-last',
    text: 'select a.position, a.hash from audit a where a.tenant = $1 order by a.position desc limit 1',
    values: [entry.tenant],
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
}

const PAGE = 1000;

/** The first entry that does not fit the chain, or undefined. Entries may be any number: a page is held at a time. */
export async function brokenLink(db: Queryable, tenant: string, size = PAGE): Promise<bigint | undefined> {
  let previous: Buffer = START;
  for (let after = 0n; ;) {
    const { rows } = await db.query<Row>({
      name: 'audit-chain',
      text: `select a.tenant, a.position, a.who, a.what, a.before, a.after, a.why, a.previous, a.hash from audit a
             where a.tenant = $1 and a.position > $2 order by a.position limit $3`,
      values: [tenant, after, size],
    });
    for (const row of rows) {
      // A position that is left out is an entry that was taken away.
      if (row.position !== after + 1n || !row.previous.equals(previous) ||
        !row.hash.equals(hashOf(previous, row.position, row))) return row.position;
      previous = row.hash;
      after = row.position;
    }
    if (rows.length < size) return undefined;
  }
}
