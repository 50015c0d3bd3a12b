/** `journal`: the ledger on paper, a page in memory at a time. */
import { Option, type Command } from 'commander';
import {
  decimalOf, journalWriter, JOURNAL_FORMATS, type JournalEntry, type JournalFormat,
} from '#runtime/journal-formats.ts';
import { entriesOf, type EntryRow, type Span } from '#store/journal.ts';
import { day } from './day.ts';
import { registerJournalWork } from './journal-work.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly entity?: string;
  readonly book: Span['book'];
  readonly format: JournalFormat;
}

export function registerJournal(program: Command, t: Terminal): void {
  const group = program.command('journal').description('the ledger, oldest entry first')
    .option('--from <day>', 'first day, 2026-11-01', day)
    .option('--to <day>', 'last day, included', day)
    .option('--entity <name>', 'one legal entity')
    .addOption(new Option('--book <book>', 'money or goods').choices(['money', 'goods']).default('money'))
    .addOption(
      new Option('--format <format>', 'text is plain-text accounting; --json is json')
        .choices([...JOURNAL_FORMATS])
        .default('text'),
    )
    .action(async (_options, self: Command) =>
      inSession<Options>(self, t, async ({ platform, tenant }, options) => {
        const writer = journalWriter(options.json ? 'json' : options.format);
        let entries = 0;
        for await (const page of entriesOf(platform.pool, tenant, options)) {
          entries += page.length;
          t.out(writer.page(page.map((e) => entryOf(options.book, e))));
        }
        t.out(writer.end());
        if (entries === 0) t.err('There is no entry in that time.\n');
        return undefined;
      }),
    );
  registerJournalWork(group, t);
}

const entryOf = (book: Span['book'], e: EntryRow): JournalEntry => ({
  id: e.id,
  book,
  date: e.date,
  memo: e.memo,
  document: e.document,
  legalEntity: e.legal_entity,
  correlation: e.correlation,
  lines: e.lines.map(({ account, unit, amount }) => ({ account, unit, amount: decimalOf(book, BigInt(amount), unit) })),
});
