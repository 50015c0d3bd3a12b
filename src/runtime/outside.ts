/**
 * Handlers that reach a partner: claimed in a short transaction, acted on outside any, finished in another
 * under the same epoch. A worker that dies in between leaves a claimed row; its successor frees it, and the
 * second attempt looks the key up before it repeats anything.
 */
import type { PoolClient } from 'pg';
import type { Fault } from '#domain/fault.ts';
import { Stopped, stop } from '#domain/fault.ts';
import { revive } from '#domain/wire.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { setConnectionState } from '#store/configuration.ts';
import { complete, setBack, type Claimed, type Leases } from '#store/delivery.ts';
import { transaction } from '#store/query.ts';
import { dropClaimed } from '#store/told.ts';
import { append, KeyReused, type Draft } from './append.ts';
import { readDocument } from './documents.ts';
import { isPassing, Lost, now, stoppedDelivery } from './moment.ts';
import { outcomeOf } from './outcome.ts';
import type { Batch } from './handlers/handler.ts';
import { readsOnly, tenantOf, type Connection, type Platform } from './platform.ts';
import { portFor } from './port.ts';
import { freshen, type Fresh } from './publication.ts';
import { tellSubscriber } from './subscriber.ts';

export type Outcome =
  | { readonly d: Claimed; readonly drafts: readonly Draft[]; readonly beside?: readonly ((tx: PoolClient) => Promise<void>)[] }
  | { readonly d: Claimed; readonly fault: Fault }
  /** It said what no longer counts, and was not sent. */
  | { readonly d: Claimed; readonly dropped: string; readonly drafts: readonly Draft[] };

/** The connection a handler stands for: `connection:shopify-us`, `intake:shopify-us`. */
export const connectionOf = (p: Platform, d: Pick<Claimed, 'tenant' | 'handler'>): Connection => {
  const name = d.handler.slice(d.handler.indexOf(':') + 1);
  const c = tenantOf(p, d.tenant).connections.get(name);
  // It may be a moment old: a fault that suspends would close it for everybody.
  if (!c) throw stop.unavailable(`there is no connection ${name} here yet: add it and apply the configuration`);
  return c;
};

/** Whether a write may still leave this process (worker.ts). */
export type MayAct = () => boolean;

/** Told as each ends: a slow one holds back no other. */
export type Ended = (outcomes: readonly Outcome[]) => void;

/**
 * Carries out deliveries of one handler; one outcome each, whatever happens: a delivery without one would stay in our hands
 * until the process ends.
 */
export async function act(p: Platform, deliveries: readonly Claimed[], mayAct: (d: Claimed) => boolean, ended: Ended): Promise<void> {
  const looked = await freshen(p, deliveries, now());
  const fresh = looked.flatMap((l) => (l.status === 'fulfilled' ? [l.value] : []));
  for (const [i, l] of looked.entries())
    if (l.status === 'rejected') ended([await guarded(p, deliveries[i]!, () => Promise.reject(l.reason as Error))]);
  const old = fresh.filter((f) => f.old !== undefined);
  const giving = old.map(async (f) => ended([await guarded(p, f.d, () => giveUp(p, f, () => mayAct(f.d)))]));
  const current = fresh.filter((f) => f.old === undefined).map((f) => f.d);
  const started = Date.now();
  const batch = await together(p, current, () => current.every(mayAct));
  if (batch && p.tracer) for (const o of batch) p.tracer.told({ ...spanOf(o.d), started });
  if (batch) ended(batch);
  else await Promise.all(current.map(async (d) => ended([await guarded(p, d, () => actOne(p, d, () => mayAct(d)))])));
  await Promise.all(giving);
}

/** An old state is not sent. One that may have been written already is looked up, so that we know what stands there. */
async function giveUp(p: Platform, { d, old = '', drafts = [] }: Fresh, mayAct: MayAct): Promise<Outcome> {
  if (d.attempts > 1) {
    const c = connectionOf(p, d);
    const wish = revive<{ key: string }>(d.data);
    const receipt = await writeOf(c, d).find?.(portFor(p, c, mayAct), wish as never, wish.key as never);
    if (receipt) return { d, drafts: [outcomeOf(d, c.connection, receipt, now()), ...drafts] };
  }
  return { d, dropped: old, drafts };
}

