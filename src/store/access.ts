/** Keys, sessions and one-time links: looked up by the hash of what was shown, so the token itself is nowhere. */
import type { Queryable } from './query.ts';

export interface KeyRow {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant | null;
  readonly revoked_at: Temporal.Instant | null;
  readonly last_used: Temporal.Instant | null;
}

export interface NewKey {
  readonly tenant: string;
  readonly id: string;
  readonly hash: Buffer;
  readonly name: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly expiresAt: string | null;
}
export async function saveKey(db: Queryable, k: NewKey): Promise<void> {
  await db.query({
    name: 'key-save',
    text: `
      insert into api_key as k (tenant, id, hash, name, role, scopes, created_by, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [k.tenant, k.id, k.hash, k.name, k.role, k.scopes, k.createdBy, k.expiresAt],
  });
}

/** A key that counts now. */
export async function keyByHash(db: Queryable, hash: Buffer): Promise<KeyRow | undefined> {
  const { rows } = await db.query<KeyRow>({
    name: 'key-by-hash',
    text: `
      select k.tenant, k.id, k.name, k.role, k.scopes, k.created_by, k.created_at, k.expires_at, k.revoked_at,
             k.last_used
      from api_key k where k.hash = $1 and k.revoked_at is null and coalesce(k.expires_at > now(), true)`,
    values: [hash],
  });
  return rows[0];
}

export async function keysOf(db: Queryable, tenant: string): Promise<KeyRow[]> {
  const { rows } = await db.query<KeyRow>({
    name: 'key-all',
    text: `
      select k.tenant, k.id, k.name, k.role, k.scopes, k.created_by, k.created_at, k.expires_at, k.revoked_at,
             k.last_used
      from api_key k where k.tenant = $1 order by k.created_at, k.id`,
    values: [tenant],
  });
  return rows;
}

/** Answers its name, or undefined when there is none that could still be used. */
export async function revokeKey(db: Queryable, tenant: string, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ name: string }>({
    name: 'key-revoke',
    text: `
      update api_key k set revoked_at = now()
      where k.tenant = $1 and k.id = $2 and k.revoked_at is null returning k.name`,
    values: [tenant, id],
  });
  return rows[0]?.name;
}

/** Says when it was used, at most once a minute: reading is not writing. */
export async function touchKey(db: Queryable, tenant: string, id: string): Promise<void> {
  await db.query({
    name: 'key-touch',
    text: `
      update api_key k set last_used = now()
      where k.tenant = $1 and k.id = $2 and coalesce(k.last_used < now() - interval '1 minute', true)`,
    values: [tenant, id],
  });
}

export interface Person { readonly tenant: string; readonly who: string; readonly role: string }

export async function saveSignIn(db: Queryable, s: Person & { hash: Buffer; minutes: number }): Promise<void> {
  await db.query({
    name: 'sign-in-save',
    text: `
      insert into sign_in as s (hash, tenant, who, role, expires_at)
      values ($1, $2, $3, $4, now() + make_interval(mins => $5))`,
    values: [s.hash, s.tenant, s.who, s.role, s.minutes],
  });
}

/** Uses a link up. Of two that come at once, one gets it. */
export async function takeSignIn(db: Queryable, hash: Buffer): Promise<Person | undefined> {
  const { rows } = await db.query<Person>({
    name: 'sign-in-take',
    text: `
      update sign_in s set used_at = now()
      where s.hash = $1 and s.used_at is null and s.expires_at > now() returning s.tenant, s.who, s.role`,
    values: [hash],
  });
  return rows[0];
}

export async function saveSession(
  db: Queryable, s: Person & { hash: Buffer; id: string; hours: number },
): Promise<void> {
  await db.query({
    name: 'session-save',
    text: `
      insert into api_session as s (hash, tenant, id, who, role, expires_at)
      values ($1, $2, $3, $4, $5, now() + make_interval(hours => $6))`,
    values: [s.hash, s.tenant, s.id, s.who, s.role, s.hours],
  });
}

export interface Session extends Person { readonly id: string }
export async function sessionByHash(db: Queryable, hash: Buffer): Promise<Session | undefined> {
  const { rows } = await db.query<Session>({
    name: 'session-by-hash',
    text: 'select s.tenant, s.id, s.who, s.role from api_session s where s.hash = $1 and s.expires_at > now()',
    values: [hash],
  });
  return rows[0];
}

export async function endSession(db: Queryable, hash: Buffer): Promise<void> {
  await db.query({ name: 'session-end', text: 'delete from api_session s where s.hash = $1', values: [hash] });
}

/** Links, sessions and kept answers whose time is over. */
export async function expireAccess(db: Queryable): Promise<void> {
  await db.query({ name: 'expire-sessions', text: 'delete from api_session s where s.expires_at < now()', values: [] });
  await db.query({
    name: 'expire-links', text: `delete from sign_in s where s.expires_at < now() - interval '1 day'`, values: [],
  });
  await db.query({
    name: 'expire-answers', text: `delete from api_answer a where a.at < now() - interval '2 days'`, values: [],
  });
}

export interface KeptAnswer { readonly digest: string; readonly status: number | null; readonly body: string | null }
interface AnswerKey { readonly tenant: string; readonly who: string; readonly key: string }

/**
 * Takes a key for the request at hand. Answers what is kept under it when it was taken before; one whose request
 * died without an answer a minute ago is taken over.
 */
export async function reserveAnswer(db: Queryable, a: AnswerKey & { digest: string }): Promise<KeptAnswer | undefined> {
  const { rowCount } = await db.query({
    name: 'answer-reserve',
    text: `
      insert into api_answer as a (tenant, who, key, digest) values ($1, $2, $3, $4)
      on conflict (tenant, who, key) do update set at = now()
        where a.status is null and a.digest = excluded.digest and a.at < now() - interval '1 minute'`,
    values: [a.tenant, a.who, a.key, a.digest],
  });
  if (rowCount === 1) return undefined;
  const { rows } = await db.query<KeptAnswer>({
    name: 'answer-kept',
    text: 'select a.digest, a.status, a.body from api_answer a where a.tenant = $1 and a.who = $2 and a.key = $3',
    values: [a.tenant, a.who, a.key],
  });
  return rows[0];
}
export async function keepAnswer(db: Queryable, a: AnswerKey & { status: number; body: string }): Promise<void> {
  await db.query({
    name: 'answer-keep',
    text: 'update api_answer a set status = $4, body = $5 where a.tenant = $1 and a.who = $2 and a.key = $3',
    values: [a.tenant, a.who, a.key, a.status, a.body],
  });
}
/** The request came to nothing: the key is free again. */
export async function releaseAnswer(db: Queryable, a: AnswerKey): Promise<void> {
  await db.query({
    name: 'answer-release',
    text: `
      delete from api_answer a where a.tenant = $1 and a.who = $2 and a.key = $3 and a.status is null`,
    values: [a.tenant, a.who, a.key],
  });
}
