/** The shard of a subject stands in rows for ever: these vectors may never change. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { hash32, hash53, shardOf, SHARDS } from './shard.ts';

const VECTORS = [
  ['main', 'order:ord-1', 140], ['main', 'stock:TEE-M', 235], ['acme', 'order:ord-1', 220],
  ['main', 'intake:shopify-us:3/orders/5001', 250], ['main', 'intake:shopify-us:3/orders/5002', 250],
  ['main', 'payout:pay-ä€😀', 196], ['main', '', 248],
] as const;

it('keeps its vectors', () => {
  for (const [tenant, subject, shard] of VECTORS) assert.equal(shardOf(tenant, subject), shard, `${tenant} ${subject}`);
  assert.deepEqual(['', 'a', 'threadline'].map(hash32), [2872998923, 444641715, 945687443]);
});
it('depends on tenant and on the part before the first slash only', () =>
  fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (tenant, subject, rest) => {
    const root = subject.replaceAll('/', '');
    assert.equal(shardOf(tenant, `${root}/${rest}`), shardOf(tenant, root));
    assert.ok(shardOf(tenant, root) >= 0 && shardOf(tenant, root) < SHARDS);
  })));
it('spreads orders evenly: no shard has twice its share of 100,000', () => {
  const counts = Array.from({ length: SHARDS }, () => 0);
  for (let i = 0; i < 100_000; i += 1) counts[shardOf('main', `order:ord-${i}`)]! += 1;
  assert.ok(Math.max(...counts) < (2 * 100_000) / SHARDS && Math.min(...counts) > 100_000 / SHARDS / 2);
});

it('half a million texts that differ in little have half a million hashes of 53 bits', () => {
  const seen = new Set<number>();
  for (let n = 0; n < 500_000; n += 1) seen.add(hash53(`${n} Order amount A-${n} 10.00 ${n * 10}.00`));
  assert.equal(seen.size, 500_000);
});
