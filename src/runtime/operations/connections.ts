/**
 * Connections: adding one, and stopping and starting what goes to it. Secrets are sealed before they are stored
 * and never come back out; the audit entry names which changed.
 */
import type { PoolClient } from 'pg';
import { connectors } from '#connectors/registry.ts';
import type { Connector } from '#connectors/contract.ts';
import { saveConnection, setConnectionState, type ConnectionRow } from '#store/configuration.ts';
import { recordSuccess } from '#store/flow.ts';
import { hurryDeliveries, shardsWaitingFor } from '#store/operate.ts';
import { loadConfiguration, readsOnly, secretsOwner, tenantOf, type Platform } from '../platform.ts';
import { ensureSchedules } from '../schedule.ts';
import { seal, unseal, type TenantKey } from '../vault.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export const ROLES = ['channel', 'erp', 'warehouse', 'payments', 'store', 'tax', 'returns'] as const;

export interface NewConnection {
  readonly connection: string;
  readonly connector: string;
  readonly roles: readonly string[];
  /** Secrets included; a secret left out keeps its present value. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Adds a connection, or gives an existing one new settings. */
export async function addConnection(p: Platform, act: Act, c: NewConnection): Promise<{ added: boolean }> {
  const row = rowFor(p, act.tenant, c);
  const before = tenantOf(p, act.tenant).connections.get(c.connection)?.row;
  await audited(p, act, async (tx) => {
    await storeConnection(tx, row, before);
    return { result: undefined, what: 'connection.save', before: before ? shown(before) : null,
      after: { ...shown(row), secrets: Object.keys(secretsIn(row.raw, row.definition)) } };
  });
  await loadConfiguration(p);
  await ensureSchedules(p);
  return { added: !before };
}

export interface CheckedConnection extends Omit<ConnectionRow, 'state' | 'reason'> {
  readonly definition: Connector<never>;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Checks settings with the connector's own schema and seals the secrets. @throws Refusal naming the first fault. */
export function rowFor(p: Platform, tenant: string, c: NewConnection): CheckedConnection {
  const definition = connectors.get(c.connector);
  if (!definition)
    throw invalid(`There is no connector ${c.connector}: they are ${[...connectors.keys()].join(', ')}.`);
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(c.connection))
    throw invalid(`${c.connection} cannot be the name of a connection: use small letters, digits and dashes.`);
  for (const role of c.roles)
    if (!(ROLES as readonly string[]).includes(role))
      throw invalid(`${c.connection}: there is no role ${role}: they are ${ROLES.join(', ')}.`);
  const { key } = tenantOf(p, tenant);
  const known = tenantOf(p, tenant).connections.get(c.connection)?.row;
  const kept = known?.connector === c.connector ? openSecrets(known, key) : {};
  const raw = { ...kept, ...c.settings };
  checkSettings(c.connection, definition, raw);
  const secrets = secretsIn(raw, definition);
  return {
    tenant, connection: c.connection, connector: c.connector, roles: c.roles, definition, raw,
    settings: Object.fromEntries(Object.entries(raw).filter(([name]) => !definition.secrets.includes(name))),
    secrets: Object.keys(secrets).length > 0
      ? seal(key.key, secretsOwner(tenant, c.connection), Buffer.from(JSON.stringify(secrets))) : null,
  };
}

/** A setting that is not what the connector takes: `path` says which, never what it was. */
export class WrongSetting extends Error {
  readonly path: readonly PropertyKey[];
  constructor(connection: string, path: readonly PropertyKey[], message: string) {
    super(`${connection}: settings.${path.map(String).join('.')}: ${message}`);
    this.path = path;
  }
}

function checkSettings(connection: string, { settings }: Connector<never>, raw: unknown): void {
  try {
    settings.parse(raw);
  } catch (error) {
    const [issue] = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues ?? [];
    throw new WrongSetting(connection, issue?.path ?? [], issue?.message ?? 'the settings cannot be read');
  }
}

const secretsIn = (raw: Readonly<Record<string, unknown>>, { secrets }: Connector<never>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(raw).filter(([name, value]) => secrets.includes(name) && value !== undefined));

/** For comparing and keeping, inside the process only. */
export const openSecrets = (row: ConnectionRow, { key }: TenantKey): Record<string, unknown> =>
  row.secrets ? JSON.parse(unseal(key, secretsOwner(row.tenant, row.connection), row.secrets).toString()) : {};

/** A connection that was closed, or only read, is whole again. */
export async function storeConnection(
  tx: PoolClient, row: CheckedConnection, before: ConnectionRow | undefined,
): Promise<void> {
  await saveConnection(tx, row);
  if (before?.state === 'closed' || isReadOnly(before)) await setConnectionState(tx, row, 'active', null);
}

const shown = ({ connector, roles, settings }: Pick<ConnectionRow, 'connector' | 'roles' | 'settings'>) =>
  ({ connector, roles, settings });

export const isReadOnly = (row: ConnectionRow | undefined): boolean => row !== undefined && readsOnly({ row });

export async function suspendConnection(
  p: Platform, act: Act & { readonly why: string }, connection: string,
): Promise<void> {
  const reason = act.why.trim();
  if (!reason) throw invalid('Suspending needs a reason: the next person wants to know when to resume.');
  const { row } = known(p, act.tenant, connection);
  await audited(p, act, async (tx) => {
    if (!(await setConnectionState(tx, { tenant: act.tenant, connection }, 'suspended', reason)))
      throw conflict(`${connection} is suspended already: ${row.reason ?? 'no reason was given'}.`);
    return {
      result: undefined, what: 'connection.suspend', before: { state: row.state },
      after: { state: 'suspended', reason },
    };
  });
  await loadConfiguration(p);
}

export interface Resumed {
  /** Deliveries that waited for it and are due now. */
  readonly due: number;
}
export async function resumeConnection(p: Platform, act: Act, connection: string): Promise<Resumed> {
  const { row, problem } = known(p, act.tenant, connection);
  if (problem)
    throw conflict(`${connection} cannot work with its settings (${problem}): correct them and apply, then resume it.`);
  const at = { tenant: act.tenant, connection };
  const result = await audited(p, act, async (tx) => {
    await setConnectionState(tx, at, 'active', null);
    await recordSuccess(tx, at);
    const due = await hurryAll(tx, act.tenant, connection);
    return {
      result: { due }, what: 'connection.resume', before: { state: row.state, reason: row.reason },
      after: { state: 'active', due },
    };
  });
  await loadConfiguration(p);
  return result;
}

async function hurryAll(tx: PoolClient, tenant: string, connection: string): Promise<number> {
  const handlers = [`connection:${connection}`, `intake:${connection}`];
  let due = 0;
  for (const shard of await shardsWaitingFor(tx, tenant, handlers))
    due += await hurryDeliveries(tx, shard, tenant, handlers);
  return due;
}

function known(p: Platform, tenant: string, connection: string) {
  const { connections } = tenantOf(p, tenant);
  const found = connections.get(connection);
  if (!found)
    throw notFound(
      `There is no connection ${connection}: they are ${[...connections.keys()].join(', ') || 'none yet'}.`,
    );
  return found;
}
