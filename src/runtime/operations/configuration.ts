/**
 * Applying configuration: what the files say is held against what counts now, the difference is shown, and
 * what is applied is one version in one transaction; what a second person looks at becomes a proposal. Nothing that was
 * used is deleted: a connection is closed, a mapping gets a version that says nothing.
 */
import type { PoolClient } from 'pg';
import { saveLocation, saveProducts, setConnectionState, type LocationRow, type ProductRow } from '#store/configuration.ts';
import {
  nextVersion, removeLocation, removeProducts, saveMappings, savePolicies, stockAt,
} from '#store/operate-configuration.ts';
import { loadConfiguration, type Platform } from '../platform.ts';
import { ensureSchedules } from '../schedule.ts';
import type { Change as ProposedChange } from './candidate.ts';
import { planConnections, type ConnectionWork } from './configuration-connections.ts';
import { readConfiguration, type Configuration, type MappingGiven } from './configuration-files.ts';
import { holdBack, proposeHeld, type Held } from './configuration-held.ts';
import { presentOf, type Change, type Present } from './configuration-present.ts';
import { canonical, ConfigurationProblem } from './configuration-source.ts';
import { locationRow, productRow, sayLocation, sayProduct } from './configuration-stock.ts';
import { planSubscriptions, writeSubscriptions, type SubscriptionWork } from './configuration-subscriptions.ts';
import { storeConnection } from './connections.ts';
import { releaseMapped } from './mappings.ts';
import { audited, conflict, type Act } from './operation.ts';

export { readConfiguration, ConfigurationProblem };
export type { Change };

