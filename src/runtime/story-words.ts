/**
 * What each message says, in a sentence for people. One table for terminal, API and console, so that all three
 * use the same words; a test holds it against the list of messages. Messages have no personal data, and the
 * words take only numbers, amounts, items and reasons from them.
 */
import type * as m from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import type { Shipment } from '#domain/shipment.ts';
import { EXCEPTIONS, type ExceptionKind } from '#domain/exception.ts';
import { revive } from '#domain/wire.ts';
import { because, counted, items, listed, money, numbered, places, units, type Say, type Sayings } from './story-phrases.ts';
import { BACK, type Back } from './story-words-returns.ts';

function sold(order: Order): string {
  const n = order.lines.reduce((sum, l) => sum + l.quantity, 0);
  return `${units(n)} in ${order.lines.length === 1 ? '1 line' : `${order.lines.length} lines`}, ${money(order.total)}`;
}
function given(refund: Refund): string {
  const { shipping, shippingTax, adjustment } = refund;
  const parts = [...refund.lines.flatMap((l) => [l.net, l.tax]), shipping, shippingTax, adjustment];
  const back = refund.lines.reduce((n, l) => n + l.quantity, 0);
  const total = { count: parts.reduce((n, part) => n + part.count, 0n), unit: shipping.unit };
  return `${money(total)}${back > 0 ? ` for ${units(back)}` : ''}${because(refund.reason)}`;
}
const parcels = (s: Shipment, before: string): string =>
  (s.parcels.length > 0 ? before + listed(s.parcels.map((p) => `${p.carrier} ${p.tracking}`)) : '');
/** Which places were looked at, and what decided. */
const why = (said: readonly string[] | undefined): string => (said && said.length > 1 ? ` (${said.join('; ')})` : '');
const WAYS: Readonly<Record<string, string>> = {
  webhook: 'by webhook', poll: 'when asked', file: 'as a file', queue: 'through its queue',
  ingest: 'handed over by hand',
};

type Heard = m.PlacementSeen | m.PickupReady | m.ParcelTracked | m.TrackingChanged
  | m.PartnerSpoke | m.OrderSeen | m.CancellationSeen | m.RefundSeen | m.FulfillmentAccepted
  | m.FulfillmentRefused | m.FulfillmentCancelled | m.FulfillmentCancelRefused | m.ShipmentDispatched
  | m.FulfillmentShorted | m.StockCounted | m.StockMoved | m.GoodsExpected
  | m.ItemsCounted | m.FeedSuspected | m.ProductSeen | m.PayoutReceived | m.BankStatementReceived | m.RegisterRang | m.RegisterClosed;
