/** `ingest`: hands over a recorded document of a partner as if it had come in. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { makeIntake } from '#runtime/intake.ts';
import { drain, type Drained, type Waiting } from '#runtime/operations/drain.ts';
import { ingestFile, silenceOf, type Handed, type Taken } from '#runtime/operations/ingest.ts';
import { LARGE, PIECE } from '#runtime/pieces.ts';
import { entryText } from '#runtime/journal-formats.ts';
import { payoutText } from '#runtime/payout-text.ts';
import { statementCells } from './bank.ts';
import { paint, plural, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Options { readonly drain?: boolean; readonly timeout: number }

export function registerIngest(program: Command, t: Terminal): void {
  program
    .command('ingest')
    .description('hand over a recorded partner document (webhook body, API page, report) as if it had come in')
    .argument('<connection>', 'a connection; or a connector, which then gets a connection that only reads')
    .argument('<topic>', 'what it is, in the partner’s words: orders/create, settlement, confirmation')
    .argument('<file>', 'its bytes as they came; - reads standard input')
    .option('--drain', 'wait until all of it is done or parked, and say what became of it')
    .option('--timeout <seconds>', 'how long to wait at most', seconds, 120)
    .action(async (...[connection, topic, file, , self]: [string, string, string, unknown, Command]) =>
      inSession<Options>(self, t, (s, o) => handOver(s, { connection, topic, file }, o)));
}

function seconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('Give a number of seconds.');
  return Number(text);
}

async function handOver(
  s: Session, { connection, topic, file }: { connection: string; topic: string; file: string }, o: Options,
): Promise<Answer> {
  const intake = makeIntake(s.platform, () => {});
  const given = { connection, topic, ...await contentOf(file) };
  const taken = await ingestFile(s.platform, intake, s.act(), given);
  if (!o.drain) return { data: taken, text: takenText(taken) };
  const drained = await drain(s.platform, {
    tenant: s.tenant, documents: [taken], controlUrl: s.opened.url, intake, timeoutSeconds: o.timeout,
  });
  const silent = drained.complete && followed(drained).length === 0 && drained.waiting.length === 0
    ? await silenceOf(s.platform, s.tenant, given) : [];
  return {
    data: { ...taken, ...drained, ...(silent.length > 0 && { silent }) },
    text: `${takenText(taken)}\n${unchanged(taken, drained, silent)}${drainedText(drained, silent, s.t)}`,
    bad: !drained.complete,
    ...(drained.refused.length > 0 && { error: `Refused, nothing of it was taken: ${drained.refused.join('; ')}` }),
  };
}

/** A large file is never held whole. */
async function contentOf(file: string): Promise<Pick<Handed, 'body' | 'pieces' | 'bytes'>> {
  if (file !== '-' && statSync(file).isDirectory()) throw new Error(`${file} is a folder: name a file in it.`);
  const bytes = file === '-' ? 0 : statSync(file).size;
  if (bytes <= LARGE) return { body: readFileSync(file === '-' ? 0 : file) };
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, 0);
    return { body: buffer.subarray(0, bytesRead), pieces: () => createReadStream(file, { highWaterMark: PIECE }), bytes };
  } finally {
    await handle.close();
  }
}

const takenText = ({ connection, topic, reference, bytes, known, note }: Taken): string =>
  `${connection} said ${topic} about ${reference} (${plural(bytes, 'byte')}); ` +
  `${known ? 'it was here before, so nothing new follows' : 'it is stored'}.\n${note ? `${note}\n` : ''}`;

const unchanged = ({ known }: Taken, { changed, refused, complete }: Drained, silent: readonly string[]): string =>
  (known || changed || refused.length > 0 || !complete || silent.length > 0 ? ''
    : 'All it says was said before: nothing changed.\n\n');

const followed = (d: Drained): [string, number][] =>
  Object.entries(d.messages).filter(([type]) => type !== 'PartnerSpoke');

function drainedText(d: Drained, silent: readonly string[], t: Terminal): string {
  const kinds = followed(d);
  const parts = [
    kinds.length === 0 ? `Nothing followed from it${silent.length > 0 ? `: ${silent.join('; ')}` : ''}.\n`
      : `${paint(t, 'bold', 'WHAT FOLLOWED')}\n${table(kinds.map(([type, n]) => [String(n).padStart(4), type]), t)}`,
    ...orders(d, t), ...payouts(d, t), ...statements(d, t), ...ledger(d, t), ...waiting(d.waiting, t),
    d.complete ? '' : 'Time was up before all of it was done; it goes on as long as a worker runs.\n',
  ];
  return parts.filter(Boolean).join('\n');
}

function orders({ orders: found }: Drained, t: Terminal): string[] {
  if (found.length === 0) return [];
  const rows = found.slice(0, 20).map((o) => [o.number, `${o.total} ${o.currency}`, o.channel, o.stage]);
  return [`${paint(t, 'bold', 'ORDERS')}\n${table(rows, t)}${rest(found.length, rows.length)}`];
}
function payouts({ payouts: found }: Drained, t: Terminal): string[] {
  if (found.length === 0) return [];
  const pages = found.map((x) => payoutText({ ...x, journal: [] }).replace(/^(?=.)/gm, '  '));
  return [`${paint(t, 'bold', 'PAYOUTS')}\n${pages.join('\n')}`];
}
function statements({ statements: found }: Drained, t: Terminal): string[] {
  if (found.length === 0) return [];
  return [`${paint(t, 'bold', 'BANK')}\n${table(found.map((s) => statementCells(s, t).slice(1)), t)}`];
}
function ledger({ entries }: Drained, t: Terminal): string[] {
  if (entries.length === 0) return [];
  const texts = entries.slice(0, 10).map((e) => entryText(e).replace(/^/gm, '  '));
  return [`${paint(t, 'bold', 'LEDGER')}\n${texts.join('\n')}\n${rest(entries.length, texts.length)}`];
}
const rest = (all: number, shown: number): string =>
  all > shown ? `  … and ${(all - shown).toLocaleString('en')} more\n` : '';

function waiting(open: readonly Waiting[], t: Terminal): string[] {
  if (open.length === 0) return ['Nothing of it is open.\n'];
  const rows = open
    .slice(0, 20)
    .flatMap((w) => [
      [
        paint(t, 'yellow', '!'), w.exception ? `${w.exception} · ${w.owner}` : `${w.type} · ${w.state}`,
        w.closed ?? w.detail ?? 'waits behind the ones above',
      ],
      ...(w.fix ? [['', '', paint(t, 'dim', `→ ${w.fix}${w.waitsOn ? ` (${w.waitsOn})` : ''}`)]] : []),
    ]);
  return [`${paint(t, 'bold', 'OPEN')}\n${table(rows, t)}${rest(open.length, 20)}`];
}
