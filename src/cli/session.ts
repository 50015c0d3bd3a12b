/**
 * What every command stands on: the terminal, the global options, and a platform that is opened for as long as
 * the command takes. An embedded database that already runs is used as it is and left running.
 */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_TENANT, openPlatform, type Opened } from '#runtime/open.ts';
import type { Platform } from '#runtime/platform.ts';
import type { Act } from '#runtime/operations/operation.ts';
import { logger } from './logger.ts';
import { json } from './print.ts';
import type { Terminal } from './terminal.ts';

export interface Globals {
  readonly database?: string;
  readonly data: string;
  readonly json?: boolean;
}
export interface Session {
  readonly t: Terminal;
  readonly opened: Opened;
  readonly platform: Platform;
  readonly tenant: string;
  /** Who does it, for the audit trail. */
  act(why?: string): Act;
}
/** A command that has printed for itself answers nothing. */
type Work<O> = (s: Session, options: O & Globals) => Promise<Answer | undefined>;

/** What a command says: JSON for programs, text for people, and whether that is bad news. */
export interface Answer {
  readonly data: unknown;
  readonly text: string;
  readonly bad?: boolean;
  /** Why it is, in a sentence for whoever reads only what went wrong. */
  readonly error?: string;
}

/** Runs a command over an open platform and prints its answer in the form that was asked for. */
export async function inSession<O>(self: Command, t: Terminal, work: Work<O>): Promise<void> {
  const options = self.optsWithGlobals<O & Globals>();
  const opened = await open(options, t);
  try {
    const session: Session = {
      t, opened, platform: opened.platform, tenant: DEFAULT_TENANT,
      act: (why) => ({ tenant: DEFAULT_TENANT, who: who(), ...(why && { why }) }),
    };
    const answer = await work(session, options);
    if (answer) print(t, options, answer);
  } finally {
    await opened.close();
  }
}

export function print(t: Terminal, { json: asJson }: Pick<Globals, 'json'>, answer: Answer): void {
  t.out(asJson ? json(answer.data) : answer.text);
  if (answer.error) t.err(`${answer.error}\n`);
  if (answer.bad || answer.error) t.end(1);
}

async function open({ database, data }: Globals, t: Terminal): Promise<Opened> {
  if (!database && !existsSync(data)) t.err(`Making the database in ${resolve(data)} (once, a few seconds) …\n`);
  const log = logger();
  // A command answers for itself; what workers elsewhere log is theirs.
  if (!process.env['LOG_LEVEL']) log.level = 'fatal';
  return openPlatform({
    directory: data, databaseUrl: database, log, application: 'cli', poolSize: 8,
    allowPrivateHosts: process.env['THREADLINE_ALLOW_PRIVATE_HOSTS'] === '1',
  });
}

function who(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    return 'cli';
  }
}
