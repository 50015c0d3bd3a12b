/**
 * The embedded database as its users meet it: started, killed, shared, misplaced.
 *
 * Most of it happens between processes, so the server is started by children that say what they got.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { control } from '#store/postgres/connect.ts';
import { startEmbedded } from '#store/postgres/embedded.ts';
import { alive } from '#store/postgres/postmaster.ts';
import { DatabaseProblem } from '#store/postgres/problem.ts';

const root = process.getuid?.() === 0;
const NOBODY = 65_534;
const scratch = mkdtempSync(join(tmpdir(), 'threadline-embedded-'));
chmodSync(scratch, 0o711); // Passable for the tests that run as somebody else.
/** One database for all tests, which leave it stopped and whole: making or copying one costs a second. */
const made = join(scratch, 'made');
const recordFile = join(made, 'server.json');

/** Only `problem` when it was refused; a test that expects a server fails on its missing `url`. */
type Answer = { url: string; pid: number; adopted: boolean; problem: string };
interface Person {
  readonly answer: Answer;
  /** 'stop' stops the database; 'leave' ends the process without. Resolves when the process is gone. */
  end(how: 'stop' | 'leave' | 'SIGKILL'): Promise<void>;
}

const SCRIPT = `
  import { startEmbedded } from ${JSON.stringify(import.meta.resolve('#store/postgres/embedded.ts'))};
  const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
  try {
    const { stop, ...server } = await startEmbedded(JSON.parse(process.argv[1]));
    say(server);
    process.stdin.on('data', (text) => String(text) === 'stop' ? stop().then(() => process.exit()) : process.exit());
  } catch (error) {
    say({ problem: error.name === 'DatabaseProblem' ? error.message : error.stack });
  }`;

/** Another process that starts or adopts the database; `how` may change user, PATH or what runs before it. */
async function person(options: object, how: { uid?: number; path?: string; before?: string[] } = {}): Promise<Person> {
  const program = [...(how.before ?? []), process.execPath, '--disable-warning=ExperimentalWarning',
    '--input-type=module', '-e', SCRIPT, '--', JSON.stringify({ durable: false, ...options })];
  const child = spawn(program[0]!, program.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', env: { PATH: how.path ?? process.env['PATH'] },
    ...(how.uid !== undefined && { uid: how.uid, gid: how.uid }),
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve) => {
    createInterface(child.stdout).once('line', resolve).once('close', () => resolve('{"problem":"it said nothing"}'));
  });
  return {
    answer: JSON.parse(line) as Answer,
    end: (end) => {
      if (end === 'SIGKILL') child.kill(end);
      else child.stdin.end(end);
      return gone;
    },
  };
}

async function problemOf(options: object, how?: Parameters<typeof person>[1]): Promise<string> {
  const { answer, end } = await person(options, how);
  if (answer.url) await end('stop');
  assert.ok(answer.problem, 'it should have been refused');
  assert.ok(!answer.problem.includes('\n'), `one sentence, not: ${answer.problem}`);
  return answer.problem;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = await control(url, { application: 'threadline test' });
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows[0] ?? {};
  } finally {
    await client.end();
  }
}

async function until(holds: () => boolean, what: string) {
  for (let waited = 0; !holds(); waited += 1) {
    assert.ok(waited < 250, `${what} did not happen within 5 s`);
    await sleep(20);
  }
}

before(async () => {
  // What a kill in the middle of `initdb` leaves is no obstacle.
  mkdirSync(join(made, 'data.new', 'base'), { recursive: true });
  chmodSync(made, 0o700);
  const first = await startEmbedded({ directory: made });
  const { url } = first;
  assert.equal(first.adopted, false);
  await ask(url, 'create table kept (value text)');
  await ask(url, `insert into kept values ('before')`);
  const settings = await ask(url, `select current_setting('fsync') as fsync, current_setting('data_checksums') as sums,
    current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets,
    current_setting('shared_buffers') as buffers, current_setting('max_connections') as connections,
    pg_encoding_to_char(encoding) as encoding, datcollate as locale
    from pg_database where datname = current_database()`);
  assert.deepEqual(settings, {
    fsync: 'on', sums: 'on', listens: '127.0.0.1', sockets: '', buffers: '256MB', connections: '100', encoding: 'UTF8',
    locale: 'C.UTF-8',
  });
  await first.stop();
  await first.stop(); // Twice is once.
  assert.equal(alive(first.pid), false);
  await assert.rejects(control(url, { application: 'threadline test' }), { code: 'ECONNREFUSED' });
});
after(() => rmSync(scratch, { recursive: true, force: true }));