const ON_ITS_WAY: Readonly<Record<m.ParcelWord, string>> = {
  announced: 'is announced to the carrier', accepted: 'is with the carrier', 'in-transit': 'is on its way',
  'out-for-delivery': 'is out for delivery', attempted: 'could not be handed over yet', delivered: 'is delivered',
  returned: 'comes back', trouble: 'cannot be delivered',
};
const HEARD: Sayings<Heard> = {
  PlacementSeen: (d) => [
    ...d.parts.map((p) => (p.recalled ? `${counted(p.lines)} called back`
      : p.scheduled ? `${counted(p.lines)} not to be sent before ${p.scheduled}`
        : `${counted(p.lines)} held (${p.holds.map((h) => h.detail).join(', ')})`)),
    ...(d.movedTo ? [`moved to ${d.movedTo}`] : []),
    ...(d.parts.length + (d.movedTo ? 1 : 0) === 0 ? [d.only ? 'lets go what it held' : 'nothing is held'] : []),
  ].join('; '),
  PickupReady: (d) => `has put aside what is to be collected${d.until ? `, until ${d.until}` : ''}`,
  ParcelTracked: (d) => `parcel ${d.tracking} ${ON_ITS_WAY[d.word]}${because(d.detail)}`,
  TrackingChanged: (d) => `the shipment travels as ${listed(d.parcels.map((p) => `${p.carrier} ${p.tracking}`))} now`,
  PartnerSpoke: (d) => `sends ${d.topic} ${WAYS[d.transport] ?? ''} (${d.bytes.toLocaleString('en')} bytes)`,
  OrderSeen: (d) => `shows the order: ${sold(d.order)}`,
  CancellationSeen: (d) => `says the order is cancelled${because(d.reason)}`,
  RefundSeen: (d) => `says it refunded ${given(d.refund)}`,
  FulfillmentAccepted: (d) => `accepts fulfillment ${d.fulfillmentId}`,
  FulfillmentRefused: (d) => `refuses fulfillment ${d.fulfillmentId}: ${d.detail}`,
  FulfillmentCancelled: (d) => `has cancelled fulfillment ${d.fulfillmentId}${d.lines ? `: ${items(d.lines)}` : ''}`,
  FulfillmentCancelRefused: (d) => `cannot cancel fulfillment ${d.fulfillmentId} any more: ${d.detail}`,
  ShipmentDispatched: ({ shipment: s }) => `has shipped ${items(s.lines)} from ${s.location}${parcels(s, ' with ')}`,
  FulfillmentShorted: (d) => `is short of ${items(d.lines)}${because(d.reason)}`,
  StockCounted: (d) => `counts ${d.onHand} × ${d.sku} at ${d.location}`,
  StockMoved: (d) => `${d.kind} ${d.quantity} × ${d.sku} at ${d.location}` +
    (d.other ? ` (${d.kind === 'sent' ? 'to' : 'from'} ${d.other})` : ''),
  GoodsExpected: (d) => `expects ${d.quantity} × ${d.sku} at ${d.location} on ${d.document}${d.expected ? `, ${d.expected}` : ''}`,
  ItemsCounted: (d) => `counts ${d.items.map((x) => `${x.onHand} × ${x.sku}`).join(', ')} at ${d.location}`,
  FeedSuspected: (d) => `cannot be believed: ${d.detail}`,
  ProductSeen: (d) => `lists ${d.external}${d.statedSku ? ` as ${d.statedSku}` : ''}: ${d.title}`,
  PayoutReceived: (d) => (d.corrects
    ? `says payout ${d.corrects.external} otherwise: ${d.corrects.added} lines come, ${d.corrects.taken} go, ` +
      `${money(d.payout.net)} together`
    : `pays ${money(d.payout.net)} on ${d.payout.depositDate}, explained in ${d.lineCount.toLocaleString('en')} lines`),
  RegisterRang: (d) => `register ${d.place.register} of ${d.place.store} rang up ${d.external}`,
  RegisterClosed: (d) => `register ${d.place.register} of ${d.place.store} closed ${d.place.date}` +
    (d.tickets === undefined ? '' : `: ${d.tickets} tickets`) + (d.over ? `, ${money(d.over)} over` : ''),
  BankStatementReceived: (d) => `tells of ${d.account} to ${d.to} (${d.format}): ${d.lineCount} movements` +
    (d.closing ? `, ${money(d.closing)} at the end` : ''),
};

type Decided = m.DeadlineNear | m.ShipmentDelivered | m.SupplierOwed
  | m.OrderPlaced | m.OrderChanged | m.OrderCancelled | m.CancellationRequested | m.CancellationWithdrawn | m.RefundRecorded
  | m.OrderValidated | m.StockReserved | m.StockRefused | m.StockReleased | m.StockArrived | m.AvailabilityChanged
  | m.StockHeld | m.HoldEnded | m.ReservationExpired | m.FeedApproved
  | m.FeedGivenUp | m.CountsRestored | m.PayoutReclassified | m.ChargebackLost | m.JournalApproved | m.JournalCorrected
  | m.CloseRegisterDay | m.RegisterDayClosed
  | m.DepositExpected | m.DepositsDue | m.DepositMatched | m.DepositUnmatched | m.DepositDecided | m.BankLineExplained
  | m.PersonForgotten | m.ExceptionRaised | m.WishAbandoned | m.ExceptionSettled;
