/**
 * An order in canonical terms, the same whether a webhook hinted at it or a poll found it.
 *
 * Vendure shows an order as it is now: a cancelled unit leaves line, totals and discount. Ours keeps the
 * order as placed, so cancelled units are put back at their unit price, in the line and in the total alike;
 * the comparison of lines with the shop's own total is not softened by it.
 */
import { brand, type Timestamp } from '#domain/brand.ts';
import type { Party } from '#domain/party.ts';
import { add, allocate, measure, subtract, sum, times, type Currency, type Money } from '#domain/measure.ts';
import type { Order, OrderLine, ShippingLine, Tax, Tender } from '#domain/order.ts';
import type { News, Port } from '#connectors/contract.ts';
import { isKnown, known, meaning, says, strange } from '#connectors/translation.ts';
import { ARRANGING, holdsOf, promisedBy } from './holds.ts';
import { fractionOf, moneyOf, unitOf } from './money.ts';
import type { Shown, VendureOrder } from './order-query.ts';
import { refundsOf } from './refunds.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT, ORDER, PAYMENT, REFUND } from './status.ts';

/** All orders come as answers: a hint names one and shows nothing of it. */
export async function orderNews(
  port: Port<Settings>, { activeChannel, order }: Shown, fetched: 'stored' | 'read',
): Promise<News[]> {
  if (order.active || !order.orderPlacedAt) return [{ said: 'nothing', why: `${order.code} is a cart, not an order` }];
  // Its parts are orders of their own and come by themselves.
  if (order.type === 'Aggregate') return [{ said: 'nothing', why: `${order.code} sums up its sellers’ orders` }];
  const o = await inVendureWords(port, order);
  const unknown = strangeStates(o);
  if (unknown.length > 0) return unknown;
  if (says(ORDER, o.state, 'early') && o.state !== ARRANGING) return [{ said: 'nothing', why: `${order.code} is a cart, not an order` }];
  const methods = new Map<string, Tender['method']>();
  for (const { method } of order.payments) methods.set(method, await methodOf(port, method));
  const canonical = toCanonical(port, { order: o, methods, taxIncluded: activeChannel.pricesIncludeTax });
  return [{ said: 'order', order: canonical, parties: partiesOf(order), fetched }];
}

/** The shop's operators name payment methods as they like; 'card' is the one word nobody means otherwise. */
async function methodOf(port: Port<Settings>, method: string): Promise<Tender['method']> {
  const mapped = await port.mapping('payment', method);
  if (mapped) return mapped as Tender['method'];
  return method === 'card' ? 'card' : 'other';
}

interface Reading {
  readonly order: VendureOrder;
  readonly methods: ReadonlyMap<string, Tender['method']>;
  readonly taxIncluded: boolean;
}

function toCanonical(port: Port<Settings>, { order: o, methods, taxIncluded }: Reading): Order {
  const { precision } = port.settings;
  const unit = unitOf(o.currencyCode);
  const money = (amount: number): Money => moneyOf(amount, unit, precision);
  const external = brand<Order['external']>(o.id);
  const lines = o.lines.filter((l) => l.quantity > 0 || l.orderPlacedQuantity > 0);
  const buyer = o.customer && { buyer: port.partyId(external, 'buyer') };
  return {
    orderId: port.orderId(external), channel: port.connection, external, number: o.code,
    placedAt: o.orderPlacedAt!, updatedAt: lastChange(o), currency: unit, taxIncluded,
    lines: lines.map((line) => lineOf(line, { money, unit, taxIncluded })),
    shipping: o.shippingLines.map((line) => shippingOf(line, { money, unit, taxIncluded })),
    adjustments: o.surcharges.map((s) => ({ kind: 'fee', amount: money(s.priceWithTax) })),
    tenders: o.payments.map((p) => ({
      external: brand(p.id), method: methods.get(p.method) ?? 'other', provider: p.method,
      state: meaning(PAYMENT, p.state) ?? 'pending', amount: money(p.amount),
    })),
    refunds: refundsOf(o, { unit, precision, methodOf: (p) => methods.get(p.method) ?? 'other' }),
    total: add(money(o.totalWithTax), sum(unit, lines.map((line) => restored(line, money).gross))),
    ...shipToOf(port, o), ...buyer, holds: holdsOf(port.settings, o), ...promisedBy(port.settings, o),
    ...cancellationOf(o),
  };
}

/** Fulfillments and refunds leave the order's own `updatedAt` where it was; theirs count too. */
function lastChange(o: VendureOrder): Timestamp {
  const all = [o, ...o.payments, ...o.payments.flatMap((p) => p.refunds), ...o.fulfillments].map((x) => x.updatedAt);
  return all.reduce((latest, at) => (at > latest ? at : latest));
}

type Line = VendureOrder['lines'][number];
interface Terms {
  readonly money: (amount: number) => Money;
  readonly unit: Currency;
  readonly taxIncluded: boolean;
}

