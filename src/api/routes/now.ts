/**
 * The state of everything, once or as a stream. One look at the database a second serves all who listen; they
 * hear of a change at once and of the counts now and then, and a silent stream is kept awake.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { lastMessage, logHead, trailHead } from '#store/list-work.ts';
import { answers, isoOrNull, type Api, type ApiContext } from '../api.ts';
import { readOverview } from '../overview.ts';
import { problem } from '../problem.ts';
import { OverviewSchema } from '../schemas-work.ts';

const LOOK_MS = 1000;
const COUNTS_EVERY_MS = 3000;
const AWAKE_EVERY_MS = 15_000;
/** A session may have ended since: the browser comes back by itself and is checked again. */
const LONGEST_MS = 10 * 60_000;
const MOST_LISTENERS = 200;
const MOST_UNREAD = 1_000_000;

interface Listener { readonly tenant: string; readonly out: ServerResponse; readonly since: number }

export const nowRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  const { platform, worker } = context;
  app.get('/v1/overview', {
    schema: { summary: 'How everything is', tags: ['Now'], response: answers(OverviewSchema) },
  }, ({ caller, reads }) => readOverview(reads, caller.tenant, worker));

  const listeners = new Set<Listener>();
  const end = new AbortController();
  let looking: Promise<void> | undefined;
  // Before the server closes: it waits for answers in flight, and a stream is one that never ends.
  app.addHook('preClose', async () => {
    end.abort();
    for (const l of listeners) l.out.end();
    await looking;
  });
  app.get('/v1/events', {
    schema: {
      summary: 'The same, as it changes (server-sent events)', tags: ['Now'], response: answers(OverviewSchema),
      description: '`log` when messages were written or somebody changed something: {head, lastMessageAt}; ' +
        '`overview` at most every three seconds.',
    },
  }, async (request, reply) => {
    if (listeners.size >= MOST_LISTENERS) throw problem.busy('Too many are listening already.', 30);
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no',
      'x-request-id': request.id,
    });
    out.write('retry: 2000\n\n');
    const listener = { tenant: request.caller.tenant, out, since: Date.now() };
    listeners.add(listener);
    out.on('close', () => listeners.delete(listener));
    tell([listener], 'overview', await readOverview(platform.reading(listener.tenant), listener.tenant, worker));
    looking ??= look(context, listeners, end.signal).finally(() => { looking = undefined; });
  });
};

/** One that does not read what it is sent is let go; it comes back when it can. */
const tell = (to: Iterable<Listener>, event: string, data: unknown): void => {
  const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  for (const { out } of to) if (out.writableLength < MOST_UNREAD) out.write(text); else out.destroy();
};

/** `told`: how far log and trail of a tenant had come when its listeners last heard of it. */
interface Look { readonly told: Map<string, bigint>; changed: boolean; counted: number }

/** As long as anybody listens. */
async function look(c: ApiContext, listeners: Set<Listener>, end: AbortSignal): Promise<void> {
  const state: Look = { told: new Map(), changed: false, counted: Date.now() };
  while (listeners.size > 0) {
    await pause(LOOK_MS, undefined, { signal: end, ref: false }).catch(() => {});
    if (end.aborted) return;
    for (const l of listeners) if (Date.now() - l.since > LONGEST_MS) l.out.end();
    await glance(c, listeners, state).catch((error: Error) =>
      c.platform.log.warn({ error: error.message }, 'the event stream could not look at the database'));
  }
}

/** What waits for its time changes without a message, so the counts go out now and then whatever happened. */
async function glance(c: ApiContext, listeners: ReadonlySet<Listener>, state: Look): Promise<void> {
  const { pool } = c.platform;
  const head = await logHead(pool);
  const byTenant = [...Map.groupBy(listeners, (l) => l.tenant)];
  for (const [tenant, mine] of byTenant) {
    const { pool: reads } = c.platform.reading(tenant);
    const come = head + (await trailHead(pool, tenant));
    if (come === state.told.get(tenant)) continue;
    tell(mine, 'log', { head: String(head), lastMessageAt: isoOrNull(await lastMessage(reads, tenant)) });
    state.told.set(tenant, come);
    state.changed = true;
  }
  const age = Date.now() - state.counted;
  if (age < COUNTS_EVERY_MS || (!state.changed && age < AWAKE_EVERY_MS)) return;
  for (const [tenant, mine] of byTenant) tell(mine, 'overview', await readOverview(c.platform.reading(tenant), tenant, c.worker));
  state.changed = false;
  state.counted = Date.now();
}
