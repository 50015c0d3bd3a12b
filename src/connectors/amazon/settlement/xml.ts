/**
 * The settlement report as XML, ended with V1: orders, refunds and other transactions, each a tree whose leaves are
 * amounts with a type beside them. Read as a stream of elements; the leaves must add up to the stated total.
 */
import { SaxesParser } from 'saxes';
import type { ConnectionId, LocalDate, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { zero } from '#domain/measure.ts';
import type { Payout } from '#domain/payout.ts';
import { timestamp } from '#domain/time.ts';
import { decimalAt } from '../../statement/json.ts';
import { payoutOf, PayoutLines, type About } from '../../statement/payouts.ts';
import type { Source } from '../../statement/source.ts';
import { textOf } from '../../statement/text.ts';
import { currencyAt } from '../../statement/written.ts';
import { classify } from './classes.ts';

export function isXml(bytes: Uint8Array): boolean {
  for (const piece of textOf(bytes.subarray(0, 1000))) return /^\s*<(\?xml|AmazonEnvelope)/.test(piece) && /Amazon|\?xml/.test(piece);
  return false;
}

/** Groups whose direct children are leaves of one amount-type. */
const GROUPS: Readonly<Record<string, string>> = {
  ItemPrice: 'ItemPrice', ItemPriceAdjustments: 'ItemPrice', ItemFees: 'ItemFees', ItemFeeAdjustments: 'ItemFees', ShipmentFees: 'ItemFees',
  OrderFees: 'ItemFees', Promotion: 'Promotion', PromotionAdjustment: 'Promotion', DirectPayment: 'other-transaction',
};
const ABOUT: Readonly<Record<string, keyof About>> = {
  AmazonOrderID: 'order', AmazonOrderItemCode: 'lineItem', ShipmentID: 'shipment', AdjustmentID: 'refund',
  MerchantAdjustmentItemID: 'refund',
  SKU: 'sku', MarketplaceName: 'marketplace',
};

export async function readXml(connection: ConnectionId, source: Source): Promise<Payout> {
  const report = new Report();
  const parser = new SaxesParser();
  const place = () => `line ${parser.line}`;
  parser.on('error', (error) => { throw stop.malformed(`not XML: ${error.message}`); });
  parser.on('opentag', ({ name, attributes }) => report.open(name, String(attributes['currency'] ?? '')));
  parser.on('text', (text) => report.text(text));
  parser.on('closetag', ({ name }) => report.close(name, parser.line));
  for await (const piece of source.text()) parser.write(piece);
  parser.close();
  return report.payout(connection, place());
}

interface Frame { readonly name: string; about: About; type: string; transaction: string }

class Report {
  private readonly stack: Frame[] = [];
  private said = '';
  private currency = '';
  private readonly header = new Map<string, string>();
  private lines: PayoutLines | undefined;

  open(name: string, currency: string): void {
    const above = this.stack.at(-1);
    const transaction = above?.name === 'SettlementReport' ? name : above?.transaction ?? '';
    this.stack.push({ name, about: { ...above?.about }, type: '', transaction });
    this.said = '';
    if (currency !== '') this.currency = currency;
  }
  text(text: string): void {
    this.said += text;
  }
  close(name: string, line: number): void {
    const frame = this.stack.pop()!;
    const parent = this.stack.at(-1);
    const text = this.said.trim();
    this.said = '';
    if (!parent) return;
    if (parent.name === 'SettlementData') return this.head(name, text, line);
    const about = ABOUT[name];
    if (about && text !== '') parent.about = { ...parent.about, [about]: text };
    else if (name === 'PostedDate') this.posted(frame, text);
    else if (name === 'Quantity' && /^-?\d{1,9}$/.test(text)) parent.about = { ...parent.about, quantity: Number(text) };
    else if (/^(Type|TransactionType|PaymentReason|DirectPaymentType)$/.test(name)) parent.type = text;
    else if (name.endsWith('Amount') && text !== '' && !this.within('OtherTransactionItem')) this.amount(parent, text, line);
  }

  private within(name: string): boolean {
    return this.stack.some((frame) => frame.name === name);
  }
  /** It stands beside the items it is about: known to all that follow below the same parent. */
  private posted(frame: Frame, text: string): void {
    const parent = this.stack.at(-1)!;
    parent.about = { ...parent.about, postedAt: instant(text) };
    frame.about = parent.about;
  }
  private head(name: string, text: string, line: number): void {
    this.header.set(name, text);
    if (name === 'TotalAmount') this.lines = new PayoutLines(currencyAt(this.currency, line));
  }
  private amount(parent: Frame, text: string, line: number): void {
    if (!this.lines) throw stop.malformed(`line ${line}: an amount before the settlement’s total`);
    if (this.currency !== this.lines.unit)
      throw stop.malformed(`line ${line}: an amount in ${this.currency} in a settlement in ${this.lines.unit}`);
    const group = this.stack.toReversed().find(({ name }) => GROUPS[name] !== undefined)?.name;
    const amountType = group ? GROUPS[group]! : 'other-transaction';
    const type = parent.transaction === 'OtherTransaction' && !group ? parent.type : parent.transaction;
    const word = parent.type;
    const code = [...new Set([parent.transaction, amountType, word])].filter(Boolean).join('/');
    this.lines.add(classify(type, amountType, word), decimalAt(text, this.lines.unit, `line ${line}`), code, parent.about);
  }

  payout(connection: ConnectionId, end: string): Payout {
    const [id, total, deposit] = ['AmazonSettlementID', 'TotalAmount', 'DepositDate'].map((name) => this.header.get(name) ?? '');
    if (!this.lines || !id || !total) throw stop.malformed(`${end}: the report has no settlement data: nothing states the total`);
    const { unit } = this.lines;
    const start = this.header.get('StartDate');
    const until = this.header.get('EndDate');
    return {
      ...payoutOf(this.lines, { connection, external: id, net: decimalAt(total, unit, 'TotalAmount') ?? zero(unit),
        depositDate: instant(deposit || until || '').slice(0, 10) as LocalDate }),
      ...(start && { periodStart: instant(start) }), ...(until && { periodEnd: instant(until) }),
    };
  }
}

function instant(text: string): Timestamp {
  try {
    return timestamp(text);
  } catch {
    throw stop.malformed(`${JSON.stringify(text)} is not a date with time and zone`);
  }
}
