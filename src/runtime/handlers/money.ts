/**
 * The money ledger: documents and payouts become entries by pure posting rules. Operations never wait for
 * it: what cannot be posted parks here, and nothing of the order's life hangs on this handler.
 */
import type { LocalDate, Timestamp } from '#domain/brand.ts';
import type { CreditMemoIssued, InvoiceIssued, RefundFailed } from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import { postInvoice, postRefund, postRefundMoney } from '#domain/posting/sales.ts';
import { measure } from '#domain/measure.ts';
import { dateIn } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Mode } from '#domain/posting/payout.ts';
import * as books from '#store/books.ts';
import { booksOf as policy } from '../books.ts';
import { mayDiffer, waysBegun } from '../revenue-way.ts';
import { sideBySide, type Batch, type LocalHandler } from './handler.ts';
import { approved, corrected } from './money-correct.ts';
import { bankLine, deposit, depositUndone } from './money-bank.ts';
import { chargebackLost, payout, reclassified } from './money-payout.ts';
import { registerDay } from './money-register.ts';
import { supplierOwed } from './money-supplier.ts';
import { write } from './money-write.ts';
import type { Posted, Rule } from './posted.ts';

const RULES: Readonly<Record<string, Rule>> = { InvoiceIssued: invoice, CreditMemoIssued: creditMemo, PayoutReceived: payout,
  PayoutReclassified: reclassified, ChargebackLost: chargebackLost, JournalCorrected: corrected,
  DepositMatched: deposit, DepositUnmatched: depositUndone, BankLineExplained: bankLine,
  RegisterDayClosed: registerDay, SupplierOwed: supplierOwed, RefundPaid: refundMoney, RefundFailed: refundMoney };

/** What a document gives the books as they are kept now; nothing is written. */
export const postedBy = async (batch: Batch, d: Claimed): Promise<Posted | undefined> => RULES[d.type]?.(batch, d);

export const moneyHandler: LocalHandler = (batch, deliveries) => sideBySide(deliveries, async (d) => {
  if (d.type === 'JournalApproved') return approved(batch, d);
  const posted = await RULES[d.type]!(batch, d);
  return posted ? write(batch, d, posted) : [];
});

/** Undefined when the settlement posts its revenue. */
async function invoice(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { orderId, amounts, date, shipmentId } = revive<InvoiceIssued['data']>(d.data);
  const order = await orderOf(batch, d, orderId);
  const own = policy(batch, d, order.channel);
  if (!amounts || (await wayOf(batch, d, { orderId, mode: own.settlement })) === 'summary') return undefined;
  const { shard, tenant } = d;
  const [invoiced, location] = await Promise.all([
    books.invoicedBefore(batch.tx, { shard, tenant, document: d.subject, ...(batch.whatIf && { before: d.id }) }),
    books.shippedFrom(batch.tx, { shard, tenant, shipmentId }),
  ]);
  return { legalEntity: own.legalEntity, books: own, dimensions: { channel: order.channel, ...(location && { location }) },
    journals: [postInvoice({
      order, amounts, date: date ?? dayOf(d, own.zone), before: measure(invoiced, order.currency), settledBy: own.settledBy,
      discounts: own.discounts,
    })] };
}

async function creditMemo(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { orderId, amounts, refund: external } = revive<CreditMemoIssued['data']>(d.data);
  const order = await orderOf(batch, d, orderId);
  const own = policy(batch, d, order.channel);
  const refund = await books.refundOf(batch.tx, d.shard, { tenant: d.tenant, correlation: d.correlation, external });
  if (!amounts || !refund || (await wayOf(batch, d, { orderId, mode: own.settlement })) === 'summary') return undefined;
  const date = dayOf(d, own.zone);
  const journal = postRefund({ order, refund: revive<Refund>(refund), amounts, date, settledBy: own.settledBy });
  return { legalEntity: own.legalEntity, books: own, dimensions: { channel: order.channel }, journals: [journal] };
}

/** Of a refund whose money went another way than it was posted: sent back, or paid once more. */
async function refundMoney(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { orderId, method, amount, again } = revive<RefundFailed['data']>(d.data);
  const failed = d.type === 'RefundFailed';
  const order = await orderOf(batch, d, orderId);
  const own = policy(batch, d, order.channel);
  if ((!failed && !again) || (await wayOf(batch, d, { orderId, mode: own.settlement })) === 'summary') return undefined;
  const posting = { order, method, amount, date: dayOf(d, own.zone), settledBy: own.settledBy };
  return { legalEntity: own.legalEntity, books: own, dimensions: { channel: order.channel }, kind: 'credit-memo',
    journals: [postRefundMoney(posting, failed)] };
}

/** The way the order began, else the channel's: see revenue-way.ts. */
async function wayOf(batch: Batch, d: Claimed, { orderId, mode }: { orderId: string; mode: Mode }): Promise<Mode> {
  if (batch.whatIf || (mode === 'documents' && !(await mayDiffer(batch, d.tenant)))) return mode;
  return (await waysBegun(batch, d, [orderId])).get(orderId) ?? mode;
}

const dayOf = (d: Claimed, zone: string): LocalDate => dateIn(d.at.toString() as Timestamp, zone);

async function orderOf(batch: Batch, d: Claimed, orderId: string): Promise<Order> {
  const document = await books.orderDocument(batch.tx, { shard: d.shard, tenant: d.tenant, orderId });
  if (!document) throw new TypeError(`the order ${orderId} of ${d.type} is not projected yet`);
  return revive<Order>(document);
}
