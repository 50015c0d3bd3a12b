/**
 * A settlement of any size in the shape of Amazon's flat file V2, with invented orders: what buyers paid, tax that the
 * marketplace withheld, fees, refunds with an adjustment id, service fees, a reserve. Written piece by piece; the total
 * stands in the second line, so the rows are made twice.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const COLUMNS = ['settlement-id', 'settlement-start-date', 'settlement-end-date', 'deposit-date', 'total-amount', 'currency',
  'transaction-type', 'order-id', 'merchant-order-id', 'adjustment-id', 'shipment-id', 'marketplace-name', 'amount-type',
  'amount-description', 'amount', 'fulfillment-id', 'posted-date', 'posted-date-time', 'order-item-code',
  'merchant-order-item-id', 'merchant-adjustment-item-id', 'sku', 'quantity-purchased', 'promotion-id'];
const FLUSH = 1 << 20;

export interface Written { readonly total: bigint; readonly orders: number; readonly bytes: number }

/** Order ids are `902-0000001-0000000` and on; each has five or six rows. */
export function writeSettlement(path: string, id: string, lines: number): Written {
  let total = 0n;
  let orders = 0;
  for (const row of rowsOf(lines)) {
    total += row.cents;
    if (row.opens) orders += 1;
  }
  const file = openSync(path, 'w');
  let text = `${COLUMNS.join('\t')}\n${[id, '2026-10-25 00:00:00 UTC', '2026-11-08 00:00:00 UTC', '2026-11-10 00:00:00 UTC',
    decimal(total), 'USD', ...Array.from({ length: 18 }, () => '')].join('\t')}\n`;
  let bytes = 0;
  for (const row of rowsOf(lines)) {
    text += `${[id, '', '', '', '', '', row.type, row.order, '', row.adjustment, row.shipment, 'Amazon.com', row.amountType,
      row.description, decimal(row.cents), 'AFN', row.at.slice(0, 10), row.at, row.item, '', '', row.sku, row.quantity, ''].join('\t')}\n`;
    if (text.length < FLUSH) continue;
    bytes += writeSync(file, text);
    text = '';
  }
  bytes += writeSync(file, text);
  closeSync(file);
  return { total, orders, bytes };
}

interface Row {
  readonly type: string; readonly order: string; readonly adjustment: string; readonly shipment: string; readonly amountType: string;
  readonly description: string; readonly cents: bigint; readonly at: string; readonly item: string; readonly sku: string;
  readonly quantity: string; readonly opens?: boolean;
}

function* rowsOf(lines: number): Generator<Row> {
  let made = 0;
  for (let n = 0; made < lines; n += 1)
    for (const row of n % 40 === 39 ? service(n) : order(n)) {
      if (made === lines) return;
      made += 1;
      yield row;
    }
}

export const orderName = (n: number): string => `902-${String(n % 10_000_000).padStart(7, '0')}-${String((n * 7919) % 10_000_000).padStart(7, '0')}`;
/** Within the period, which lies in two months. */
const at = (n: number): string => {
  const second = (n * 37) % (14 * 86_400);
  return `${new Date(Date.UTC(2026, 9, 25) + second * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};
const decimal = (cents: bigint): string => {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

function* order(n: number): Generator<Row> {
  const price = BigInt(999 + (n * 131) % 9000);
  const tax = price * 8n / 100n;
  const row = (amountType: string, description: string, cents: bigint, more: Partial<Row> = {}): Row => ({
    type: 'Order', order: orderName(n), adjustment: '', shipment: `D${n}`, amountType, description, cents, at: at(n),
    item: String(60_000_000_000_000 + n), sku: `SKU-${n % 500}`, quantity: '', ...more });
  yield row('ItemPrice', 'Principal', price, { quantity: '1', opens: true });
  yield row('ItemPrice', 'Tax', tax);
  yield row('ItemWithheldTax', 'MarketplaceFacilitatorTax-Principal', -tax);
  yield row('ItemFees', 'Commission', -(price * 15n / 100n));
  yield row('ItemFees', 'FBAPerUnitFulfillmentFee', -322n);
  if (n % 25 !== 7) return;
  const back = { type: 'Refund', adjustment: `A-${n}` };
  yield row('ItemPrice', 'Principal', -price, back);
  yield row('ItemPrice', 'Tax', -tax, back);
  yield row('ItemWithheldTax', 'MarketplaceFacilitatorTax-Principal', tax, back);
  yield row('ItemFees', 'Commission', price * 12n / 100n, back);
}

function* service(n: number): Generator<Row> {
  const row = (type: string, amountType: string, description: string, cents: bigint): Row => ({
    type, order: '', adjustment: '', shipment: '', amountType, description, cents, at: at(n), item: '', sku: '', quantity: '' });
  yield row('ServiceFee', 'Cost of Advertising', 'TransactionTotalAmount', -BigInt(1000 + n % 700));
  yield row('other-transaction', 'other-transaction', 'Storage Fee', -BigInt(200 + n % 90));
}
