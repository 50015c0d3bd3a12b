/** What the API answers for screens: groups of exceptions, figures, traffic, one message, catalog, people. */
import { z } from 'zod';
import { RIGHTS } from './rights.ts';

const time = z.string().meta({ format: 'date-time' });
const count = z.number().int();
const Held = z.array(z.object({ currency: z.string(), amount: z.string() }));

export const ExceptionGroupItem = z.object({
  exception: z.string(), owner: z.string(), cause: z.string(), waitsOn: z.string().nullable(), why: z.string(),
  means: z.string(), fix: z.string(), settlesItself: z.boolean(), count, orders: count, assigned: count, oldest: time,
  dueBy: time.meta({ description: 'When the first of them should have been settled' }), overdue: count,
  held: Held.meta({ description: 'What the orders it holds are worth' }),
}).meta({ id: 'ExceptionGroup', description: 'Stopped work with one cause' });

export const EffectSchema = z.object({
  mapping: z.object({ name: z.string(), connection: z.string(), external: z.string() }).nullable(),
  released: count.meta({ description: 'Stopped work that waits for the same setting' }), orders: count,
  behind: count.meta({ description: 'Work of the same order that stands behind it' }),
  retry: z.string(), drop: z.string(),
}).meta({ id: 'Effect', description: 'What a fix will do, before it is done' });

export const NoteItem = z.object({ at: time, who: z.string(), text: z.string() }).meta({ id: 'Note' });

const Point = z.object({ at: time, value: z.number(), count });
const Measured = z.object({
  count, p95Seconds: z.number().nullable(), inTime: count, targetSeconds: z.number(), hours: z.array(Point),
});
export const FiguresSchema = z.object({
  orderToErp: Measured, stockToChannel: Measured, shipmentToChannel: Measured,
  refusedStock: z.object({ count, hours: z.array(Point) }), orders: z.object({ count, hours: z.array(Point) }),
  inFlight: z.object({ orders: count, value: Held }),
  payouts: z.object({ count, explained: count, lines: count }),
  ages: z.array(z.object({ owner: z.string(), bucket: z.enum(['hour', 'day', 'week', 'older']), count, overdue: count })),
}).meta({ id: 'Figures', description: 'The last 24 hours; payouts of the last 35 days' });

const Series = z.object({ points: z.array(Point), count, inTime: count });
export const FigureHistory = z.object({
  grain: z.enum(['minute', 'hour', 'day']), orderToErp: Series, stockToChannel: Series, shipmentToChannel: Series,
  refusedStock: Series, orders: Series,
  payouts: Series.meta({ description: 'Percent explained' }),
  exceptions: Series.meta({ description: 'Stopped; in time is what is not overdue' }),
}).meta({ id: 'FigureHistory', description: 'Measured points; days are UTC’s' });

export const RefusedWishSchema = z.object({
  type: z.string(), to: z.string(),
  fields: z.array(z.object({
    path: z.array(z.string()), kind: z.enum(['text', 'number', 'truth', 'amount']), value: z.string(), unit: z.string().optional(),
    fixed: z.boolean().meta({ description: 'Says whose it is, and is not changed' }),
  })),
}).meta({ id: 'RefusedWish' });
export const OpenItem = z.object({
  name: z.string().meta({ description: 'Shard, message and handler in one word' }), handler: z.string(), subject: z.string(),
  state: z.enum(['Ready', 'Queued', 'Claimed']), lane: z.string(), attempts: count, due: time, since: time, correlation: z.string(),
  type: z.string(), says: z.string(), why: z.string().nullable().meta({ description: 'Why the last attempt failed' }),
  order: z.string().nullable(),
}).meta({ id: 'OpenWork', description: 'A piece of work that somebody owes' });
export const StepItem = z.object({
  id: z.string(), subject: z.string(), correlation: z.string(), says: z.string(), began: time.nullable(), at: time,
  seconds: z.number().nullable(), late: z.boolean(), order: z.string().nullable(), channel: z.string().nullable(),
}).meta({ id: 'StepTaken', description: 'One measurement of a figure' });

