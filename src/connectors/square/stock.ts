/**
 * Publishing what a store's registers may sell: physical counts, many in one call, under a key that Square remembers.
 *
 * A call is all or nothing. What Square names as wrong is taken out and the rest sent once more under a key of its own. A
 * key that was used with another body was an earlier attempt of ours that did arrive.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { stop, Stopped } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { ask, call, inWords, problemsOf, type Problem } from './call.ts';
import { OURS } from './inventory.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'PublishStock'>;
type Result = Receipt | Stopped;
const BATCH = 100;
const KEY_LENGTH = 128;

export const publishStock: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const [result] = await publish(port, [wish], [key]);
    if (!result || result instanceof Stopped) throw result ?? stop.unknown(`Square said nothing of ${wish.sku}`);
    return result;
  },
  async find(port, wish) {
    const location = locationOf(port, wish);
    if (!location) throw unknownPlace(wish);
    const { counts } = await ask(port, { method: 'POST', url: '/v2/inventory/counts/batch-retrieve',
      body: { catalog_object_ids: [wish.item], location_ids: [location], states: ['IN_STOCK'] } },
    z.object({ counts: z.array(z.object({ quantity: z.string() })).default([]) }));
    return counts[0] && Number(counts[0].quantity) === wish.quantity ? receipt(wish) : undefined;
  },
  batch: { size: BATCH, apply: publish },
};

const receipt = (wish: Wish): Receipt => ({ external: wish.item });
const locationOf = (port: Port<Settings>, wish: Wish): string | undefined => wish.externalLocation ?? port.settings.stockLocationId;
const unknownPlace = (wish: Wish): Stopped =>
  stop.refused('UnmappedLocation', `no Square location is set for the stock of ${wish.sku}: map it or set stockLocationId`);

interface Line { readonly at: number; readonly wish: Wish; readonly key: string; readonly location: string }

async function publish(port: Port<Settings>, wishes: readonly Wish[], keys: readonly string[]): Promise<Result[]> {
  const results: Result[] = wishes.map(unknownPlace);
  let lines = wishes.flatMap((wish, at): Line[] => {
    const location = locationOf(port, wish);
    return location ? [{ at, wish, key: keys[at] ?? '', location }] : [];
  });
  while (lines.length > 0) {
    const problems = await send(port, lines);
    if (problems.length === 0) {
      for (const l of lines) results[l.at] = receipt(l.wish);
      return results;
    }
    const bad = lines.filter((_l, i) => problems.some((p) => indexOf(p) === i));
    // Nobody is named: all of them are refused, with Square's words.
    const refused = bad.length > 0 ? bad : lines;
    for (const l of refused) {
      const about = problems.filter((p) => bad.length === 0 || indexOf(p) === lines.indexOf(l));
      results[l.at] = stop.refused('ListingRejected', `Square refuses the count of ${l.wish.sku}: ${inWords(about)}`);
    }
    lines = lines.filter((l) => !refused.includes(l));
  }
  return results;
}

const indexOf = ({ field }: Problem): number => Number(/changes\[(\d+)\]/.exec(field ?? '')?.[1] ?? -1);

async function send(port: Port<Settings>, lines: readonly Line[]): Promise<readonly Problem[]> {
  const changes = lines.map(({ wish, key, location }) => ({ type: 'PHYSICAL_COUNT', physical_count: {
    reference_id: `${OURS}${key}`.slice(0, 255), catalog_object_id: wish.item, state: 'IN_STOCK', location_id: location,
    quantity: String(wish.quantity), occurred_at: port.now,
  } }));
  const answer = await call(port, { method: 'POST', url: '/v2/inventory/changes/batch-create', write: true,
    body: { idempotency_key: keyOf(lines), changes, ignore_unchanged_counts: true } });
  if (answer.status < 400) return [];
  const problems = problemsOf(answer);
  if (problems.some((p) => p.code === 'IDEMPOTENCY_KEY_REUSED')) return [];
  return problems.length > 0 ? problems : [{ code: String(answer.status) }];
}

/** The wish's own key for one wish; for several, one that follows from theirs. */
function keyOf(lines: readonly Line[]): string {
  const [only, another] = lines;
  if (only && !another && only.key.length <= KEY_LENGTH) return only.key;
  return createHash('sha256').update(lines.map((l) => l.key).join('\n')).digest('hex');
}