const cancelledOf = (line: Line): number => Math.max(0, line.orderPlacedQuantity - line.quantity);
function restored(line: Line, money: Terms['money']): { net: Money; gross: Money } {
  const units = cancelledOf(line);
  return { net: money(line.proratedUnitPrice * units), gross: money(line.proratedUnitPriceWithTax * units) };
}

function lineOf(line: Line, { money, unit, taxIncluded }: Terms): OrderLine {
  const quantity = Math.max(line.quantity, line.orderPlacedQuantity);
  const back = restored(line, money);
  const net = add(money(line.proratedLinePrice), back.net);
  const gross = add(money(line.proratedLinePriceWithTax), back.gross);
  const unitPrice = money(taxIncluded ? line.unitPriceWithTax : line.unitPrice);
  const discount = subtract(times(unitPrice, quantity), taxIncluded ? gross : net);
  return {
    lineId: brand(line.id), item: brand(line.productVariant.id), statedSku: line.productVariant.sku,
    title: line.productVariant.name, quantity, cancelled: cancelledOf(line), unitPrice,
    discount: discount.count > 0n ? discount : measure(0n, unit), net, taxes: taxesOf(line, subtract(gross, net)),
    fulfillment: 'ship',
  };
}

/** Vendure states rates per line and one amount for all of them; it is shared by rate. */
function taxesOf(line: Line, total: Money): Tax[] {
  const rates = line.taxLines.filter((t) => t.taxRate > 0);
  if (rates.length === 0)
    return total.count === 0n ? [] : [{ title: 'tax', amount: total, liable: 'seller' }];
  const shares = allocate(total, rates.map((t) => BigInt(Math.round(t.taxRate * 10_000))));
  return rates.map((t, i) => ({
    title: t.description, rate: fractionOf(t.taxRate), amount: shares[i]!, liable: 'seller',
  }));
}

function shippingOf(line: VendureOrder['shippingLines'][number], { money, taxIncluded }: Terms): ShippingLine {
  const net = money(line.discountedPrice);
  const tax = subtract(money(line.discountedPriceWithTax), net);
  const [full, paid] = taxIncluded
    ? [line.priceWithTax, line.discountedPriceWithTax] : [line.price, line.discountedPrice];
  return {
    lineId: brand(line.id), title: line.shippingMethod.name, discount: money(full - paid), net,
    taxes: tax.count === 0n ? [] : [{ title: 'shipping tax', amount: tax, liable: 'seller' }],
  };
}

function cancellationOf(o: VendureOrder): Pick<Order, 'cancelledAt' | 'cancelReason'> {
  if (!says(ORDER, o.state, 'cancelled')) return {};
  const last = o.history.items.at(-1);
  const reason = last?.data.reason;
  return { cancelledAt: last?.createdAt ?? o.updatedAt, ...(reason && { cancelReason: reason }) };
}

function shipToOf(port: Port<Settings>, { id, shippingAddress: a }: VendureOrder): Pick<Order, 'shipTo'> {
  if (!a?.countryCode) return {};
  const party = port.partyId(brand(id), 'shipTo');
  return { shipTo: { party, country: a.countryCode, ...(a.province && { region: a.province }) } };
}

function partiesOf({ customer: c, shippingAddress: a }: VendureOrder): { buyer?: Party; shipTo?: Party } {
  return {
    ...(c && { buyer: filled({
      name: `${c.firstName} ${c.lastName}`.trim(), email: c.emailAddress, phone: c.phoneNumber, customer: c.id,
    }) }),
    ...(a?.countryCode && { shipTo: {
      ...filled({
        name: a.fullName, company: a.company, city: a.city, region: a.province, postcode: a.postalCode,
        country: a.countryCode, phone: a.phoneNumber,
      }),
      street: [a.streetLine1, a.streetLine2].filter(Boolean),
    } }),
  };
}
const filled = (parts: Readonly<Record<string, string>>): Party =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value));

/** States of the shop's own processes are said in Vendure's words, where a mapping says which. */
async function inVendureWords(port: Port<Settings>, o: VendureOrder): Promise<VendureOrder> {
  const payments = await Promise.all(o.payments.map(async (p) => ({ ...p, state: (await known(port, PAYMENT, p.state)) ?? p.state })));
  return { ...o, payments, state: (await known(port, ORDER, o.state)) ?? o.state };
}
/** Every word that decides something and stands in no table; then the order is left as it was. */
function strangeStates(o: VendureOrder): News[] {
  const odd = (table: Parameters<typeof isKnown>[0], all: readonly string[]) =>
    [...new Set(all)].filter((word) => !isKnown(table, word)).map((word) => strange(table, word));
  return [
    ...odd(ORDER, [o.state]), ...odd(PAYMENT, o.payments.map((p) => p.state)),
    ...odd(REFUND, o.payments.flatMap((p) => p.refunds.map((r) => r.state))), ...odd(FULFILLMENT, o.fulfillments.map((f) => f.state)),
  ];
}
