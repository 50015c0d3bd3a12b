/**
 * Telling the channel what left: fulfillmentCreate on the fulfillment orders that hold the lines.
 *
 * The mutation takes no key of ours. What makes it safe is that every attempt begins by looking: units that a
 * fulfillment with this shipment's tracking numbers already covers are not sent again, and Shopify itself never
 * fulfills a unit twice. Lines assigned to several locations need one call each; a chain that broke is continued.
 */
import { z } from 'zod';
import { stop, type Stopped } from '#domain/fault.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Shipment } from '#domain/shipment.ts';
import { after } from '#domain/time.ts';
import type { Port, Receipt, Write } from '../contract.ts';
import { says } from '../translation.ts';
import { carrierName } from './carriers.ts';
import { SHIP } from './documents.ts';
import { ask } from './graphql.ts';
import { numberIn } from './ids.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT_ORDER } from './status.ts';
import { timeOf } from './time.ts';
import { standingOf, type Fulfillment, type FulfillmentOrder, type Standing } from './to-ship.ts';

type Wish = WishOf<'ReportShipment'>;
const Shipped = z.object({ fulfillmentCreate: z.object({
  fulfillment: z.object({ id: z.string() }).nullable(),
  userErrors: z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() })),
}).nullable() });

export const reportShipment: Write<Settings, Wish> = {
  async apply(port, { order, shipment }) {
    const standing = await standingOf(port, order);
    const ids = ours(standing, shipment).map((f) => f.id);
    const left = missing(standing, shipment);
    if (left.size > 0)
      for (const picks of await picksOf(port, standing.open, { left, shipment, order }))
        ids.push(await create(port, picks, shipment));
    return receiptOf(ids, shipment);
  },
  async find(port, { order, shipment }) {
    const standing = await standingOf(port, order);
    if (missing(standing, shipment).size > 0) return undefined;
    return receiptOf(ours(standing, shipment).map((f) => f.id), shipment);
  },
};

const numbersOf = (shipment: Shipment): string[] => shipment.parcels.map((p) => p.tracking).filter((n) => n !== '');

/** Fulfillments that report this shipment: they have its tracking numbers; without any, its lines and its time. */
function ours({ sent }: Standing, shipment: Shipment): Fulfillment[] {
  const numbers = numbersOf(shipment);
  if (numbers.length > 0) return sent.filter((f) => numbers.every((n) => f.tracking.includes(n)));
  const since = after(shipment.at, -60);
  const wanted = key(unitsOf(shipment.lines));
  return sent.filter((f) => f.tracking.length === 0 && timeOf(f.createdAt) >= since && key(unitsOf(f.lines)) === wanted)
    .slice(0, 1);
}

type Units = Map<string, number>;
function unitsOf(lines: readonly { readonly lineId: string; readonly quantity: number }[]): Units {
  const units: Units = new Map();
  for (const { lineId, quantity } of lines) units.set(lineId, (units.get(lineId) ?? 0) + quantity);
  return units;
}
const key = (units: Units): string => [...units].map(([line, n]) => `${line}=${n}`).sort().join(' ');

/** Units of the shipment that no fulfillment of it covers yet, by line. */
function missing(standing: Standing, shipment: Shipment): Units {
  const left = unitsOf(shipment.lines);
  for (const { lines } of ours(standing, shipment))
    for (const { lineId, quantity } of lines) left.set(lineId, (left.get(lineId) ?? 0) - quantity);
  return new Map([...left].filter(([, n]) => n > 0));
}

interface Picks { readonly fulfillmentOrderId: string;
  readonly fulfillmentOrderLineItems: readonly { readonly id: string; readonly quantity: number }[] }
interface ToPick { readonly left: Units; readonly shipment: Shipment; readonly order: string }

/**
 * Which fulfillment orders give the units, one list for each location. Those of the location that shipped come
 * first; if Shopify assigned the goods elsewhere they are taken from there, because they did leave.
 */
async function picksOf(port: Port<Settings>, open: readonly FulfillmentOrder[],
  { left, shipment, order }: ToPick): Promise<Picks[][]> {
  const from = await port.externalOf('location', shipment.location);
  const usable = open.filter((fo) => says(FULFILLMENT_ORDER, fo.status, 'open'))
    .sort((a, b) => Number(b.location === from) - Number(a.location === from));
  const byPlace = new Map<string, Picks[]>();
  for (const fo of usable) {
    const items = fo.lines.flatMap(({ id, lineId, remaining }) => {
      const quantity = Math.min(remaining, left.get(lineId) ?? 0);
      left.set(lineId, (left.get(lineId) ?? 0) - quantity);
      return quantity > 0 ? [{ id, quantity }] : [];
    });
    const place = fo.location ?? '';
    if (items.length > 0)
      byPlace.set(place, [...(byPlace.get(place) ?? []),
        { fulfillmentOrderId: fo.id, fulfillmentOrderLineItems: items }]);
  }
  const unplaced = [...left].filter(([, n]) => n > 0).map(([line]) => line);
  if (unplaced.length > 0) throw refusal(open, unplaced, order);
  return [...byPlace.values()];
}

function refusal(open: readonly FulfillmentOrder[], unplaced: readonly string[], order: string): Stopped {
  const held = open.find((fo) => says(FULFILLMENT_ORDER, fo.status, 'held') && fo.lines.some((l) => unplaced.includes(l.lineId)));
  const where = `line ${unplaced.join(', ')} of order ${order}`;
  if (!held) return stop.refused('ShipmentRejected', `Shopify has nothing left to fulfill for ${where}`);
  const fraud = held.holds.includes('HIGH_RISK_OF_FRAUD');
  return stop.refused(fraud ? 'FraudHold' : 'ShipmentRejected',
    `Shopify holds ${where} (${held.holds.join(', ').toLowerCase()}): release it there, then retry`);
}

async function create(port: Port<Settings>, picks: readonly Picks[], shipment: Shipment): Promise<string> {
  const fulfillment = {
    lineItemsByFulfillmentOrder: picks, notifyCustomer: port.settings.notifyBuyer, ...await trackingOf(port, shipment),
  };
  const { fulfillmentCreate: made } = await ask(port,
    { document: SHIP, variables: { fulfillment }, answer: Shipped, write: true });
  if (made?.fulfillment) return made.fulfillment.id;
  throw stop.refused('ShipmentRejected',
    `Shopify refuses the shipment: ${made?.userErrors.map((e) => e.message).join('; ') ?? 'no reason given'}`);
}

/** All parcels of one call have one carrier's name; the first parcel's is taken. */
async function trackingOf(port: Port<Settings>, shipment: Shipment): Promise<{ trackingInfo?: object }> {
  const numbers = numbersOf(shipment);
  const [first] = shipment.parcels;
  if (!first || numbers.length === 0) return {};
  const urls = shipment.parcels.flatMap((p) => p.trackingUrl ?? []);
  const company = (await port.mapping('carrier', first.carrier)) ?? carrierName(first.carrier);
  return { trackingInfo: { company, numbers, ...(urls.length === numbers.length && { urls }) } };
}

function receiptOf(ids: readonly string[], shipment: Shipment): Receipt {
  const external = numberIn(ids[0]) as ExternalId | undefined;
  if (!external) throw stop.refused('ShipmentRejected',
    `shipment ${shipment.shipmentId} has no lines that Shopify knows`);
  return { external, references: numbersOf(shipment).map((n) => ['tracking', n] as const) };
}
