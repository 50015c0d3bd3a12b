/**
 * The money ledger: documents and payouts become entries by pure posting rules. Operations never wait for
 * it: what cannot be posted parks here, and nothing of the order's life hangs on this handler.
 */
import type { LocalDate, Timestamp } from '#domain/brand.ts';
import type { CreditMemoIssued, InvoiceIssued } from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import { postInvoice, postRefund } from '#domain/posting/sales.ts';
import { measure } from '#domain/measure.ts';
import { dateIn } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import * as ledger from '#store/ledger.ts';
import * as books from '#store/books.ts';
import { newId } from '../identity.ts';
import { booksOf as policy } from '../books.ts';
import { sideBySide, type Batch, type LocalHandler } from './handler.ts';
import { chargebackLost, payout, reclassified } from './money-payout.ts';
import type { Posted, Rule } from './posted.ts';

const RULES: Readonly<Record<string, Rule>> = { InvoiceIssued: invoice, CreditMemoIssued: creditMemo, PayoutReceived: payout,
  PayoutReclassified: reclassified, ChargebackLost: chargebackLost };

export const moneyHandler: LocalHandler = (batch, deliveries) => sideBySide(deliveries, async (d) => {
  const posted = await RULES[d.type]!(batch, d);
  const entries = posted ? await write(batch, d, posted) : [];
  return entries.length > 0 && posted?.drafts ? posted.drafts(entries) : [];
});

/** Entries of one document, one for each journal; the ids of those that are new. */
async function write(batch: Batch, d: Claimed, { journals, legalEntity }: Posted): Promise<string[]> {
  const entries = journals.filter((j) => j.postings.length > 0).map((journal, n) => ({
    tenant: d.tenant, shard: d.shard, id: newId(), book: 'money' as const, key: n === 0 ? d.key : `${d.key}:${n}`,
    date: journal.date, at: d.at.toString(), memo: journal.memo, document: d.subject, legalEntity,
    lines: journal.postings.map((p) => ({ account: p.account, unit: p.amount.unit, amount: p.amount.count })),
    cause: d.id, correlation: d.correlation,
  }));
  const ids = await ledger.postEntries(batch.tx, entries); // The same document again changes nothing.
  return entries.map((e) => e.id).filter((id) => ids.includes(id));
}

/** Undefined in summary mode: there the settlement posts revenue. */
async function invoice(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { orderId, amounts, date } = revive<InvoiceIssued['data']>(d.data);
  const order = await orderOf(batch, d, orderId);
  const own = policy(batch, d, order.channel);
  if (!amounts || own.settlement === 'summary') return undefined;
  const invoiced = await books.invoicedBefore(batch.tx, d.shard, { tenant: d.tenant, document: d.subject });
  return { legalEntity: own.legalEntity, journals: [postInvoice({
    order, amounts, date: date ?? dayOf(d, own.zone), before: measure(invoiced, order.currency), settledBy: own.settledBy,
  })] };
}

async function creditMemo(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { orderId, amounts, refund: external } = revive<CreditMemoIssued['data']>(d.data);
  const order = await orderOf(batch, d, orderId);
  const own = policy(batch, d, order.channel);
  const refund = await books.refundOf(batch.tx, d.shard, { tenant: d.tenant, correlation: d.correlation, external });
  if (!amounts || !refund || own.settlement === 'summary') return undefined;
  const date = dayOf(d, own.zone);
  const journal = postRefund({ order, refund: revive<Refund>(refund), amounts, date, settledBy: own.settledBy });
  return { legalEntity: own.legalEntity, journals: [journal] };
}

const dayOf = (d: Claimed, zone: string): LocalDate => dateIn(d.at.toString() as Timestamp, zone);

async function orderOf(batch: Batch, d: Claimed, orderId: string): Promise<Order> {
  const document = await books.orderDocument(batch.tx, d.shard, { tenant: d.tenant, orderId });
  if (!document) throw new TypeError(`the order ${orderId} of ${d.type} is not projected yet`);
  return revive<Order>(document);
}
