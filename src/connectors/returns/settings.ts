/** One connection is one retailer's account at a returns platform. */
import { z } from 'zod';

export const settings = z.object({
  baseUrl: z.url().describe('The platform’s API'),
  apiKey: z.string().min(1).describe('Sent as a bearer token'),
  webhookSecret: z.string().min(1).describe('Key of the HMAC over time and body'),
  returnsFrom: z.iso.datetime({ offset: true }).optional().describe('Returns changed before this time are left alone'),
});
export type Settings = z.output<typeof settings>;
export const secrets = ['apiKey', 'webhookSecret'] as const;
