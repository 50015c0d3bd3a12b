import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ExternalId, LocalDate, LocationId, Sku } from './brand.ts';
import { explode, totals, type Demand } from './kit.ts';
import { kilometers, pointOf, pointText } from './distance.ts';
import { source, SOURCING_DEFAULTS, type Source, type SourcingRules } from './sourcing.ts';

const skus = ['A', 'B', 'C'] as Sku[];
const kits = (sku: string) => (sku === 'K' ? { A: 1, B: 2 } : undefined);
const line = fc.record({ sku: fc.constantFrom(...skus, 'K' as Sku), quantity: fc.integer({ min: 1, max: 5 }) });
const demands = fc.array(line, { minLength: 1, maxLength: 5 })
  .map((ls) => explode(ls.map((l, i) => ({ ...l, lineId: String(i) as ExternalId })), kits));
const place = fc.record({ priority: fc.integer({ min: 0, max: 3 }), units: fc.tuple(fc.nat(8), fc.nat(8), fc.nat(8)) });
const places = fc.array(place, { minLength: 1, maxLength: 4 }).map((ps): Source[] => ps.map((p, i) => at(`L${i}`, p.units, p)));
const at = (location: string, units: readonly number[], more: Partial<Source> = {}): Source => ({
  location: location as LocationId, priority: 1, stock: new Map(skus.map((s, n) => [s, units[n] ?? 0])), ...more,
});
const one = (sku: string, quantity: number): Demand[] =>
  explode([{ lineId: '1' as ExternalId, sku: sku as Sku, quantity }], kits);
const rules = (r: Partial<SourcingRules>): SourcingRules => ({ ...SOURCING_DEFAULTS, ...r });
const from = (s: ReturnType<typeof source>) => s.promised.map((p) => p.location);

