/**
 * The transaction log of a shop: a balance at the operator, what moved it, and payments out of it. As the API lists it
 * (TL02, a page or several) or as the back office exports it. Credited and debited stand apart in both.
 */
import { z } from 'zod';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { subtract, toDecimal, type Money } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { News, Port } from '../contract.ts';
import { read } from '../parse.ts';
import type { StatementSettings } from '../statement/connector.ts';
import type { DayOrder } from '../statement/dates.ts';
import { decimalAt, isJson } from '../statement/json.ts';
import { already, jsonIn } from '../statement/json-lists.ts';
import type { Source } from '../statement/source.ts';
import { allPages } from '../statement/whole-list.ts';
import { Once } from '../statement/once.ts';
import { payoutOf, PayoutLines, RowNames, said, type About } from '../statement/payouts.ts';
import { spanOf } from '../statement/running.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { classify } from './classes.ts';

const Line = z.object({
  id: z.string(), type: z.string(), amount: z.string().nullish(), amount_credited: z.string().nullish(),
    amount_debited: z.string().nullish(),
  balance: z.string().nullish(), currency_iso_code: z.string(), date_created: z.string(),
  shop: z.object({ id: z.string() }).nullish(),
  entities: z.object({
    order: z.object({ id: z.string() }).nullish(), order_line: z.object({ id: z.string() }).nullish(),
      refund: z.object({ id: z.string() }).nullish(),
    product: z.object({ shop_sku: z.string().nullish() }).nullish(), offer: z.object({ sku: z.string().nullish() }).nullish(),
  }).nullish(),
});
const Page = z.object({ data: z.array(already(Line)), next_page_token: z.string().nullish() });
const Whole = z.union([Page.transform((p) => [p]), z.array(Page)]).transform((pages) => {
  allPages(pages.map((p) => ({ more: p.next_page_token })), 'hand over all pages of TL02 in one file, [{"data": …}, {"data": …}]');
  return { data: pages.flatMap((p) => p.data) };
});

interface Entry {
  readonly line: number; readonly type: string; readonly shop: string; readonly amount: Money; readonly at: Timestamp;
    readonly about: About;
  readonly balance?: Money;
}

export async function readReport(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const entries = isJson(source.head) ? await listed(source) : await exported(port, source);
  if (entries.length === 0) return [{ said: 'nothing', why: 'the log has no lines' }];
  const several = new Set(entries.map((e) => e.shop)).size > 1;
  return [...Map.groupBy(entries, (e) => `${e.shop} ${e.amount.unit}`)].map(([, mine]) => statement(port, mine, several));
}

function statement({ connection }: Port<StatementSettings>, entries: readonly Entry[], several: boolean): News {
  const { amount: { unit }, shop } = entries[0]!;
  const lines = new PayoutLines(unit as never);
  for (const e of entries) lines.add(classify(e.type) ?? 'unknown', e.amount as never, e.type, { ...e.about, postedAt: e.at });
  const external = `${several ? `${shop} ` : ''}${lines.first!.slice(0, 10)}..${lines.last!.slice(0, 10)} ${unit}`;
  return said(payoutOf(lines, { connection, external, kind: 'balance', depositDate: lines.last!,
    ...spanOf(entries) as object }));
}

async function listed(source: Source): Promise<Entry[]> {
  const seen = new Set<string>();
  return read(Whole, await jsonIn(source, { data: Line })).data.flatMap((l, at) => {
    if (seen.has(l.id)) return []; // Pages overlap when lines come in between.
    seen.add(l.id);
    const unit = currencyAt(l.currency_iso_code, at + 1);
    const where = `data[${at}]`;
    const money = (text: string | null | undefined) => decimalAt(text ?? '0', unit, where);
    const moved = subtract(absolute(money(l.amount_credited)), absolute(money(l.amount_debited)));
    if (l.amount_credited == null && l.amount_debited == null) throw stop.malformed(`${where}: neither credited nor debited`);
    const { order, order_line: item, refund, product, offer } = l.entities ?? {};
    const sku = offer?.sku ?? product?.shop_sku;
    return [{ line: at + 1, type: l.type, shop: l.shop?.id ?? '', amount: moved, at: timestamp(l.date_created), about: {
      reference: l.id as ExternalId, ...(order && { order: order.id as ExternalId }), ...(item && { lineItem: item.id as ExternalId }),
      ...(refund && { refund: refund.id as ExternalId }), ...(sku && { sku }),
    } }];
  });
}
const absolute = (m: Money): Money => ({ ...m, count: m.count < 0n ? -m.count : m.count });

type Column = 'created' | 'shop' | 'order' | 'document' | 'number' | 'quantity' | 'sku' | 'type' | 'amount' | 'debit' | 'credit'
  | 'balance' | 'unit' | 'item' | 'refund';
