/** `proposal` and `backtest`: a change of mappings or policies before it counts. */
import type { Command } from 'commander';
import { backtest, type Backtest } from '#runtime/operations/backtest.ts';
import { whole, type Change } from '#runtime/operations/candidate.ts';
import { tenantOf } from '#runtime/platform.ts';
import { invalid } from '#runtime/operations/operation.ts';
import { startBacktest } from '#runtime/operations/proposal-backtest.ts';
import { approve, checkChanges, listProposals, propose, reject, takeBack, type Proposal } from '#runtime/operations/proposals.ts';
import { paint, plural, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Given { readonly mapping?: readonly string[]; readonly policy?: readonly string[]; readonly why?: string }
interface Tested extends Given { readonly days: string; readonly canary?: string; readonly proposal?: string }
interface Approved { readonly canary?: string; readonly from?: string; readonly why?: string; readonly as?: string }
const each = (value: string, before: readonly string[] = []): string[] => [...before, value];
const MAPPING = 'table,connection,theirs,ours; without ours it is taken away; repeat for more';
const POLICY = 'name,scope,{"json": …}; repeat for more';

export function registerProposal(program: Command, t: Terminal): void {
  program.command('backtest')
    .description('what would have been otherwise over the last days, had a change counted; writes nothing, asks no partner')
    .option('--proposal <id>', 'a proposal; its result is kept with it').option('--mapping <change>', MAPPING, each)
    .option('--policy <change>', POLICY, each)
    .option('--days <n>', 'how far back', '7').option('--canary <connection>', 'as if it counted for one connection alone')
    .action(async (_options, self: Command) => inSession<Tested>(self, t, run));
  const group = program.command('proposal').description('changes of mappings and policies before they count');
  group.command('make').description('propose a change').option('--mapping <change>', MAPPING, each)
    .option('--policy <change>', POLICY, each).option('--why <reason>', 'for whoever decides')
    .action(async (_options, self: Command) => inSession<Given>(self, t, async (s, o) =>
      one(await propose(s.platform, s.act(o.why), changesOf(o)))));
  group.command('list').description('proposals, newest first')
    .option('--state <state>', 'proposed, canary, active, rejected, taken back')
    .action(async (_options, self: Command) => inSession<{ state?: string }>(self, t, async (s, { state }) =>
      many(s, await listProposals(s.platform, s.tenant, state))));
  const decide = (name: string, says: string, act: typeof reject) => group.command(name).description(says).argument('<id>')
    .option('--why <reason>', 'for the audit trail').option('--as <name>', 'who decides it')
    .action(async (id: string, _options, self: Command) => inSession<Approved>(self, t, async (s, o) =>
      one(await act(s.platform, actor(s, o), id))));
  group.command('approve').description('make it count; not by its author').argument('<id>')
    .option('--canary <connection>', 'for one connection first')
    .option('--from <time>', 'when it begins to count: 2026-12-01T00:00:00Z').option('--why <reason>', 'for the audit trail')
    .option('--as <name>', 'who decides it')
    .action(async (id: string, _options, self: Command) => inSession<Approved>(self, t, async (s, o) =>
      one(await approve(s.platform, actor(s, o), { id, canary: o.canary, from: o.from }))));
  decide('reject', 'turn it down', reject);
  decide('take-back', 'what counted before counts again, as a new version', takeBack);
}

const actor = (s: Session, { as, why }: Approved) => ({ ...s.act(why), ...(as && { who: `cli:${as}` }) });

function changesOf({ mapping = [], policy = [] }: Given): Change[] {
  return [
    ...mapping.map((text): Change => {
      const [name = '', connection = '', external = '', ...own] = text.split(',');
      return { kind: 'mapping', name, connection, external, own: own.join(',') || null };
    }),
    ...policy.map((text): Change => {
      const [, name = '', scope = '', value = ''] = /^([^,]*),([^,]*),(.*)$/s.exec(text) ?? [];
      return { kind: 'policy', name, scope, value: objectIn(value) };
    }),
  ];
}
function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch { /* said below */ }
  throw invalid('Write a policy as name,scope,{"json": …}.');
}

async function run(s: Session, o: Tested): Promise<Answer> {
  const days = Number(o.days);
  if (o.proposal) {
    const { ended } = await startBacktest(s.platform, s.act(), { id: o.proposal, days, canary: o.canary });
    const data = await ended;
    return data.state === 'failed' ? { data, text: '', error: `The backtest failed: ${data.error ?? ''}` }
      : { data, text: spoken(data as Backtest, s.t) };
  }
  const changes = whole(tenantOf(s.platform, s.tenant), changesOf(o));
  await checkChanges(s.platform, s.tenant, changes);
  const data = await backtest(s.platform, s.tenant, { changes, days, canary: o.canary },
    (so) => s.t.err(`${so.looked} of ${so.total} messages …\n`));
  return { data, text: spoken(data, s.t) };
}

const SHOWN = 60;
function spoken(b: Backtest, t: Terminal): string {
  const rows = b.differences.slice(0, SHOWN).flatMap((d) => d.changes.slice(0, 6).map((c, i) => [
    ...(i === 0 ? [paint(t, d.kind === 'stops' ? 'yellow' : 'green', d.kind), d.says] : ['', '']),
    c.path, c.before ?? '–', c.after ?? '–']));
  const said = Object.entries(b.counts).filter(([, n]) => n > 0).map(([kind, n]) => `${n} × ${kind}`).join(', ');
  return `${plural(b.looked, 'message')} from ${b.from} to ${b.to}: ${said || 'nothing would differ'}.\n` +
    b.notJudged.map((why) => `Not judged: ${why}.\n`).join('') +
    b.unread.map((u) => `${plural(u.count, 'document')} not read: ${u.why}.\n`).join('') +
    (rows.length > 0 ? `\n${table([heads(t, 'KIND', 'WHAT', 'WHERE', 'IS', 'WOULD BE'), ...rows], t)}\n` : '');
}

const heads = (t: Terminal, ...names: string[]): string[] => names.map((h) => paint(t, 'dim', h));
const one = (p: Proposal): Answer => ({ data: p, text:
  `${p.id}: ${p.state}${p.canary ? ` for ${p.canary}` : ''}${p.version === null ? '' : `, version ${p.version}`}\n` +
  p.says.map((x) => `  ${x}\n`).join('') });
function many({ t }: Session, all: readonly Proposal[]): Answer {
  if (all.length === 0) return { data: all, text: 'There are none.\n' };
  const rows = all.map((p) => [p.id, p.canary ? `${p.state} (${p.canary})` : p.state, p.says.join('; '), p.author, p.decidedBy ?? '']);
  return { data: all, text: table([heads(t, 'PROPOSAL', 'STATE', 'WHAT', 'BY', 'DECIDED BY'), ...rows], t) };
}
