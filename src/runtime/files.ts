/** Files to and from a partner: an SFTP server or a local folder, the same five verbs. Nothing above the root is reached. */
import { createHash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { access, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sftp from 'ssh2-sftp-client';
import { stop } from '#domain/fault.ts';
import { fromEpoch } from '#domain/time.ts';
import type { FileDrop } from '#connectors/contract.ts';
import type { FileSettings } from '#connectors/files.ts';
import type { Connection } from './platform.ts';

export function openFiles(c: Connection, mayAct: () => boolean): FileDrop {
  const settings = c.settings as Partial<FileSettings> | undefined;
  if (!settings?.filesUrl) return noFiles(c.connection);
  const url = new URL(settings.filesUrl);
  const drop = url.protocol === 'file:' ? folder(fileURLToPath(url)) : sftp(c, settings as FileSettings, url);
  return {
    ...drop,
    write: async (path, content) => {
      if (!mayAct()) throw stop.unavailable('this worker may no longer write; whoever owns the work does it');
      return drop.write(path, content);
    },
  };
}

const noFiles = (connection: string): FileDrop => {
  const none = async (): Promise<never> => { throw stop.malformed(`${connection} has no filesUrl in its settings`); };
  return { list: none, read: none, write: none, move: none, exists: none };
};

const inside = (root: string, path: string): string => join(root, normalize(`/${path}`));

export function folder(root: string): FileDrop {
  const at = (path: string) => inside(root, path);
  return {
    list: async (path) => {
      await mkdir(at(path), { recursive: true });
      const entries = await readdir(at(path), { withFileTypes: true });
      return Promise.all(entries.filter((e) => e.isFile()).map(async ({ name }) => {
        const { size, mtimeMs } = await stat(join(at(path), name));
        return { name, bytes: size, modified: fromEpoch(Math.round(mtimeMs)) };
      }));
    },
    read: (path) => readFile(at(path)),
    write: async (path, content) => {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(`${at(path)}.part`, content);
      await rename(`${at(path)}.part`, at(path));
    },
    move: async (from, to) => {
      await mkdir(dirname(at(to)), { recursive: true });
      await rename(at(from), at(to));
    },
    exists: (path) => access(at(path)).then(() => true, () => false),
  };
}

function sftp(c: Connection, settings: FileSettings, url: URL): FileDrop {
  const root = decodeURIComponent(url.pathname) || '/';
  const at = (path: string) => inside(root, path);
  const use = <T>(work: (client: Sftp) => Promise<T>, write = false): Promise<T> => withClient({ c, settings, url }, work, write);
  return {
    list: (path) => use(async (client) => (await client.list(at(path))).filter((e) => e.type === '-')
      .map((e) => ({ name: e.name, bytes: e.size, modified: fromEpoch(e.modifyTime) }))),
    read: (path) => use(async (client) => (await client.get(at(path))) as Buffer),
    write: (path, content) => use(async (client) => {
      await client.put(Buffer.from(content as string), `${at(path)}.part`);
      await client.rename(`${at(path)}.part`, at(path));
    }, true),
    move: (from, to) => use(async (client) => { await client.rename(at(from), at(to)); }, true),
    exists: (path) => use(async (client) => (await client.exists(at(path))) !== false),
  };
}

/** One session per connection, kept while it works; a lost one is opened again by the next call. */
interface Server { readonly c: Connection; readonly settings: FileSettings; readonly url: URL }
async function withClient<T>({ c, settings, url }: Server, work: (client: Sftp) => Promise<T>, write: boolean): Promise<T> {
  const end = await turn(c);
  const open = session(c, settings, url);
  const client = await open.catch((error: Error) => { end(); throw error; });
  try {
    return await inTime(work(client));
  } catch (error) {
    forget(c, open);
    void client.end().catch(() => {});
    const detail = `${c.connection} (SFTP): ${(error as Error).message}`;
    throw write ? stop.unknown(detail) : stop.unavailable(detail);
  } finally {
    end();
  }
}

/** So many calls share a session; a page of a hundred files takes turns. Answers how to end one's turn. */
const CALLS_AT_ONCE = 16;
interface Turns { free: number; readonly waiting: (() => void)[] }
async function turn(c: Connection): Promise<() => void> {
  const turns = (c.memory.get('sftp-turns') as Turns | undefined) ?? { free: CALLS_AT_ONCE, waiting: [] };
  c.memory.set('sftp-turns', turns);
  if (turns.free > 0) turns.free -= 1;
  else await new Promise<void>((go) => void turns.waiting.push(go));
  return () => {
    const next = turns.waiting.shift();
    if (next) next();
    else turns.free += 1;
  };
}

/** A session that was cut may leave a call without any answer. */
const CALL_MS = 20_000;
async function inTime<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${CALL_MS / 1000} s`)), CALL_MS);
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}

function session(c: Connection, settings: FileSettings, url: URL): Promise<Sftp> {
  const open = c.memory.get('sftp') as Promise<Sftp> | undefined;
  if (open) return open;
  const opening = connect(c, { settings, url, lost: () => forget(c, opening) });
  c.memory.set('sftp', opening);
  opening.catch(() => forget(c, opening));
  return opening;
}
/** Only itself: when the end of a lost session is heard, another may be at work already. */
function forget(c: Connection, session: Promise<Sftp>): void {
  if (c.memory.get('sftp') === session) c.memory.delete('sftp');
}

interface Opening extends Omit<Server, 'c'> { readonly lost: () => void }
async function connect(c: Connection, { settings, url, lost }: Opening): Promise<Sftp> {
  const quiet = () => {};
  const client = new Sftp(c.connection, { error: quiet, end: quiet, close: quiet });
  // Each call under way adds its listeners to the one session.
  (client as unknown as { client: EventEmitter }).client.setMaxListeners(64);
  client.on('error', lost);
  client.on('close', lost);
  // A socket of our own without Nagle’s delay: ssh2 leaves it on, and every small packet then waits 40 ms.
  const sock = createConnection({ host: url.hostname, port: Number(url.port || 22), noDelay: true });
  try {
    await client.connect({
      sock,
      username: decodeURIComponent(url.username), readyTimeout: 10_000,
      ...(settings.password && { password: settings.password }),
      ...(settings.privateKey && { privateKey: settings.privateKey }),
      ...(settings.hostKey && { hostVerifier: (key: Buffer) =>
        createHash('sha256').update(key).digest('base64').replace(/=+$/, '') === settings.hostKey!.replace(/^SHA256:|=+$/g, '') }),
    });
    return client;
  } catch (error) {
    // A server that refused us may leave the line open.
    sock.destroy();
    const { message } = error as Error;
    if (/authentication|host denied|verification/i.test(message)) throw stop.unauthorised(`${c.connection} (SFTP): ${message}`);
    throw stop.unavailable(`${c.connection} (SFTP): ${message}`);
  }
}
export const closeFiles = async (c: Connection): Promise<void> => {
  const open = c.memory.get('sftp') as Promise<Sftp> | undefined;
  await open?.then((client) => client.end()).catch(() => {});
};
