/**
 * What a person must settle: one row per kind, with the role that owns it, what it means in plain
 * words, what fixes it, and whether it can settle itself. docs/exceptions.md is generated from this.
 */
export type Role =
  | 'viewer' | 'operations' | 'customer service' | 'finance' | 'auditor' | 'developer' | 'administrator';

interface Kind {
  readonly owner: Role;
  readonly means: string;
  readonly fix: string;
  /** A later success, or time, can close it without a person. */
  readonly settlesItself: boolean;
}

const kind = (owner: Role, means: string, fix: string, settlesItself = false): Kind =>
  ({ owner, means, fix, settlesItself });

export const EXCEPTIONS = {
  UnmappedSku: kind('operations', 'The channel sold an item whose SKU we do not know.',
    'Map the channel’s item to a SKU; everything that waited on it is released.'),
  UnmappedLocation: kind('operations', 'A partner named a location we do not know.', 'Map the location.'),
  UnmappedTaxCode: kind('finance', 'The ERP has no tax code for a tax of the order.', 'Map the tax to a code.'),
  UnmappedAccount: kind('finance', 'A journal line has no account number in the ERP.', 'Map the account.'),
  DuplicateExternalOrder: kind('operations', 'The partner holds two documents under one of our references.',
    'Cancel the surplus document at the partner, then retry.'),
  TotalsDisagree: kind('finance', 'The lines do not add up to the total the partner stated.',
    'Check the order at the channel; accept the difference or correct the mapping.'),
  StockShort: kind('customer service', 'Less stock can be promised than was sold.',
    'Wait for stock and retry, ship part of it, or cancel at the channel.', true),
  StockNegative: kind('operations', 'A movement would take a location below zero.', 'Count the location.'),
  TransferMismatch: kind('operations', 'A transfer arrived with less or more than was sent.',
    'Count at both ends; what is missing is booked as lost, what is over stands as sent too little.'),
  SerialMismatch: kind('operations', 'A lot or serial number moved that the books do not have there.',
    'Check the number and correct the movement.'),
  UnknownUnit: kind('operations', 'A partner counts an item in a unit of measure that is not defined, or not in whole pieces.',
    'Add the unit to the item, then retry.'),
  NoLocationForOrder: kind('operations', 'No location may fulfill the order.', 'Change the sourcing policy, then retry.'),
  FraudHold: kind('operations', 'The channel holds the order for review.', 'Release or cancel at the channel.', true),
  AddressInvalid: kind('customer service', 'The address is not complete enough to ship to.', 'Correct it at the channel.', true),
  ErpRejected: kind('finance', 'The ERP refused a document.', 'Correct what it names, then retry.'),
  ShipmentRejected: kind('operations', 'The warehouse or the channel refused a shipment.', 'Correct what it names, then retry.'),
  TrackingMissing: kind('operations', 'A shipment left without a tracking number.', 'Enter the number.', true),
  ShipByAtRisk: kind('operations', 'The channel’s ship-by time is near and nothing has shipped.', 'Expedite or cancel.', true),
  DeliverByAtRisk: kind('customer service', 'The time the buyer was promised is near and the goods have not arrived.',
    'Ask the carrier; tell the buyer.', true),
  PickupNotCollected: kind('customer service', 'The buyer has not collected goods in time, and the order cannot be cancelled whole.',
    'Ask the buyer; cancel and refund these lines at the channel.', true),
  ParcelInTrouble: kind('customer service', 'A carrier cannot deliver a parcel, or brings it back.',
    'Ask the carrier and the buyer; send it again or refund it.', true),
  ListingRejected: kind('operations', 'The channel refused a listing, price or quantity.', 'Correct the listing.', true),
  RefundWithoutInvoice: kind('finance', 'A refund came before its invoice.', 'It is released when the invoice exists.', true),
  ReturnAwaitingCounterpart: kind('operations', 'Goods came back without a refund, or the reverse.', 'Match or close it.', true),
  ReturnUnexpected: kind('operations', 'Goods came back that were not sent, or more of them than were sent.',
    'Ask who received them; correct the receipt, or find the order they belong to.', true),
  ReturnNotApproved: kind('customer service', 'Something is to come back, or has, and nobody who must agree has agreed.',
    'Approve or decline the return at the channel; it settles itself then.', true),
  ReturnAnswerByHand: kind('customer service', 'A return was decided here, and its partner cannot be told through its connection.',
    'Approve or decline it there; it settles itself when the partner shows it.', true),
  ReturnOutsideWindow: kind('customer service', 'Goods came back after the time in which they may.',
    'Refund it at the channel out of goodwill, or send it back.', true),
  RefundFailed: kind('customer service', 'The money of a refund did not reach the buyer.',
    'Refund it another way at the channel; it settles itself when that is paid.', true),
  RefundBeyondPayment: kind('finance', 'More would go back to the buyer than was paid.',
    'Refund it by hand, or correct what was received.', true),
  ChargebackAfterRefund: kind('finance', 'A buyer’s bank takes back money that was refunded already.',
    'Contest the chargeback with the refund as evidence, or accept that it is gone twice; it settles itself when it is decided.', true),
  RefundAfterChargeback: kind('customer service', 'Money would go back to a buyer whose bank has taken it back already.',
    'Nothing was refunded. Accept the chargeback, or win it and the refund is made; else refund the rest by hand.', true),
  PayoutVariance: kind('finance', 'A payout’s rows do not add up to what was stated.', 'Ask the partner for a correct statement.'),
  UnknownFeeCode: kind('finance', 'A settlement line has a code nobody has classified; it stands in suspense.',
    'Classify the code.'),
  ClearingNotZero: kind('finance', 'A clearing account did not return to zero.', 'Open its items.', true),
  StatementVariance: kind('finance', 'A bank statement does not add up: opening balance and movements are not the closing balance.',
    'Ask the bank for the whole statement; nothing of this one was taken.'),
  RegisterVariance: kind('finance', 'A register’s Z report and its tickets do not agree.',
    'Look for tickets that are still on their way; a supplement settles it. Else ask the store.', true),
  StatementGap: kind('finance', 'A bank statement does not begin with what the one before it ended with.',
    'Hand over the statement that is missing between them.', true),
  DepositMissing: kind('finance', 'A payout was announced and the bank has not seen it.', 'Ask the bank.', true),
  PeriodClosed: kind('finance', 'The accounting period of the document is closed.', 'Approve a date in the open period.'),
  JournalAwaitsApproval: kind('finance', 'A journal waits for a second person before the ERP hears of it.',
    'Approve or reject it; not as its author.', true),
  ContractDrift: kind('developer', 'A partner sent a field or word nobody has documented. It was kept, nothing was guessed.',
    'Extend the connector.', true),
  ContradictsEarlier: kind('operations', 'A partner sent a second, different version of something that is final.',
    'Compare both documents; accept the first or correct it at the partner.'),
  MissingOutcome: kind('operations', 'A write was not answered and cannot be looked up.', 'Look at the partner and say what happened.'),
  MassZeroStock: kind('operations',
    'A stock feed suddenly says zero, or something quite different, for too many items at once. It was not applied.',
    'Ask the sender. Retry applies the feed as it is; drop discards it.'),
  CancelTooLate: kind('customer service', 'A cancellation came after the goods had left.', 'Arrange a return.'),
  CancelByHand: kind('customer service',
    'Units are to be cancelled, and the channel cannot be told through its connection.',
    'Cancel them at the channel; it settles itself when the channel shows it.', true),
  EditTooLate: kind('customer service', 'The order changed at the channel after it was released.',
    'Recall it from the warehouse, or undo the change at the channel.'),
  SubscriberSilent: kind('administrator',
    'A system that is told of events has not taken any for a long time; nothing more is sent to it.',
    'Mend the system, then resume the subscription: what waited is sent.', true),
  PrivacyRequest: kind('administrator', 'Somebody asks what is stored about them, or that all data of a shop is erased.',
    'Answer it within a month, then drop it with what was done.'),
  PartnerRefused: kind('operations', 'The partner refused a request.', 'Correct what it names, then retry.'),
  PartnerUnavailable: kind('operations', 'The partner did not answer for a long time.', 'Check the partner, then retry.', true),
  Unreadable: kind('developer', 'A partner’s document is not what its contract says.',
    'Hand over the whole document as the partner gave it; if it is that, extend the connector and replay.'),
  Defect: kind('developer', 'A fault of ours stopped the work.', 'Fix the code, then retry.'),
} as const satisfies Record<string, Kind>;

export type ExceptionKind = keyof typeof EXCEPTIONS;
