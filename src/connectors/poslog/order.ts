/** A ticket's sales as an order that was paid and handed over at once; what came back as refunds of earlier tickets. */
import { brand, type ConnectionId, type ExternalId, type OrderId } from '#domain/brand.ts';
import { add, allocate, measure, subtract, sum, zero, type Currency, type Money } from '#domain/measure.ts';
import type { Order, OrderLine, Refund, RefundLine, Tax, Tender } from '#domain/order.ts';
import type { Lines, Seen, SeenTax } from './lines.ts';
import { amountOf, type Reading } from './settle.ts';
import { baseOf, type Ticket } from './ticket.ts';
import { child, textOf, type Element } from './xml.ts';

export interface Sold {
  readonly ticket: Ticket;
  readonly external: ExternalId;
  readonly orderId: OrderId;
  readonly channel: ConnectionId;
  readonly unit: Currency;
  readonly lines: Lines;
  readonly reading: Reading;
}

export const isGiftCard = (type: string): boolean => /gift|stored ?value|certificate/i.test(type);

/** The sale lines; undefined when nothing was sold. */
export function orderOf(s: Sold): Order | undefined {
  const { ticket, lines, reading, unit } = s;
  if (lines.sales.length === 0) return undefined;
  const back = refundTotal(s);
  const total = add(reading.total, back);
  return {
    orderId: s.orderId, channel: s.channel, external: s.external, number: ticket.base, placedAt: ticket.at, updatedAt: ticket.at,
    currency: unit, taxIncluded: reading.included, lines: orderLines(s), shipping: [],
    adjustments: [{ kind: 'cash-rounding' as const, amount: lines.rounding },
      ...(reading.tipped ? [{ kind: 'tip' as const, amount: lines.tips }] : [])].filter((a) => a.amount.count !== 0n),
    tenders: tendersFor(s, total, back), refunds: [], total, holds: [],
  };
}

export function orderLines({ lines, reading, unit }: Sold): OrderLine[] {
  const priced = lines.sales.map((l) => amountOf(l, reading.less));
  const off = reading.discounted ? sum(unit, lines.discounts) : zero(unit);
  const shares = allocate(off, priced.map((p) => p.count));
  const taxes = taxesOf(lines.sales, lines, unit);
  return lines.sales.map((l, i) => {
    const after = subtract(priced[i]!, shares[i]!);
    const gross = reading.less ? l.amount : add(l.amount, l.discount);
    const { quantity, title } = pieces(l);
    return {
      lineId: brand<ExternalId>(l.id), item: brand<ExternalId>(l.item), statedSku: l.item, title, quantity, cancelled: 0,
      unitPrice: measure(gross.count / BigInt(quantity), unit), discount: add(l.discount, shares[i]!),
      net: reading.included ? subtract(after, sum(unit, taxes[i]!.map((t) => t.amount))) : after,
      taxes: taxes[i]!, fulfillment: 'counter', ...(isGiftCard(l.type) && { giftCard: true }),
    };
  });
}

/** What is weighed is one piece of its weight. */
export function pieces(l: Seen): { quantity: number; title: string } {
  if (/^\d+(\.0+)?$/.test(l.quantity)) return { quantity: Math.max(1, Math.trunc(Number(l.quantity))), title: l.title };
  return { quantity: 1, title: `${l.title} (${l.quantity}${l.unitOfMeasure && ` ${l.unitOfMeasure}`})` };
}

/** A line's own taxes; those of the whole ticket are spread over the lines by amount. */
function taxesOf(some: readonly Seen[], lines: Lines, unit: Currency): Tax[][] {
  const own = [...lines.sales, ...lines.returns].some((l) => l.taxes.length > 0);
  if (own) return some.map((l) => l.taxes.map((t) => taxAs(t, t.amount)));
  const spread = lines.taxes.map((t) => ({ t, shares: allocate(t.amount, some.map((l) => l.amount.count)) }));
  return some.map((_l, i) => spread.map(({ t, shares }) => taxAs(t, shares[i] ?? zero(unit))));
}
const taxAs = ({ title, percent, jurisdiction }: SeenTax, amount: Money): Tax => ({
  title, amount, liable: 'seller', ...(percent && { rate: fraction(percent) }), ...(jurisdiction && { jurisdiction }),
});
/** '8.25' percent is '0.0825'. */
function fraction(percent: string): string {
  const [whole = '0', part = ''] = percent.split('.');
  const digits = whole.padStart(3, '0') + part;
  return `${digits.slice(0, -2 - part.length)}.${digits.slice(-2 - part.length)}`.replace(/0+$/, '').replace(/\.$/, '');
}

