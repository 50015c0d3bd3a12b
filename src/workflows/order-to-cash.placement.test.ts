/** What a channel says of sending, and what it hears: holds, moves, schedules, call-backs, shortages. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type ExternalId, type LocationId } from '#domain/brand.ts';
import type { PlacementPart } from '#domain/placement-messages.ts';
import {
  after, arrived, created, dropped, only, orderId, placed, recalled, recallRefused, recorded, reserved, reservedIn, shipped, shortOf, story,
  types, validated, type Units,
} from './order-to-cash.fixture.ts';
import type { In } from './order-to-cash/state.ts';
import { waitsFor } from './order-to-cash/waits.ts';

const tells = { tells: ['ReportHold', 'AnswerRecall'] } as const;
const part = (units: Units, more: Partial<PlacementPart> = {}): PlacementPart => ({ external: brand('77'), holds: [], ...more,
  lines: Object.entries(units).map(([lineId, quantity]) => ({ lineId: brand<ExternalId>(lineId), quantity })) });
let minute = 0;
const shows = (...parts: readonly PlacementPart[]): In =>
  ({ type: 'PlacementSeen', data: { orderId, at: brand(`2026-03-01T11:${String((minute += 1)).padStart(2, '0')}:00.000Z`), parts } });
const moved = (to: string): In => {
  const { data } = shows();
  return { type: 'PlacementSeen', data: { ...data, movedTo: brand<LocationId>(to) } as never };
};
const held = part({ A: 3 }, { holds: [{ kind: 'merchant', detail: 'other' }] });
const way = [placed(), validated(undefined, tells), reserved(), created];

describe('a channel holds a part', () => {
  it('before release: the rest goes, a person knows, and the part follows when it is lifted', () => {
    const said = after([placed(), validated(undefined, tells), reserved()], shows(held), created);
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['B', 2]]);
    assert.deepEqual(only(said, 'RaiseException').map((e) => [e.data.kind, e.data.detail]), [['FraudHold', 'held at the channel: other']]);
    const before = [placed(), validated(undefined, tells), reserved(), shows(held), created];
    assert.deepEqual(types(after(before, shows())), ['RequestFulfillment', 'ExceptionSettled']);
    assert.ok(waitsFor(story(...before).state).includes('the channel’s hold'));
  });

  it('after release: it is asked back, and the rest is sent again', () => {
    assert.deepEqual(types(after(way, shows(held))), ['CancelFulfillment']);
    const said = after([...way, shows(held)], recalled());
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['B', 2]]);
    assert.deepEqual(after([...way, shows(held)], shows(held)), []);
  });

  it('or schedules it: it waits, and nobody is asked', () => {
    const said = after([placed(), validated(undefined, tells), reserved()],
      shows(part({ A: 3, B: 2 }, { scheduled: brand('2026-04-01T00:00:00.000Z') })), created);
    assert.deepEqual(types(said), []);
  });

  it('and a look at one part leaves what was said of the others', () => {
    const alone = (only: string, ...parts: readonly PlacementPart[]): In => {
      const seen = shows(...parts);
      return { type: 'PlacementSeen', data: { ...seen.data, only: brand<ExternalId>(only) } as never };
    };
    const other = part({ B: 2 }, { external: brand('78'), holds: [{ kind: 'fraud', detail: 'x' }] });
    const before = [placed(), validated(undefined, tells), reserved(), shows(held, other), created];
    const lifted = after(before, alone('77'));
    assert.deepEqual(only(lifted, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['A', 3]]);
    assert.deepEqual(after([...before, alone('77')], alone('79')), []);
    assert.deepEqual(types(after([...before, alone('77')], alone('78'))), ['RequestFulfillment', 'ExceptionSettled']);
  });

  it('and an answer that was asked for earlier changes nothing', () => {
    const [early, late] = [shows(), shows(held)];
    assert.deepEqual(after([...way, late], early), []);
  });
});

describe('a channel moves an order', () => {
  it('before release: promised there instead', () => {
    const before = [placed(), validated(undefined, tells), reservedIn({ main: { A: 3, B: 2 } })];
    const said = after(before, moved('store'));
    assert.deepEqual(types(said), ['ReleaseStock', 'ReserveStock']);
    assert.equal(only(said, 'ReserveStock')[0]?.data.pickupAt, 'store');
    const there = after([...before, moved('store')], reserved(undefined, 'store', 2), created);
    assert.equal(only(there, 'RequestFulfillment')[0]?.data.to, 'store');
  });

  it('after release: a person hears of it, until it is recalled or has left', () => {
    const said = after(way, moved('store'));
    assert.deepEqual(only(said, 'RaiseException').map((e) => e.data.kind), ['EditTooLate']);
    assert.ok(types(after([...way, moved('store')], shipped())).includes('ExceptionSettled'));
  });
});

describe('a merchant calls a part back', () => {
  const back = part({ A: 3, B: 2 }, { recalled: true });
  it('and hears that it was in time, or that it was not', () => {
    assert.deepEqual(types(after(way, shows(back))), ['CancelFulfillment']);
    const yes = after([...way, shows(back)], recalled());
    assert.deepEqual(only(yes, 'AnswerRecall').map((a) => [a.data.part, a.data.granted]), [['77', true]]);
    const no = after([...way, shows(back)], recallRefused());
    assert.deepEqual(only(no, 'AnswerRecall').map((a) => a.data.granted), [false]);
    assert.deepEqual(types(after([...way, shows(back), recallRefused()], shipped(), recorded())),
      ['RecordErpShipment', 'ReportShipment', 'IssueInvoice']);
    assert.deepEqual(only(after([...way, shipped()], shows(back)), 'AnswerRecall').map((a) => a.data.granted), [false]);
  });
});

describe('a channel hears what waits for stock', () => {
  const short = [placed(), validated(undefined, tells), reserved({ A: 3 })];
  it('once, and once more when it waits no longer', () => {
    const [hold] = only([...story(...short).said], 'ReportHold');
    assert.deepEqual([hold?.data.reason, hold?.data.lines], ['out-of-stock', [{ lineId: 'B', quantity: 2 }]]);
    const told: In = { type: 'HoldReported', data: { orderId, by: brand('shop'), external: brand('x') } };
    assert.deepEqual(types(after([...short, told, arrived], shortOf('B'))), []);
    const [lifted] = only(after([...short, told, arrived], reserved({ B: 2 }, 'main', 2)), 'ReportHold');
    assert.deepEqual(lifted?.data.lines, []);
    assert.deepEqual(only(after(short, dropped('ReportHold')), 'ReportHold'), []);
  });
});