const spanOf = ({ handler, type, correlation, attempts }: Claimed) =>
  ({ name: `${type} ${handler}`, correlation, attributes: { handler, message: type, attempts } });

/** Carries one delivery out, in a span of its story. */
function guarded(p: Platform, d: Claimed, work: () => Promise<Outcome>): Promise<Outcome> {
  if (!p.tracer) return faultless(p, d, work);
  return p.tracer.around(spanOf(d), () => faultless(p, d, work),
    (o) => ('fault' in o ? { fault: o.fault.kind } : { dropped: 'dropped' in o }));
}

async function faultless(p: Platform, d: Claimed, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Stopped) return { d, fault: error.fault };
    if (isPassing(error)) return { d, fault: { kind: 'Unavailable', detail: `our database: ${(error as Error).message}` } };
    const { stack } = error as Error;
    p.log.error({ type: d.type, handler: d.handler, correlation: d.correlation, stack }, 'a defect parked a delivery');
    return { d, fault: { kind: 'Refused', exception: 'Defect', detail: (error as Error).message } };
  }
}

async function actOne(p: Platform, d: Claimed, mayAct: MayAct): Promise<Outcome> {
  if (d.handler.startsWith('subscription:')) return tellSubscriber(p, d, mayAct);
  const c = connectionOf(p, d);
  if (d.handler.startsWith('intake:')) return { d, ...(await readDocument(p, c, d)) };
  const write = writeOf(c, d);
  const wish = revive<{ key: string }>(d.data);
  const port = portFor(p, c, mayAct);
  const found = d.attempts > 1 ? await lookUp(c, d, write, () => write.find?.(port, wish as never, wish.key as never)) : undefined;
  const receipt = found ?? (await write.apply(port, wish as never, wish.key as never));
  return { d, drafts: [outcomeOf(d, c.connection, receipt, now())] };
}

function writeOf(c: Connection, d: Claimed): Write<never, never> {
  if (c.problem) throw stop.unauthorised(`${c.connection}: ${c.problem}`);
  if (readsOnly(c))
    throw stop.refused('PartnerRefused', `${c.connection} only reads recorded documents: apply its real settings, then retry`);
  const write = (c.connector.can.writes as Record<string, Write<never, never>> | undefined)?.[d.type];
  if (!write)
    throw stop.refused('PartnerRefused', `${c.connection} (${c.connector.name}) cannot ${d.type}: route it to one that can`);
  return write;
}

/** Without `find`, an attempt that may have been applied goes to a person instead of being repeated. */
async function lookUp(
  c: Connection, d: Claimed, write: Write<never, never>, find: () => Promise<Receipt | undefined> | undefined,
): Promise<Receipt | undefined> {
  if (write.find) return find();
  throw stop.refused('MissingOutcome', `${c.connection} may have carried out ${d.type} already and cannot be asked`);
}

/** Wishes of one type that the partner takes in one call. A batch refused whole is split until the bad item is alone. */
async function together(p: Platform, deliveries: readonly Claimed[], mayAct: MayAct): Promise<Outcome[] | undefined> {
  const [first] = deliveries;
  if (!first || deliveries.length < 2 || !first.handler.startsWith('connection:')) return undefined;
  if (deliveries.some((d) => d.type !== first.type)) return undefined;
  let c: Connection, batch: NonNullable<Write<never, never>['batch']>;
  try {
    c = connectionOf(p, first);
    const write = writeOf(c, first);
    if (!write.batch) return undefined;
    batch = write.batch;
  } catch {
    return undefined;
  }
  const outcomes: Outcome[] = [];
  for (let from = 0; from < deliveries.length; from += batch.size)
    outcomes.push(...(await bisect(p, portFor(p, c, mayAct), batch, deliveries.slice(from, from + batch.size))));
  return outcomes;
}

