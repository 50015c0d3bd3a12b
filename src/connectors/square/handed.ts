/**
 * Documents that a person hands over, perhaps long after and with no Square to ask: answers of the API as Square gives
 * them (`{"orders": […]}`, `{"counts": […]}`), and events. What Square would be asked for beside them may be out of
 * reach for good; then a count is what the event says, and an event that only names something is told as that.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop, Stopped } from '#domain/fault.ts';
import type { HttpResponse, News, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { whole } from './inventory.ts';
import { when } from './shape.ts';

/** What stands in an answer, by the name it stands under. */
const IN_ANSWERS = { orders: 'order', order: 'order', counts: 'counts', changes: 'change', refunds: 'refund', refund: 'refund' } as const;

/** What an answer is about: its own bytes. Undefined for a document that names what it is about. */
export const answerReference = (body: Uint8Array, value: unknown): string | undefined =>
  (unwrapped(value) ? `answers/${createHash('sha256').update(body).digest('hex').slice(0, 16)}` : undefined);

/** The documents in an answer, under the topics they are read by; undefined when it is no answer but a document itself. */
export function unwrapped(value: unknown): { topic: string; value: unknown }[] | undefined {
  if (typeof value !== 'object' || value === null || 'type' in value) return undefined;
  for (const [name, topic] of Object.entries(IN_ANSWERS)) {
    const inside = (value as Record<string, unknown>)[name];
    if (topic === 'counts' && Array.isArray(inside)) return [{ topic, value: { inventory_counts: inside } }];
    if (Array.isArray(inside)) return inside.map((one: unknown) => ({ topic, value: one }));
    if (typeof inside === 'object' && inside !== null) return [{ topic, value: inside }];
  }
  return undefined;
}

const OUT_OF_REACH: ReadonlySet<string> = new Set(['Unavailable', 'Unauthorised', 'Refused']);
/** Undefined when Square cannot be asked about what was handed over. */
export async function asFarAs<T>(recorded: boolean, asking: () => Promise<T>): Promise<T | undefined> {
  try {
    return await asking();
  } catch (error) {
    if (recorded && error instanceof Stopped && OUT_OF_REACH.has(error.fault.kind)) return undefined;
    throw error;
  }
}
const NOTHING: HttpResponse = { status: 200, headers: {}, bytes: new Uint8Array(), text: '{}', json: () => ({}) };
const BESIDE = ['/v2/catalog/', '/v2/locations'];
/**
 * Items are then told by their variations, which a mapping can name, and days are those of the connection's own zone. What
 * was not answered is not remembered.
 */
export const unaided = <S>(port: Port<S>): Port<S> => ({
  ...port, memory: new Map(),
  http: async (request) => {
    const beside = BESIDE.some((path) => request.url.includes(path));
    return beside ? await asFarAs(true, () => port.http(request)) ?? NOTHING : port.http(request);
  },
});
export const onlyNamed = (what: string): never => {
  throw stop.malformed(`the event only names ${what}, and Square cannot be asked for it: hand over the order itself (topic order)`);
};

const Count = z.object({
  catalog_object_id: z.string(), location_id: z.string(), calculated_at: when, state: z.string(), quantity: z.string(),
});
/** Counts as they stand in an event or an answer: on hand, at a place, at a time. */
export function countsNews(body: unknown): News[] {
  const { inventory_counts: counts } = read(z.object({ inventory_counts: z.array(Count) }), body);
  const onShelf = counts.filter((c) => c.state === 'IN_STOCK');
  const good = onShelf.flatMap((c) => {
    const units = whole(c.quantity);
    return units === undefined ? [] : [{ ...c, units }];
  });
  const news = [...Map.groupBy(good, (c) => `${c.location_id} ${c.calculated_at}`).values()].map((group): News => ({
    said: 'stock', location: brand(group[0]!.location_id), asOf: group[0]!.calculated_at,
    items: group.map((c) => ({ item: brand<ExternalId>(c.catalog_object_id), onHand: c.units })),
  }));
  const bad = onShelf.filter((c) => whole(c.quantity) === undefined).map((c): News => ({
    said: 'bad-row', reference: `${c.catalog_object_id} at ${c.location_id}`,
    detail: `${c.quantity} of ${c.catalog_object_id} is no whole number of stock units`,
  }));
  const all = [...news, ...bad];
  return all.length > 0 ? all : [{ said: 'nothing', why: 'nothing on a shelf was counted' }];
}
