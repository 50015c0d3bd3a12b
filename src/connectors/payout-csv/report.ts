/**
 * A row per movement, signed as it changed the payout. What the file states beside that, it must keep: a net beside
 * amount and fee, a total of the payout, a row of the payout itself, a balance beside each row.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { negate, type Currency, type Money } from '#domain/measure.ts';
import type { PayoutClass } from '#domain/payout.ts';
import type { News, Port } from '../contract.ts';
import { dateReader, DateEvidence } from '../statement/dates.ts';
import { each, gathered, type Group } from '../statement/gathered.ts';
import { agree, RowNames, wordKey, type About, type Head } from '../statement/payouts.ts';
import { renamed } from '../statement/renamed.ts';
import { Running } from '../statement/running.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, writtenAs, type Written } from '../statement/written.ts';
import { classify } from './classes.ts';
import type { Settings } from './settings.ts';

type Column = 'payout' | 'paid' | 'total' | 'unit' | 'date' | 'type' | 'description' | 'amount' | 'fee' | 'net' | 'balance'
  | 'order' | 'reference'
  | 'payment' | 'sku' | 'quantity' | 'marketplace' | 'original' | 'originalUnit';

export const LAYOUT: Layout<Column> = {
  what: 'a payout file (docs/guides/generic-payout-csv.md)',
  columns: {
    payout: ['payout', 'payout id', 'settlement', 'settlement id', 'batch'], paid: ['paid', 'payout date', 'deposit date',
      'settlement date'],
    total: ['total', 'payout total', 'payout amount'], unit: ['currency'], date: ['date', 'posted', 'created', 'transaction date'],
    type: ['type', 'category'], description: ['description', 'details', 'memo'], amount: ['amount', 'gross'], fee: ['fee',
      'fees'], net: ['net'],
    balance: ['balance'], order: ['order', 'order id', 'order number'], reference: ['reference', 'id', 'transaction', 'transaction id'],
    payment: ['payment', 'payment id'], sku: ['sku'], quantity: ['quantity'], marketplace: ['marketplace', 'channel'],
    original: ['original amount', 'paid amount'], originalUnit: ['original currency', 'paid currency'],
  },
  required: ['amount', 'type'],
};
const AMOUNTS = ['amount', 'fee', 'net', 'total', 'balance', 'original'] as const;

interface State {
  readonly names: RowNames; readonly running: Running; total: Money | undefined; sent: Money | undefined; paidAt: Timestamp | undefined }

export async function readReport(port: Port<Settings>, source: Source): Promise<readonly News[]> {
  const { settings } = port;
  const table = openTable(source, renamed(LAYOUT, settings.columns));
  const w = await written(table, settings);
  const payouts = await gathered<State>((into) => each(table, (row) => {
    const code = row.cell('unit') || settings.currency;
    if (!code) throw stop.malformed('no column names the currency: add one, or set `currency` of the connection');
    const unit = currencyAt(code, row.line);
    take(into.of(`${row.cell('payout')} ${unit}`.trim(), unit), row, w, settings);
  }), () => ({ names: new RowNames(), running: new Running(), total: undefined, sent: undefined, paidAt: undefined }));
  if (payouts.groups.size === 0) throw stop.malformed('the file has a header and no rows');
  return [...payouts.groups].filter(([, { lines, state }]) => lines.count > 0 || state.sent?.count)
    .map(([key, group]) => payouts.said(key, headOf(port, key, group)));
}

function headOf({ connection, settings }: Port<Settings>, key: string, { lines, state }: Group<State>): Head {
  const { running, total, sent, paidAt } = state;
  const named = key.replace(/ ?[A-Z]{3}$/, '');
  const on = paidAt ?? lines.last;
  if (!on) throw stop.malformed(`payout ${key}: no row has a date`);
  const external = named === '' ? `${(lines.first ?? on).slice(0, 10)}..${on.slice(0, 10)} ${lines.unit}` : named;
  return {
    connection, external, depositDate: on, kind: settings.kind, net: total ?? (sent && negate(sent)) ?? lines.total(),
    ...(settings.kind === 'balance' && running.span()),
  };
}

async function written(table: Table<Column>, { decimal, dateOrder, zone, currency }: Settings): Promise<Written> {
  const cells = {
    amounts: AMOUNTS, dates: ['date', 'paid'], zone, ...(dateOrder && { hint: dateOrder }),
    unit: (row: Row<Column>) => row.cell('unit') || currency || '',
  } as const;
  if (decimal === undefined) return survey(table, cells);
  const dates = new DateEvidence();
  for await (const row of table.rows()) for (const name of cells.dates) dates.see(row.cell(name), row.line);
  return writtenAs(decimal, dateReader(dates.dayOrder([], dateOrder), zone));
}

function take({ lines, state }: Group<State>, row: Row<Column>, w: Written, settings: Settings): void {
  const { cell, line } = row;
  const money = (name: Column) => w.money(cell(name), lines.unit, line);
  if (cell('paid') !== '') state.paidAt ??= w.date(cell('paid'), line);
  if (cell('total') !== '') state.total ??= money('total');
  const amount = money('amount');
  const fee = settings.fees === 'taken' ? negate(absolute(money('fee'), amount)) : money('fee');
  const type = cell('type');
  if (settings.kind === 'deposit' && /^(payout|deposit|transfer to bank)$/i.test(type)) {
    state.sent = amount;
    if (cell('date') !== '') state.paidAt ??= w.date(cell('date'), line);
    return;
  }
  const own = aboutOf(row, w);
  const words = [own.postedAt ?? '', type, cell('description'), cell('order'), cell('amount'), cell('balance')];
  const about = own.reference ? own : { ...own, reference: state.names.of(...words) };
  lines.add(classOf(type, settings), amount, [type, cell('description')].filter(Boolean).join('/'), {
    ...about, ...originalOf(row, amount, w) });
  lines.add('processing-fee', fee, `${type}/fee`, about);
  if (cell('net') !== '') agree(line, [amount, fee], money('net'), 'amount and fee');
  state.running.take({ line, amount: { ...amount, count: amount.count + fee.count },
    ...(cell('balance') !== '' && { balance: money('balance') }) });
}
const classOf = (type: string, { types }: Settings): PayoutClass =>
  Object.entries(types).find(([word]) => wordKey(word) === wordKey(type))?.[1] ?? classify(type) ?? 'unknown';

/** What was kept of a sale; given back with a refund it is written below zero. */
const absolute = (fee: Money & { unit: Currency }, of: Money): Money & { unit: Currency } =>
  (fee.count < 0n && of.count >= 0n ? negate(fee) as Money & { unit: Currency } : fee);

function aboutOf({ cell, line }: Row<Column>, w: Written): About {
  const id = (name: Column, key: keyof About) => (cell(name) === '' ? {} : { [key]: cell(name) as ExternalId });
  return {
    ...(cell('date') && { postedAt: w.date(cell('date'), line) }), ...id('order', 'order'), ...id('reference', 'reference'),
    ...id('payment', 'payment'), ...id('sku', 'sku'), ...id('marketplace', 'marketplace'),
    ...(/^-?\d{1,9}$/.test(cell('quantity')) && { quantity: Number(cell('quantity')) }),
  };
}

function originalOf({ cell, line }: Row<Column>, amount: Money, w: Written): Pick<About, 'original'> {
  const code = cell('originalUnit').toUpperCase();
  if (code === '' || cell('original') === '' || code === amount.unit) return {};
  const stated = w.money(cell('original'), currencyAt(code, line), line);
  return { original: stated.count < 0n === amount.count < 0n ? stated : negate(stated) };
}
