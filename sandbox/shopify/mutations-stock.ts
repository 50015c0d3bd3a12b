/**
 * inventorySetQuantities: absolute quantities, compare-and-swap, all or nothing, once per key.
 */
import type { GraphQLResolveInfo } from 'graphql';
import { GraphQLError } from 'graphql';
import type { Applied } from '../twin.ts';
import type { Memory } from './idempotency.ts';
import { once, requiredKey } from './idempotency.ts';
import type { QuantityChange, QuantityWish } from './stock.ts';
import { level, quantityOf, setQuantity } from './stock.ts';
import { itemView, placeView } from './views-stock.ts';
import type { Level, Place, Variant, World } from './world.ts';
import { gid, idOf, stamp } from './world.ts';

/** What every mutation works on. */
export interface Desk {
  readonly world: World;
  readonly memory: Memory;
  readonly record: (applied: Applied) => void;
}
interface SetInput {
  readonly name: string;
  readonly reason: string;
  readonly referenceDocumentUri?: string | null;
  readonly quantities: readonly QuantityWish[];
}
interface StockError { readonly code: string; readonly field: string[]; readonly message: string }
interface StockPayload { readonly inventoryAdjustmentGroup: unknown; readonly userErrors: readonly StockError[] }

/** The published reasons. */
const REASONS = new Set([
  'correction', 'cycle_count_available', 'damaged', 'movement_canceled', 'movement_created', 'movement_received',
  'movement_updated', 'other', 'promotion', 'quality_control', 'received', 'reservation_created',
  'reservation_deleted', 'reservation_updated', 'restock', 'safety_stock', 'shrinkage',
]);

export function inventorySetQuantities(desk: Desk, { input }: { input: SetInput },
  info: GraphQLResolveInfo): StockPayload {
  const key = requiredKey(info);
  input.quantities.forEach((q, i) => {
    if (!('changeFromQuantity' in q)) throw new GraphQLError(
      `InventoryQuantityInput.changeFromQuantity must be passed explicitly (quantities.${i}).`,
      { extensions: { code: 'INVALID_FIELD_ARGUMENTS' } });
  });
  return once<StockPayload>(desk.memory, {
    key, field: 'inventorySetQuantities', input, apply: () => apply(desk, input, key),
    refuse: (error) => ({ inventoryAdjustmentGroup: null, userErrors: [{ ...error, field: ['input'] }] }),
  });
}

function apply(desk: Desk, input: SetInput, key: string): StockPayload {
  const userErrors = problems(desk.world, input);
  if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
  const id = desk.world.id();
  const changes = input.quantities.flatMap((q) => setQuantity(desk.world, row(desk.world, q), input.name, q.quantity));
  desk.record({ operation: 'inventorySetQuantities', key, id: gid('InventoryAdjustmentGroup', id) });
  const createdAt = stamp(desk.world.now());
  return {
    userErrors: [],
    inventoryAdjustmentGroup: changes.length === 0 ? null : {
      id: gid('InventoryAdjustmentGroup', id), createdAt, reason: input.reason,
      referenceDocumentUri: input.referenceDocumentUri ?? null,
      changes: ({ quantityNames }: { quantityNames?: string[] }) => changes
        .filter((c) => !quantityNames || quantityNames.includes(c.name)).map((c) => changeView(desk.world, c)),
    },
  };
}

function problems(world: World, input: SetInput): StockError[] {
  if (input.name !== 'available' && input.name !== 'on_hand')
    return [problem('INVALID_NAME', ['input', 'name'], "The quantity name must be either 'available' or 'on_hand'.")];
  if (!REASONS.has(input.reason))
    return [problem('INVALID_REASON', ['input', 'reason'], 'The specified reason is invalid.')];
  const seen = new Set<string>();
  return input.quantities.flatMap((q, i) => {
    const at = (field: string): string[] => ['input', 'quantities', String(i), field];
    const [item, place] = found(world, q);
    if (!item) return problem('INVALID_INVENTORY_ITEM', at('inventoryItemId'),
      'The specified inventory item could not be found.');
    if (!place) return problem('INVALID_LOCATION', at('locationId'), 'The specified location could not be found.');
    const pair = `${item.itemId} ${place.id}`;
    if (seen.has(pair)) return problem('NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', at('locationId'),
      'The combination of inventoryItemId and locationId must be unique.');
    seen.add(pair);
    if (q.quantity < 0 && input.name === 'on_hand')
      return problem('INVALID_QUANTITY_NEGATIVE', at('quantity'), "The quantity can't be negative.");
    const now = quantityOf(level(world, item.itemId, place), input.name);
    if (typeof q.changeFromQuantity === 'number' && q.changeFromQuantity !== now)
      return problem('CHANGE_FROM_QUANTITY_STALE', at('changeFromQuantity'),
        'The changeFromQuantity value does not match persisted value.');
    return [];
  });
}

const problem = (code: string, field: string[], message: string): StockError => ({ code, field, message });

const found = (world: World, q: QuantityWish): [Variant | undefined, Place | undefined] => [
  world.items.get(idOf('InventoryItem', q.inventoryItemId) ?? 0n),
  world.places.find((p) => p.id === idOf('Location', q.locationId)),
];

function row(world: World, q: QuantityWish): Level {
  const [item, place] = found(world, q);
  if (!item || !place) throw new Error('checked before');
  return level(world, item.itemId, place);
}

const changeView = (world: World, { row: at, name, delta, after }: QuantityChange): unknown => ({
  name, delta, quantityAfterChange: after,
  item: () => itemView(world.items.get(at.item) as Variant, world),
  location: () => placeView(world.places.find((p) => p.id === at.place) as Place, world),
});
