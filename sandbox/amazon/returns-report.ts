/** The report of returns a seller asks for: one row an item of a return, tab-separated, as Seller Central has them. */
import { serial, stamp, type Report, type ReturnRequest, type World } from './world.ts';

export const RETURNS_REPORT = 'GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE';
const COLUMNS = ['Order ID', 'Order date', 'Return request date', 'Return request status', 'Amazon RMA ID', 'Merchant RMA ID', 'Label type',
  'Tracking ID', 'ASIN', 'Merchant SKU', 'Item Name', 'Return quantity', 'Return Reason', 'In policy', 'Return type', 'Resolution'];

/** Amazon answers at once that it makes it; nothing to report ends as CANCELLED, as at Amazon. */
export function makeReturnsReport(world: World, marketplaceIds: readonly string[]): Report {
  const rows = world.returns.filter((r) => marketplaceIds.includes(world.orders.get(r.orderId)?.marketplace.id ?? ''));
  const id = String(serial(world) + 500_000);
  const created = stamp(world);
  const documentId = `amzn1.spdoc.1.4.na.returns-${id}`;
  if (rows.length > 0) world.documents.set(documentId, { id: documentId, gzip: false,
    bytes: new TextEncoder().encode([COLUMNS.join('\t'), ...rows.map((r) => line(world, r))].join('\r\n')) });
  const report: Report = {
    id, type: RETURNS_REPORT, marketplaceIds, start: created, end: created, created, status: rows.length > 0 ? 'DONE' : 'CANCELLED',
    ...(rows.length > 0 && { documentId }),
  };
  world.reports.set(id, report);
  return report;
}

function line(world: World, r: ReturnRequest): string {
  const order = world.orders.get(r.orderId)!;
  const item = order.items.find((i) => i.sku === r.sku);
  const cells: Readonly<Record<string, string>> = {
    'Order ID': r.orderId, 'Order date': order.created, 'Return request date': r.requested, 'Return request status': r.status,
    'Amazon RMA ID': r.rma, 'Label type': 'AmazonUnPaidLabel', 'Merchant SKU': r.sku, 'Item Name': item?.title ?? '',
    'Return quantity': String(r.quantity), 'Return Reason': r.reason, 'In policy': 'Y', 'Return type': 'C-Returns', Resolution: 'StandardRefund',
  };
  return COLUMNS.map((c) => cells[c] ?? '').join('\t');
}
