/**
 * The rows of a shipping confirmation, and the numbers a warehouse gives: its own reference, the
 * shipment, the carrier's tracking number and the package's SSCC.
 *
 * Numbers count up from one, so the same day gives the same numbers.
 */
import type { Numbers, Pace, ShippingRequest } from './books.ts';
import type { Row } from './control-file.ts';
import type { LotItem } from './lots.ts';

export const warehouseNumber = (numbers: Numbers): string => `WH${String(++numbers.request).padStart(7, '0')}`;

/** Standard parcels go by UPS, express by FedEx; the names are their Standard Carrier Alpha Codes. */
const SCAC: Record<string, string> = { EXPRESS: 'FDEN' };
const GRAMS_PER_UNIT = 250;

export function shipmentDue(pace: Pace, request: ShippingRequest): number {
  return request.acceptedAt + pace.pickMs + pace.shipMs + request.shippedParts * pace.betweenMs;
}

export function confirmationRows(
  numbers: Numbers, request: ShippingRequest, packages: readonly (readonly LotItem[])[], at: number,
): Row[] {
  const shipmentRef = `SH${String(++numbers.shipment).padStart(7, '0')}`;
  const shared = {
    shipment_ref: shipmentRef, request_ref: request.ref, order_ref: request.orderRef,
    picked_at: new Date(request.pickedAt!).toISOString(), shipped_at: new Date(at).toISOString(),
  };
  const scac = request.service === 'PICKUP' ? '' : SCAC[request.service] ?? 'UPSN';
  const shipped = packages.flatMap((items) => {
    const n = ++numbers.package;
    return items.map((item) => ({
      ...shared, line_ref: item.lineRef, sku: item.sku, quantity: String(item.quantity), short: '0', status: 'SHIPPED',
      reason: '', scac, tracking: scac === '' ? '' : trackingNumber(scac, n), package_ref: sscc(n),
      weight_g: String(item.quantity * GRAMS_PER_UNIT), lot: item.lot ?? '', expires: item.expires ?? '',
      ...request.lines.find((l) => l.lineRef === item.lineRef)?.cost,
    }));
  });
  // Shorts are reported once, with the first shipment; a request with nothing on the shelf has only them.
  const shorts = request.shippedParts > 0 ? [] : request.picked!.shorts;
  const rows = [
    ...shipped,
    ...shorts.map((s) => ({
      ...shared, shipped_at: '', line_ref: s.lineRef, sku: s.sku, quantity: '0', short: String(s.quantity),
      status: 'SHORT', reason: s.reason,
    })),
  ];
  return rows.map((row, i) => ({ ...row, row: String(i + 1), rows: String(rows.length) }));
}

/** What lies at the desk, told once. */
export function readyRows(numbers: Numbers, request: ShippingRequest): Row[] {
  const shipmentRef = `RD${String(++numbers.shipment).padStart(7, '0')}`;
  const items = request.picked!.shipments.flat(2);
  return items.map((item, i) => ({
    shipment_ref: shipmentRef, row: String(i + 1), rows: String(items.length), request_ref: request.ref, order_ref: request.orderRef,
    line_ref: item.lineRef, sku: item.sku, quantity: String(item.quantity), short: '0', status: 'READY', reason: '',
    picked_at: new Date(request.pickedAt!).toISOString(), shipped_at: '',
  }));
}

const trackingNumber = (scac: string, n: number): string =>
  scac === 'UPSN' ? `1Z7F3A90${String(n).padStart(10, '0')}` : `7946${String(n).padStart(8, '0')}`;

/** GS1's eighteen digits: extension, an invented company prefix, a serial number and the check digit. */
export function sscc(n: number): string {
  const digits = `09521234${String(n).padStart(9, '0')}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
