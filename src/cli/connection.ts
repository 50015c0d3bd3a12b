/** `connection`: who we are connected to, and stopping and starting what goes there. */
import type { Command } from 'commander';
import { wishesOf } from '#connectors/contract.ts';
import { isReadOnly, resumeConnection, suspendConnection } from '#runtime/operations/connections.ts';
import { tenantOf, type Connection } from '#runtime/platform.ts';
import { paint, plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

export function registerConnection(program: Command, t: Terminal): void {
  const group = program.command('connection').description('who we are connected to; stop and start what goes there');
  group
    .command('list')
    .description('all connections')
    .action(async (_options, self: Command) =>
      inSession(self, t, async ({ platform, tenant }) => {
        const all = [...tenantOf(platform, tenant).connections.values()];
        const data = all.map((c) => ({
          connection: c.connection, connector: c.connector.name, roles: c.row.roles, state: stateOf(c),
          reason: c.problem ?? c.row.reason, wishes: wishesOf(c.connector),
        }));
        if (all.length === 0) return { data, text: 'There are none yet: threadline apply FOLDER, or npm run demo.\n' };
        const head = ['CONNECTION', 'CONNECTOR', 'ROLES', 'STATE'].map((h) => paint(t, 'dim', h));
        return {
          data,
          text: table(
            
            [head, ...all.map((c) => [c.connection, c.connector.name, c.row.roles.join(', ') || '–', colored(c, t)])],
            t, '',
          ),
        };
      }),
    );
  group
    .command('suspend')
    .description('nothing goes to it or is read from it until it is resumed; nothing is lost')
    .argument('<connection>')
    .requiredOption('--reason <text>', 'why; the next person wants to know')
    .action(async (name: string, _options, self: Command) =>
      inSession<{ reason: string }>(self, t, async (s, { reason }) => {
        await suspendConnection(s.platform, { ...s.act(), why: reason }, name);
        return {
          data: { connection: name, state: 'suspended' }, text: `${name} is suspended: what is for it waits.\n`,
        };
      }),
    );
  group
    .command('resume')
    .description('go on with a suspended connection')
    .argument('<connection>')
    .option('--why <reason>', 'for the audit trail')
    .action(async (name: string, _options, self: Command) =>
      inSession<{ why?: string }>(self, t, async (s, { why }) => {
        const { due } = await resumeConnection(s.platform, s.act(why), name);
        const waited = due === 0 ? 'nothing waited for it' : `${plural(due, 'delivery is', 'deliveries are')} due now`;
        const text = `${name} goes on; ${waited}.\n`;
        return { data: { connection: name, state: 'active', due }, text };
      }),
    );
}

const stateOf = (c: Connection): string =>
  (c.problem ? 'cannot be used' : isReadOnly(c.row) ? 'only reads' : c.row.state);
function colored(c: Connection, t: Terminal): string {
  const state = stateOf(c);
  const why = c.problem ?? c.row.reason;
  const text = why ? `${state}: ${why}` : state;
  return state === 'active' ? paint(t, 'green', text) : paint(t, 'yellow', text);
}
