/** News of goods on their way as facts: pickups put aside, parcels where carriers see them, numbers that were replaced. */
import { isDeepStrictEqual } from 'node:util';
import { movedSince } from '#domain/assigned-part.ts';
import type { OrderId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { timestamp } from '#domain/time.ts';
import { encode } from '#domain/wire.ts';
import type { News } from '#connectors/contract.ts';
import { noteParts, partsSeen } from '#store/placement.ts';
import { fulfillmentOrder } from '#store/read.ts';
import { partLastSaid, shipmentOfParcel } from '#store/shipment.ts';
import { findStories } from '#store/story.ts';
import type { Draft } from './append.ts';
import { digestOf, orderIdOf, orderStory } from './identity.ts';
import { mappingOf, tenantOf } from './platform.ts';
import type { Hearing } from './forget.ts';
import { fact, type Heard } from './heard.ts';

type Said<K extends News['said']> = Extract<News, { said: K }>;
/** Attempts in which a shipment may still be heard of: a carrier is often faster than the warehouse. */
const PATIENCE = 6;

async function orderOf(h: Hearing, fulfillment: string): Promise<OrderId> {
  const found = await fulfillmentOrder(h.p.pool, h.d.tenant, fulfillment);
  if (!found) throw stop.refused('ShipmentRejected', `${h.c.connection} names fulfillment ${fulfillment}, which we never asked for`);
  return found.orderId as OrderId;
}

export async function pickupReady(h: Hearing, { fulfillment: fulfillmentId, at, until }: Said<'pickup-ready'>): Promise<Heard> {
  const orderId = await orderOf(h, fulfillmentId);
  const data = { orderId, fulfillmentId, at, ...(until && { until }) };
  return { drafts: [fact(h, 'PickupReady', data, { key: fulfillmentId, at })] };
}

/** Carriers tell of every parcel of an account; of those nobody here sent, nothing is made. */
export async function parcel(h: Hearing, { tracking, at, word, detail }: Said<'parcel'>): Promise<Heard> {
  const found = (await findStories(h.p.pool, h.d.tenant, tracking)).flatMap((f) => /^order:([^/]+)/.exec(f.own)?.[1] ?? []);
  const [orderId, another] = [...new Set(found)] as OrderId[];
  const shipmentId = orderId && another === undefined
    ? await shipmentOfParcel(h.p.pool, { tenant: h.d.tenant, orderId, tracking }) : undefined;
  if (!orderId || !shipmentId) {
    if (h.d.attempts < PATIENCE) throw stop.unavailable(`${h.c.connection} tells of parcel ${tracking}, which nobody has sent yet`);
    return { drafts: [] };
  }
  const data = { orderId, shipmentId, tracking, word, at, ...(detail && { detail }) };
  return { drafts: [fact(h, 'ParcelTracked', data, { key: `${shipmentId}:${tracking}:${word}:${at}`, at })] };
}

/** A place that is not mapped is none of ours: nothing is moved there. Where each part is now is remembered for the next look. */
export async function placement(h: Hearing, { order, parts, movedTo, only, assigned = [] }: Said<'placement'>): Promise<Heard> {
  const orderId = orderIdOf(h.d.tenant, h.c.connection, order);
  const of = { tenant: h.d.tenant, orderId };
  const at = only?.at ?? h.now;
  const elsewhere = movedTo ?? (assigned.length > 0 ? movedSince(await partsSeen(h.p.pool, of), assigned, timestamp(at)) : undefined);
  const place = elsewhere && mappingOf(tenantOf(h.p, h.d.tenant), 'location', h.c.connection, elsewhere)?.own;
  const moved = { ...(place && { movedTo: place }) };
  const drafts = only ? await onePart(h, { orderId, parts, only, ...moved })
    : [fact(h, 'PlacementSeen', { orderId, at, parts, ...moved }, { key: `${orderId}:${h.d.id}`, at })];
  return { drafts, ...(assigned.length > 0 && { beside: (tx) => noteParts(tx, of, assigned, at) }) };
}

export async function tracking(h: Hearing, { fulfillment, external, at, parcels }: Said<'tracking'>): Promise<Heard> {
  const orderId = await orderOf(h, fulfillment);
  const shipmentId = `${fulfillment}-${external}`;
  return { drafts: [fact(h, 'TrackingChanged', { orderId, shipmentId, at, parcels }, {
    key: `${shipmentId}:${at}:${parcels.map((p) => p.tracking).join(',')}`, at,
    references: parcels.map((p) => ({ reference: p.tracking, kind: 'tracking', connection: h.c.connection })),
  })] };
}

/** Most parts of a list are in nobody's way: told is only what differs from what was said last. */
async function onePart(h: Hearing, { orderId, parts, only: { part, at }, movedTo }: Part): Promise<Draft[]> {
  const correlation = orderStory(h.d.tenant, orderId);
  const last = await partLastSaid(h.p.pool, { tenant: h.d.tenant, correlation, orderId, part });
  if (!movedTo && isDeepStrictEqual(last ?? null, JSON.parse(JSON.stringify(parts[0] ?? null)))) return [];
  const key = `${part}:${digestOf('PlacementSeen', encode([at, parts]))}`;
  return [fact(h, 'PlacementSeen', { orderId, at, parts, only: part, ...(movedTo && { movedTo }) }, { key, at })];
}
type Part = { readonly orderId: OrderId; readonly movedTo?: string } & Required<Pick<Said<'placement'>, 'parts' | 'only'>>;
