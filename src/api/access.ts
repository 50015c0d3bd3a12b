/**
 * Signing in: keys of machines (`Authorization: Bearer tl_…`), sessions of people (a cookie no script can read),
 * and the one-time link that `start` prints. Every token is 256 random bits and is stored as its hash only.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { Role } from '#domain/exception.ts';
import { newId } from '#runtime/identity.ts';
import { DEFAULT_TENANT } from '#runtime/open.ts';
import { invalid, notFound, audited, type Act } from '#runtime/operations/operation.ts';
import type { Platform } from '#runtime/platform.ts';
import * as store from '#store/access.ts';
import { writeAudit } from '#store/audit.ts';
import { transaction } from '#store/query.ts';
import { problem } from './problem.ts';
import { RIGHTS, rightsOf, rightsWithin, ROLES, rolesWith, type Caller, type Right } from './rights.ts';

const LINK_MINUTES = 60;
const SESSION_HOURS = 7 * 24;
const COOKIE = 'threadline_session';

const newToken = (kind: string): string => `${kind}_${randomBytes(32).toString('base64url')}`;
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export interface NewApiKey {
  readonly tenant?: string;
  readonly name: string;
  readonly role: Role;
  /** What of the role's rights it has; all of them unless given. */
  readonly scopes?: readonly Right[];
  /** RFC 3339; never unless given. */
  readonly expiresAt?: string;
  /** Who makes it, for the audit trail. */
  readonly by: string;
}
/** @throws Refusal that names the roles there are. */
export function mustBeRole(role: string): void {
  if (!(ROLES as readonly string[]).includes(role)) throw invalid(`There is no role ${role}: they are ${ROLES.join(', ')}.`);
}

/** Makes a machine's key. The key itself is answered once and cannot be read again. */
export async function createApiKey(p: Platform, k: NewApiKey): Promise<{ id: string; key: string }> {
  const name = k.name.trim();
  if (!name) throw invalid('Give the key a name: it stands in the audit trail.');
  mustBeRole(k.role);
  const scopes = k.scopes ?? rightsOf(k.role);
  const beyond = scopes.find((s) => !rightsOf(k.role).includes(s));
  if (beyond) throw invalid(`${k.role} has no right to ${beyond}: the rights are ${RIGHTS.join(', ')}.`);
  if (k.expiresAt && !(Date.parse(k.expiresAt) > Date.now())) throw invalid(`${k.expiresAt} is not a time to come.`);
  const id = newId();
  const key = newToken('tl');
  const tenant = k.tenant ?? DEFAULT_TENANT;
  await audited(p, { tenant, who: k.by }, async (tx) => {
    await store.saveKey(tx, {
      tenant, id, hash: hashOf(key), name, role: k.role, scopes, createdBy: k.by, expiresAt: k.expiresAt ?? null,
    });
    return { result: id, what: 'key.create', before: null, after: { id, name, role: k.role, scopes } };
  });
  return { id, key };
}

export async function revokeApiKey(p: Platform, act: Act, id: string): Promise<void> {
  await audited(p, act, async (tx) => {
    const name = await store.revokeKey(tx, act.tenant, id);
    if (name === undefined) throw notFound(`There is no key ${id} that could still be used.`);
    return { result: undefined, what: 'key.revoke', before: { id, name }, after: null };
  });
}

/**
 * A link that signs its first user in, for an hour. `base` is the address the console is reached under.
 * An administrator's unless said otherwise: whoever can start the platform owns its files anyway.
 */
export async function createSignInLink(
  p: Platform, base: string, person: Partial<store.Person> = {},
): Promise<string> {
  const token = newToken('in');
  const { tenant = DEFAULT_TENANT, who = 'user:owner', role = 'administrator' } = person;
  await store.saveSignIn(p.pool, { tenant, who, role, hash: hashOf(token), minutes: LINK_MINUTES });
  return `${base.replace(/\/+$/, '')}/sign-in?token=${token}`;
}

/** Turns a link's token into a session's; undefined when it was used or is over. */
export const openSession = (p: Platform, token: string): Promise<string | undefined> =>
  transaction(p.pool, async (tx) => {
    const person = await store.takeSignIn(tx, hashOf(token));
    return person && startSession(tx, person, 'link');
  });

/** Opens a session for somebody who has shown who it is; with the trail's entry, in the same commit. */
export async function startSession(tx: PoolClient, person: store.Person, way: string): Promise<string> {
  const session = newToken('se');
  const { tenant, who, role } = person;
  await store.saveSession(tx, { tenant, who, role, hash: hashOf(session), id: newId(), hours: SESSION_HOURS });
  await writeAudit(tx, { tenant, who, what: 'session.open', before: null, after: { role, by: way }, why: null });
  return session;
}
export const closeSession = (p: Platform, request: FastifyRequest): Promise<void> =>
  store.endSession(p.pool, hashOf(cookieOf(request) ?? ''));

/** Out of reach of scripts and of other sites; over TLS it never travels without it. */
export const sessionCookie = (session: string, secure: boolean): string =>
  `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${session ? SESSION_HOURS * 3600 : 0}` +
  (secure ? '; Secure' : '');

const cookieOf = (request: FastifyRequest): string | undefined =>
  /(?:^|;\s*)threadline_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];

/** Who calls. @throws Problem 401 in words. */
export async function authenticate(p: Platform, request: FastifyRequest): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const caller = await byKey(p, /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '');
    if (!caller) throw problem.signIn('The key is unknown, expired or revoked: ask an administrator for a new one.');
    return caller;
  }
  const session = cookieOf(request);
  const person = session && (await store.sessionByHash(p.pool, hashOf(session)));
  if (!person)
    throw problem.signIn('Send a key as "Authorization: Bearer …", or open the sign-in link that start prints.');
  if (isForeign(request)) throw problem.forbidden('A browser may only be sent here by the console itself.');
  return {
    tenant: person.tenant, who: person.who, role: person.role as Role, rights: rightsOf(person.role), by: 'session',
  };
}

async function byKey(p: Platform, token: string): Promise<Caller | undefined> {
  const key = token && (await store.keyByHash(p.pool, hashOf(token)));
  if (!key) return undefined;
  await store.touchKey(p.pool, key.tenant, key.id);
  return {
    tenant: key.tenant, who: `key:${key.name}`, role: key.role as Role, rights: rightsWithin(key.role, key.scopes),
    by: 'key',
  };
}

/** A write that another site made the browser send. SameSite forbids it already; this is the second lock. */
function isForeign(request: FastifyRequest): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

/** @throws Problem 403 that says who can. */
export function allow(caller: Caller, right: Right): void {
  if (caller.rights.includes(right)) return;
  throw problem.forbidden(caller.by === 'key' && rightsOf(caller.role).includes(right)
    ? `This key does not have the scope ${right}: make one that has.`
    : `It needs the right to ${right}, which ${rolesWith(right)} has.`);
}
