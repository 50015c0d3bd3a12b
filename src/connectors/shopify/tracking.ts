/**
 * Showing the buyer other tracking numbers: the fulfillments that have the old ones get the new. A fulfillment that has
 * the new ones already is the answer that was wanted, so a repetition changes nothing and mails nobody.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Parcel } from '#domain/shipment.ts';
import type { Port, Receipt, Write } from '../contract.ts';
import { carrierName } from './carriers.ts';
import { RENUMBER } from './documents.ts';
import { ask } from './graphql.ts';
import { numberIn } from './ids.ts';
import type { Settings } from './settings.ts';
import { standingOf, type Fulfillment } from './to-ship.ts';

type Wish = WishOf<'ReportTracking'>;
const Renumbered = z.object({ fulfillmentTrackingInfoUpdate: z.object({
  fulfillment: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })),
}).nullable() });

const numbers = (parcels: readonly Parcel[]): string[] => parcels.map((p) => p.tracking).filter((n) => n !== '');
const having = (sent: readonly Fulfillment[], wanted: readonly string[]): Fulfillment[] =>
  sent.filter((f) => wanted.some((n) => f.tracking.includes(n)));

export const reportTracking: Write<Settings, Wish> = {
  async apply(port, wish) {
    const { sent } = await standingOf(port, wish.order);
    const found = having(sent, numbers(wish.was));
    if (found.length === 0 && having(sent, numbers(wish.shipment.parcels)).length === 0)
      throw stop.refused('ShipmentRejected', `Shopify has no fulfillment of order ${wish.order} with ${numbers(wish.was).join(', ')}`);
    for (const { id } of found) await renumber(port, id, wish.shipment.parcels);
    return receipt(wish, found.length > 0 ? found : having(sent, numbers(wish.shipment.parcels)));
  },
  async find(port, wish) {
    const { sent } = await standingOf(port, wish.order);
    const now = having(sent, numbers(wish.shipment.parcels));
    return now.length > 0 && having(sent, numbers(wish.was)).length === 0 ? receipt(wish, now) : undefined;
  },
};
const receipt = (wish: Wish, [first]: readonly Fulfillment[]): Receipt =>
  ({ external: brand(numberIn(first?.id) ?? wish.order), references: numbers(wish.shipment.parcels).map((n) =>
    ['tracking', n] as const) });

async function renumber(port: Port<Settings>, id: string, parcels: readonly Parcel[]): Promise<void> {
  const [first] = parcels;
  const company = first && carrierName(first.carrier);
  const tracking = { numbers: numbers(parcels), ...(company && { company }) };
  const variables = { id, tracking, notify: port.settings.notifyBuyer };
  const { fulfillmentTrackingInfoUpdate: done } = await ask(port, { document: RENUMBER, variables, answer: Renumbered, write: true });
  const [problem] = done?.userErrors ?? [];
  if (problem) throw stop.refused('ShipmentRejected', `Shopify does not take the new tracking numbers: ${problem.message}`);
}
