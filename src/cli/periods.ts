/** `periods`: the months of the books, and documents that came too late for theirs. */
import type { Command } from 'commander';
import { entityOf, letLateIn, listLate, listPeriods, reopenPeriod, softClose, type Turned } from '#runtime/operations/periods.ts';
import { month } from './day.ts';
import { actor, type Why } from './payouts.ts';
import { plural, table } from './print.ts';
import { inSession, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

type Whose = Why & { readonly entity?: string };
export function registerPeriods(program: Command, t: Terminal): void {
  const group = program.command('periods').description('months of the books: open, soft-closed, closed')
    .option('--entity <name>', 'one legal entity')
    .action(async (_options, self: Command) => inSession<Whose>(self, t, async ({ platform, tenant }, o) => {
      const data = await listPeriods(platform, tenant, o.entity);
      const rows = data.map((p) => [p.period, p.entity, p.state, plural(p.entries, 'entry', 'entries'), p.changedBy ?? '', p.why ?? '']);
      return { data, text: rows.length === 0 ? 'Nothing is posted yet.\n' : table(rows, t, '') };
    }));
  turning(group, t, { verb: 'soft-close', says: 'only finance posts into it from now on', act: softClose });
  turning(group, t, { verb: 'reopen', says: 'what waited for it goes on; needs a reason', act: reopenPeriod });
  late(group, t);
}

interface Turning { readonly verb: string; readonly says: string; readonly act: typeof softClose }
const turning = (group: Command, t: Terminal, { verb, says, act }: Turning): unknown =>
  group.command(verb).description(says).argument('<period>', 'a month: 2026-10', month).option('--entity <name>', 'whose books')
    .option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
    .action(async (...[period, , self]: [string, unknown, Command]) => inSession<Whose>(self, t, async (s, o) => {
      const done = await act(s.platform, actor(s, o), { entity: entityOf(s.platform, s.tenant, o.entity), period });
      return { data: done, text: turned(done) };
    }));
export const turned = (d: Turned): string => `${d.period} of ${d.entity} is ${d.state}.` +
  `${d.released > 0 ? ` ${plural(d.released, 'document goes', 'documents go')} on.` : ''}\n`;

function late(group: Command, t: Terminal): void {
  group.command('late').description('documents whose month is closed, for somebody to decide')
    .action(async (_options, self: Command) => inSession(self, t, async ({ platform, tenant }: Session) => {
      const data = await listLate(platform, tenant);
      const rows = data.map((l) => [l.delivery, l.period, l.entity, l.detail]);
      return { data, text: rows.length === 0 ? 'There are none.\n' : table(rows, t, '') };
    }));
  group.command('let-in').description('post it into the first open month after its own')
    .argument('<delivery>', 'as `periods late` names it')
    .option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so')
    .action(async (...[name, , self]: [string, unknown, Command]) => inSession<Why>(self, t, async (s, o) => {
      const l = await letLateIn(s.platform, actor(s, o), name);
      return { data: l, text: `${l.subject} goes into the first open month after ${l.period}.\n` };
    }));
}
