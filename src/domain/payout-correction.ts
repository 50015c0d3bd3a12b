/**
 * A payout that is told once more and otherwise: the difference, as lines that come and lines that go, each with its
 * sign turned. What is in the books stays; both together say what the partner says now.
 */
import { negate, subtract, sum, type Money } from './measure.ts';
import type { ExternalId } from './brand.ts';
import type { Payout, PayoutLine } from './payout.ts';

export interface PayoutCorrection {
  /** The payout as the partner names it. */
  readonly external: ExternalId;
  readonly added: number;
  readonly taken: number;
}

/** What a partner says of a movement. Our class of it is no part of that, nor is the time, which may lack its zone. */
const key = ({ code, amount, order, sku, reference, payment, original }: PayoutLine): string =>
  [code, amount.count, order, sku, reference, payment, original?.count, original?.unit].join('\u001f');

/** Undefined when both say the same, in whatever order. */
export function correctionOf(
  before: readonly PayoutLine[], now: readonly PayoutLine[],
): { readonly added: readonly PayoutLine[]; readonly taken: readonly PayoutLine[] } | undefined {
  const left = Map.groupBy(before, key);
  const added = now.filter((line) => left.get(key(line))?.pop() === undefined);
  const taken = [...left.values()].flat().map(turned);
  return added.length === 0 && taken.length === 0 ? undefined : { added, taken };
}

const turned = (line: PayoutLine): PayoutLine =>
  ({ ...line, amount: negate(line.amount), ...(line.original && { original: negate(line.original) }) });

/** Whether one is the other, taken back. */
export const isTurned = (line: PayoutLine, other: PayoutLine): boolean => key(turned(line)) === key(other);

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

/** Of one too large to compare line by line. */
export const sameSize = (a: { net: Money; lines: number }, b: { net: Money; lines: number }): boolean =>
  a.lines === b.lines && subtract(a.net, b.net).count === 0n;
