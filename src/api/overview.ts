/** How everything is, in one look: for the console's first page, the event stream and anybody who asks. */
import type { Pool } from 'pg';
import type { z } from 'zod';
import { HUNG_SECONDS } from '#runtime/ownership.ts';
import type { Platform } from '#runtime/platform.ts';
import type { Worker } from '#runtime/worker.ts';
import { connectionsOf } from '#store/configuration.ts';
import {
  backlog, countExceptions, countRecent, lastMessage, logHead, type BacklogRow, type Recent,
} from '#store/list-work.ts';
import { workersAlive } from '#store/operate-configuration.ts';
import { iso, isoOrNull } from './api.ts';
import { countItem } from './routes/work.ts';
import type { OverviewSchema } from './schemas-work.ts';

export type Overview = z.infer<typeof OverviewSchema>;

export async function readOverview(p: Platform, tenant: string, worker: Worker | undefined): Promise<Overview> {
  const [head, last, recent, exceptions, waiting, connections, alive] = await Promise.all([
    logHead(p.pool), lastMessage(p.pool, tenant), recentOf(p, tenant), countExceptions(p.pool, tenant),
    backlog(p.pool, tenant), connectionsOf(p.pool, tenant), workersAlive(p.pool, HUNG_SECONDS),
  ]);
  return {
    now: iso(Temporal.Now.instant()), log: { head: String(head), lastMessageAt: isoOrNull(last) }, lastDay: recent,
    exceptions: { total: exceptions.reduce((n, e) => n + e.count, 0), byKind: exceptions.map(countItem) },
    backlog: summed(waiting),
    connections: {
      active: connections.filter((c) => c.state === 'active').length,
      suspended: connections.filter((c) => c.state === 'suspended').length,
    },
    workers: { alive, shardsHere: worker ? worker.shards() : null },
  };
}

function summed(rows: readonly BacklogRow[]): Overview['backlog'] {
  const count = (of: BacklogRow['state']) => rows.reduce((n, r) => n + (r.state === of ? r.count : 0), 0);
  const lanes: Record<string, number> = {};
  for (const r of rows) if (r.state === 'Ready') lanes[r.lane] = (lanes[r.lane] ?? 0) + r.count;
  return {
    ready: count('Ready'), queued: count('Queued'), claimed: count('Claimed'), parked: count('Parked'),
    oldestDueSeconds: Math.max(0, ...rows.map((r) => secondsSince(r.waiting_since))), lanes,
  };
}

export const secondsSince = (at: Temporal.Instant | null): number =>
  (at ? Math.max(0, Math.round(at.until(Temporal.Now.instant()).total('seconds') * 10) / 10) : 0);

const FRESH_MS = 2000;
const kept = new WeakMap<Pool, Map<string, { at: number; value: Promise<Recent> }>>();
/** A day of orders is counted at most every few seconds, however many consoles look on. */
function recentOf(p: Platform, tenant: string): Promise<Recent> {
  const mine = kept.get(p.pool) ?? new Map<string, { at: number; value: Promise<Recent> }>();
  kept.set(p.pool, mine);
  const before = mine.get(tenant);
  if (before && Date.now() - before.at < FRESH_MS) return before.value;
  const value = countRecent(p.pool, tenant);
  mine.set(tenant, { at: Date.now(), value });
  value.catch(() => mine.delete(tenant));
  return value;
}
