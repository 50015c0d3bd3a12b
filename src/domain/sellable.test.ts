import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { equation, freeAt, sellable, type Position, type SellableInput } from './sellable.ts';
import { amountOf, policyInForce, STOCK_DEFAULTS, type PolicyInForce, type StockFields } from './stock-policy.ts';
import type { LocalDate } from './brand.ts';

const policy = (p: Partial<StockFields> = {}): PolicyInForce => ({ ...STOCK_DEFAULTS, ...p, origin: {} });
const place = (p: Partial<Position> = {}): Position => ({
  location: 'wh-1', kind: 'warehouse', onHand: 0, reserved: 0, held: 0, inspection: 0, damaged: 0, inTransit: 0, incoming: 0,
  shortfall: 0, asOf: '2026-11-21T00:00:00.000Z', ...p,
});
const input = (p: Partial<SellableInput> = {}): SellableInput => ({
  positions: [place({ onHand: 10 })], policy: policy(), pending: 0, setAside: [], soldAhead: 0, incoming: [], confidence: 'full', ...p,
});

type Seven = [number, number, number, number, number, number, number];

describe('sellable', () => {
  it('reads as an equation', () => {
    const s = sellable(input({
      positions: [place({ onHand: 12, reserved: 3, held: 1 })], pending: 1, policy: policy({ safety: 2, buffer: '25%', cap: 3 }),
    }));
    assert.equal(s.quantity, 3);
    assert.equal(equation(s),
      '12 on hand − 3 reserved − 1 held − 2 safety − 1 pending − 1 buffer of 25% ≤ 3 cap = 3 sellable');
  });
  it('leaves out what is damaged, inspected, kept by a marketplace and on the way', () => {
    const positions = [
      place({ onHand: 5, damaged: 2, inspection: 3, inTransit: 4 }), place({ location: 'fba', kind: 'marketplace', onHand: 90 }),
    ];
    assert.equal(sellable(input({ positions })).quantity, 5);
    assert.equal(sellable(input({ positions, policy: policy({ sellInTransit: true }) })).quantity, 9);
    assert.equal(sellable(input({ positions, policy: policy({ sellsFrom: ['marketplace', 'store'] }) })).quantity, undefined);
  });
  it('does not sell a lot that is too near its end, and says which', () => {
    const lots = [{ lot: 'L-1', quantity: 4, expires: '2026-11-25' as LocalDate }, { lot: 'L-2', quantity: 5, expires: '2027-02-01' as LocalDate }];
    const at = (on: string, shelfLife: number) => sellable(input({
      positions: [place({ onHand: 10, reserved: 2, lots })], on: on as LocalDate, policy: { ...policy({ shelfLife }), origin: { shelfLife: 'dairy' } },
    }));
    assert.deepEqual([at('2026-11-21', 0), at('2026-11-21', 7), at('2026-11-26', 0), at('2027-03-01', 0)].map((s) => s.quantity), [8, 4, 4, 0]);
    assert.equal(equation(at('2026-11-21', 7)), '10 on hand − 2 reserved − 4 lot L-1 at wh-1 (4 until 2026-11-25) (dairy) = 4 sellable');
    assert.equal(at('2027-03-01', 0).shortfall, 1, 'promised from what must not be sold');
  });
  it('sells nothing singly from where it lies only for kits, and kits from there', () => {
    const positions = [place({ onHand: 3 }), place({ location: 'parts', class: 'assembly', onHand: 8, incoming: 5 })];
    const policyAt = (p: Position) => policy({ partsOnly: p.class === 'assembly', backorder: 9 });
    assert.equal(sellable(input({ positions, policyAt, policy: policy({ backorder: 9 }) })).quantity, 3);
    const kit = [{ sku: 'part', quantity: 2, positions, pending: 0 }];
    assert.equal(sellable(input({ positions: [], policyAt, kit })).quantity, 5);
  });
  it('keeps a true negative and shows the channel zero', () => {
    const s = sellable(input({ positions: [place({ onHand: 2, reserved: 2, shortfall: 3 })], pending: 1 }));
    assert.deepEqual([s.quantity, s.shortfall], [0, 4]);
  });
  it('does not take unknown for zero', () => {
    const s = sellable(input({ positions: [place({ asOf: undefined })] }));
    assert.deepEqual([s.quantity, s.known], [undefined, false]);
  });
  it('keeps back safety at each place', () => {
    const positions = [place({ onHand: 5 }), place({ location: 's', kind: 'store', onHand: 1 })];
    const policyAt = (p: Position) => policy({ safety: p.kind === 'store' ? 3 : 1 });
    assert.equal(sellable(input({ positions, policyAt })).quantity, 4);
  });
  it('sells ahead no more than is on order, unsold and allowed', () => {
    const ahead = (p: Partial<SellableInput>) => sellable(input({
      positions: [place({ incoming: 6 })], policy: policy({ preorder: 10 }), soldAhead: 2,
      incoming: [{ quantity: 3, expected: '2026-12-01' }, { quantity: 5, expected: '2026-12-24' }], ...p,
    }));
    const s = ahead({});
    assert.deepEqual([s.quantity, s.now, s.later, s.laterFrom], [6, 0, 6, '2026-12-24']);
    assert.deepEqual(ahead({ policy: policy({ preorder: 3 }) }).laterFrom, '2026-12-01');
    assert.equal(ahead({ policy: policy() }).quantity, 0);
    assert.equal(ahead({ policy: policy({ preorder: 2 }) }).quantity, 0);
  });
  it('makes a kit of whole kits at single places', () => {
    const part = (sku: string, quantity: number, a: number, b: number) => ({
      sku, quantity, pending: 0, positions: [place({ onHand: a }), place({ location: 's', kind: 'store', onHand: b })],
    });
    assert.equal(sellable(input({ kit: [part('A', 1, 3, 0), part('B', 2, 5, 9)] })).quantity, 2);
    assert.equal(sellable(input({ kit: [part('A', 1, 3, 0), part('B', 2, 0, 9)] })).quantity, 0);
    const s = sellable(input({ kit: [part('A', 1, 3, 0), { ...part('B', 2, 9, 0), kept: 5 }] }));
    assert.deepEqual([s.quantity, equation(s)], [2,
      '≤ 3 by A (1 in each, 3 to be had) ≤ 2 by B (2 in each, 4 to be had, 5 kept for other channels) = 2 whole kits at single places = 2 sellable']);
    assert.equal(sellable(input({ kit: [{ ...part('A', 1, 3, 3), pending: 4 }] })).quantity, 2);
  });
  it('gives less with every step of doubt, and nothing when paused', () => {
    const at = (confidence: SellableInput['confidence']) => sellable(input({ confidence })).quantity;
    assert.deepEqual([at('full'), at('buffer'), at('floor'), at('pause')], [10, 9, 1, 0]);
  });
  it('never sells what is not there, for every small position and policy', () => {
    let seen = 0;
    for (let n = 0; n < 3 ** 7; n += 1) {
      const [onHand, reserved, held, pending, aside, buffer, cap] =
        Array.from({ length: 7 }, (_, i) => [0, 1, 3][Math.floor(n / 3 ** i) % 3]!) as Seven;
      if (reserved + held > onHand) continue;
      seen += 1;
      const p = place({ onHand, reserved, held });
      const s = sellable(input({
        positions: [p], pending, setAside: [{ channel: 'x', quantity: aside }], policy: policy({ buffer, cap }),
      }));
      const left = freeAt(p) - pending - aside;
      assert.equal(s.quantity, Math.min(cap, Math.max(0, left - buffer)));
      assert.equal(s.shortfall, Math.max(0, -left));
    }
    assert.ok(seen > 500);
  });
  it('adds up: the terms with a sign make the number, unless a limit cut it', () =>
    fc.assert(fc.property(fc.nat(50), fc.nat(20), fc.nat(5), fc.nat(30), (onHand, reserved, safety, percent) => {
      fc.pre(reserved <= onHand);
      const s = sellable(input({
        positions: [place({ onHand, reserved })], policy: policy({ safety, buffer: `${percent}%` }),
      }));
      const sum = s.terms.reduce((n, t) => n + (t.sign === '+' ? t.amount : t.sign === '−' ? -t.amount : 0), 0);
      assert.equal(sum, s.quantity);
    })));
});

