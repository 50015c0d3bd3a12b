/**
 * Date range reports (transactions of a custom period): one row per transaction with a column for each kind of money,
 * under a preamble, in the language of the site. Every row must be the sum of its columns. A period cuts settlements in
 * two, so the report is a statement of the account: transfers to the bank are withdrawals.
 */
import type { ConnectionId, ExternalId } from '#domain/brand.ts';
import { exponentOf } from '#domain/currency.ts';
import { stop } from '#domain/fault.ts';
import { subtract, sum, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import type { Payout, PayoutClass } from '#domain/payout.ts';
import { agree, payoutOf, PayoutLines, RowNames, type About } from '../../statement/payouts.ts';
import type { Source } from '../../statement/source.ts';
import { looksLike, openTable, type Layout, type Row, type Table } from '../../statement/table.ts';
import { currencyAt, survey, type Written } from '../../statement/written.ts';
import { AMOUNTS, PAID, WORDS, type Amount } from './range-columns.ts';
import { kindOf, otherClass, type Kind } from './range-types.ts';

type Column = Amount | keyof typeof WORDS;
const amounts = Object.keys(AMOUNTS) as Amount[];

export const RANGE: Layout<Column> = {
  what: 'a date range report of Amazon', columns: { ...AMOUNTS, ...WORDS },
  required: ['date', 'type', 'sales', 'selling', 'total'],
};
export const isRange = (source: Source): boolean => looksLike(source, RANGE);

/**
 * Columns that every report has. Where one of them is not found, the site names it in words that are not known here: what
 * the row's total has beside the known ones stands in suspense then, instead of refusing the report.
 */
const ALWAYS: readonly Amount[] = ['sales', 'salesTax', 'shipping', 'wrap', 'promotion', 'selling', 'fba', 'otherFees', 'other'];

/** Sites and their money, for a report whose preamble does not say. */
const SITES: Readonly<Record<string, string>> = {
  'amazon.com': 'USD', 'amazon.ca': 'CAD', 'amazon.com.mx': 'MXN', 'amazon.com.br': 'BRL', 'amazon.co.uk': 'GBP', 'amazon.de': 'EUR',
  'amazon.fr': 'EUR', 'amazon.it': 'EUR', 'amazon.es': 'EUR', 'amazon.nl': 'EUR', 'amazon.com.be': 'EUR', 'amazon.ie': 'EUR',
  'amazon.se': 'SEK', 'amazon.pl': 'PLN', 'amazon.com.tr': 'TRY', 'amazon.in': 'INR', 'amazon.co.jp': 'JPY', 'amazon.com.au': 'AUD',
  'amazon.jp': 'JPY', 'amazon.sg': 'SGD', 'amazon.ae': 'AED', 'amazon.sa': 'SAR', 'amazon.eg': 'EGP', 'amazon.co.za': 'ZAR',
};

export interface Range {
  /** What moved the account, and what is earned and not yet payable. */
  readonly payouts: readonly Payout[];
  /** Ids of the settlements it has rows of. */
  readonly settlements: readonly string[];
}
export interface Reader {
  readonly connection: ConnectionId;
  readonly zone: string;
  /** Of the marketplaces that the connection serves, when it is one. */
  readonly unit?: Currency | undefined;
}

export async function readRange({ connection, zone, unit: usual }: Reader, source: Source): Promise<Range> {
  const table = openTable(source, RANGE);
  const unit = await unitOf(table, usual);
  const written = await survey(table, { amounts: [...amounts, 'total'], dates: ['date'], zone, unit: () => unit });
  const [moved, deferred] = [new PayoutLines(unit), new PayoutLines(unit)];
  const settlements = new Set<string>();
  const names = new RowNames();
  const lenient = ALWAYS.some((name) => !table.has(name));
  for await (const row of table.rows()) {
    if (row.cell('settlement') !== '') settlements.add(row.cell('settlement'));
    take(DEFERRED.test(row.cell('status')) ? deferred : moved, row, { w: written, names, lenient });
  }
  const payouts = ([['balance', moved], ['deferral', deferred]] as const).flatMap(([kind, lines]) => {
    if (!lines.first || !lines.last) return [];
    const external = `${kind === 'deferral' ? 'deferred ' : ''}${lines.first.slice(0, 10)}..${lines.last.slice(0, 10)} ${unit}`;
    return [payoutOf(lines, { connection, external, kind, depositDate: lines.last })];
  });
  if (payouts.length === 0) throw stop.malformed('the report has a header and no rows');
  return { payouts, settlements: [...settlements] };
}
/** Earned, and held back until it is delivered; it stands in a later report as released. */
const DEFERRED = /^(deferred|zurückgestellt|aufgeschoben|différé|differit|diferid|aplazad|uitgesteld|保留|繰延)/i;

/** The preamble names it; else all rows are of sites with one currency, or the connection is. */
async function unitOf(table: Table<Column>, usual: Currency | undefined): Promise<Currency> {
  const stated = table.above.flatMap((line) => line.match(/\b[A-Z]{3}\b/g) ?? []).find((word) => exponentOf(word) !== undefined);
  if (stated) return currencyAt(stated, 1);
  const found = new Set<string>();
  for await (const { cell } of table.rows()) {
    const known = SITES[cell('marketplace').toLowerCase().replace(/^www\./, '')];
    if (known) found.add(known);
  }
  const [only, ...more] = found;
  if (only && more.length === 0) return currencyAt(only, 1);
  if (!only && usual) return usual;
  throw stop.malformed(only ? `the rows are in ${[...found].join(' and ')}: ask for one report per marketplace`
    : 'nothing says in which currency the amounts are: keep the lines above the header, or the column marketplace');
}

interface Reading { readonly w: Written; readonly names: RowNames; readonly lenient: boolean }
function take(lines: PayoutLines, { cell, line }: Row<Column>, { w, names, lenient }: Reading): void {
  const { unit } = lines;
  const [type, description] = [cell('type'), cell('description')];
  const kind = kindOf(type);
  const postedAt = w.date(cell('date').replace(/ (a|p)\. ?m\./i, ' $1m'), line);
  if (cell('total') === '') throw stop.malformed(`line ${line}: no total; the file is cut off`);
  const total = w.money(cell('total'), unit, line);
  const about: About = {
    postedAt, reference: names.of(postedAt, type, cell('order'), cell('sku'), description.slice(0, 40), toDecimal(total)),
    ...(cell('order') && { order: cell('order') as ExternalId }), ...(cell('sku') && { sku: cell('sku') }),
    ...(cell('marketplace') && { marketplace: cell('marketplace') }), ...quantityOf(cell('quantity')),
  };
  const parts: Money[] = [];
  for (const name of amounts) {
    const amount = w.money(cell(name), unit, line);
    parts.push(amount);
    const code = name === 'other' || name === 'otherFees' ? [type, name, description].filter(Boolean).join('/') : `${type}/${name}`;
    lines.add(classOf(name, kind, { type, description }), amount, code, about);
  }
  lines.seen(postedAt);
  if (lenient) lines.add('unknown', subtract(total, sum(unit, parts)), `${type}/other columns`, about);
  else agree(line, parts, total, 'the columns');
}

function classOf(name: Amount, kind: Kind, { type, description }: { type: string; description: string }): PayoutClass {
  const paid = PAID[name];
  if (paid) return paid[kind === 'refund' ? 1 : 0];
  if (kind === 'order' || kind === 'refund') return name === 'otherFees' ? 'commission' : 'adjustment';
  return otherClass(kind, type, description);
}

const quantityOf = (text: string): Pick<About, 'quantity'> => (/^-?\d{1,9}$/.test(text) ? { quantity: Number(text) } : {});
