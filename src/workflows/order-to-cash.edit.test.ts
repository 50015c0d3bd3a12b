import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from '#domain/brand.ts';
import { eur, later, line, order } from '#domain/order.fixture.ts';
import {
  after, amended, asked, changed, created, first, only, placed, recalled, recallRefused, reserved, types, validated,
} from './order-to-cash.fixture.ts';

const fraud = later(first, 1, { holds: [{ kind: 'fraud', detail: 'review' }] });

describe('order to cash: edited', () => {
  const lines = [line('A', 3, 1000, { cancelled: 1 }), line('B', 3, 1198)];
  const edit = order({ ...later(first, 5), lines, total: eur(0) });
  const bigger = { ...edit, total: eur(2944) };
  it('validates again before anything was promised, and drops the overtaken answer', () => {
    assert.deepEqual(types(after([placed()], changed(bigger))), ['ValidateOrder']);
    assert.deepEqual(types(after([placed(), changed(bigger)], validated(undefined, {}, 1))), []);
    const [ask] = only(after([placed(), changed(bigger)], validated({ A: 2, B: 3 }, {}, 2)), 'ReserveStock');
    assert.deepEqual(ask?.data.lines.map((l) => [l.lineId, l.quantity]), [['A', 2], ['B', 3]]);
  });

  it('asks again when units or the whole edit are taken back while an answer is awaited', () => {
    const less = later(first, 5, { lines: [line('A', 3, 1000, { cancelled: 1 }), line('B', 2, 799)] });
    assert.deepEqual(types(after([placed()], changed(less))), ['ValidateOrder']);
    const undone = [placed(fraud), validated(), reserved(), created, changed(bigger)];
    assert.deepEqual(types(after(undone, changed(later(first, 8)))), ['ValidateOrder']);
    assert.deepEqual(types(after([...undone, changed(later(first, 8))], validated({ A: 2, B: 3 }, {}, 2))), []);
  });

  it('does not go back to an older snapshot', () =>
    assert.deepEqual(types(after([placed(), changed(bigger)], changed(later(first, 2)))), []));

  it('after the ERP document: gives back what is less, promises what is more, amends, then releases', () => {
    const before = [placed(fraud), validated(), reserved(), created];
    const said = after(before, changed(bigger), validated({ A: 2, B: 3 }), reserved({ B: 1 }, 'main', 2), amended);
    assert.deepEqual(types(said).filter((t) => t !== 'ExceptionSettled'),
      ['ValidateOrder', 'ReleaseStock', 'ReserveStock', 'AmendErpOrder', 'RequestFulfillment']);
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => l.quantity), [2, 3]);
  });

  it('after release: one exception for an addition or another address', () => {
    const moved = later(first, 6, { shipTo: { party: brand('person-1'), country: 'AT' } });
    assert.deepEqual(only(after(asked, changed(moved), changed(moved)), 'RaiseException').map((r) => r.data.kind),
      ['EditTooLate']);
    assert.deepEqual(types(after([...asked, changed(moved)], changed(later(first, 7)))), ['ExceptionSettled']);
  });

  it('after release: recalls what is no longer wanted and releases the rest anew', () => {
    const less = later(first, 5, { lines: [line('A', 3, 1000, { cancelled: 2 }), line('B', 2, 799)] });
    assert.deepEqual(types(after(asked, changed(less))), ['CancelFulfillment']);
    const said = after([...asked, changed(less)], recalled(), amended);
    assert.deepEqual(types(said), ['ReleaseStock', 'AmendErpOrder', 'RequestFulfillment']);
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => l.quantity), [1, 2]);
    assert.deepEqual(only(after([...asked, changed(less)], recallRefused()), 'RaiseException')[0]?.data.kind,
      'EditTooLate');
  });

  it('after a recall that brought everything back, takes the whole edit', () => {
    const said = after([...asked, changed(bigger)], recalled(), validated({ A: 2, B: 3 }));
    assert.deepEqual(types(said), ['ValidateOrder', 'ReleaseStock', 'ExceptionSettled', 'ReserveStock']);
  });

  it('cancels the document when every line was edited away', () => {
    const nothing = later(first, 5, { lines: first.lines.map((l) => ({ ...l, cancelled: l.quantity })) });
    assert.deepEqual(types(after([placed(fraud), validated(), reserved(), created], changed(nothing))),
      ['ReleaseStock', 'CancelErpOrder', 'ExceptionSettled']);
  });
});
