/**
 * A row per movement, signed as it changed the payout. What the file states beside that, it must keep: a net beside
 * amount and fee, a total of the payout, a row of the payout itself, a balance beside each row.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { measure, negate, subtract, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import type { PayoutClass } from '#domain/payout.ts';
import type { News, Port } from '../contract.ts';
import { dateReader, DateEvidence } from '../statement/dates.ts';
import { eachOnce, gathered, type Group } from '../statement/gathered.ts';
import { agree, RowNames, wordKey, type About, type Head } from '../statement/payouts.ts';
import { renamed } from '../statement/renamed.ts';
import { Running } from '../statement/running.ts';
import type { Source } from '../statement/source.ts';
import { looksLike, openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, writtenAs, type Written } from '../statement/written.ts';
import { classify } from './classes.ts';
import type { Settings } from './settings.ts';

type Named = 'payout' | 'paid' | 'total' | 'unit' | 'date' | 'type' | 'description' | 'amount' | 'fee' | 'net' | 'balance'
  | 'order' | 'reference'
  | 'payment' | 'sku' | 'quantity' | 'marketplace' | 'original' | 'originalUnit' | 'debit' | 'credit';
/** A column that the settings name in `parts`. */
type Column = Named | `part ${string}`;

export const LAYOUT: Layout<Named> = {
  what: 'a payout file (docs/guides/generic-payout-csv.md)',
  columns: {
    payout: ['payout', 'payout id', 'settlement', 'settlement id', 'batch'], paid: ['paid', 'payout date', 'deposit date',
      'settlement date'],
    total: ['total', 'payout total', 'payout amount'], unit: ['currency'], date: ['date', 'posted', 'created', 'transaction date'],
    type: ['type', 'category'], description: ['description', 'details', 'memo'], amount: ['amount', 'gross'], fee: ['fee',
      'fees'], net: ['net'],
    balance: ['balance'], order: ['order', 'order id', 'order number'], reference: ['reference', 'id', 'transaction', 'transaction id'],
    payment: ['payment', 'payment id'], sku: ['sku'], quantity: ['quantity'], marketplace: ['marketplace', 'channel'],
    debit: ['debit', 'soll', 'débit', 'debito'], credit: ['credit', 'haben', 'crédit', 'credito'],
    original: ['original amount', 'paid amount'], originalUnit: ['original currency', 'paid currency'],
  },
  required: [],
};
const AMOUNTS = ['amount', 'debit', 'credit', 'fee', 'net', 'total', 'balance', 'original'] as const;
const MOVES = ['amount', 'debit', 'credit', 'fee'] as const;
const partsOf = ({ parts }: Settings): Column[] => Object.keys(parts).map((title) => `part ${title}` as const);

interface State {
  readonly names: RowNames; readonly running: Running; total: Money | undefined; sent: Money | undefined; paidAt: Timestamp | undefined }

export async function readReport(port: Port<Settings>, source: Source): Promise<readonly News[]> {
  const { settings } = port;
  const table = openTable(source, layoutOf(source, settings));
  const w = await written(table, settings);
  let [sum, proved] = [0n, false];
  const payouts = await gathered<State>((into) => {
    sum = 0n;
    return eachOnce(table, (row, once) => {
      if (isTotal(row)) {
        const units = [...new Set([...into.groups.values()].map(({ lines }) => lines.unit))];
        if (units.length > 1) throw stop.malformed(`line ${row.line}: one total under rows in ${units.join(' and ')}`);
        proved = totalled(table, row, w, { sum, unit: settings.currency }) || proved;
        return;
      }
      if (row.cell('reference') !== '') once.take(row.line, ...SAME.map(row.cell));
      const code = row.cell('unit') || settings.currency;
      if (!code) throw stop.malformed('no column names the currency: add one, or set `currency` of the connection');
      const unit = currencyAt(code, row.line);
      sum += take(into.of(`${row.cell('payout')} ${unit}`.trim(), unit), table, row, { w, settings });
    });
  }, () => ({ names: new RowNames(), running: new Running(), total: undefined, sent: undefined, paidAt: undefined }));
  if (payouts.groups.size === 0) throw stop.malformed('the file has a header and no rows');
  return [...payouts.groups].filter(([, { lines, state }]) => lines.count > 0 || state.sent?.count)
    .map(([key, group]) => payouts.said(key, headOf(port, key, group, proved)));
}

/** With debit and credit apart there is no amount; with `type` and `parts` in the settings the file need not have types. */
function layoutOf(source: Source, settings: Settings): Layout<Column> {
  const own = renamed(LAYOUT, settings.columns);
  const parts = Object.fromEntries(partsOf(settings).map((name) => [name, [name.slice('part '.length)]]));
  const layout = { ...own, columns: { ...own.columns, ...parts } } as Layout<Column>;
  const apart = !looksLike(source, { ...layout, required: ['amount'] }) && looksLike(source, { ...layout, required: ['debit', 'credit'] });
  const amounts = apart ? ['debit', 'credit'] as const : ['amount'] as const;
  return { ...layout, required: [...amounts, ...settings.type ? [] : ['type'] as const] };
}

/** What no two rows of a reference have in common. */
const SAME = ['reference', 'type', 'description', 'date', 'amount', 'debit', 'credit', 'payout', 'order'] as const;

/** A line under the rows that names no day, no type, no order. */
const isTotal = ({ cell }: Row<Column>): boolean =>
  (['date', 'type', 'order', 'reference', 'payment'] as const).every((name) => cell(name) === '');

