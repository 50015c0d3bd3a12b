/** Which inventory item a variant is, and how much of it Shopify has at a location. */
import { z } from 'zod';
import { stop, type Stopped } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port } from '../contract.ts';
import { LEVELS } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'PublishStock'>;
const Answer = z.object({ nodes: z.array(z.object({
  id: gidNumber,
  inventoryItem: z.object({ id: gidNumber, inventoryLevel: z.object({
    quantities: z.array(z.object({ name: z.string(), quantity: z.number().int() })),
  }).nullable() }),
}).partial().nullable()) });

export interface Level {
  readonly item: string;
  /** Absent when only remembered: an item keeps its id, not its quantity. */
  readonly available?: number;
}

export const locationOf = (port: Port<Settings>, wish: Wish): string | undefined =>
  wish.externalLocation ?? port.settings.locationId;

export const unknownItem = (wish: Wish): Stopped =>
  stop.refused('ListingRejected', `Shopify has no variant ${wish.item} (${wish.sku}), or does not stock it there`);
export const unknownPlace = (wish: Wish): Stopped => stop.refused('UnmappedLocation',
  `no Shopify location is known for the stock of ${wish.sku}: map one, or set locationId`);

/** The items of variants, asked for only where they are not remembered. */
export async function itemsOf(port: Port<Settings>, variants: readonly string[],
  location: string): Promise<Map<string, Level>> {
  const known = (variant: string): string | undefined => port.memory.get(`item:${variant}`) as string | undefined;
  const unknown = variants.filter((v) => !known(v));
  const found = unknown.length > 0 ? await levelsOf(port, unknown, location) : new Map<string, Level>();
  return new Map(variants.flatMap((variant) => {
    const item = known(variant);
    const level = found.get(variant) ?? (item ? { item } : undefined);
    return level ? [[variant, level] as const] : [];
  }));
}

/** Quantities as they are now. A variant that does not exist, or is not stocked there, is left out. */
export async function levelsOf(port: Port<Settings>, variants: readonly string[],
  location: string): Promise<Map<string, Required<Level>>> {
  const ids = [...new Set(variants)].map((v) => gid('ProductVariant', v));
  const data = await ask(port, { document: LEVELS, variables: { ids, location: gid('Location', location) },
    answer: Answer });
  const levels = new Map<string, Required<Level>>();
  for (const node of data.nodes) {
    const available = node?.inventoryItem?.inventoryLevel?.quantities.find((q) => q.name === 'available')?.quantity;
    if (!node?.id || !node.inventoryItem || available === undefined) continue;
    levels.set(node.id, { item: node.inventoryItem.id, available });
    port.memory.set(`item:${node.id}`, node.inventoryItem.id);
  }
  return levels;
}