describe('stock policies', () => {
  it('lets the most particular word win, and says who had it', () => {
    const on = '2026-11-21' as LocalDate;
    const values = {
      all: { safety: 1, rules: [{ items: ['footwear'], safety: 4 }, { locations: ['store'], safety: 2 }] },
      own: { buffer: '10%', rules: [{ from: '2026-11-22' as LocalDate, cap: 3 }, { until: '2026-11-21' as LocalDate, cap: 9 }] },
    };
    const p = policyInForce(values, { channel: 'shop', sku: 'BOOT', itemClass: 'footwear', on });
    assert.deepEqual([p.safety, p.buffer, p.cap], [4, '10%', 9]);
    assert.deepEqual(p.origin, { safety: '* rule 1', buffer: 'shop', cap: 'shop rule 2' });
    const store = { location: 's-1', kind: 'store' };
    assert.equal(policyInForce(values, { channel: 'shop', sku: 'BOOT', itemClass: 'footwear', on, place: store }).safety, 2);
    assert.equal(policyInForce(values, { channel: 'shop', sku: 'CAP', on }).safety, 1);
  });
  it('rounds shares down and reads decimals exactly', () => {
    assert.deepEqual([amountOf('10%', 9), amountOf('2.5%', 79), amountOf('2.5%', 80)], [0, 1, 2]);
    assert.deepEqual([amountOf(3, 1), amountOf('50%', -4)], [3, 0]);
    assert.throws(() => amountOf('ten', 1), TypeError);
  });
});
