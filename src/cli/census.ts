/** `census`: whether everything a partner has came in, was read and posted, and everything it was asked is acknowledged. */
import type { Command } from 'commander';
import { makeIntake } from '#runtime/intake.ts';
import { backfill, census, countAtSource, type Backfilled, type Further, type Source } from '#runtime/operations/census.ts';
import { paint, plural, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Asked { readonly hours: string; readonly source?: boolean; readonly backfill?: boolean; readonly why?: string }

export function registerCensus(program: Command, t: Terminal): void {
  program.command('census').description('counted at the source = received = accepted = posted, asked = acknowledged; by hour and kind')
    .argument('<connection>').option('--hours <n>', 'how far back', '24')
    .option('--source', 'also ask the partner what it has').option('--backfill', 'take what was never heard')
    .option('--why <reason>', 'for the audit trail')
    .action(async (connection: string, _options, self: Command) => inSession<Asked>(self, t, (s, o) => run(s, connection, o)));
}

async function run(s: Session, connection: string, o: Asked): Promise<Answer> {
  if (o.backfill) {
    const { taken, problems } = await all(s, connection, o.why);
    const text = (taken === 0 ? 'Nothing taken: all that could be asked for was heard.\n'
      : `${plural(taken, 'document')} taken; a worker reads ${taken === 1 ? 'it' : 'them'}.\n`) +
      problems.map(({ poll, problem }) => `At the partner, ${poll}: could not be asked (${problem}).\n`).join('');
    return { data: { taken, problems }, text, ...(problems.length > 0 && { bad: true }) };
  }
  const counted = await census(s.platform, s.tenant, { connection, hours: Number(o.hours) });
  const source = o.source ? await countAtSource(s.platform, s.tenant, connection) : [];
  const even = [...counted.heard.map((h) => h.received === h.posted), ...counted.told.map((h) => h.asked === h.acknowledged),
    ...source.map((x) => x.listed === x.heard && x.problem === null)].every(Boolean);
  const head = (...names: string[]) => names.map((n) => paint(s.t, 'dim', n));
  const mark = (wanted: number, is: number) => (wanted === is ? String(is) : paint(s.t, 'yellow', String(is)));
  const heard = counted.heard.map((h) =>
    [String(h.hour), h.kind, String(h.received), mark(h.received, h.accepted), mark(h.received, h.posted), h.missing.join(' ')]);
  const told = counted.told.map((h) => [String(h.hour), h.kind, String(h.asked), mark(h.asked, h.acknowledged), h.missing.join(' ')]);
  const text = [
    ...source.map(saySource),
    table([head('HOUR', 'HEARD', 'RECEIVED', 'ACCEPTED', 'POSTED', 'MISSING'), ...heard], s.t),
    table([head('HOUR', 'ASKED', 'ASKED', 'ACKNOWLEDGED', 'MISSING'), ...told], s.t),
    even ? 'Everything is where it should be.\n' : `${paint(s.t, 'yellow', '!')} Not everything is where it should be.\n`,
  ].join('\n');
  return { data: { ...counted, source, even }, text };
}
/** As often as the partner lists more; what could not be asked is not asked again. */
async function all(s: Session, connection: string, why: string | undefined): Promise<Omit<Backfilled, 'next'>> {
  const intake = makeIntake(s.platform, () => {});
  const problems: Backfilled['problems'][number][] = [];
  let taken = 0;
  for (let from: Further | undefined; ;) {
    const done = await backfill(s.platform, intake, s.act(why), { connection, from });
    taken += done.taken;
    problems.push(...done.problems);
    from = Object.fromEntries(Object.entries(done.next).filter(([poll]) => !done.problems.some((x) => x.poll === poll)));
    if (Object.keys(from).length === 0) return { taken, problems };
  }
}
const saySource = ({ poll, listed, heard, missing, more, problem }: Source): string => (problem === null
  ? `At the partner, ${poll}: ${listed} listed${more ? ' so far' : ''}, ${heard} heard.` +
    (missing.length > 0 ? ` Never heard: ${missing.join(' ')}` : '')
  : `At the partner, ${poll}: could not be asked (${problem}).`);
