/**
 * The life of a claim: open as long as only the audit says so, then claimed, and in the end reimbursed, rejected or expired. A
 * later line of a payout that pays it back closes it; nobody has to remember.
 */
import type { LocalDate } from './brand.ts';

export type ClaimState = 'open' | 'claimed' | 'reimbursed' | 'rejected' | 'expired';
export interface Claimed {
  readonly id: string;
  readonly order: string;
  readonly sku: string;
  readonly fee: string;
  /** What was charged too much, and what of it has come back. */
  readonly difference: bigint;
  readonly reimbursed: bigint;
}
/** What a payout gives back for an order, below a fee or as a reimbursement. */
export interface GivenBack {
  readonly order: string;
  /** Absent: the line names none. */
  readonly sku?: string;
  /** Class of the line: 'reimbursement', or the fee itself. */
  readonly class: string;
  readonly amount: bigint;
}
export interface Paid { readonly id: string; readonly amount: bigint; readonly whole: boolean }

/** Nobody answers a claim for ever. */
export const claimState = (state: 'claimed' | 'reimbursed' | 'rejected', expiresOn: LocalDate | string, today: string): ClaimState =>
  (state === 'claimed' && today > expiresOn ? 'expired' : state);

/** A claim of exactly the amount first, then those of the item, then those of the order, the largest before the others. */
export function paidBack(claims: readonly Claimed[], given: readonly GivenBack[], tolerance = 1n): Paid[] {
  const open = new Map(claims.map((c) => [c.id, c.difference - c.reimbursed]));
  const paid = new Map<string, bigint>();
  for (const g of given) {
    let left = g.amount;
    const near = claims.filter((c) => c.order === g.order && (g.sku === undefined || c.sku === g.sku) &&
      (g.class === 'reimbursement' || c.fee === g.class)).toSorted((a, b) => rank(b, g, open) - rank(a, g, open));
    for (const c of near) {
      const part = left < open.get(c.id)! ? left : open.get(c.id)!;
      if (part <= 0n) continue;
      left -= part;
      open.set(c.id, open.get(c.id)! - part);
      paid.set(c.id, (paid.get(c.id) ?? 0n) + part);
    }
  }
  return [...paid].map(([id, amount]) => ({ id, amount, whole: open.get(id)! <= tolerance }));
}
const rank = (c: Claimed, g: GivenBack, open: ReadonlyMap<string, bigint>): number =>
  (open.get(c.id) === g.amount ? 2 : 0) + (c.fee === g.class ? 1 : 0) + Number(c.difference) / 1e15;
