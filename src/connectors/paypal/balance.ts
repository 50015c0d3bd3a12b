/**
 * A running balance proves a statement: each movement leads from one balance to the next, so all of them make one
 * unbroken walk from the opening to the closing balance, in whatever order the file lists them. A row that is
 * missing or altered breaks the walk. Only balances at which the walk does not go on are kept, so that a statement of
 * any length needs little memory.
 */
import { measure, subtract, toDecimal, type Money } from '#domain/measure.ts';
import { stop } from '#domain/fault.ts';
import type { Movement } from './movement.ts';

export interface Span { readonly opening: Money; readonly closing: Money }
interface Step { readonly line: number; readonly id: string; readonly before: bigint; readonly after: bigint }
/** `open` steps begin here more often than others end here, or the other way about when it is negative. */
interface Node { open: number; step: Step }

export class Walk {
  private readonly nodes = new Map<bigint, Node>();
  private unit: Money['unit'] | undefined;
  private first: Step | undefined;
  private last: Step | undefined;
  private count = 0;
  private stated = 0;

  take(m: Movement): void {
    this.count += 1;
    if (!m.balance) return;
    this.stated += 1;
    this.unit = m.unit;
    const step = { line: m.line, id: m.id, before: subtract(m.balance, m.net).count, after: m.balance.count };
    this.first ??= step;
    this.last = step;
    this.visit(step.before, 1, step);
    this.visit(step.after, -1, step);
  }

  private visit(at: bigint, by: 1 | -1, step: Step): void {
    const node = this.nodes.get(at);
    if (!node) this.nodes.set(at, { open: by, step });
    else if (node.open + by === 0) this.nodes.delete(at);
    else {
      if (Math.sign(node.open) !== by) node.step = step;
      node.open += by;
    }
  }

  /** Undefined when the file has no running balance. @throws Refused PayoutVariance naming row and difference. */
  span(): Span | undefined {
    const { unit, first, count, stated } = this;
    if (!unit || !first || stated < count) return undefined;
    const starts = this.ends(1);
    const ends = this.ends(-1);
    if (starts.length > 1 && starts.length > Math.max(2, stated / 5)) return undefined; // No running balance at all.
    if (starts.length > 1) throw this.broken(starts, ends);
    const opening = starts[0]?.at ?? first.before;
    return { opening: measure(opening, unit as never), closing: measure(ends[0]?.at ?? opening, unit as never) };
  }

  private ends(sign: 1 | -1): { at: bigint; step: Step }[] {
    return [...this.nodes].filter(([, n]) => Math.sign(n.open) === sign)
      .flatMap(([at, n]) => Array.from({ length: Math.abs(n.open) }, () => ({ at, step: n.step })));
  }

  /** The walk stops at one balance and goes on at another: between them something is missing, or a row was changed. */
  private broken(starts: readonly { step: Step }[], ends: readonly { step: Step }[]): Error {
    const unit = this.unit as never;
    const inFile = (steps: readonly { step: Step }[]) => steps.map((s) => s.step).toSorted((a, b) => a.line - b.line);
    const stops = inFile(ends)[0] ?? this.first!;
    const next = inFile(starts).find((s) => s.id !== stops.id && s.before !== this.first!.before) ?? this.last!;
    const money = (count: bigint) => toDecimal(measure(count, unit));
    return stop.refused('PayoutVariance', `line ${next.line}: ${next.id} begins at a balance of ${money(next.before)} ${unit}, and ` +
      `no row ends there (line ${stops.line} ends at ${money(stops.after)}); difference ${money(next.before - stops.after)}`);
  }
}