/** Returned lines, with what is given back for each; taxes of the ticket are theirs when nothing was sold. */
export function backLines({ lines, reading, unit }: Sold) {
  const taxes = taxesOf(lines.returns, lines.sales.length > 0 ? { ...lines, taxes: [] } : lines, unit);
  return lines.returns.map((l, i) => {
    const tax = sum(unit, taxes[i]!.map((t) => t.amount));
    const amount = amountOf(l, reading.less);
    return { l, tax, net: reading.included ? subtract(amount, tax) : amount };
  });
}
const refundTotal = (s: Sold): Money => sum(s.unit, backLines(s).flatMap((b) => [b.net, b.tax]));

/** One refund for each earlier ticket that is named. What comes back without a receipt has no order to refund. */
export function refundsOf(s: Sold): { order: ExternalId; refund: Refund }[] {
  const named = backLines(s).flatMap((b) => {
    const order = linked(b.l.link);
    return order ? [{ ...b, order }] : [];
  });
  return [...Map.groupBy(named, (b) => b.order)].map(([order, group]) => {
    const amount = sum(s.unit, group.flatMap((b) => [b.net, b.tax]));
    return { order: brand<ExternalId>(order), refund: refundOf(s, group, amount) };
  });
}

function refundOf(s: Sold, group: ReturnType<typeof backLines>, amount: Money): Refund {
  const lines = group.flatMap(({ l, net, tax }): RefundLine[] => {
    const lineId = textOf(l.link, 'LineItemSequenceNumber');
    return lineId ? [{ lineId: brand(lineId), quantity: pieces(l).quantity, net, tax, restock: 'return' }] : [];
  });
  const covered = sum(s.unit, lines.flatMap((l) => [l.net, l.tax]));
  return {
    external: s.external, at: s.ticket.at, lines, shipping: zero(s.unit), shippingTax: zero(s.unit),
    adjustment: subtract(amount, covered),
    tenders: [{ external: brand(`${s.external}/back`), method: methodBack(s), amount, state: 'paid' }],
  };
}

/** The ticket that was brought along. */
export function linked(link: Element | undefined): string | undefined {
  const store = textOf(link, 'RetailStoreID') ?? textOf(child(link, 'BusinessUnit'), 'UnitID') ?? textOf(link, 'BusinessUnit');
  const [register, sequence] = [textOf(link, 'WorkstationID'), textOf(link, 'SequenceNumber')];
  const day = textOf(link, 'BusinessDayDate') ?? textOf(child(link, 'BusinessDayDate'), 'Date') ?? textOf(link, 'BeginDateTime');
  return store && register && day && sequence ? baseOf({ store, register, day: day.slice(0, 10), sequence }) : undefined;
}

const METHODS: Readonly<Record<string, Tender['method']>> = {
  cash: 'cash', creditdebit: 'card', credit: 'card', debit: 'card', creditcard: 'card', debitcard: 'card', card: 'card',
  giftcard: 'gift-card', giftcertificate: 'gift-card',
  storedvalue: 'gift-card', storecredit: 'store-credit', voucher: 'store-credit', merchandisevoucher: 'store-credit',
  customeraccount: 'terms', accountsreceivable: 'terms', houseaccount: 'terms', ewallet: 'wallet', mobile: 'wallet',
};
/** A vendor's own word may say whose it is: `DKT:CreditCard`. */
export const methodOf = (type: string): Tender['method'] =>
  METHODS[type.replace(/^.*:/, '').toLowerCase().replace(/[^a-z]/g, '')] ?? 'other';

/** Paid out, or set off against what was bought on the same ticket. */
export function methodBack(s: Sold): Tender['method'] {
  const out = s.lines.tenders.find((t) => t.amount.count < 0n);
  return s.reading.total.count < 0n && out ? methodOf(out.type) : 'store-credit';
}

/** Change is taken off what it was given for; goods that were brought along pay like credit. */
function tendersFor({ lines, unit, external }: Sold, total: Money, back: Money): Tender[] {
  const sums = new Map<string, bigint>();
  for (const t of lines.tenders) sums.set(t.type, (sums.get(t.type) ?? 0n) + t.amount.count);
  let owed = [...sums.values()].filter((n) => n < 0n).reduce((a, b) => a + b, 0n);
  const offset = back.count < total.count ? back.count : total.count;
  const given = [...sums].filter(([, n]) => n > 0n).sort(([a], [b]) => (a === 'Cash' ? -1 : b === 'Cash' ? 1 : 0)).map(([type, n]) => {
    const kept = n + owed > 0n ? n + owed : 0n;
    owed += n - kept;
    return { type, count: kept };
  }).filter((t) => t.count > 0n);
  const tender = (name: string, method: Tender['method'], count: bigint): Tender => ({
    external: brand(`${external}/${name}`), method, provider: name, state: 'captured', amount: measure(count, unit),
  });
  const set = offset > 0n ? [tender('Return', 'store-credit', offset)] : [];
  return [...given.map((t) => tender(t.type, methodOf(t.type), t.count)), ...set];
}
