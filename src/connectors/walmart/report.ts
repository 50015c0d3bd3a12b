/**
 * The reconciliation report (v1), a row per amount under one summary row that states what is payable; as CSV, zipped, or
 * in the pages of the JSON operation. The rows must come to the summary.
 */
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add, zero, type Currency, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { isJson } from '../statement/json.ts';
import { each, gathered } from '../statement/gathered.ts';
import type { About, PayoutLines } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { classify } from './classes.ts';
import { tableOf } from './pages.ts';

type Column = 'start' | 'end' | 'payable' | 'unit' | 'key' | 'posted' | 'type' | 'description' | 'customerOrder' | 'order' | 'orderLine'
  | 'amount' | 'amountType' | 'quantity' | 'reason' | 'sku';

export const LAYOUT: Layout<Column> = {
  what: 'a reconciliation report of Walmart (v1)',
  from: 'Seller Center under Payments: the reconciliation report of a period',
  columns: {
    start: ['Period Start Date'], end: ['Period End Date'], payable: ['Total Payable'], unit: ['Currency'], key: ['Transaction Key'],
    posted: ['Transaction Posted Timestamp', 'Transaction Date Time'], type: ['Transaction Type'],
      description: ['Transaction Description'],
    customerOrder: ['Customer Order #'], order: ['Purchase Order #'], orderLine: ['Purchase Order line #'], amount: ['Amount'],
    amountType: ['Amount Type'], quantity: ['Ship Qty'], reason: ['Transaction Reason Description'], sku: ['Partner Item Id'],
  },
  required: ['payable', 'type', 'amount', 'amountType'],
};
const isSummary = ({ cell }: Row<Column>): boolean => /^payment ?summary$/i.test(cell('type'));

export async function readReport(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const table = isJson(source.head) ? await tableOf(source, LAYOUT) : openTable(source, LAYOUT);
  const head = await summaryOf(table);
  const unit = unitOf(head, port.settings.currency);
  const w = await survey(table, {
    amounts: ['payable', 'amount'], dates: ['start', 'end', 'posted'], zone: port.settings.zone, unit: () => unit,
    hint: unit === 'USD' || unit === 'MXN' ? 'month-first' : 'day-first',
  });
  const payouts = await gathered<{ net: Money | undefined }>((into) => each(table, (row) => {
    ofOne(unit, row);
    const { lines, state } = into.of(unit, unit);
    if (isSummary(row)) state.net = add(state.net ?? zero(unit), w.money(row.cell('payable'), unit, row.line));
    else take(lines, row, w);
  }), () => ({ net: undefined }));
  const [start, end] = [head.start, head.end].map((d) => (d ? w.date(d, head.line) : undefined));
  const { lines, state: { net } } = payouts.groups.get(unit)!;
  if (!net) throw stop.malformed('the report has no PaymentSummary row: nothing states what is payable');
  const [from = '', to = ''] = [start ?? lines.first, end ?? lines.last];
  const external = `${from.slice(0, 10)}..${to.slice(0, 10)} ${unit}`;
  const said = payouts.said(unit, { connection: port.connection, external, net, depositDate: to });
  if (said.said !== 'payout') return [said];
  return [{ ...said, payout: { ...said.payout, ...(start && { periodStart: start }), ...(end && { periodEnd: end }) } }];
}

function unitOf(head: { readonly unit: string; readonly line: number }, usual: string | undefined): Currency {
  const code = head.unit || usual;
  if (!code) throw stop.malformed('the summary row names no currency: set `currency` of the connection');
  return currencyAt(code, head.line);
}
function ofOne(unit: Currency, { cell, line }: Row<Column>): void {
  const code = cell('unit').toUpperCase();
  if (code !== '' && code !== unit) throw stop.malformed(`line ${line}: ${code} in a report in ${unit}`);
}

async function summaryOf(table: Table<Column>): Promise<{ start: string; end: string; unit: string; line: number }> {
  for await (const row of table.rows())
    if (isSummary(row)) return { start: row.cell('start'), end: row.cell('end'), unit: row.cell('unit'), line: row.line };
  throw stop.malformed('the report has no PaymentSummary row: nothing states what is payable');
}

function take(lines: PayoutLines, { cell, line }: Row<Column>, w: Written): void {
  if (cell('amount') === '') return;
  const [type, amountType, description, reason] = [cell('type'), cell('amountType'), cell('description'), cell('reason')];
  if (type === '' && amountType === '') throw stop.malformed(`line ${line}: an amount that says neither its type nor what it is`);
  const about: About = {
    ...(cell('posted') && { postedAt: w.date(cell('posted'), line) }), ...(cell('order') && { order: cell('order') as ExternalId }),
    ...(cell('orderLine') && { lineItem: cell('orderLine') as ExternalId }),
    ...(cell('customerOrder') && { payment: cell('customerOrder') as ExternalId }), ...(cell('sku') && { sku: cell('sku') }),
    ...(/^\d{1,9}$/.test(cell('quantity')) && { quantity: Number(cell('quantity')) }),
  };
  const code = [type, amountType, ...(/^(sale|refund)$/i.test(type) ? [] : [description])].filter(Boolean).join('/');
  lines.add(classify({ type, amountType, description, reason }), w.money(cell('amount'), lines.unit, line), code, about);
}
