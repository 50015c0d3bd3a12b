/** One seller's Square account: locations, catalog, orders, stock with every change of it, refunds, payouts. */
import { mulberry32 } from '../faults.ts';
import type { Applied } from '../twin.ts';

export interface Money { readonly amount: number; readonly currency: string }
export interface Variation { readonly id: string; readonly itemId: string; readonly sku: string; readonly title: string; readonly price: number }
export interface Location { readonly id: string; readonly name: string; readonly timezone: string }
export type Json = Record<string, unknown>;
export interface OrderRecord extends Json {
  readonly id: string; readonly location_id: string; state: string; version: number; created_at: string; updated_at: string;
}
export interface ChangeRecord { readonly type: 'ADJUSTMENT' | 'PHYSICAL_COUNT' | 'TRANSFER'; readonly body: Json & { readonly id: string;
  readonly created_at: string; readonly occurred_at: string; readonly catalog_object_id: string }; readonly locations: readonly string[] }
export interface Subscription { readonly id: string; name: string; enabled: boolean; event_types: string[]; notification_url: string }
/** An event to be posted: its type, the object's id and kind, and the object. */
export interface Announcement { readonly type: string; readonly id: string; readonly kind: string; readonly object: Json }

export interface WorldOptions {
  readonly now: () => Date;
  readonly currency: string;
  readonly locations: readonly Location[];
  readonly items: Readonly<Record<string, { readonly title: string; readonly price: number }>>;
  /** In stock per SKU at every location at the start. */
  readonly stock: Readonly<Record<string, number>>;
  readonly taxPercent: string;
  readonly taxIncluded: boolean;
}
export interface World {
  readonly options: WorldOptions;
  readonly merchant: string;
  readonly variations: ReadonlyMap<string, Variation>;
  readonly orders: Map<string, OrderRecord>;
  readonly changes: ChangeRecord[];
  readonly refunds: Map<string, Json & { id: string; updated_at: string }>;
  readonly payouts: Map<string, { readonly payout: Json & { id: string; created_at: string }; readonly entries: readonly Json[] }>;
  readonly subscriptions: Map<string, Subscription>;
  /** Idempotency key → digest of the request and the answer that was given. */
  readonly answered: Map<string, { readonly request: string; readonly answer: unknown }>;
  readonly applied: Applied[];
  announce: (events: readonly Announcement[]) => void;
  id(): string;
  stamp(): string;
  inStock(location: string, variation: string): number;
}

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export function createWorld(options: WorldOptions): World {
  const random = mulberry32(20_250_820);
  const id = () => Array.from({ length: 24 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
  const variations = new Map(Object.entries(options.items).map(([sku, { title, price }]) => {
    const variation: Variation = { id: id(), itemId: id(), sku, title, price };
    return [variation.id, variation] as const;
  }));
  const world: World = {
    options, merchant: id(), variations, orders: new Map(), changes: [], refunds: new Map(), payouts: new Map(), subscriptions: new Map(),
    answered: new Map(), applied: [], announce: () => {}, id,
    stamp: () => options.now().toISOString(),
    inStock: (location, variation) => stockOf(world, location, variation),
  };
  return world;
}

/**
 * On hand: the latest count by the time it was made, and what happened after it. So a sale that is told late, but happened
 * before the count, changes nothing.
 */
function stockOf({ options, changes, variations }: World, location: string, variation: string): number {
  const mine = changes.filter((c) => c.body.catalog_object_id === variation && c.locations.includes(location))
    .sort((a, b) => (a.body.occurred_at < b.body.occurred_at ? -1 : 1));
  let onHand = options.stock[variations.get(variation)?.sku ?? ''] ?? 0;
  for (const { type, body } of mine) {
    const quantity = Number(body['quantity']);
    if (type === 'PHYSICAL_COUNT') onHand = quantity;
    else if (type === 'TRANSFER') onHand += body['to_location_id'] === location ? quantity : -quantity;
    else onHand += (body['to_state'] === 'IN_STOCK' ? quantity : 0) - (body['from_state'] === 'IN_STOCK' ? quantity : 0);
  }
  return onHand;
}

/** Enters a change of stock and says that the count moved. */
export function enter(world: World, type: ChangeRecord['type'], body: Json & { catalog_object_id: string; occurred_at: string }): ChangeRecord {
  const locations = type === 'TRANSFER' ? [String(body['from_location_id']), String(body['to_location_id'])] : [String(body['location_id'])];
  const change: ChangeRecord = { type, locations, body: { id: world.id(), catalog_object_type: 'ITEM_VARIATION', created_at: world.stamp(), ...body } };
  world.changes.push(change);
  world.announce([{ type: 'inventory.count.updated', id: world.id(), kind: 'inventory_counts', object: { inventory_counts: locations.map((location) =>
    countIn(world, location, body.catalog_object_id)) } }]);
  return change;
}
export const countIn = (world: World, location: string, variation: string): Json => ({
  catalog_object_id: variation, catalog_object_type: 'ITEM_VARIATION', state: 'IN_STOCK', location_id: location,
  quantity: String(world.inStock(location, variation)), calculated_at: world.stamp(),
});
export const changeAs = ({ type, body }: ChangeRecord): Json =>
  ({ type, [type === 'ADJUSTMENT' ? 'adjustment' : type === 'TRANSFER' ? 'transfer' : 'physical_count']: body });
