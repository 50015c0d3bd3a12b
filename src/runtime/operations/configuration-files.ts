/**
 * Configuration as files: one per section in a folder, or one file with several sections. A section that is
 * there is the whole of it; one that is not is left as it is in the database.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ROLES } from './connections.ts';
import { checked, ConfigurationProblem, readCsv, readYaml, type Source } from './configuration-source.ts';
import { checkPolicy, Location, Product, type LocationGiven, type ProductGiven } from './configuration-stock.ts';
import { Subscription, type SubscriptionGiven } from './configuration-subscriptions.ts';

export const SECTIONS = ['connections', 'locations', 'products', 'mappings', 'accounts', 'policies', 'subscriptions'] as const;
export type Section = (typeof SECTIONS)[number];

const Connection = z.strictObject({
  connector: z.string().min(1),
  roles: z.array(z.enum(ROLES)).optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
});
const Words = z.string().trim().min(1, 'it is empty');
const table = <T>(of: z.ZodType<T>) => z.record(Words, of);

export type ConnectionGiven = z.output<typeof Connection>;
export interface MappingGiven {
  readonly name: string;
  readonly connection: string;
  readonly external: string;
  readonly own: string;
}
export interface PolicyGiven {
  readonly name: string;
  readonly scope: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Where something was said, for faults that only show when it is held against the rest. */
export type Where = (section: Section, path: readonly string[]) => { file: string; line: number | undefined };
export interface Configuration {
  readonly connections?: Readonly<Record<string, ConnectionGiven>>;
  readonly locations?: Readonly<Record<string, LocationGiven>>;
  readonly products?: Readonly<Record<string, ProductGiven>>;
  readonly mappings?: readonly MappingGiven[];
  readonly accounts?: readonly MappingGiven[];
  readonly policies?: readonly PolicyGiven[];
  readonly subscriptions?: Readonly<Record<string, SubscriptionGiven>>;
  readonly where: Where;
}
type Mutable = { -readonly [K in keyof Configuration]: Configuration[K] };

/** @throws ConfigurationProblem naming file, line and path. */
export function readConfiguration(path: string): Configuration {
  if (!existsSync(path)) throw new ConfigurationProblem(path, undefined, 'there is no such file or folder.');
  const files = statSync(path).isDirectory() ? filesIn(path) : [path];
  const places = new Map<Section, Source>();
  const all: Mutable = { where: (section, at) => {
    const source = places.get(section);
    return { file: source?.file ?? path, line: source?.line(at) };
  } };
  for (const file of files) readFile(all, file, places);
  for (const section of ['mappings', 'accounts'] as const) twice(section, all[section] ?? [], files);
  return all;
}

/** YAML refuses a key that stands twice; rows, and a table that is spread over two files, are looked at here. */
function twice(section: Section, rows: readonly MappingGiven[], files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const { name, connection, external, own } of rows) {
    const key = `${name} ${connection} ${external}`;
    const before = seen.get(key);
    if (before !== undefined)
      throw new ConfigurationProblem(
        files
          .filter((f) => basename(f).startsWith(section))
          .map((f) => basename(f))
          .join(', ') || section,
        undefined,
        `${key} stands twice, as ${before} and as ${own}: keep one`,
      );
    seen.set(key, own);
  }
}

function filesIn(folder: string): string[] {
  const known = readdirSync(folder).filter(
    (f) => SECTIONS.includes(f.replace(/\.(ya?ml|csv)$/, '') as Section) && /\.(ya?ml|csv)$/.test(f),
  );
  if (known.length > 0) return known.sort().map((f) => join(folder, f));
  throw new ConfigurationProblem(folder, undefined, `it has none of ${SECTIONS.map((s) => `${s}.yaml`).join(', ')}.`);
}

function readFile(all: Mutable, path: string, places: Map<Section, Source>): void {
  const content = readFileSync(path, 'utf8');
  const file = basename(path);
  const section = SECTIONS.find((s) => s === file.replace(/\.(ya?ml|csv)$/, ''));
  if (path.endsWith('.csv')) return readRows(all, file, content, section);
  const source = readYaml(file, content);
  if (section) return take(all, section, source, places);
  const whole = source.typed as Record<string, unknown> | null;
  for (const key of Object.keys(whole ?? {}))
    if (!SECTIONS.includes(key as Section))
      throw new ConfigurationProblem(
        file, source.line([key]), `there is no section ${key}: they are ${SECTIONS.join(', ')}`,
      );
  for (const s of SECTIONS.filter((name) => whole && name in whole)) take(all, s, inside(source, s), places);
}