export const LAYOUT: Layout<Column> = {
  what: 'a transaction log of Mirakl',
  from: 'the shop’s back office under Accounting: Transaction log, Export',
  columns: {
    created: ['Date created', 'Date de création', 'Creation date', 'Erstellungsdatum', 'Data di creazione', 'Fecha de creación',
      'Transaction date',
      'Date de transaction'],
    shop: ['Store', 'Shop', 'Seller', 'Boutique', 'Shop ID', 'Store ID', 'Tienda', 'Negozio'],
    order: ['Order number', 'Order ID', 'N° de commande', 'Numéro de commande', 'Bestellnummer', 'Numero ordine', 'Número de pedido'],
    document: ['Invoice number', 'Accounting document number', 'N° de facture', 'Numéro de document comptable', 'Rechnungsnummer'],
    number: ['Transaction number', 'N° de transaction', 'Numéro de transaction', 'Transaktionsnummer', 'Numero transazione',
      'Número de transacción'],
    quantity: ['Quantity', 'Quantité', 'Menge', 'Quantità', 'Cantidad'], sku: ['Offer SKU', 'SKU', 'SKU de l’offre',
      'Angebots-SKU', 'Shop SKU'],
    type: ['Type', 'Typ', 'Tipo', 'Transaction type'], amount: ['Amount', 'Montant', 'Betrag', 'Importo', 'Importe'],
    debit: ['Debit', 'Débit', 'Amount debited', 'Soll', 'Addebito', 'Débito', 'Debito'],
    credit: ['Credit', 'Crédit', 'Amount credited', 'Haben', 'Accredito', 'Crédito', 'Credito'],
    item: ['Order line ID'], refund: ['Refund ID'], balance: ['Balance', 'Solde', 'Saldo'], unit: ['Currency', 'Devise',
      'Währung', 'Valuta', 'Divisa', 'Moneda', 'Currency ISO code'],
  },
  required: ['created', 'type'],
};

async function exported(port: Port<StatementSettings>, source: Source): Promise<Entry[]> {
  const table = openTable(source, LAYOUT);
  if (!table.has('amount') && !(table.has('debit') && table.has('credit')))
    throw stop.malformed(`this is not ${LAYOUT.what}: no line names the columns Amount, or Debit and Credit`);
  const unitOf = (row: Row<Column>) => row.cell('unit') || port.settings.currency || '';
  const w = await survey(table, {
    amounts: ['amount', 'debit', 'credit', 'balance'], dates: ['created'], zone: port.settings.zone, unit: unitOf,
    ...await american(table, unitOf),
  });
  const [names, once] = [new RowNames(), new Once()];
  const entries: Entry[] = [];
  for await (const row of table.rows()) {
    if (unitOf(row) === '') throw stop.malformed('no column names the currency: set `currency` of the connection');
    const read = entry({ table, w, names }, row, unitOf(row));
    const { number, order, item } = { number: row.cell('number'), order: row.cell('order'), item: row.cell('item') };
    if (number !== '') once.take(row.line, number, read.type, order, item, toDecimal(read.amount), row.cell('balance'));
    entries.push(read);
  }
  return entries;
}

/** Credit less debit, where they stand apart; an amount beside them must be as large. */
function movedBy(table: Table<Column>, cell: (name: Column) => string, money: (name: Column) => Money, line: number): Money {
  const apart = table.has('debit') && table.has('credit') && (!table.has('amount') || cell('debit') !== '' || cell('credit') !== '');
  if (!apart) return money('amount');
  const moved = subtract(absolute(money('credit')), absolute(money('debit')));
  const off = subtract(absolute(money('amount')), absolute(moved));
  if (cell('amount') === '' || off.count === 0n) return moved;
  throw stop.refused('PayoutVariance', `line ${line}: credit less debit is ${toDecimal(moved)} ${moved.unit}, the amount says ` +
    `${toDecimal(money('amount'))}; difference ${toDecimal(off)}`);
}

/** Where a date can be read both ways, shops of America put the month first. */
async function american(table: Table<Column>, unitOf: (row: Row<Column>) => string): Promise<{ hint?: DayOrder }> {
  for await (const row of table.rows()) return unitOf(row).toUpperCase() === 'USD' ? { hint: 'month-first' } : {};
  return {};
}

interface Reading { readonly table: Table<Column>; readonly w: Written; readonly names: RowNames }
function entry({ table, w, names }: Reading, { cell, line }: Row<Column>, code: string): Entry {
  const unit = currencyAt(code, line);
  const money = (name: Column) => w.money(cell(name), unit, line);
  const moved = movedBy(table, cell, money, line);
  const at = w.date(cell('created'), line);
  const reference = cell('number') !== '' ? [cell('number'), cell('type')].join('/')
    : names.of(at, cell('type'), cell('order'), cell('item'), toDecimal(moved), cell('balance'));
  return {
    line, type: cell('type'), shop: cell('shop'), amount: moved, at,
    ...(cell('balance') && { balance: money('balance') }),
    about: {
      reference: reference as ExternalId, ...(cell('order') && { order: cell('order') as ExternalId }),
      ...(cell('item') && { lineItem: cell('item') as ExternalId }), ...(cell('refund') && { refund: cell('refund') as ExternalId }),
      ...(cell('sku') && { sku: cell('sku') }), ...(/^\d{1,9}$/.test(cell('quantity')) && { quantity: Number(cell('quantity')) }),
    },
  };
}