const TO_DO: Readonly<Record<m.Deadline, string>> = { ship: 'leave', deliver: 'arrive', collect: 'be collected' };
const DECIDED: Sayings<Decided> = {
  DeadlineNear: (d) => (d.deadline === 'collect' ? `it was to be collected by ${d.by}`
    : `it has to ${TO_DO[d.deadline]} by ${d.by}, which is near`),
  ShipmentDelivered: (d) => `delivered: ${items(d.lines)}`,
  SupplierOwed: (d) => `${d.supplier} charges ` + listed(d.lines.map((l) => `${money(l.cost)} each for ${l.quantity} × ${l.sku}` +
    (l.agreed ? ` (agreed: ${money(l.agreed)})` : ''))),
  CloseRegisterDay: () => 'waits for tickets that are still on their way',
  RegisterDayClosed: (d) => `${d.part === 0 ? 'the day is closed' : `supplement ${d.part}`} of register ${d.place.register} of ` +
    `${d.place.store}, ${d.place.date}: ${d.tickets} tickets`,
  DepositExpected: (d) => `${money(d.amount)} of ${d.connection} ${d.external} should reach the bank around ${d.due}`,
  DepositsDue: (d) => `looks for deposits that should have come by ${d.on}`,
  DepositMatched: (d) => `the bank has it: ${listed(d.lines.map((l) => `${money(l.amount)} on ${l.booked}`))} ` +
    `(${d.author ?? d.by}: ${d.says})`,
  DepositUnmatched: (d) => `${d.undoneBy} says it is not this deposit after all${because(d.why)}`,
  DepositDecided: (d) => `${d.author} says what a line of the bank is${because(d.why)}`,
  BankLineExplained: (d) => `${money(d.amount)} of ${d.bank} on ${d.booked} is ${d.account}: ${d.because}`,
  PayoutReclassified: (d) => `lines of ${d.code} are ${d.to} now: ${d.author} said so and ${d.approver} agreed`,
  JournalApproved: (d) => `${d.approver} approved the journal of ${d.author} for ${d.to}`,
  JournalCorrected: (d) => `${d.author} ${d.reverses ? 'takes an entry back' : 'enters a journal'}${because(d.why)}`,
  ChargebackLost: (d) => `the chargeback ${d.reference} is lost: ${money(d.amount)} is gone`,
  OrderPlaced: (d) => `order ${d.order.number} is placed: ${sold(d.order)}`,
  OrderChanged: (d) => `the order has changed: ${listed(d.changed)}`,
  OrderCancelled: (d) => `the order is cancelled${because(d.reason)}`,
  CancellationWithdrawn: () => 'asked to keep what was to be cancelled',
  CancellationRequested: (d) => (d.lines
    ? `${counted(d.lines)} of it to be cancelled${because(d.reason)}`
    : d.reason && d.reason !== 'buyer' ? `the order is to be cancelled${because(d.reason)}` : 'the buyer asks to cancel'),
  RefundRecorded: (d) => `refund ${d.refund.external} is recorded: ${given(d.refund)}`,
  OrderValidated: (d) => `checked: ${items(d.lines)}` + (d.route.erp ? `, for ${d.route.erp}` : '') +
    (d.rounding.count === 0n ? '' : `, rounding ${money(d.rounding)}`),
  StockReserved: (d) => `reserved ${places(d.lines)}${d.beyond ? `, ${d.beyond} of them beyond what is there` : ''}${why(d.why)}`,
  StockRefused: (d) =>
    `short: ${listed(d.short.map((s) => `${s.sku} (${s.wanted} wanted, ${s.available} available)`))}` +
    `${d.claimed ? `; claimed from goods on order${d.expected ? `, expected ${d.expected}` : ''}` : ''}${why(d.why)}`,
  StockReleased: (d) => `gave back ${d.lines ? places(d.lines) : 'all that was reserved'}`,
  StockHeld: (d) => `holds ${items(d.lines)} for ${d.reference} until ${d.until}`,
  HoldEnded: (d) => `the hold is ${d.because}`,
  ReservationExpired: (d) => `a ${d.because} hold has lasted ${d.minutes} minutes: the promise ends`,
  FeedGivenUp: (d) => `a person gives the feed about ${d.location} up; ${d.items.length} of its counts had been applied`,
  CountsRestored: (d) => `a person puts ${d.items.length} items at ${d.location} back to what they had been`,
  FeedApproved: (d) => `a person believes the feed about ${d.location}: ${d.items.length} counts`,
  StockArrived: () => 'stock may be there now: asks again',
  AvailabilityChanged: (d) => `what can be sold of ${d.sku} has changed`,
  PersonForgotten: (d) => `forgot ${d.parties.length === 1 ? 'one person' : `${d.parties.length} people`}`,
  ExceptionRaised: (d) => `a person is needed: ${d.detail}`,
  WishAbandoned: (d) => `${d.wish} was given up${because(d.reason)}`,
  ExceptionSettled: () => 'what needed a person has settled itself',
};

type Asks =
  | m.AwaitDeadline | m.AwaitExpiry | m.ValidateOrder | m.ReserveStock | m.ReleaseStock | m.RaiseException | Exclude<m.PartnerWish, Back>;