describe('sourcing', () => {
  it('takes single items from where they lie for kits only never, and kits from there', () => {
    const sources = [at('parts', [9, 9, 9], { partsOnly: new Set(['A' as Sku]) }), at('shop', [1, 0, 0])];
    assert.deepEqual([from(source(one('A', 1), sources)), from(source(one('A', 2), sources)), from(source(one('K', 2), sources))],
      [['shop'], [], ['parts']]);
    assert.match(source(one('A', 1), sources).why[0]!, /parts \(priority 1, A only in kits\): has none of it/);
  });
  it('asks first where goods expire first, when the policy says so', () => {
    const until = (day: string) => ({ expires: new Map([['A' as Sku, day as LocalDate]]) });
    const sources = [at('far', [5, 0, 0], until('2027-05-01')), at('near', [5, 0, 0], until('2026-12-05')), at('plain', [5, 0, 0])];
    assert.deepEqual(from(source(one('A', 1), sources, rules({ order: ['expiry'] }))), ['near']);
  });
  it('promises every unit wanted or none, and never more than a place has, kits and loose pieces together', () =>
    fc.assert(fc.property(demands, places, fc.boolean(), (wanted, sources, partial) => {
      const result = source(wanted, sources, rules({ partial }));
      for (const s of result.short) assert.ok(s.available < s.wanted);
      if (!partial) assert.equal(result.promised.length > 0, result.short.length === 0);
      if (result.short.length === 0)
        for (const d of wanted)
          assert.equal(result.promised.filter((p) => p.lineId === d.lineId).reduce((n, p) => n + p.quantity, 0), d.quantity);
      for (const s of sources) {
        const here = result.promised.filter((p) => p.location === s.location);
        const used = totals(here.map((p) => ({ ...p, pieces: wanted.find((d) => d.lineId === p.lineId)!.pieces })));
        for (const [sku, n] of used) assert.ok(n <= s.stock.get(sku)!);
      }
    })));
  it('takes one place for all when one can, by priority', () =>
    fc.assert(fc.property(demands, places, (wanted, sources) => {
      const result = source(wanted, sources);
      const alone = sources.filter((s) => source(wanted, [s]).short.length === 0).sort((a, b) => a.priority - b.priority);
      if (alone.length === 0) return;
      assert.equal(new Set(from(result)).size, 1);
      assert.equal(sources.find((s) => s.location === from(result)[0])!.priority, alone[0]!.priority);
    })));
  it('finds loose goods wherever they lie when it may split', () =>
    fc.assert(fc.property(demands, places, (wanted, sources) => {
      const loose = wanted.filter((d) => d.sku !== 'K');
      const need = totals(loose);
      const enough = [...need].every(([sku, n]) => sources.reduce((sum, s) => sum + s.stock.get(sku)!, 0) >= n);
      assert.equal(source(loose, sources).short.length === 0, enough || loose.length === 0);
    })));
  it('does not sell the component of a kit twice', () => {
    const both = explode([
      { lineId: '1' as ExternalId, sku: 'A' as Sku, quantity: 1 }, { lineId: '2' as ExternalId, sku: 'K' as Sku, quantity: 1 },
    ], kits);
    const short = source(both, [at('X', [1, 2])]);
    assert.deepEqual([short.promised, short.short], [[], [{ sku: 'A', wanted: 1, available: 0 }]]);
    assert.deepEqual(from(source(both, [at('X', [1, 2]), at('Y', [1])])), ['X', 'Y']);
  });
  it('keeps to its words: distance, room, age, then the name', () => {
    const near = at('N', [9], { km: 5, priority: 9 });
    const far = at('F', [9], { km: 900, room: 3, since: new Map([['A' as Sku, '2026-01-01']]) });
    assert.deepEqual(from(source(one('A', 1), [far, near])), ['F']);
    assert.deepEqual(from(source(one('A', 1), [far, near], rules({ order: ['distance'] }))), ['N']);
    assert.deepEqual(from(source(one('A', 1), [near, far], rules({ order: ['age'] }))), ['F']);
    assert.deepEqual(from(source(one('A', 1), [far, at('Z', [9], { room: 0 })], rules({ order: ['room'] }))), ['F']);
  });
  it('never asks a place that is barred, and says why', () => {
    const s = source(one('A', 2), [at('X', [9], { barred: 'declined' }), at('Y', [1]), at('Z', [1])]);
    assert.deepEqual(from(s), ['Y', 'Z']);
    assert.deepEqual(s.why, ['X: declined', 'Y (priority 1): takes 1 × A', 'Z (priority 1): takes 1 × A']);
    assert.deepEqual(source(one('A', 2), [at('Y', [1]), at('Z', [1])], rules({ splits: 1 })).short,
      [{ sku: 'A', wanted: 2, available: 1 }]);
  });
  it('splits into two before it splits into three', () => {
    const s = source(one('A', 4), [at('P', [1], { priority: 1 }), at('Q', [2], { priority: 2 }), at('R', [3], { priority: 3 })]);
    assert.deepEqual(from(s), ['P', 'R']);
  });
  it('leaves what is kept for others', () => {
    const most = new Map([['A' as Sku, 2]]);
    assert.equal(source(one('A', 3), [at('X', [5])], SOURCING_DEFAULTS, most).short[0]?.available, 2);
    assert.equal(source(one('A', 2), [at('X', [5])], SOURCING_DEFAULTS, most).short.length, 0);
  });
});

describe('distance', () => {
  it('is a great circle in whole kilometers, the same both ways', () => {
    const [berlin, munich] = [pointOf('52.520008, 13.404954'), pointOf('48.137154, 11.576124')];
    assert.equal(kilometers(berlin, munich), 504);
    assert.equal(kilometers(munich, berlin), 504);
    assert.equal(kilometers(berlin, berlin), 0);
    assert.equal(kilometers(pointOf('0, 179.5'), pointOf('0, -179.5')), 111);
  });
  it('reads and writes places exactly', () => {
    for (const text of ['52.520008, 13.404954', '-0.5, -179', '0, 0']) assert.equal(pointText(pointOf(text)), text);
    for (const text of ['91, 0', '1', 'a, b', '1, 2, 3', '0.1234567, 0']) assert.throws(() => pointOf(text), TypeError);
  });
});
