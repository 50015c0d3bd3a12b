/** What the API says and takes of returns. */
import { z } from 'zod';
import { DISPOSITIONS } from '#domain/return.ts';
import { RETURN_STAGES } from '#store/return.ts';
import { word } from './schemas.ts';

const time = z.string().meta({ format: 'date-time' });
const amount = z.string().regex(/^-?\d+(\.\d+)?$/).meta({ description: 'Decimal text in the currency beside it' });
const count = z.number().int();
const some = count.min(1).max(1_000_000);
const Reason = z.enum(['unwanted', 'size', 'defective', 'wrong-item', 'not-as-described', 'late', 'undeliverable', 'other']);
const why = z.string().max(500).optional();

export const ReturnItem = z.object({
  id: z.string(), number: z.string(), external: z.string(), connection: z.string(), order: z.string(), orderNumber: z.string().nullable(),
  channel: z.string().nullable(), stage: z.enum(RETURN_STAGES), resolution: z.string(), exchange: z.string().nullable(),
  reason: z.string().nullable(), openedAt: time, correlation: z.string(),
  lines: z.array(z.object({
    lineId: z.string().optional(), sku: z.string().optional(), quantity: count, reason: z.string().optional(),
  })),
}).meta({ id: 'Return', description: 'An agreement that goods may come back, or goods that came without one' });

export const ReturnDetail = ReturnItem.extend({
  goods: z.array(z.object({
    lineId: z.string(), sku: z.string(), location: z.string(), received: count, resaleable: count, damaged: count, destroyed: count,
  })).meta({ description: 'What came back of the order, and what was found of it' }),
  refunds: z.array(z.object({
    external: z.string(), at: time, currency: z.string(), total: amount, creditMemo: z.string().nullable(), reason: z.string().nullable(),
    tenders: z.array(z.object({ method: z.string(), amount, state: z.string() })),
  })),
}).meta({ id: 'ReturnDetail' });

export const ReturnWish = z.object({
  order: word().meta({ description: 'Our id, or any number of the order' }), why,
  lines: z.array(z.object({ sku: word(), quantity: some, reason: Reason.optional() })).min(1).max(500),
});
const Some = z.array(z.object({ sku: word(), quantity: some, reason: Reason.optional() })).max(500);
export const CreditWish = z.object({
  why, lines: Some.default([]).meta({ description: 'The units it is for; none: goodwill' }),
  as: z.enum(['store-credit', 'gift-card']),
  amount: amount.optional().meta({ description: 'Decimal text in the order’s currency; what the units were charged unless said' }),
  reference: word().optional().meta({ description: 'What the shop calls the card or the credit; it is taken once' }),
});
export const CreditGiven = z.object({ credit: z.string(), amount, currency: z.string() }).meta({ id: 'CreditGiven' });
export const ReplacementWish = z.object({ why, lines: Some.min(1) });
export const ReplacementMade = z.object({ orderId: z.string(), number: z.string(), returnId: z.string() }).meta({ id: 'ReplacementMade' });
export const Declined = z.object({
  why, reason: z.enum(['too-late', 'final-sale', 'other']).optional().meta({ description: 'As the buyer is told; other unless said' }),
  note: z.string().max(500).optional().meta({ description: 'Words for the buyer; no personal data' }),
}).nullish();
export const ReturnMade = z.object({ returnId: z.string() }).meta({ id: 'ReturnMade' });
export const GoodsTold = z.object({
  location: word(), why,
  lines: z.array(z.object({ sku: word(), quantity: some, disposition: z.enum(DISPOSITIONS).optional() })).min(1).max(500),
});
export const Receipt = z.object({ receipt: z.string() }).meta({ id: 'ReturnReceipt' });
