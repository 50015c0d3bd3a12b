/** `journal`: the ledger on paper, a page in memory at a time. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { entryOf } from '#runtime/journal-entry.ts';
import { journalWriter, JOURNAL_FORMATS, type JournalEntry, type JournalFormat } from '#runtime/journal-formats.ts';
import { gathered, journalWorkbook } from '#runtime/workbooks.ts';
import { entriesOf, type EntryRow, type Span } from '#store/journal.ts';
import { day } from './day.ts';
import { registerJournalWork } from './journal-work.ts';
import { inSession, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly entity?: string;
  readonly book: Span['book'];
  readonly format: JournalFormat | 'xlsx';
  readonly out?: string;
}

export function registerJournal(program: Command, t: Terminal): void {
  const group = program.command('journal').description('the ledger, oldest entry first')
    .option('--from <day>', 'first day, 2026-11-01', day)
    .option('--to <day>', 'last day, included', day)
    .option('--entity <name>', 'one legal entity')
    .addOption(new Option('--book <book>', 'money or goods').choices(['money', 'goods']).default('money'))
    .addOption(
      new Option('--format <format>', 'text is plain-text accounting; --json is json')
        .choices([...JOURNAL_FORMATS, 'xlsx'])
        .default('text'),
    )
    .option('--out <file>', 'write it there; needed for xlsx')
    .action(async (_options, self: Command) => inSession<Options>(self, t, (s, options) => printed(s, options)));
  registerJournalWork(group, t);
}

async function printed({ platform, tenant, t }: Session, o: Options & { json?: boolean }): Promise<undefined> {
  const pages = mapped(entriesOf(platform.pool, tenant, o));
  const format = o.json ? 'json' : o.format;
  if (format === 'xlsx') {
    if (o.out === undefined) throw new Error('A workbook is no text: say where with --out FILE.');
    writeFileSync(o.out, await journalWorkbook(await gathered(pages)));
    return undefined;
  }
  const writer = journalWriter(format);
  if (o.out !== undefined) writeFileSync(o.out, '');
  const write = (text: string) => (o.out === undefined ? t.out(text) : appendFileSync(o.out, text));
  let entries = 0;
  for await (const page of pages) {
    entries += page.length;
    write(writer.page(page));
  }
  write(writer.end());
  if (entries === 0) t.err('There is no entry in that time.\n');
  return undefined;
}

async function* mapped(pages: AsyncIterable<readonly EntryRow[]>): AsyncGenerator<JournalEntry[]> {
  for await (const page of pages) yield page.map(entryOf);
}
