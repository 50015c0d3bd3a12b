/**
 * `npm test`: types, lint, then every test file. `npm run lanes`: the larger lanes (test/lanes), which
 * may need what apt installs. Arguments are test files: `npm test -- src/domain/measure.test.ts`.
 */
import { spawnSync } from 'node:child_process';
import { install, node, root } from './install.mjs';

install();
const [first, ...rest] = process.argv.slice(2);
const lanes = first === 'lanes';
const files = lanes ? rest : process.argv.slice(2);
const bin = `${root}node_modules/.bin`;
// The pinned Node goes first on PATH, so that tools started by a test run on it too.
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NODE_COMPILE_CACHE: `${root}.cache/node` };

function step(what, command, args) {
  process.stderr.write(`\n# ${what}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}

if (files.length === 0 && !lanes) {
  step('types', `${bin}/tsc`, ['--noEmit']);
  step('types of the console', `${bin}/tsc`, ['-p', 'console', '--noEmit']);
  step('lint', `${bin}/oxlint`, ['--deny-warnings']);
}
const globs = lanes ? ['test/lanes/**/*.lane.ts'] : ['{src,test,sandbox}/**/*.test.ts'];
step(lanes ? 'lanes' : 'tests', node, [
  '--disable-warning=ExperimentalWarning', '--test', `--test-concurrency=${lanes ? 1 : 3}`,
  `--test-timeout=${lanes ? 1_200_000 : 240_000}`, ...(files.length ? files : globs),
]);
