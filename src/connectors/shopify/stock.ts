/**
 * Publishing what can be sold: absolute, by compare-and-swap, under a key that Shopify remembers.
 *
 * Shopify lowers its own quantity when it sells, so "the last we told it" is often stale for a good reason. Then the
 * quantity it has is read: if that is the one we wished, the sale was the reason for the wish. If it is another, the
 * difference may be sales we have not heard of, and writing over it would sell those units twice: what stands there
 * is the answer, and the number is derived again with it.
 *
 * A call is all or nothing, so a batch goes in rounds: what was stale or wrong is taken out or read again, the
 * rest is sent once more.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { stop, Stopped } from '#domain/fault.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '../contract.ts';
import { SET_STOCK } from './documents.ts';
import { ask, costOf } from './graphql.ts';
import { gid } from './ids.ts';
import { itemsOf, levelsOf, locationOf, unknownItem, unknownPlace, type Level } from './levels.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'PublishStock'>;
const Problem = z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish(), message: z.string() });
type Problem = z.infer<typeof Problem>;
const Answer = z.object({ inventorySetQuantities: z.object({ userErrors: z.array(Problem) }).nullable() });

/** A wish in Shopify's terms; `at` is its place among the results. */
interface Line {
  readonly at: number;
  readonly wish: Wish;
  readonly key: string;
  readonly item: string;
  readonly location: string;
  /** What Shopify is expected to have; null when nobody knows. */
  readonly from: number | null;
}
type Result = Receipt | Stopped;

/** The quantity was another, or the key was spent on an attempt that found it so. */
const STALE = new Set([
  'CHANGE_FROM_QUANTITY_STALE', 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
]);
const ROUNDS = 4;

export const publishStock: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const [result] = await publish(port, [wish], [key]);
    if (!result || result instanceof Stopped) throw result ?? restless(wish);
    return result;
  },
  async find(port, wish) {
    const location = locationOf(port, wish);
    if (!location) throw unknownPlace(wish);
    const level = (await levelsOf(port, [wish.item], location)).get(wish.item);
    return level?.available === wish.quantity ? receipt(level.item) : undefined;
  },
  cost: costOf(SET_STOCK),
  batch: { size: 100, apply: publish },
};

const receipt = (item: string): Receipt => ({ external: item as ExternalId });
const restless = (wish: Wish): Stopped =>
  stop.unavailable(`the quantity of ${wish.sku} at Shopify keeps changing under our hands`);

async function publish(port: Port<Settings>, wishes: readonly Wish[], keys: readonly string[]): Promise<Result[]> {
  const results: Result[] = wishes.map(restless);
  let lines = await prepared(port, wishes.map((wish, at) => ({ at, wish, key: keys[at] ?? '' })), results);
  for (let round = 0; round < ROUNDS && lines.length > 0; round += 1) {
    const problems = await set(port, lines, round);
    if (problems.length === 0) {
      for (const { at, item } of lines) results[at] = receipt(item);
      return results;
    }
    lines = await again(port, { lines, problems }, results);
  }
  return results;
}

/** Looks up what Shopify calls each wish; one that it does not know is answered at once. */
async function prepared(
  port: Port<Settings>, wishes: readonly Pick<Line, 'at' | 'wish' | 'key'>[], results: Result[],
): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [location, here] of byLocation(port, wishes)) {
    const items = location ? await itemsOf(port, here.map((w) => w.wish.item), location) : new Map<string, Level>();
    const first = here.filter((w) => w.wish.was === undefined && items.get(w.wish.item)?.available === undefined);
    if (location && first.length > 0)
      for (const [variant, level] of await levelsOf(port, first.map((w) => w.wish.item), location)) items.set(variant, level);
    for (const w of here) {
      const level = items.get(w.wish.item);
      if (location && level) lines.push({ ...w, item: level.item, location,
        from: w.wish.was ?? level.available ?? null });
      else results[w.at] = location ? unknownItem(w.wish) : unknownPlace(w.wish);
    }
  }
  return lines;
}

const byLocation = <T extends { readonly wish: Wish }>(port: Port<Settings>, wishes: readonly T[]): Map<string
  | undefined, T[]> =>
  Map.groupBy(wishes, ({ wish }) => locationOf(port, wish));

/** What goes into the next round: good lines as they were, those nobody ever told with the quantity Shopify has now. */
async function again(
  port: Port<Settings>, { lines, problems }: { lines: readonly Line[]; problems: readonly Problem[] },
    results: Result[],
): Promise<Line[]> {
  const about = (i: number): Problem | undefined => problems.find((p) => p.field?.[2] === String(i))
    ?? problems.find((p) => p.field?.[2] === undefined);
  const next: Line[] = [];
  const stale: Line[] = [];
  lines.forEach((line, i) => {
    const problem = about(i);
    if (!problem) next.push(line);
    else if (STALE.has(problem.code ?? '')) stale.push(line);
    else results[line.at] = refusal(line.wish, problem);
  });
  for (const [location, here] of byLocation(port, stale)) {
    const levels = await levelsOf(port, here.map((l) => l.wish.item), location ?? '');
    for (const line of here) {
      const level = levels.get(line.wish.item);
      if (!level) results[line.at] = unknownItem(line.wish);
      else if (level.available === line.wish.quantity) results[line.at] = receipt(level.item);
      // Nothing was ever acknowledged, or the quantity is as expected and only the key was spent.
      else if (line.wish.was === undefined || level.available === line.from) next.push({ ...line, from: level.available });
      else results[line.at] = { ...receipt(level.item), stands: level.available };
    }
  }
  return next;
}

function refusal(wish: Wish, problem: Problem): Stopped {
  const kind = problem.code === 'INVALID_LOCATION' ? 'UnmappedLocation' : 'ListingRejected';
  return stop.refused(kind, `Shopify refuses the quantity of ${wish.sku}: ${problem.message}`);
}

async function set(port: Port<Settings>, lines: readonly Line[], round: number): Promise<readonly Problem[]> {
  const input = {
    name: 'available', reason: 'correction',
    quantities: lines.map(({ wish, item, location, from }) => ({
      inventoryItemId: gid('InventoryItem', item), locationId: gid('Location', location), quantity: wish.quantity,
      changeFromQuantity: from,
    })),
  };
  const variables = { input, key: keyOf(lines, round) };
  const { inventorySetQuantities: done } = await ask(port,
    { document: SET_STOCK, variables, answer: Answer, write: true });
  return done?.userErrors ?? [];
}

/** The wish's own key for one wish; for several, and for each further round, one that follows from what is sent. */
function keyOf(lines: readonly Line[], round: number): string {
  const [only, another] = lines;
  if (only && !another && round === 0) return only.key;
  return createHash('sha256').update(lines.map((l) => `${l.key} from ${l.from}`).join('\n')).digest('hex');
}
