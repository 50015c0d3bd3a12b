/** /metrics: what the process counted, and what the database says when it is asked. Labels are names of ours. */
import { Gauge, Registry } from 'prom-client';
import { HUNG_SECONDS } from '#runtime/ownership.ts';
import { breakers, budgets } from '#store/list-partners.ts';
import { backlog, countExceptions } from '#store/list-work.ts';
import { workersAlive } from '#store/operate-configuration.ts';
import type { ApiContext } from './api.ts';
import { secondsSince } from './overview.ts';

interface Metrics { readonly type: string; readonly text: string }
/** A registry of its own that reads the gauges when it is scraped, beside the process's. */
export function metricsOf({ platform, meter, worker, intake }: ApiContext): () => Promise<Metrics> {
  const own = new Registry();
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [own] });
  const waiting = gauge('threadline_backlog', 'Unfinished deliveries, by handler, state and lane',
    ['tenant', 'handler', 'state', 'lane']);
  const oldest = gauge('threadline_oldest_due_seconds', 'How long the longest due delivery of a lane has waited',
    ['tenant', 'lane']);
  const stopped = gauge('threadline_exceptions', 'What needs a person', ['tenant', 'exception', 'owner']);
  const tokens = gauge('threadline_budget_tokens', 'Points a connection may spend now',
    ['tenant', 'connection', 'bucket']);
  const rate = gauge('threadline_budget_per_second', 'Points a connection gets back a second',
    ['tenant', 'connection', 'bucket']);
  const open = gauge('threadline_breaker_open', '1 while a connection is not called because it kept failing',
    ['tenant', 'connection']);
  const state = gauge('threadline_connection_active', '0 while a connection is suspended', ['tenant', 'connection']);
  const shards = gauge('threadline_shards_owned', 'Shards this process works on');
  const workers = gauge('threadline_workers_alive', 'Workers that beat lately');
  const queued = gauge('threadline_intake_waiting', 'Documents in memory that are not committed yet');

  const read = async (): Promise<void> => {
    own.resetMetrics();
    const [work, buckets, gates, alive] = await Promise.all([
      backlog(platform.pool, null), budgets(platform.pool, null), breakers(platform.pool, null),
      workersAlive(platform.pool, HUNG_SECONDS),
    ]);
    for (const w of work) waiting.inc({ tenant: w.tenant, handler: w.handler, state: w.state, lane: w.lane }, w.count);
    const ages = Map.groupBy(work, (w) => `${w.tenant} ${w.lane}`);
    for (const [{ tenant, lane }, ...more] of [...ages.values()].map((g) => [g[0]!, ...g] as const))
      oldest.set({ tenant, lane }, Math.max(...more.map((w) => secondsSince(w.waiting_since))));
    for (const b of buckets) {
      const labels = { tenant: b.tenant, connection: b.connection, bucket: b.bucket };
      tokens.set(labels, b.tokens);
      rate.set(labels, b.per_second);
    }
    for (const k of gates)
      open.set({ tenant: k.tenant, connection: k.connection }, k.open_until && isLater(k.open_until) ? 1 : 0);
    for (const t of platform.tenants.values()) {
      for (const c of t.connections.values())
        state.set({ tenant: t.tenant, connection: c.connection }, c.row.state === 'active' ? 1 : 0);
      for (const e of await countExceptions(platform.pool, t.tenant))
        stopped.set({ tenant: t.tenant, exception: e.exception, owner: e.owner }, e.count);
    }
    shards.set(worker?.shards() ?? 0);
    workers.set(alive);
    queued.set(intake.waiting());
  };
  return async () => {
    await read();
    const all = Registry.merge([meter.registry, own]);
    return { type: all.contentType, text: await all.metrics() };
  };
}
const isLater = (at: Temporal.Instant): boolean => Temporal.Instant.compare(at, Temporal.Now.instant()) > 0;
