/**
 * A backtest: what would have been otherwise over the last days, had a candidate counted. The stored messages are gone
 * through page by page, each page in a transaction that may only read: documents are read again, decisions made again by
 * the same pure code, journals posted again, and held against what the configuration that counts now gives. No partner is
 * asked or told. What cannot be judged afterwards (what stock was where at the moment) is said, not guessed.
 */
import type { Pool, PoolClient } from 'pg';
import { countPast, pastMessages, type PastMessage, type Place } from '#store/backtest.ts';
import { readOnly } from '#store/query.ts';
import type { Batch } from '../handlers/handler.ts';
import { now } from '../moment.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { BOOKED, booksDiffer, feesDiffer, isLookedUp, TOLD, toldDiffers, type Two } from './backtest-books.ts';
import type { Difference } from './backtest-difference.ts';
import { readingDiffers } from './backtest-reading.ts';
import { decided, sameCame, storyDiffers } from './backtest-story.ts';
import { onlyFor, withChanges, type Change } from './candidate.ts';
import { invalid } from './operation.ts';

export interface Asked {
  readonly changes: readonly Change[];
  readonly days: number;
  /** As if it counted for this connection alone. */
  readonly canary?: string | undefined;
}
export interface Backtest {
  readonly from: string;
  readonly to: string;
  /** Messages gone through, of how many. */
  readonly looked: number;
  readonly total: number;
  readonly counts: Readonly<Record<Difference['kind'], number>>;
  /** The first of them. */
  readonly differences: readonly Difference[];
  /** Documents that could not be read again, and why. */
  readonly unread: readonly { readonly why: string; readonly count: number }[];
  /** Changes whose effect depends on what was so at the moment, and cannot be told afterwards. */
  readonly notJudged: readonly string[];
}
export type Progress = (so: Backtest) => Promise<void> | void;

const PAGE = 200;
const KEPT = 500;
/** Stories gone through whole; beyond that it is said that there are more. */
const MOST_TOLD = 50_000;
const REASONS = 20;
export const MOST_DAYS = 90;

export async function backtest(
  p: Platform, tenant: string, { changes: given, days, canary }: Asked, progress?: Progress,
): Promise<Backtest> {
  if (!(days >= 1 && days <= MOST_DAYS)) throw invalid(`A backtest goes back 1 to ${MOST_DAYS} days.`);
  const changes = canary === undefined ? given : onlyFor(given, canary);
  const to = Temporal.Now.instant();
  const span = { types: typesFor(changes), connection: null, from: String(to.subtract({ hours: 24 * days })), to: String(to) };
  const looks = new Looks(span.from, span.to, changes);
  if (span.types.length === 0) return looks.soFar();
  looks.total = await countPast(p.pool, tenant, span);
  for (let after: Place | null = null; ;) {
    const rows: PastMessage[] = await readOnly(p.pool, async (tx) => {
      const two = both(p, tenant, { tx, changes });
      const page = await pastMessages(tx, tenant, { ...span, after, limit: PAGE });
      for (const m of page) await looks.at(two, m);
      return page;
    });
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return looks.soFar();
    after = { seen: String(last.seen), id: last.id };
    await progress?.(looks.soFar());
  }
}

/** Both see the same, through the one transaction, which cannot write; what wants a connection of its own fails. */
function both(p: Platform, tenant: string, { tx, changes }: { tx: PoolClient; changes: readonly Change[] }): Two {
  const pool = { query: tx.query.bind(tx) } as unknown as Pool;
  const t = tenantOf(p, tenant);
  const of = (configuration: typeof t): Batch => ({
    platform: { ...p, pool, engine: pool, flow: pool, tenants: new Map([[tenant, configuration]]) },
    tx, leases: new Map(), now: now(), whatIf: true,
  });
  return { is: of(t), would: of(withChanges(t, changes)) };
}

const READ_BY = new Set(['location', 'sku', 'status', 'payment']);
const isMapping = (names: (name: string) => boolean) => (c: Change): boolean => c.kind === 'mapping' && names(c.name);
const isPolicy = (...names: string[]) => (c: Change): boolean => c.kind === 'policy' && names.includes(c.name);
const reads = (c: readonly Change[]) => c.some(isMapping((n) => READ_BY.has(n))) || c.some(isPolicy('feed'));
const decides = (c: readonly Change[]) => c.some(isMapping((n) => n === 'sku')) || c.some(isPolicy('route', 'deadlines', 'returns'));

