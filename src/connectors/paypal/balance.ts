/**
 * A running balance proves a statement: each movement leads from one balance to the next, so all of them make one
 * unbroken walk from the opening to the closing balance, in whatever order the file lists them. A row that is
 * missing or altered breaks the walk.
 */
import { measure, subtract, toDecimal, type Money } from '#domain/measure.ts';
import { stop } from '#domain/fault.ts';
import type { Movement } from './movement.ts';

export interface Span { readonly opening: Money; readonly closing: Money }
type Stated = Movement & { readonly balance: Money };

/** Undefined when the file has no running balance. @throws Refused PayoutVariance naming row and difference. */
export function provedBy(movements: readonly Movement[]): Span | undefined {
  const stated = movements.filter((m): m is Stated => m.balance !== undefined);
  if (stated.length === 0 || stated.length < movements.length) return undefined;
  const { unit } = stated[0]!;
  const degrees = new Map<bigint, { out: number; into: Stated[]; from: Stated[] }>();
  const at = (count: bigint) => {
    const node = degrees.get(count) ?? { out: 0, into: [], from: [] };
    degrees.set(count, node);
    return node;
  };
  for (const m of stated) {
    const before = at(subtract(m.balance, m.net).count);
    before.out += 1;
    before.from.push(m);
    at(m.balance.count).into.push(m);
  }
  const starts = [...degrees].flatMap(([count, n]) => Array(Math.max(0, n.out - n.into.length)).fill(count) as bigint[]);
  const ends = [...degrees].flatMap(([count, n]) => Array(Math.max(0, n.into.length - n.out)).fill(count) as bigint[]);
  if (starts.length > 1 && starts.length > Math.max(2, stated.length / 5)) return undefined; // No running balance at all.
  if (starts.length > 1) throw broken(stated, starts, ends);
  const [opening] = starts.length === 1 ? starts : [subtract(stated[0]!.balance, stated[0]!.net).count];
  const closing = ends[0] ?? opening!;
  return { opening: measure(opening!, unit), closing: measure(closing, unit) };
}

/** The walk stops at one balance and goes on at another: between them something is missing, or a row was changed. */
function broken(stated: readonly Stated[], starts: readonly bigint[], ends: readonly bigint[]): Error {
  const { unit } = stated[0]!;
  const first = stated.find((m) => ends.includes(m.balance.count))!;
  const next = stated.find((m) => m !== first && starts.includes(subtract(m.balance, m.net).count) &&
    subtract(m.balance, m.net).count !== subtract(stated[0]!.balance, stated[0]!.net).count) ?? stated.at(-1)!;
  const before = subtract(next.balance, next.net);
  const off = subtract(before, first.balance);
  return stop.refused('PayoutVariance', `line ${next.line}: ${next.id} begins at a balance of ${toDecimal(before)} ${unit}, and ` +
    `no row ends there (line ${first.line} ends at ${toDecimal(first.balance)}); difference ${toDecimal(off)}`);
}
