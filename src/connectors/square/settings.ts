/** One connection is one seller's Square account, through an access token of an application of theirs. */
import { z } from 'zod';

export const settings = z.object({
  baseUrl: z.url().default('https://connect.squareup.com').describe('https://connect.squareupsandbox.com for the sandbox'),
  accessToken: z.string().min(1).describe('Access token of the application for this seller'),
  webhookSignatureKey: z.string().min(1).optional().describe('Signature key of the webhook subscription, from the Developer Console'),
  callbackUrl: z.url().optional()
    .describe('The notification URL exactly as registered at Square: it is part of what is signed'),
  locationIds: z.array(z.string()).default([]).describe('Square locations that are read; all active ones when empty'),
  stockLocationId: z.string().optional()
    .describe('The Square location whose stock is published when our location is not mapped to one'),
  ordersFrom: z.iso.datetime({ offset: true }).optional().describe('Orders and stock changed before this time are left alone'),
  currency: z.string().regex(/^[A-Z]{3}$/).optional().describe('Of exports of the Dashboard, which name none (ISO 4217)'),
  timeZone: z.string().default('UTC').describe('The zone in which a payout has its date: America/New_York'),
  dayEndsHour: z.number().int().min(0).max(12).default(4)
    .describe('Until this hour of the location what is rung up belongs to the day before; then its day is closed'),
});
export type Settings = z.output<typeof settings>;
export const secrets = ['accessToken', 'webhookSignatureKey'] as const;
