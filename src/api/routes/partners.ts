/** Connections as they are now, and mappings. Secrets are named and never shown. */
import { z } from 'zod';
import { shardOf } from '#domain/shard.ts';
import { openSecrets, resumeConnection, suspendConnection } from '#runtime/operations/connections.ts';
import { drainsIn } from '#runtime/operations/budget-forecast.ts';
import { listMappings, setMapping } from '#runtime/operations/mappings.ts';
import { tenantOf, type Connection, type Platform } from '#runtime/platform.ts';
import type { TenantKey } from '#runtime/vault.ts';
import { connectionsOf, type ConnectionRow } from '#store/configuration.ts';
import * as partners from '#store/list-partners.ts';
import { backlog, type BacklogRow } from '#store/list-work.ts';
import { actOf, answers, because, iso, isoOrNull, type Api, type ApiContext } from '../api.ts';
import { problem } from '../problem.ts';
import { word } from '../schemas.ts';
import { ConnectionItem, MappingItem } from '../schemas-work.ts';

const INTAKE_LANES = 4; // as in src/runtime/intake.ts, where they are fixed for ever
const HEARD_DAYS = 7;

export const partnerRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  connectionRoutes(app, context);
  mappingRoutes(app, context);
};

function connectionRoutes(app: Api, { platform, worker }: ApiContext): void {
  app.get('/v1/connections', {
    schema: {
      summary: 'Every connection: state, budget, breaker, polls, backlog, when it was last heard', tags: ['Partners'],
      response: answers(z.object({ items: z.array(ConnectionItem) })),
    },
  }, async ({ caller, reads }) => ({ items: await connectionItems(reads, caller.tenant) }));
  const params = z.object({ connection: word() });
  app.get('/v1/connections/:connection', {
    schema: { summary: 'One connection', tags: ['Partners'], params, response: answers(ConnectionItem) },
  }, async ({ params: { connection }, caller, reads }) => {
    const found = (await connectionItems(reads, caller.tenant)).find((c) => c.connection === connection);
    if (!found) throw problem.notFound(`There is no connection ${connection}.`);
    return found;
  });
  const Done = z.object({ state: z.enum(['suspended', 'active']), due: z.number().int() });
  app.post('/v1/connections/:connection/suspend', {
    schema: {
      summary: 'Send nothing more and poll no more; what comes in is still stored', tags: ['Partners'], params,
      body: z.object({ why: word(500) }), response: answers(Done),
    },
  }, async ({ params: { connection }, body: { why }, caller }) => {
    await suspendConnection(platform, { ...actOf(caller), why }, connection);
    return { state: 'suspended' as const, due: 0 };
  });
  app.post('/v1/connections/:connection/resume', {
    schema: {
      summary: 'Go on; what waited is due now', tags: ['Partners'], params, body: because, response: answers(Done),
    },
  }, async ({ params: { connection }, body, caller }) => {
    const { due } = await resumeConnection(platform, actOf(caller, body?.why), connection);
    worker?.wake();
    return { state: 'active' as const, due };
  });
}

function mappingRoutes(app: Api, { platform, worker }: ApiContext): void {
  app.get('/v1/mappings', {
    schema: {
      summary: 'The mappings that count now', tags: ['Partners'],
      querystring: z.object({ name: word().optional(), connection: word().optional() }),
      response: answers(z.object({ items: z.array(MappingItem) })),
    },
  }, async ({ query, caller, reads }) => ({ items: await listMappings(reads, caller.tenant, query) }));
  app.post('/v1/mappings', {
    schema: {
      summary: 'Set a mapping; whatever waited for it goes on', tags: ['Partners'],
      body: z.object({
        name: word(), connection: word(), external: word(), why: z.string().max(500).optional(),
        own: word().nullable().meta({ description: 'null takes the mapping away' }),
      }),
      response: answers(z.object({
        version: z.number().int(), released: z.number().int(), warning: z.string().optional(),
      })),
    },
  }, async ({ body: { why, ...mapping }, caller }) => {
    const set = await setMapping(platform, actOf(caller, why), mapping);
    worker?.wake();
    return set;
  });
}

