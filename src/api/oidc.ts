/**
 * Signing in through an identity provider (OpenID Connect, code flow with PKCE). Who comes back must have been
 * invited under the same, verified address, unless a role is given to everybody the provider lets in.
 */
import { createHash } from 'node:crypto';
import * as client from 'openid-client';
import type { Role } from '#domain/exception.ts';
import type { Platform } from '#runtime/platform.ts';
import * as store from '#store/people.ts';
import { problem } from './problem.ts';
import { ROLES } from './rights.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** What the button says. */
  readonly name: string;
  /** For people nobody invited; without it they are turned away. */
  readonly role?: Role | undefined;
}

const FLOW_MINUTES = 10;
const hashOf = (state: string): Buffer => createHash('sha256').update(state).digest();

/** THREADLINE_OIDC_ISSUER, …_CLIENT_ID, …_CLIENT_SECRET, …_NAME, …_ROLE. @throws Error in one sentence. */
export function oidcFromEnvironment(env: NodeJS.ProcessEnv): OidcOptions | undefined {
  const { THREADLINE_OIDC_ISSUER: issuer, THREADLINE_OIDC_CLIENT_ID: clientId } = env;
  if (!issuer) return undefined;
  if (!clientId) throw new Error('THREADLINE_OIDC_ISSUER is set and THREADLINE_OIDC_CLIENT_ID is not: set both.');
  const role = env['THREADLINE_OIDC_ROLE'] as Role | undefined;
  if (role && !ROLES.includes(role))
    throw new Error(`THREADLINE_OIDC_ROLE is ${role}: the roles are ${ROLES.join(', ')}.`);
  return {
    issuer, clientId, clientSecret: env['THREADLINE_OIDC_CLIENT_SECRET'],
    name: env['THREADLINE_OIDC_NAME'] ?? new URL(issuer).hostname, role,
  };
}

const found = new Map<string, Promise<client.Configuration>>();
/** Read once; when that failed, again at the next try. */
function discover(o: OidcOptions): Promise<client.Configuration> {
  const known = found.get(o.issuer);
  if (known) return known;
  const issuer = new URL(o.issuer);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname);
  const asked = client.discovery(issuer, o.clientId, o.clientSecret, undefined,
    local ? { execute: [client.allowInsecureRequests] } : undefined);
  found.set(o.issuer, asked);
  asked.catch(() => found.delete(o.issuer));
  return asked;
}

/** The provider's address to send the browser to. */
export async function beginOidc(p: Platform, o: OidcOptions, at: { redirect: string; back: string }): Promise<{
  url: string; state: string;
}> {
  const configuration = await discover(o).catch((error: Error) => {
    throw problem.busy(`${o.name} cannot be reached just now; try again in a moment.`, 10, error);
  });
  const [verifier, state, nonce] =
    [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  await store.saveFlow(p.pool, { hash: hashOf(state), verifier, nonce, back: at.back, minutes: FLOW_MINUTES });
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: at.redirect, scope: 'openid email profile', state, nonce, code_challenge_method: 'S256',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
  });
  return { url: url.href, state };
}

export interface Back { readonly person: { readonly email: string; readonly role: string }; readonly back: string }
/** Who came back. `state` is what the browser was given, beside what the address says. */
export async function endOidc(
  p: Platform, o: OidcOptions, at: { tenant: string; url: URL; state: string },
): Promise<Back> {
  const flow = await store.takeFlow(p.pool, hashOf(at.state));
  if (!flow) throw problem.signIn('This sign-in took too long or was used already: begin again.');
  const tokens = await client.authorizationCodeGrant(await discover(o), at.url, {
    pkceCodeVerifier: flow.verifier, expectedNonce: flow.nonce, expectedState: at.state,
  }).catch(() => { throw problem.signIn(`${o.name} did not confirm who you are: begin again.`); });
  const claims = tokens.claims();
  if (!claims) throw problem.signIn(`${o.name} did not say who you are.`);
  return { person: await known(p, o, at.tenant, claims), back: flow.back };
}

interface Claimed {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly name: string | undefined;
}
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** An address counts only when the provider says that it looked. */
const claimed = (c: client.IDToken): Claimed => ({
  issuer: c.iss, subject: c.sub, name: text(c['name']),
  email: c['email_verified'] === true ? text(c['email'])?.toLowerCase() : undefined,
});

async function known(p: Platform, o: OidcOptions, tenant: string, claims: client.IDToken): Promise<Back['person']> {
  const who = claimed(claims);
  const person = await store.personBySubject(p.pool, tenant, who) ??
    (who.email ? await store.personByEmail(p.pool, tenant, who.email) : undefined);
  const { email, role } = person ? admitted(o, person, who) : await welcome(p, o, tenant, who);
  await store.bindSubject(p.pool, { tenant, email, issuer: who.issuer, subject: who.subject });
  await store.sawPerson(p.pool, tenant, email);
  return { email, role };
}

function admitted(o: OidcOptions, person: store.PersonRow, who: Claimed): store.PersonRow {
  if (person.disabled_at) throw problem.forbidden('This account is closed: ask an administrator.');
  if (person.subject && (person.subject !== who.subject || person.issuer !== who.issuer))
    throw problem.forbidden(`${person.email} belongs to another account of ${o.name}: ask an administrator.`);
  return person;
}

async function welcome(p: Platform, o: OidcOptions, tenant: string, { email, name }: Claimed): Promise<Back['person']> {
  if (!o.role || !email)
    throw problem.forbidden('Nobody has invited you yet: ask an administrator, and sign in again.');
  await store.savePerson(p.pool, { tenant, email, name: name ?? email, role: o.role });
  return { email, role: o.role };
}
