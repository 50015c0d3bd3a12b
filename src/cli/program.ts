/**
 * `threadline …`: every command of operations, configuration and development. What runs the platform (start, api,
 * worker, demo, bench) registers itself: main.ts hands those in, so that asking for a story loads no web server.
 */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { registerBank } from './bank.ts';
import { registerCancel } from './cancel.ts';
import { registerCensus } from './census.ts';
import { registerClose } from './close.ts';
import { registerConfiguration } from './configuration.ts';
import { registerConnection } from './connection.ts';
import { registerConnector } from './connector.ts';
import { registerDatabase } from './database.ts';
import { registerEvidence } from './evidence.ts';
import { registerFeeAudit } from './fee-audit.ts';
import { registerIngest } from './ingest.ts';
import { registerJournal } from './journal.ts';
import { registerKey } from './key.ts';
import { registerMapping } from './mapping.ts';
import { registerPeriods } from './periods.ts';
import { registerPayouts } from './payouts.ts';
import { sentence } from './problem.ts';
import { registerProposal } from './proposal.ts';
import { registerRegisterDays } from './register-days.ts';
import { registerReplay } from './replay.ts';
import { registerReturns } from './returns.ts';
import { registerStock } from './stock.ts';
import { registerStory } from './story.ts';
import { registerSubscription } from './subscription.ts';
import { realTerminal, type Terminal } from './terminal.ts';
import { registerVerify } from './verify.ts';
import { registerWorklist } from './worklist.ts';

/** Adds its commands to the program; the terminal is where they speak. */
export type Register = (program: Command, t: Terminal) => void;

interface Group { readonly title: string; readonly registers: readonly Register[] }
const GROUPS: readonly Group[] = [
  { title: 'Set up:', registers: [registerDatabase, registerConfiguration, registerConnection, registerSubscription,
    registerMapping, registerProposal, registerKey] },
  {
    title: 'Look and work:',
    registers: [registerIngest, registerCensus,
      registerReplay, registerStory, registerCancel, registerReturns, registerStock, registerWorklist,
      registerPayouts, registerBank, registerRegisterDays, registerFeeAudit, registerJournal,
      registerPeriods, registerClose, registerEvidence, registerVerify],
  },
  { title: 'Develop:', registers: [registerConnector] },
];

export interface ProgramOptions {
  /** Commands that run the platform, shown first. */
  readonly run?: readonly Register[];
  readonly terminal?: Terminal;
}

/** `await buildProgram({ run: [registerStart, …] }).parseAsync()` is all of main.ts. It never rejects: it says why. */
export function buildProgram({ run = [], terminal = realTerminal }: ProgramOptions = {}): Command {
  const program = new Command('threadline')
    .description(
      'Keeps every retail order one story: from the channel’s webhook to the ledger line that explains the payout.',
    )
    .version(version(), '-v, --version', 'print the version')
    .addOption(new Option('--database <url>', 'PostgreSQL to use instead of the embedded one').env('DATABASE_URL'))
    .option('--data <folder>', 'where the embedded database and the master key are', './data')
    .option('--json', 'answer in JSON')
    .helpOption('-h, --help', 'say what a command does')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, '').replace(/^./, (c) => c.toUpperCase())),
    });
  for (const { title, registers } of [{ title: 'Run:', registers: run }, ...GROUPS]) {
    if (registers.length > 0) program.commandsGroup(title);
    for (const register of registers) register(program, terminal);
  }
  inherit(program);
  const parse = program.parseAsync.bind(program);
  program.parseAsync = async (argv, options) => {
    try {
      return await parse(argv, options);
    } catch (error) {
      terminal.err(`${sentence(error)}\n`);
      if (process.env['THREADLINE_DEBUG']) terminal.err(`${(error as Error).stack ?? ''}\n`);
      terminal.end(1);
      return program;
    }
  };
  return program;
}

/** Commands made with `command()` copy these; ones that were added do not. */
function inherit(parent: Command): void {
  for (const child of parent.commands) {
    child.copyInheritedSettings(parent).helpCommand(false);
    inherit(child);
  }
}

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
