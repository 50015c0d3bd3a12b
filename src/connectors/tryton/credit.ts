/**
 * A credit memo: an invoice with its signs turned, in Tryton's own number series. Goods that come back are a document of
 * their own (returns.ts), before it or after it.
 */
import { z } from 'zod';
import type { WishOf } from '#domain/messages.ts';
import { stop } from '#domain/fault.ts';
import type { Write } from '../contract.ts';
import { keyedInvoice, issue, issued, linesFor, receiptOf } from './invoices.ts';
import { keyed } from './keys.ts';
import { invoiceLines } from './lines.ts';
import { rows, type TrytonPort } from './rpc.ts';
import { idOf, saleOf, type Sale } from './sales.ts';
import type { Settings } from './settings.ts';
import { Id } from './values.ts';
import { negate } from '#domain/measure.ts';

type Wish = WishOf<'IssueCreditMemo'>;
export const issueCreditMemo: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const sale = await saleOf(port, idOf(wish.erpOrder));
    await refuseUninvoiced(port, sale, key);
    const bill = { sale: sale.id, key, at: wish.at, total: negate(wish.amounts.total) };
    return receiptOf(await issue(port, bill, (of) =>
      linesFor(port, of, (origins) => invoiceLines(port, wish.amounts, origins, true))));
  },
  find: (port, wish, key) => issued(port, idOf(wish.erpOrder), key),
};

const State = z.object({ id: Id, state: z.string() });
/** There is nothing to give back of what was never charged. */
async function refuseUninvoiced(port: TrytonPort, sale: Sale, key: string): Promise<void> {
  const states = (await rows(port, 'account.invoice', sale.invoices, State)).map((i) => i.state);
  if (states.some((s) => s === 'posted' || s === 'paid') || (await keyed(port, keyedInvoice(sale.id, key)))) return;
  throw stop.refused('RefundWithoutInvoice', `sale ${sale.id} has no posted invoice in Tryton yet`);
}
