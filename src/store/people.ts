/** People who may sign in. Passwords and codes are here as slow or sealed forms only. */
import type { Queryable } from './query.ts';

export interface PersonRow {
  readonly tenant: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly password: string | null;
  readonly factor: Buffer | null;
  readonly factor_step: bigint;
  readonly recovery: readonly string[];
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly created_at: Temporal.Instant;
  readonly disabled_at: Temporal.Instant | null;
  readonly last_sign_in: Temporal.Instant | null;
}

export async function peopleOf(db: Queryable, tenant: string): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonRow>({
    name: 'person-all',
    text: `
      select p.tenant, p.email, p.name, p.role, p.password, p.factor, p.factor_step, p.recovery, p.issuer, p.subject,
             p.created_at, p.disabled_at, p.last_sign_in
      from person p where p.tenant = $1 order by p.email`,
    values: [tenant],
  });
  return rows;
}

export async function personByEmail(db: Queryable, tenant: string, email: string): Promise<PersonRow | undefined> {
  const { rows } = await db.query<PersonRow>({
    name: 'person-by-email',
    text: `
      select p.tenant, p.email, p.name, p.role, p.password, p.factor, p.factor_step, p.recovery, p.issuer, p.subject,
             p.created_at, p.disabled_at, p.last_sign_in
      from person p where p.tenant = $1 and p.email = $2`,
    values: [tenant, email],
  });
  return rows[0];
}

export async function personBySubject(
  db: Queryable, tenant: string, who: { issuer: string; subject: string },
): Promise<PersonRow | undefined> {
  const { rows } = await db.query<PersonRow>({
    name: 'person-by-subject',
    text: `
      select p.tenant, p.email, p.name, p.role, p.password, p.factor, p.factor_step, p.recovery, p.issuer, p.subject,
             p.created_at, p.disabled_at, p.last_sign_in
      from person p where p.tenant = $1 and p.issuer = $2 and p.subject = $3`,
    values: [tenant, who.issuer, who.subject],
  });
  return rows[0];
}

/** Adds a person, or gives a known one a name and a role; whoever was disabled may come in again. */
export async function savePerson(
  db: Queryable, p: { tenant: string; email: string; name: string; role: string },
): Promise<void> {
  await db.query({
    name: 'person-save',
    text: `
      insert into person as p (tenant, email, name, role) values ($1, $2, $3, $4)
      on conflict (tenant, email) do update set name = excluded.name, role = excluded.role, disabled_at = null`,
    values: [p.tenant, p.email, p.name, p.role],
  });
}

export async function saveCredentials(
  db: Queryable, p: { tenant: string; email: string; password: string; factor: Buffer; recovery: readonly string[] },
): Promise<void> {
  await db.query({
    name: 'person-credentials',
    text: `
      update person p set password = $3, factor = $4, recovery = $5, factor_step = 0
      where p.tenant = $1 and p.email = $2`,
    values: [p.tenant, p.email, p.password, p.factor, p.recovery],
  });
}

export async function bindSubject(
  db: Queryable, p: { tenant: string; email: string; issuer: string; subject: string },
): Promise<void> {
  await db.query({
    name: 'person-bind',
    text: 'update person p set issuer = $3, subject = $4 where p.tenant = $1 and p.email = $2',
    values: [p.tenant, p.email, p.issuer, p.subject],
  });
}

/** A code of a time step counts once: false when that step or a later one was used already. */
export async function takeStep(db: Queryable, at: { tenant: string; email: string }, step: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'person-step',
    text: 'update person p set factor_step = $3 where p.tenant = $1 and p.email = $2 and p.factor_step < $3',
    values: [at.tenant, at.email, step],
  });
  return rowCount === 1;
}

interface At { readonly tenant: string; readonly email: string }
export async function takeRecovery(db: Queryable, at: At, hash: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'person-recovery',
    text: `
      update person p set recovery = array_remove(p.recovery, $3)
      where p.tenant = $1 and p.email = $2 and $3 = any(p.recovery)`,
    values: [at.tenant, at.email, hash],
  });
  return rowCount === 1;
}

export async function sawPerson(db: Queryable, tenant: string, email: string): Promise<void> {
  await db.query({
    name: 'person-seen', text: 'update person p set last_sign_in = now() where p.tenant = $1 and p.email = $2',
    values: [tenant, email],
  });
}

/** Closes the account and every session of it. */
export async function disablePerson(db: Queryable, at: At & { who: string }): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'person-disable',
    text: 'update person p set disabled_at = now() where p.tenant = $1 and p.email = $2 and p.disabled_at is null',
    values: [at.tenant, at.email],
  });
  await endSessionsOf(db, at.tenant, at.who);
  return rowCount === 1;
}
/** Of every session, and of every link that was not used yet: each carries the role it was made with. */
export async function endSessionsOf(db: Queryable, tenant: string, who: string): Promise<void> {
  await db.query({
    name: 'person-sessions', text: 'delete from api_session s where s.tenant = $1 and s.who = $2',
    values: [tenant, who],
  });
  await db.query({
    name: 'person-links', text: 'delete from sign_in l where l.tenant = $1 and l.who = $2 and l.used_at is null', values: [tenant, who],
  });
}

export interface Flow { readonly verifier: string; readonly nonce: string; readonly back: string }
export async function saveFlow(db: Queryable, f: Flow & { hash: Buffer; minutes: number }): Promise<void> {
  await db.query({
    name: 'flow-save',
    text: `
      insert into sign_in_flow as f (hash, verifier, nonce, back, expires_at)
      values ($1, $2, $3, $4, now() + make_interval(mins => $5))`,
    values: [f.hash, f.verifier, f.nonce, f.back, f.minutes],
  });
}
/** Uses it up, and removes what nobody came back for. */
export async function takeFlow(db: Queryable, hash: Buffer): Promise<Flow | undefined> {
  const { rows } = await db.query<Flow & { alive: boolean; mine: boolean }>({
    name: 'flow-take',
    text: `
      delete from sign_in_flow f where f.hash = $1 or f.expires_at < now()
      returning f.verifier, f.nonce, f.back, f.expires_at > now() as alive, f.hash = $1 as mine`,
    values: [hash],
  });
  return rows.find((r) => r.mine && r.alive);
}
