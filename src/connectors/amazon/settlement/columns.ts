/** The columns of the V2 file, found by name: real files have 23 or 24 of them, and order is not promised. */
import { stop } from '#domain/fault.ts';
import { columnName } from './text.ts';

const COLUMNS = [
  'settlement-id', 'settlement-start-date', 'settlement-end-date', 'deposit-date', 'total-amount', 'currency',
  'transaction-type', 'order-id', 'merchant-order-id', 'adjustment-id', 'shipment-id', 'marketplace-name',
  'amount-type', 'amount-description', 'amount', 'fulfillment-id', 'posted-date', 'posted-date-time',
  'order-item-code', 'merchant-order-item-id', 'merchant-adjustment-item-id', 'sku', 'quantity-purchased',
  'promotion-id',
] as const;
export type Column = (typeof COLUMNS)[number];

const REQUIRED: readonly Column[] = [
  'settlement-id', 'total-amount', 'currency', 'transaction-type', 'amount-type', 'amount-description', 'amount',
];

export interface Columns {
  readonly at: Readonly<Partial<Record<Column, number>>>;
  readonly width: number;
  readonly unknown: readonly string[];
}

/** @throws Stopped Malformed when a column without which nothing can be booked is missing or stands twice. */
export function columnsOf(header: readonly string[]): Columns {
  const names = header.map(columnName);
  const at: Partial<Record<Column, number>> = {};
  const unknown: string[] = [];
  for (const [index, name] of names.entries()) {
    const column = COLUMNS.find((c) => c === name);
    if (!column) {
      if (name !== '') unknown.push(name);
    } else if (at[column] === undefined) at[column] = index;
    else throw stop.malformed(`the header names ${column} twice`);
  }
  const missing = REQUIRED.filter((c) => at[c] === undefined);
  if (missing.length > 0)
    throw stop.malformed(`this is not a settlement of Amazon: the header lacks ${missing.join(', ')}; it comes from Seller Central ` +
      'under Payments, All statements: Flat file V2');
  return { at, width: names.length, unknown };
}
