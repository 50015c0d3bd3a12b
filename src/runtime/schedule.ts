/**
 * What happens by the clock: polls of partners, checks that webhook subscriptions are alive, expiry of raw
 * payloads. Each schedule is a row; one worker takes it, and its cursor moves only after every document of
 * the page is stored.
 */
import { Stopped } from '#domain/fault.ts';
import { shardOf } from '#domain/shard.ts';
import { setConnectionState } from '#store/configuration.ts';
import { ensureSchedule, gates, hurry, settleSchedule, takeDue, type Due } from '#store/flow.ts';
import { expirePayloads } from '#store/payload.ts';
import { transaction } from '#store/query.ts';
import { lastSaid, type LastSaid } from '#store/spoken.ts';
import { expireAttempts } from '#store/subscription.ts';
import { LOOK_SECONDS, runStockLook } from './confidence.ts';
import { digestOfBytes, intakeSubject, type Arrival, type Intake } from './intake.ts';
import { FIRST_FIGURES_SECONDS, measureFigures } from './operations/figures.ts';
import { CLEARING_SECONDS, watchClearing } from './operations/clearing-watch.ts';
import { lookForDeposits } from './operations/bank-due.ts';
import { releaseMapped } from './operations/mappings.ts';
import { readsOnly, type Connection, type Platform } from './platform.ts';
import { portFor } from './port.ts';

const SUBSCRIPTION_SECONDS = 120;
/** A delivery can park for a mapping that was set a moment before its worker read the configuration: looked at again. */
const MAPPED_SECONDS = 5;
/** How long it is remembered what each subscriber was told. */
const ATTEMPT_DAYS = 30;
const AT_ONCE = 8;
/** Documents of a page that are stored at once. */
const TOGETHER = 100;

/** Names of the schedules a connection needs: `poll:<connection>:<name>`, `subscriptions:<connection>`. */
export async function ensureSchedules(p: Platform): Promise<void> {
  for (const { tenant, connections } of p.tenants.values()) {
    await ensureSchedule(p.flow, { tenant, name: 'expire', everySeconds: 3600 });
    await ensureSchedule(p.flow, { tenant, name: 'stock', everySeconds: LOOK_SECONDS });
    await ensureSchedule(p.flow, { tenant, name: 'deposits', everySeconds: 3600 });
    await ensureSchedule(p.flow, { tenant, name: 'mapped', everySeconds: MAPPED_SECONDS });
    await ensureSchedule(p.flow, { tenant, name: 'clearing', everySeconds: CLEARING_SECONDS });
    await ensureSchedule(p.flow, { tenant, name: 'figures', everySeconds: FIRST_FIGURES_SECONDS });
    for (const c of connections.values()) {
      if (c.problem || readsOnly(c)) continue;
      for (const poll of c.connector.can.polls ?? []) {
        const own = (c.row.settings['pollSeconds'] as number | undefined) ?? poll.everySeconds;
        await ensureSchedule(p.flow, { tenant, name: `poll:${c.connection}:${poll.name}`, everySeconds: own });
      }
      if (c.connector.can.subscribe && c.row.settings['callbackUrl']) {
        const own = (c.row.settings['subscriptionSeconds'] as number | undefined) ?? SUBSCRIPTION_SECONDS;
        await ensureSchedule(p.flow, { tenant, name: `subscriptions:${c.connection}`, everySeconds: own });
      }
    }
  }
}

const inTheAir = new WeakMap<Platform, number>();
/** Takes what is due as far as there is room, and does it. A slow partner holds a place, not the others. */
export async function runSchedules(p: Platform, intake: Intake): Promise<void> {
  const flying = inTheAir.get(p) ?? 0;
  if (flying >= AT_ONCE) return;
  const due = await takeDue(p.flow, AT_ONCE - flying);
  inTheAir.set(p, (inTheAir.get(p) ?? 0) + due.length);
  const landed = () => inTheAir.set(p, (inTheAir.get(p) ?? 1) - 1);
  await Promise.all(due.map((d) => runOne(p, intake, d).finally(landed)));
}

/** What a tenant's books and worklist are looked at for, by the clock. */
const SWEEPS: ReadonlyMap<string | undefined, (p: Platform, tenant: string) => Promise<unknown>> = new Map([
  ['mapped', (p: Platform, tenant: string) => transaction<unknown>(p.pool, (tx) => releaseMapped(tx, tenant))],
  ['clearing', watchClearing],
  ['deposits', lookForDeposits],
  ['figures', measureFigures],
]);

