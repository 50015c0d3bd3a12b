/** The picture of ARCHITECTURE.md, as a test: each folder imports only what is listed for it, and nothing in a circle. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { it } from 'node:test';

/** Folder (or connector) → what it may import from, among our own folders. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  workflows: ['domain', 'workflows'],
  'connectors/*': ['domain', 'connectors'],
  connectors: ['domain', 'connectors'],
  store: ['domain', 'store'],
  runtime: ['domain', 'workflows', 'connectors', 'store', 'runtime'],
  api: ['domain', 'workflows', 'connectors', 'store', 'runtime', 'api'],
  cli: ['domain', 'workflows', 'connectors', 'store', 'runtime', 'api', 'cli', 'sandbox', 'sandbox/day', 'bench'],
  'sandbox/day': ['domain', 'workflows', 'connectors', 'store', 'runtime', 'api', 'sandbox', 'sandbox/day'],
  'main.ts': ['cli'],
  sandbox: ['sandbox'],
};
/** npm packages (and node: modules) a folder may use; a folder that is not listed may use any. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  domain: /^$/,
  workflows: /^$/,
  'connectors/*': /^(zod|lossless-json|@streamparser\/json|csv-parse|csv-stringify|saxes|node:(crypto|stream|zlib|buffer|string_decoder))/,
  sandbox: /./,
};

const files = globSync('{src,sandbox}/**/*.ts').filter((f) => !/\.(test|fixture)\.ts$/.test(f));
const tests = /conformance\.ts$|recording\.ts$|testing/;

/** Imports and re-exports, of types too, as our house writes them. */
const IMPORT = /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((m) => m[1] ?? m[2]!);
const resolved = (file: string, specifier: string): string =>
  specifier.startsWith('#sandbox/') ? specifier.replace('#sandbox/', 'sandbox/')
    : specifier.startsWith('#') ? specifier.replace('#', 'src/')
      : specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;

/** Rooms under connectors that all of them use; they are no partner. */
const SHARED = new Set(['statement']);
const folderOf = (path: string): string => {
  const parts = path.split('/');
  if (parts[0] === 'sandbox') return parts[1] === 'day' ? 'sandbox/day' : 'sandbox';
  if (parts[0] === 'bench') return 'bench';
  if (parts[1] === 'connectors' && parts.length > 3) return SHARED.has(parts[2]!) ? 'connectors' : 'connectors/*';
  return parts[1] ?? path;
};
const graph = new Map(files.map((f) => [f, importsOf(f).map((s) => resolved(f, s))]));

it('each folder imports only what it may', () => {
  const wrong: string[] = [];
  for (const [file, imports] of graph) {
    const may = MAY[folderOf(file)] ?? assert.fail(`${file}: its folder is not in the picture`);
    for (const to of imports.filter((i) => /^(src|sandbox)\//.test(i)))
      if (!may.includes(folderOf(to).replace('/*', ''))) wrong.push(`${file} → ${to}`);
  }
  assert.deepEqual(wrong, []);
});

it('a connector imports no other connector', () => {
  const wrong = [...graph].flatMap(([file, imports]) => {
    const mine = /^src\/connectors\/([^/]+)\//.exec(file)?.[1];
    return imports.filter((i) => mine && !SHARED.has(/^src\/connectors\/([^/]+)\//.exec(i)?.[1] ?? '') && /^src\/connectors\/[^/]+\//.test(i) && !i.startsWith(`src/connectors/${mine}/`))
      .map((i) => `${file} → ${i}`);
  });
  assert.deepEqual(wrong, []);
});

it('packages stay in the rooms they are for', () => {
  const wrong = [...graph].filter(([file]) => !tests.test(file)).flatMap(([file, imports]) =>
    imports.filter((i) => !/^(src|sandbox)\//.test(i) && !(PACKAGES[folderOf(file)] ?? /./).test(i)).map((i) => `${file} → ${i}`));
  assert.deepEqual(wrong, []);
});

it('only the store knows SQL drivers', () => {
  const wrong = [...graph].flatMap(([file, imports]) => {
    if (!imports.includes('pg') || file.startsWith('src/store/')) return [];
    const text = readFileSync(file, 'utf8');
    return /import type [^;]*from 'pg'/.test(text) && !/import \{[^}]*\} from 'pg'/.test(text.replace(/import type[^;]*;/g, '')) ? [] : [file];
  });
  assert.deepEqual(wrong, []);
});

it('nothing imports in a circle', () => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done' || !graph.has(file)) return;
    if (state.get(file) === 'open') return void circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    state.set(file, 'open');
    for (const to of graph.get(file)!) visit(to, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

it('every source file is used by something', () => {
  const used = new Set([...graph.values()].flat());
  const tested = new Set(globSync(['{src,sandbox,test,bench}/**/*.ts', 'console/src/**/*.{ts,tsx}']).flatMap((f) => importsOf(f).map((s) => resolved(f, s))));
  const entry = /main\.ts$|connectors\/[^/]+\/index\.ts$|testing-keeper|\.d\.ts$/;
  assert.deepEqual(files.filter((f) => !used.has(f) && !tested.has(f) && !entry.test(f)), []);
});
