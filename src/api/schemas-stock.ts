/** What the API answers about stock: availability, holds, post-mortems, the backlog of what channels are to be told. */
import { z } from 'zod';
import { word } from './schemas.ts';

const time = z.string().meta({ format: 'date-time' });
const count = z.number().int();
const step = z.enum(['full', 'buffer', 'floor', 'pause']);

export const AvailabilityAnswer = z.object({
  age: count.meta({ description: 'Milliseconds since this was last known to be what the database says' }),
  items: z.array(z.object({
    sku: z.string(), known: z.boolean().meta({ description: 'False: nobody ever counted it, which is not zero' }),
    quantity: count.nullable().meta({ description:
      'What the channel may sell, over all its places whatever is listed below; null when that is unknown or not published' }),
    here: count.nullable().meta({ description:
      'Of it, what the listed places alone can give when `location` or `within` leaves some out: the same sum over them, ' +
      'never more than `quantity`' }),
    now: count, later: count, laterFrom: z.string().nullable(), leadDays: count,
    shortfall: count.meta({ description: 'Promised beyond what there is' }),
    why: z.string().meta({ description: 'The sum spelled out' }),
    confidence: count.meta({ description: '0 to 100; the lowest of the places' }),
    locations: z.array(z.object({
      location: z.string(), name: z.string(), kind: z.string(), available: count.meta({
        description: 'On hand and promised to nobody, before any policy; of a kit, what the parts there would make',
      }),
      expected: count.meta({ description: 'On order; with `on`, by that day' }), countedAt: z.string().nullable(), km: count.nullable(),
      confidence: count, step, reasons: z.array(z.string()),
    })),
  })),
}).meta({ id: 'Availability' });

export const HoldWish = z.object({
  reference: word().meta({ description: 'Your word for it: a basket, a desk' }),
  channel: word().default('*'),
  minutes: count.min(1).max(7 * 24 * 60).default(15),
  location: word().optional().meta({ description: 'Only from there' }),
  lines: z.array(z.object({ sku: word(), quantity: count.min(1).max(100_000) })).min(1).max(100),
});
export const HoldItem = z.object({
  hold: z.string(), reference: z.string(), channel: z.string(), made: time, until: time,
  state: z.enum(['held', 'released', 'expired', 'taken']),
  order: z.string().nullable().meta({ description: 'Taken: the order that has the units now' }),
  lines: z.array(z.object({ sku: z.string(), location: z.string(), quantity: count })),
}).meta({ id: 'Hold' });

const held = z.object({
  connection: z.string(), location: z.string(), sku: z.string(), before: count.meta({ description: 'What had been there' }), said: count,
  fate: z.enum(['held', 'applied']).meta({ description: 'applied: before the mass it belongs to was seen' }), asOf: time, heard: time,
});
export const HeldCounts = z.object({ items: z.array(held) }).meta({ id: 'HeldCounts' });

export const StockReportItem = z.object({
  sku: z.string(), title: z.string().nullable(), kit: z.record(z.string(), count).nullable(),
  positions: z.array(z.object({
    location: z.string(), kind: z.string(), class: z.string().nullable(), onHand: count, reserved: count, held: count, inspection: count,
    damaged: count, inTransit: count, incoming: count, shortfall: count, asOf: z.string().nullable(),
    lots: z.array(z.object({ lot: z.string(), quantity: count, expires: z.string().nullable() })),
  })),
  holders: z.array(z.object({
    holder: z.string(), number: z.string().nullable(), channel: z.string().nullable(), stage: z.string().nullable(), location: z.string(),
    kind: z.string(), units: count, missing: count,
  })),
  waiting: z.array(z.object({
    number: z.string().nullable(), location: z.string(), quantity: count, asked: time,
    allotted: count.meta({ description: 'Here, and kept for it' }), moving: count.meta({ description: 'On the way from another place' }),
  })).meta({ description: 'Orders that were promised goods which are not here yet' }),
  channels: z.array(z.object({
    channel: z.string(), quantity: count.nullable(), why: z.string(),
    told: z.array(z.object({
      item: z.string(), wanted: count.nullable(), wantedAt: time.nullable(), risk: z.string().nullable(), acknowledged: count.nullable(),
      acknowledgedAt: time.nullable(), state: z.string().nullable(), why: z.string().nullable(),
    })),
  })),
  confidence: z.array(z.object({
    location: z.string(), score: count, step: z.string(), reasons: z.array(z.string()), since: z.string().nullable(),
  })),
  doubted: z.array(held).meta({ description: 'Counts of it that nobody believed and that wait for a person' }),
  movements: z.array(z.object({
    at: time.meta({ description: 'By the clock of whoever said so' }), memo: z.string(), document: z.string(), correlation: z.string(),
    who: z.string().meta({ description: 'The order, where one caused it; else what did' }),
    from: z.string(), to: z.string(), units: count,
  })).meta({ description: 'As they were booked, the latest first' }),
}).meta({ id: 'StockReport' });

export const PostMortems = z.object({ items: z.array(z.object({
  order: z.string(), number: z.string(), channel: z.string(), sku: z.string(), ordered: count, placedAt: time, heardAt: time,
  fate: z.string(), freeWhenSold: count, freeWhenHeard: count, shown: count.nullable(), shownSince: time.nullable(),
  cause: z.string(), prevention: z.string().meta({ description: 'The policy that would have kept it from happening' }),
  timeline: z.array(z.object({
    known: time, at: time.nullable().meta({ description: 'By the clock of whoever said so, when that is another time' }),
    channel: z.string().nullable(), what: z.string(), free: count.nullable(),
  })),
})) }).meta({ id: 'PostMortems' });

export const Backlogs = z.object({ items: z.array(z.object({
  connection: z.string(), waiting: count, tooHigh: count, parked: count,
  fast: count.meta({ description: 'Of what waits, items that at their pace sell out within a day' }),
  drainsInSeconds: z.number().nullable().meta({ description: 'Null: it is stopped, or all that waits needs a person' }),
  drainsAt: time.nullable(), says: z.string(),
  regions: z.array(z.string()).meta({ description: 'Countries of its last buyers' }),
  riskiest: z.array(z.object({ sku: z.string(), shows: count.nullable(), next: count, since: time, why: z.string() })),
})) }).meta({ id: 'PublicationBacklog' });

export const Faults = z.object({ items: z.array(z.object({
  with: z.enum(['order', 'hold', 'ledger']), what: z.string(), mend: z.string(),
})) }).meta({ id: 'StockFaults' });
