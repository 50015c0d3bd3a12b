/** What `connector new` writes passes types, lint and its own battery at once, in a copy of the project. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scaffold } from './connector.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'threadline-scaffold-'));
const connectors = join(copy, 'src', 'connectors');

/** Links to what a connector may see, and a folder for the new one that is nobody else's. */
before(() => {
  mkdirSync(connectors, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  symlinkSync(join(root, 'src', 'domain'), join(copy, 'src', 'domain'));
  for (const file of readdirSync(join(root, 'src', 'connectors')).filter((f) => f.endsWith('.ts')))
    writeFileSync(join(connectors, file), readFileSync(join(root, 'src', 'connectors', file)));
  const { imports, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ name: 'copy', type, imports }));
  writeFileSync(
    join(copy, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['src/connectors'] }),
  );
});

const run = (command: string, args: readonly string[]) => {
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', command), args, {
    cwd: copy, env, encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
};

it('the skeleton compiles, is clean, and conforms', () => {
  const { data } = scaffold('acme-shop', { kind: 'marketplace', into: connectors });
  assert.deepEqual((data as { files: string[] }).files.sort(), [
    'acme-shop.test.ts', 'index.ts', 'orders.ts', 'recordings/malformed-order.json', 'recordings/poll-orders.json',
    'recordings/read-order.json', 'request.ts', 'settings.ts',
  ]);
  for (const file of readdirSync(join(connectors, 'acme-shop')).filter((f) => f.endsWith('.ts')))
    assert.doesNotMatch(readFileSync(join(connectors, 'acme-shop', file), 'utf8'), /__\w+__/, file);
  const types = run('tsc', ['--noEmit', '-p', copy]);
  assert.equal(types.status, 0, types.said);
  const lint = run('oxlint', ['--deny-warnings', '-c', join(root, '.oxlintrc.json'), connectors]);
  assert.equal(lint.status, 0, lint.said);
  const tests = run('node', ['--test', join(connectors, 'acme-shop', 'acme-shop.test.ts')]);
  assert.equal(tests.status, 0, tests.said);
  assert.match(tests.said, /pass [5-9]/);
});

it('`connector test` runs the battery and says when it fails', () => {
  const cli = join(copy, 'cli.ts');
  writeFileSync(
    cli,
    `import { buildProgram } from ${JSON.stringify(join(root, 'src/cli/program.ts'))};\n` +
      'await buildProgram().parseAsync();\n',
  );
  const test = (...args: string[]) => run('node', [cli, 'connector', 'test', ...args, '--from', connectors]);
  const good = test('acme-shop', '--json');
  assert.equal(good.status, 0, good.said);
  const { passed, failed } = JSON.parse(good.said);
  assert.ok(passed >= 5 && failed === 0, good.said);
  const recording = join(connectors, 'acme-shop', 'recordings', 'read-order.json');
  writeFileSync(recording, readFileSync(recording, 'utf8').replace('"total": "45.50"', '"total": "99.50"'));
  const bad = test('acme-shop');
  assert.equal(bad.status, 1, bad.said);
  assert.match(bad.said, /lines and total differ by -5400/);
  assert.match(test('nobody').said, /There is no connector nobody with a test in .*: there are acme-shop\./);
});

it('never writes over what is there, nor outside of its folder', () => {
  assert.throws(() => scaffold('acme-shop', { kind: 'erp', into: connectors }), /is there already/);
  assert.throws(() => scaffold('../evil', { kind: 'erp', into: connectors }), /cannot name a connector/);
  assert.equal(existsSync(join(copy, 'src', 'evil')), false);
});
