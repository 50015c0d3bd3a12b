/**
 * Payouts of a file, gathered in one run over its rows. Few lines are kept; of more, the largest payouts give theirs up
 * and the file is read again when somebody wants them, so that a million rows need no more memory than a thousand.
 * One such run serves as many payouts as may be kept: they are asked for in their order.
 */
import type { Currency } from '#domain/measure.ts';
import type { PayoutLine } from '#domain/payout.ts';
import type { News } from '../contract.ts';
import { Once } from './once.ts';
import { payoutOf, PayoutLines, type Head } from './payouts.ts';
import type { Row, Table } from './table.ts';

/** Lines that may be in memory at once. */
export const KEEP = 30_000;
/** So many rows between two looks at what was gathered. */
const PAGE = 1000;

/** What a reader knows of one payout beside its lines. */
export interface Group<S> { readonly lines: PayoutLines; readonly state: S }
/** Reads all rows into the groups; every time the same. It yields now and then, so that pages can be handed on. */
export type Run<S> = (into: Gathered<S>) => AsyncGenerator<void>;

export class Gathered<S> {
  readonly groups = new Map<string, Group<S>>();
  private readonly start: () => S;
  private readonly wanted: ReadonlySet<string> | undefined;

  constructor(start: () => S, wanted?: ReadonlySet<string>) {
    this.start = start;
    this.wanted = wanted;
  }

  of(key: string, unit: Currency): Group<S> {
    const known = this.groups.get(key);
    if (known) return known;
    const made = { lines: new PayoutLines(unit, this.wanted === undefined || this.wanted.has(key)), state: this.start() };
    this.groups.set(key, made);
    return made;
  }
}

/** One run; afterwards each payout has its lines, or says that they must be read again. */
export async function gathered<S>(run: Run<S>, start: () => S, keep = KEEP): Promise<Payouts<S>> {
  const all = new Gathered(start);
  for await (const _ of run(all)) thin(all, keep);
  thin(all, keep);
  return new Payouts(all, run, start, keep);
}

function thin<S>({ groups }: Gathered<S>, keep: number): void {
  let kept = 0;
  for (const { lines } of groups.values()) kept += lines.lines.length;
  if (kept <= keep) return;
  for (const { lines } of [...groups.values()].toSorted((a, b) => b.lines.count - a.lines.count)) {
    if (kept <= keep) return;
    kept -= lines.lines.length;
    lines.forget();
  }
}

export class Payouts<S> {
  readonly groups: ReadonlyMap<string, Group<S>>;
  private readonly run: Run<S>;
  private readonly start: () => S;
  private readonly keep: number;
  private readonly ahead = new Map<string, readonly PayoutLine[]>();

  constructor(all: Gathered<S>, run: Run<S>, start: () => S, keep: number) {
    this.groups = all.groups;
    this.run = run;
    this.start = start;
    this.keep = keep;
  }

  /** @throws Stopped Refused PayoutVariance when the lines are not what the head says. */
  said(key: string, head: Head): News {
    const { lines } = this.groups.get(key)!;
    const payout = payoutOf(lines, head);
    if (lines.keeps) return { said: 'payout', payout };
    return { said: 'payout', payout, streamed: { count: lines.count, pages: () => this.again(key) } };
  }

  private async *again(key: string): AsyncGenerator<readonly PayoutLine[]> {
    const ready = this.ahead.get(key);
    if (ready) {
      this.ahead.delete(key);
      for (let from = 0; from < ready.length; from += PAGE) yield ready.slice(from, from + PAGE);
      return;
    }
    const others = this.following(key);
    const some = new Gathered(this.start, new Set([key, ...others]));
    for await (const _ of this.run(some)) {
      const page = some.groups.get(key)?.lines.taken() ?? [];
      if (page.length > 0) yield page;
    }
    const rest = some.groups.get(key)?.lines.taken() ?? [];
    if (rest.length > 0) yield rest;
    for (const other of others) this.ahead.set(other, some.groups.get(other)?.lines.lines ?? []);
  }

  /** What else fits into memory of what is asked for next. */
  private following(key: string): string[] {
    const left = [...this.groups].filter(([, { lines }]) => !lines.keeps);
    let room = this.keep;
    const found: string[] = [];
    this.ahead.clear();
    for (const [name, { lines }] of left.slice(left.findIndex(([name]) => name === key) + 1)) {
      room -= lines.count;
      if (room < 0) break;
      found.push(name);
    }
    return found;
  }
}

/** What is in memory already, as if it were read. */
export async function* listed<T>(all: readonly T[], act: (item: T) => void): AsyncGenerator<void> {
  for (const item of all) act(item);
  yield;
}
/** All rows of a table, with a pause now and then. */
export async function* each<C extends string>(table: Table<C>, act: (row: Row<C>) => void): AsyncGenerator<void> {
  let n = 0;
  for await (const row of table.rows()) {
    act(row);
    if ((n += 1) % PAGE === 0) yield;
  }
}
/** The same with a guard against rows that the file has twice. */
export function eachOnce<C extends string>(table: Table<C>, act: (row: Row<C>, once: Once) => void): AsyncGenerator<void> {
  const once = new Once();
  return each(table, (row) => act(row, once));
}
