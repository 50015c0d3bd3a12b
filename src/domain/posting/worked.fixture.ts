/**
 * Worked entries: small books that are posted by the rules the platform posts by, printed as plain-text accounting, and
 * added up account by account. docs/guides/worked-journals.md says which entry of the field each one is.
 */
import { brand, type ConnectionId, type ExternalId, type LocalDate, type Timestamp } from '../brand.ts';
import { amountsForRefund, amountsOfOrder } from '../document.ts';
import { toText, type Journal } from '../journal.ts';
import { currency, fromDecimal, measure, sum, toDecimal } from '../measure.ts';
import type { Order, OrderLine, Refund, Tax, Tender } from '../order.ts';
import { line, order, refund, refundLine } from '../order.fixture.ts';
import type { Payout, PayoutClass, PayoutLine } from '../payout.ts';
import type { SettledBy } from './accounts.ts';
import type { Discounts } from './discounts.ts';
import { postPayout, type PayoutPosting } from './payout.ts';
import { postInvoice, postRefund } from './sales.ts';

export type Row = readonly [PayoutClass, string, more?: Partial<PayoutLine> & { readonly on?: string }];

/** What a provider says, and what the books make of it. */
export function paidOut(
  connection: string, rows: readonly Row[], more: Partial<Payout> & { readonly unit?: string } = {},
  how: PayoutPosting = { mode: 'documents' },
): readonly Journal[] {
  const { unit = 'EUR', ...rest } = more;
  const money = currency(unit);
  const lines = rows.map(([kind, amount, { on, ...of } = {}]): PayoutLine => ({
    class: kind, amount: fromDecimal(amount, money), code: kind, ...(on && { postedAt: brand<Timestamp>(`${on}T12:00:00.000Z`) }), ...of,
  }));
  return postPayout({
    connection: brand<ConnectionId>(connection), external: brand<ExternalId>('9'), currency: money,
    depositDate: brand<LocalDate>('2026-11-14'), net: sum(money, lines.map((l) => l.amount)), lines, ...rest,
  }, how);
}

const cents = (text: string): number => Number(fromDecimal(text, currency('EUR')).count);
export const tax = (amount: string, liable: Tax['liable'] = 'seller'): Tax[] =>
  [{ title: 'Tax', amount: fromDecimal(amount, currency('EUR')), liable }];
export const paidBy = (method: Tender['method'], amount: string, provider = 'pay'): Tender =>
  ({ external: brand(`t-${method}`), method, provider, state: 'captured', amount: fromDecimal(amount, currency('EUR')) });
export const freight = (net: string, taxes: Tax[] = []): Order['shipping'] =>
  [{ lineId: brand('S'), title: 'Standard', discount: measure(0n, currency('EUR')), net: fromDecimal(net, currency('EUR')), taxes }];
export const thing = (net: string, more: Partial<OrderLine> = {}, quantity = 1): OrderLine =>
  line('A', quantity, cents(net), { taxes: [], ...more });
export const sold = (channel: string, more: Partial<Order>): Order => order({ channel: brand(channel), shipping: [], ...more });

interface Posting { readonly settledBy?: SettledBy; readonly discounts?: Discounts; readonly on?: string }
export const invoiced = (o: Order, { on = '2026-11-02', ...more }: Posting = {}): Journal =>
  postInvoice({ order: o, amounts: amountsOfOrder(o), date: brand<LocalDate>(on), ...more });

interface Credit extends Pick<Posting, 'on' | 'settledBy'> { readonly tenders?: Refund['tenders']; /** Its tax. */ readonly of?: string }
export function credited(o: Order, net: string, { on = '2026-11-05', settledBy, tenders = [], of = '0' }: Credit = {}): Journal {
  const back = refund('R', [{ ...refundLine('A', 1, cents(net)), tax: fromDecimal(of, currency('EUR')) }], { tenders });
  return postRefund({ order: o, refund: back, date: brand<LocalDate>(on), amounts: amountsForRefund(o, back, { units: [1] }),
    ...(settledBy && { settledBy }) });
}
export const repaid = (method: Tender['method'], amount: string): Refund['tenders'] =>
  [{ external: brand(`r-${method}`), method, amount: fromDecimal(amount, currency('EUR')), state: 'paid' }];

export const written = (journals: readonly Journal[]): string => journals.map(toText).join('\n\n');

/** What the accounts hold in the end; those at zero are left out. */
export function left(journals: readonly Journal[]): Record<string, string> {
  const totals = new Map<string, { count: bigint; unit: string }>();
  for (const { account, amount } of journals.flatMap((j) => j.postings)) {
    const key = `${account} ${amount.unit}`;
    totals.set(key, { unit: amount.unit, count: (totals.get(key)?.count ?? 0n) + amount.count });
  }
  return Object.fromEntries([...totals].filter(([, m]) => m.count !== 0n).map(([name, m]) => [name, toDecimal(m)]));
}