test('a warm start keeps data, password and port; the password is needed and closed to others', async () => {
  const { port } = JSON.parse(readFileSync(recordFile, 'utf8')) as { port: number };
  const server = await startEmbedded({ directory: made });
  assert.equal(server.port, port);
  assert.deepEqual(await ask(server.url, 'select value from kept'), { value: 'before' });
  assert.equal(statSync(recordFile).mode & 0o777, 0o600);
  assert.equal(statSync(made).mode & 0o777, 0o700);
  const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
  await assert.rejects(control(wrong, { application: 'threadline test' }), { code: '28P01' });
  const shown = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(server.pid)], { encoding: 'utf8' }).stdout;
  assert.ok(shown.includes(made) && !shown.includes(new URL(server.url).password), shown);
  await server.stop();
});

test('of two processes that start at once one adopts, and the last one to stop stops the server', async () => {
  const directory = made;
  const people = await Promise.all([person({ directory }), person({ directory })]);
  assert.deepEqual(people.map(({ answer }) => answer.adopted).sort(), [false, true]);
  const [a, b] = people;
  assert.equal(a.answer.pid, b.answer.pid);
  assert.equal(a.answer.url, b.answer.url);
  const starter = a.answer.adopted ? b : a;
  const adopter = a.answer.adopted ? a : b;
  await starter.end('stop');
  assert.deepEqual(await ask(adopter.answer.url, 'select value from kept'), { value: 'before' });
  await adopter.end('stop');
  assert.equal(alive(adopter.answer.pid), false);
});

test('a database that outlived its killed process is adopted, then stopped', async () => {
  const directory = made;
  const killed = await person({ directory });
  await ask(killed.answer.url, `insert into kept values ('after')`);
  await killed.end('SIGKILL');
  assert.equal(alive(killed.answer.pid), true);
  const next = await person({ directory });
  assert.equal(next.answer.adopted, true);
  assert.equal(next.answer.pid, killed.answer.pid);
  assert.deepEqual(await ask(next.answer.url, 'select count(*) from kept'), { count: 2n });
  await next.end('stop');
  assert.equal(alive(killed.answer.pid), false);
});

test('a process that ends without stopping the database takes it along', async () => {
  const { answer, end } = await person({ directory: made });
  await end('leave');
  await until(() => !alive(answer.pid), 'the end of the server');
});

test('a killed server is started again, and a stale pid file of another program is no obstacle', async () => {
  const directory = made;
  const first = await person({ directory });
  process.kill(first.answer.pid, 'SIGKILL');
  const second = await person({ directory });
  assert.equal(second.answer.adopted, false, second.answer.problem);
  await first.end('leave');
  await second.end('stop');
  assert.equal(alive(second.answer.pid), false);
  writeFileSync(join(directory, 'data', 'postmaster.pid'), `${process.pid}\n${directory}/data\n1\n1\n\n\n\nready\n`);
  const third = await startEmbedded({ directory, durable: false });
  assert.deepEqual(await ask(third.url, 'select value from kept'), { value: 'before' });
  await third.stop();
});

test('a taken port is refused when it was asked for, and replaced when it was only remembered', async () => {
  const directory = made;
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  assert.match(await problemOf({ directory, port }), new RegExp(`^Port ${port} is taken by another program: stop`));
  const record = JSON.parse(readFileSync(recordFile, 'utf8')) as object;
  writeFileSync(recordFile, JSON.stringify({ ...record, port }));
  const server = await startEmbedded({ directory, durable: false });
  assert.notEqual(server.port, port);
  await server.stop();
  other.close();
  await new Promise((resolve) => other.once('close', resolve));
  const fixed = await startEmbedded({ directory, port, durable: false });
  assert.equal(fixed.port, port);
  await fixed.stop();
});

