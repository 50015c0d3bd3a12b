/** Settings of a ShipEngine (or ShipStation v2) account that sends from one of our places. */
import { z } from 'zod';

export const settings = z.object({
  baseUrl: z.url().default('https://api.shipengine.com').describe('ShipStation v2: https://api.shipstation.com'),
  apiKey: z.string().describe('Sent as API-Key'),
  carrierId: z.string().describe('The carrier account labels are bought on: se-…'),
  serviceCode: z.string().describe('Its service: usps_ground_advantage, ups_ground, …'),
  warehouseId: z.string().describe('Where parcels are sent from: se-…'),
  gramsPerUnit: z.number().int().positive().default(500).describe('What a unit weighs, where nobody knows better'),
  webhookKey: z.string().describe('Public key (PEM) that webhooks are signed with'),
  callbackUrl: z.string().optional().describe('Where webhooks are to come'),
  lookBackDays: z.number().int().positive().default(14).describe('How old a label is looked at'),
});
export type Settings = z.infer<typeof settings>;
