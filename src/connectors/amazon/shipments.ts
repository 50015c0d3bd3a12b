/**
 * Tells Amazon what left. confirmShipment has no idempotency key, but a parcel's reference within its order
 * is the seller's: it is made from our shipment, so that the same parcel told twice is one parcel, a
 * corrected tracking number is an edit of it, and `find` is a look at the order's packages.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Parcel, Shipment, ShippedLine } from '#domain/shipment.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { carrierOf } from './carriers.ts';
import { call, errorsOf } from './login.ts';
import { fetchOrder } from './search.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'ReportShipment'>;

interface Box {
  readonly reference: string;
  readonly parcel: Parcel;
  readonly lines: readonly ShippedLine[];
}

export const reportShipment: Write<Settings, Wish> = {
  async apply(port, { order, shipment }) {
    const boxes = boxesOf(shipment);
    const { marketplaceId, told } = await known(port, order, boxes.length);
    for (const box of boxes) if (!isTold(box, told)) await confirm(port, { order, marketplaceId, box, shipment });
    return receiptOf(order, boxes);
  },
  async find(port, { order, shipment }) {
    const boxes = boxesOf(shipment);
    const { told } = await look(port, order);
    return boxes.every((box) => isTold(box, told)) ? receiptOf(order, boxes) : undefined;
  },
};

/**
 * Units by parcel. The warehouse says what left and in which parcels, not what lay in which; Amazon wants
 * goods in every package. So the first holds all but one unit for each of the others.
 */
export function boxesOf(shipment: Shipment): readonly Box[] {
  const parcels = shipment.parcels.filter((p) => p.tracking.trim() !== '');
  if (parcels.length === 0)
    throw stop.refused('TrackingMissing', `shipment ${shipment.shipmentId} has no tracking number; Amazon wants one`);
  const units = shipment.lines.flatMap((l) => Array.from({ length: l.quantity }, () => l));
  const used = parcels.slice(0, Math.max(1, units.length));
  return used.map((parcel, at) => {
    const end = units.length - (used.length - 1) + at;
    const mine = at === 0 ? units.slice(0, end) : units.slice(end - 1, end);
    const lines = shipment.lines.map((l) => ({ ...l, quantity: mine.filter((u) => u === l).length }));
    return { reference: packageReference(shipment.shipmentId, at), parcel, lines: lines.filter((l) => l.quantity > 0) };
  });
}

/** Amazon takes positive numbers only: nine digits of a hash, unique enough among the few parcels of one order. */
export function packageReference(shipmentId: string, at: number): string {
  const digest = createHash('sha256').update(`${shipmentId}/${at}`).digest();
  return String((digest.readUInt32BE(0) % 999_999_999) + 1);
}

const Packages = z.object({
  salesChannel: z.object({ marketplaceId: z.string().optional() }),
  packages: z.array(z.object({ packageReferenceId: z.string(), trackingNumber: z.string().optional() })).optional(),
});
interface Look {
  readonly marketplaceId: string;
  readonly told: readonly { readonly packageReferenceId: string; readonly trackingNumber?: string | undefined }[];
}

async function look(port: Port<Settings>, order: string): Promise<Look> {
  const found = await fetchOrder(port, order, 'PACKAGES');
  if (found === undefined) throw stop.refused('ShipmentRejected', `Amazon does not know order ${order}`);
  const { salesChannel, packages = [] } = read(Packages, found);
  const [only = ''] = port.settings.marketplaceIds;
  return { marketplaceId: salesChannel.marketplaceId ?? only, told: packages };
}

/** One parcel of the only marketplace needs no look first; several do, to continue where an earlier attempt ended. */
async function known(port: Port<Settings>, order: string, boxes: number): Promise<Look> {
  const [only, ...others] = port.settings.marketplaceIds;
  const simple = only !== undefined && others.length === 0 && boxes === 1;
  return simple ? { marketplaceId: only, told: [] } : look(port, order);
}

const isTold = ({ reference, parcel }: Box, told: Look['told']): boolean =>
  told.some((p) => p.packageReferenceId === reference && p.trackingNumber === parcel.tracking);

interface Confirmation {
  readonly order: ExternalId;
  readonly marketplaceId: string;
  readonly box: Box;
  readonly shipment: Shipment;
}

async function confirm(port: Port<Settings>, { order, marketplaceId, box, shipment }: Confirmation): Promise<void> {
  const answer = await call(port, {
    method: 'POST', url: `/orders/v0/orders/${encodeURIComponent(order)}/shipmentConfirmation`,
    bucket: 'confirmShipment', write: true, accept: [404],
    body: { marketplaceId, packageDetail: {
      packageReferenceId: box.reference,
      ...(await carrierOf(port, box.parcel.carrier)),
      trackingNumber: box.parcel.tracking,
      shipDate: shipment.at,
      orderItems: box.lines.map((l) => ({ orderItemId: l.lineId, quantity: l.quantity })),
    } },
  });
  if (answer.status >= 300)
    throw stop.refused('ShipmentRejected', `Amazon refuses the shipment of order ${order}: ${errorsOf(answer)}`);
}

function receiptOf(order: ExternalId, boxes: readonly Box[]): Receipt {
  return {
    external: brand<ExternalId>(`${order}/${boxes.map((b) => b.reference).join('+')}`),
    references: boxes.map((b) => ['tracking', b.parcel.tracking] as const),
  };
}
