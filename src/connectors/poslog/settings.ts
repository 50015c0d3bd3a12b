/** One connection is one chain of stores whose registers (or whose store server) leave POSLog files. */
import { z } from 'zod';
import { fileSecrets, fileSettings } from '#connectors/files.ts';

export const OPERATIONS = [
  'receipt', 'transfer', 'transfer-in', 'transfer-out', 'adjustment', 'loss', 'damage', 'count', 'return-to-supplier', 'ignore',
] as const;
export type Operation = (typeof OPERATIONS)[number];

const zone = z.string().refine((name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}, 'is not a time zone');

export const settings = z.object({
  ...fileSettings,
  folder: z.string().regex(/^[\w.-]+$/).default('poslog').describe('Where the registers leave their files'),
  timeZone: zone.default('UTC').describe('The stores’ zone, for times without one: America/Chicago'),
  timeZones: z.record(z.string(), zone).default({}).describe('Zones of stores that are elsewhere, by store number'),
  currency: z.string().regex(/^[A-Z]{3}$/).optional().describe('The currency, where the files state none'),
  staleMinutes: z.number().int().positive().default(60)
    .describe('After this long a half-written file is no longer waited for but shown to a person'),
  weighed: z.record(z.string(), z.number().int().positive()).default({})
    .describe('Stock units in one unit of measure, for goods sold by weight or length: {"KGM": 1000} when stock counts grams'),
  itemTypes: z.record(z.string(), z.enum(['goods', 'service', 'gift-card'])).default({})
    .describe('What the registers’ own kinds of item mean: {"2": "service", "7": "gift-card"}'),
  serviceItems: z.array(z.string().min(1)).default([])
    .describe('Items that lie on no shelf, by number or by how it begins: ["DELIVERY", "990*"]'),
  serviceClasses: z.array(z.string().min(1)).default([])
    .describe('Merchandise classes of which nothing lies on a shelf, by code or by how it begins: ["81", "SVC*"]'),
  documentTypes: z.record(z.string(), z.enum(OPERATIONS)).default({})
    .describe('What the store system’s own words for inventory documents mean'),
  openStates: z.array(z.string()).default(['Open', 'Pending', 'Planned', 'Draft', 'InProgress'])
    .describe('States of an inventory document that is not final and moves nothing yet'),
  disposals: z.record(z.string(), z.enum(['sellable', 'damaged', 'inspection', 'gone'])).default({})
    .describe('What the store system’s own words for the disposal of returned goods mean'),
});
export type Settings = z.output<typeof settings>;
export const secrets = fileSecrets;
