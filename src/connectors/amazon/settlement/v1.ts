/**
 * The flat file V1, which Amazon ended in November 2026 and years of history are kept in: a row has a pair of type and
 * amount for each kind of money. The rows must add up to the total of the summary row.
 */
import type { ConnectionId, ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { Money } from '#domain/measure.ts';
import type { Payout } from '#domain/payout.ts';
import { payoutOf, PayoutLines, type About } from '../../statement/payouts.ts';
import type { Source } from '../../statement/source.ts';
import { looksLike, openTable, type Layout, type Row } from '../../statement/table.ts';
import { currencyAt, survey, type Written } from '../../statement/written.ts';
import { classify } from './classes.ts';

/** [what it says, how much, the amount-type it would have in V2] */
const PAIRS = [
  ['price', 'priceAmount', 'ItemPrice'], ['itemFee', 'itemFeeAmount', 'ItemFees'], ['shipmentFee', 'shipmentFeeAmount', 'ItemFees'],
  ['orderFee', 'orderFeeAmount', 'ItemFees'], ['promotion', 'promotionAmount', 'Promotion'], ['misc', 'miscAmount', 'other-transaction'],
  ['otherFee', 'otherFeeAmount', 'other-transaction'], ['direct', 'directAmount', 'other-transaction'],
  ['other', 'otherAmount', 'other-transaction'],
] as const;
type Column = (typeof PAIRS)[number][0 | 1] | 'id' | 'start' | 'end' | 'deposit' | 'total' | 'unit' | 'type' | 'order' | 'adjustment'
  | 'shipment' | 'marketplace' | 'posted' | 'item' | 'adjustedItem' | 'sku' | 'quantity';

export const V1: Layout<Column> = {
  what: 'a settlement of Amazon, flat file V1',
  columns: {
    id: ['settlement-id'], start: ['settlement-start-date'], end: ['settlement-end-date'], deposit: ['deposit-date'],
    total: ['total-amount'], unit: ['currency'], type: ['transaction-type'], order: ['order-id'], adjustment: ['adjustment-id'],
    shipment: ['shipment-id'], marketplace: ['marketplace-name'], posted: ['posted-date'], item: ['order-item-code'],
    adjustedItem: ['merchant-adjustment-item-id'], sku: ['sku'], quantity: ['quantity-purchased'],
    price: ['price-type'], priceAmount: ['price-amount'], itemFee: ['item-related-fee-type'], itemFeeAmount: ['item-related-fee-amount'],
    shipmentFee: ['shipment-fee-type'], shipmentFeeAmount: ['shipment-fee-amount'], orderFee: ['order-fee-type'],
    orderFeeAmount: ['order-fee-amount'], promotion: ['promotion-type'], promotionAmount: ['promotion-amount'], misc: ['misc-fee-type'],
    miscAmount: ['misc-fee-amount'], otherFee: ['other-fee-reason-description'], otherFeeAmount: ['other-fee-amount'],
    direct: ['direct-payment-type'], directAmount: ['direct-payment-amount'], other: ['other-type'], otherAmount: ['other-amount'],
  },
  required: ['id', 'total', 'unit', 'type', 'priceAmount'],
};
export const isV1 = (source: Source): boolean => looksLike(source, V1);

interface Header {
  readonly id: string; readonly line: number; readonly net: Money; readonly start: string; readonly end: string;
  readonly deposit: string;
}

export async function readV1(connection: ConnectionId, source: Source): Promise<Payout> {
  const table = openTable(source, V1);
  const w = await survey(table, {
    amounts: ['total', ...PAIRS.map(([, amount]) => amount)], dates: ['start', 'end', 'deposit', 'posted'], unit: (row) => row.cell('unit'),
  });
  let header: Header | undefined;
  let lines: PayoutLines | undefined;
  for await (const row of table.rows()) {
    if (row.cell('total') !== '') {
      if (header) throw stop.malformed(`line ${row.line}: a second summary row; one file is one settlement`);
      header = headerOf(row, w);
      lines = new PayoutLines(header.net.unit as never);
    } else if (!header || !lines) throw stop.malformed(`line ${row.line}: nothing states the settlement’s total before its rows`);
    else take(lines, row, w, header);
  }
  if (!header || !lines) throw stop.malformed('the file has no summary row: nothing states the settlement’s total');
  const { id, net, start, end, deposit, line } = header;
  const payout = payoutOf(lines, { connection, external: id, net: net as never, depositDate: w.date(deposit || end, line) });
  return { ...payout, ...(start && { periodStart: w.date(start, line) }), ...(end && { periodEnd: w.date(end, line) }) };
}

function headerOf({ cell, line }: Row<Column>, w: Written): Header {
  const unit = currencyAt(cell('unit'), line);
  const net = w.money(cell('total'), unit, line);
  return { id: cell('id'), line, net, start: cell('start'), end: cell('end'), deposit: cell('deposit') };
}

function take(lines: PayoutLines, { cell, line }: Row<Column>, w: Written, header: Header): void {
  if (cell('id') !== '' && cell('id') !== header.id)
    throw stop.malformed(`line ${line}: settlement ${cell('id')} in the file of ${header.id}`);
  const type = cell('type');
  const refund = cell('adjustment') || cell('adjustedItem');
  const about: About = {
    ...(cell('order') && { order: cell('order') as ExternalId }), ...(cell('item') && { lineItem: cell('item') as ExternalId }),
    ...(cell('shipment') && { shipment: cell('shipment') as ExternalId }), ...(refund && { refund: refund as ExternalId }),
    ...(cell('sku') && { sku: cell('sku') }), ...(cell('marketplace') && { marketplace: cell('marketplace') }),
    ...(/^-?\d{1,9}$/.test(cell('quantity')) && { quantity: Number(cell('quantity')) }),
    ...(cell('posted') && { postedAt: w.date(cell('posted'), line) }),
  };
  for (const [word, amount, amountType] of PAIRS) {
    if (cell(amount) === '') continue;
    const code = [type, amountType, cell(word)].filter(Boolean).join('/');
    lines.add(classify(type, amountType, cell(word)), w.money(cell(amount), lines.unit, line), code, about);
  }
}