const inside = (source: Source, key: string): Source => ({
  file: source.file,
  typed: (source.typed as Record<string, unknown>)[key],
  text: (source.text as Record<string, unknown>)[key],
  line: (path) => source.line([key, ...path]),
});

function take(all: Mutable, section: Section, source: Source, places: Map<Section, Source>): void {
  places.set(section, source);
  const text = source.text ?? {};
  switch (section) {
    case 'connections': all.connections = checked(z.record(z.string(), Connection), source.typed ?? {}, source); break;
    case 'locations': all.locations = checked(table(Location), text, source); break;
    case 'products': all.products = { ...all.products, ...checked(table(Product), text, source) }; break;
    case 'policies': all.policies = policies(source); break;
    case 'subscriptions': all.subscriptions = checked(z.record(z.string(), Subscription), source.typed ?? {}, source); break;
    case 'accounts': add(all, 'accounts', accounts(checked(table(table(Words)), text, source))); break;
    case 'mappings': add(all, 'mappings', mappings(checked(table(table(table(Words))), text, source))); break;
  }
}

function policies(source: Source): PolicyGiven[] {
  const given = checked(
    z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))), source.typed ?? {}, source,
  );
  return Object.entries(given).flatMap(([name, scopes]) => Object.entries(scopes).map(([scope, value]) => {
    checkPolicy(name, scope, value, source);
    return { name, scope, value };
  }));
}
const accounts = (given: Record<string, Record<string, string>>): MappingGiven[] =>
  Object.entries(given).flatMap(([connection, rows]) =>
    Object.entries(rows).map(([external, own]) => ({ name: 'account', connection, external, own })));
const mappings = (given: Record<string, Record<string, Record<string, string>>>): MappingGiven[] =>
  Object.entries(given).flatMap(([name, connections]) => Object.entries(connections).flatMap(([connection, rows]) =>
    Object.entries(rows).map(([external, own]) => ({ name, connection, external, own }))));

/** An `account` table among the mappings belongs to the accounts. */
function add(all: Mutable, section: 'accounts' | 'mappings', rows: readonly MappingGiven[]): void {
  const isAccount = (m: MappingGiven) => m.name === 'account';
  const ledger = rows.filter(isAccount);
  if (section === 'mappings') all.mappings = [...(all.mappings ?? []), ...rows.filter((m) => !isAccount(m))];
  if (section === 'accounts' || ledger.length > 0) all.accounts = [...(all.accounts ?? []), ...ledger];
}

const ROWS: Readonly<Partial<Record<Section, readonly string[]>>> = {
  mappings: ['name', 'connection', 'external', 'own'],
  products: ['sku', 'title', 'gtin'],
  accounts: ['connection', 'account', 'number'],
};
function readRows(all: Mutable, file: string, content: string, section: Section | undefined): void {
  const columns = section && ROWS[section];
  if (!columns)
    throw new ConfigurationProblem(
      file, undefined, `only ${Object.keys(ROWS).join(', ')} can be CSV; write it as YAML`,
    );
  const rows = readCsv(file, content, columns);
  const optional = 'gtin';
  for (const { row, line } of rows)
    for (const column of columns)
      if (!row[column] && column !== optional) throw new ConfigurationProblem(file, line, `${column} is empty`);
  const cell = (row: Record<string, string>, column: string) => row[column]!;
  if (section === 'products')
    all.products = { ...all.products, ...Object.fromEntries(rows.map(({ row }) =>
      [cell(row, 'sku'), { title: cell(row, 'title'), gtin: row['gtin'] || undefined }])) };
  else if (section === 'accounts')
    add(
      all,
      'accounts',
      rows.map(({ row }) => ({
        name: 'account', connection: cell(row, 'connection'), external: cell(row, 'account'),
        own: cell(row, 'number'),
      })),
    );
  else
    add(
      all,
      'mappings',
      rows.map(({ row }) => ({
        name: cell(row, 'name'), connection: cell(row, 'connection'), external: cell(row, 'external'),
        own: cell(row, 'own'),
      })),
    );
}
