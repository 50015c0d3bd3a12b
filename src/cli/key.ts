/** `key`: the master key that opens everything sealed. Keys of machines for the API are made over HTTP. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { KEY_NAME, NEXT_NAME } from '#runtime/master-key.ts';
import { rotateMasterKey, type Rotation } from '#runtime/operations/rotate-key.ts';
import { newKey } from '#runtime/vault.ts';
import { plural } from './print.ts';
import { inSession, print, type Globals } from './session.ts';
import type { Terminal } from './terminal.ts';

export function registerKey(program: Command, t: Terminal): void {
  const key = program.command('key').description('the master key: make one, replace the one in use');
  key.command('new').description(`print a new key, for ${KEY_NAME} or ${NEXT_NAME}; nothing is changed`)
    .action((_options, self: Command) => {
      const made = newKey().toString('base64');
      print(t, self.optsWithGlobals<Globals>(), { data: { key: made }, text: `${made}\n` });
    });
  key.command('rotate').description('wrap the data key of every tenant with a new master key; what runs goes on')
    .option('--why <reason>', 'for the audit trail')
    .action(async (_options, self: Command) =>
      inSession<{ why?: string }>(self, t, async ({ platform, act }, { data, why }) => {
        const rotation = await rotateMasterKey(platform, act(why), data);
        return { data: rotation, text: rotated(rotation, join(data, 'master.key')) };
      }));
}

function rotated({ from, to, tenants, kept }: Rotation, file: string): string {
  const done = `The master key is ${to} now (before: ${from}); ${plural(tenants, 'data key')} ` +
    `${tenants === 1 ? 'was' : 'were'} wrapped anew.\n`;
  return done + (kept
    ? `It is in ${file}: copy it to where you keep keys. The old one stays in ${kept}, because backups made until now ` +
      'open only with it; remove it with the last of them.\n'
    : `Start every process with it as ${KEY_NAME}; then ${NEXT_NAME} can go. Keep the old key as long as backups made ` +
      'with it.\n');
}
