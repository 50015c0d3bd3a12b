/**
 * Lanes say what goes first when work waits. A lane is a head start in seconds, not a strict priority:
 * work is taken in the order of `due − head start`, so bulk that has waited its minute goes before
 * realtime work that came later, and no lane starves.
 */
export const HEAD_START = { realtime: 30, normal: 0, finance: -15, bulk: -30 } as const;
export type Lane = keyof typeof HEAD_START;

/** The lane of a message type; what is not listed is normal. */
const LANES: Readonly<Record<string, Lane>> = {
  OrderSeen: 'realtime', OrderPlaced: 'realtime', OrderCancelled: 'realtime', CancellationRequested: 'realtime',
  ValidateOrder: 'realtime', OrderValidated: 'realtime', ReserveStock: 'realtime', ReleaseStock: 'realtime',
  StockReserved: 'realtime', StockRefused: 'realtime', PublishStock: 'realtime', AvailabilityChanged: 'realtime',
  StockHeld: 'realtime', HoldEnded: 'realtime', CancelFulfillment: 'realtime', CancelChannelOrder: 'realtime',
  CancelChannelLines: 'realtime',
  StockCounted: 'bulk', ItemsCounted: 'bulk', ProductSeen: 'bulk',
  RegisterClosed: 'finance', RegisterDayClosed: 'finance', CloseRegisterDay: 'finance',
  BankStatementReceived: 'finance', DepositExpected: 'finance', DepositsDue: 'finance', DepositMatched: 'finance',
  PayoutReceived: 'finance', PostJournal: 'finance', IssueCreditMemo: 'finance',
};
export const laneOf = (type: string): Lane => LANES[type] ?? 'normal';
