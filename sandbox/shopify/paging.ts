/**
 * Cursor connections and Shopify's search words.
 *
 * A cursor holds the sort value and id of its item, not a position, as Shopify's do: an order that is
 * updated while somebody pages by UPDATED_AT moves behind the cursor, and shows up a second time.
 */
import { GraphQLError } from 'graphql';

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
  readonly query?: string | null;
}
/** How a list is sorted: a comparable value, then the id. */
export interface Sorting<T> {
  readonly id: (item: T) => bigint;
  readonly value?: (item: T) => string | number | bigint;
}
interface Spot { readonly value: string | number | bigint; readonly id: bigint }

/** Builds the connection of `items`, rendering only the page. */
export function connection<T>(items: Iterable<T>, args: PageArgs, { sorting, render }: {
  sorting: Sorting<T>; render: (item: T) => unknown;
}): unknown {
  const size = pageSize(args);
  const spot = (item: T): Spot => ({ value: sorting.value?.(item) ?? sorting.id(item), id: sorting.id(item) });
  const ahead = (a: Spot, b: Spot): number => compare(a, b) * (args.reverse ? -1 : 1);
  let rows = [...items].map((item) => ({ item, spot: spot(item) })).sort((a, b) => ahead(a.spot, b.spot));
  const before = rows.length;
  if (args.after) rows = rows.filter((r) => ahead(r.spot, decode(args.after ?? '')) > 0);
  const skipped = rows.length < before;
  if (args.before) rows = rows.filter((r) => ahead(r.spot, decode(args.before ?? '')) < 0);
  const page = args.last ? rows.slice(-size) : rows.slice(0, size);
  const edges = page.map((r) => ({ cursor: encode(r.spot), node: render(r.item) }));
  const more = rows.length > page.length;
  return {
    edges,
    nodes: edges.map((e) => e.node),
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: args.last ? Boolean(args.before) : more,
      hasPreviousPage: args.last ? more : skipped,
    },
  };
}

function pageSize({ first, last }: PageArgs): number {
  const size = first ?? last;
  if (size === undefined || size === null)
    throw new GraphQLError('you must provide one of first or last', { extensions: { code: 'BAD_REQUEST' } });
  if (size < 1 || size > 250)
    throw new GraphQLError(`${size} is not between 1 and 250`, { extensions: { code: 'INVALID_FIELD_ARGUMENTS' } });
  return size;
}

const compare = (a: Spot, b: Spot): number => order(a.value, b.value) || order(a.id, b.id);
const order = (a: string | number | bigint, b: string | number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const encode = ({ value, id }: Spot): string =>
  Buffer.from(JSON.stringify([id.toString(), value.toString(), typeof value])).toString('base64');

function decode(cursor: string): Spot {
  try {
    const [id, value, type] = JSON.parse(Buffer.from(cursor, 'base64').toString()) as [string, string, string];
    return { value: type === 'string' ? value : BigInt(value), id: BigInt(id) };
  } catch {
    throw new GraphQLError('Invalid cursor for current pagination sort.', { extensions: { code: 'BAD_REQUEST' } });
  }
}

export interface Term { readonly field: string; readonly op: '=' | '>' | '>=' | '<' | '<='; readonly value: string }

/** Reads `updated_at:>='2026-01-01' AND tag:vip`. Connectives other than AND are not understood. */
export function terms(query: string | null | undefined): Term[] {
  const found = (query ?? '').matchAll(/([a-z_]+):\s*(>=|<=|>|<)?\s*(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/g);
  return [...found].map(([, field = '', op, single, double, bare]) =>
    ({ field, op: (op ?? '=') as Term['op'], value: single ?? double ?? bare ?? '' }));
}

/** Fields a list can be searched by; an unknown one is ignored, as Shopify ignores it with a warning. */
export type Searchable<T> = Record<string, (item: T) => string | number | bigint | readonly string[]>;

export function search<T>(items: Iterable<T>, query: string | null | undefined, by: Searchable<T>): T[] {
  const asked = terms(query).filter((t) => by[t.field]);
  return [...items].filter((item) => asked.every((term) => holds(by[term.field]?.(item), term)));
}

function holds(actual: ReturnType<Searchable<unknown>[string]> | undefined, { op, value }: Term): boolean {
  if (actual === undefined) return true;
  if (Array.isArray(actual)) return actual.some((word: string) => word.toLowerCase() === value.toLowerCase());
  const mine = actual as string | number | bigint;
  const [left, right] = typeof mine === 'string' ? asTime(mine, value) : [mine, BigInt(value.split('/').at(-1) ?? 0)];
  const sign = order(left, right);
  if (op === '=') return sign === 0;
  return op.startsWith('>') ? sign > 0 || (op === '>=' && sign === 0) : sign < 0 || (op === '<=' && sign === 0);
}

/** Times are compared as instants, other words without regard to case. */
function asTime(mine: string, value: string): [string | number, string | number] {
  const instant = /^\d{4}-\d\d-\d\dT/.test(mine) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? [mine.toLowerCase(), value.toLowerCase()] : [Date.parse(mine), instant];
}
