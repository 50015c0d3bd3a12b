/**
 * Writes a settlement as the V2 flat file: tab-separated, a summary row, then the details. The American
 * file and the German one differ in decimal sign, date order and the last column; both are in UTC.
 */
import { gzipSync } from 'node:zlib';
import { minor, written } from './money.ts';
import type { Row, Settlement } from './settlement.ts';

export interface FileStyle {
  readonly locale?: 'US' | 'DE';
  /** Signs between thousands; Amazon was not seen to write them, readers must bear them. */
  readonly thousands?: boolean;
  readonly encoding?: 'utf-8' | 'utf-8-bom' | 'latin1';
  readonly lineEnd?: '\n' | '\r\n';
  readonly gzip?: boolean;
  /** Added to the stated total, so that the rows no longer add up to it. */
  readonly wrongTotalBy?: string;
}

const COLUMNS = [
  'settlement-id', 'settlement-start-date', 'settlement-end-date', 'deposit-date', 'total-amount', 'currency',
  'transaction-type', 'order-id', 'merchant-order-id', 'adjustment-id', 'shipment-id', 'marketplace-name',
  'amount-type', 'amount-description', 'amount', 'fulfillment-id', 'posted-date', 'posted-date-time',
  'order-item-code', 'merchant-order-item-id', 'merchant-adjustment-item-id', 'sku', 'quantity-purchased',
  'promotion-id',
] as const;
type Column = (typeof COLUMNS)[number];
type Cells = Partial<Record<Column, string>>;

export interface WrittenFile {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly total: string;
}

export function settlementFile(settlement: Settlement, style: FileStyle = {}): WrittenFile {
  const locale = style.locale ?? settlement.marketplace.locale;
  const { currency } = settlement.marketplace;
  const numbers = { decimal: locale === 'DE' ? ',' : '.', thousands: thousandsOf(locale, style) } as const;
  const amount = (count: bigint) => written(count, currency, numbers);
  const total = settlement.total + minor(style.wrongTotalBy ?? '0', currency);
  const columns: readonly Column[] = locale === 'DE' ? COLUMNS.slice(0, 23) : COLUMNS;
  const summary: Cells = {
    'settlement-id': settlement.id, 'settlement-start-date': dateTime(settlement.start, locale),
    'settlement-end-date': dateTime(settlement.end, locale), 'deposit-date': dateTime(settlement.deposit, locale),
    'total-amount': amount(total), currency,
  };
  const details = settlement.rows.map((row) => cellsOf(settlement, row, { locale, amount }));
  const lineEnd = style.lineEnd ?? '\n';
  const lines = [summary, ...details].map((cells) => columns.map((c) => cells[c] ?? '').join('\t'));
  const text = [columns.join('\t'), ...lines, ''].join(lineEnd);
  const bytes = encoded(text, style.encoding ?? 'utf-8');
  return { text, bytes: style.gzip ? gzipSync(bytes) : bytes, total: written(total, currency) };
}

function thousandsOf(locale: 'US' | 'DE', style: FileStyle): '' | '.' | ',' {
  if (!style.thousands) return '';
  return locale === 'DE' ? '.' : ',';
}

function encoded(text: string, encoding: 'utf-8' | 'utf-8-bom' | 'latin1'): Uint8Array {
  if (encoding === 'latin1') return Buffer.from(text, 'latin1');
  return Buffer.from(encoding === 'utf-8-bom' ? `\uFEFF${text}` : text);
}

interface Writing {
  readonly locale: 'US' | 'DE';
  readonly amount: (count: bigint) => string;
}

function cellsOf(settlement: Settlement, row: Row, { locale, amount }: Writing): Cells {
  return {
    'settlement-id': settlement.id,
    'transaction-type': row.transactionType,
    'adjustment-id': row.adjustmentId ?? '',
    'shipment-id': row.shipmentId ?? '',
    'marketplace-name': row.marketplaceName,
    'amount-type': row.amountType,
    'amount-description': row.description,
    amount: amount(row.amount),
    'posted-date': date(row.posted, locale),
    'posted-date-time': dateTime(row.posted, locale),
    'quantity-purchased': row.quantity === undefined ? '' : String(row.quantity),
    'promotion-id': row.promotionId ?? '',
    ...orderCells(row),
  };
}

function orderCells({ order, item, adjustmentId, named }: Row): Cells {
  if (!order || !item) return {};
  return {
    'order-id': order.id,
    'fulfillment-id': order.fulfilledBy === 'AMAZON' ? 'AFN' : 'MFN',
    'order-item-code': item.id,
    sku: item.sku,
    ...(adjustmentId === undefined ? {} : { 'merchant-adjustment-item-id': named ?? `${adjustmentId}-${item.id}` }),
  };
}

function date(iso: string, locale: 'US' | 'DE'): string {
  const day = iso.slice(0, 10);
  return locale === 'US' ? day : day.split('-').toReversed().join('.');
}

const dateTime = (iso: string, locale: 'US' | 'DE'): string => `${date(iso, locale)} ${iso.slice(11, 19)} UTC`;
