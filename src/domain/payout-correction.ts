/**
 * A payout that is told once more and otherwise: the difference, as lines that come and lines that go, each with its
 * sign turned. What is in the books stays; both together say what the partner says now.
 */
import { negate, sum } from './measure.ts';
import type { ExternalId } from './brand.ts';
import type { Payout, PayoutLine } from './payout.ts';
import { hash32 } from './shard.ts';

export interface PayoutCorrection {
  /** The payout as the partner names it. */
  readonly external: ExternalId;
  readonly added: number;
  readonly taken: number;
}

/** What a partner says of a movement. Our class of it is no part of that, nor is the time, which may lack its zone. */
const key = ({ code, amount, order, sku, reference, payment, original }: PayoutLine): string =>
  [code, amount.count, order, sku, reference, payment, original?.count, original?.unit].join('\u001f');

/**
 * How often each line is there: a number per line, so that a million of them fit. Two lines that differ have another number but
 * for one chance in nine thousand billion, and what is found apart must come to the difference of both sums anyway.
 */
export class LineTally {
  private readonly left = new Map<number, number>();

  get isEmpty(): boolean { return this.left.size === 0; }

  add(line: PayoutLine): void {
    const name = nameOf(line);
    this.left.set(name, (this.left.get(name) ?? 0) + 1);
  }
  /** False when there is none like it. */
  take(line: PayoutLine): boolean {
    const name = nameOf(line);
    const n = this.left.get(name);
    if (n === undefined) return false;
    if (n === 1) this.left.delete(name);
    else this.left.set(name, n - 1);
    return true;
  }
}
function nameOf(line: PayoutLine): number {
  const words = key(line);
  return hash32(words) * 0x20_0000 + (hash32(`${words} `) & 0x1f_ffff);
}

export const turned = (line: PayoutLine): PayoutLine =>
  ({ ...line, amount: negate(line.amount), ...(line.original && { original: negate(line.original) }) });

/** The payout that says the difference; its name is its number among the files of that payout. */
export function correcting(
  payout: Payout, difference: { readonly added: readonly PayoutLine[]; readonly taken: readonly PayoutLine[] }, nth: number,
): { readonly payout: Payout; readonly corrects: PayoutCorrection } {
  const { opening: _opening, closing: _closing, external, ...head } = payout;
  const lines = [...difference.added, ...difference.taken];
  const net = sum(payout.currency, lines.map((l) => l.amount));
  return {
    payout: { ...head, external: `${external} (corrected ${nth})` as ExternalId, net, lines },
    corrects: { external, added: difference.added.length, taken: difference.taken.length },
  };
}
