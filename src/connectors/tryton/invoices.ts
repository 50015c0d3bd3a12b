/** An invoice per shipment: written with the shipment's share, posted with its date, and paid when settings say so. */
import { z } from 'zod';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { dateIn } from '#domain/time.ts';
import { toDecimal, type Money } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Receipt, Write } from '../contract.ts';
import * as books from './books.ts';
import { contested, keyed, only, type Keyed } from './keys.ts';
import { invoiceLines, type InvoiceLines } from './lines.ts';
import { payInvoice } from './payments.ts';
import { attempt, faultOf, find, rows, write, type Refusal, type TrytonPort } from './rpc.ts';
import { idOf, linesOf, originsOf, sameAmount, saleOf, type Sale } from './sales.ts';
import type { Settings } from './settings.ts';
import { date, Day, Decimal, Id } from './values.ts';

const MODEL = 'account.invoice';
const Invoice = z.object({
  id: Id, number: z.string().nullable(), state: z.string(), total_amount: Decimal, amount_to_pay: Decimal,
  invoice_date: Day.nullable(), currency: Id,
});
type Invoice = z.output<typeof Invoice>;
interface Bill {
  readonly sale: number;
  readonly key: string;
  readonly at: Timestamp;
  readonly total: Money;
}

/** Found by its sale, which is indexed; the key stands in `description`, the order's number in `reference`. */
export const keyedInvoice = (sale: number, key: string): Keyed<Invoice> => ({
  model: MODEL, word: 'invoices', early: ['draft'], row: Invoice,
  domain: [['sales', '=', sale], ['description', '=', key]],
});

export const issueInvoice: Write<Settings, WishOf<'IssueInvoice'>> = {
  async apply(port, wish, key) {
    const bill = { sale: idOf(wish.erpOrder), key, at: wish.at, total: wish.amounts.total };
    const lines = (sale: Sale) => linesFor(port, sale, (origins) => invoiceLines(port, wish.amounts, origins));
    return receiptOf(await issue(port, bill, lines));
  },
  find: (port, wish, key) => issued(port, idOf(wish.erpOrder), key),
};
export const receiptOf = (invoice: Invoice): Receipt =>
  ({ external: String(invoice.id) as ExternalId, ...(invoice.number && { number: invoice.number }) });

type Origins = ReadonlyMap<string, number>;
export async function linesFor(
  port: TrytonPort, sale: Sale, made: (origins: Origins) => Promise<InvoiceLines>,
): Promise<InvoiceLines> {
  const origins = originsOf(await linesOf(port, sale));
  const { lines, taxes } = await made(origins);
  // A document is found through its sale, so one of its lines must come from there.
  const [first, ...rest] = lines;
  const [any] = origins.values();
  if (!first || !any || lines.some((l) => 'origin' in l)) return { lines, taxes };
  return { lines: [{ ...first, origin: `sale.line,${any}` }, ...rest], taxes };
}

export async function issued(port: TrytonPort, sale: number, key: string): Promise<Receipt | undefined> {
  const invoice = await keyed(port, keyedInvoice(sale, key));
  if (!invoice || !isFinal(invoice)) return undefined;
  return port.settings.paymentMethod && invoice.state !== 'paid' ? undefined : receiptOf(invoice);
}
const isFinal = ({ state }: Invoice): boolean => state === 'posted' || state === 'paid';
async function invoiceOf(port: TrytonPort, id: number): Promise<Invoice> {
  const [invoice] = await rows(port, MODEL, [id], Invoice);
  if (!invoice) throw stop.refused('ErpRejected', `invoice ${id} is gone from Tryton`);
  return invoice;
}

