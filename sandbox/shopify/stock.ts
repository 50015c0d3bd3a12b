/**
 * Products and their stock: what can be sold where, and compare-and-swap writes of it.
 *
 * An order commits stock (available falls, on hand stays); a fulfillment takes it from both. Writing
 * `available` leaves what is committed alone, as Shopify does.
 */
import { parse } from './money.ts';
import type { Level, Place, Variant, World } from './world.ts';
import { gid, levelKey, stamp } from './world.ts';

export interface CatalogItem {
  readonly sku: string;
  readonly title: string;
  /** Decimal, in the shop's currency. */
  readonly price: string;
  readonly vendor?: string;
  readonly giftCard?: boolean;
  readonly taxable?: boolean;
  /** Available units by location name; a number is all at the first one. */
  readonly stock?: number | Readonly<Record<string, number>>;
}

export function addProduct(world: World, item: CatalogItem): Variant {
  const at = world.now();
  const product = {
    id: world.id(), title: item.title, vendor: item.vendor ?? 'Harbor & Pine', giftCard: item.giftCard ?? false,
    createdAt: at, updatedAt: at, variants: [] as Variant[],
  };
  const variant: Variant = {
    id: world.id(), itemId: world.id(), product, sku: item.sku, title: 'Default Title',
    price: parse(item.price, world.currency), taxable: item.taxable ?? !product.giftCard,
    shipped: !product.giftCard, position: 1, updatedAt: at,
  };
  product.variants.push(variant);
  world.products.set(product.id, product);
  world.variants.set(variant.sku, variant);
  world.items.set(variant.itemId, variant);
  const stock = typeof item.stock === 'object' ? item.stock : { [world.places[0]?.name ?? '']: item.stock ?? 0 };
  for (const place of world.places) level(world, variant.itemId, place).available = stock[place.name] ?? 0;
  return variant;
}

export function variantOf(world: World, sku: string): Variant {
  const variant = world.variants.get(sku);
  if (!variant) throw new Error(`the twin sells no ${sku}`);
  return variant;
}

export function placeOf(world: World, name?: string): Place {
  const place = name === undefined ? world.places[0] : world.places.find((p) => p.name === name);
  if (!place) throw new Error(`the twin has no location ${name}`);
  return place;
}

export function level(world: World, item: bigint, place: Place): Level {
  const key = levelKey(item, place.id);
  const known = world.levels.get(key);
  if (known) return known;
  const fresh: Level = { item, place: place.id, available: 0, committed: 0, updatedAt: world.now() };
  world.levels.set(key, fresh);
  return fresh;
}

export interface Move { readonly available?: number; readonly committed?: number }

/** Moves stock of an item and tells whoever listens. Lines without a variant have none. */
export function moveStock(world: World, variant: Variant | undefined, place: Place, by: Move): void {
  if (!variant || !variant.shipped) return;
  const row = level(world, variant.itemId, place);
  row.available += by.available ?? 0;
  row.committed += by.committed ?? 0;
  row.updatedAt = world.now();
  if (by.available) world.announce([{ topic: 'inventory_levels/update', body: () => levelBody(row) }]);
}

const levelBody = (row: Level): unknown => ({
  inventory_item_id: row.item,
  location_id: row.place,
  available: row.available,
  updated_at: stamp(row.updatedAt),
  admin_graphql_api_id: `${gid('InventoryLevel', row.place)}?inventory_item_id=${row.item}`,
});

export interface QuantityWish {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly quantity: number;
  readonly changeFromQuantity?: number | null;
}
export interface QuantityChange {
  readonly row: Level;
  readonly name: string;
  readonly delta: number;
  readonly after: number;
}

export const quantityOf = (row: Level, name: string): number | undefined =>
  ({ available: row.available, committed: row.committed, on_hand: row.available + row.committed,
    incoming: 0, reserved: 0, damaged: 0, safety_stock: 0, quality_control: 0 })[name];

/** Sets one quantity and answers what changed: both names when on hand moves with available. */
export function setQuantity(world: World, row: Level, name: string, quantity: number): QuantityChange[] {
  const variant = world.items.get(row.item);
  const place = world.places.find((p) => p.id === row.place);
  const delta = quantity - (quantityOf(row, name) ?? 0);
  if (!variant || !place || delta === 0) return [];
  moveStock(world, variant, place, { available: delta });
  return ['available', 'on_hand']
    .map((changed) => ({ row, name: changed, delta, after: quantityOf(row, changed) ?? 0 }));
}
