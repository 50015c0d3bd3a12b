/**
 * The console's files, built when they are missing or their sources changed. A few seconds, once; in a process of
 * its own, so that the bundler is never part of the server.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const CONSOLE = fileURLToPath(new URL('../../console', import.meta.url));
const VITE = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));
const DIST = join(CONSOLE, 'dist');
/** What the files in `dist` were built from. */
const STAMP = '.built-from';
/** Below that, compressing gains nothing. */
const SMALL = 800;

/**
 * Answers the folder to serve; undefined when there is none and it cannot be built here, which is said in a
 * sentence on standard error. A platform without a console works all the same.
 */
export async function ensureConsole(): Promise<string | undefined> {
  const wanted = stateOfSources();
  if (wanted !== undefined && wanted === builtFrom(DIST)) return DIST;
  if (wanted === undefined || !existsSync(VITE)) return existsSync(join(DIST, 'index.html')) ? DIST : undefined;
  process.stderr.write('Building the console (once, a few seconds) …\n');
  const failure = await build(wanted);
  if (failure === undefined) return DIST;
  process.stderr.write(`The console could not be built, everything else works: ${failure}\n`);
  return undefined;
}

function builtFrom(folder: string): string | undefined {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && existsSync(join(folder, 'index.html')) ? readFileSync(stamp, 'utf8') : undefined;
}

/** By content: times of files say nothing after a clone. Undefined where only the built files were shipped. */
function stateOfSources(): string | undefined {
  const names = ['index.html', 'package.json', 'vite.config.ts', 'src/**/*'];
  const files = globSync(names, { cwd: CONSOLE, withFileTypes: true })
    .filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name)).sort();
  if (files.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(file.slice(CONSOLE.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Into a folder of its own and then renamed: whoever serves `dist` meanwhile never sees half of it. */
async function build(state: string): Promise<string | undefined> {
  const folder = `${DIST}.${process.pid}`;
  try {
    const failure = await run([VITE, 'build', CONSOLE, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']);
    if (failure !== undefined) return failure;
    compress(folder);
    writeFileSync(join(folder, STAMP), state);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(folder, DIST);
    return undefined;
  } catch (error) {
    // Somebody else built the same meanwhile.
    return builtFrom(DIST) === state ? undefined : (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Once, beside each file, so that nothing is compressed while somebody waits. */
function compress(folder: string): void {
  for (const name of globSync('**/*.{js,css,svg,html}', { cwd: folder })) {
    const path = join(folder, name);
    const plain = readFileSync(path);
    if (plain.length < SMALL) continue;
    writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(plain));
  }
}

const run = (args: readonly string[]): Promise<string | undefined> => new Promise((resolve) => {
  const child = spawn(process.execPath, args, { cwd: CONSOLE, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  child.on('error', (error) => resolve(error.message));
  const lastWords = () => said.trim().split('\n').slice(-5).join(' ');
  child.on('close', (code) => resolve(code === 0 ? undefined : lastWords() || `it ended with code ${code}`));
});
