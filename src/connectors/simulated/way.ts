/** What the simulated warehouse, store and carrier say of goods before and after they leave. */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { PARCEL_WORDS } from '#domain/fulfillment-messages.ts';
import { timestamp } from '#domain/time.ts';
import type { News } from '../contract.ts';

const SaidState = z.object({
  fulfillment: z.string(), state: z.enum(['accepted', 'refused', 'cancelled', 'cancel-refused']), at: z.string(),
  detail: z.string().optional(),
});
const SaidReady = z.object({ fulfillment: z.string(), ready: z.string(), until: z.string().optional() });
const SaidParcel = z.object({ tracking: z.string(), parcel: z.enum(PARCEL_WORDS), at: z.string() });
const SaidNumbers = z.object({ fulfillment: z.string(), shipment: z.string(), renumbered: z.array(z.string()).min(1), at: z.string() });
export const SaidOnTheWay = z.union([SaidState, SaidReady, SaidParcel, SaidNumbers]);

export function wayNews(said: z.infer<typeof SaidOnTheWay>): News {
  if ('parcel' in said) return { said: 'parcel', tracking: said.tracking, at: timestamp(said.at), word: said.parcel };
  const { fulfillment } = said;
  if ('ready' in said)
    return { said: 'pickup-ready', fulfillment, at: timestamp(said.ready), ...(said.until && { until: timestamp(said.until) }) };
  const at = timestamp(said.at);
  if ('renumbered' in said)
    return { said: 'tracking', fulfillment, external: said.shipment as ExternalId, at,
      parcels: said.renumbered.map((tracking) => ({ carrier: 'UPSN', tracking })) };
  return { said: 'fulfillment', fulfillment, at, state: said.state, ...(said.detail && { detail: said.detail }) };
}
