/**
 * What the API answers, once: validated on the way out, published in /openapi.json, typed for the console. Money
 * is decimal text with its currency beside it, times are RFC 3339 in UTC, ids are text.
 */
import { z } from 'zod';

/** Text that came from outside: no control characters, which PostgreSQL would refuse or a terminal would obey. */
export const word = (most = 200) => z.string().min(1).max(most)
  .refine((s) => !/\p{Cc}/u.test(s), 'has a control character');
export const instant = z.iso.datetime({ offset: true });
const time = z.string().meta({ format: 'date-time' });
const amount = z.string().regex(/^-?\d+(\.\d+)?$/).meta({ description: 'Decimal text in the currency beside it' });
const count = z.number().int();

export const ProblemSchema = z.object({
  type: z.string(), title: z.string(), status: z.number().int(), detail: z.string(), request: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
}).meta({ id: 'Problem', description: 'RFC 9457 problem details' });

/** A page of a list; `next` goes into `after` of the next call, null is the end. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({
  items: z.array(item), next: z.string().nullable(), total: z.number().int().optional().meta({ description: 'When it was asked for' }),
});

export const OrderItem = z.object({
  id: z.string(), number: z.string(), channel: z.string(), external: z.string(), placedAt: time, currency: z.string(),
  total: amount, stage: z.string(), erpOrder: z.string().nullable(), cancelledAt: time.nullable(),
  correlation: z.string(),
}).meta({ id: 'Order' });

const Ladder = z.object({
  lineId: z.string(), sku: z.string().optional(), title: z.string(), ordered: count, cancelled: count, reserved: count,
  released: count, shipped: count, delivered: count, returned: count, refunded: count,
}).meta({ id: 'OrderLine', description: 'How far each unit of a line has come' });
const Parcel = z.object({ carrier: z.string(), tracking: z.string() });
const StoryShipment = z.object({
  id: z.string(), location: z.string(), at: time, parcels: z.array(Parcel), recordedAt: time.optional(),
  reportedAt: time.optional(), invoice: z.string().optional(),
});
const OrderHead = z.object({
  kind: z.literal('order'), id: z.string(), number: z.string(), external: z.string(), channel: z.string(),
  placedAt: time, currency: z.string(), total: amount, stage: z.string(), erpOrder: z.string().optional(),
  cancelledAt: time.optional(),  shipBy: time.optional(), lines: z.array(Ladder), shipments: z.array(StoryShipment),
});
const PayoutHead = z.object({
  kind: z.literal('payout'), id: z.string(), external: z.string(), connection: z.string(), currency: z.string(),
  net: amount, depositDate: z.string(), lines: count, explained: amount, suspense: amount,
  classes: z.array(z.object({ class: z.string(), lines: count, amount })),
});
const OtherHead = z.object({ kind: z.literal('other'), subject: z.string() });
const StoryMessage = z.object({
  id: z.string(), type: z.string(), subject: z.string(), key: z.string(), cause: z.string().optional(),
  connection: z.string().optional(), to: z.string().optional(), at: time, seen: time, says: z.string(),
});
const OpenWork = z.object({
  shard: count, message: z.string(), handler: z.string(), state: z.enum(['Ready', 'Queued', 'Claimed', 'Parked']),
  id: z.string().optional(), type: z.string().optional(), says: z.string().optional(), attempts: count, due: time,
  since: time, exception: z.string().optional(), owner: z.string().optional(), assignee: z.string().optional(),
  waitsOn: z.string().optional(), why: z.string().optional(), means: z.string().optional(), fix: z.string().optional(),
});
const EntryLine = z.object({
  account: z.string(), unit: z.string(), amount, dimensions: z.record(z.string(), z.string()).optional(),
});
const StoryEntry = z.object({
  id: z.string(), book: z.enum(['goods', 'money']), date: z.string(), memo: z.string(), document: z.string(),
  legalEntity: z.string(), cause: z.string(), lines: z.array(EntryLine),
  text: z.string().meta({ description: 'The entry in plain-text accounting' }),
});
const StoryPayoutLine = z.object({
  payout: z.string(), external: z.string(), connection: z.string(), depositDate: z.string(), class: z.string(),
  code: z.string(), amount, currency: z.string(),
});
export const StorySchema = z.object({
  correlation: z.string(), head: z.discriminatedUnion('kind', [OrderHead, PayoutHead, OtherHead]),
  messages: z.array(StoryMessage), more: z.boolean(), open: z.array(OpenWork), entries: z.array(StoryEntry),
  payoutLines: z.array(StoryPayoutLine),
  references: z.array(z.object({ kind: z.string(), reference: z.string(), connection: z.string() })),
}).meta({ id: 'Story' });
export const StoriesSchema = z.object({
  found: z.array(z.object({
    reference: z.string(), kind: z.string(), own: z.string(), connection: z.string(), correlation: z.string(),
  })),
  stories: z.array(StorySchema),
}).meta({ id: 'Stories' });

export const OrderDetail = z.object({
  ...OrderHead.shape, correlation: z.string(),
  document: z.record(z.string(), z.unknown()).meta({ description: 'The order as the channel last showed it' }),
}).meta({ id: 'OrderDetail' });

export const ShipmentItem = z.object({
  id: z.string(), orderId: z.string(), location: z.string(), shippedAt: time,
  lines: z.array(z.object({ lineId: z.string(), sku: z.string(), quantity: count })), parcels: z.array(Parcel),
  recordedAt: time.nullable(), reportedAt: time.nullable(), invoice: z.string().nullable(),
}).meta({ id: 'Shipment' });

export const StockItem = z.object({
  sku: z.string(), title: z.string().nullable(), onHand: count, reserved: count, available: count,
  places: z.record(z.string(), count).optional().meta({ description: 'Free units by location, in lists' }),
}).meta({ id: 'StockItem' });
export const StockDetail = z.object({
  ...StockItem.shape,
  locations: z.array(z.object({
    location: z.string(), onHand: count, reserved: count, held: count, available: count, inspection: count,
    owed: count.meta({ description: 'Promised or sold beyond what was there' }),
  })),
  channels: z.array(z.object({
    connection: z.string(), item: z.string(), wanted: count.nullable(), acknowledged: count.nullable(),
    acknowledgedAt: time.nullable(),
  })),
  why: z.string().meta({ description: 'The sum spelled out' }),
  movements: z.array(z.object({
    at: time, memo: z.string(), document: z.string(), correlation: z.string(),
    lines: z.array(z.object({ account: z.string(), quantity: count })),
  })),
}).meta({ id: 'Stock' });

export const PayoutItem = z.object({
  id: z.string(), connection: z.string(), external: z.string(), currency: z.string(), net: amount,
  depositDate: z.string(), lines: count, explained: amount, suspense: amount, correlation: z.string(),
}).meta({ id: 'Payout' });
export const PayoutLineItem = z.object({
  line: count, class: z.string(), code: z.string(), amount, order: z.string().nullable(),
  orderId: z.string().nullable(), sku: z.string().nullable(), quantity: count.nullable(), postedAt: time.nullable(),
}).meta({ id: 'PayoutLine' });
export const JournalItem = z.object({
  id: z.string(), book: z.enum(['goods', 'money']), date: z.string(), memo: z.string(), document: z.string(),
  legalEntity: z.string(), correlation: z.string(), lines: z.array(EntryLine),
  number: z.string().optional(), kind: z.string().optional(), documentDate: z.string().optional(), reverses: z.string().optional(),
  dimensions: z.record(z.string(), z.string()).optional(),
}).meta({ id: 'JournalEntry' });
