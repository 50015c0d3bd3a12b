/**
 * The older reconciliation report: a row per order line and movement with a column for each kind of money, and what of it
 * was payable. Every row must come to its payable; nothing states a total. Commission and withheld tax are written with
 * either sign, and the tax that Walmart keeps stands in no column of some reports: the payable says which.
 */
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { measure, subtract, sum, toDecimal, type Money } from '#domain/measure.ts';
import type { PayoutClass } from '#domain/payout.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { eachOnce, gathered } from '../statement/gathered.ts';
import type { About, PayoutLines } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { classify } from './classes.ts';

/** [column, as it stands in the header, what it is] */
const PARTS = [
  ['sales', 'Gross Sales Revenue', 'sale'], ['refunded', 'Refunded Retail Sales', 'refund'],
  ['escalated', 'Sales refund for Escalation', 'refund'], ['shipping', 'Gross Shipping Revenue', 'shipping'],
  ['shippingBack', 'Gross Shipping Refunded', 'refund-shipping'],
  ['shippingEscalated', 'Shipping refund for Escalation', 'refund-shipping'],
  ['fee', 'Gross Fee Revenue', 'duty'], ['feeBack', 'Gross Fee Refunded', 'refund'],
  ['feeEscalated', 'Fee refund for Escalation', 'refund'],
  ['wrap', 'Gross Gift-Wrap Revenue', 'gift-wrap'], ['wrapBack', 'Gross Gift-Wrap Refunded', 'refund'],
  ['wrapEscalated', 'Gift wrap refund for Escalation', 'refund'], ['tax', 'Tax on Sales Revenue', 'tax'],
  ['shippingTax', 'Tax on Shipping Revenue', 'tax'], ['wrapTax', 'Tax on Gift-Wrap Revenue', 'tax'],
  ['feeTax', 'Tax on Fee Revenue', 'tax'],
  ['taxBack', 'Tax on Refunded Sales', 'refund-tax'], ['shippingTaxBack', 'Tax on Shipping Refund', 'refund-tax'],
  ['wrapTaxBack', 'Tax on Gift-Wrap Refund', 'refund-tax'], ['feeTaxBack', 'Tax on Fee Refund', 'refund-tax'],
  ['taxEscalated', 'Tax on Sales refund for Escalation', 'refund-tax'],
  ['shippingTaxEscalated', 'Tax on Shipping Refund for Escalation', 'refund-tax'],
  ['wrapTaxEscalated', 'Tax on Gift-Wrap Refund for escalation', 'refund-tax'],
  ['feeTaxEscalated', 'Tax on Fee Refund for escalation', 'refund-tax'],
] as const satisfies readonly (readonly [string, string, PayoutClass])[];
type Part = (typeof PARTS)[number][0];
type Column = Part | 'commission' | 'withheld' | 'payable' | 'type' | 'at' | 'order' | 'orderLine' | 'customerOrder' | 'sku' | 'quantity'
  | 'adjustment' | 'unit';

export const OLDER: Layout<Column> = {
  what: 'an older reconciliation report of Walmart',
  columns: {
    ...Object.fromEntries(PARTS.map(([name, title]) => [name, [title]])) as unknown as Record<Part, readonly string[]>,
    commission: ['Commission from Sale'], withheld: ['Tax Withheld'], payable: ['Payable to Partner from Sale'], type: ['Transaction Type'],
    at: ['Transaction Date Time'], order: ['Walmart.com PO #', 'Walmart.com P.O. #'], orderLine: ['Walmart.com P.O. Line #'],
    customerOrder: ['Walmart.com Order #'], sku: ['Partner Item ID'], quantity: ['Shipped Qty'], adjustment: ['Adjustment Description'],
    unit: ['Currency'],
  },
  required: ['payable', 'type', 'at'],
};
/** What no two movements of an order line have in common. */
const SAME = ['order', 'orderLine', 'type', 'at', 'payable', 'adjustment', 'sales', 'refunded'] as const;
const amounts = PARTS.map(([name]) => name);
/** Without one of these, what a row has beside the others stands in suspense instead of refusing the report. */
const ALWAYS = ['sales', 'refunded', 'shipping', 'tax', 'taxBack', 'commission'] as const;

