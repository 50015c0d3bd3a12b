/** Who owes work on a message: the one table of handlers. `outside` handlers reach partners, one transaction each. */
import { HEAD_START, laneOf, type Lane } from '#domain/lane.ts';
import { workflows } from '#workflows/all.ts';

export interface Route {
  readonly handler: string;
  readonly outside: boolean;
  readonly lane: Lane;
  readonly head: number;
}

/** Local handlers that are not workflows, and what they take. */
export const LOCAL: Readonly<Record<string, readonly string[]>> = {
  'policy:validation': ['ValidateOrder'],
  'policy:returns': ['AssessReturn', 'AwaitCounterpart'],
  'policy:chargebacks': ['PayoutReceived', 'PayoutReclassified', 'ChargebackLost'],
  'policy:publication': ['AvailabilityChanged', 'ProductSeen', 'StockPublished'],
  'ledger:goods': [
    'ReserveStock', 'ReleaseStock', 'ShipmentDispatched', 'FulfillmentShorted', 'OrderCancelled', 'StockCounted', 'StockMoved',
    'GoodsExpected', 'StockHeld', 'HoldEnded', 'GoodsReturned', 'GoodsRestocked',
  ],
  'ledger:registers': ['RegisterRang', 'RegisterClosed', 'CloseRegisterDay'],
  'policy:deposits': ['PayoutReceived', 'BankStatementReceived', 'DepositExpected', 'DepositsDue', 'DepositDecided'],
  'ledger:money': ['InvoiceIssued', 'CreditMemoIssued', 'RefundPaid', 'RefundFailed', 'PayoutReceived', 'PayoutReclassified',
    'ChargebackLost', 'JournalApproved', 'JournalCorrected', 'DepositMatched', 'DepositUnmatched', 'BankLineExplained',
    'RegisterDayClosed', 'SupplierOwed'],
  'policy:deadlines': ['AwaitDeadline', 'AwaitExpiry'],
  'policy:feeds': ['ItemsCounted', 'FeedSuspected', 'FeedApproved', 'FeedGivenUp', 'CountsRestored'],
  'projection:returns': [
    'ReturnRequested', 'ReturnAuthorised', 'ReturnSent', 'ReturnDeclined', 'ReturnCancelled', 'ReturnClosed', 'ReturnSettled',
    'GoodsReturned', 'GoodsRestocked',
  ],
  'policy:exceptions': ['RaiseException', 'ExceptionSettled'],
  'projection:orders': [
    'OrderPlaced', 'OrderChanged', 'OrderCancelled', 'OrderValidated', 'StockReserved', 'StockReleased', 'StockRefused',
    'ErpOrderCreated', 'FulfillmentRequested', 'FulfillmentCancelled', 'FulfillmentShorted', 'ShipmentDispatched',
    'ErpShipmentRecorded', 'ShipmentReported', 'InvoiceIssued', 'RefundRecorded', 'CreditMemoIssued', 'GoodsReturned',
    'PickupReady', 'ParcelTracked', 'ShipmentDelivered', 'TrackingChanged',
  ],
};

const PARTNER_WISHES = new Set([
  'CreateErpOrder', 'AmendErpOrder', 'CancelErpOrder', 'RecordErpShipment', 'IssueInvoice', 'IssueCreditMemo',
  'PostJournal', 'RequestFulfillment', 'CancelFulfillment', 'ReportShipment', 'CancelChannelOrder', 'PublishStock',
  'RefundReturn', 'RecordErpReturn', 'RecordErpSpoilage', 'AnswerReturn', 'ReportPickupReady', 'ReportTracking', 'CancelChannelLines',
  'ReportHold', 'AnswerRecall',
]);

const table = new Map<string, Set<string>>();
const add = (type: string, handler: string) => table.set(type, (table.get(type) ?? new Set()).add(handler));
for (const [handler, types] of Object.entries(LOCAL)) for (const type of types) add(type, handler);
for (const w of workflows) for (const type of Object.keys(w.on)) add(type, `workflow:${w.name}`);

/** Every type that somebody here handles. */
export const handledTypes = (): string[] => [...table.keys()];

export function routesOf(type: string, data: unknown): Route[] {
  const lane = laneOf(type);
  const head = HEAD_START[lane] + ((data as { head?: number } | null)?.head ?? 0);
  const local = [...(table.get(type) ?? [])].map((handler) => ({ handler, outside: false, lane, head }));
  if (PARTNER_WISHES.has(type))
    return [...local, { handler: `connection:${(data as { to: string }).to}`, outside: true, lane, head }];
  if (type === 'PartnerSpoke')
    return [{ handler: `intake:${(data as { connection: string }).connection}`, outside: true, lane, head }];
  return local;
}
