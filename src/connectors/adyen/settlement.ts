/**
 * Settlement details: each row gross, costs and net, in debit and credit columns. A batch comes to nothing with its
 * payout and what it hands on to the next batch; that is the control total.
 */
import type { ExternalId } from '#domain/brand.ts';
import { exponentOf } from '#domain/currency.ts';
import { stop } from '#domain/fault.ts';
import { add, allocate, measure, negate, same, subtract, toDecimal, zero, type Currency, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { amountReader } from '../statement/numbers.ts';
import { each, gathered, type Group } from '../statement/gathered.ts';
import type { About, Head } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { classify, isDeposit } from './classes.ts';

type Column = 'merchant' | 'psp' | 'order' | 'created' | 'zone' | 'booked' | 'bookedZone' | 'type' | 'modification' | 'grossUnit'
  | 'grossDebit' | 'grossCredit' | 'rate' | 'unit' | 'netDebit' | 'netCredit' | Cost | 'batch' | 'method';
const COSTS = ['commission', 'markup', 'scheme', 'interchange'] as const;
type Cost = (typeof COSTS)[number];

export const LAYOUT: Layout<Column> = {
  what: 'an Adyen settlement details report',
  from: 'the Customer Area under Reports: Settlement details, as CSV',
  columns: {
    merchant: ['Merchant Account'], psp: ['Psp Reference', 'PSP Reference'], order: ['Merchant Reference'],
    created: ['Creation Date'], zone: ['TimeZone', 'Time Zone', 'Creation Date TimeZone'], booked: ['Booking Date'],
    bookedZone: ['Booking Date TimeZone', 'Booking Date Time Zone'], type: ['Type', 'Journal Type'],
    modification: ['Modification Reference'], grossUnit: ['Gross Currency'], grossDebit: ['Gross Debit (GC)'],
    grossCredit: ['Gross Credit (GC)'], rate: ['Exchange Rate'], unit: ['Net Currency'],
    netDebit: ['Net Debit (NC)'], netCredit: ['Net Credit (NC)'],
    commission: ['Commission (NC)'], markup: ['Markup (NC)'], scheme: ['Scheme Fees (NC)'], interchange: ['Interchange (NC)'],
    batch: ['Batch Number'], method: ['Payment Method'],
  },
  required: ['type', 'unit', 'netDebit', 'netCredit', 'created', 'batch'],
};

interface State { deposit: bigint; paidAt: string | undefined; last: number }
type Batch = Group<State>;

export async function readSettlement(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, LAYOUT);
  const written = await survey(table, {
    amounts: ['grossDebit', 'grossCredit', 'netDebit', 'netCredit', ...COSTS], dates: ['created', 'booked'],
    zone: port.settings.zone, unit: (row) => row.cell('unit'),
  });
  const batches = await gathered<State>((into) => each(table, (row) => {
    const unit = currencyAt(row.cell('unit'), row.line);
    take(into.of(`${row.cell('merchant')} ${row.cell('batch')} ${unit}`.trim(), unit), row, written);
  }), () => ({ deposit: 0n, paidAt: undefined, last: 0 }));
  const keys = [...batches.groups.keys()];
  if (keys.length === 0) throw stop.malformed('the report has a header and no rows');
  const units = Object.groupBy(keys, withoutUnit);
  return keys.map((key) => {
    const name = withoutUnit(key);
    return batches.said(key, headOf(port, units[name]!.length > 1 ? key : name, batches.groups.get(key)!));
  });
}
/** A batch in one currency is named without it. */
const withoutUnit = (key: string): string => key.replace(/ \S+$/, '');

function headOf(port: Port<StatementSettings>, external: string, { lines, state: { deposit, paidAt, last } }: Batch): Head {
  const paid = measure(deposit, lines.unit);
  const off = subtract(lines.total(), paid);
  if (off.count !== 0n)
    throw stop.refused('PayoutVariance', `batch ${external}: up to line ${last} its rows come to ${toDecimal(lines.total())} ` +
      `${lines.unit} and ${toDecimal(paid)} was paid out; difference ${toDecimal(off)}`);
  return { connection: port.connection, external, net: paid, depositDate: paidAt ?? lines.last ?? '' };
}