async function bisect(
  p: Platform, port: Port<never>, batch: NonNullable<Write<never, never>['batch']>, deliveries: readonly Claimed[],
): Promise<Outcome[]> {
  try {
    const wishes = deliveries.map((d) => revive<never>(d.data));
    const answers = await batch.apply(port, wishes, wishes.map((w) => (w as { key: never }).key));
    return deliveries.map((d, i): Outcome => {
      const a = answers[i];
      if (!a) return { d, fault: { kind: 'Unknown', detail: `${port.connection} gave no answer for this item of the batch` } };
      return a instanceof Stopped ? { d, fault: a.fault } : { d, drafts: [outcomeOf(d, port.connection, a, now())] };
    });
  } catch (error) {
    const whole = error instanceof Stopped && ['Refused', 'Malformed'].includes(error.fault.kind);
    if (!whole || deliveries.length === 1) return Promise.all(deliveries.map((d) => guarded(p, d, () => Promise.reject(error))));
    const half = Math.ceil(deliveries.length / 2);
    return [...(await bisect(p, port, batch, deliveries.slice(0, half))), ...(await bisect(p, port, batch, deliveries.slice(half)))];
  }
}

/** Marks what came of deliveries, inside a transaction; answers the messages that follow. A stale lease throws `Lost`. */
export async function settle(batch: Batch, outcomes: readonly Outcome[]): Promise<readonly Draft[]> {
  const { tx, leases } = batch;
  const done = outcomes.filter((o) => 'drafts' in o && !('dropped' in o));
  const dropped = outcomes.filter((o) => 'dropped' in o);
  const stopped = outcomes.filter((o) => 'fault' in o);
  await Promise.all(done.flatMap((o) => ('beside' in o ? o.beside ?? [] : [])).map((write) => write(tx)));
  const [finished] = await Promise.all([
    done.length > 0 ? complete(tx, leases, done.map((o) => o.d), 'Claimed') : 0,
    stopped.length > 0 && setBack(tx, leases, stopped.map((o) => stoppedDelivery(o.d, o.fault)), 'Claimed'),
    dropped.length > 0 && dropClaimed(tx, leases, dropped.map((o) => ({ ...o.d, why: o.dropped }))),
  ]);
  if (finished < done.length) throw new Lost();
  return [...done, ...dropped].flatMap((o) => ('drafts' in o ? o.drafts : []));
}

/** Writes outcomes down without anything else; one that cannot be written parks alone. */
export async function finish(p: Platform, leases: Leases, outcomes: readonly Outcome[]): Promise<void> {
  try {
    await transaction(p.engine, async (tx) => {
      const batch: Batch = { platform: p, tx, leases, now: now() };
      await append(tx, await settle(batch, outcomes), p.distributed);
    });
  } catch (error) {
    if (isPassing(error) && !(error instanceof Lost)) throw error;
    if (outcomes.length > 1) {
      for (const o of outcomes) await finish(p, leases, [o]);
      return;
    }
    if (error instanceof Lost) return p.log.warn({ key: outcomes[0]!.d.key }, 'an outcome came too late: somebody else has its delivery');
    const exception = error instanceof KeyReused ? 'ContradictsEarlier' : 'Defect';
    const fault: Fault = { kind: 'Refused', exception, detail: (error as Error).message };
    if ('fault' in outcomes[0]!) throw error;
    if (exception === 'Defect') p.log.error({ stack: (error as Error).stack }, 'an outcome could not be written');
    await finish(p, leases, [{ d: outcomes[0]!.d, fault }]);
  }
}

/** What an outcome means beyond its own delivery, and its count. Once an outcome, before it is written. */
export async function note(p: Platform, o: Outcome): Promise<void> {
  p.count('threadline_deliveries_total', { where: 'outside', outcome: 'fault' in o ? o.fault.kind : 'done' });
  if ('fault' in o) await react(p, o.d, o.fault);
}

/** A connection whose credentials are refused is suspended: nothing is retried, nothing is lost. */
async function react(p: Platform, d: Claimed, fault: Fault): Promise<void> {
  p.log.info({ type: d.type, handler: d.handler, correlation: d.correlation, attempts: d.attempts, fault }, 'stopped');
  if (fault.kind !== 'Unauthorised') return;
  const connection = d.handler.slice(d.handler.indexOf(':') + 1);
  if (await setConnectionState(p.pool, { tenant: d.tenant, connection }, 'suspended', fault.detail))
    p.log.warn({ connection, reason: fault.detail }, 'the connection is suspended');
}
