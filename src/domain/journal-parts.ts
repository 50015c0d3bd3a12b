/**
 * An ERP takes so many lines in one entry and no more. A longer journal is posted in parts, each balanced by itself
 * over one account between them, which the last part brings back to nothing.
 */
import { journal, type Journal, type Posting } from './journal.ts';
import { measure, type Measure } from './measure.ts';
import { account } from './posting/accounts.ts';

export const BETWEEN_PARTS = account('assets', 'journal-parts');

export function inParts(whole: Journal, lines: number): readonly Journal[] {
  if (whole.postings.length <= lines) return [whole];
  const units = [...new Set(whole.postings.map((p) => p.amount.unit))];
  const room = Math.max(1, lines - units.length);
  const count = Math.ceil(whole.postings.length / room);
  return Array.from({ length: count }, (_, n) => {
    const mine = whole.postings.slice(n * room, (n + 1) * room);
    const part = journal(whole.date, `${whole.memo} (${n + 1} of ${count})`, [...mine, ...units.flatMap((unit) => balancing(mine, unit))]);
    return whole.dimensions ? { ...part, dimensions: whole.dimensions } : part;
  });
}

function balancing(postings: readonly Posting[], unit: string): Posting[] {
  const off = postings.filter((p) => p.amount.unit === unit).reduce((n, p) => n + p.amount.count, 0n);
  const amount: Measure = measure(-off, unit as Measure['unit']);
  return off === 0n ? [] : [{ account: BETWEEN_PARTS, amount }];
}
