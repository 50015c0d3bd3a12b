/** What the platform shows of a return. Unknown fields are let through; what we use is checked. */
import { z } from 'zod';
import { id } from '#connectors/parse.ts';

const when = z.iso.datetime({ offset: true });
const Units = z.array(z.object({ item: id, quantity: z.number().int().nonnegative(), grade: z.string().optional() }));

export const PlatformReturn = z.looseObject({
  id, rma: z.string().min(1), revision: z.number().int(), status: z.string(), created_at: when, updated_at: when,
  order: z.object({ id, number: z.string().optional() }),
  outcome: z.string().default('refund'),
  items: z.array(z.object({
    id, order_line_id: id.optional(), sku: z.string().min(1), quantity: z.number().int().positive(), reason: z.string().optional(),
  })),
  tracking: z.string().nullish(),
  note: z.string().nullish(),
  receipts: z.array(z.object({ id, at: when, location: z.string().nullish(), items: Units })).default([]),
  inspections: z.array(z.object({ id, at: when, location: z.string().nullish(), items: Units })).default([]),
  credit: z.object({
    id, at: when, amount: z.string(), currency: z.string(), items: Units,
    exchange_order: z.object({ id, number: z.string().optional() }).nullish(),
  }).nullish(),
});
export type PlatformReturn = z.output<typeof PlatformReturn>;

export const Event = z.object({ event_id: z.string(), type: z.string(), return: PlatformReturn });
export const Listed = z.object({ returns: z.array(z.looseObject({ id, updated_at: when })), next_cursor: z.string().nullish() });
