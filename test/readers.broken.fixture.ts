/**
 * What happens to payout files on their way, and what may come of it: the same to the cent, a refusal in words, or a payout
 * that says itself that nothing proves it. Never a different sum that claims to be whole.
 */
import assert from 'node:assert/strict';
import { Stopped } from '#domain/fault.ts';
import { replay } from '#connectors/recording.ts';
import { payoutsIn, told } from '#connectors/statement/golden.ts';
import { AMOUNT, lined, title, type Golden, type Table } from './readers.fixture.ts';

type Told = ReturnType<typeof told>;
async function outcome({ connector, r }: Table, text: string): Promise<readonly Told[] | 'refused'> {
  try {
    const { topic } = r.document!;
    return payoutsIn(await connector.can.read!(replay(connector, r), { topic, headers: {}, body: Buffer.from(text) })).map(told);
  } catch (error) {
    assert.ok(error instanceof Stopped, String((error as Error).stack));
    assert.match(error.message, /^(Refused|Malformed): .{15}/);
    return 'refused';
  }
}

/**
 * A payout that claims to be whole is one of those that the whole file has. A statement of a balance claims to lead from one
 * balance to another: without its first or last rows it begins or ends elsewhere, and the statement before it shows that.
 */
function honest(found: readonly Told[] | 'refused', { payouts = [] }: Golden, what: string): void {
  if (found === 'refused') return;
  const whole = payouts as readonly Told[];
  const known = new Set(whole.map((p) => JSON.stringify([p.net, p.classes])));
  const spans = new Set(whole.map((p) => p.balance));
  for (const p of found)
    if (!p.unproved && p.classes['unknown'] === undefined && !(p.balance && !spans.has(p.balance)))
      assert.ok(known.has(JSON.stringify([p.net, p.classes])), `${what}: ${p.external} comes to ${p.net} and says that this is all`);
}

type Rows = readonly (readonly string[])[];
const without = <T>(all: readonly T[], at: number): T[] => all.toSpliced(at, 1);
/** [what happened, the rows after it]; the header is row 0. Of the cells, one in `every`. */
function* broken(rows: Rows, whole: boolean, every: number): Generator<readonly [string, Rows]> {
  for (let y = 1; y < rows.length; y += 1) {
    yield [`row ${y} left out`, without(rows, y)];
    yield [`row ${y} doubled`, rows.toSpliced(y, 0, rows[y]!)];
    yield [`ends before row ${y}`, rows.slice(0, y)];
    for (const [x, cell] of rows[y]!.entries()) {
      if ((x + y) % every > 0) continue;
      const changed = (to: string): Rows => rows.with(y, rows[y]!.with(x, to));
      if (!whole && rows.filter((row) => row[x] === cell).length > 1 && /^(usd|eur|gbp|jpy|aud|cad|inr|brl|chf|pln|sek)$/i.test(cell))
        yield [`${cell} of row ${y} changed`, changed(/usd/i.test(cell) ? 'EUR' : 'USD')];
      if (!AMOUNT.test(cell)) continue;
      yield [`${cell} in row ${y} changed`, changed(cell.slice(0, -1) + (Number(cell.at(-1)) + 3) % 10)];
      yield [`${cell} in row ${y} turned`, changed(cell.startsWith('-') ? cell.slice(1) : `-${cell}`)];
    }
  }
  for (const x of rows[0]!.keys()) yield [`column ${rows[0]![x]} missing`, rows.map((row) => without(row, x))];
}

/** Each row is a payout by itself: nothing else of the file could contradict its currency. */
const ALONE = /^shopify read-settlement-payouts$/;

/** One in `every` of the cells is changed; all rows and columns. */
export async function survives(t: Table, every: number): Promise<void> {
  for (const [what, rows] of broken(t.file.rows, ALONE.test(title(t)), every))
    honest(await outcome(t, lined({ ...t.file, rows: rows.map((row) => [...row]) })), t.r, what);
}