test('directories that are not ours, or of another PostgreSQL, are left alone', async () => {
  const version = join(made, 'data', 'PG_VERSION');
  writeFileSync(version, '17\n');
  assert.match(await problemOf({ directory: made }), /is of PostgreSQL 17 and this release brings 18: dump it/);
  writeFileSync(version, '18\n');

  const record = readFileSync(recordFile, 'utf8');
  rmSync(recordFile);
  assert.match(await problemOf({ directory: made }), /server\.json with the password is gone: put that file back/);
  writeFileSync(recordFile, JSON.stringify({ password: 'another', port: 0 }));
  assert.match(await problemOf({ directory: made }), /^The password in .* is not the one its database knows/);
  assert.ok(!existsSync(join(made, 'data', 'postmaster.pid')), 'what was started for nothing is stopped');
  writeFileSync(recordFile, '{"passw');
  assert.match(await problemOf({ directory: made }), /server\.json is damaged/);
  writeFileSync(recordFile, record, { mode: 0o600 });

  const foreign = join(scratch, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'thesis.doc'), '');
  assert.match(await problemOf({ directory: foreign }), /holds something else \(thesis\.doc\): choose an empty or new/);
  assert.match(await problemOf({ directory: join(foreign, 'thesis.doc') }), /thesis\.doc is not a directory/);
});

test('an ordinary user needs nothing special, and is told when the directory is closed to it', async (t) => {
  const uid = root ? NOBODY : process.getuid?.();
  const sources = fileURLToPath(new URL('../package.json', import.meta.url));
  if (root && spawnSync('cat', [sources], { uid: NOBODY, gid: NOBODY }).status !== 0)
    return t.skip('the checkout is closed to other users than root');
  const home = join(scratch, 'home');
  mkdirSync(home, { mode: 0o700 });
  const closed = join(scratch, 'closed');
  mkdirSync(closed, { mode: 0o500 });
  if (root) for (const path of [home, closed]) spawnSync('chown', [`${NOBODY}:${NOBODY}`, path]);
  const how = uid === undefined ? {} : { uid };
  const { answer, end } = await person({ directory: join(home, 'db') }, how);
  assert.equal((await ask(answer.url, 'select current_user as name'))['name'], 'threadline');
  await end('stop');
  assert.match(await problemOf({ directory: closed }, how), /may not be written to by this user: start as the user/);
  if (!root) return;
  // Root once by mistake: the user must still get in afterwards.
  await (await person({ directory: join(home, 'db') })).end('stop');
  const again = await person({ directory: join(home, 'db') }, how);
  assert.ok(again.answer.url, again.answer.problem);
  await again.end('stop');
});

test('root gets a database also below a closed directory, or as a stand-in user', { skip: !root }, async () => {
  const closed = join(scratch, 'of-root');
  mkdirSync(closed, { mode: 0o700 });
  const namespaces = spawnSync('unshare', ['--user', 'true']).status === 0;
  const nowhere = { path: '/nowhere' }; // Without `unshare` on PATH there are no namespaces.
  if (namespaces) {
    const { answer, end } = await person({ directory: join(closed, 'db') });
    assert.ok(answer.url, answer.problem);
    await end('stop');
  }
  const open = await person({ directory: join(scratch, 'open') }, nowhere);
  assert.ok(open.answer.url, open.answer.problem);
  assert.notEqual(statSync(join(scratch, 'open', 'data')).uid, 0);
  await open.end('stop');
  // Made in a namespace, continued without one: the files change hands.
  const moved = await person({ directory: made }, nowhere);
  assert.ok(moved.answer.url, moved.answer.problem);
  await moved.end('stop');
  assert.match(await problemOf({ directory: join(closed, 'other') }, nowhere),
    /does not run as root and its stand-in user cannot enter .*: start Threadline as an ordinary user/);
});

test('a full disk and a read-only disk are named as such', async (t) => {
  const mount = (options: string) => ['unshare', '--mount', ...(root ? [] : ['--user', '--map-root-user']), 'sh', '-c',
    `mount -t tmpfs -o ${options} none "$0" && exec "$@"`, at];
  const at = join(scratch, 'disk');
  mkdirSync(at, { mode: 0o755 });
  const [program, ...rest] = [...mount('size=1m'), 'true'];
  if (spawnSync(program!, rest).status !== 0) return t.skip('this machine lets nobody mount a disk to fill');
  assert.match(await problemOf({ directory: join(at, 'db') }, { before: mount('size=8m') }),
    /^The disk that holds .* is full: free some space/);
  assert.match(await problemOf({ directory: join(at, 'db') }, { before: mount('ro') }), /is on a read-only disk: /);
});

test('a problem is told apart from a defect by its class', async () => {
  await assert.rejects(startEmbedded({ directory: '/dev/null' }), DatabaseProblem);
});