/** The document of a key, whole: written if it is not there, posted if it is a draft, paid if it should be. */
export async function issue(
  port: TrytonPort, bill: Bill, lines: (sale: Sale) => Promise<InvoiceLines>,
): Promise<Invoice> {
  const draft = await only(port, keyedInvoice(bill.sale, bill.key), async () => {
    const sale = await saleOf(port, bill.sale);
    return valuesOf(port, bill, { sale, ...await lines(sale) });
  });
  const { id } = draft;
  const posted = await contested('invoices', () => post(port, draft, bill));
  const { paymentMethod: method } = port.settings;
  if (!method || posted.state === 'paid') return posted;
  await payInvoice(port, {
    invoice: id, amount: posted.amount_to_pay, currency: posted.currency, key: bill.key, day: dayOf(port, bill), method,
  });
  const paid = await invoiceOf(port, id);
  if (paid.state === 'paid') return paid;
  throw stop.refused('ErpRejected', `Tryton left ${paid.amount_to_pay} open on invoice ${id}`);
}

async function valuesOf(port: TrytonPort, bill: Bill, made: InvoiceLines & { sale: Sale }): Promise<object> {
  const { accounts, journals } = port.settings;
  const party = await books.customer(port);
  return {
    type: 'out', company: await books.company(port), party: party.id, invoice_address: party.address,
    currency: await books.currency(port, bill.total.unit), account: (await books.account(port, accounts.receivable)).id,
    journal: await books.journal(port, journals.sales), reference: made.sale.reference, description: bill.key,
    ...(party.term && { payment_term: party.term }), invoice_date: date(dayOf(port, bill)),
    lines: [['create', made.lines]], ...(made.taxes.length > 0 && { taxes: [['create', made.taxes]] }),
  };
}
const dayOf = (port: TrytonPort, { at }: Bill): string => dateIn(at, port.settings.timeZone);

async function post(port: TrytonPort, draft: Invoice, bill: Bill): Promise<Invoice> {
  const { id } = draft;
  if (isFinal(draft)) return draft;
  if (draft.state === 'cancelled') throw stop.refused('ErpRejected', `invoice ${id} was cancelled in Tryton`);
  if (!sameAmount(draft.total_amount, bill.total)) throw stop.refused('TotalsDisagree',
    `invoice ${id} comes to ${draft.total_amount} in Tryton, the shipment to ${toDecimal(bill.total)}`);
  const day = dayOf(port, bill);
  // Written again each time: a person may have approved another date since the draft was made.
  if (draft.invoice_date !== day) await write(port, MODEL, [id], { invoice_date: date(day) });
  const refusal = await tryPost(port, id);
  if (refusal && !NUMBERED_LATER.test(refusal.text)) throw faultOf(POST(id), refusal);
  if (refusal) {
    await write(port, MODEL, [id], { accounting_date: date(await latestDay(port, day)) });
    const still = await tryPost(port, id);
    if (still) throw faultOf(POST(id), still);
  }
  const posted = await invoiceOf(port, id);
  if (isFinal(posted)) return posted;
  throw stop.refused('ErpRejected', `Tryton left invoice ${id} in ${posted.state} when asked to post it`);
}
const POST = (id: number) => ({ method: `model.${MODEL}.post`, params: [[id]], write: true });
async function tryPost(port: TrytonPort, id: number): Promise<Refusal | undefined> {
  const outcome = await attempt(port, POST(id), z.unknown());
  return 'result' in outcome ? undefined : outcome;
}

/**
 * Numbers of a year must not go back in time, and shipments are told late. The invoice keeps its date; it is booked on
 * the day of the last numbered one.
 */
const NUMBERED_LATER = /you must set an accounting date after/i;
const Dated = z.object({ id: Id, invoice_date: Day.nullable(), accounting_date: Day.nullable() });
async function latestDay(port: TrytonPort, day: string): Promise<string> {
  const year = day.slice(0, 4);
  const numbered = [['type', '=', 'out'], ['state', 'in', ['posted', 'paid']]];
  const last = (field: 'invoice_date' | 'accounting_date') => find(port, {
    model: MODEL, limit: 1, order: [[field, 'DESC']],
    domain: [...numbered, [field, '>', date(day)], [field, '<=', date(`${year}-12-31`)]],
  }, Dated);
  const found = [...await last('invoice_date'), ...await last('accounting_date')];
  return found.map((i) => i.accounting_date ?? i.invoice_date ?? day).reduce((a, b) => (a > b ? a : b), day);
}
