/**
 * Documents to journals. An invoice puts on the clearing account what the payment provider or the marketplace
 * owes us, a credit memo takes it off again, and the payout settles it; so the clearing account of a channel is
 * the list of what nobody has paid yet, and of an order that is finished nothing is left on it.
 */
import type { Account, LocalDate } from '../brand.ts';
import { extrasOf, type ExtraKind } from '../document.ts';
import { journal, type Journal, type Posting } from '../journal.ts';
import { add, allocate, negate, same, subtract, sum, zero, type Money } from '../measure.ts';
import type { DocumentAmounts } from '../messages.ts';
import type { Order, Refund, Tender } from '../order.ts';
import { account, tenderAccount, type SettledBy } from './accounts.ts';
import { discounted, type Discounts } from './discounts.ts';

export interface InvoicePosting {
  readonly order: Order;
  readonly amounts: DocumentAmounts;
  readonly date: LocalDate;
  /** What earlier invoices of the order add up to: a split tender is used up exactly over all of them. */
  readonly before?: Money;
  readonly settledBy?: SettledBy;
  readonly discounts?: Discounts;
}

export function postInvoice(posting: InvoicePosting): Journal {
  const { order, amounts, date, before = zero(order.currency), settledBy, discounts } = posting;
  const earned: Posting[] = [
    ...goods(order, amounts, ['income', 'sales', order.channel]),
    { account: account('income', 'shipping', order.channel), amount: amounts.shippingNet },
    { account: account('liabilities', 'sales-tax'), amount: taxOf(amounts) },
    ...extras(order, amounts, before).map(({ kind, amount }) => ({ account: EXTRA[kind](order.channel), amount })),
    ...(discounts === 'apart' ? discounted(order, amounts) : []),
  ];
  return journal(date, `invoice ${order.number}`, [
    ...paid(order, before, amounts.total, settledBy),
    ...earned.map(credited),
  ]);
}
const credited = (p: Posting): Posting => ({ ...p, amount: negate(p.amount) });

export interface RefundPosting {
  readonly order: Order;
  readonly refund: Refund;
  /** Of its credit memo: units that were never invoiced are in no journal. */
  readonly amounts: DocumentAmounts;
  readonly date: LocalDate;
  readonly settledBy?: SettledBy;
}

/** Returns stand apart from sales; what a restocking fee keeps back is income of its own. */
export function postRefund({ order, refund, amounts, date, settledBy }: RefundPosting): Journal {
  const returns = account('income', 'returns', order.channel);
  const rounding = amounts.rounding ?? zero(order.currency);
  const other = subtract(amounts.other, rounding);
  const fee = other.count < 0n ? account('income', 'restocking-fees', order.channel)
    : isGoodwill(refund) ? account('expenses', 'goodwill') : returns;
  const means = refund.tenders.filter((t) => t.state !== 'failed').map((t) => ({
    amount: t.amount, account: tenderAccount(order, { method: t.method, ...providerOf(order, t.method) }, settledBy),
  }));
  return journal(date, `refund ${order.number} ${refund.external}`, [
    ...goods(order, amounts, ['income', 'returns', order.channel]),
    { account: returns, amount: amounts.shippingNet },
    { account: account('liabilities', 'sales-tax'), amount: taxOf(amounts) },
    { account: fee, amount: other },
    { account: account('expenses', 'rounding'), amount: rounding },
    ...spread(amounts.total, means, tenderAccount(order, { method: 'other' }, settledBy))
      .map(credited),
  ]);
}

/** Credit for no goods at all is what good will costs; money for none is an allowance on what was sold. */
const isGoodwill = ({ lines, shipping, tenders }: Refund): boolean => lines.length === 0 && shipping.count === 0n && tenders.length > 0 &&
  tenders.every((t) => t.method === 'gift-card' || t.method === 'store-credit');

/**
 * Money of a refund that did not reach the buyer stands where it came from again, and we owe it; paid another time, it is
 * owed no more.
 */
export function postRefundMoney(
  { order, method, amount, date, settledBy }: Pick<RefundPosting, 'order' | 'date' | 'settledBy'> & Pick<Tender, 'method' | 'amount'>,
  failed: boolean,
): Journal {
  const means = tenderAccount(order, { method, ...providerOf(order, method) }, settledBy);
  const back = failed ? amount : negate(amount);
  return journal(date, `refund ${order.number} ${failed ? 'came back' : 'paid again'}`, [
    { account: means, amount: back }, { account: account('liabilities', 'refunds-due'), amount: negate(back) },
  ]);
}

/** Goods of a document; a gift card is money we owe its holder, not revenue. */
const goods = (order: Order, { lines }: DocumentAmounts, revenue: readonly string[]): Posting[] => {
  const cards = new Set(order.lines.filter((l) => l.giftCard).map((l) => l.lineId));
  return lines.map((l) => ({
    account: cards.has(l.lineId) ? account('liabilities', 'gift-cards') : account(...revenue), amount: l.net,
  }));
};
const taxOf = ({ lines, shippingTax }: DocumentAmounts): Money => lines.map((l) => l.tax).reduce(add, shippingTax);

const EXTRA: Readonly<Record<ExtraKind, (channel: string) => Account>> = {
  tip: () => account('liabilities', 'tips'),
  duty: () => account('liabilities', 'duties'),
  'cash-rounding': () => account('expenses', 'rounding'),
  'gift-wrap': (channel) => account('income', 'gift-wrap', channel),
  fee: (channel) => account('income', 'fees', channel),
  rounding: () => account('expenses', 'rounding'),
};
/** What `other` is made of: all of the order's extras on the first document, nothing on the next. */
function extras(order: Order, { other }: DocumentAmounts, before: Money) {
  const all = extrasOf(order);
  const whole = same(sum(order.currency, all.map((e) => e.amount)), other);
  return whole && (other.count !== 0n || before.count === 0n) ? all : [{ kind: 'rounding' as const, amount: other }];
}

/** The invoice's part of every tender: what is used up including it, less what was used up before it. */
function paid(order: Order, before: Money, total: Money, settledBy?: SettledBy): Posting[] {
  const means = order.tenders.filter((t) => t.state !== 'voided' && t.state !== 'failed')
    .map((t) => ({ account: tenderAccount(order, t, settledBy), amount: t.amount }));
  const rest = tenderAccount(order, { method: 'other' }, settledBy);
  const earlier = spread(before, means, rest);
  return spread(add(before, total), means, rest)
    .map((p, i) => ({ ...p, amount: subtract(p.amount, earlier[i]!.amount) }));
}

/** Spreads an amount over means of payment by what each paid; without any, it stands on one account whole. */
function spread(amount: Money, means: readonly Posting[], whole: Account): Posting[] {
  const used = means.filter((m) => m.amount.count > 0n);
  if (used.length === 0) return [{ account: whole, amount }];
  const parts = allocate(amount, used.map((m) => m.amount.count));
  return used.map((m, i) => ({ account: m.account, amount: parts[i]! }));
}

/** A refund names the method, the order's tender of that method names the provider. */
function providerOf(order: Order, method: Refund['tenders'][number]['method']): { readonly provider?: string } {
  const tender = order.tenders.find((t) => t.method === method);
  return tender ? { provider: tender.provider } : {};
}
