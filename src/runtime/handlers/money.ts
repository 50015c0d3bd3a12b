/**
 * The money ledger: documents and payouts become entries by pure posting rules. Operations never wait for
 * it: what cannot be posted parks here, and nothing of the order's life hangs on this handler.
 */
import type { ConnectionId, LocalDate, Timestamp } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import type { Journal } from '#domain/journal.ts';
import type { CreditMemoIssued, InvoiceIssued, PayoutReceived } from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import type { Payout } from '#domain/payout.ts';
import { postPayout, type Mode } from '#domain/posting/payout.ts';
import { postInvoice, postRefund } from '#domain/posting/sales.ts';
import { measure, toDecimal, type Money } from '#domain/measure.ts';
import { dateIn } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import * as ledger from '#store/ledger.ts';
import * as books from '#store/books.ts';
import { payoutLines } from '#store/payout.ts';
import { newId } from '../identity.ts';
import { policyOf, tenantOf } from '../platform.ts';
import type { Draft } from '../append.ts';
import { follow, type Batch, type LocalHandler, type Result } from './handler.ts';

interface BooksPolicy {
  readonly legalEntity: string;
  /** IANA zone of the entity: decides the accounting date. */
  readonly zone: string;
  /** Where revenue comes from: a document per shipment, or the settlement itself. Never both. */
  readonly settlement: Mode;
  /** Which connection pays out what a provider collected, by provider name. */
  readonly settledBy: Readonly<Record<string, ConnectionId>>;
  /** The ERP that takes payout journals; none: they stay here. */
  readonly journalsTo?: ConnectionId;
}
const OTHERWISE: BooksPolicy = { legalEntity: 'main', zone: 'UTC', settlement: 'documents', settledBy: {} };

interface Posted { readonly journal: Journal; readonly legalEntity: string; readonly drafts?: (entry: string) => Draft[] }
type Rule = (batch: Batch, d: Claimed) => Promise<Posted | undefined>;

const RULES: Readonly<Record<string, Rule>> = { InvoiceIssued: invoice, CreditMemoIssued: creditMemo, PayoutReceived: payout };

export const moneyHandler: LocalHandler = async (batch, deliveries) => {
  const results: Result[] = [];
  for (const d of deliveries) {
    try {
      const posted = await RULES[d.type]!(batch, d);
      const entry = posted ? await write(batch, d, posted) : undefined;
      results.push({ drafts: entry && posted?.drafts ? posted.drafts(entry) : [] });
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      results.push({ fault: error.fault });
    }
  }
  return results;
};

const policy = (batch: Batch, d: Claimed, connection: string): BooksPolicy =>
  policyOf(tenantOf(batch.platform, d.tenant), 'books', connection, OTHERWISE);

async function write(batch: Batch, d: Claimed, { journal, legalEntity }: Posted): Promise<string | undefined> {
  if (journal.postings.length === 0) return undefined;
  const [id] = await ledger.insertEntries(batch.tx, batch.shard, [{
    tenant: d.tenant, shard: batch.shard, id: newId(), book: 'money', key: d.key, date: journal.date, at: d.at.toString(),
    memo: journal.memo, document: d.subject, legalEntity,
    lines: journal.postings.map((p) => ({ account: p.account, unit: p.amount.unit, amount: p.amount.count })),
    cause: d.id, correlation: d.correlation,
  }]);
  if (!id) return undefined; // The same document again changes nothing.
  await ledger.insertPostings(batch.tx, batch.shard, [id]);
  await ledger.moveBalances(batch.tx, batch.shard, [id]);
  return id;
}

/** Undefined in summary mode: there the settlement posts revenue. */
async function invoice(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { orderId, amounts, date } = revive<InvoiceIssued['data']>(d.data);
  const order = await orderOf(batch, d, orderId);
  const own = policy(batch, d, order.channel);
  if (!amounts || own.settlement === 'summary') return undefined;
  const invoiced = await books.invoicedBefore(batch.tx, batch.shard, { tenant: d.tenant, document: d.subject });
  return { legalEntity: own.legalEntity, journal: postInvoice({
    order, amounts, date: date ?? dayOf(d, own.zone), before: measure(invoiced, order.currency), settledBy: own.settledBy,
  }) };
}

async function creditMemo(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { orderId, amounts, refund: external } = revive<CreditMemoIssued['data']>(d.data);
  const order = await orderOf(batch, d, orderId);
  const own = policy(batch, d, order.channel);
  const refund = await books.refundOf(batch.tx, batch.shard, { tenant: d.tenant, subject: d.subject, external });
  if (!amounts || !refund || own.settlement === 'summary') return undefined;
  const date = dayOf(d, own.zone);
  const journal = postRefund({ order, refund: revive<Refund>(refund), amounts, date, settledBy: own.settledBy });
  return { legalEntity: own.legalEntity, journal };
}

async function payout(batch: Batch, d: Claimed): Promise<Posted> {
  const { payout: header, payoutId } = revive<PayoutReceived['data']>(d.data);
  const { settlement, journalsTo, legalEntity } = policy(batch, d, header.connection);
  const rows = await payoutLines(batch.tx, d.tenant, payoutId);
  const whole: Payout = { ...header, lines: rows.map((r) => ({
    class: r.class as Payout['lines'][number]['class'], code: r.code, amount: measure(r.amount, header.currency) as Money,
    ...(r.order_external && { order: r.order_external as never }),
  })) };
  const journal = postPayout(whole, { mode: settlement });
  const postTo = (to: ConnectionId, entry: string): Draft =>
    follow(d, 99, { type: 'PostJournal', data: { key: `journal:${payoutId}`, to, entry, journal } }, batch.now);
  const unknown = [...Map.groupBy(rows.filter((r) => r.class === 'unknown'), (r) => r.code)];
  return { journal, legalEntity, drafts: (entry) => [
    ...unknown.map(([code, lines], i) => unknownCode(batch, d, { code, header, count: lines.length,
      sum: lines.reduce((n, l) => n + l.amount, 0n) }, i)),
    ...(journalsTo ? [postTo(journalsTo, entry)] : []),
  ] };
}

function unknownCode(
  batch: Batch, d: Claimed, of: { code: string; header: Omit<Payout, 'lines'>; count: number; sum: bigint },
  ordinal: number,
): Draft {
  const { code, header, count, sum } = of;
  const detail = `${header.connection} settlement ${header.external}: ${count} line${count === 1 ? '' : 's'} with code “${code}” ` +
    `${count === 1 ? 'stands' : 'stand'} in suspense, ${toDecimal(measure(sum, header.currency))} ${header.currency}; ` +
    'nobody has classified it';
  const data = { kind: 'UnknownFeeCode', detail, key: `unknown-code:${header.connection}:${header.external}:${code}` };
  return follow(d, ordinal, { type: 'RaiseException', data }, batch.now);
}

const dayOf = (d: Claimed, zone: string): LocalDate => dateIn(d.at.toString() as Timestamp, zone);

async function orderOf(batch: Batch, d: Claimed, orderId: string): Promise<Order> {
  const document = await books.orderDocument(batch.tx, batch.shard, { tenant: d.tenant, orderId });
  if (!document) throw new TypeError(`the order ${orderId} of ${d.type} is not projected yet`);
  return revive<Order>(document);
}