const ASKS: Sayings<Asks> = {
  ValidateOrder: () => 'checks items, amounts and route',
  ReserveStock: (d) => `wants ${items(d.lines)} reserved`,
  ReleaseStock: (d) => `gives back ${d.lines ? places(d.lines) : 'what is still reserved'}`,
  RaiseException: (d) => `needs a person: ${EXCEPTIONS[d.kind as ExceptionKind].means} ${d.detail}`,
  CreateErpOrder: (d) => `asks ${d.to} for a sales order over ${money(d.amounts.total)}`,
  AmendErpOrder: (d) => `asks ${d.to} to change sales order ${d.erpOrder} to ${money(d.amounts.total)}`,
  CancelErpOrder: (d) => `asks ${d.to} to cancel sales order ${d.erpOrder}`,
  RecordErpShipment: (d) => `tells ${d.to} what was shipped: ${items(d.shipment.lines)}`,
  IssueInvoice: (d) => `asks ${d.to} for an invoice over ${money(d.amounts.total)}`,
  IssueCreditMemo: (d) => `asks ${d.to} for a credit memo over ${money(d.amounts.total)}` +
    (d.amounts.rounding ? `, of it ${money(d.amounts.rounding)} that rounding left` : ''),
  PostJournal: (d) => `asks ${d.to} to post: ${d.journal.memo}`,
  RequestFulfillment: (d) => `asks ${d.to} to ship ${items(d.fulfillment.lines)} from ${d.fulfillment.location}`,
  CancelFulfillment: (d) => `asks ${d.to} to stop fulfillment ${d.fulfillmentId}`,
  ReportShipment: (d) => `tells ${d.to} what was shipped${parcels(d.shipment, ': ')}`,
  CancelChannelOrder: (d) => `asks ${d.to} to cancel the order (${d.reason})`,
  CancelChannelLines: (d) => `asks ${d.to} to cancel ${items(d.lines)} (${d.reason})`,
  AwaitExpiry: (d) => `keeps the promise for ${d.minutes} minutes of a ${d.because} hold`,
  AwaitDeadline: (d) => `watches that it will ${TO_DO[d.deadline]} ${d.by ? `by ${d.by}` : 'in time'}`,
  ReportHold: (d) => `tells ${d.to} that ${d.lines.length > 0 ? `${counted(d.lines)} wait (${d.reason})` : 'nothing waits any more'}`,
  AnswerRecall: (d) => `tells ${d.to} that what was called back is ${d.granted ? 'stopped' : 'on its way'}`,
  ReportPickupReady: (d) => `tells ${d.to} that ${items(d.lines)} can be collected`,
  ReportTracking: (d) => `tells ${d.to} the new numbers${parcels(d.shipment, ': ')}`,
  PublishStock: (d) => `tells ${d.to}: ${d.quantity} × ${d.sku} can be sold`,
};

type Answers = m.HoldReported | m.RecallAnswered | m.PickupReadyReported | m.TrackingReported
  | m.ErpOrderCreated | m.ErpOrderAmended | m.ErpOrderCancelled | m.ErpShipmentRecorded
  | m.InvoiceIssued | m.CreditMemoIssued | m.FulfillmentRequested | m.FulfillmentCancelAsked | m.ShipmentReported
  | m.ChannelOrderCancelled | m.ChannelLinesCancelled | m.StockPublished | m.JournalPosted;
const ANSWERS: Sayings<Answers> = {
  ErpOrderCreated: (d) => `made sales order ${numbered(d)}`,
  ErpOrderAmended: (d) => `changed sales order ${d.external}`,
  ErpOrderCancelled: (d) => `cancelled sales order ${d.external}`,
  ErpShipmentRecorded: (d) => `recorded the shipment as ${d.external}`,
  InvoiceIssued: (d) => `issued invoice ${numbered(d)}${d.amounts ? ` over ${money(d.amounts.total)}` : ''}`,
  CreditMemoIssued: (d) => `issued credit memo ${numbered(d)}`,
  FulfillmentRequested: (d) =>
    `took fulfillment ${d.fulfillmentId}${d.external === d.fulfillmentId ? '' : ` as ${d.external}`}`,
  FulfillmentCancelAsked: (d) => `heard that fulfillment ${d.fulfillmentId} should stop`,
  ShipmentReported: (d) => `knows of the shipment: ${d.external}`,
  ChannelOrderCancelled: () => 'cancelled the order',
  ChannelLinesCancelled: () => 'cancelled what it was asked to',
  HoldReported: () => 'shows what waits',
  RecallAnswered: () => 'has the answer',
  PickupReadyReported: () => 'told the buyer that it can be collected',
  TrackingReported: () => 'shows the new numbers',
  StockPublished: (d) => `knows that ${d.quantity} × ${d.sku} can be sold`,
  JournalPosted: (d) => `posted it as ${numbered(d)}`,
};

type Any = Say<m.Message<string, never>>;
const SAYINGS = { ...HEARD, ...BACK, ...DECIDED, ...ASKS, ...ANSWERS } as Readonly<Record<string, Any>>;

/** The types there is a sentence for. */
export const spokenTypes = (): string[] => Object.keys(SAYINGS);

/** A sentence about a message. A type of a later version, or data of an earlier one, is named and not guessed at. */
export function say(type: string, data: unknown): string {
  const words = SAYINGS[type];
  if (!words) return type;
  try {
    return words(revive<never>(data));
  } catch {
    return type;
  }
}
