/**
 * A remittance sheet: what was collected per parcel, what the courier keeps, what it remits. Rows of one remittance are
 * one payout; each must be its collection less its charges, and all of them what the sheet states as the total.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { measure, negate, subtract, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import { eachOnce, gathered, type Gathered } from '../statement/gathered.ts';
import { agree, type About } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { renamed } from '../statement/renamed.ts';
import { openTable, type Layout, type Row } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { CHARGES } from './classes.ts';
import type { Settings } from './settings.ts';

const charges = Object.keys(CHARGES) as (keyof typeof CHARGES)[];
type Column = keyof typeof CHARGES | 'remittance' | 'remitted' | 'awb' | 'order' | 'delivered' | 'cod' | 'net' | 'unit' | 'total';

export const LAYOUT: Layout<Column> = {
  what: 'a cash-on-delivery remittance',
  columns: {
    remittance: ['Remittance ID', 'Remittance No', 'CRF ID', 'Settlement ID', 'UTR', 'UTR No', 'Bank Reference',
      'Payment Reference', 'Batch'],
    remitted: ['Remittance Date', 'Remitted Date', 'Payment Date', 'Settlement Date', 'Transfer Date'],
    awb: ['AWB', 'AWB No', 'AWB Number', 'Waybill', 'Tracking Number', 'Tracking No', 'Consignment', 'Shipment'],
    order: ['Order ID', 'Order No', 'Order Number', 'Order Reference', 'Reference', 'Merchant Order ID', 'Customer Reference'],
    delivered: ['Delivered Date', 'Delivery Date', 'Delivered On', 'Collected On', 'POD Date'],
    cod: ['COD Amount', 'COD', 'Collected Amount', 'Collectable Value', 'Cash Collected', 'Amount Collected'],
    fee: ['COD Fee', 'COD Charges', 'COD Charge', 'Collection Fee', 'Fee', 'Handling Fee'],
    freight: ['Freight', 'Freight Charges', 'Shipping Charges', 'Forward Charges'],
    returned: ['RTO Charges', 'RTO Freight', 'Return Charges'], tax: ['GST', 'VAT', 'Tax', 'Tax on Fee', 'Service Tax'],
    other: ['Adjustment', 'Adjustments', 'Deduction', 'Other Charges', 'Shortage'],
    net: ['Net Amount', 'Remitted Amount', 'Remittance Amount', 'Net Payable', 'Paid Amount', 'Net'], unit: ['Currency'],
    total: ['Total Remittance', 'Remittance Total', 'Batch Total'],
  },
  required: ['cod', 'order'],
};

/** What no two rows of a parcel have in common. */
const SAME = ['awb', 'order', 'cod', 'net', 'remittance'] as const;
const SUMMED = ['cod', 'net', ...charges] as const;

/** The line of totals underneath: what it states of a column, the rows above must come to. */
class Totals {
  proved = false;
  private readonly w: Written;
  private readonly sums = new Map<(typeof SUMMED)[number], bigint>();
  private unit: Currency | undefined;

  constructor(w: Written) {
    this.w = w;
  }
  add({ cell, line }: Row<Column>, unit: Currency): void {
    this.unit = unit;
    for (const name of SUMMED) this.sums.set(name, (this.sums.get(name) ?? 0n) + this.w.money(cell(name), unit, line).count);
  }
  /** @throws Refused PayoutVariance naming the column and the difference. */
  compare({ cell, line }: Row<Column>, usual: string | undefined): void {
    const unit = currencyAt(cell('unit') || usual || this.unit || '', line);
    for (const name of SUMMED.filter((n) => cell(n) !== '')) {
      const [made, stated] = [measure(this.sums.get(name) ?? 0n, unit), this.w.money(cell(name), unit, line)];
      const off = subtract(made, stated);
      if (off.count !== 0n)
        throw stop.refused('PayoutVariance', `line ${line}: ${LAYOUT.columns[name][0]} of the rows above comes to ${toDecimal(made)} ` +
          `${unit}, this total says ${cell(name)}; difference ${toDecimal(off)}`);
      if (name === 'cod' || name === 'net') this.proved = true;
    }
  }
}
interface State { on: Timestamp | undefined; total: Money | undefined }

export async function readReport(port: Port<Settings>, source: Source): Promise<readonly News[]> {
  const { columns, dateOrder, zone, currency } = port.settings;
  const table = openTable(source, renamed(LAYOUT, columns));
  const w = await survey(table, {
    amounts: ['cod', 'net', 'total', ...charges], dates: ['remitted', 'delivered'], zone, ...(dateOrder && { hint: dateOrder }),
    unit: (row) => row.cell('unit') || currency || '',
  });
  let totals = new Totals(w);
  const all = await gathered<State>((into) => {
    totals = new Totals(w);
    return eachOnce(table, (row, once) => {
      const { cell, line } = row;
      if (cell('order') === '' && cell('awb') === '') return totals.compare(row, currency); // It names no parcel.
      const code = cell('unit') || currency;
      if (!code) throw stop.malformed('no column names the currency: set `currency` of the connection');
      if (cell('awb') !== '') once.take(line, ...SAME.map(cell));
      const unit = currencyAt(code, line);
      totals.add(row, unit);
      take(into, row, w, unit);
    });
  }, () => ({ on: undefined, total: undefined }));
  if (all.groups.size === 0) throw stop.malformed('the sheet has a header and no parcels');
  return [...all.groups].map(([external, { lines, state: { on, total } }]) =>
    all.said(external, { connection: port.connection, external,
      net: total ?? (totals.proved ? lines.total() : undefined), depositDate: on ?? '' }));
}

function take(into: Gathered<State>, { cell, line }: Row<Column>, w: Written, unit: Currency): void {
  const money = (name: Column) => w.money(cell(name), unit, line);
  const day = cell('remitted') || cell('delivered');
  if (day === '') throw stop.malformed(`line ${line}: neither remitted nor delivered on any day`);
  const on = w.date(day, line);
  const name = cell('remittance') || on.slice(0, 10);
  const { lines, state } = into.of(name, unit);
  state.on ??= on;
  if (lines.unit !== unit) throw stop.malformed(`line ${line}: ${unit} in remittance ${name}, which is in ${lines.unit}`);
  if (cell('total') !== '') state.total ??= money('total');
  const about: About = {
    postedAt: cell('delivered') ? w.date(cell('delivered'), line) : on, ...(cell('order') && { order: cell('order') as ExternalId }),
    ...(cell('awb') && { shipment: cell('awb') as ExternalId, reference: `${name}/${cell('awb')}` as ExternalId }),
  };
  lines.add('cash-on-delivery', money('cod'), 'cod', about);
  // A charge is what was kept, however its sign is written; an adjustment has the sign it is written with.
  const parts = charges.map((charge) => ({ charge, amount: charge === 'other' ? money(charge) : kept(money(charge)) }));
  for (const { charge, amount } of parts) lines.add(CHARGES[charge], amount, charge, about);
  if (cell('net') !== '') agree(line, [money('cod'), ...parts.map((p) => p.amount)], money('net'), 'collection less charges');
}
const kept = (m: Money): Money => (m.count > 0n ? negate(m) : m);
