/** `replay`: finished documents of a partner read once more, after it was said what would change. */
import type { Command } from 'commander';
import { previewReplay, replayDocuments, type Effect, type Preview } from '#runtime/operations/replay.ts';
import { paint, plural, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Asked {
  readonly from: string; readonly to?: string; readonly topic?: string; readonly why?: string;
  readonly apply?: boolean; readonly all?: boolean;
}
const SHOWN = 50;

export function registerReplay(program: Command, t: Terminal): void {
  program.command('replay').description('read finished documents of a partner again; without --apply only what would change is said')
    .argument('<connection>')
    .requiredOption('--from <time>', 'heard at or after: 2026-11-30T09:00:00Z').option('--to <time>', 'heard before (default: now)')
    .option('--topic <topic>', 'only documents of one kind, in the partner’s words')
    .option('--apply', 'do it: what would change is read again').option('--all', 'with --apply: also what reads as it did')
    .option('--why <reason>', 'for the audit trail')
    .action(async (connection: string, _options, self: Command) =>
      inSession<Asked>(self, t, (s, o) => replay(s, connection, o)));
}

async function replay(s: Session, connection: string, { from, to, topic, apply, all, why }: Asked): Promise<Answer> {
  const span = { connection, from, to: to ?? Temporal.Now.instant().toString(), topic };
  if (apply) {
    const replayed = await replayDocuments(s.platform, s.act(why), { ...span, all });
    return { data: { replayed }, text: `${plural(replayed, 'document')} read again.\n` };
  }
  const data = await previewReplay(s.platform, s.tenant, span);
  return { data, text: spoken(data, s.t) };
}

const MEANS: Readonly<Record<Effect, string>> = {
  same: 'read as they did', new: 'would say something new', contradicts: 'would contradict what is final', stops: 'would stop',
  expired: 'have expired', 'kept out': 'are kept out',
};
function spoken({ documents, counts, more }: Preview, t: Terminal): string {
  if (documents.length === 0) return 'No finished document was heard in this span.\n';
  const said = (Object.entries(counts) as [Effect, number][]).filter(([, n]) => n > 0).map(([e, n]) => `${n} ${MEANS[e]}`);
  const rows = documents.filter((d) => d.effect !== 'same').slice(0, SHOWN).map((d) => [
    d.reference, paint(t, d.effect === 'new' ? 'green' : 'yellow', d.effect), d.why ?? d.changes.map((c) => c.says).join('; '),
  ]);
  return `${plural(documents.length, 'document')}: ${said.join(', ')}.\n${more ? 'There are more: narrow the span.\n' : ''}` +
    `${rows.length > 0 ? `\n${table(rows, t)}\nAdd --apply to read them again.\n` : ''}`;
}
