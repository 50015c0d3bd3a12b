/** `bank`: statements, lines and deposits; what belongs together, and what a line is when it is no deposit. */
import type { Command } from 'commander';
import {
  bankAccounts, explainByHand, listBankLines, listDeposits, listStatements, matchByHand, unmatch, type BankLineItem, type DepositItem,
  type StatementItem,
} from '#runtime/operations/bank.ts';
import { actor, type Why } from './payouts.ts';
import { paint, plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Listed { readonly state?: string; readonly connection?: string; readonly statement?: string; readonly limit: string }
const most = (o: Listed): number => Math.min(500, Number(o.limit) || 50);
const none = 'There are none.\n';

export function registerBank(program: Command, t: Terminal): void {
  const group = program.command('bank').description('bank accounts: closing balance, what the books have of it, what is open')
    .action(async (_options, self: Command) => inSession(self, t, async ({ platform, tenant }) => {
      const data = await bankAccounts(platform, tenant);
      const rows = data.map((a) => [a.bank, a.account, `to ${a.to}`, `${a.closing ?? '?'} ${a.currency}`, `${a.booked} in the books`,
        Number(a.open) === 0 ? '' : paint(t, 'yellow', `${a.open} open`), a.before === null ? '' : `${a.before} from before`]);
      return { data, text: rows.length === 0 ? 'No bank has told us anything yet.\n' : table(rows, t, '') };
    }));
  lists(group, t);
  decisions(group, t);
}

function lists(group: Command, t: Terminal): void {
  group.command('statements').description('statements, newest first').option('--connection <name>').option('--limit <n>', 'how many', '50')
    .action(async (_options, self: Command) => inSession<Listed>(self, t, async ({ platform, tenant }, o) => {
      const data = await listStatements(platform, tenant, { connection: o.connection, limit: most(o) });
      return { data, text: data.length === 0 ? none : table(data.map((s) => statementCells(s, t)), t, '') };
    }));
  group.command('lines').description('what the bank saw, newest first').option('--state <state>', 'open, matched or explained')
    .option('--connection <name>').option('--statement <id>').option('--limit <n>', 'how many', '50')
    .action(async (_options, self: Command) => inSession<Listed>(self, t, async (s, o) => {
      const data = await listBankLines(s.platform, s.act(), {
        state: o.state as BankLineItem['state'] | undefined, connection: o.connection, statement: o.statement, limit: most(o) });
      const rows = data.map((l) => [l.id, l.booked, `${l.amount} ${l.currency}`, l.text.slice(0, 60),
        l.explainedAs ?? l.match ?? l.reason ?? '']);
      return { data, text: rows.length === 0 ? none : table(rows, t, '') };
    }));
  group.command('deposits').description('what payouts say they sent, and whether it came').option('--state <state>',
    'open, missing or matched')
    .option('--connection <name>').option('--limit <n>', 'how many', '50')
    .action(async (_options, self: Command) => inSession<Listed>(self, t, async ({ platform, tenant }, o) => {
      const data = await listDeposits(platform, tenant,
        { state: o.state as DepositItem['state'] | undefined, connection: o.connection, limit: most(o) });
      const rows = data.map((d) => [d.id, d.due, d.connection, d.settlement, `${d.amount} ${d.currency}`,
        d.state === 'missing' ? paint(t, 'yellow', d.state) : d.state, d.match ? `${d.match.id} ${d.match.says}` : d.reason ?? '']);
      return { data, text: rows.length === 0 ? none : table(rows, t, '') };
    }));
}

export const statementCells = (s: StatementItem, t: Terminal): string[] => [
  s.id, `${s.bank} ${s.account}`, `${s.from ? `${s.from} – ` : ''}${s.to}`, `${s.opening ?? '?'} → ${s.closing ?? '?'} ${s.currency}`,
  `${plural(s.lines, 'line')}${s.repeated ? ` (${s.repeated} known)` : ''}`, `${s.matched} matched, ${s.explained} explained`,
  s.open > 0 ? paint(t, 'yellow', `${s.open} open over ${s.openAmount}`) : 'none open', s.gap ? paint(t, 'yellow', `gap ${s.gap}`) : '',
];

function decisions(group: Command, t: Terminal): void {
  group.command('match').description('these lines are these deposits').option('--line <id...>',
    'lines of the bank').option('--deposit <id...>', 'deposits')
    .option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
    .action(async (_options, self: Command) => inSession<Why & { line?: string[]; deposit?: string[] }>(self, t, async (s, o) => ({
      data: await matchByHand(s.platform, actor(s, o), { lines: o.line ?? [], deposits: o.deposit ?? [] }),
      text: 'They belong together; the entry follows.\n',
    })));
  group.command('unmatch').description('they do not belong together after all: the entry is taken back').argument('<match>')
    .option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
    .action(async (...[id, , self]: [string, unknown, Command]) => inSession<Why>(self, t, async (s, o) =>
      ({ data: await unmatch(s.platform, actor(s, o), id), text: 'They are apart, and stay so.\n' })));
  group.command('explain').description('a line that is no deposit: post it to an account').argument('<line>').argument('<account>',
    'expenses:bank-fees')
    .option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
    .action(async (...[line, path, , self]: [string, string, unknown, Command]) => inSession<Why>(self, t, async (s, o) =>
      ({ data: await explainByHand(s.platform, actor(s, o), line, path), text: `It goes to ${path}.\n` })));
}
