/**
 * Shopify Payments: what each payment does to the balance, and the deposits made of it.
 *
 * A payout is the sum of `net` of its entries. The deposit itself is an entry too (TRANSFER, the other
 * way round), which `hideTransfers` leaves out; a reader that adds it up gets zero.
 */
import { divide, parse, placesOf } from './money.ts';
import type { BalanceEntry, Order, Payout, Transaction, World } from './world.ts';

export const GATEWAY = 'shopify_payments';

/** 2.9 % and thirty hundredths, the published rate of the basic plan in the United States. */
const fee = (amount: bigint, currency: string): bigint =>
  divide(amount * 29n, 1000n) + (30n * 10n ** BigInt(placesOf(currency))) / 100n;

/** A card payment or its refund reaches the balance; gift cards and other gateways do not. */
export function chargeBalance(world: World, order: Order, transaction: Transaction): void {
  if (transaction.gateway !== GATEWAY || transaction.status !== 'success') return;
  if (!['sale', 'capture', 'refund'].includes(transaction.kind)) return;
  const back = transaction.kind === 'refund';
  world.ledger.push({
    id: world.id(), type: back ? 'REFUND' : 'CHARGE', order, at: world.now(), payout: undefined,
    amount: back ? -transaction.amount.shop : transaction.amount.shop,
    fee: back ? 0n : fee(transaction.amount.shop, world.currency),
    source: world.id(), transaction: transaction.id,
  });
}

export interface PayoutWish {
  /** Entries besides charges and refunds, signed: `{ type: 'CHARGEBACK_HOLD', amount: '-40.00', fee: '15.00' }`. */
  readonly entries?: readonly { readonly type: string; readonly amount: string; readonly fee?: string;
    readonly order?: Order; /** Its id, when it is somebody else who knows it. */ readonly orderId?: string }[];
  readonly status?: Payout['status'];
}

/** Pays out everything that has not been; undefined when there is nothing. */
export function makePayout(world: World, wish: PayoutWish = {}): Payout | undefined {
  for (const entry of wish.entries ?? [])
    world.ledger.push({
      id: world.id(), type: entry.type, amount: parse(entry.amount, world.currency),
      fee: parse(entry.fee ?? '0', world.currency), source: world.id(), transaction: undefined,
      order: entry.order ?? (entry.orderId === undefined ? undefined : world.orders.get(BigInt(entry.orderId))),
      at: world.now(), payout: undefined,
    });
  const entries = world.ledger.filter((e) => e.payout === undefined);
  if (entries.length === 0) return undefined;
  const net = entries.reduce((sum, e) => sum + netOf(e), 0n);
  const payout: Payout = {
    id: world.id(true), issuedAt: world.now(), net, entries, status: wish.status ?? 'PAID',
    trace: `TRC${(world.payouts.length + 1).toString().padStart(9, '0')}`,
  };
  for (const entry of entries) entry.payout = payout;
  world.payouts.push(payout);
  world.ledger.push({ id: world.id(), type: 'TRANSFER', amount: -net, fee: 0n, order: undefined, source: payout.id,
    transaction: undefined, at: world.now(), payout });
  return payout;
}

export const netOf = (entry: BalanceEntry): bigint => entry.amount - entry.fee;

const CLASSES: Record<string, string> = {
  CHARGE: 'charges', REFUND: 'refunds', REFUND_FAILURE: 'refunds',
  RESERVED_FUNDS: 'reservedFunds', RESERVED_FUNDS_REVERSAL: 'reservedFunds', RESERVED_FUNDS_WITHDRAWAL: 'reservedFunds',
  TRANSFER_FAILURE: 'retriedPayouts', TRANSFER_CANCEL: 'retriedPayouts',
};

/** Gross and fee by class, as the payout's summary shows them. */
export function payoutSummary(payout: Payout): Map<string, { gross: bigint; fee: bigint }> {
  const sums = new Map<string, { gross: bigint; fee: bigint }>();
  for (const name of ['charges', 'refunds', 'reservedFunds', 'retriedPayouts', 'adjustments'])
    sums.set(name, { gross: 0n, fee: 0n });
  for (const entry of payout.entries) {
    const sum = sums.get(CLASSES[entry.type] ?? 'adjustments');
    if (!sum) continue;
    sum.gross += entry.amount;
    sum.fee += entry.fee;
  }
  return sums;
}
