/**
 * What labels and carriers say. A label that was bought is a request taken; one the carrier has is a shipment; one that
 * was voided is given back. Where a parcel is, is told of shipments that are known; of others the shipment is told first.
 */
import { brand, type ExternalId } from '#domain/brand.ts';
import type { ParcelWord } from '#domain/messages.ts';
import { timestamp } from '#domain/time.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { parseJson, read as readAs } from '#connectors/parse.ts';
import { z } from 'zod';
import { ask } from './ask.ts';
import type { Settings } from './settings.ts';
import { Label, Labels, Shipment, Tracking } from './shape.ts';

/** Status codes of carriers, in both directions: ours, and theirs for what of ours has one. */
export const PARCEL: Readonly<Record<string, ParcelWord>> = {
  NY: 'announced', AC: 'accepted', IT: 'in-transit', AT: 'attempted', SP: 'attempted', DE: 'delivered', EX: 'trouble',
};
/** Nothing is known of the parcel yet. */
const UNKNOWN = 'UN';
const LEFT = new Set(['AC', 'IT', 'AT', 'SP', 'DE']);
const LABEL_STATES = new Set(['processing', 'completed', 'error', 'voided']);
const TRACKING_STATES = new Set(['unknown', 'in_transit', 'error', 'delivered']);

const Told = z.object({ resource_type: z.string(), data: Tracking });

export async function read(port: Port<Settings>, { topic, body }: Document): Promise<readonly News[]> {
  if (topic === 'label') return labelNews(port, readAs(Label, parseJson(body)));
  if (topic !== 'API_TRACK') return [{ said: 'nothing', why: `${topic} is not listened to` }];
  const { data } = readAs(Told, parseJson(body));
  const labels = await ask(port, { method: 'GET',
    url: `/v1/labels?tracking_number=${encodeURIComponent(data.tracking_number)}` }, Labels);
  const label = labels?.labels.find((l) => l.status === 'completed' && l.external_shipment_id);
  if (label && LEFT.has(data.status_code) && !(await known(port, label))) return [await shipmentNews(port, label,
    momentOf(port, data))];
  return trackingNews(port, data);
}

const known = async (port: Port<Settings>, label: Label): Promise<boolean> => (await port.ownOf('shipment',
  brand(label.label_id))) !== undefined;
const momentOf = (port: Port<Settings>, { events }: Tracking) => events.map((e) => timestamp(e.occurred_at)).sort().at(-1) ?? port.now;

function trackingNews(port: Port<Settings>, t: Tracking): News[] {
  if (t.status_code === UNKNOWN) return [{ said: 'nothing', why: `nothing is known of parcel ${t.tracking_number} yet` }];
  const word = PARCEL[t.status_code];
  if (!word) return [{ said: 'drift', path: 'status_code',
    detail: `${t.status_code} is no status code of a parcel that is documented` }];
  return [{ said: 'parcel', tracking: t.tracking_number, at: momentOf(port, t), word, ...(t.status_description &&
    { detail: t.status_description }) }];
}

async function labelNews(port: Port<Settings>, label: Label): Promise<News[]> {
  const { external_shipment_id: fulfillment, status, tracking_status: way } = label;
  if (!fulfillment) return [{ said: 'nothing', why: `label ${label.label_id} was not bought by us` }];
  if (!LABEL_STATES.has(status)) return [{ said: 'drift', path: 'label.status',
    detail: `${status} is no documented state of a label` }];
  if (way && !TRACKING_STATES.has(way)) return [{ said: 'drift', path: 'label.tracking_status', detail: `${way} is not documented` }];
  if (status === 'voided') return [{ said: 'fulfillment', fulfillment, at: timestamp(label.voided_at ?? label.created_at),
    state: 'cancelled' }];
  if (status !== 'completed') return [{ said: 'nothing', why: `label ${label.label_id} is ${status}` }];
  const created = timestamp(label.created_at);
  if (way !== 'in_transit' && way !== 'delivered') return [{ said: 'fulfillment', fulfillment, at: created, state: 'accepted' }];
  const log = await ask(port, { method: 'GET', url: `/v1/labels/${label.label_id}/track` }, Tracking);
  if (!(await known(port, label))) return [await shipmentNews(port, label, firstMove(log) ?? created)];
  return log ? trackingNews(port, log) : [];
}
const firstMove = (log: Tracking | undefined) => (log?.events ?? []).map((e) => timestamp(e.occurred_at)).sort().at(0);

async function shipmentNews(port: Port<Settings>, label: Label, at: ReturnType<typeof timestamp>): Promise<News> {
  const shipment = await ask(port, { method: 'GET', url: `/v1/shipments/${label.shipment_id}` }, Shipment);
  const numbers = [...new Set([label.tracking_number, ...label.packages.map((p) => p.tracking_number)].filter((n) => n != null))];
  return {
    said: 'shipment', fulfillment: label.external_shipment_id!, external: brand(label.label_id), at,
    lines: (shipment?.items ?? []).filter((i) => i.external_order_item_id && i.quantity > 0).map((i) =>
      ({ lineId: brand<ExternalId>(i.external_order_item_id!), sku: i.sku ?? '', quantity: i.quantity })),
    parcels: numbers.map((tracking) => ({ carrier: SCAC[label.carrier_code ?? ''] ?? label.carrier_code ?? 'other', tracking })),
  };
}
/** Carriers by the code of the account, as Standard Carrier Alpha Codes. */
export const SCAC: Readonly<Record<string, string>> = {
  ups: 'UPSN', ups_walleted: 'UPSN', fedex: 'FDEG', usps: 'USPS', stamps_com: 'USPS', dhl_express: 'DHLE', ontrac: 'ONTR',
};
