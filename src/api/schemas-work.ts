/** What the API answers about work and partners: exceptions, connections, mappings, counts, audit, keys. */
import { z } from 'zod';
import { RIGHTS } from './rights.ts';

const time = z.string().meta({ format: 'date-time' });
const count = z.number().int();

export const ExceptionItem = z.object({
  delivery: z.object({ shard: count, message: z.string(), handler: z.string() })
    .meta({ description: 'Names it in /v1/deliveries/…' }),
  name: z.string().meta({ description: 'The same in one word, as the command line takes it' }),
  exception: z.string(), owner: z.string(), assignee: z.string().nullable(),
  means: z.string(), why: z.string(), fix: z.string(), settlesItself: z.boolean(), waitsOn: z.string().nullable(),
  attempts: count, since: time, dueBy: time.meta({ description: 'When it should be settled, by the policy sla' }),
  snoozedUntil: time.nullable(), subject: z.string(), correlation: z.string(),
  type: z.string(), says: z.string(), order: z.string().nullable(), payout: z.string().nullable(),
  currency: z.string().nullable(), retryable: z.boolean().meta({ description: 'Trying it again can help' }),
  refused: z.boolean().meta({ description: 'A partner refused it: its values can be corrected and sent' }),
  document: z.object({ shard: count, id: z.string() }).nullable().meta({ description: 'The raw words that stopped' }),
  value: z.string().nullable().meta({ description: 'What the order it holds up is worth' }),
}).meta({ id: 'Exception' });

export const ExceptionCountItem = z.object({
  exception: z.string(), owner: z.string(), count, oldest: time, means: z.string(),
});

export const OverviewSchema = z.object({
  now: time,
  log: z.object({ head: z.string().meta({ description: 'Grows with every message' }), lastMessageAt: time.nullable() }),
  lastDay: z.object({ orders: count, shipments: count }),
  exceptions: z.object({ total: count, byKind: z.array(ExceptionCountItem) }),
  backlog: z.object({
    ready: count, queued: count, claimed: count, parked: count,
    oldestDueSeconds: z.number().meta({ description: 'How long the longest has been waiting; 0 when nothing waits' }),
    lanes: z.record(z.string(), count),
  }),
  connections: z.object({ active: count, suspended: count }),
  workers: z.object({ alive: count, shardsHere: count.nullable() }),
}).meta({ id: 'Overview' });

export const ConnectionItem = z.object({
  connection: z.string(), connector: z.string(), kind: z.string(), apiVersion: z.string(), roles: z.array(z.string()),
  state: z.enum(['active', 'suspended', 'closed']), reason: z.string().nullable(),
  problem: z.string().nullable().meta({ description: 'Why its settings cannot be used' }),
  settings: z.record(z.string(), z.unknown()).meta({ description: 'Without secrets' }),
  secretsSet: z.array(z.string()),
  webhook: z.string().nullable().meta({ description: 'The path the partner calls' }),
  lastHeardAt: time.nullable(),
  budgets: z.array(z.object({
    bucket: z.string(), tokens: z.number(), capacity: z.number(), perSecond: z.number(), blockedUntil: time.nullable(),
  })),
  breaker: z.object({ failures: count, openUntil: time.nullable() }),
  schedules: z.array(z.object({
    name: z.string(), everySeconds: z.number(), due: time, lastOk: time.nullable(), lastFault: z.string().nullable(),
  })),
  backlog: z.object({
    ready: count, queued: count, claimed: count, parked: count, lanes: z.record(z.string(), count),
    drainsInSeconds: z.number().nullable().meta({ description: 'At its budget; null when it is stopped or unknown' }),
  }),
  refusedLastDay: z.array(z.object({ reason: z.string(), count })),
}).meta({ id: 'Connection' });

export const MappingItem = z.object({
  name: z.string(), connection: z.string(), external: z.string(), version: count, own: z.string().nullable(),
  author: z.string(),
}).meta({ id: 'Mapping' });

export const AuditItem = z.object({
  position: z.string(), at: time, who: z.string(), what: z.string(), before: z.unknown(), after: z.unknown(),
  why: z.string().nullable(),
}).meta({ id: 'AuditEntry' });

export const KeyItem = z.object({
  id: z.string(), name: z.string(), role: z.string(), scopes: z.array(z.string()), createdBy: z.string(),
  createdAt: time, expiresAt: time.nullable(), revokedAt: time.nullable(), lastUsedAt: time.nullable(),
}).meta({ id: 'ApiKey', description: 'Without the key itself, which is answered once' });

export const SessionSchema = z.object({
  tenant: z.string(), who: z.string(), role: z.string(), rights: z.array(z.enum(RIGHTS)),
  by: z.enum(['key', 'session']),
}).meta({ id: 'Session' });
