/** `journal approvals`, `approve`, `reject`, `reverse`, `enter`: what people do to the books. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { decideJournal, listApprovals } from '#runtime/operations/approvals.ts';
import { correct, type Corrected } from '#runtime/operations/corrections.ts';
import { writeOff } from '#runtime/operations/write-off.ts';
import { day } from './day.ts';
import { actor, type Why } from './payouts.ts';
import { table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

const today = (): string => Temporal.Now.plainDateISO().toString();
const Written = z.object({
  memo: z.string(), lines: z.array(z.object({ account: z.string(), amount: z.string(), currency: z.string() })).min(2),
});

export function registerJournalWork(group: Command, t: Terminal): void {
  group.command('approvals').description('journals that wait for a second person')
    .action(async (_options, self: Command) => inSession(self, t, async ({ platform, tenant }) => {
      const data = await listApprovals(platform, tenant);
      const rows = data.map((a) => [a.id, a.date, `${a.amount} ${a.currency}`, a.author, `${a.memo}: ${a.reasons.join(', ')}`]);
      return { data, text: rows.length === 0 ? 'There are none.\n' : table(rows, t, '') };
    }));
  for (const [name, state] of [['approve', 'approved'], ['reject', 'rejected']] as const)
    group.command(name)
      .description(name === 'approve' ? 'let it go on; never by its author' : 'it is taken back; the ERP never hears of it')
      .argument('<id>').option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
      .action(async (...[id, , self]: [string, unknown, Command]) => inSession<Why>(self, t, async (s, o) => {
        const a = await decideJournal(s.platform, actor(s, o), id, state);
        return { data: a, text: `${a.memo} over ${a.amount} ${a.currency} is ${state}.\n` };
      }));
  corrections(group, t);
  writeOffs(group, t);
}

type How = Why & { readonly date: string; readonly instead?: string; readonly entity?: string };
function corrections(group: Command, t: Terminal): void {
  group.command('reverse').description('take an entry back by one that stands beside it; another may take its place')
    .argument('<entry>', 'its number or id').option('--date <day>', 'when', day, today())
    .option('--instead <file>', 'JSON of what is entered instead: memo, lines with account, amount, currency')
    .requiredOption('--why <reason>', 'stands in the books').option('--as <person>', 'who says so')
    .action(async (...[entry, , self]: [string, unknown, Command]) => inSession<How>(self, t, async (s, o) => {
      const journal = o.instead === undefined ? undefined : read(o.instead);
      const made = await correct(s.platform, actor(s, o), { reverses: entry, date: o.date, journal });
      return { data: made, text: outcome(made) };
    }));
  group.command('enter').description('enter a journal of your own').argument('<file>', 'JSON: memo, lines with account, amount, currency')
    .option('--date <day>', 'when', day, today()).option('--entity <name>', 'whose books')
    .requiredOption('--why <reason>', 'stands in the books').option('--as <person>', 'who says so')
    .action(async (...[file, , self]: [string, unknown, Command]) => inSession<How>(self, t, async (s, o) => {
      const made = await correct(s.platform, actor(s, o), { date: o.date, journal: read(file), entity: o.entity });
      return { data: made, text: outcome(made) };
    }));
}
function writeOffs(group: Command, t: Terminal): void {
  group.command('write-off').description('take off a clearing account what will never be settled; by rule or with a second person')
    .argument('<account>', 'assets:clearing:…').argument('<item>', 'as `reconcile` names it')
    .option('--currency <code>', 'when there are several')
    .option('--date <day>', 'when', day, today()).option('--entity <name>', 'whose books')
    .requiredOption('--why <reason>', 'stands in the books').option('--as <person>', 'who says so')
    .action(async (...[account, item, , self]: [string, string, unknown, Command]) =>
      inSession<How & { currency?: string }>(self, t, async (s, o) => {
        const made = await writeOff(s.platform, actor(s, o), { account, item, date: o.date, entity: o.entity, currency: o.currency });
        return { data: made, text: `${made.amount} ${made.currency} of ${made.item} (${made.reason}). ${outcome(made)}` };
      }));
}
const read = (file: string) => Written.parse(JSON.parse(readFileSync(file, 'utf8')));
const outcome = ({ id, state, reasons }: Corrected): string => (state === 'posted' ? 'The books follow.\n'
  : `It waits for somebody else’s approval under ${id}: ${reasons.join(', ')}.\n`);
