/** What an answered wish becomes: one fact per wish type, with what the partner's receipt says. */
import type { PartnerWishType, WishOf } from '#domain/messages.ts';
import type { Receipt } from '#connectors/contract.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from './append.ts';

interface Outcome<T extends PartnerWishType> {
  readonly fact: string;
  /** The kind of link and reference its receipt makes. */
  readonly kind: string;
  readonly data: (wish: WishOf<T>, receipt: Receipt) => object;
}
type Outcomes = { readonly [T in PartnerWishType]: Outcome<T> };

const answered = (wish: { orderId: string }) => ({ orderId: wish.orderId });
const numbered = (r: Receipt) => (r.number ? { number: r.number } : {});

const OUTCOMES: Outcomes = {
  CreateErpOrder: { fact: 'ErpOrderCreated', kind: 'erp order', data: (w, r) => ({ ...answered(w), ...numbered(r) }) },
  AmendErpOrder: { fact: 'ErpOrderAmended', kind: 'erp order', data: answered },
  CancelErpOrder: { fact: 'ErpOrderCancelled', kind: 'erp order', data: answered },
  RecordErpShipment: {
    fact: 'ErpShipmentRecorded', kind: 'erp shipment', data: (w) => ({ ...answered(w), shipmentId: w.shipment.shipmentId }),
  },
  IssueInvoice: {
    fact: 'InvoiceIssued', kind: 'invoice',
    data: (w, r) => ({ ...answered(w), shipmentId: w.shipmentId, amounts: w.amounts, ...numbered(r) }),
  },
  IssueCreditMemo: {
    fact: 'CreditMemoIssued', kind: 'credit memo',
    data: (w, r) => ({ ...answered(w), refund: w.refund, amounts: w.amounts, ...numbered(r) }),
  },
  PostJournal: { fact: 'JournalPosted', kind: 'journal', data: (w, r) => ({ entry: w.entry, ...numbered(r) }) },
  RequestFulfillment: {
    fact: 'FulfillmentRequested', kind: 'fulfillment', data: (w) => ({ ...answered(w), fulfillmentId: w.fulfillment.fulfillmentId }),
  },
  CancelFulfillment: {
    fact: 'FulfillmentCancelAsked', kind: 'fulfillment cancel', data: (w) => ({ ...answered(w), fulfillmentId: w.fulfillmentId }),
  },
  ReportShipment: {
    fact: 'ShipmentReported', kind: 'channel fulfillment', data: (w) => ({ ...answered(w), shipmentId: w.shipment.shipmentId }),
  },
  ReportPickupReady: {
    fact: 'PickupReadyReported', kind: 'channel pickup', data: (w) => ({ ...answered(w), fulfillmentId: w.fulfillmentId }),
  },
  ReportTracking: {
    fact: 'TrackingReported', kind: 'channel tracking', data: (w) => ({ ...answered(w), shipmentId: w.shipment.shipmentId }),
  },
  RefundReturn: {
    fact: 'ReturnRefunded', kind: 'refund', data: (w, r) => ({ ...answered(w), ...(r.untold && { untold: true }) }),
  },
  RecordErpSpoilage: {
    fact: 'ErpSpoilageRecorded', kind: 'spoilage', data: (w, r) => ({ ...answered(w), spoilage: w.spoilage, ...numbered(r) }),
  },
  RecordErpReturn: {
    fact: 'ErpReturnRecorded', kind: 'return receipt', data: (w, r) => ({ ...answered(w), receipt: w.receipt, ...numbered(r) }),
  },
  AnswerReturn: { fact: 'ReturnAnswered', kind: 'return', data: (w) => ({ ...answered(w), returnId: w.returnId }) },
  CancelChannelOrder: { fact: 'ChannelOrderCancelled', kind: 'channel cancel', data: answered },
  ReportHold: { fact: 'HoldReported', kind: 'channel hold', data: answered },
  AnswerRecall: { fact: 'RecallAnswered', kind: 'channel recall', data: (w) => ({ ...answered(w), part: w.part, granted: w.granted }) },
  CancelChannelLines: { fact: 'ChannelLinesCancelled', kind: 'channel cancel', data: (w) => ({ ...answered(w), wish: w.wish }) },
  PublishStock: {
    fact: 'StockPublished', kind: 'stock',
    data: (w, r) => ({ sku: w.sku, item: w.item, quantity: r.stands ?? w.quantity, ...(w.lead && { lead: w.lead }),
      ...(r.stands !== undefined && { instead: w.quantity }) }),
  },
};

/** The fact that answers each wish; both have the wish's key in their own. */
export const ANSWERS: readonly { readonly wish: string; readonly fact: string }[] =
  Object.entries(OUTCOMES).map(([wish, { fact }]) => ({ wish, fact }));

export function outcomeOf(d: Claimed, connection: string, receipt: Receipt, at: string): Draft {
  const o = OUTCOMES[d.type as PartnerWishType] as unknown as Outcome<never>;
  const wish = d.data as { key: string; orderId?: string };
  const data = { ...o.data(wish as never, receipt), by: connection, external: receipt.external, key: wish.key };
  const quiet = o.kind === 'stock';
  return {
    tenant: d.tenant, type: o.fact, data, key: `${o.fact}:${wish.key}`, cause: d.id, correlation: d.correlation,
    subject: d.subject, connection, at,
    links: quiet || !wish.orderId ? [] : [{ connection, kind: o.kind, external: receipt.external, own: wish.orderId }],
    references: quiet ? [] : [
      { reference: receipt.external, kind: o.kind, connection },
      ...(receipt.number ? [{ reference: receipt.number, kind: o.kind, connection }] : []),
      ...(receipt.references ?? []).map(([kind, reference]) => ({ reference, kind, connection })),
    ],
  };
}
