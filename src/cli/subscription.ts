/** `subscription`: systems that are told facts over signed webhooks. */
import type { Command } from 'commander';
import { EVENTS } from '#domain/event.ts';
import {
  changeSubscription, createSubscription, deleteSubscription, eventsOf, oneSubscription, replayEvents, rotateSecret, testSubscription,
  turnSubscription,
} from '#runtime/operations/subscriptions.ts';
import { attemptsOf, listSubscriptions, owedTo } from '#store/subscription.ts';
import { actor, type Why } from './payouts.ts';
import { paint, plural, since, table } from './print.ts';
import { inSession, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Wish extends Why { readonly url?: string; readonly events?: string[]; readonly channels?: string[]; readonly personal?: boolean }

export function registerSubscription(program: Command, t: Terminal): void {
  const group = program.command('subscription').description('systems that are told of events, and what they are owed')
    .action(async (_options, self: Command) => inSession(self, t, list));
  making(group, t);
  turning(group, t);
  telling(group, t);
}

async function list({ platform, tenant, t }: Session) {
  const [found, owed] = await Promise.all([listSubscriptions(platform.pool, tenant), owedTo(platform.pool, tenant)]);
  const data = found.map((s) => ({ ...s, events: eventsOf(s.types), waiting: owed.get(s.subscription)?.waiting ?? 0 }));
  const rows = data.map((s) => [s.name, s.state === 'active' ? s.state : paint(t, 'yellow', s.state), s.url,
    plural(s.events.length, 'event'), s.waiting > 0 ? `${s.waiting} wait` : '', s.reason ?? (s.reached_at
      ? `reached ${since(s.reached_at)} ago` : 'never reached')]);
  return { data, text: rows.length === 0 ? 'There are none.\n' : table(rows, t, '') };
}

const why = (c: Command): Command => c.option('--why <reason>', 'for the audit trail').option('--as <person>', 'who says so');
const wishes = (c: Command): Command => why(c.option('--channels <names...>', 'connections whose orders it wants; all unless said')
  .option('--personal', 'tell it who the buyer is; each reading is in the audit trail'));

function making(group: Command, t: Terminal): void {
  wishes(group.command('create').description('tell a system of events; prints the secret, once').argument('<name>').argument('<url>')
    .option('--events <names...>', 'order.placed, order.*, …', ['*']))
    .action(async (...[name, url, , self]: [string, string, unknown, Command]) => inSession<Wish>(self, t, async (s, o) => {
      const made = await createSubscription(s.platform, actor(s, o),
        { name, url, events: o.events ?? ['*'], channels: o.channels, personal: o.personal });
      return { data: made, text: `${name} is told of events from now on. Its secret, shown this once:\n${made.secret}\n` };
    }));
  wishes(group.command('change').description('another address, other events').argument('<name>').option('--url <url>', 'where to')
    .option('--events <names...>', 'which'))
    .action(async (...[name, , self]: [string, unknown, Command]) => inSession<Wish>(self, t, async (s, o) => {
      const { url, events, channels, personal } = o;
      const row = await changeSubscription(s.platform, actor(s, o), name, { url, events, channels, personal });
      return { data: row, text: `${row.name} is told ${plural(row.types.length, 'kind')} of events at ${row.url}.\n` };
    }));
  why(group.command('rotate').description('a new secret; the old one signs beside it for a while').argument('<name>')
    .option('--overlap-hours <n>', 'how long', '24'))
    .action(async (...[name, , self]: [string, unknown, Command]) => inSession<Why & { overlapHours: string }>(self, t,
      async (s, o) => {
      const made = await rotateSecret(s.platform, actor(s, o), name, Number(o.overlapHours));
      const text = `The new secret of ${name}, shown this once:\n${made.secret}\nThe old one counts until ${made.oldUntil}.\n`;
      return { data: made, text };
    }));
  group.command('events').description('the events there are').action((_options, self: Command) => inSession(self, t, async () => {
    const data = Object.values(EVENTS).map(({ event, means }) => ({ event, means }));
    return { data, text: table(data.map((e) => [e.event, e.means]), t, '') };
  }));
}

function turning(group: Command, t: Terminal): void {
  for (const [verb, state, says] of [['pause', 'paused', 'send nothing for now; what happens waits'],
    ['resume', 'active', 'send again, beginning with what waited']] as const)
    why(group.command(verb).description(says).argument('<name>'))
      .action(async (...[name, , self]: [string, unknown, Command]) => inSession<Why>(self, t, async (s, o) => {
        const row = await turnSubscription(s.platform, actor(s, o), name, state);
        return { data: row, text: `${row.name} is ${row.state}.\n` };
      }));
  why(group.command('delete').description('tell it nothing any more; what it was owed is dropped').argument('<name>'))
    .action(async (...[name, , self]: [string, unknown, Command]) => inSession<Why>(self, t, async (s, o) => {
      await deleteSubscription(s.platform, actor(s, o), name);
      return { data: { deleted: name }, text: `${name} is told nothing any more.\n` };
    }));
}

function telling(group: Command, t: Terminal): void {
  group.command('test').description('send it a test event now').argument('<name>')
    .action(async (...[name, , self]: [string, unknown, Command]) => inSession(self, t, async (s) => {
      const data = await testSubscription(s.platform, s.act(), name);
      const said = data.status === null ? `was not reached: ${data.answer}` : `answered ${data.status} in ${data.milliseconds} ms`;
      return { data, text: `${name} ${said}.\n`, bad: !data.taken };
    }));
  group.command('deliveries').description('what it was sent and what it answered, newest first').argument('<name>')
    .option('--failed', 'only what it did not take').option('--limit <n>', 'how many', '50')
    .action(async (...[name, , self]: [string, unknown, Command]) =>
      inSession<{ failed?: boolean; limit: string }>(self, t, async ({ platform, tenant }, o) => {
        const s = await oneSubscription(platform, tenant, name);
        const data = await attemptsOf(platform.pool, s, { ...(o.failed && { taken: false }), limit: Math.min(500,
          Number(o.limit) || 50) });
        const rows = data.map((a) => [a.at.toString({ smallestUnit: 'second' }), EVENTS[a.type]?.event ?? a.type, a.subject,
          a.status === null ? 'no answer' : String(a.status), `${a.milliseconds} ms`, a.taken ? '' : paint(t, 'yellow',
            a.answer ?? '')]);
        return { data, text: rows.length === 0 ? 'It was sent nothing yet.\n' : table(rows, t, '') };
      }));
  why(group.command('replay').description('tell it once more what happened in a time; events keep their ids').argument('<name>')
    .requiredOption('--from <time>', 'from when on, 2026-11-21T08:00:00Z').option('--to <time>', 'until when; now unless said')
    .option('--events <names...>', 'only these').option('--order <id>', 'only of this order, by our id'))
    .action(async (...[name, , self]: [string, unknown, Command]) =>
      inSession<Why & { from: string; to?: string; events?: string[]; order?: string }>(self, t, async (s, o) => {
        const { from, to, events, order } = o;
        const done = await replayEvents(s.platform, actor(s, o), name, { from, to, events, order });
        return { data: done, text: `${plural(done.events, 'event is', 'events are')} sent once more to ${name}.\n` };
      }));
}