async function runOne(p: Platform, intake: Intake, due: Due): Promise<void> {
  const [kind, connection, poll] = due.name.split(':');
  const settle = (cursor: string | null, fault: string | null, again: boolean) =>
    settleSchedule(p.flow, { tenant: due.tenant, name: due.name, cursor, fault, again });
  try {
    if (kind === 'expire') {
      await expirePayloads(p.pool);
      await expireAttempts(p.pool, ATTEMPT_DAYS);
      return await settle(null, null, false);
    }
    if (kind === 'stock') return await runStockLook(p, due);
    const sweep = SWEEPS.get(kind);
    if (sweep) {
      await sweep(p, due.tenant);
      return await settle(null, null, false);
    }
    const c = p.tenants.get(due.tenant)?.connections.get(connection ?? '');
    if (!c || c.problem || readsOnly(c) || !(await isOpen(p, c))) return;
    if (kind === 'subscriptions') return await settle(null, await checkSubscriptions(p, c), false);
    const { cursor, more } = await runPoll(p, intake, c, { name: poll ?? '', since: due.cursor });
    await settle(cursor, null, more);
  } catch (error) {
    await onFault(p, due, connection ?? '', error as Error);
    await settle(null, (error as Error).message, false);
  }
}

async function onFault(p: Platform, due: Due, connection: string, error: Error): Promise<void> {
  p.log.info({ schedule: due.name, error: error.message }, 'a schedule stopped; it comes again');
  if (error instanceof Stopped && error.fault.kind === 'Unauthorised')
    await setConnectionState(p.pool, { tenant: due.tenant, connection }, 'suspended', error.fault.detail);
}

const isOpen = async (p: Platform, c: Connection): Promise<boolean> =>
  (await gates(p.flow)).some((g) => g.tenant === c.tenant && g.connection === c.connection && !g.closed);

/** One page of a poll: store every document, then move on. Answers the next cursor. */
export async function runPoll(
  p: Platform, intake: Intake, c: Connection, at: { name: string; since: string | null },
): Promise<{ cursor: string | null; more: boolean; documents: number }> {
  const poll = c.connector.can.polls?.find((x) => x.name === at.name);
  if (!poll) throw new Error(`${c.connection} has no poll ${at.name}`);
  const page = await poll.page(portFor(p, c), at.since ?? undefined);
  const found = page.documents.map(({ topic, reference, headers = {}, body }): Arrival =>
    ({ c, transport: poll.transport, topic, reference, headers, body: typeof body === 'string' ? Buffer.from(body) : body }));
  const before = poll.transport === 'poll' ? await lastAnswers(p, found) : new Map<string, LastSaid>();
  const store = async (arrival: Arrival): Promise<void> => {
    const last = before.get(`${arrival.topic} ${intakeSubject(arrival)}`);
    if (last?.lastDigest !== digestOfBytes(arrival)) await intake.accept({ ...arrival, ...(last && { after: last.last }) });
  };
  // Side by side, because documents that arrive together share a commit; those of one lane keep their order. None is
  // settled before all with it are stored: a file is settled with its last document.
  for (let i = 0; i < found.length; i += TOGETHER) {
    await Promise.all(found.slice(i, i + TOGETHER).map(store));
    for (const d of page.documents.slice(i, i + TOGETHER)) await d.settle?.();
  }
  return { cursor: page.next, more: page.more, documents: page.documents.length };
}

/** What the poll heard last about each of these: an answer is news when it differs from that, also when it came earlier. */
async function lastAnswers(p: Platform, found: readonly Arrival[]): Promise<Map<string, LastSaid>> {
  const said = found.map((a) => ({ subject: intakeSubject(a), topic: a.topic, digest: digestOfBytes(a), tenant: a.c.tenant }));
  const last = await Promise.all([...Map.groupBy(said, (s) => shardOf(s.tenant, s.subject))].map(([shard, some]) =>
    lastSaid(p.pool, shard, some[0]!.tenant, some)));
  return new Map(last.flat().map((l) => [`${l.topic} ${l.subject}`, l]));
}

/** Renews what is missing; a gap may have swallowed news, so the polls run at once. */
async function checkSubscriptions(p: Platform, c: Connection): Promise<null> {
  const callback = String(c.row.settings['callbackUrl']);
  const { renewed } = await c.connector.can.subscribe!(portFor(p, c), callback);
  if (renewed.length === 0) return null;
  p.log.warn({ connection: c.connection, topics: renewed }, 'webhook subscriptions were missing; renewed, polling for the gap');
  p.count('threadline_subscriptions_renewed_total', { connection: c.connection }, renewed.length);
  await hurry(p.flow, c.tenant, `poll:${c.connection}:`);
  return null;
}
