/**
 * POSLog as two kinds of registers write it. 2.2.1: flat store and register, returns as Return, prices without tax.
 * 6.0: BusinessUnit, currency on each amount, returns as a Sale of −1 with a positive amount, prices with tax.
 */
import { due, lineAmount, lineTax, type SoldLine, type StockDocument, type Terms, type Ticket, type TicketKey } from './ticket.ts';

const NAMESPACE = 'http://www.nrf-arts.org/IXRetail/namespace/';

export const posLog = (transactions: readonly string[], { version }: Pick<Terms, 'version'>, batch = 0): string => {
  const attributes = version === '6.0' ? ` MajorVersion="6" MinorVersion="0" FixVersion="0" BatchID="${batch}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<POSLog xmlns="${NAMESPACE}"${attributes}>\n${transactions.join('\n')}\n</POSLog>\n`;
};

export const text = (value: string | number): string =>
  String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
export const tag = (name: string, content: string | number, attributes = ''): string =>
  `<${name}${attributes}>${content}</${name}>`;
const cents = (amount: number): string =>
  `${amount < 0 ? '-' : ''}${Math.floor(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, '0')}`;

/** A register writes its own local time, without a zone. */
export const localTime = (at: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' });

export function head(key: TicketKey, at: Date, terms: Terms): string {
  const time = localTime(at, terms.zone);
  const common = tag('WorkstationID', text(key.register)) + tag('SequenceNumber', key.sequence) + tag('BusinessDayDate', key.day);
  return terms.version === '6.0'
    ? tag('BusinessUnit', tag('UnitID', text(key.store))) + common + tag('POSLogDateTime', time, ' TypeCode="Transaction"')
    : tag('RetailStoreID', text(key.store)) + common + tag('BeginDateTime', time) + tag('EndDateTime', time) + tag('CurrencyCode', terms.currency);
}

export function retailTransaction(t: Ticket, terms: Terms): string {
  const lines = t.lines.flatMap((l, i) => [soldLine(l, i + 1, terms), ...(l.voided ? [voidOf(l, i + 1, terms)] : [])]);
  const tenders = t.tenders.map((tender, i) => tenderLine(tender, 900 + i, terms));
  const tip = t.tip ? tag('LineItem', tag('SequenceNumber', 890) + tag('Tip', amount('Amount', t.tip, terms))) : '';
  const flags = (t.training ? ' TrainingModeFlag="true"' : '') + (t.cancelled ? ' CancelFlag="true"' : '');
  const total = tag('Total', cents(due(t.lines, terms) + (t.tip ?? 0)), ' TotalType="TransactionGrandAmount"');
  return tag('Transaction', head(t, t.at, terms) + tag('RetailTransaction', lines.join('') + tip + tenders.join('') + change(t, terms) + total), flags);
}

export const amount = (name: string, value: number, terms: Terms, more = ''): string =>
  tag(name, cents(value), `${more}${terms.version === '6.0' ? ` Currency="${terms.currency}"` : ''}`);

function soldLine(l: SoldLine, n: number, terms: Terms): string {
  const back = l.kind === 'return';
  const asReturn = back && terms.version === '2.2.1';
  const goods = tag('ItemID', text(l.sku)) + tag('Description', text(l.title)) +
    amount('RegularSalesUnitPrice', l.price, terms) + amount('ExtendedAmount', lineAmount(l), terms) +
    (l.discount ? amount('ExtendedDiscountAmount', l.discount, terms) : '') +
    tag('Quantity', back && !asReturn ? -l.quantity : l.quantity) + tax(l, terms) + origin(l, terms) +
    (l.disposal ? `<Disposal Method="${l.disposal}"/>` : '');
  const kind = asReturn ? 'Return' : 'Sale';
  return tag('LineItem', tag('SequenceNumber', n) + tag(kind, goods, ` ItemType="${l.giftCard ? 'GiftCard' : 'Stock'}"`), ' EntryMethod="Scanned"');
}
const voidOf = (l: SoldLine, n: number, terms: Terms): string =>
  tag('LineItem', tag('SequenceNumber', n + 500) + tag('ItemLink', n) +
    tag('Sale', tag('ItemID', text(l.sku)) + amount('ExtendedAmount', lineAmount(l), terms) + tag('Quantity', l.quantity)), ' VoidFlag="true"');

function tax(l: SoldLine, terms: Terms): string {
  if (l.giftCard) return '';
  const base = amount('TaxableAmount', lineAmount(l), terms, ` TaxIncludedInTaxableAmountFlag="${terms.taxIncluded}"`);
  return tag('Tax', base + amount('Amount', lineTax(l, terms), terms) + tag('Percent', cents(terms.tax)), ` TaxType="${terms.taxIncluded ? 'VAT' : 'Sales'}"`);
}

function origin({ original: o, webOrder }: SoldLine, terms: Terms): string {
  if (webOrder) return tag('TransactionLink', tag('CustomerOrderID', text(webOrder)), ' ReasonCode="Return"');
  if (!o) return '';
  const store = terms.version === '6.0' ? tag('BusinessUnit', tag('UnitID', text(o.store))) : tag('RetailStoreID', text(o.store));
  return tag('TransactionLink', store + tag('WorkstationID', text(o.register)) + tag('BusinessDayDate', o.day) +
    tag('SequenceNumber', o.sequence) + tag('LineItemSequenceNumber', o.line), ' ReasonCode="Return"');
}

const tenderLine = (t: { type: string; amount: number }, n: number, terms: Terms): string => tag('LineItem',
  tag('SequenceNumber', n) + tag('Tender', amount('Amount', t.amount, terms), ` TenderType="${t.type}" TypeCode="${t.amount < 0 ? 'Refund' : 'Sale'}"`));

/** What was given beyond the amount due. */
function change(t: Ticket, terms: Terms): string {
  const back = t.tenders.reduce((sum, x) => sum + x.amount, 0) - due(t.lines, terms) - (t.tip ?? 0);
  if (back <= 0) return '';
  return tag('LineItem', tag('SequenceNumber', 990) +
    tag('Tender', amount('Amount', 0, terms) + tag('TenderChange', amount('Amount', back, terms)), ' TenderType="Cash" TypeCode="Sale"'));
}

export function stockDocument(d: StockDocument, terms: Terms): string {
  const places = (d.to ? tag('DestinationRetailStoreID', text(d.to)) : '') + (d.from ? tag('SourceRetailStore', text(d.from)) : '');
  const rows = d.rows.map(({ sku, quantity }, i) => tag('InventoryControlDocumentMerchandiseLineItem',
    tag('DetSequenceNumber', i + 1) + tag('Item', text(sku)) + tag('UnitCount', `${quantity}.0000`)));
  return tag('Transaction', head(d, d.at, terms) + tag('InventoryControlTransaction',
    tag('DocumentTypeCode', d.type) + tag('InventoryControlDocumentState', 'Closed') + places +
    tag('InventoryControlDocumentLineItems', rows.join(''))));
}
