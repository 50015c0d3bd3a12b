/**
 * A credit memo: an invoice with its signs turned, in Tryton's own number series. When goods came back with it they are
 * received by a sale of negative quantities, as Tryton's own "return" makes one: a return without a sale would be asked
 * about, and one that names the first sale's lines would count as goods sent.
 */
import { z } from 'zod';
import type { WishOf } from '#domain/messages.ts';
import { stop } from '#domain/fault.ts';
import { dateIn } from '#domain/time.ts';
import type { Write } from '../contract.ts';
import * as books from './books.ts';
import { keyedInvoice, issue, issued, linesFor, receiptOf } from './invoices.ts';
import { contested, keyed, only } from './keys.ts';
import { invoiceLines, NOTE } from './lines.ts';
import { keyedSale } from './orders.ts';
import { rows, step, type TrytonPort } from './rpc.ts';
import { drive, idOf, saleOf, type Sale } from './sales.ts';
import type { Settings } from './settings.ts';
import { date, decimal, Id, priced } from './values.ts';
import { negate } from '#domain/measure.ts';

type Wish = WishOf<'IssueCreditMemo'>;
export const issueCreditMemo: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const sale = await saleOf(port, idOf(wish.erpOrder));
    await refuseUninvoiced(port, sale, key);
    if (wish.restock) await takeBack(port, sale, wish, key);
    const bill = { sale: sale.id, key, at: wish.at, total: negate(wish.amounts.total) };
    return receiptOf(await issue(port, bill, (of) =>
      linesFor(port, of, (origins) => invoiceLines(port, wish.amounts, origins, true))));
  },
  async find(port, wish, key) {
    const found = await issued(port, idOf(wish.erpOrder), key);
    return found && (!wish.restock || (await cameBack(port, wish, key))) ? found : undefined;
  },
};

const State = z.object({ id: Id, state: z.string() });
/** There is nothing to give back of what was never charged. */
async function refuseUninvoiced(port: TrytonPort, sale: Sale, key: string): Promise<void> {
  const states = (await rows(port, 'account.invoice', sale.invoices, State)).map((i) => i.state);
  if (states.some((s) => s === 'posted' || s === 'paid') || (await keyed(port, keyedInvoice(sale.id, key)))) return;
  throw stop.refused('RefundWithoutInvoice', `sale ${sale.id} has no posted invoice in Tryton yet`);
}

const returnKey = (sale: Sale, key: string) => keyedSale(sale.reference ?? `sale ${sale.id}`, `${key} return`);
async function takeBack(port: TrytonPort, sale: Sale, wish: Wish, key: string): Promise<void> {
  const lines = await returned(port, wish);
  if (lines.length === 0) return;
  const back = await only(port, returnKey(sale, key), () => returnValues(port, { sale, wish, key, lines }));
  await receive(port, await contested('returns', () => drive(port, back)));
}
async function cameBack(port: TrytonPort, wish: Wish, key: string): Promise<boolean> {
  const sale = await saleOf(port, idOf(wish.erpOrder));
  const back = await keyed(port, returnKey(sale, key));
  if (!back) return (await returned(port, wish)).length === 0;
  const goods = await rows(port, RETURN, back.shipment_returns, State);
  return goods.length > 0 && goods.every((r) => r.state === 'done');
}

/** Goods only: shipping and services do not come back. */
async function returned(port: TrytonPort, { amounts }: Wish): Promise<object[]> {
  const lines = await Promise.all(amounts.lines.filter((l) => l.quantity > 0).map(async (l) => {
    const product = await books.productOf(port, l.sku);
    if (!product.isGoods) return [];
    return priced(l.net, l.quantity).map((p) => ({
      type: 'line', product: product.id, unit: product.unit, quantity: -p.quantity, unit_price: decimal(p.price),
      description: l.title, note: NOTE.line(l.lineId),
    }));
  }));
  return lines.flat();
}
interface Returned { readonly sale: Sale; readonly wish: Wish; readonly key: string; readonly lines: readonly object[] }
async function returnValues(port: TrytonPort, { sale, wish, key, lines }: Returned): Promise<object> {
  const party = await books.customer(port);
  const wanted = returnKey(sale, key).domain as [string, string, string][];
  return {
    company: await books.company(port), currency: await books.currency(port, wish.amounts.total.unit), party: party.id,
    invoice_address: party.address, shipment_address: party.address, warehouse: sale.warehouse,
    invoice_method: 'manual', shipment_method: 'order', origin: `sale.sale,${sale.id}`,
    sale_date: date(dateIn(wish.at, port.settings.timeZone)), lines: [['create', lines]],
    ...Object.fromEntries(wanted.map(([field, , value]) => [field, value])),
  };
}

const RETURN = 'stock.shipment.out.return';
const NEXT: Readonly<Record<string, string>> = { draft: 'receive', received: 'done' };
async function receive(port: TrytonPort, back: Sale): Promise<void> {
  for (const id of back.shipment_returns) {
    let [now] = await rows(port, RETURN, [id], State);
    for (let next = NEXT[now?.state ?? '']; next; next = NEXT[now?.state ?? '']) {
      const before = now?.state;
      await step(port, RETURN, next, [id]);
      [now] = await rows(port, RETURN, [id], State);
      if (now?.state === before) throw stop.refused('ErpRejected', `Tryton left return ${id} in ${before}`);
    }
  }
}
