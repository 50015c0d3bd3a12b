/**
 * The transaction report of Seller Hub: a preamble, then a row per transaction with the parts of its net amount, in the
 * language of the site. The row of a payout states what was sent; the rows with its number must come to that.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add, negate, subtract, sum, zero, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { each, gathered, type Group } from '../statement/gathered.ts';
import type { About } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Row } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { feeClass, isFee, isPayout, typeClass } from './classes.ts';
import { FEES, LAYOUT, PARTS, type Column } from './columns.ts';

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
    return each(table, (row) => {
      const id = row.cell('payout');
      if (id === '') return void (waiting += 1);
      const unit = currencyAt(row.cell('unit'), row.line);
      const group = into.of(id, unit);
      if (group.lines.unit !== unit) throw stop.malformed(`line ${row.line}: ${unit} in payout ${id}, which is in ${group.lines.unit}`);
      take(group, row, w);
    });
  }, () => ({ sent: undefined, paidAt: undefined }));
  if (payouts.groups.size === 0) return [{ said: 'nothing', why: `${waiting} transactions are in no payout yet` }];
  return [...payouts.groups].filter(([, { lines, state }]) => lines.count > 0 || state.sent?.count)
    .map(([external, { lines, state: { sent, paidAt } }]) => payouts.said(external, { connection: port.connection, external,
      net: sent ? negate(sent) : lines.total(), depositDate: paidAt ?? lines.last! }));
}

function take({ lines, state }: Group<State>, { cell, line }: Row<Column>, w: Written): void {
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
  const about = aboutOf(cell, at, w, line);
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

function aboutOf(cell: (name: Column) => string, at: Timestamp, w: Written, line: number): About {
  const code = cell('paidUnit').toUpperCase();
  const order = cell('order') || cell('legacyOrder');
  const reference = [cell('transaction') || cell('referenceId') || order, cell('type'), cell('created')].filter(Boolean).join('/');
  return {
    postedAt: at, reference: reference as ExternalId, ...(order && { order: order as ExternalId }),
      ...(cell('sku') && { sku: cell('sku') }),
    ...(cell('item') && { lineItem: cell('item') as ExternalId }),
    ...(/^\d{1,9}$/.test(cell('quantity')) && { quantity: Number(cell('quantity')) }),
    ...(code && cell('gross') && code !== cell('unit').toUpperCase() && { original: w.money(cell('gross'), currencyAt(code,
      line), line) }),
  };
}