async function connectionItems(p: Platform, tenant: string): Promise<z.infer<typeof ConnectionItem>[]> {
  const rows = await connectionsOf(p.pool, tenant);
  const [budgets, breakers, schedules, refusals, waiting, heard] = await Promise.all([
    partners.budgets(p.pool, tenant), partners.breakers(p.pool, tenant), partners.schedules(p.pool, tenant),
    partners.refusals(p.pool, tenant), backlog(p.pool, tenant), heardOf(p, tenant, rows),
  ]);
  const of = <T extends { readonly connection: string }>(all: readonly T[], row: ConnectionRow) =>
    all.filter((x) => x.connection === row.connection);
  return Promise.all(rows.map(async (row) => {
    const live = tenantOf(p, tenant).connections.get(row.connection);
    const buckets = of(budgets, row);
    const [breaker] = of(breakers, row);
    return {
      ...described(row, live, tenantOf(p, tenant).key), lastHeardAt: isoOrNull(heard.get(row.connection) ?? null),
      budgets: buckets.map((b) => ({
        bucket: b.bucket, tokens: Math.floor(b.tokens * 10) / 10, capacity: b.capacity, perSecond: b.per_second,
        blockedUntil: isoOrNull(b.blocked_until),
      })),
      breaker: { failures: breaker?.failures ?? 0, openUntil: isoOrNull(breaker?.open_until ?? null) },
      schedules: schedules.filter((s) => s.name.split(':')[1] === row.connection).map((s) => ({
        name: s.name, everySeconds: s.every_seconds, due: iso(s.due), lastOk: isoOrNull(s.last_ok),
        lastFault: s.last_fault,
      })),
      backlog: { ...backlogOf(waiting, row), drainsInSeconds: live ? await drainsIn(p, live) : null },
      refusedLastDay: of(refusals, row).map(({ reason, count }) => ({ reason, count })),
    };
  }));
}

function described(row: ConnectionRow, live: Connection | undefined, key: TenantKey) {
  return {
    connection: row.connection, connector: row.connector, kind: live?.connector.kind ?? 'unknown',
    apiVersion: live?.connector.apiVersion ?? 'unknown', roles: [...row.roles], state: row.state, reason: row.reason,
    problem: live ? (live.problem ?? null) : `there is no connector ${row.connector}`,
    settings: Object.fromEntries(Object.entries(row.settings).map(([k, v]) => [k, withoutPassword(v)])),
    secretsSet: Object.keys(openSecrets(row, key)),
    webhook: live?.connector.can.webhook ? `/hooks/${row.connection}` : null,
  };
}

/** An address may carry a password: sftp://user:password@host. */
function withoutPassword(value: unknown): unknown {
  if (typeof value !== 'string' || !URL.canParse(value)) return value;
  const url = new URL(value);
  if (!url.password) return value;
  url.password = '***';
  return url.href;
}

function backlogOf(rows: readonly BacklogRow[], { connection }: ConnectionRow) {
  // By its whole name: a connection may be called like a handler of ours (`policy:returns`).
  const mine = rows.filter((r) => r.handler === `connection:${connection}` || r.handler === `intake:${connection}`);
  const count = (of: BacklogRow['state']) => mine.reduce((n, r) => n + (r.state === of ? r.count : 0), 0);
  const lanes: Record<string, number> = {};
  for (const r of mine) if (r.state !== 'Parked') lanes[r.lane] = (lanes[r.lane] ?? 0) + r.count;
  return { ready: count('Ready'), queued: count('Queued'), claimed: count('Claimed'), parked: count('Parked'), lanes };
}

async function heardOf(p: Platform, tenant: string, rows: readonly ConnectionRow[]) {
  const lanes = [...Array(INTAKE_LANES).keys()];
  const speakers = rows.map(({ connection }) => ({
    connection, shards: [...new Set(lanes.map((lane) => shardOf(tenant, `intake:${connection}:${lane}`)))],
  }));
  return partners.lastHeard(p.pool, tenant, speakers, firstIdSince(Date.now() - HEARD_DAYS * 86_400_000));
}
/** The smallest version 7 UUID of a time. */
const firstIdSince = (ms: number): string => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
