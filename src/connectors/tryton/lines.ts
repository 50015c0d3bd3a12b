/**
 * What a document states, as lines of Tryton that come to exactly that.
 *
 * An order carries tax as a service line of its own: Tryton would compute a percentage and differ from the channel by
 * cents. An invoice carries it where tax belongs, as a tax line stated by hand, which Tryton leaves alone and reports.
 * The order is therefore never invoiced by Tryton itself (`invoice_method` manual); the connector writes one invoice
 * for each shipment, with what the shipment's share is.
 */
import { add, negate, sum, toDecimal, type Money } from '#domain/measure.ts';
import type { DocumentAmounts } from '#domain/messages.ts';
import * as books from './books.ts';
import type { TrytonPort } from './rpc.ts';
import { decimal, priced } from './values.ts';

/** What a line is, written into its note: how a sale's line is known again. */
export const NOTE = {
  shipping: 'shipping', tax: 'tax', other: 'other', line: (lineId: string) => `line ${lineId}`,
} as const;

interface Part {
  readonly note: string;
  readonly title: string;
  readonly product: books.Product;
  readonly quantity: number;
  readonly net: Money;
  /** The account of an invoice line. */
  readonly account: string | undefined;
}
export interface Wanted {
  readonly note: string;
  readonly quantity: number;
  readonly price: string;
  readonly product: books.Product;
  readonly title: string;
}

export const taxOf = ({ lines, shippingTax }: DocumentAmounts): Money =>
  lines.map((l) => l.tax).reduce(add, shippingTax);
/** Net of goods, shipping and the rest: what taxes are on. */
export const netOf = ({ lines, shippingNet, other, total }: DocumentAmounts): Money =>
  sum(total.unit, [...lines.map((l) => l.net), shippingNet, other]);

async function parts(port: TrytonPort, amounts: DocumentAmounts): Promise<Part[]> {
  const { products, accounts } = port.settings;
  const goods = await Promise.all(amounts.lines.filter((l) => l.quantity > 0).map(async (l): Promise<Part> => ({
    note: NOTE.line(l.lineId), title: l.title, product: await books.productOf(port, l.sku), quantity: l.quantity,
    net: l.net, account: undefined,
  })));
  const extra = async (note: string, title: string, net: Money, [code, account]: [string, string]): Promise<Part[]> =>
    (net.count === 0n ? [] : [{ note, title, net, account, quantity: 1, product: await books.product(port, code) }]);
  return [
    ...goods,
    ...await extra(NOTE.shipping, 'Shipping', amounts.shippingNet, [products.shipping, accounts.shipping]),
    ...await extra(NOTE.other, 'Other charges', amounts.other, [products.other, accounts.other]),
  ];
}

/** Lines of a sale: goods, shipping, the rest, and tax as the channel stated it. */
export async function saleLines(port: TrytonPort, amounts: DocumentAmounts): Promise<Wanted[]> {
  const stated = await parts(port, amounts);
  const tax = taxOf(amounts);
  if (tax.count !== 0n) stated.push({
    note: NOTE.tax, title: 'Tax as stated by the channel', net: tax, quantity: 1, account: undefined,
    product: await books.product(port, port.settings.products.tax),
  });
  return stated.flatMap(({ note, title, product, net, quantity }) =>
    priced(net, quantity).map((p) => ({ note, title, product, ...p })));
}
export const saleLine = (w: Wanted, sequence: number) => ({
  type: 'line', sequence, product: w.product.id, unit: w.product.unit, quantity: w.quantity,
  unit_price: decimal(w.price), description: w.title, note: w.note,
});

export interface InvoiceLines { readonly lines: readonly object[]; readonly taxes: readonly object[] }
/** Lines of an invoice, or with `credit` of a credit memo: the same with the sign turned, booked on returns. */
export async function invoiceLines(
  port: TrytonPort, amounts: DocumentAmounts, origins: ReadonlyMap<string, number>, credit = false,
): Promise<InvoiceLines> {
  const { accounts } = port.settings;
  const [owner, unit] = await Promise.all([books.company(port), books.currency(port, amounts.total.unit)]);
  const number = async (code: string) => (await books.account(port, code)).id;
  const lines = await Promise.all((await parts(port, amounts)).map(async (part) => {
    const { note, title, product, account = credit ? accounts.returns : undefined } = part;
    const origin = origins.get(note);
    const fixed = {
      type: 'line', invoice_type: 'out', company: owner, currency: unit, product: product.id, unit: product.unit,
      description: title, account: account ? await number(account) : product.revenue ?? await number(accounts.revenue),
      ...(origin && { origin: `sale.line,${origin}` }),
    };
    return priced(part.net, part.quantity).map((p) =>
      ({ ...fixed, quantity: credit ? -p.quantity : p.quantity, unit_price: decimal(p.price) }));
  }));
  return { lines: lines.flat(), taxes: await taxLines(port, amounts, credit) };
}

async function taxLines(port: TrytonPort, amounts: DocumentAmounts, credit: boolean): Promise<object[]> {
  const { accounts, tax } = port.settings;
  const [base, amount] = [netOf(amounts), taxOf(amounts)].map((m) => (credit ? negate(m) : m));
  if (!base || !amount || amount.count === 0n) return [];
  return [{
    description: 'Tax as stated by the channel', manual: true, account: (await books.account(port, accounts.tax)).id,
    base: decimal(toDecimal(base)), amount: decimal(toDecimal(amount)),
    ...(tax && { tax: await books.tax(port, tax) }),
  }];
}
