/**
 * A change of mappings and policies that does not count yet, and the configuration as it would be with it. Which of them
 * need a second person is said here: what decides about tax, discounts, fees and revenue.
 */
import { CONFIDENCE_DEFAULTS } from '#domain/confidence.ts';
import { BOOKS } from '../books.ts';
import type { TenantConfiguration } from '../platform.ts';
import { checkPolicy, POLICY_NAMES } from './configuration-stock.ts';
import { ConfigurationProblem } from './configuration-source.ts';
import { invalid } from './operation.ts';

export interface MappingChange {
  readonly kind: 'mapping';
  readonly name: string;
  /** A connection, or '*' for all. */
  readonly connection: string;
  readonly external: string;
  /** Null takes it away. */
  readonly own: string | null;
}
export interface PolicyChange {
  readonly kind: 'policy';
  readonly name: string;
  /** A connection, a location, or '*'. */
  readonly scope: string;
  /** Null takes it away: what stands in the code counts then. */
  readonly value: Readonly<Record<string, unknown>> | null;
}
export type Change = MappingChange | PolicyChange;

const GUARDED: Readonly<Record<Change['kind'], ReadonlySet<string>>> = {
  mapping: new Set(['tax', 'fee', 'account']), policy: new Set(['books', 'rate-card']),
};
/** Whether it decides about tax, discounts, fees or revenue. */
export const isGuarded = ({ kind, name }: Pick<Change, 'kind' | 'name'>): boolean => GUARDED[kind].has(name);

/** What the policies have that no file schema checks. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  books: [...Object.keys(BOOKS), 'journalsTo'], route: ['erp', 'legalEntity', 'whenShort'], publication: ['penalty'],
  confidence: Object.keys(CONFIDENCE_DEFAULTS),
};
/** @throws Refusal when a policy is not one, or its value cannot be. */
export function checkPolicyChange({ name, scope, value }: PolicyChange): void {
  if (!POLICY_NAMES.includes(name)) throw invalid(`There is no policy ${name}: they are ${POLICY_NAMES.join(', ')}.`);
  if (value === null) return;
  const unknown = KEYS[name] && Object.keys(value).find((key) => !KEYS[name]!.includes(key));
  if (unknown) throw invalid(`The policy ${name} has no ${unknown}: it has ${KEYS[name]!.join(', ')}.`);
  try {
    checkPolicy(name, scope, value, { file: name, typed: value, text: value, line: () => undefined });
  } catch (error) {
    if (error instanceof ConfigurationProblem) throw invalid(`${error.message}.`);
    throw error;
  }
}

/** A policy is written with what is to change; the rest of it stays. A null takes a part of it away. */
export const whole = (t: TenantConfiguration, changes: readonly Change[]): Change[] => changes.map((c) => {
  if (c.kind === 'mapping' || c.value === null) return c;
  const parts = Object.entries({ ...(t.policies.get(placeOf(c)) as object | undefined), ...c.value });
  return { ...c, value: Object.fromEntries(parts.filter(([, part]) => part !== null)) };
});

/** Versions of what does not count yet: above all that do, so that nothing else wins over it. */
const CANDIDATE = 2_147_483_647;

export const placeOf = (c: Change): string =>
  (c.kind === 'mapping' ? `${c.name}|${c.connection}|${c.external}` : `${c.name}|${c.scope}`);

/** As it would be if the changes counted. */
export function withChanges(t: TenantConfiguration, changes: readonly Change[]): TenantConfiguration {
  const [mappings, policies, policyVersions] = [new Map(t.mappings), new Map(t.policies), new Map(t.policyVersions)];
  for (const c of changes) {
    if (c.kind === 'mapping') {
      if (c.own === null) mappings.delete(placeOf(c));
      else mappings.set(placeOf(c), { own: c.own, version: CANDIDATE });
      continue;
    }
    policies.set(placeOf(c), c.value ?? {});
    policyVersions.set(placeOf(c), CANDIDATE);
  }
  return { ...t, mappings, policies, policyVersions };
}

/** The same for one connection alone, first: everything else goes on as it does. @throws Refusal when that says nothing. */
export function onlyFor(changes: readonly Change[], connection: string): Change[] {
  const other = changes.find((c) => ![connection, '*'].includes(c.kind === 'mapping' ? c.connection : c.scope));
  if (other) throw invalid(`${placeOf(other)} is not for ${connection}: a canary is the one connection it is tried on first.`);
  if (changes.some((c) => (c.kind === 'mapping' ? c.connection === '*' && c.own === null : c.scope === '*' && c.value === null)))
    throw invalid('What is taken away from all cannot be tried on one: the one would fall back on what counts for all.');
  return changes.map((c) => (c.kind === 'mapping' ? { ...c, connection } : { ...c, scope: connection }));
}

const shown = (value: unknown): string => (value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value));
/** In words. */
export const sayChange = (c: Change): string => (c.kind === 'mapping'
  ? `${c.name} ${c.connection === '*' ? 'of all' : `of ${c.connection}`}: ${c.external} → ${shown(c.own)}`
  : `policy ${c.name} ${c.scope === '*' ? 'for all' : `for ${c.scope}`}: ${shown(c.value)}`);
