/** How one Vendure shop is reached, and what its operators decided that the API does not say. */
import { z } from 'zod';

const field = z.string().regex(/^[A-Za-z_]\w*$/, 'is not the name of a custom field');

export const settings = z.object({
  baseUrl: z.url().describe('Where the server answers, without /admin-api'),
  username: z.string().min(1).describe('An administrator who may read orders and write stock and fulfillments'),
  password: z.string().min(1).describe('The administrator’s password'),
  webhookSecret: z.string().min(1).describe('Shared with the shop’s webhook subscriber; signs what it posts'),
  channelToken: z.string().optional().describe('The channel to work in; the default channel without it'),
  stockLocationId: z.string().default('1').describe('The stock location whose level we set'),
  fulfillmentHandler: z.string().default('manual-fulfillment')
    .describe('The handler that takes method and trackingCode'),
  holdField: field.optional()
    .describe('Custom field of the order in which the storefront names the hold its units are kept under (`POST /v1/holds`)'),
  reviewField: field.optional()
    .describe('Custom field of the order that is ticked, or has text, while the order is under review for fraud'),
  unpaidMethods: z.array(z.string().min(1)).default([])
    .describe('Codes of payment methods that are not money while only authorised: bank transfer, invoice'),
  precision: z.number().int().min(0).max(4).default(2)
    .describe('Decimal places of the shop’s integers (its MoneyStrategy); 2 unless it was changed, also for yen'),
  refundOnCancel: z.boolean().default(true).describe('Whether what was paid is refunded when we cancel an order'),
  backfillDays: z.number().int().positive().default(30).describe('How far back the first poll begins'),
  sweepDays: z.number().int().positive().default(30)
    .describe('Orders placed within so many days are read again each hour: a refund does not touch updatedAt'),
});
export type Settings = z.output<typeof settings>;
export const secrets = ['password', 'webhookSecret'] as const;
