/**
 * Starts the twin of a returns platform: its API behind a key, pages, limits, signed webhooks that come late, twice or out
 * of order; and what buyers, carriers and graders do, for tests and the demo to play. The contract is in
 * src/connectors/returns/README.md.
 */
import { createHmac } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { FaultKind, Faults } from '../faults.ts';
import { listen, sleep, type Twin, type TwinOptions } from '../twin.ts';
import { createWorld, type PortalReturn, type Units, type Wanted, type World } from './world.ts';

export type { PortalReturn, Wanted };

export interface ReturnsOptions extends TwinOptions {
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where events go until somebody registers another address. */
  readonly hooks?: string;
  readonly retryMs?: number;
  readonly perSecond?: number;
}
export interface ReturnsTwin extends Twin {
  readonly faults: Faults;
  readonly returns: ReadonlyMap<string, PortalReturn>;
  /** The buyer asks; the portal agrees by its rules, unless it is left to a person. */
  open(wanted: Wanted): PortalReturn;
  /** Any other word of the platform. */
  say(id: string, status: string): void;
  send(id: string, tracking: string): void;
  receive(id: string, location: string | undefined, items?: readonly Units[]): void;
  grade(id: string, grade: string, location?: string): void;
  /** Credit instead of money; with an order it is an exchange. */
  credit(id: string, amount: string, currency: string, order?: { id: string; number?: string }): void;
  complete(id: string): void;
  /** Resolves when no event is under way. */
  settled(): Promise<void>;
}
const ABLE: readonly FaultKind[] = ['delay', 'throttle', 'error'];

export async function startReturnsTwin(options: ReturnsOptions): Promise<ReturnsTwin> {
  const { faults, now = () => new Date() } = options;
  const sender = startSender(options);
  const world = createWorld(now, (type, r) => sender.announce(world.hooks.url, type, r));
  if (options.hooks) world.hooks = { url: options.hooks, types: [] };
  const app = Fastify({ logger: false });
  guard(app, options);
  serve(app, world);
  const url = await listen(app, options.port);
  const all = (r: PortalReturn): Units[] => r.items.map((i) => ({ item: i.id, quantity: i.quantity }));
  const at = (location: string | undefined) => (location ? { location } : {});
  return {
    name: 'returns', url, faults, applied: world.applied, returns: world.returns,
    open: (wanted) => world.open(wanted),
    say: (id, status) => void world.change(id, 'return.updated', (r) => { r.status = status; }),
    send: (id, tracking) => void world.change(id, 'return.updated', (r) => { r.status = 'in_transit'; r.tracking = tracking; }),
    receive: (id, location, items) => void world.change(id, 'return.updated', (r, when) => {
      r.status = 'received';
      r.receipts.push({ id: `rcv_${r.id}_${r.receipts.length + 1}`, at: when, ...at(location), items: items ?? all(r) });
    }),
    grade: (id, grade, location) => void world.change(id, 'return.updated', (r, when) => {
      r.status = 'inspected';
      const items = all(r).map((u) => ({ ...u, grade }));
      r.inspections.push({ id: `ins_${r.id}_${r.inspections.length + 1}`, at: when, ...at(location), items });
    }),
    credit: (id, amount, currency, order) => void world.change(id, 'return.updated', (r, when) => {
      r.credit = { id: `cr_${r.id}`, at: when, amount, currency, items: all(r), ...(order && { exchange_order: order }) };
    }),
    complete: (id) => void world.change(id, 'return.completed', (r) => { r.status = 'completed'; }),
    settled: () => sender.settled(),
    async stop() {
      sender.stop();
      await app.close();
    },
  };
}

function guard(app: FastifyInstance, { apiKey, faults, perSecond = 100 }: ReturnsOptions): void {
  let window = { second: 0, calls: 0 };
  app.addHook('preHandler', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${apiKey}`) return reply.status(401).send({ error: 'unknown key' });
    const second = Math.floor(performance.now() / 1000);
    window = window.second === second ? { second, calls: window.calls + 1 } : { second, calls: 1 };
    const fault = faults.next(`${request.method} ${request.routeOptions.url}`, ABLE);
    if (window.calls > perSecond || fault === 'throttle') return reply.status(429).header('retry-after', '1').send({ error: 'too many calls' });
    if (fault === 'error') return reply.status(503).send({ error: 'try again' });
    if (fault === 'delay') await sleep(300);
    return undefined;
  });
}

function serve(app: FastifyInstance, world: World): void {
  app.get('/v1/returns', (request) => {
    const { updated_since: since = '', cursor = '0', limit = '50' } = request.query as Record<string, string>;
    const from = Number(cursor) || 0;
    const size = Math.min(100, Math.max(1, Number(limit) || 50));
    const found = [...world.returns.values()].filter((r) => !since || r.updated_at >= since)
      .sort((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
    return { returns: found.slice(from, from + size), next_cursor: found.length > from + size ? String(from + size) : null };
  });
  app.get('/v1/returns/:id', (request, reply) => {
    const found = world.returns.get((request.params as { id: string }).id);
    return found ?? reply.status(404).send({ error: 'no such return' });
  });
  app.post('/v1/returns/:id/decision', (request, reply) => {
    const found = world.returns.get((request.params as { id: string }).id);
    if (!found) return reply.status(404).send({ error: 'no such return' });
    const { decision, note } = request.body as { decision: 'approve' | 'reject'; note?: string };
    const status = decision === 'approve' ? 'approved' : 'rejected';
    if (found.status === status) return found;
    if (found.status !== 'requested') return reply.status(409).send({ error: `the return is ${found.status}` });
    world.applied.push({ operation: 'decision', id: found.id, key: decision });
    return world.change(found.id, 'return.updated', (r) => {
      r.status = status;
      if (note) r.note = note;
    });
  });
  app.get('/v1/webhooks', () => world.hooks);
  app.put('/v1/webhooks', (request) => {
    const { url, types } = request.body as { url: string; types: string[] };
    world.hooks = { url, types };
    world.applied.push({ operation: 'webhooks', id: url });
    return world.hooks;
  });
}

const TRIES = 8;
function startSender({ webhookSecret, faults, now = () => new Date(), retryMs = 100 }: ReturnsOptions) {
  const under = new Set<Promise<void>>();
  const running = new AbortController();
  let held: (() => void) | undefined;
  let events = 0;
  async function post(url: string, body: string): Promise<void> {
    for (let attempt = 0; attempt < TRIES && !running.signal.aborted; attempt += 1) {
      const time = String(Math.floor(now().getTime() / 1000));
      const signature = createHmac('sha256', webhookSecret).update(`${time}.${body}`).digest('hex');
      const headers = { 'content-type': 'application/json', 'x-returns-signature': `t=${time},v1=${signature}` };
      const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(retryMs * 2 ** attempt);
    }
  }
  const send = (url: string, body: string): void => {
    const sending = post(url, body);
    under.add(sending);
    void sending.finally(() => under.delete(sending));
  };
  return {
    announce(url: string | null, type: string, r: PortalReturn): void {
      if (!url) return;
      events += 1;
      const body = JSON.stringify({ event_id: `evt_${events}`, type, return: r });
      const fault = faults.next('webhook', ['duplicate', 'reorder']);
      if (fault === 'reorder' && !held) {
        held = () => send(url, body);
        return;
      }
      send(url, body);
      if (fault === 'duplicate') send(url, body);
      held?.();
      held = undefined;
    },
    async settled(): Promise<void> {
      held?.();
      held = undefined;
      while (under.size > 0) await Promise.all(under);
    },
    stop: () => running.abort(),
  };
}
