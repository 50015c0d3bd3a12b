/**
 * searchOrders: exactly one of createdAfter and lastUpdatedAfter, an upper bound two minutes in the
 * past, pages by token. A token carries its whole question and the last order shown, and lives a day: an
 * order that changes between two pages leaves this window and stands in a later one, none is skipped.
 */
import type { Fields } from './input.ts';
import { integer, list, text, time } from './input.ts';
import { INCLUDED_DATA, wireOrder } from './order-wire.ts';
import { invalid } from './problem.ts';
import type { Order, World } from './world.ts';

const STATUSES = [
  'PENDING_AVAILABILITY', 'PENDING', 'UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'CANCELLED', 'UNFULFILLABLE',
] as const;
const TOKEN_LIFE = 86_400_000;

interface Question {
  readonly by: 'created' | 'updated';
  readonly after: number;
  readonly before: number;
  readonly statuses: readonly string[] | undefined;
  readonly marketplaces: readonly string[] | undefined;
  readonly fulfilledBy: readonly string[] | undefined;
}

export interface SearchSettings {
  /** How long an order stays invisible to searches: two minutes at Amazon. */
  readonly lag: number;
  readonly clock: () => number;
}

export function searchOrders(world: World, query: Fields, settings: SearchSettings): Record<string, unknown> {
  const asked = new Set(list(query, 'includedData', { words: INCLUDED_DATA }) ?? []);
  const size = integer(query, 'maxResultsPerPage', 1, 100) ?? 100;
  const token = text(query, 'paginationToken');
  const { question, last }: Resumed = token === undefined
    ? { question: questionOf(world, query, settings.lag), last: undefined }
    : resume(token, settings.clock());
  const key = (order: Order) => `${order[question.by]} ${order.id}`;
  const found = [...world.orders.values()]
    .filter((o) => fits(o, question) && (last === undefined || key(o) > last))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const page = found.slice(0, size);
  const end = page.at(-1);
  const next = found.length > size && end ? tokenOf(question, key(end), settings.clock()) : undefined;
  const bound = question.by === 'created' ? 'createdBefore' : 'lastUpdatedBefore';
  return {
    orders: page.map((order) => wireOrder(order, asked)),
    ...(next === undefined ? {} : { pagination: { nextToken: next } }),
    [bound]: new Date(question.before).toISOString(),
  };
}

function questionOf(world: World, query: Fields, lag: number): Question {
  const created = time(query, 'createdAfter');
  const updated = time(query, 'lastUpdatedAfter');
  if ((created === undefined) === (updated === undefined)) {
    throw invalid('Exactly one of createdAfter and lastUpdatedAfter is required.');
  }
  const by = created === undefined ? 'updated' : 'created';
  const other = by === 'created' ? 'lastUpdatedBefore' : 'createdBefore';
  if (query[other] !== undefined) throw invalid(`${other} does not go with ${by}After.`);
  const latest = world.now().getTime() - lag;
  const before = time(query, by === 'created' ? 'createdBefore' : 'lastUpdatedBefore');
  if (before !== undefined && before > latest) throw invalid('The upper bound must be two minutes in the past.');
  const after = created ?? updated ?? 0;
  if (before !== undefined && before < after) throw invalid('The upper bound is before the lower one.');
  return {
    by,
    after,
    before: before ?? latest,
    statuses: list(query, 'fulfillmentStatuses', { words: STATUSES }),
    marketplaces: list(query, 'marketplaceIds', { max: 50 }),
    fulfilledBy: list(query, 'fulfilledBy', { words: ['MERCHANT', 'AMAZON'] }),
  };
}

function fits(order: Order, q: Question): boolean {
  const at = Date.parse(order[q.by]);
  return at >= q.after && at <= q.before
    && (q.statuses?.includes(order.status) ?? true)
    && (q.marketplaces?.includes(order.marketplace.id) ?? true)
    && (q.fulfilledBy?.includes(order.fulfilledBy) ?? true);
}

interface Resumed {
  readonly question: Question;
  readonly last: string | undefined;
}

const tokenOf = (question: Question, last: string, at: number): string =>
  Buffer.from(JSON.stringify({ question, last, at })).toString('base64url');

function resume(token: string, now: number): Resumed {
  try {
    const { question, last, at } = JSON.parse(Buffer.from(token, 'base64url').toString()) as Resumed & { at: number };
    const whole = typeof last === 'string' && typeof question.after === 'number';
    if (whole && now - at <= TOKEN_LIFE) return { question, last };
  } catch {
    // Falls through to the one answer for every token that is not ours.
  }
  throw invalid('paginationToken is invalid or has expired.');
}
