/** What the API says and takes of subscriptions to events. */
import { z } from 'zod';
import { word } from './schemas.ts';

const time = z.string().meta({ format: 'date-time' });
const count = z.number().int();
const names = z.array(word(100)).max(100);

export const SubscriptionItem = z.object({
  id: z.string(), name: z.string(), url: z.string(), events: z.array(z.string()), channels: z.array(z.string()), personal: z.boolean(),
  state: z.enum(['active', 'paused', 'disabled']), reason: z.string().nullable(), failures: count, failingSince: time.nullable(),
  reachedAt: time.nullable(), createdBy: z.string(), createdAt: time,
  waiting: count.meta({ description: 'Events it is still owed' }),
    parked: count.meta({ description: 'Of which a person must look at' }),
}).meta({ id: 'Subscription', description: 'A system that is told facts as signed CloudEvents' });

export const SubscriptionWish = z.object({
  name: word(63), url: z.string().min(8).max(2000),
  events: names.min(1).meta({ description: 'Names of events: `order.placed`, `order.*`, `*`' }),
  channels: names.optional().meta({ description: 'Connections whose orders it wants; none: all' }),
  personal: z.boolean().optional().meta({ description: 'Tell it who the buyer is. Each reading is in the audit trail' }),
  why: z.string().max(500).optional(),
});
export const SubscriptionChange = SubscriptionWish.omit({ name: true }).partial();
export const SubscriptionMade = z.object({
  id: z.string(), secret: z.string().meta({ description: 'For checking signatures. It is answered this once' }),
}).meta({ id: 'SubscriptionMade' });
export const SecretMade = z.object({ secret: z.string(), oldUntil: time }).meta({ id: 'SubscriptionSecret' });
export const Tried = z.object({
  taken: z.boolean(), status: count.nullable(), milliseconds: count, answer: z.string(),
}).meta({ id: 'SubscriptionTried' });
export const ReplayWish = z.object({
  from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }).optional(), events: names.optional(),
  order: word().optional().meta({ description: 'Our id of one order' }), why: z.string().max(500).optional(),
});
export const Replayed = z.object({ replay: z.string(), events: count }).meta({ id: 'SubscriptionReplayed' });
export const AttemptItem = z.object({
  id: z.string(), event: z.string(), eventId: z.string(), subject: z.string(), correlation: z.string(), replay: z.boolean(), at: time,
  status: count.nullable().meta({ description: 'Null: nobody answered' }), milliseconds: count, taken: z.boolean(),
    answer: z.string().nullable(),
}).meta({ id: 'SubscriptionAttempt' });
export const EventItem = z.object({ event: z.string(), type: z.string(), means: z.string() }).meta({ id: 'EventKind' });
