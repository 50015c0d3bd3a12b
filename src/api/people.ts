/**
 * Accounts of people: an administrator invites, the person sets a password together with a second factor, and
 * signs in with both. Nobody has a default password, and nobody else ever knows one.
 */
import type { Role } from '#domain/exception.ts';
import { audited, conflict, invalid, notFound, type Act } from '#runtime/operations/operation.ts';
import { tenantOf, type Platform } from '#runtime/platform.ts';
import { seal, unseal } from '#runtime/vault.ts';
import { writeAudit } from '#store/audit.ts';
import * as store from '#store/people.ts';
import { createSignInLink, mustBeRole } from './access.ts';
import { hashPassword, isPassword, newRecovery, recoveryHash, SHORTEST, stepOf } from './password.ts';

export const whoIs = (email: string): string => `user:${email}`;
const factorOwner = (tenant: string, email: string): string => `factor:${tenant}:${email}`;
const folded = (email: string): string => email.trim().toLowerCase();

export interface Invited { readonly email: string; readonly name: string; readonly role: Role }
/** Adds a person; the answer is a link that signs the person in once, to set a password. */
export async function invite(p: Platform, act: Act, base: string, person: Invited): Promise<{ link: string }> {
  const email = folded(person.email);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid(`${person.email} is not an e-mail address.`);
  mustBeRole(person.role);
  const name = person.name.trim() || email;
  await audited(p, act, async (tx) => {
    const before = await store.personByEmail(tx, act.tenant, email);
    await store.savePerson(tx, { tenant: act.tenant, email, name, role: person.role });
    // A session keeps the role it was opened with.
    if (before && before.role !== person.role) await store.endSessionsOf(tx, act.tenant, whoIs(email));
    return {
      result: undefined, what: 'person.save', before: before ? { email, name: before.name, role: before.role } : null,
      after: { email, name, role: person.role },
    };
  });
  const link = await createSignInLink(p, base, { tenant: act.tenant, who: whoIs(email), role: person.role });
  return { link };
}

export async function disable(p: Platform, act: Act, email: string): Promise<void> {
  const at = { tenant: act.tenant, email: folded(email), who: whoIs(folded(email)) };
  if (at.who === act.who) throw conflict('This is you: ask another administrator, so that one is left.');
  await audited(p, act, async (tx) => {
    if (!(await store.disablePerson(tx, at))) throw notFound(`There is no active person ${email}.`);
    return { result: undefined, what: 'person.disable', before: { email: at.email }, after: { disabled: true } };
  });
}

export interface Credentials {
  readonly email: string;
  readonly name?: string | undefined;
  readonly role: Role;
  readonly password: string;
  /** What is replaced, when there is one. */
  readonly current?: string | undefined;
  readonly secret: string;
  readonly code: string;
}
/** Sets password and second factor in one step; answers the recovery codes, once. */
export async function setCredentials(p: Platform, act: Act, c: Credentials): Promise<{ recovery: string[] }> {
  const email = folded(c.email);
  if (c.password.length < SHORTEST)
    throw invalid(`A password has at least ${SHORTEST} characters; a sentence is good.`);
  if (stepOf(c.secret, c.code) === undefined)
    throw invalid('The code does not fit: wait for the next one, and look whether the clock of the device is right.');
  const before = await store.personByEmail(p.pool, act.tenant, email);
  if (before?.password && !(await isPassword(c.current ?? '', before.password)))
    throw invalid('The present password is not right.');
  const recovery = newRecovery();
  const password = await hashPassword(c.password);
  const { key } = tenantOf(p, act.tenant).key;
  const factor = seal(key, factorOwner(act.tenant, email), Buffer.from(c.secret));
  await audited(p, act, async (tx) => {
    if (!before) await store.savePerson(tx, { tenant: act.tenant, email, name: c.name?.trim() || email, role: c.role });
    const hashes = recovery.map(recoveryHash);
    await store.saveCredentials(tx, { tenant: act.tenant, email, password, factor, recovery: hashes });
    return { result: undefined, what: 'person.credentials', before: null, after: { email, secondFactor: true } };
  });
  return { recovery };
}

export type Checked = { readonly person: store.PersonRow } | { readonly needs: 'code' } | { readonly wrong: true };
/** Password first, then the code: a wrong password never learns whether there is an account. */
export async function checkPerson(
  p: Platform, tenant: string, given: { email: string; password: string; code?: string | undefined },
): Promise<Checked> {
  const email = folded(given.email);
  const person = await store.personByEmail(p.pool, tenant, email);
  const right = await isPassword(given.password, person?.password);
  if (!right || !person || person.disabled_at || !person.factor) return { wrong: true };
  if (!given.code) return { needs: 'code' };
  if (!(await isSecondFactor(p, person, given.code))) return { wrong: true };
  await store.sawPerson(p.pool, tenant, email);
  return { person };
}

async function isSecondFactor(p: Platform, person: store.PersonRow, code: string): Promise<boolean> {
  const { tenant, email } = person;
  const { key } = tenantOf(p, tenant).key;
  const secret = unseal(key, factorOwner(tenant, email), person.factor!).toString();
  const step = stepOf(secret, code.replaceAll(' ', ''));
  if (step !== undefined) return store.takeStep(p.pool, { tenant, email }, step);
  const used = await store.takeRecovery(p.pool, { tenant, email }, recoveryHash(code));
  if (used) await writeAudit(p.pool, {
    tenant, who: whoIs(email), what: 'person.recovery', before: null, why: null,
    after: { left: person.recovery.length - 1 },
  });
  return used;
}
