/**
 * The transaction report of Seller Hub: a preamble, then a row per transaction with the parts of its net amount, in the
 * language of the site. The row of a payout states what was sent; the rows with its number must come to that.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add, negate, subtract, sum, zero, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { eachOnce, gathered, type Group } from '../statement/gathered.ts';
import type { About } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { feeClass, isFee, isPayout, typeClass } from './classes.ts';
import { FEES, LAYOUT, PARTS, type Column } from './columns.ts';

/** What no two rows of a transaction have in common. */
const SAME = ['transaction', 'type', 'created', 'net', 'item', 'referenceId', 'description'] as const;
interface State { sent: Money | undefined; paidAt: Timestamp | undefined }

export async function readTransactions(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, LAYOUT);
  const w = await survey(table, {
    amounts: ['net', 'gross', ...PARTS.map(([name]) => name), ...FEES], dates: ['created', 'paid'], zone: port.settings.zone,
    unit: (row) => row.cell('unit'),
  });
  let waiting = 0;
  const payouts = await gathered<State>((into) => {
    waiting = 0;
    return eachOnce(table, (row, once) => {
      if (row.cell('transaction') !== '') once.take(row.line, ...SAME.map(row.cell));
      const id = row.cell('payout');
      if (id === '') return void (waiting += 1);
      const unit = currencyAt(row.cell('unit'), row.line);
      const group = into.of(id, unit);
      if (group.lines.unit !== unit) throw stop.malformed(`line ${row.line}: ${unit} in payout ${id}, which is in ${group.lines.unit}`);
      take(table, group, row, w);
    });
  }, () => ({ sent: undefined, paidAt: undefined }));
  if (payouts.groups.size === 0) return [{ said: 'nothing', why: `${waiting} transactions are in no payout yet` }];
  return [...payouts.groups].filter(([, { lines, state }]) => lines.count > 0 || state.sent?.count)
    .map(([external, { lines, state: { sent, paidAt } }]) => payouts.said(external, { connection: port.connection, external,
      net: sent && negate(sent), depositDate: paidAt ?? lines.last! }));
}

function take(table: Table<Column>, { lines, state }: Group<State>, { cell, line }: Row<Column>, w: Written): void {
  const { unit } = lines;
  const money = (name: Column) => w.money(cell(name), unit, line);
  const [type, net] = [cell('type'), money('net')];
  const at = w.date(cell('created'), line);
  if (cell('paid')) state.paidAt = w.date(cell('paid'), line);
  if (isPayout(type)) {
    state.sent = add(state.sent ?? zero(unit), net);
    state.paidAt ??= at;
    return;
  }
  const about = aboutOf(table, { cell, line }, at, w);
  if (isFee(type) || PARTS.every(([name]) => cell(name) === '') || about.original) {
    const words = [type, cell('description')].filter(Boolean).join('/');
    return lines.add((isFee(type) ? feeClass(cell('description') || type) : typeClass(type)) ?? 'unknown', net, words, about);
  }
  const sold = typeClass(type) === 'sale';
  const parts = [
    ...PARTS.map(([name, paid, returned]) => ({ kind: sold ? paid : returned, amount: money(name), name })),
    ...FEES.map((name) => ({ kind: feeClass(LAYOUT.columns[name][0]!) ?? 'commission' as const, amount: money(name), name })),
  ];
  for (const part of parts) lines.add(part.kind, part.amount, `${type}/${part.name}`, about);
  // A fee in a column that nobody knows: the sum is right, and somebody looks at it.
  lines.add('unknown', subtract(net, sum(unit, parts.map((p) => p.amount))), `${type}/other columns`, about);
}

function aboutOf(table: Table<Column>, { cell, line }: Row<Column>, at: Timestamp, w: Written): About {
  const order = cell('order') || cell('legacyOrder');
  const reference = [cell('transaction') || cell('referenceId') || order, cell('type'), cell('created')].filter(Boolean).join('/');
  return {
    postedAt: at, reference: reference as ExternalId, ...(order && { order: order as ExternalId }),
      ...(cell('sku') && { sku: cell('sku') }),
    ...(cell('item') && { lineItem: cell('item') as ExternalId }),
    ...(/^\d{1,9}$/.test(cell('quantity')) && { quantity: Number(cell('quantity')) }),
    ...originalOf(table, { cell, line }, w),
  };
}

/** What the buyer paid, when it was converted. @throws Malformed when no rate stands beside it. */
function originalOf(table: Table<Column>, { cell, line }: Row<Column>, w: Written): Pick<About, 'original'> {
  const code = cell('paidUnit').toUpperCase();
  if (code === '' || cell('gross') === '' || code === cell('unit').toUpperCase()) return {};
  if (table.has('rate') && cell('rate') === '')
    throw stop.malformed(`line ${line}: ${code} became ${cell('unit')} and no exchange rate stands beside it`);
  return { original: w.money(cell('gross'), currencyAt(code, line), line) };
}
