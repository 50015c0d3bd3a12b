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
    quantity: count.nullable().meta({ description: 'What the channel may sell; null when that is unknown or not published' }),
    now: count, later: count, laterFrom: z.string().nullable(), leadDays: count,
    shortfall: count.meta({ description: 'Promised beyond what there is' }),
    why: z.string().meta({ description: 'The sum spelled out' }),
    confidence: count.meta({ description: '0 to 100; the lowest of the places' }),
    locations: z.array(z.object({
      location: z.string(), name: z.string(), kind: z.string(), available: count.meta({ description: 'On hand and promised to nobody' }),
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
  lines: z.array(z.object({ sku: z.string(), location: z.string(), quantity: count })),
}).meta({ id: 'Hold' });

