/**
 * Shop, locations, products and inventory as GraphQL objects.
 *
 * A view is a plain object whose fields are values or functions of the field's arguments; graphql-js
 * calls them. Nothing is built that was not asked for.
 */
import { print } from './money.ts';
import type { PageArgs, Searchable } from './paging.ts';
import { connection, search } from './paging.ts';
import { level, quantityOf } from './stock.ts';
import type { Level, Place, Product, Variant, World } from './world.ts';
import { gid, stamp } from './world.ts';

export const shopView = (world: World): unknown => ({
  id: gid('Shop', world.shopId), name: world.domain.split('.')[0], myshopifyDomain: world.domain,
  email: `owner@${world.domain}`, url: `https://${world.domain}`, currencyCode: world.currency,
  enabledPresentmentCurrencies: [world.currency], ianaTimezone: 'America/New_York', taxesIncluded: world.taxesIncluded,
});

export const placeView = (place: Place, world: World): unknown => ({
  id: gid('Location', place.id), legacyResourceId: place.id.toString(), name: place.name, isActive: true,
  shipsInventory: true, fulfillsOnlineOrders: true,
  address: {
    address1: '1 Dock Road', city: place.city, countryCode: place.country, provinceCode: null, zip: place.zip,
  },
  inventoryLevel: ({ inventoryItemId }: { inventoryItemId: string }) => {
    const variant = [...world.items.values()].find((v) => gid('InventoryItem', v.itemId) === inventoryItemId);
    return variant ? levelView(level(world, variant.itemId, place), world) : null;
  },
  inventoryLevels: (args: PageArgs) => levels(world, args, (l) => l.place === place.id),
});

const levels = (world: World, args: PageArgs, of: (row: Level) => boolean): unknown =>
  connection([...world.levels.values()].filter(of), args, {
    sorting: { id: (l) => l.item * 1_000_003n + l.place }, render: (l) => levelView(l, world),
  });

export const levelView = (row: Level, world: World): unknown => ({
  id: `${gid('InventoryLevel', row.place)}?inventory_item_id=${row.item}`,
  isActive: true, updatedAt: stamp(row.updatedAt),
  item: () => itemView(world.items.get(row.item) as Variant, world),
  location: () => placeView(world.places.find((p) => p.id === row.place) as Place, world),
  quantities: ({ names }: { names: string[] }) => names.flatMap((name) => {
    const quantity = quantityOf(row, name);
    return quantity === undefined ? [] : [{
      id: `${gid('InventoryQuantity', row.place)}?inventory_item_id=${row.item}&name=${name}`, name, quantity,
      updatedAt: stamp(row.updatedAt),
    }];
  }),
});

export const itemView = (variant: Variant, world: World): unknown => ({
  __typename: 'InventoryItem', id: gid('InventoryItem', variant.itemId), legacyResourceId: variant.itemId.toString(),
  sku: variant.sku, tracked: true,
  requiresShipping: variant.shipped, unitCost: null, createdAt: stamp(variant.product.createdAt),
  updatedAt: stamp(variant.updatedAt),
  inventoryLevel: ({ locationId }: { locationId: string }) => {
    const place = world.places.find((p) => gid('Location', p.id) === locationId);
    return place ? levelView(level(world, variant.itemId, place), world) : null;
  },
  inventoryLevels: (args: PageArgs) => levels(world, args, (l) => l.item === variant.itemId),
});

export const variantView = (variant: Variant, world: World): unknown => ({
  __typename: 'ProductVariant', id: gid('ProductVariant', variant.id), legacyResourceId: variant.id.toString(),
  sku: variant.sku, barcode: null,
  title: variant.title, displayName: `${variant.product.title} - ${variant.title}`, position: variant.position,
  price: print(variant.price, world.currency), compareAtPrice: null, taxable: variant.taxable, inventoryPolicy: 'DENY',
  createdAt: stamp(variant.product.createdAt), updatedAt: stamp(variant.updatedAt),
  inventoryQuantity: () => [...world.levels.values()].filter((l) => l.item === variant.itemId)
    .reduce((n, l) => n + l.available, 0),
  inventoryItem: () => itemView(variant, world),
  product: () => productView(variant.product, world),
});

export const productView = (product: Product, world: World): unknown => ({
  __typename: 'Product', id: gid('Product', product.id), legacyResourceId: product.id.toString(), title: product.title,
  handle: product.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), vendor: product.vendor, productType: '',
  isGiftCard: product.giftCard, status: 'ACTIVE', tags: [], createdAt: stamp(product.createdAt),
  updatedAt: stamp(product.updatedAt),
  variants: (args: PageArgs) => connection(product.variants, args, {
    sorting: { id: (v) => v.id, value: (v) => v.position }, render: (v) => variantView(v, world),
  }),
});

const updated = (product: Product): string => stamp(product.updatedAt);
const PRODUCT_SEARCH: Searchable<Product> = {
  id: (p) => p.id, updated_at: (p) => stamp(p.updatedAt), created_at: (p) => stamp(p.createdAt), title: (p) => p.title,
  vendor: (p) => p.vendor, sku: (p) => p.variants.map((v) => v.sku),
};
const VARIANT_SEARCH: Searchable<Variant> = {
  id: (v) => v.id, sku: (v) => v.sku, updated_at: (v) => stamp(v.updatedAt), product_id: (v) => v.product.id,
};
const ITEM_SEARCH: Searchable<Variant> = {
  id: (v) => v.itemId, sku: (v) => v.sku, updated_at: (v) => stamp(v.updatedAt),
};
const PLACE_SEARCH: Searchable<Place> = { id: (p) => p.id, name: (p) => p.name };

export const stockQueries = (world: World): Record<string, unknown> => ({
  shop: () => shopView(world),
  location: ({ id }: { id?: string }) => {
    const place = id ? world.places.find((p) => gid('Location', p.id) === id) : world.places[0];
    return place ? placeView(place, world) : null;
  },
  locations: (args: PageArgs & { sortKey: string }) =>
    connection(search(world.places, args.query, PLACE_SEARCH), args, {
    sorting: { id: (p) => p.id, ...(args.sortKey === 'NAME' ? { value: (p: Place) => p.name } : {}) },
    render: (p) => placeView(p, world),
  }),
  product: ({ id }: { id: string }) => {
    const product = [...world.products.values()].find((p) => gid('Product', p.id) === id);
    return product ? productView(product, world) : null;
  },
  products: (args: PageArgs & { sortKey: string }) =>
    connection(search(world.products.values(), args.query, PRODUCT_SEARCH), args, {
      sorting: { id: (p) => p.id, ...(args.sortKey === 'UPDATED_AT' ? { value: updated } : {}) },
      render: (p) => productView(p, world),
    }),
  productVariants: (args: PageArgs & { sortKey: string }) =>
    connection(search(world.variants.values(), args.query, VARIANT_SEARCH), args, {
      sorting: { id: (v) => v.id, ...(args.sortKey === 'SKU' ? { value: (v: Variant) => v.sku } : {}) },
      render: (v) => variantView(v, world),
    }),
  inventoryItem: ({ id }: { id: string }) => {
    const variant = [...world.items.values()].find((v) => gid('InventoryItem', v.itemId) === id);
    return variant ? itemView(variant, world) : null;
  },
  inventoryItems: (args: PageArgs) => connection(search(world.items.values(), args.query, ITEM_SEARCH), args, {
    sorting: { id: (v) => v.itemId }, render: (v) => itemView(v, world),
  }),
});

