/** Square's catalog: an item has variations, and a variation has the SKU. Orders and stock name only the variation. */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import type { News, Poll, PolledDocument, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { ask } from './call.ts';
import { cursorIn, nextCursor } from './cursor.ts';
import type { Settings } from './settings.ts';

const Variation = z.object({ id: z.string(), is_deleted: z.boolean().nullish(), item_variation_data: z.object({
  item_id: z.string().nullish(), name: z.string().nullish(), sku: z.string().nullish(),
}).nullish() });
const Item = z.object({ id: z.string(), type: z.string(), updated_at: z.string().nullish(), is_deleted: z.boolean().nullish(),
  item_data: z.object({ name: z.string().nullish(), variations: z.array(Variation).nullish() }).nullish() });

const Found = z.object({
  objects: z.array(z.looseObject({ id: z.string(), updated_at: z.string().nullish() })).default([]), cursor: z.string().optional(),
});

export const catalog: Poll<Settings> = {
  name: 'catalog', everySeconds: 900, transport: 'poll',
  async page(port, cursor) {
    const at = cursorIn(cursor, undefined);
    const { objects, cursor: page } = await ask(port, { method: 'POST', url: '/v2/catalog/search', body: {
      object_types: ['ITEM'], limit: 100, ...(at.since && { begin_time: at.since }), ...(at.page && { cursor: at.page }),
    } }, Found);
    const documents = objects.map((o): PolledDocument => ({ topic: 'item', reference: `items/${o.id}`, body: JSON.stringify(o) }));
    const times = objects.flatMap((o) => o.updated_at ?? []);
    return { documents, more: page !== undefined, next: nextCursor(at, times, page) };
  },
};

export function itemNews(body: unknown): News[] {
  const { item_data: item, is_deleted: gone, id } = read(Item, body);
  if (gone) return [{ said: 'nothing', why: `item ${id} was deleted` }];
  const listed = (item?.variations ?? []).filter((v) => !v.is_deleted).map((v): News => {
    const { name, sku } = v.item_variation_data ?? {};
    const title = [item?.name, name].filter(Boolean).join(', ') || v.id;
    return { said: 'product', item: brand(v.id), title, ...(sku && { statedSku: sku }) };
  });
  return listed.length > 0 ? listed : [{ said: 'nothing', why: `item ${id} has no variations` }];
}

const PER_CALL = 1000;
/** SKUs of variations, remembered: they change rarely, and a document must be read fast. */
export async function skusOf(port: Port<Settings>, variations: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = (port.memory.get('skus') as Map<string, string> | undefined) ?? new Map<string, string>();
  port.memory.set('skus', known);
  const missing = [...new Set(variations)].filter((v) => !known.has(v));
  for (let i = 0; i < missing.length; i += PER_CALL) {
    const { objects } = await ask(port, { method: 'POST', url: '/v2/catalog/batch-retrieve',
      body: { object_ids: missing.slice(i, i + PER_CALL), include_deleted_objects: true } },
    z.object({ objects: z.array(Variation).default([]) }));
    for (const o of objects) if (o.item_variation_data?.sku) known.set(o.id, o.item_variation_data.sku);
  }
  return known;
}
export const statedSku = (skus: ReadonlyMap<string, string>, variation: string): { statedSku?: string } => {
  const sku = skus.get(variation);
  return sku ? { statedSku: sku } : {};
};
export const itemId = (variation: string): ExternalId => brand(variation);
