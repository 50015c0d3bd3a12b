/** What a candidate would make different: said in words, with what stands there and what would, place by place. */
import { toDecimal } from '#domain/measure.ts';
import type { Journal } from '#domain/journal.ts';
import { encode } from '#domain/wire.ts';
import { say } from '../story-words.ts';

/** One place of a document: `lines.0.sku`, or an account of a journal. Null: it is not there. */
export interface Changed { readonly path: string; readonly before: string | null; readonly after: string | null }
export interface Difference {
  /** `document`: what a partner is told. `fact` and `decision`: what is understood and decided here. `journal`: the books. */
  readonly kind: 'fact' | 'decision' | 'document' | 'journal' | 'stops' | 'goes on';
  readonly type: string;
  readonly says: string;
  readonly subject: string;
  readonly correlation: string;
  readonly at: string;
  readonly changes: readonly Changed[];
}
export interface About { readonly type: string; readonly subject: string; readonly correlation: string; readonly at: Temporal.Instant }

const MOST = 40;
/** Versions differ by nature and say nothing. */
const BESIDE = new Set(['mapping', 'fetched']);

/** Where two values differ, in the order of the first. */
export function changesIn(before: unknown, after: unknown): Changed[] {
  const [old, fresh] = [flat(before), flat(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((path) => old.get(path) !== fresh.get(path)).slice(0, MOST)
    .map((path) => ({ path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }));
}
function flat(value: unknown): Map<string, string> {
  const all = new Map<string, string>();
  const walk = (at: string, v: unknown): void => {
    if (v && typeof v === 'object') {
      const { count, unit } = v as { count?: unknown; unit?: unknown };
      if (typeof count === 'string' && typeof unit === 'string') all.set(at, `${toDecimal({ count: BigInt(count), unit })} ${unit}`);
      else for (const [k, x] of Object.entries(v)) if (at || !BESIDE.has(k)) walk(at ? `${at}.${k}` : k, x);
    } else if (v !== undefined) all.set(at, String(v));
  };
  walk('', value === undefined ? undefined : JSON.parse(encode(value)));
  return all;
}

export const differs = (before: unknown, after: unknown): boolean => changesIn(before, after).length > 0;

export const difference = (kind: Difference['kind'], d: About, data: unknown, changes: readonly Changed[]): Difference =>
  ({ kind, type: d.type, says: saying(d.type, data), subject: d.subject, correlation: d.correlation, at: String(d.at), changes });

function saying(type: string, data: unknown): string {
  try {
    return say(type, data);
  } catch {
    return type;
  }
}

/** A journal as an accountant reads it: one place per account, with its sum; and where and how it goes. */
export function journalShape(journals: readonly Journal[], more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const lines: Record<string, string> = {};
  const sums = new Map<string, { count: bigint; unit: string }>();
  for (const j of journals)
    for (const { account, amount } of j.postings) {
      const name = `${j.date} ${account} ${amount.unit}`;
      sums.set(name, { count: (sums.get(name)?.count ?? 0n) + amount.count, unit: amount.unit });
    }
  for (const [name, sum] of sums) if (sum.count !== 0n) lines[name] = `${toDecimal(sum)} ${sum.unit}`;
  return { ...lines, ...more };
}
