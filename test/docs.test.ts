/**
 * The documentation is tested: generated pages are current, links and paths lead somewhere, commands exist, words are
 * in the code, every law's checks and every table are named.
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import type { Command } from 'commander';
import { registerBench } from '#cli/bench.ts';
import { registerDemo } from '#cli/demo.ts';
import { buildProgram } from '#cli/program.ts';
import { registerStart } from '#cli/start.ts';
import { LEDGER_CHECKS } from '#store/verify-ledger.ts';
import { LOG_CHECKS } from '#store/verify-log.ts';
import { ORDER_CHECKS } from '#store/verify-orders.ts';
import { PATH, typesOfApi } from '../console/generate.ts';
import { MESSAGE_FILES, messageTypes, pages } from '../docs/generate.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const documents = globSync('{*.md,docs/**/*.md,src/connectors/README.md}').sort()
  .map((path) => ({ path, text: read(path) }));
const sources = globSync('{src,sandbox,test,bench,bin}/**/*.{ts,mjs}').map((path) => ({ path, text: read(path) }));
const migrations = globSync('sql/migrations/*.sql').sort().map(read).join('\n');
const findIn = (pages: typeof documents, pattern: RegExp) => pages.flatMap(({ path, text }) =>
  [...text.matchAll(pattern)].map((m) => ({ path, found: m[1]! })));
const each = (pattern: RegExp) => findIn(documents, pattern);

for (const [path, content] of pages())
  it(`${path} is what the code says; npx node docs/generate.ts writes it`, () => assert.equal(read(path), content));

it(`${PATH} is what /openapi.json says; npx node console/generate.ts writes it`, async () =>
  assert.ok(read(PATH) === await typesOfApi(), 'it is stale'));

