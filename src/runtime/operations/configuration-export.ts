/** The configuration as files that can be applied again. A secret leaves as the name of a variable. */
import { stringify as toCsv } from 'csv-stringify/sync';
import { stringify as toYaml } from 'yaml';
import type { ConnectionRow } from '#store/configuration.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { presentOf } from './configuration-present.ts';
import { isPlain } from './configuration-stock.ts';
import { subscriptionsGiven } from './configuration-subscriptions.ts';
import { openSecrets } from './connections.ts';

/** Above this many rows a table is CSV: people open it in a spreadsheet. */
const MANY = 200;

/** File name → content. */
export async function exportConfiguration(p: Platform, tenant: string): Promise<ReadonlyMap<string, string>> {
  const present = await presentOf(p, tenant);
  const files = new Map<string, string>();
  const yaml = (name: string, head: string, value: object) =>
    files.set(`${name}.yaml`, `# ${head}\n${Object.keys(value).length > 0 ? toYaml(value, { lineWidth: 0 }) : '{}\n'}`);
  yaml(
    'connections', 'Who we are connected to. Secrets are read from the environment when this is applied.',
    Object.fromEntries([...present.connections].map(([name, row]) => [name, connection(p, tenant, row)])),
  );
  yaml(
    'locations', 'Where stock is, and who ships from there; the lowest priority is asked first.',
    Object.fromEntries(present.locations),
  );
  yaml('policies', 'policy, then scope (a connection, a location or "*").', nested([...present.policies]));
  yaml('accounts', 'ERP connection (or "*"), then our account and its number there.',
    nested([...present.accounts].map(([key, own]) => [key.replace(/^account /, ''), own])));
  const told = await subscriptionsGiven(p, tenant);
  if (Object.keys(told).length > 0)
    yaml('subscriptions', 'Systems that are told of events. Their secrets are read from the environment.', told);
  const products = [...present.products];
  const rows = products.length > MANY ? products.filter(([, x]) => isPlain(x)) : [];
  const rest = products.filter(([, x]) => products.length <= MANY || !isPlain(x));
  if (rows.length > 0)
    files.set('products.csv', toCsv([['sku', 'title', 'gtin'], ...rows.map(([sku, x]) => [sku, x.title, x.gtin ?? ''])]));
  if (rest.length > 0 || rows.length === 0)
    yaml('products', 'What is sold.', Object.fromEntries(rest.map(([sku, x]) => [sku, isPlain(x) && !x.gtin ? x.title : x])));
  if (present.mappings.size > MANY)
    files.set(
      'mappings.csv',
      toCsv([
        ['name', 'connection', 'external', 'own'],
        ...[...present.mappings].map(([key, own]) => [...split(key, 3), own]),
      ]),
    );
  else
    yaml(
      'mappings', 'mapping, then connection (or "*"), then what the partner says and what it is here.',
      nested([...present.mappings], 3),
    );
  return files;
}

function connection(p: Platform, tenant: string, row: ConnectionRow): object {
  const secrets = Object.keys(openSecrets(row, tenantOf(p, tenant).key));
  return {
    connector: row.connector,
    roles: row.roles,
    settings: {
      ...row.settings,
      ...Object.fromEntries(secrets.map((name) => [name, `\${env:${variable(row.connection, name)}}`])),
    },
  };
}
/** shopify-us, accessToken → SHOPIFY_US_ACCESS_TOKEN */
const variable = (connectionName: string, secret: string): string =>
  `${connectionName}_${secret.replace(/([a-z0-9])([A-Z])/g, '$1_$2')}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_');

/** The last part of a key may have spaces in it; the others have none. */
function split(key: string, parts: number): string[] {
  const words = key.split(' ');
  return [...words.slice(0, parts - 1), words.slice(parts - 1).join(' ')];
}

function nested(rows: readonly (readonly [string, unknown])[], parts = 2): object {
  const root: Record<string, unknown> = {};
  for (const [key, value] of rows) {
    const path = split(key, parts);
    let at = root;
    for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
    at[path.at(-1)!] = value;
  }
  return root;
}