export const ImpactItem = z.object({
  connection: z.string(), type: z.string(), state: z.enum(['waiting', 'stopped']), count, subjects: count, oldest: time,
  says: z.string(),
}).meta({ id: 'Impact', description: 'What a partner was not told yet, in words' });

export const MessageSchema = z.object({
  id: z.string(), type: z.string(), subject: z.string(), key: z.string(), shard: count, position: z.string(),
  says: z.string(), cause: z.string().nullable(), correlation: z.string(), connection: z.string().nullable(),
  mapping: count.nullable(), at: time, seen: time, data: z.unknown(),
  work: z.array(z.object({
    handler: z.string(), state: z.string(), attempts: count, due: time, changed: time, why: z.string().nullable(),
    exception: z.string().nullable(),
  })),
  document: z.object({ shard: count, id: z.string() }).nullable()
    .meta({ description: 'The raw words, in /v1/documents' }),
}).meta({ id: 'Message' });

export const DocumentSchema = z.object({
  id: z.string(), connection: z.string(), topic: z.string(), headers: z.record(z.string(), z.string()),
  body: z.string().nullable().meta({ description: 'Null when it has expired or was erased' }), binary: z.boolean(),
}).meta({ id: 'Document' });

export const TrafficSchema = z.object({
  heard: z.array(z.object({
    shard: count, id: z.string(), topic: z.string(), reference: z.string(), at: time, bytes: count.nullable(),
  })),
  asked: z.array(z.object({
    id: z.string(), type: z.string(), says: z.string(), at: time, correlation: z.string(), state: z.string(),
    attempts: count, why: z.string().nullable(),
  })),
}).meta({ id: 'Traffic' });

export const ConnectorItem = z.object({
  name: z.string(), kind: z.string(), apiVersion: z.string(), secrets: z.array(z.string()), webhook: z.boolean(),
  checks: z.boolean(), schema: z.record(z.string(), z.unknown()).meta({ description: 'Its settings, as JSON Schema' }),
}).meta({ id: 'Connector' });

export const SymptomItem = z.object({
  what: z.string(), state: z.enum(['ok', 'warn', 'fail']), says: z.string(), fix: z.string().nullable(),
}).meta({ id: 'Symptom' });

export const RefundItem = z.object({
  id: z.string(), at: time, orderId: z.string().nullable(), number: z.string().nullable(),
  channel: z.string().nullable(), amount: z.string(), currency: z.string(), units: count, reason: z.string().nullable(),
  creditMemo: z.string().nullable(), correlation: z.string(),
}).meta({ id: 'Refund' });

export const ProductItem = z.object({ sku: z.string(), title: z.string(), gtin: z.string().nullable() })
  .meta({ id: 'Product' });
export const LocationItem = z.object({
  location: z.string(), name: z.string(), kind: z.string(), connection: z.string().nullable(), priority: count,
  country: z.string().nullable(),
}).meta({ id: 'Location' });
export const MappingTableItem = z.object({
  name: z.string(), own: z.string().meta({ description: 'What our side of it is' }),
  choices: z.array(z.string()).meta({ description: 'The only words it may be, when it is one of a few' }),
  guarded: z.boolean().meta({ description: 'It decides about money: it is proposed, and somebody else approves it' }),
}).meta({ id: 'MappingTable' });
export const MappingVersionItem = z.object({
  version: count, own: z.string().nullable(), author: z.string(), activeFrom: time,
}).meta({ id: 'MappingVersion' });

export const PersonItem = z.object({
  email: z.string(), name: z.string(), role: z.string(), password: z.boolean(), provider: z.string().nullable(),
  createdAt: time, disabledAt: time.nullable(), lastSignIn: time.nullable(),
}).meta({ id: 'Person' });
export const RoleItem = z.object({
  role: z.string(), rights: z.array(z.enum(RIGHTS)), may: z.array(z.string()).meta({ description: 'The same in words' }),
}).meta({ id: 'Role' });
export const MeSchema = z.object({
  who: z.string(), email: z.string().nullable(), name: z.string().nullable(), role: z.string(), hasAccount: z.boolean(),
}).meta({ id: 'Me' });