it('the console takes nothing from the server but that', () =>
  assert.deepEqual(globSync('console/src/**/*.{ts,tsx}').filter((f) => /from '[./]*\/src\/|from '#/.test(read(f))), []));

it('every message stands in docs/messages.md', () => {
  const declared = MESSAGE_FILES.flatMap((file) => [...read(file).matchAll(/= Message<'(\w+)'/g)].map((m) => m[1]));
  assert.deepEqual(messageTypes().map((m) => m.type), declared);
});

it('links lead to files', () =>
  assert.deepEqual(each(/\]\((?!https?:|#)([^)#\s]+)/g)
    .filter(({ path, found }) => !existsSync(join(dirname(path), found))), []));

it('paths that are named exist', () => {
  const named = each(/`((?:src|test|docs|sql|sandbox|bin|bench|console|\.ci)\/[\w./*-]*)`/g);
  assert.ok(named.length > 100, `${named.length} found`);
  const made = /^src\/connectors\/acme-shop/;
  assert.deepEqual(named.filter(({ found }) => !made.test(found) && globSync(found).length === 0), []);
});

it('what comments say about docs/ is there', () =>
  assert.deepEqual(findIn(sources.filter((s) => s.path !== 'test/docs.test.ts'),
    /(?<![\w./])(docs\/(?:adr\/\d{4}|[\w-]+\.(?:md|ts)))/g)
    .filter(({ found }) => globSync(`${found}*`).length === 0), []));

it('nothing points out of the repository', () =>
  assert.deepEqual(documents.filter(({ text }) => /\.\.\/shared|\/work\//.test(text)).map((d) => d.path), []));

it('decisions are numbered without a gap, listed, and say what was rejected and what it costs', () => {
  const files = globSync('docs/adr/0*.md').sort();
  assert.deepEqual(files.map((f) => Number(f.split('/').at(-1)!.slice(0, 4))), files.map((_, i) => i + 1));
  for (const file of files) {
    for (const part of ['Decision', 'Why', 'Rejected', 'Price'])
      assert.match(read(file), new RegExp(`^## ${part}$`, 'm'), file);
    assert.ok(read('docs/adr/README.md').includes(`(${file.split('/').at(-1)})`), `${file} is not listed`);
    assert.ok(read(file).split('\n').length <= 60, `${file} is longer than a page`);
  }
});

const silent = { out: () => {}, err: () => {}, ask: async () => undefined, end: () => {}, width: 100, color: false };
const program = buildProgram({ run: [registerStart, registerDemo, registerBench], terminal: silent });

/** What is wrong with a command line as the documentation writes it; undefined when nothing is. */
function wrong(line: string): string | undefined {
  const words = (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).slice(1);
  let command: Command = program;
  for (let i = 0; i < words.length && !/^[|>&#]/.test(words[i]!); i += 1) {
    const word = words[i]!;
    if (word.startsWith('--')) {
      const option = [...command.options, ...program.options].find((o) => o.long === word);
      if (!option) return `${command.name()} has no ${word}`;
      if (option.required) i += 1;
      continue;
    }
    const sub = command.commands.find((c) => c.name() === word);
    if (!sub && command.commands.length > 0 && command.registeredArguments.length === 0) return `${command.name()} has no ${word}`;
    command = sub ?? command;
  }
  return undefined;
}

it('commands that are shown exist, with their options', () => {
  const blocks = each(/```sh\n([\s\S]*?)```/g)
    .flatMap(({ path, found }) => found.split('\n').map((line) => ({ path, found: line })));
  const lines = [...blocks, ...each(/`(threadline [^`]*)`/g)].map(({ path, found }) => ({
    path, found: found.replace(/^(npx|npm run) threadline (-- )?/, 'threadline ')
      .replace(/^npm run demo( -- |$)/, 'threadline demo '),
  })).filter(({ found }) => found.startsWith('threadline '));
  assert.ok(lines.length > 40, `${lines.length} found`);
  const faults = lines.flatMap(({ path, found }) => (wrong(found) ? [`${path}: ${found}: ${wrong(found)}`] : []));
  assert.deepEqual(faults, []);
  for (const fault of ['exceptions --colour', 'connection forget x', 'nonsense'])
    assert.ok(wrong(`threadline ${fault}`), fault);
});

it('npm scripts that are shown exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  assert.deepEqual(each(/npm run ([\w-]+)/g).filter(({ found }) => !scripts[found]), []);
});

it('the glossary’s names are in the code', () => {
  const text = sources.map((s) => s.text).join('\n') + migrations;
  const rows = read('GLOSSARY.md').split('\n').filter((l) => /^\| (?!term|---)/.test(l) && !l.startsWith('|---'));
  const names = rows.flatMap((row) => [...row.split('|').at(-2)!.matchAll(/`([^`]+)`/g)].map((m) => m[1]!));
  assert.ok(rows.length > 70 && names.length >= rows.length);
  assert.deepEqual(names.filter((name) => !text.includes(name) && !existsSync(name)), []);
});

it('the laws name every check of verify, each under its law', () => {
  const laws = new Map(read('docs/laws.md').split('\n').flatMap((l) => {
    const law = /^\| (\d+)\./.exec(l)?.[1];
    return law ? [[Number(law), l] as const] : [];
  }));
  assert.equal(laws.size, 12);
  const own = [{ law: 10, name: 'no-personal-data' }, { law: 12, name: 'audit-chain' }];
  assert.deepEqual([...LOG_CHECKS, ...LEDGER_CHECKS, ...ORDER_CHECKS, ...own]
    .filter(({ law, name }) => !laws.get(law)?.includes(`\`${name}\``)).map(({ law, name }) => `${law} ${name}`), []);
});

it('sql/distribute.sql has every table once, hot ones by shard, parents before children', () => {
  const tables = [...migrations.matchAll(/^create table (\w+) \(([\s\S]*?)\n\);/gm)]
    .map((m) => ({ name: m[1]!, body: m[2]! }));
  const calls = read('sql/distribute.sql').matchAll(/^select create_(reference|distributed)_table\('(\w+)'(.*)$/gm);
  const called = [...calls]
    .map((m) => ({ kind: m[1], name: m[2]!, rest: m[3]! }));
  assert.deepEqual(called.map((c) => c.name).sort(), [...tables.map((t) => t.name), 'schema_migration'].sort());
  const placeOf = (table: string) => called.findIndex((c) => c.name === table);
  for (const { name, body } of tables) {
    const { kind, rest } = called.find((c) => c.name === name)!;
    assert.equal(kind, /^\s+shard\s+smallint/m.test(body) ? 'distributed' : 'reference', name);
    if (kind === 'distributed')
      assert.match(rest, /'shard', (shard_count := 32|colocate_with := 'shard_head')\);$/, name);
    for (const [, parent] of body.matchAll(/references (\w+)/g))
      assert.ok(placeOf(parent!) < placeOf(name), `${name} before ${parent}`);
  }
});
