/** `demo`: the twins of every partner, a day of trading on them, the account of it, and then the console. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { createSignInLink } from '#api/access.ts';
import type { FaultLevel } from '#sandbox/faults.ts';
import { screen } from '#sandbox/day/progress.ts';
import { inWords, type Summary } from '#sandbox/day/summary.ts';
import { openDay, trade, type Open } from '#sandbox/day/trade.ts';
import { startEmbedded } from '#store/postgres/embedded.ts';
import { tryLock } from '#store/postgres/lock.ts';
import { logger } from './logger.ts';
import { json } from './print.ts';
import { realTerminal, type Terminal } from './terminal.ts';

interface DemoOptions {
  readonly orders: number;
  readonly seed: number;
  readonly faults: FaultLevel;
  readonly exit?: boolean;
  readonly port?: number;
  readonly data: string;
  readonly database?: string;
  readonly json?: boolean;
}

/** Where its database lies unless told; nothing else is ever kept there. */
const PLACE = 'data/demo';
/** Lies in every directory that a demo made: only those are emptied. */
const MARK = 'made-by-threadline-demo';
const PORT = 4400;

export function registerDemo(program: Command, t: Terminal = realTerminal): void {
  program.command('demo')
    .description(`trade a day on partner twins, with the faults that partners have, and hold every law against it (data in ${PLACE})`)
    .option('--orders <n>', 'orders of ordinary traffic; the scenes come on top', wholeNumber, 200)
    .option('--seed <n>', 'the same seed is the same day', wholeNumber, 1)
    .addOption(new Option('--faults <level>', 'how the partners misbehave').choices(['none', 'mild', 'harsh']).default('mild'))
    .option('--exit', 'end when the day is over: 0 when every law and every scene held')
    .option('--port <port>', `port of the API and the console (default: ${PORT}, or a free one)`, wholeNumber)
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<DemoOptions>();
      const own = self.getOptionValueSourceWithGlobals('data') === 'default' ? PLACE : options.data;
      await demo({ ...options, data: resolve(own) }, t);
    });
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError(`${text} is not a whole number.`);
  return number;
}

async function demo(options: DemoOptions, t: Terminal): Promise<void> {
  await makeRoom(options, (line) => t.err(`${line}\n`));
  const on = options.json ? screen(process.stderr, false) : screen(process.stdout, t.color);
  const log = logger();
  if (!process.env['LOG_LEVEL']) log.level = 'fatal';
  const open = await openDay({
    orders: options.orders, seed: options.seed, faults: options.faults, directory: options.data,
    databaseUrl: options.database, port: await freePort(options), console: !options.exit, log, on,
  });
  endOnSignals(open, t);
  const summary = await trade(open.day, on);
  t.out(options.json ? json(summary) : `${inWords(summary).join('\n')}\n`);
  if (!summary.ok) t.end(1);
  if (options.exit) await open.stop();
  else await invite(open, { summary, options, t });
}

/** Whoever ends the demo early leaves no database and no worker behind. */
function endOnSignals({ stop }: Open, t: Terminal): void {
  let ending: Promise<void> | undefined;
  const end = (): void => {
    t.err('\nStopping …\n');
    ending ??= stop().catch((error: Error) => t.err(`${error.message}\n`)).then(() => process.exit());
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

/** An empty directory with our mark in it. What anybody else made is refused, never emptied. */
async function makeRoom({ data }: DemoOptions, say: (line: string) => void): Promise<void> {
  const mark = join(data, MARK);
  if (existsSync(data) && readdirSync(data).length > 0) {
    if (!existsSync(mark))
      throw new Error(`${data} was not made by the demo and is left alone: choose another --data, or an empty folder.`);
    await endEarlier(data);
    say(`Emptying ${data}, which holds an earlier demo.`);
    rmSync(data, { recursive: true, force: true });
  }
  mkdirSync(data, { recursive: true });
  writeFileSync(mark, 'threadline demo empties this directory when it starts\n');
}

/** A demo that still runs has its database open. One that was killed may have left a server, which is ended. */
async function endEarlier(data: string): Promise<void> {
  const directory = join(data, 'postgres');
  if (!existsSync(join(directory, 'use.lock'))) return;
  const free = tryLock(join(directory, 'use.lock'), 'exclusive');
  if (!free) throw new Error(`A demo still runs in ${data}: stop it, or give this one a --data of its own.`);
  free.release();
  await (await startEmbedded({ directory })).stop();
}

async function freePort({ port }: DemoOptions): Promise<number> {
  if (port !== undefined) return port;
  const { createServer } = await import('node:net');
  return new Promise((done) => {
    const probe = createServer().once('error', () => done(0));
    probe.listen(PORT, '127.0.0.1', () => probe.close(() => done(PORT)));
  });
}

interface Ended { readonly summary: Summary; readonly options: DemoOptions; readonly t: Terminal }
/** The platform goes on working; only nobody buys any more. */
async function invite({ day, url }: Open, { summary, options: { data, database }, t }: Ended): Promise<void> {
  const link = await createSignInLink(day.retailer.opened.platform, url);
  const where = database ? '' : ` --data ${data}`;
  t.out([
    '', `Open ${link} to look at it (signs in once, within the hour).`,
    'Or, in another terminal:', ...suggestions(summary, where).map((s) => `  ${s}`), 'Ctrl-C ends the demo.', '',
  ].join('\n'));
}

const suggestions = ({ payouts }: Summary, where: string): string[] => [
  `npm run threadline --${where} story '#1001'`,
  ...(payouts[0] ? [`npm run threadline --${where} story ${payouts[0].external}`] : []),
  `npm run threadline --${where} exceptions`,
  `npm run threadline --${where} journal --format text`,
  `npm run threadline --${where} verify`,
];
