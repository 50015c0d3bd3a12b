/** `exceptions` and `deliveries`: what waits for a person, and what a person can do about it. */
import { InvalidArgumentError, type Command } from 'commander';
import { EXCEPTIONS, type ExceptionKind } from '#domain/exception.ts';
import {
  assignDelivery, dropDelivery, nameOf, parseName, retryDelivery, retryWhere, snoozeDelivery,
} from '#runtime/operations/deliveries.ts';
import { invalid } from '#runtime/operations/operation.ts';
import { listDeliveries, type ListedDelivery } from '#store/operate-list.ts';
import { listExceptions, type ExceptionRow } from '#store/list-work.ts';
import { storyOrder, storyPayout } from '#store/story-parts.ts';
import { paint, plural, since, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

export function registerWorklist(program: Command, t: Terminal): void {
  program.command('exceptions').description('what waits for a person, the oldest first')
    .option('--owner <role>', 'operations, customer service, finance, developer, administrator')
    .option('--kind <exception>', 'UnmappedSku, StockShort, …', kind)
    .option('--snoozed', 'also what is to be looked at later')
    .option('--limit <n>', 'how many', number, 50)
    .action(async (_options, self: Command) => inSession<ExceptionOptions>(self, t, exceptions));
  const group = program
    .command('deliveries')
    .description('work that is not done: look at it, try it again, give it up');
  group
    .command('list')
    .description('unfinished work')
    .option('--state <state...>', 'Parked, Ready, Queued, Claimed, Done, Dropped', [
      'Parked', 'Ready', 'Queued', 'Claimed',
    ])
    .option('--connection <name>', 'work for one connection')
    .option('--owner <role>', 'one role’s')
    .option('--exception <kind>', 'stopped by it', kind)
    .option('--limit <n>', 'how many', number, 50)
    .action(async (_options, self: Command) => inSession<ListOptions>(self, t, list));
  group
    .command('retry')
    .description('try stopped work again: one delivery, or all that fit')
    .argument('[delivery]')
    .option('--exception <kind>', 'all that were stopped by it', kind)
    .option('--connection <name>', 'all for one connection')
    .option('--owner <role>', 'all that are one role’s')
    .option('--why <reason>', 'for the audit trail')
    .action(async (name: string | undefined, _options, self: Command) =>
      inSession<Selection>(self, t, (s, o) => retry(s, name, o)),
    );
  group
    .command('drop')
    .description('give work up for good; what stood on it is undone')
    .argument('<delivery>')
    .requiredOption('--reason <text>', 'why; it stays in the audit trail')
    .action(async (name: string, _options, self: Command) =>
      inSession<{ reason: string }>(self, t, (s, o) => drop(s, name, o.reason)),
    );
  group
    .command('assign')
    .description('give an exception to one person of its role')
    .argument('<delivery>')
    .option('--to <person>', 'left out: back to everybody of the role')
    .action(async (name: string, _options, self: Command) =>
      inSession<{ to?: string }>(self, t, (s, o) => assign(s, name, o.to ?? null)),
    );
  group
    .command('snooze')
    .description('look at an exception later')
    .argument('<delivery>')
    .requiredOption('--until <time>', '2026-11-30T09:00:00Z')
    .action(async (name: string, _options, self: Command) =>
      inSession<{ until: string }>(self, t, (s, o) => snooze(s, name, o.until)),
    );
}

function number(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Give a number from 1 to 99999.');
  return Number(text);
}

function kind(text: string): string {
  if (kindOf(text)) return text;
  const alike = Object.keys(EXCEPTIONS).filter((k) => k.toLowerCase().includes(text.toLowerCase().slice(0, 4)));
  throw new InvalidArgumentError(`There is no such kind of exception${alike.length > 0 ? `: ${alike.join(', ')}?` : '.'}`);
}

interface ExceptionOptions {
  readonly owner?: string; readonly kind?: string; readonly snoozed?: boolean; readonly limit: number;
}
async function exceptions({ platform, tenant, t }: Session, o: ExceptionOptions): Promise<Answer> {
  const rows = await listExceptions(platform.pool, tenant, {
    owner: o.owner, exception: o.kind, snoozed: o.snoozed, limit: o.limit,
  });
  const items = await Promise.all(rows.map(async (row) => ({ row, about: await aboutOf(platform.pool, tenant, row) })));
  const data = items.map(({ row, about }) => ({
    delivery: nameOf(row),
    exception: row.exception,
    owner: row.owner,
    assignee: row.assignee,
    about,
    type: row.type,
    since: row.changed,
    detail: row.fault.detail,
    waitsOn: row.waits_on,
    fix: kindOf(row.exception)?.fix,
    story: row.correlation,
  }));
  if (items.length === 0) return { data, text: 'Nothing waits for a person.\n' };
  const more = rows.length === o.limit ? ` (the first ${o.limit})` : '';
  return {
    data,
    text: `${plural(rows.length, 'exception')}${more}\n\n${items.map((i) => spoken(i.row, i.about, t)).join('\n')}`,
  };
}

const kindOf = (kind: string) => (EXCEPTIONS as Partial<Record<string, (typeof EXCEPTIONS)[ExceptionKind]>>)[kind];

async function aboutOf(
  pool: Session['platform']['pool'], tenant: string, { subject, type, data }: ExceptionRow,
): Promise<string> {
  const orderId = /^order:([^/]+)/.exec(subject)?.[1];
  const order = orderId ? await storyOrder(pool, tenant, orderId) : undefined;
  if (order) return order.number;
  const payoutId = /^payout:([^/]+)/.exec(subject)?.[1];
  const payout = payoutId ? await storyPayout(pool, tenant, payoutId) : undefined;
  if (payout) return `payout ${payout.external}`;
  const reference = type === 'PartnerSpoke' ? (data as { reference?: string }).reference : undefined;
  return orderId ?? reference ?? /^intake:([^:/]+)/.exec(subject)?.[1] ?? subject.split('/')[0]!;
}

function spoken(row: ExceptionRow, about: string, t: Terminal): string {
  const who = row.assignee ? `${row.assignee} (${row.owner})` : row.owner;
  const head = [paint(t, 'bold', row.exception), who, about, `for ${since(row.changed)}`].join(' · ');
  const kind = kindOf(row.exception);
  return `${head}\n${table([
    ['', row.fault.detail],
    ...(kind ? [['', paint(t, 'dim', `→ ${kind.fix}`)]] : []),
    ['', paint(t, 'dim', nameOf(row))],
  ], t, '')}`;
}

interface ListOptions {
  readonly state: readonly string[]; readonly connection?: string; readonly owner?: string; readonly exception?: string;
  readonly limit: number;
}
const STATES = ['Ready', 'Queued', 'Claimed', 'Parked', 'Done', 'Dropped'];
async function list({ platform, tenant, t }: Session, o: ListOptions): Promise<Answer> {
  const wrong = o.state.find((s) => !STATES.includes(s));
  if (wrong) throw invalid(`There is no state ${wrong}: they are ${STATES.join(', ')}.`);
  const rows = await listDeliveries(platform.pool, tenant, {
    states: o.state, exception: o.exception, owner: o.owner, limit: o.limit,
    handlers: o.connection ? [`connection:${o.connection}`, `intake:${o.connection}`] : undefined,
  });
  const data = rows.map((r) => ({ delivery: nameOf(r), ...r }));
  if (rows.length === 0) return { data, text: 'There is no such work.\n' };
  const head = ['DELIVERY', 'STATE', 'MESSAGE', 'TRIED', 'WHY'].map((h) => paint(t, 'dim', h));
  return {
    data,
    text: table([head, ...rows.map((r) => [nameOf(r), r.state, r.type, String(r.attempts), whyOf(r)])], t, ''),
  };
}
const whyOf = (r: ListedDelivery): string => {
  const who = r.owner ? `${r.exception} (${r.assignee ?? r.owner}): ` : '';
  const seconds = Temporal.Now.instant().until(r.due).total('seconds');
  const wait = r.state === 'Ready' && seconds > 1 ? `in ${Math.round(seconds)} s` : '';
  return [wait, `${who}${r.detail ?? ''}`].filter(Boolean).join('; ') || r.subject;
};

interface Selection {
  readonly exception?: string; readonly connection?: string; readonly owner?: string; readonly why?: string;
}
async function retry(
  s: Session, name: string | undefined, { exception, connection, owner, why }: Selection,
): Promise<Answer> {
  if (name === undefined) {
    const retried = await retryWhere(s.platform, s.act(why), { exception, connection, owner });
    return {
      data: { retried },
      text:
        retried === 0 ? 'Nothing that fits has stopped.\n' : `${plural(retried, 'delivery', 'deliveries')} due now.\n`,
    };
  }
  if (exception ?? connection ?? owner) throw invalid('Give one delivery, or say which ones: not both.');
  const result = await retryDelivery(s.platform, s.act(why), parseName(s.tenant, name));
  const said = {
    again: `${name} is due now.`,
    asked: 'The order asks for its stock again; the exception closes when it gets it.',
  };
  return { data: { delivery: name, result }, text: `${said[result]}\n` };
}

async function drop(s: Session, name: string, reason: string): Promise<Answer> {
  const { undone } = await dropDelivery(s.platform, { ...s.act(), why: reason }, parseName(s.tenant, name));
  return { data: { delivery: name, dropped: true, undone },
    text: `${name} is dropped${undone ? '; what stood on it is being undone' : ''}.\n` };
}

async function assign(s: Session, name: string, to: string | null): Promise<Answer> {
  await assignDelivery(s.platform, s.act(), parseName(s.tenant, name), to);
  return {
    data: { delivery: name, assignee: to },
    text: to ? `${name} is ${to}’s now.\n` : `${name} is everybody’s of its role again.\n`,
  };
}

async function snooze(s: Session, name: string, until: string): Promise<Answer> {
  await snoozeDelivery(s.platform, s.act(), parseName(s.tenant, name), until);
  return { data: { delivery: name, until }, text: `${name} comes back at ${until}.\n` };
}
