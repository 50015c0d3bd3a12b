/** `register-days`: what each register took on a business date, whether its Z agrees, and the entries it stands in. */
import type { Command } from 'commander';
import { listRegisterDays, registerDay, type ShownRegisterDay } from '#runtime/operations/register-days.ts';
import { paint, plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Listed {
  readonly connection?: string; readonly store?: string; readonly from?: string; readonly to?: string; readonly variance?: boolean;
  readonly limit: string;
}

export function registerRegisterDays(program: Command, t: Terminal): void {
  const group = program.command('register-days').description('what registers took, day by day; newest first')
    .option('--connection <name>').option('--store <number>').option('--from <day>').option('--to <day>')
    .option('--variance', 'only where Z and tickets disagree').option('--limit <n>', 'how many', '50')
    .action(async (_options, self: Command) => inSession<Listed>(self, t, async ({ platform, tenant }, o) => {
      const data = await listRegisterDays(platform, tenant, { ...o, limit: Math.min(500, Number(o.limit) || 50) });
      const rows = data.map((d) => [d.id, d.date, d.store, `register ${d.register}`, d.state, plural(d.tickets, 'ticket'),
        d.entries > 1 ? plural(d.entries - 1, 'supplement') : '', d.variance ? paint(t, 'yellow', d.variance) : '']);
      return { data, text: rows.length === 0 ? 'No register has told us anything yet.\n' : table(rows, t, '') };
    }));
  group.command('show').description('one register day: takings, Z reports, tickets').argument('<id>')
    .action(async (...[id, , self]: [string, unknown, Command]) => inSession(self, t, async ({ platform, tenant }) => {
      const data = await registerDay(platform, tenant, id);
      return { data, text: shown(data, t) };
    }));
}

function shown(d: ShownRegisterDay, t: Terminal): string {
  const takings = d.takings.map((x) => [x.kind, x.method ?? '', x.of ?? '', `${x.amount} ${d.currency}`]);
  const tickets = d.records.map((r) => [r.at, r.ticket, r.kind, r.part === null ? 'not posted yet' : r.part === 0
    ? 'the Z’s entry' : `supplement ${r.part}`]);
  const reports = d.reports.map((z) => [z.at, z.number, z.sales ? `sales ${z.sales}` : 'no sums', z.over ? `${z.over} over` : '']);
  return [`${paint(t, 'bold', `${d.store}, register ${d.register}, ${d.date}`)} (${d.state})\n`, table(takings, t), '\n',
    reports.length > 0 ? `${paint(t, 'bold', 'Z')}\n${table(reports, t)}\n` : '',
      `${paint(t, 'bold', 'TICKETS')}\n${table(tickets, t)}`,
    d.variance ? `\n${paint(t, 'yellow', d.variance)}\n` : ''].join('');
}
