/** Each word of a stock policy by itself: what it does to the number, and for whom, where and when it is said. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { LocalDate } from './brand.ts';
import { sellable, type Position, type SellableInput } from './sellable.ts';
import { policyInForce, STOCK_DEFAULTS, type PolicyInForce, type StockFields, type StockPolicyValue } from './stock-policy.ts';

const place = (p: Partial<Position> = {}): Position => ({
  location: 'W', kind: 'warehouse', onHand: 20, reserved: 0, held: 0, inspection: 0, damaged: 0, inTransit: 6, incoming: 9, shortfall: 0,
  asOf: '2026-11-21T00:00:00.000Z', lots: [{ lot: 'L', quantity: 5, expires: '2026-11-24' as LocalDate }], ...p,
});
const PLACES = [place(), place({ location: 'S', kind: 'store', onHand: 2, inTransit: 0, incoming: 0, lots: [] })];
const told = (fields: Partial<StockFields>, more: Partial<SellableInput> = {}) => {
  const policy: PolicyInForce = { ...STOCK_DEFAULTS, ...fields, origin: {} };
  return sellable({ positions: PLACES, policy, pending: 0, setAside: [], soldAhead: 0, confidence: 'full', on: '2026-11-21' as LocalDate,
    incoming: [{ quantity: 9, expected: '2026-12-24' }], ...more });
};

const EMPTY = PLACES.map((p) => ({ ...p, onHand: 0, lots: [] }));
/** The field, the number with it, and how the number is come by; without any field it is 22. */
const CASES: readonly (readonly [Partial<StockFields>, number | undefined, Partial<SellableInput>?])[] = [
  [{}, 22],
  [{ publish: false }, undefined], // known, and not to be told
  [{ safety: 3 }, 17], // 3 at the warehouse, both units of the store
  [{ buffer: 4 }, 18], [{ buffer: '10%' }, 20],
  [{ cap: 7 }, 7], [{ cap: 50 }, 22],
  [{ floor: 23 }, 0], [{ floor: 22 }, 22],
  [{ cap: 5, floor: 6 }, 0], // the floor looks at what would be shown
  [{ backorder: 4 }, 26], [{ backorder: 40 }, 31], // no more than is on order
  [{ preorder: 5 }, 22], // something is here: it is no preorder
  [{ preorder: 5 }, 5, { positions: EMPTY }], [{ backorder: 5 }, 5, { positions: EMPTY }],
  [{ backorder: 5 }, 2, { positions: EMPTY, soldAhead: 3 }],
  [{ shelfLife: 4 }, 17], [{ shelfLife: 3 }, 22],
  [{ partsOnly: true }, 0],
  [{ sellInTransit: true }, 28],
  [{ sellsFrom: ['store'] }, 2], [{ sellsFrom: ['W'] }, 20], [{ sellsFrom: ['nowhere'] }, undefined], // nobody counted there
  [{ doubtBuffer: '50%' }, 11, { confidence: 'buffer' }], [{ doubtFloor: 4 }, 4, { confidence: 'floor' }],
  [{ reserve: 5 }, 22], [{}, 17, { setAside: [{ channel: 'amazon', quantity: 5 }] }], // kept from others, not from its own channel
];
for (const [fields, quantity, more] of CASES)
  it(`${JSON.stringify(fields)} ${more ? Object.keys(more).join() : ''} → ${quantity ?? 'not told'}`, () =>
    assert.equal(told(fields, more).quantity, quantity));

it('leadDays is told with the number, with the day on which goods on order leave', () => {
  const s = told({ leadDays: 3, preorder: 5 }, { positions: EMPTY });
  assert.deepEqual([s.leadDays, s.later, s.laterFrom], [3, 5, '2026-12-24']);
});

const OTHER: StockFields = {
  publish: false, safety: 9, buffer: '9%', cap: 9, floor: 9, reserve: 9, leadDays: 9, preorder: 9, backorder: 9, reach: 'partial', oversell: 9,
  shelfLife: 9, partsOnly: true, sellInTransit: true, doubtBuffer: '9%', doubtFloor: 9, sellsFrom: ['store'],
};
const at = (rule: object, value: Partial<StockFields>, on = '2026-11-27'): PolicyInForce => {
  const own: StockPolicyValue = { rules: [{ ...rule, ...value }] };
  return policyInForce({ own }, { channel: 'shop', sku: 'TEE', itemClass: 'apparel', on: on as LocalDate,
    place: { location: 'S-1', kind: 'store', class: 'flagship' } });
};
for (const [field, value] of Object.entries(OTHER))
  it(`${field} is said by channel, item or class, place, kind or class of places, and from a day until a day`, () => {
    const said = (rule: object, on?: string) => at(rule, { [field]: value }, on)[field as keyof StockFields] === value;
    for (const rule of [{}, { items: ['TEE'] }, { items: ['apparel'] }, { locations: ['S-1'] }, { locations: ['store'] }, { locations: ['flagship'] },
      { items: ['apparel'], locations: ['flagship'], from: '2026-11-27', until: '2026-11-27' }]) assert.ok(said(rule), JSON.stringify(rule));
    for (const rule of [{ items: ['MUG'] }, { locations: ['warehouse'] }, { items: ['TEE'], locations: ['S-2'] }, { from: '2026-11-28' },
      { until: '2026-11-26' }]) assert.ok(!said(rule), JSON.stringify(rule));
    assert.ok(said({ until: '2026-11-26' }, '2026-11-26') && said({ from: '2026-11-28' }, '2026-11-28'), 'the first and the last day count');
  });