function take({ lines, state }: Batch, row: Row<Column>, w: Written): void {
  const { cell, line } = row;
  const { unit } = lines;
  const money = (name: Column, of: Currency = unit) => w.money(cell(name), of, line);
  const net = subtract(money('netCredit'), money('netDebit'));
  const at = w.date(`${cell('booked') || cell('created')} ${cell('booked') ? cell('bookedZone') : cell('zone')}`.trim(), line);
  const type = cell('type');
  state.last = line;
  if (isDeposit(type)) {
    state.deposit -= net.count;
    state.paidAt = at;
    lines.seen(at);
    return;
  }
  const about: About = {
    postedAt: at, ...(cell('order') && { order: cell('order') as ExternalId }),
    ...(cell('psp') && { payment: cell('psp') as ExternalId }),
    ...((cell('modification') || cell('psp')) && { reference: `${cell('modification') || cell('psp')}/${type}` as ExternalId }),
  };
  const costs = costsOf(row, { unit, net, w });
  const gross = add(net, costs.reduce((sum, c) => add(sum, c.amount), zero(unit)));
  const original = originalOf(row, w, gross);
  if (original) converted(row, { original, gross, decimal: w.decimal });
  lines.add(classify(type) ?? 'unknown', gross, type, { ...about, ...(original && { original }) });
  for (const { name, amount } of costs) lines.add('processing-fee', negate(amount), `${type}/${name}`, about);
}

/** What the buyer paid, signed; undefined when it is the same currency. */
function originalOf({ cell, line }: Row<Column>, w: Written, gross: Money): Money | undefined {
  const code = cell('grossUnit');
  if (code === '' || code.toUpperCase() === gross.unit) return undefined;
  const unit = currencyAt(code, line);
  return subtract(w.money(cell('grossCredit'), unit, line), w.money(cell('grossDebit'), unit, line));
}

/** What the buyer paid, at the rate beside it, is what it became. @throws Refused PayoutVariance beyond what the rate rounds off. */
function converted({ cell, line }: Row<Column>, of: { original: Money; gross: Money; decimal: '.' | ',' }): void {
  const { original, gross, decimal } = of;
  const places = cell('rate').split(decimal)[1]?.length ?? 0;
  if (cell('rate') === '' || places < 3) return; // A rate that is rounded further proves nothing.
  const rate = amountReader({ decimal }, places)(cell('rate'), line);
  const scale = 10n ** BigInt(places + (exponentOf(original.unit) ?? 2));
  const finer = 10n ** BigInt(exponentOf(gross.unit) ?? 2);
  const off = gross.count - original.count * rate * finer / scale;
  // Half of the rate's last place on all of it, and a cent for each number that was rounded.
  const most = (original.count < 0n ? -original.count : original.count) * finer / scale + 2n;
  if ((off < 0n ? -off : off) > most)
    throw stop.refused('PayoutVariance', `line ${line}: ${toDecimal(original)} ${original.unit} at ${cell('rate')} is not net and costs ` +
      `together, ${toDecimal(gross)} ${gross.unit}; difference ${toDecimal(measure(off, gross.unit as Currency))}`);
}

/** Parts of a cost can be finer than a cent; together they are what gross and net differ by. */
const FINE = 8;
function costsOf({ cell, line }: Row<Column>, { unit, net, w }: { unit: Currency; net: Money; w: Written }) {
  const fine = amountReader({ decimal: w.decimal }, FINE);
  const parts = COSTS.map((name) => ({ name, count: cell(name) === '' ? 0n : fine(cell(name), line) })).filter((p) => p.count !== 0n);
  const places = 10n ** BigInt(FINE - (exponentOf(unit) ?? 2));
  const total = parts.reduce((n, p) => n + p.count, 0n);
  const rounded = measure((total < 0n ? -1n : 1n) * (((total < 0n ? -total : total) + places / 2n) / places), unit);
  const fineness = total % places === 0n ? 0n : 1n;
  const exact = sameCurrency(cell) ? costStated({ cell, line, net, w, fineness }, rounded) : rounded;
  if (exact.count === 0n) return [];
  if (parts.length === 0 || parts.some((p) => p.count < 0n !== exact.count < 0n)) return [{ name: 'cost', amount: exact }];
  const shares = allocate(exact, parts.map((p) => (p.count < 0n ? -p.count : p.count)));
  return parts.map(({ name }, i) => ({ name, amount: shares[i]! }));
}

const sameCurrency = (cell: (name: Column) => string): boolean =>
  cell('grossUnit').toUpperCase() === cell('unit').toUpperCase() && (cell('grossCredit') !== '' || cell('grossDebit') !== '');

/** Gross less net, where both are stated. @throws Refused PayoutVariance when the costs are more than a rounding off. */
function costStated(
  at: { cell: (name: Column) => string; line: number; net: Money; w: Written; fineness: bigint }, rounded: Money,
): Money {
  const { cell, line, net, w, fineness } = at;
  const gross = subtract(w.money(cell('grossCredit'), net.unit, line), w.money(cell('grossDebit'), net.unit, line));
  const cost = subtract(gross, net);
  const off = subtract(cost, rounded);
  if (same(cost, rounded) || (off.count < 0n ? -off.count : off.count) <= fineness) return cost;
  throw stop.refused('PayoutVariance', `line ${line}: gross ${toDecimal(gross)} less costs ${toDecimal(rounded)} is not net ` +
    `${toDecimal(net)} ${net.unit}; difference ${toDecimal(off)}`);
}
