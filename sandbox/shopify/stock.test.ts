/**
 * Writing stock: compare-and-swap, all or nothing, once per key.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { ShopifyTwin } from './index.ts';
import type { Answer } from './testing.ts';
import { ask, receiver, shop, subscribe } from './testing.ts';

const SET = `mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason changes { name delta quantityAfterChange item { sku } } }
    userErrors { code field message } } }`;

interface Wish { sku: string; quantity: number; from: number | null }

function input(twin: ShopifyTwin, wishes: readonly Wish[]): Record<string, unknown> {
  return { name: 'available', reason: 'correction', quantities: wishes.map(({ sku, quantity, from }) => {
    const at = twin.state().stock.find((s) => s.sku === sku);
    return { inventoryItemId: at?.inventoryItem, locationId: at?.locationId, quantity, changeFromQuantity: from };
  }) };
}
const set = (twin: ShopifyTwin, key: string, ...wishes: Wish[]): Promise<Answer> =>
  ask(twin, SET, { key, input: input(twin, wishes) });
const available = (twin: ShopifyTwin, sku: string): number | undefined =>
  twin.state().stock.find((s) => s.sku === sku)?.available;
const code = (answer: Answer): string => answer.at('inventorySetQuantities', 'userErrors', 0, 'code');

test('a write against a stale quantity changes nothing, not even its other items', async (t) => {
  const twin = await shop(t);
  twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 3 }] });
  const stale = await set(twin, 'k1', { sku: 'TEA-200', quantity: 7, from: 100 },
    { sku: 'MUG-BLUE', quantity: 30, from: 40 });
  assert.equal(code(stale), 'CHANGE_FROM_QUANTITY_STALE');
  assert.deepEqual(stale.at('inventorySetQuantities', 'userErrors', 0, 'field'),
    ['input', 'quantities', '1', 'changeFromQuantity']);
  assert.deepEqual([available(twin, 'TEA-200'), available(twin, 'MUG-BLUE')], [100, 37]);
  const fresh = await set(twin, 'k2', { sku: 'MUG-BLUE', quantity: 30, from: 37 });
  assert.deepEqual(fresh.at('inventorySetQuantities', 'inventoryAdjustmentGroup', 'changes', 0),
    { name: 'available', delta: -7, quantityAfterChange: 30, item: { sku: 'MUG-BLUE' } });
});

test('null skips the comparison; leaving the field out is an error', async (t) => {
  const twin = await shop(t);
  await set(twin, 'k1', { sku: 'MUG-BLUE', quantity: 1, from: null });
  assert.equal(available(twin, 'MUG-BLUE'), 1);
  const without = input(twin, [{ sku: 'MUG-BLUE', quantity: 2, from: 1 }]);
  delete (without['quantities'] as { changeFromQuantity?: number }[])[0]?.changeFromQuantity;
  const refused = await ask(twin, SET, { key: 'k2', input: without });
  assert.match(refused.body.errors?.[0]?.message ?? '', /changeFromQuantity must be passed/);
  assert.equal(available(twin, 'MUG-BLUE'), 1);
});

test('the same key answers the same and applies once; with other input or after a failure it is refused', async (t) => {
  const twin = await shop(t);
  const [first, again] = [await set(twin, 'k1', { sku: 'POT-L', quantity: 9, from: 5 }),
    await set(twin, 'k1', { sku: 'POT-L', quantity: 9, from: 5 })];
  assert.deepEqual(again.body.data, first.body.data);
  assert.deepEqual(twin.applied.map((a) => [a.operation, a.key]), [['inventorySetQuantities', 'k1']]);
  assert.equal(code(await set(twin, 'k1', { sku: 'POT-L', quantity: 8, from: 9 })),
    'IDEMPOTENCY_KEY_PARAMETER_MISMATCH');
  await set(twin, 'k2', { sku: 'POT-L', quantity: 8, from: 1 });
  assert.equal(code(await set(twin, 'k2', { sku: 'POT-L', quantity: 8, from: 1 })),
    'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED');
  assert.equal(available(twin, 'POT-L'), 9);
});

test('without the directive, or with a blank key, the call fails as a whole', async (t) => {
  const twin = await shop(t);
  const wish = input(twin, [{ sku: 'POT-L', quantity: 1, from: 5 }]);
  const bare = await ask(twin, SET.replace(', $key: String!', '').replace(' @idempotent(key: $key)', ''),
    { input: wish });
  assert.equal(bare.body.errors?.[0]?.extensions.code, 'BAD_REQUEST');
  const blank = await ask(twin, SET, { key: ' ', input: wish });
  assert.equal(blank.body.errors?.[0]?.extensions.code, 'BAD_REQUEST');
  assert.equal(available(twin, 'POT-L'), 5);
});

test('every change of what is available is announced', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'INVENTORY_LEVELS_UPDATE');
  twin.setStock('TEA-200', 12);
  await set(twin, 'k', { sku: 'TEA-200', quantity: 20, from: 12 });
  await twin.settled();
  const seen = hooks.caught.map((c) => (JSON.parse(c.raw) as { available: number }).available);
  assert.deepEqual(seen.sort(), [12, 20]);
});

test('variants, items and levels can be read by SKU and by location', async (t) => {
  const twin = await shop(t, { locations: [{ name: 'Portland DC' }, { name: 'Pearl District' }],
    catalog: [{ sku: 'MUG-BLUE', title: 'Mug', price: '18.50', stock: { 'Portland DC': 4, 'Pearl District': 2 } }] });
  const answer = await ask(twin, `{ productVariants(first: 5, query: "sku:MUG-BLUE") { nodes { sku inventoryQuantity
    inventoryItem { inventoryLevels(first: 5) { nodes { location { name } quantities(names: ["available", "on_hand"]) {
    name quantity } } } } } } locations(first: 5) { nodes { name } } }`);
  assert.equal(answer.at('productVariants', 'nodes', 0, 'inventoryQuantity'), 6);
  assert.deepEqual(answer.at('productVariants', 'nodes', 0, 'inventoryItem', 'inventoryLevels', 'nodes', 1), {
    location: { name: 'Pearl District' },
    quantities: [{ name: 'available', quantity: 2 }, { name: 'on_hand', quantity: 2 }] });
  assert.deepEqual(answer.at('locations', 'nodes'), [{ name: 'Pearl District' }, { name: 'Portland DC' }]);
});
