import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ExternalId, LocationId, Sku } from './brand.ts';
import { source, type Source } from './sourcing.ts';

const skus = ['A', 'B', 'C'] as Sku[];
const line = fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 5 }) });
const lines = fc.array(line, { minLength: 1, maxLength: 5 })
  .map((ls) => ls.map((l, i) => ({ ...l, lineId: String(i) as ExternalId })));
const place = fc.record({ priority: fc.integer({ min: 0, max: 3 }), units: fc.tuple(fc.nat(8), fc.nat(8), fc.nat(8)) });
const places = fc.array(place, { minLength: 1, maxLength: 4 }).map((ps): Source[] => ps.map((p, i) => ({
  location: `L${i}` as LocationId, priority: p.priority, stock: new Map(skus.map((s, n) => [s, p.units[n]!])),
})));

describe('sourcing', () => {
  it('promises every unit wanted or none, and never more than a place has', () =>
    fc.assert(fc.property(lines, places, (wanted, sources) => {
      const result = source(wanted, sources);
      if ('short' in result) {
        for (const s of result.short) assert.ok(s.available < s.wanted);
        return;
      }
      for (const l of wanted)
        assert.equal(result.promised.filter((p) => p.lineId === l.lineId).reduce((n, p) => n + p.quantity, 0), l.quantity);
      for (const s of sources)
        for (const sku of skus) {
          const taken: number = result.promised.filter((p) => p.location === s.location && p.sku === sku)
            .reduce((n, p) => n + p.quantity, 0);
          assert.ok(taken <= s.stock.get(sku)!);
        }
    })));
  it('takes one place for all when one can, by priority', () =>
    fc.assert(fc.property(lines, places, (wanted, sources) => {
      const result = source(wanted, sources);
      const alone = sources.filter((s) => 'promised' in source(wanted, [s])).sort((a, b) => a.priority - b.priority);
      if (alone.length === 0 || 'short' in result) return;
      const used = new Set(result.promised.map((p) => p.location));
      assert.equal(used.size, 1);
      assert.equal(sources.find((s) => used.has(s.location))!.priority, alone[0]!.priority);
    })));
});