/** Only what the changes can touch is gone through. */
function typesFor(c: readonly Change[]): string[] {
  return [...new Set([
    ...(reads(c) ? ['PartnerSpoke'] : []), ...(decides(c) ? ['ValidateOrder', 'AssessReturn'] : []),
    ...(c.some(isPolicy('books')) ? BOOKED : []), ...(c.some(isMapping((n) => n === 'fee')) ? ['PayoutReceived'] : []),
    ...(c.some(isMapping(isLookedUp)) ? TOLD : []),
  ])];
}
const WHY_NOT: Readonly<Record<string, string>> = {
  tax: 'no connector asks for tax codes yet', sla: 'it moves only when stopped work is overdue',
  events: 'it moves only when a subscriber is switched off',
  fee: 'without it the connector’s own table counts, which only reading the settlement again tells',
  'rate-card': 'it changes no document: see the fee audit, which judges past payouts by it',
};
function notJudged(changes: readonly Change[]): string[] {
  const stock = changes.some(isMapping((n) => n === 'sku' || n === 'location'))
    ? ['which units and which place an order would have been given'] : [];
  return [...stock, ...changes.filter((c) => typesFor([c]).length === 0 || (c.kind === 'mapping' && c.name === 'fee' && c.own === null))
    .map((c) => `${c.name}: ${WHY_NOT[c.name] ?? 'it depends on what stock was where at the moment, which is not known afterwards'}`)];
}

class Looks {
  total = 0;
  private looked = 0;
  private readonly counts = { fact: 0, decision: 0, document: 0, journal: 0, stops: 0, 'goes on': 0 };
  private readonly differences: Difference[] = [];
  private readonly unread = new Map<string, number>();
  /** Stories that were gone through whole. */
  private readonly told = new Set<string>();
  private readonly from: string;
  private readonly to: string;
  private readonly changes: readonly Change[];
  constructor(from: string, to: string, changes: readonly Change[]) {
    this.from = from;
    this.to = to;
    this.changes = changes;
  }

  async at(two: Two, m: PastMessage): Promise<void> {
    this.looked += 1;
    if (m.type === 'PartnerSpoke') {
      const { differences, unread } = await readingDiffers(two, m);
      if (unread !== undefined && (this.unread.size < REASONS || this.unread.has(unread)))
        this.unread.set(unread, (this.unread.get(unread) ?? 0) + 1);
      this.keep(differences);
    } else if (m.type === 'ValidateOrder' || m.type === 'AssessReturn') this.keep(await this.decision(two, m));
    else {
      if (TOLD.includes(m.type)) this.keep(toldDiffers(two, m));
      if (m.type === 'PayoutReceived') this.keep(await feesDiffer(two, m, this.changes));
      if (BOOKED.includes(m.type) && this.changes.some(isPolicy('books'))) this.keep(await booksDiffer(two, m));
    }
  }

  /** The cheap question first: only a story whose decision would be another is gone through whole. */
  private async decision(two: Two, m: PastMessage): Promise<readonly Difference[]> {
    const handler = m.type === 'ValidateOrder' ? 'policy:validation' : 'policy:returns';
    if (this.told.has(m.correlation) || this.told.size >= MOST_TOLD) return [];
    if (sameCame(await decided(two.is, handler, m), await decided(two.would, handler, m))) return [];
    this.told.add(m.correlation);
    return storyDiffers(two, m.correlation);
  }

  private keep(found: readonly Difference[]): void {
    for (const d of found) {
      this.counts[d.kind] += 1;
      if (this.differences.length < KEPT) this.differences.push(d);
    }
  }

  soFar(): Backtest {
    return { from: this.from, to: this.to, looked: this.looked, total: this.total, counts: { ...this.counts },
      differences: [...this.differences], unread: [...this.unread].map(([why, count]) => ({ why, count })),
      notJudged: [...notJudged(this.changes),
        ...(this.told.size >= MOST_TOLD ? [`orders beyond the first ${MOST_TOLD} that would differ: narrow the days`] : [])] };
  }
}
