/**
 * Transactions with their settlement amounts and fees: the transaction-level fee report, or a disbursement search. One
 * payout per merchant account, day and currency of disbursement, less the fees that the report names.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { negate, subtract, type Currency, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { eachOnce, gathered } from '../statement/gathered.ts';
import { agree, type About, type PayoutLines } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { classify, isOut } from './classes.ts';

const FEES = ['interchange', 'discount', 'perTransaction', 'crossBorder', 'multicurrency', 'assessment', 'otherFee'] as const;
type Column = (typeof FEES)[number] | 'merchant' | 'id' | 'original' | 'type' | 'settled' | 'disbursed' | 'unit' | 'amount'
  | 'paid' | 'paidUnit' | 'fee'
  | 'net' | 'order';

export const LAYOUT: Layout<Column> = {
  what: 'a transaction report of Braintree',
  columns: {
    merchant: ['Merchant Account ID', 'Merchant Account'], id: ['Transaction ID'], original: ['Original Transaction ID',
      'Refunded Transaction ID'],
    type: ['Transaction Type', 'Type'], settled: ['Settlement Date', 'Settled Date', 'Settlement Batch Date'],
    disbursed: ['Disbursement Date', 'Funding Date'],
    unit: ['Settlement Currency', 'Settlement Currency ISO Code', 'Disbursement Currency', 'Currency ISO Code', 'Currency'],
    amount: ['Settlement Amount', 'Amount Settled', 'Disbursement Amount'], paid: ['Transaction Amount', 'Amount Authorized',
      'Presentment Amount'],
    paidUnit: ['Transaction Currency', 'Presentment Currency', 'Transaction Currency ISO Code'],
    fee: ['Total Fee Amount', 'Total Fees', 'Total Fee'], net: ['Net Amount', 'Net Settlement Amount'],
    interchange: ['Est. Interchange', 'Interchange Fee', 'Est. Interchange Fee', 'Total Interchange Amount'],
    discount: ['Discount', 'Discount Fee', 'Braintree Discount', 'Discount Amount'],
    perTransaction: ['Per Transaction Fee', 'Per-Transaction Fee', 'Braintree Transaction Fee'],
    crossBorder: ['Cross Border Fee', 'Cross-Border Fee'], multicurrency: ['Multicurrency Fee', 'Currency Conversion Fee'],
    assessment: ['Assessment Fee', 'Dues and Assessments', 'Total Assessments'], otherFee: ['Other Fee', 'Other Fees'],
    order: ['Order ID', 'Merchant Order ID', 'Order Number'],
  },
  required: ['id', 'type', 'unit', 'amount'],
};

interface State { on: Timestamp | undefined }

export async function readReport(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, LAYOUT);
  if (!table.has('disbursed') && !table.has('settled')) throw stop.malformed('no column says when it was settled or disbursed');
  const w = await survey(table, {
    amounts: ['amount', 'paid', 'fee', 'net', ...FEES], dates: ['settled', 'disbursed'], zone: port.settings.zone,
      unit: (row) => row.cell('unit'),
  });
  const payouts = await gathered<State>((into) => eachOnce(table, (row, once) => {
    const { cell, line } = row;
    once.take(line, cell('id'), cell('type'));
    const day = cell(table.has('disbursed') ? 'disbursed' : 'settled');
    if (day === '') return; // Not disbursed yet: the report of that day will have it.
    const [unit, on] = [currencyAt(cell('unit'), line), w.date(day, line)];
    const { lines, state } = into.of([cell('merchant'), on.slice(0, 10), unit].filter(Boolean).join(' '), unit);
    state.on ??= on;
    take(table, lines, row, w);
  }), () => ({ on: undefined }));
  if (payouts.groups.size === 0) return [{ said: 'nothing', why: 'nothing in the report is disbursed yet' }];
  return [...payouts.groups].map(([external, { state }]) =>
    payouts.said(external, { connection: port.connection, external, depositDate: state.on ?? '' }));
}

function take(table: Table<Column>, lines: PayoutLines, { cell, line }: Row<Column>, w: Written): void {
  const { unit } = lines;
  const money = (name: Column) => w.money(cell(name), unit, line);
  const type = cell('type');
  const stated = money('amount');
  const amount = isOut(type) && stated.count > 0n ? negate(stated) : stated;
  const about: About = {
    postedAt: w.date(cell('settled') || cell('disbursed'), line), reference: cell('id') as ExternalId,
      payment: (cell('original') || cell('id')) as ExternalId,
    ...(cell('order') && { order: cell('order') as ExternalId }),
  };
  lines.add(classify(type) ?? 'unknown', amount, type, { ...about, ...originalOf(cell, amount, w, line) });
  const fees = feesOf(table, cell, money);
  for (const fee of fees) lines.add('processing-fee', fee.amount, `${type}/${fee.name}`, about);
  if (cell('net') !== '') agree(line, [amount, ...fees.map((f) => f.amount)], money('net'), 'amount less fees');
}

/** As they changed the disbursement. Parts can be finer than a cent; the total is what was taken. */
function feesOf(
  table: Table<Column>, cell: (name: Column) => string, money: (name: Column) => Money & { unit: Currency },
): { name: string; amount: Money & { unit: Currency } }[] {
  const taken = (name: Column) => negate(money(name)) as Money & { unit: Currency };
  if (cell('fee') !== '') return [{ name: 'fee', amount: taken('fee') }];
  return FEES.filter((name) => table.has(name) && cell(name) !== '').map((name) => ({ name, amount: taken(name) }));
}

function originalOf(cell: (name: Column) => string, amount: Money, w: Written, line: number): Pick<About, 'original'> {
  const code = cell('paidUnit').toUpperCase();
  if (code === '' || cell('paid') === '' || code === amount.unit) return {};
  const stated = w.money(cell('paid'), currencyAt(code, line), line);
  return { original: stated.count < 0n === amount.count < 0n ? stated : subtract({ ...stated, count: 0n }, stated) };
}
