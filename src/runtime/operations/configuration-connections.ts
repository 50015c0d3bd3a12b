/** Connections of configuration files: secrets are named, not written; what changes is said without them. */
import { connectors } from '#connectors/registry.ts';
import type { Connector } from '#connectors/contract.ts';
import type { ConnectionRow } from '#store/configuration.ts';
import { tenantOf, type Platform } from '../platform.ts';
import type { Configuration, ConnectionGiven } from './configuration-files.ts';
import type { Change, Present } from './configuration-present.ts';
import { canonical, ConfigurationProblem, environmentName } from './configuration-source.ts';
import { openSecrets, rowFor, WrongSetting, type CheckedConnection } from './connections.ts';

export type ConnectionWork =
  { readonly row: CheckedConnection; readonly before: ConnectionRow | undefined } | { readonly close: string };
interface Options {
  readonly present: Present;
  readonly keep: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
interface Planned {
  readonly work: readonly ConnectionWork[];
  readonly changes: readonly Change[];
  /** Every connection there will be. */
  readonly names: readonly string[];
}

export function planConnections(p: Platform, tenant: string, given: Configuration, o: Options): Planned {
  const now = o.present.connections;
  if (!given.connections) return { work: [], changes: [], names: [...tenantOf(p, tenant).connections.keys()] };
  const work: ConnectionWork[] = [];
  const changes: Change[] = [];
  for (const [name, c] of Object.entries(given.connections)) {
    const before = tenantOf(p, tenant).connections.get(name)?.row;
    const row = checkedRow(p, tenant, { name, c, given }, o.environment);
    const change = differs(p, tenant, row, now.get(name));
    if (!change) continue;
    work.push({ row, before });
    changes.push({ section: 'connections', name, ...change });
  }
  const gone = o.keep ? [] : [...now.keys()].filter((name) => !(name in given.connections!));
  for (const name of gone) {
    work.push({ close: name });
    changes.push({ section: 'connections', kind: 'remove', name, detail: 'it is closed; what happened over it stays' });
  }
  const others = [...tenantOf(p, tenant).connections.values()].filter(
    ({ row }) => row.state !== 'closed' && !gone.includes(row.connection),
  );
  return { work, changes, names: [...Object.keys(given.connections), ...others.map((c) => c.connection)] };
}

interface Asked {
  readonly name: string;
  readonly c: ConnectionGiven;
  readonly given: Configuration;
}
function checkedRow(
  p: Platform, tenant: string, { name, c, given }: Asked, environment: Options['environment'],
): CheckedConnection {
  const problem = (path: readonly PropertyKey[], message: string): never => {
    const { file, line } = given.where('connections', [name, ...path.map(String)]);
    throw new ConfigurationProblem(file, line, message);
  };
  const definition =
    connectors.get(c.connector) ??
    problem(
      ['connector'], `${name}: there is no connector ${c.connector}: they are ${[...connectors.keys()].join(', ')}`,
    );
  const settings = resolved({ name, c, given }, environment, secretNames(p, tenant, name));
  try {
    return rowFor(p, tenant, {
      connection: name, connector: c.connector, roles: c.roles ?? rolesFor(definition), settings,
    });
  } catch (error) {
    const path = error instanceof WrongSetting ? ['settings', ...error.path] : [];
    return problem(path, (error as Error).message);
  }
}

const BY_KIND: Readonly<Record<Connector['kind'], readonly string[]>> = {
  storefront: ['channel'], marketplace: ['channel'], pos: ['store'], wms: ['warehouse'], erp: ['erp'],
  payments: ['payments'], tax: ['tax'], returns: ['returns'],
};
const rolesFor = ({ kind }: Connector<never>): readonly string[] => BY_KIND[kind];

function secretNames(p: Platform, tenant: string, name: string): readonly string[] {
  const { key, connections } = tenantOf(p, tenant);
  const row = connections.get(name)?.row;
  return row ? Object.keys(openSecrets(row, key)) : [];
}

/** Variables are looked up here; one that is not set is fine when the secret is stored already. */
function resolved(
  { name, c, given }: Asked, environment: Options['environment'], stored: readonly string[],
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [setting, value] of Object.entries(c.settings)) {
    const variable = environmentName(value);
    const found = variable === undefined ? value : environment[variable];
    if (found !== undefined) settings[setting] = found;
    else if (!stored.includes(setting)) {
      const { file, line } = given.where('connections', [name, 'settings', setting]);
      throw new ConfigurationProblem(
        file, line, `${name}.settings.${setting}: the environment has no ${variable}: set it, then apply again`,
      );
    }
  }
  return settings;
}

function differs(
  p: Platform, tenant: string, row: CheckedConnection, now: ConnectionRow | undefined,
): Pick<Change, 'kind' | 'detail'> | undefined {
  if (!now) return { kind: 'add', detail: [row.connector, row.roles.join(' and ')].filter(Boolean).join(', ') };
  const said: string[] = [];
  if (now.connector !== row.connector) said.push(`connector ${now.connector} ⇒ ${row.connector}`);
  if (same(now.roles) !== same(row.roles))
    said.push(`roles ${now.roles.join(', ') || 'none'} ⇒ ${row.roles.join(', ') || 'none'}`);
  for (const name of new Set([...Object.keys(now.settings), ...Object.keys(row.settings)]))
    if (json(now.settings[name]) !== json(row.settings[name]))
      said.push(`${name} ${json(now.settings[name])} ⇒ ${json(row.settings[name])}`);
  const before = openSecrets(now, tenantOf(p, tenant).key);
  for (const name of row.definition.secrets)
    if (json(before[name]) !== json(row.raw[name])) said.push(`${name} (secret)`);
  return said.length > 0 ? { kind: 'change', detail: said.join('; ') } : undefined;
}
const same = (roles: readonly string[]): string => [...roles].sort().join();
const json = (value: unknown): string => (value === undefined ? 'nothing' : canonical(value));
