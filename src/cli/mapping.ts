/** `mapping`: what partners call things, and what that is here. */
import type { Command } from 'commander';
import { listMappings, MAPPINGS, setMapping } from '#runtime/operations/mappings.ts';
import { paint, plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface SetOptions { readonly remove?: boolean; readonly why?: string }
interface ListOptions { readonly name?: string; readonly connection?: string }

export function registerMapping(program: Command, t: Terminal): void {
  const group = program.command('mapping').description('what partners call things, and what that is here');
  group
    .command('set')
    .description('set one mapping; everything that waited for it goes on')
    .argument('<name>', Object.keys(MAPPINGS).join(', '))
    .argument('<connection>', 'or "*" for all')
    .argument('<external>', 'what the partner calls it')
    .argument('[own]', 'what it is here')
    .option('--remove', 'take the mapping away')
    .option('--why <reason>', 'for the audit trail')
    .action(
      async (
        ...[name, connection, external, own, , self]: [string, string, string, string | undefined, unknown, Command]
      ) =>
        inSession<SetOptions>(self, t, async (s, { remove, why }) => {
          const set = await setMapping(s.platform, s.act(why), {
            name, connection, external, own: remove ? null : (own ?? ''),
          });
          const n = set.released;
          const waited = n === 0 ? 'nothing waited for it' : `${plural(n, 'delivery goes', 'deliveries go')} on`;
          const text =
            `${name} ${connection} ${external} ${remove ? 'is taken away' : `→ ${own}`} (version ${set.version}); ${waited}.\n`;
          return { data: set, text: text + (set.warning ? `${paint(t, 'yellow', '!')} ${set.warning}\n` : '') };
        }),
    );
  group
    .command('list')
    .description('the mappings that count now')
    .option('--name <name>', Object.keys(MAPPINGS).join(', '))
    .option('--connection <name>', 'of one connection')
    .action(async (_options, self: Command) =>
      inSession<ListOptions>(self, t, async (s, o) => {
        const rows = await listMappings(s.platform, s.tenant, o);
        if (rows.length === 0) return { data: rows, text: 'There are none.\n' };
        const head = ['MAPPING', 'CONNECTION', 'THEIRS', 'OURS', 'VERSION', 'BY'].map((h) => paint(t, 'dim', h));
        const cells = rows.map((r) => [r.name, r.connection, r.external, r.own ?? '', String(r.version), r.author]);
        return { data: rows, text: table([head, ...cells], t, '') };
      }),
    );
}