export interface Plan {
  readonly changes: readonly Change[];
  /** Of them those that somebody else approves first. */
  readonly held: readonly ProposedChange[];
  /** Worth a look, and no reason not to apply. */
  readonly warnings: readonly string[];
  readonly work: Work;
}
interface Work {
  readonly connections: readonly ConnectionWork[];
  readonly locations: readonly LocationRow[];
  readonly locationsGone: readonly string[];
  readonly products: readonly ProductRow[];
  readonly productsGone: readonly string[];
  readonly mappings: readonly (Omit<MappingGiven, 'own'> & { readonly own: string | null })[];
  readonly policies: readonly { readonly name: string; readonly scope: string; readonly value: unknown }[];
  readonly subscriptions: readonly SubscriptionWork[];
}
export interface PlanOptions {
  /** What is not in the files stays. */
  readonly keep?: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** @throws ConfigurationProblem when the files do not fit together or with what is there. */
export async function planConfiguration(
  p: Platform, tenant: string, given: Configuration, o: PlanOptions = {},
): Promise<Plan> {
  const present = await presentOf(p, tenant);
  const keep = o.keep ?? false;
  const changes: Change[] = [];
  const warnings: string[] = [];
  const connections = planConnections(p, tenant, given, { present, keep, environment: o.environment ?? process.env });
  changes.push(...connections.changes);
  const names = new Set(connections.names);
  checkNames(given, present, names);
  const diff = <T>(
    section: string, now: ReadonlyMap<string, T>, next: ReadonlyMap<string, T> | undefined, say: Say<T>,
  ) => compare({ section, now, next, keep, say }, changes);
  const locations = diff(
    'locations', present.locations, given.locations && new Map(Object.entries(given.locations)), sayLocation,
  );
  const products = diff(
    'products', present.products, given.products && new Map(Object.entries(given.products)), sayProduct,
  );
  const mappings = [
    diff('mappings', present.mappings, given.mappings && byKey(given.mappings), sayMapping),
    diff('accounts', present.accounts, given.accounts && byKey(given.accounts), sayMapping),
  ];
  const policies = diff('policies', present.policies,
    given.policies && new Map(given.policies.map((x) => [`${x.name} ${x.scope}`, x.value])), canonical);
  const subscriptions = await planSubscriptions(p, tenant, given.subscriptions,
    { keep, environment: o.environment ?? process.env, where: (path) => given.where('subscriptions', path) });
  changes.push(...subscriptions.changes);
  for (const location of locations.gone) await refuseStocked(p, tenant, location);
  warnings.push(...unknownSkus(given, present), ...unknownParts(given, present));
  const { work, held } = await holdBack(p, tenant, {
    connections: connections.work,
    locations: [...locations.set].map(([location, l]) => locationRow(location, l)),
    locationsGone: locations.gone,
    products: [...products.set].map(([sku, x]) => productRow(sku, x)),
    productsGone: products.gone,
    mappings: mappings.flatMap((m) => [
      ...[...m.set].map(([key, own]) => ({ ...keyed(key), own })),
      ...m.gone.map((key) => ({ ...keyed(key), own: null })),
    ]),
    policies: [
      ...[...policies.set].map(([key, value]) => ({ ...named(key), value })),
      ...policies.gone.map((key) => ({ ...named(key), value: {} })),
    ],
    subscriptions: subscriptions.work,
  }, present);
  return { changes, held, warnings, work };
}

type Say<T> = (value: T) => string;
const sayMapping: Say<string> = (own) => `→ ${own}`;

function compare<T>(
  {
    section, now, next, keep, say,
  }: {
    section: string;
    now: ReadonlyMap<string, T>;
    next: ReadonlyMap<string, T> | undefined;
    keep: boolean;
    say: Say<T>;
  },
  changes: Change[],
): { set: ReadonlyMap<string, T>; gone: string[] } {
  const set = new Map<string, T>();
  if (!next) return { set, gone: [] };
  for (const [name, value] of next) {
    const before = now.get(name);
    const detail = say(value);
    if (before !== undefined && say(before) === detail) continue;
    set.set(name, value);
    changes.push({ section, name, ...(before === undefined
      ? { kind: 'add', detail } : { kind: 'change', detail: `${say(before)}  ⇒  ${detail}` }) });
  }
  const gone = keep ? [] : [...now.keys()].filter((name) => !next.has(name));
  for (const name of gone) changes.push({ section, kind: 'remove', name, detail: say(now.get(name)!) });
  return { set, gone };
}

const byKey = (rows: readonly MappingGiven[]): Map<string, string> =>
  new Map(rows.map((m) => [`${m.name} ${m.connection} ${m.external}`, m.own]));
/** Names of mappings and connections have no spaces; what a partner calls something may. */
function keyed(key: string): { name: string; connection: string; external: string } {
  const [name = '', connection = '', ...external] = key.split(' ');
  return { name, connection, external: external.join(' ') };
}
function named(key: string): { name: string; scope: string } {
  const [name = '', ...scope] = key.split(' ');
  return { name, scope: scope.join(' ') };
}

function checkNames(given: Configuration, present: Present, connections: ReadonlySet<string>): void {
  const fail = (section: 'locations' | 'mappings' | 'accounts', path: string[], message: string): never => {
    const { file, line } = given.where(section, path);
    throw new ConfigurationProblem(file, line, message);
  };
  const locations = new Set([...present.locations.keys(), ...Object.keys(given.locations ?? {})]);
  for (const [name, l] of Object.entries(given.locations ?? {}))
    if (l.connection && !connections.has(l.connection))
      fail(
        'locations', [name, 'connection'],
        `${name}: there is no connection ${l.connection}: add it to connections.yaml`,
      );
  for (const m of [...(given.mappings ?? []), ...(given.accounts ?? [])]) {
    const [section, path] = m.name === 'account'
      ? ['accounts' as const, [m.connection, m.external]] : ['mappings' as const, [m.name, m.connection, m.external]];
    if (m.connection !== '*' && !connections.has(m.connection))
      fail(
        section, path,
        `${m.name} ${m.external}: there is no connection ${m.connection}: add it to connections.yaml, or use "*"`,
      );
    if (m.name === 'location' && !locations.has(m.own))
      fail(section, path, `${m.external}: there is no location ${m.own}: add it to locations.yaml`);
  }
}

function unknownSkus(given: Configuration, present: Present): string[] {
  const known = given.products ? new Set(Object.keys(given.products)) : present.products;
  const missing = [
    ...new Set((given.mappings ?? []).filter((m) => m.name === 'sku' && !known.has(m.own)).map((m) => m.own)),
  ];
  if (missing.length === 0) return [];
  const some = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
  return [`Mapped to, and not among the products: ${some}.`];
}

function unknownParts(given: Configuration, present: Present): string[] {
  const all = new Map([...present.products, ...Object.entries(given.products ?? {})]);
  return Object.entries(given.products ?? {}).flatMap(([sku, { kit }]) => {
    const missing = Object.keys(kit ?? {}).filter((part) => !all.has(part));
    return missing.length === 0 ? [] : [`Kit ${sku} is made of ${missing.join(', ')}, not among the products.`];
  });
}

async function refuseStocked(p: Platform, tenant: string, location: string): Promise<void> {
  const left = await stockAt(p.pool, tenant, location);
  if (left)
    throw conflict(
      `${location} cannot be removed while the books hold ${left.amount} × ${left.sku} there: count it to zero, ` +
        'or leave it in the files.',
    );
}

export interface Applied extends Held {
  /** None when all of it waits for somebody else. */
  readonly version: number | undefined;
  /** Deliveries that waited for a mapping that is there now. */
  readonly released: number;
}
const CHUNK = 5000;

export async function applyConfiguration(p: Platform, act: Act, plan: Plan): Promise<Applied> {
  const atOnce = plan.changes.length > plan.held.length ? await applyNow(p, act, plan) : { version: undefined, released: 0 };
  return { ...atOnce, ...await proposeHeld(p, act, plan.held) };
}

async function applyNow(p: Platform, act: Act, plan: Plan): Promise<{ version: number; released: number }> {
  const result = await audited(p, act, async (tx) => {
    const version = await nextVersion(tx);
    await write(tx, { tenant: act.tenant, version, author: act.who }, plan.work);
    await writeSubscriptions(p, tx, { tenant: act.tenant, author: act.who }, plan.work.subscriptions);
    const released = await releaseMapped(tx, act.tenant);
    return { result: { version, released }, what: 'configuration.apply', before: null,
      after: { version, changes: plan.changes.slice(0, 500), count: plan.changes.length, held: plan.held.length } };
  });
  await loadConfiguration(p);
  await ensureSchedules(p);
  return result;
}

async function write(tx: PoolClient, at: { tenant: string; version: number; author: string }, w: Work): Promise<void> {
  for (const c of w.connections)
    if ('close' in c)
      await setConnectionState(
        tx, { tenant: at.tenant, connection: c.close }, 'closed', 'taken out of the configuration',
      );
    else await storeConnection(tx, c.row, c.before);
  for (const l of w.locations) await saveLocation(tx, at.tenant, l);
  for (const location of w.locationsGone) await removeLocation(tx, at.tenant, location);
  for (const rows of chunks(w.products)) await saveProducts(tx, at.tenant, rows);
  if (w.productsGone.length > 0) await removeProducts(tx, at.tenant, w.productsGone);
  for (const rows of chunks(w.mappings)) await saveMappings(tx, at, rows);
  if (w.policies.length > 0) await savePolicies(tx, at, w.policies);
}
const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, i) => items.slice(i * CHUNK, (i + 1) * CHUNK));
