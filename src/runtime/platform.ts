/**
 * What everything in the runtime stands on: the database, the vault's keys, the configuration as it counts
 * now, the log. Made once by main.ts; nothing here is global.
 */
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { connectors } from '#connectors/registry.ts';
import type { Connector } from '#connectors/contract.ts';
import { piecesOf } from '#domain/kit.ts';
import * as configuration from '#store/configuration.ts';
import type { ConnectionRow, LocationRow, ProductRow } from '#store/configuration.ts';
import { readMappings, type Mappings } from './mappings.ts';
import type { Tracer } from './trace.ts';
import { newKey, openTenantKey, unseal, wrapTenantKey, type MasterKeys, type TenantKey } from './vault.ts';

export interface Connection {
  readonly tenant: string;
  readonly connection: string;
  readonly row: ConnectionRow;
  readonly connector: Connector<never>;
  /** Parsed, secrets included. Undefined when they do not parse; `problem` says why. */
  readonly settings: unknown;
  readonly problem: string | undefined;
  readonly memory: Map<string, unknown>;
}

/** Made by `ingest` with settings that lead nowhere: it reads recorded documents and has no partner. */
export const readsOnly = (c: Pick<Connection, 'row'>): boolean => c.row.settings['readOnly'] === true;

export interface TenantConfiguration {
  readonly tenant: string;
  readonly name: string;
  readonly key: TenantKey;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly locations: readonly LocationRow[];
  /** Kits, classes and units of measure of the items that have any. */
  readonly items: ReadonlyMap<string, ProductRow>;
  /** When a product last changed, as the items were read. */
  readonly itemsChanged: string;
  /** What connections, locations and policies say, as it was read: the next reading tells by it whether anything changed. */
  readonly said: string;
  readonly mapped: Mappings;
  /** `sku|connection|external` → own. */
  readonly mappings: Mappings['own'];
  /** Our SKU → the items that channels sell it as, from the mappings. */
  readonly itemsOf: Mappings['itemsOf'];
  /** `route|scope` → value. */
  readonly policies: ReadonlyMap<string, unknown>;
  /** `route|scope` → the version in force. */
  readonly policyVersions: ReadonlyMap<string, number>;
}

export interface Platform {
  /** This process, at the end of the name of each of its database sessions: `threadline-start@4711-a1b2c3`. */
  readonly instance: string;
  readonly pool: Pool;
  /** For the engine's own statements: pipelined, planned once. */
  readonly engine: Pool;
  /** The tables are spread over nodes: a statement of the engine names one shard, else as many as it likes. */
  readonly distributed: boolean;
  /** For flow control only (budgets, breakers, schedules): its commits are not waited for, a lost one costs nothing. */
  readonly flow: Pool;
  /** The same behind the wall between tenants, for what people read: rows of one tenant, and no writes. */
  readonly reading: (tenant: string) => Platform;
  /** Why the database holds no walls, in one sentence; undefined when it does. */
  readonly wall: string | undefined;
  /** Traces of stories, when somebody collects them. */
  readonly tracer: Tracer | undefined;
  readonly log: Logger;
  readonly master: MasterKeys;
  readonly allowPrivateHosts: boolean;
  /** Counts for /metrics, by name and labels. */
  readonly count: (name: string, labels: Record<string, string>, by?: number) => void;
  readonly observe: (name: string, labels: Record<string, string>, seconds: number) => void;
  tenants: ReadonlyMap<string, TenantConfiguration>;
}

/** Readings begun, and the youngest that counts: one that began earlier and ends later tells of older days. */
const readings = new WeakMap<Platform, { begun: number; counts: number }>();

/**
 * Reads what changed of all tenants' configuration: a tenant of which nothing changed stays the same object, and
 * connections keep their memory (access tokens).
 */
export async function loadConfiguration(p: Platform): Promise<void> {
  const all = readings.get(p) ?? { begun: 0, counts: 0 };
  readings.set(p, all);
  const mine = (all.begun += 1);
  const rows = await configuration.tenantsOf(p.pool);
  const next = new Map<string, TenantConfiguration>();
  for (const row of rows) next.set(row.tenant, await loadTenant(p, row));
  if (mine < all.counts) return;
  all.counts = mine;
  p.tenants = next;
}

