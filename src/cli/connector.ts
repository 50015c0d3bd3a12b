/** `connector`: the skeleton of a new one, and the battery every one passes. */
import { existsSync, globSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { conflict, invalid, notFound } from '#runtime/operations/operation.ts';
import { plural } from './print.ts';
import { print, type Answer, type Globals } from './session.ts';
import type { Terminal } from './terminal.ts';

const CONNECTORS = fileURLToPath(new URL('../connectors', import.meta.url));
const TEMPLATE = fileURLToPath(new URL('./connector-template', import.meta.url));
const KINDS = ['storefront', 'marketplace', 'pos', 'wms', 'erp', 'payments', 'tax'];

interface NewOptions extends Globals { readonly kind: string; readonly into: string }
interface TestOptions extends Globals { readonly from: string }

export function registerConnector(program: Command, t: Terminal): void {
  const group = program
    .command('connector')
    .description('write a connector: a skeleton that passes, and the battery it must pass');
  group
    .command('new')
    .description('a folder with manifest, settings, orders, recordings and a test that passes')
    .argument('<name>')
    .addOption(new Option('--kind <kind>', 'what the partner is').choices(KINDS).default('storefront'))
    .option('--into <folder>', 'where connectors are', CONNECTORS)
    .action((name: string, _options, self: Command) => {
      const options = self.optsWithGlobals<NewOptions>();
      print(t, options, scaffold(name, options));
    });
  group
    .command('test')
    .description('run a connector’s tests: the battery over its recordings, and what is odd about it')
    .argument('<name>')
    .option('--from <folder>', 'where connectors are', CONNECTORS)
    .action(async (name: string, _options, self: Command) => {
      const options = self.optsWithGlobals<TestOptions>();
      print(t, options, await battery(name, options, t));
    });
}

export function scaffold(name: string, { kind, into }: Pick<NewOptions, 'kind' | 'into'>): Answer {
  if (!/^[a-z][a-z0-9-]{1,40}$/.test(name))
    throw invalid(`${name} cannot name a connector: use small letters, digits and dashes.`);
  const folder = join(into, name);
  if (existsSync(folder)) throw conflict(`${folder} is there already: choose another name.`);
  const words = name.split('-');
  const capital = (word: string) => word.replace(/^./, (c) => c.toUpperCase());
  const camel = words[0] + words.slice(1).map(capital).join('');
  const fill = (text: string) => text.replaceAll('__name__', name).replaceAll('__Name__', words.map(capital).join(' '))
    .replaceAll('__camel__', camel).replaceAll('__kind__', kind);
  const files = readdirSync(TEMPLATE, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => {
    const from = join(f.parentPath, f.name);
    const to = relative(TEMPLATE, from).replace(/\.template$/, '').replace(/^connector\.test/, `${name}.test`);
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    writeFileSync(join(folder, to), fill(readFileSync(from, 'utf8')));
    return to;
  });
  const text = `Made ${folder}:\n${files.sort().map((f) => `  ${f}\n`).join('')}` +
    `\nIt works as it stands: threadline connector test ${name}\n` +
    'Then: put their words into orders.ts, real answers (scrubbed) into recordings/, and what else they can do\n' +
    'under `can` in index.ts. src/connectors/README.md says what each capability is.\n';
  return { data: { name, folder, files }, text };
}

async function battery(name: string, { from, json }: TestOptions, t: Terminal): Promise<Answer> {
  const files = globSync(join(from, name, '**/*.test.ts'));
  if (files.length === 0) {
    const known = globSync(join(from, '*/index.ts')).map((f) => f.split('/').at(-2)).join(', ');
    throw notFound(`There is no connector ${name} with a test in ${from}: there are ${known || 'none'}.`);
  }
  const count = { passed: 0, failed: 0 };
  const failures: { test: string; error: string }[] = [];
  const { run } = await import('node:test');
  const { spec } = await import('node:test/reporters');
  const stream = run({ files: [...files].sort(), concurrency: true });
  stream.on('test:pass', (test) => { if (test.details.type !== 'suite') count.passed += 1; });
  stream.on('test:fail', (test) => {
    if (test.details.type === 'suite') return;
    count.failed += 1;
    failures.push({
      test: test.name,
      error: (test.details.error.cause as Error | undefined)?.message ?? test.details.error.message,
    });
  });
  if (json) await once(stream.resume(), 'end');
  else for await (const text of stream.compose(new spec())) t.out(String(text));
  const text = count.failed === 0 ? `\n${name} conforms: ${plural(count.passed, 'test')} passed.\n`
    : `\n${plural(count.failed, 'test')} failed.\n`;
  return { data: { connector: name, ...count, failures }, text, bad: count.failed > 0 };
}
