/** Stripe's reports as tables: the itemised reports, the balance history of the Dashboard, and the API's own names. */
import type { ExternalId } from '#domain/brand.ts';
import { negate, measure, type Currency, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { each } from '../statement/gathered.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import type { Movement } from './movement.ts';
import { isPayout } from './movement.ts';
import { statements } from './statements.ts';

type Column = 'id' | 'type' | 'category' | 'source' | 'amount' | 'fee' | 'net' | 'currency' | 'created' | 'payout' | 'paid'
  | 'description' | 'order' | 'payment' | 'facing' | 'facingCurrency';
const ORDER = ['order_id', 'order_number', 'order', 'orderId', 'external_id', 'order_name', 'merchant_reference'];

export const LAYOUT: Layout<Column> = {
  what: 'a report of Stripe’s balance transactions',
  from: 'the Dashboard under Reports: Payout reconciliation or Balance change, itemized, as CSV',
  columns: {
    id: ['balance_transaction_id', 'id', 'balance_transaction'], type: ['type', 'Type'], category: ['reporting_category'],
    source: ['source_id', 'Source', 'source'], amount: ['gross', 'Amount'], fee: ['fee', 'Fee', 'Fees'], net: ['net', 'Net'],
    currency: ['currency', 'Currency'], created: ['created_utc', 'Created (UTC)', 'Created date (UTC)', 'created', 'Created'],
    payout: ['automatic_payout_id', 'Transfer', 'payout_id', 'payout'],
    paid: ['automatic_payout_effective_at_utc', 'automatic_payout_effective_at', 'Transfer Date (UTC)', 'Transfer Date'],
    description: ['description', 'Description'], payment: ['charge_id', 'payment_intent_id'],
    order: ORDER.flatMap((o) => [`payment_metadata[${o}]`, `${o} (metadata)`, `metadata[${o}]`, o]),
    facing: ['customer_facing_amount', 'Customer Facing Amount'],
    facingCurrency: ['customer_facing_currency', 'Customer Facing Currency'],
  },
  required: ['id', 'amount', 'fee', 'net', 'currency', 'created'],
};

export async function readTable(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, LAYOUT);
  const written = await survey(table, {
    amounts: ['amount', 'fee', 'net', 'facing'], dates: ['created', 'paid'], zone: port.settings.zone,
    unit: (row) => row.cell('currency'),
  });
  const movementOf = reader(table, await inMinorUnits(table), written);
  const named = await some(table, (row) => row.cell('payout') !== '' && !isPayout({ ...movementOf(row) }));
  return statements({
    connection: port.connection, whole: !named, movements: (act) => each(table, (row) => act(movementOf(row))),
  });
}

/** The API's own rows count minor units: they have its names and never a decimal sign. */
async function inMinorUnits(table: Table<Column>): Promise<boolean> {
  if (table.has('category') || !table.has('type')) return false;
  return !(await some(table, (row) => [row.cell('amount'), row.cell('fee'), row.cell('net')].some((t) => /[.,]/.test(t))));
}
async function some<C extends string>(table: Table<C>, test: (row: Row<C>) => boolean): Promise<boolean> {
  for await (const row of table.rows()) if (test(row)) return true;
  return false;
}

function reader(table: Table<Column>, minor: boolean, w: Written): (row: Row<Column>) => Movement {
  const money = (text: string, unit: Currency, line: number): Money =>
    (minor ? measure(BigInt(text || '0'), unit) : w.money(text, unit, line));
  return (row) => {
    const { cell, line } = row;
    const unit = currencyAt(cell('currency'), line);
    const amount = money(cell('amount'), unit, line);
    const paid = cell('paid');
    const some = (name: Column, key: string) => (cell(name) === '' ? {} : { [key]: cell(name) });
    return {
      id: cell('id'), line, unit, amount, fee: money(cell('fee'), unit, line), net: money(cell('net'), unit, line),
      type: cell('type') || cell('category'), at: w.date(cell('created'), line), ...(paid && { paidAt: w.date(paid, line) }),
      ...some('category', 'category'), ...some('source', 'source'), ...some('description', 'description'),
      ...some('payout', 'payout'), ...some('order', 'order'), payment: (cell('payment') || cell('source')) as ExternalId,
      ...facing(row, amount, w),
    };
  };
}

/** What the buyer saw is unsigned in some reports: it has the sign of what it became. */
function facing({ cell, line }: Row<Column>, amount: Money, w: Written): { readonly original?: Money } {
  const code = cell('facingCurrency');
  if (code === '' || cell('facing') === '' || code.toUpperCase() === amount.unit) return {};
  const stated = w.money(cell('facing'), currencyAt(code, line), line);
  return { original: stated.count < 0n === amount.count < 0n ? stated : negate(stated) };
}