async function loadTenant(
  p: Platform, { tenant, name, wrapped_key }: { tenant: string; name: string; wrapped_key: Buffer | null },
): Promise<TenantConfiguration> {
  if (!wrapped_key) throw new Error(`Tenant ${tenant} has no data key: run threadline migrate.`);
  const before = p.tenants.get(tenant);
  // A tenant's key never changes, only what it is wrapped in: who runs while the master key is replaced goes on.
  const key = before?.key ?? openTenantKey(p.master, tenant, wrapped_key);
  const [connections, locations, mapped, policies] = await Promise.all([
    configuration.connectionsOf(p.pool, tenant), configuration.locationsOf(p.pool, tenant),
    readMappings(p.pool, tenant, before?.mapped), configuration.policiesOf(p.pool, tenant),
  ]);
  const itemsChanged = await configuration.productsChanged(p.pool, tenant);
  const said = JSON.stringify([name, connections, locations, policies]);
  if (before?.said === said && before.mapped === mapped && before.itemsChanged === itemsChanged) return before;
  const items = before?.itemsChanged === itemsChanged ? before.items
    : exploded(await configuration.traitsOf(p.pool, tenant));
  return {
    tenant, name, key, locations, items, itemsChanged, said, mapped, mappings: mapped.own, itemsOf: mapped.itemsOf,
    connections: new Map(connections.flatMap((row) => {
      const made = makeConnection(row, key, before?.connections.get(row.connection));
      return made ? [[row.connection, made] as const] : [];
    })),
    policies: new Map(policies.map((r) => [`${r.name}|${r.scope}`, r.value])),
    policyVersions: new Map(policies.map((r) => [`${r.name}|${r.scope}`, r.version])),
  };
}

/**
 * Kits may hold kits and services: everybody reads what of one lies on a shelf. A kit that holds itself stays as it was
 * written, and stops whoever wants it.
 */
function exploded(rows: readonly ProductRow[]): Map<string, ProductRow> {
  const items = new Map(rows.map((x) => [x.sku, x]));
  const partsOf = (sku: string) => (items.get(sku)?.service ? {} : items.get(sku)?.parts ?? undefined);
  return new Map(rows.map((x) => {
    if (!x.parts) return [x.sku, x];
    try {
      return [x.sku, { ...x, parts: Object.fromEntries(piecesOf(x.sku, partsOf).map((piece) => [piece.sku, piece.per])) }];
    } catch {
      return [x.sku, x];
    }
  }));
}

function makeConnection(row: ConnectionRow, key: TenantKey, before: Connection | undefined): Connection | undefined {
  const connector = connectors.get(row.connector);
  if (!connector) return undefined;
  const raw = { ...row.settings, ...openSecrets(row, key) };
  const memory = before?.memory ?? new Map();
  const base = { tenant: row.tenant, connection: row.connection, row, connector, memory };
  try {
    return { ...base, settings: connector.settings.parse(raw), problem: undefined };
  } catch (error) {
    return { ...base, settings: undefined, problem: firstIssue(error) };
  }
}

export const secretsOwner = (tenant: string, connection: string): string => `secrets:${tenant}:${connection}`;

const openSecrets = (row: ConnectionRow, { key }: TenantKey): Record<string, unknown> =>
  row.secrets ? JSON.parse(unseal(key, secretsOwner(row.tenant, row.connection), row.secrets).toString()) : {};

/** Never the value: it may be a secret. */
function firstIssue(error: unknown): string {
  const issues = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
  const issue = issues?.[0];
  return issue ? `${issue.path.map(String).join('.')}: ${issue.message}` : 'the settings cannot be read';
}

/** Makes a tenant with a data key of its own, or leaves it as it is. */
export async function ensureTenant(p: Platform, tenant: string, name: string): Promise<void> {
  await configuration.saveTenant(p.pool, tenant, name, wrapTenantKey(p.master.current, tenant, newKey()));
}

export const tenantOf = (p: Platform, tenant: string): TenantConfiguration => {
  const found = p.tenants.get(tenant);
  if (!found) throw new Error(`There is no tenant ${tenant}.`);
  return found;
};
export const mappingOf = (t: TenantConfiguration, name: string, connection: string, external: string) =>
  t.mappings.get(`${name}|${connection}|${external}`) ?? t.mappings.get(`${name}|*|${external}`);
/** An account is mapped by its own path, or by the nearest one above it: `assets:bank` stands for every bank below. */
export function accountMapping(t: TenantConfiguration, connection: string, path: string): string | undefined {
  const parts = path.split(':');
  for (let n = parts.length; n > 0; n -= 1) {
    const found = mappingOf(t, 'account', connection, parts.slice(0, n).join(':'));
    if (found) return found.own;
  }
  return undefined;
}
export const policyOf = <T>(t: TenantConfiguration, name: string, scope: string, otherwise: T): T =>
  ({ ...otherwise, ...(t.policies.get(`${name}|*`) as T | undefined), ...(t.policies.get(`${name}|${scope}`) as T | undefined) });

/** The version of a policy that decides: the later of the general one and the scope's own; 0 where nobody made one. */
export const policyVersion = (t: TenantConfiguration, name: string, scope: string): number =>
  Math.max(t.policyVersions.get(`${name}|*`) ?? 0, t.policyVersions.get(`${name}|${scope}`) ?? 0);