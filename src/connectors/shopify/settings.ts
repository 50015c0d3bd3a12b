/** One connection is one shop, through the access token of one app installed in it. */
import { z } from 'zod';

export const settings = z.object({
  baseUrl: z.url().describe('The shop’s permanent address: https://your-shop.myshopify.com'),
  shop: z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/)
    .describe('Its permanent domain; a webhook that names another shop is refused'),
  accessToken: z.string().min(1).describe('The app’s Admin API access token for this shop (offline)'),
  webhookSecret: z.string().min(1).describe('The app’s client secret: webhooks are signed with it'),
  previousWebhookSecret: z.string().min(1).optional()
    .describe('The client secret before it was rotated; webhooks may be signed with it for another hour'),
  locationId: z.string().regex(/^\d+$/).optional()
    .describe('The Shopify location whose stock is published when our location is not mapped to one'),
  ordersFrom: z.iso.datetime({ offset: true }).optional()
    .describe('Orders changed before this time are left to whoever ran the shop before'),
  takeTestOrders: z.boolean().default(false)
    .describe('Whether orders made with a test gateway are taken, as in a sandbox'),
  timeZone: z.string().default('UTC').describe('The zone in which a payout has its date: America/New_York'),
  currency: z.string().regex(/^[A-Z]{3}$/).optional().describe('Of exports of payouts that name no currency (ISO 4217)'),
  notifyBuyer: z.boolean().default(true).describe('Whether Shopify mails the buyer when a shipment is reported'),
  readsReturns: z.boolean().default(false).describe('Whether returns are subscribed to; the app needs read_returns for it'),
  readsDisputes: z.boolean().default(false)
    .describe('Whether disputes are subscribed to; the app needs read_shopify_payments_disputes for it'),
  callbackUrl: z.url().optional()
    .describe('Where Shopify is to send webhooks; set it to have the subscriptions checked and renewed'),
});
export type Settings = z.output<typeof settings>;
export const secrets = ['accessToken', 'webhookSecret', 'previousWebhookSecret'] as const;
