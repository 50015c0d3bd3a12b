/**
 * PostgreSQL refuses to run as root, so root starts it as somebody else.
 *
 * First choice is a user namespace: files stay root's and every path root can enter works, also below a
 * 0700 home. Many containers forbid namespaces; there the process becomes `postgres` or `nobody`, who must
 * be able to enter both the project and the data directory. Nothing is ever added to the machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lchownSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseProblem } from './problem.ts';

export interface Account {
  /** What goes before the command. */
  readonly wrap: readonly string[];
  /** Whom the process becomes, when not us. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

const OURSELVES: Account = { wrap: [], ids: {} };
// initdb asks the name of its user, so the namespace maps to an id that stands in /etc/passwd: nobody.
const NAMESPACE = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];

export function chooseAccount({ directory, data }: { directory: string; data: string }): Account {
  if (process.getuid?.() !== 0) return OURSELVES;
  const owner = statSync(existsSync(data) ? data : directory);
  if (owner.uid !== 0) return { wrap: [], ids: { uid: owner.uid, gid: owner.gid } };
  if (spawnSync(NAMESPACE[0]!, [...NAMESPACE.slice(1), 'true']).status === 0) return { wrap: NAMESPACE, ids: {} };
  const ids = passwdEntry('postgres') ?? passwdEntry('nobody');
  if (!ids)
    throw new DatabaseProblem('PostgreSQL does not run as root, and this machine has neither user namespaces nor a ' +
      'user "postgres" or "nobody": start Threadline as an ordinary user.');
  return { wrap: [], ids };
}

/** Gives everything below `path` to the account; `path` itself last, so that an interrupted walk is repeated. */
export function handOver(path: string, account: Account) {
  const { uid, gid } = account.ids;
  const entry = lstatSync(path);
  if (uid === undefined || gid === undefined || entry.uid === uid) return;
  if (entry.isDirectory()) for (const name of readdirSync(path)) handOver(join(path, name), account);
  lchownSync(path, uid, gid);
}

export function command({ wrap }: Account, program: string, rest: readonly string[]): [string, string[]] {
  const [first, ...others] = [...wrap, program, ...rest];
  return [first!, others];
}

const KEPT = ['PATH', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH'];

/** Without PG* variables, which would change what we ask for, and without our own secrets. */
export const environment = () =>
  Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

export const cannotReach = (path: string) =>
  new DatabaseProblem(`PostgreSQL does not run as root and its stand-in user cannot enter ${path}: start Threadline ` +
    'as an ordinary user, or put the project and its data where every user may enter (not below /root).');

function passwdEntry(user: string): Account['ids'] | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith(`${user}:`));
  const [uid, gid] = line?.split(':').slice(2, 4).map(Number) ?? [];
  return uid && gid ? { uid, gid } : undefined;
}