/** Whether it states anything. */
function totalled(table: Table<Column>, { cell, line }: Row<Column>, w: Written, of: { sum: bigint; unit: string | undefined }): boolean {
  const unit = currencyAt(cell('unit') || of.unit || 'EUR', line);
  if (!table.has('amount') || cell('amount') === '') return false;
  const off = subtract(measure(of.sum, unit), w.money(cell('amount'), unit, line));
  if (off.count !== 0n)
    throw stop.refused('PayoutVariance', `line ${line}: the rows above come to ${toDecimal(measure(of.sum, unit))}, this total says ` +
      `${cell('amount')}; difference ${toDecimal(off)}`);
  return true;
}

function headOf({ connection, settings }: Port<Settings>, key: string, { lines, state }: Group<State>, proved: boolean): Head {
  const { running, total, sent, paidAt } = state;
  const named = key.replace(/ ?[A-Z]{3}$/, '');
  const on = paidAt ?? lines.last;
  if (!on) throw stop.malformed(`payout ${key}: no row has a date`);
  const external = named === '' ? `${(lines.first ?? on).slice(0, 10)}..${on.slice(0, 10)} ${lines.unit}` : named;
  return {
    connection, external, depositDate: on, kind: settings.kind,
    net: total ?? (sent && negate(sent)) ?? (proved ? lines.total() : undefined),
    ...(settings.kind === 'balance' && running.span()),
  };
}

async function written(table: Table<Column>, settings: Settings): Promise<Written> {
  const { decimal, dateOrder, zone, currency } = settings;
  const cells = {
    amounts: [...AMOUNTS, ...partsOf(settings)], dates: ['date', 'paid'], zone, ...(dateOrder && { hint: dateOrder }),
    unit: (row: Row<Column>) => row.cell('unit') || currency || '',
  } as const;
  if (decimal === undefined) return survey(table, cells);
  const dates = new DateEvidence();
  for await (const row of table.rows()) for (const name of cells.dates) dates.see(row.cell(name), row.line);
  return writtenAs(decimal, dateReader(dates.dayOrder([], dateOrder), zone));
}

interface Reading { readonly w: Written; readonly settings: Settings }
interface Moved { readonly amount: Money & { unit: Currency }; readonly fee: Money; readonly type: string;
  readonly parts: readonly { readonly title: string; readonly kind: PayoutClass; readonly amount: Money }[] }

/** What a row moved: before fees, the fee, and what else was kept. */
function movedBy({ lines }: Group<State>, table: Table<Column>, { cell, line }: Row<Column>, { w, settings }: Reading): Moved {
  if ([...MOVES, ...partsOf(settings)].every((name) => cell(name) === '')) throw stop.malformed(`line ${line}: no amount`);
  const type = cell('type') || (settings.type ?? '');
  if (type === '') throw stop.malformed(`line ${line}: no type; name a column in \`columns\`, or set \`type\` of the connection`);
  const money = (name: Column) => w.money(cell(name), lines.unit, line) as Moved['amount'];
  const amount = (table.has('amount') ? money('amount') : subtract(sizeOf(money('credit')), sizeOf(money('debit')))) as Moved['amount'];
  const kept = (of: Moved['amount']) => (settings.fees === 'taken' ? negate(absolute(of, amount)) : of);
  return { amount, type, fee: kept(money('fee')),
    parts: Object.entries(settings.parts).map(([title, kind]) => ({ title, kind, amount: kept(money(`part ${title}`)) })) };
}

/** Answers what the row moved before fees. */
function take(group: Group<State>, table: Table<Column>, row: Row<Column>, reading: Reading): bigint {
  const { lines, state } = group;
  const { cell, line } = row;
  const { w, settings } = reading;
  const { amount, fee, type, parts } = movedBy(group, table, row, reading);
  const money = (name: Column) => w.money(cell(name), lines.unit, line);
  if (cell('paid') !== '') state.paidAt ??= w.date(cell('paid'), line);
  if (cell('total') !== '') state.total ??= money('total');
  if (settings.kind === 'deposit' && /^(payout|deposit|transfer to bank)$/i.test(type)) {
    state.sent = amount;
    if (cell('date') !== '') state.paidAt ??= w.date(cell('date'), line);
    return 0n;
  }
  const own = aboutOf(row, w);
  const words = [own.postedAt ?? '', type, cell('description'), cell('order'), cell('amount'), cell('balance')];
  const about = own.reference ? own : { ...own, reference: state.names.of(...words) };
  lines.add(classOf(type, settings), amount, [type, cell('description')].filter(Boolean).join('/'), {
    ...about, ...originalOf(row, amount, w) });
  lines.add('processing-fee', fee as never, `${type}/fee`, about);
  for (const part of parts) lines.add(part.kind, part.amount as never, `${type}/${part.title}`, about);
  const all = [amount, fee, ...parts.map((p) => p.amount)] as readonly Money[];
  if (cell('net') !== '') agree(line, all, money('net'), 'amount and fee');
  state.running.take({ line, amount: all.reduce((x, y) => ({ ...x, count: x.count + y.count })),
    ...(cell('balance') !== '' && { balance: money('balance') }) });
  return amount.count;
}
const sizeOf = <M extends Money>(m: M): M => (m.count < 0n ? negate(m) as M : m);
/** The word itself; else the longest that it begins with, because a text may go on with a number. */
function classOf(type: string, { types }: Settings): PayoutClass {
  const said = wordKey(type);
  const own = Object.entries(types).map(([word, kind]) => ({ word: wordKey(word), kind }));
  const found = own.find(({ word }) => word === said)?.kind ?? classify(type);
  return found ?? own.filter(({ word }) => said.startsWith(word)).toSorted((a, b) => b.word.length - a.word.length)[0]?.kind ?? 'unknown';
}

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