export async function readOlder(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, OLDER);
  const usual = port.settings.currency ?? 'USD';
  const w = await survey(table, {
    amounts: [...amounts, 'commission', 'withheld', 'payable'], dates: ['at'], zone: port.settings.zone, hint: 'month-first',
    unit: (row) => row.cell('unit') || usual,
  });
  const payouts = await gathered<object>((into) => eachOnce(table, (row, once) => {
    if (row.cell('orderLine') !== '') once.take(row.line, ...SAME.map(row.cell));
    const unit = currencyAt(row.cell('unit') || usual, row.line);
    take(into.of(unit, unit).lines, table, row, w);
  }), () => ({}));
  const found = [...payouts.groups].filter(([, { lines }]) => lines.first && lines.last);
  if (found.length === 0) throw stop.malformed('the report has a header and no rows');
  return found.map(([unit, { lines }]) => payouts.said(unit, {
    connection: port.connection, external: `${lines.first!.slice(0, 10)}..${lines.last!.slice(0, 10)} ${unit}`,
    depositDate: lines.last!,
  }));
}

function take(lines: PayoutLines, table: Table<Column>, row: Row<Column>, w: Written): void {
  const { cell, line } = row;
  const { unit } = lines;
  const money = (name: Column) => w.money(cell(name), unit, line);
  const type = cell('type');
  const id = (name: Column, key: keyof About) => (cell(name) === '' ? {} : { [key]: cell(name) as ExternalId });
  const about: About = {
    postedAt: w.date(cell('at'), line), ...id('order', 'order'), ...id('orderLine', 'lineItem'), ...id('customerOrder', 'payment'),
    ...id('sku', 'sku'), ...(/^\d{1,9}$/.test(cell('quantity')) && { quantity: Number(cell('quantity')) }),
  };
  lines.seen(about.postedAt!);
  const parts = PARTS.map(([name, title, kind]) => ({ title, kind: kind as PayoutClass, amount: money(name) }));
  const [payable, commission, withheld] = [money('payable'), money('commission'), money('withheld')];
  const description = cell('adjustment');
  if ([...parts.map((p) => p.amount), commission, withheld].every((m) => m.count === 0n))
    return lines.add(classify({ type: 'Adjustment', amountType: 'Fee/Reimbursement', description, reason: type }), payable,
      [type, description].filter(Boolean).join('/'), about);
  for (const { title, kind, amount } of parts) lines.add(kind, amount, `${type}/${title}`, about);
  const taken = takenOf({ parts, payable, commission, withheld });
  lines.add('commission', taken.commission, `${type}/Commission from Sale`, about);
  lines.add('facilitator-tax', taken.withheld, `${type}/Tax Withheld`, about);
  if (taken.off.count === 0n) return;
  if (ALWAYS.some((name) => !table.has(name))) return lines.add('unknown', negated(taken.off), `${type}/other columns`, about);
  throw stop.refused('PayoutVariance', `line ${line}: the columns come to ${toDecimal(subtract(payable, negated(taken.off)))} ${unit}, ` +
    `payable is ${toDecimal(payable)}; difference ${toDecimal(taken.off)}`);
}
const negated = (m: Money): Money & { unit: PayoutLines['unit'] } => measure(-m.count, m.unit as PayoutLines['unit']);

interface Taking {
  readonly parts: readonly { readonly kind: PayoutClass; readonly amount: Money }[];
  readonly payable: Money; readonly commission: Money; readonly withheld: Money;
}
/** Commission and withheld tax as they changed the payable, and what is left over. */
function takenOf({ parts, payable, commission, withheld }: Taking) {
  const unit = payable.unit as PayoutLines['unit'];
  const gross = sum(unit, parts.map((p) => p.amount));
  const tax = sum(unit, parts.filter(({ kind }) => kind === 'tax' || kind === 'refund-tax').map((p) => p.amount));
  const way = (fee: bigint, kept: bigint) => ({
    commission: measure(fee, unit), withheld: measure(kept, unit), off: measure(gross.count + fee + kept - payable.count, unit),
  });
  const ways = [-tax.count, withheld.count, -withheld.count]
    .flatMap((kept) => [commission.count, -commission.count].map((fee) => way(fee, kept)));
  const stated = ways[2]!; // As both are written.
  return [stated, ...ways].find(({ off }) => off.count === 0n) ?? stated;
}
