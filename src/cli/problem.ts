/** Whatever goes wrong ends as one sentence that says what to do. */
import { DatabaseProblem } from '#store/postgres/problem.ts';
import { Refusal } from '#runtime/operations/operation.ts';
import { ConfigurationProblem } from '#runtime/operations/configuration.ts';

type Coded = Error & { code?: string; errors?: readonly Coded[]; address?: string; port?: number; path?: string };

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'does not answer: start it, or correct --database',
  ENOTFOUND: 'cannot be found: correct --database', EAI_AGAIN: 'cannot be found: correct --database',
  ETIMEDOUT: 'does not answer: look whether it can be reached from here',
  ECONNRESET: 'broke the connection: try again',
};
const FILES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read or written by this user',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'is a file, not a folder',
  EEXIST: 'exists already',
  ENOSPC: 'is on a full disk',
  EROFS: 'is on a read-only disk',
};
const POSTGRES: Readonly<Record<string, string>> = {
  '28P01': 'The database refuses the password: correct --database.',
  '28000': 'The database refuses this user: correct --database.',
  '3D000': 'There is no such database: create it, or correct --database.',
  '53300': 'The database has no connection left: raise max_connections, or stop something that uses it.',
  '57P03': 'The database is starting or stopping: try again in a moment.',
  '42501': 'This database user may not do that: use the owner of the schema.',
};

export function sentence(error: unknown): string {
  const e = (error instanceof AggregateError ? (error.errors[0] ?? error) : error) as Coded;
  const plain = e instanceof DatabaseProblem || e instanceof Refusal || e instanceof ConfigurationProblem;
  return (
    (plain ? undefined : known(e)) ?? (e.message?.split('\n')[0] || 'Something went wrong, and it did not say what.')
  );
}

function known({ code = '', address, port, path }: Coded): string | undefined {
  if (NETWORK[code]) return `The database ${address ? `at ${address}:${port} ` : ''}${NETWORK[code]}.`;
  if (FILES[code] && path) return `${path} ${FILES[code]}.`;
  if (code === 'ERR_INVALID_URL')
    return 'The address of the database is not one: postgresql://user:password@host:5432/name.';
  return POSTGRES[code];
}
