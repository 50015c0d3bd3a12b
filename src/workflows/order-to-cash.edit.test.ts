import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from '#domain/brand.ts';
import type { Order } from '#domain/order.ts';
import { eur, later, line, order } from '#domain/order.fixture.ts';
import {
  after, amended, asked, changed, created, first, invoiced, only, placed, recalled, recallRefused, recorded, reserved, shipped, story,
  types, validated,
} from './order-to-cash.fixture.ts';

const fraud = later(first, 1, { holds: [{ kind: 'fraud', detail: 'review' }] });

/** As the channel shows it after an edit: with the total it comes to. */
const editedTo = (more: Partial<Order>): Order => {
  const { total: _total, ...rest } = later(first, 5, more);
  return order(rest);
};

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

  it('after release: one exception for another address, until it is taken back or recalled', () => {
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

  it('after release: what comes on top is promised and asked for beside what a warehouse has', () => {
    const added = editedTo( { lines: [...first.lines, line('C', 2, 600)] });
    const said = after(asked, changed(added), validated({ A: 3, B: 2, C: 2 }), reserved({ C: 2 }, 'main', 2), amended);
    assert.deepEqual(types(said), ['ValidateOrder', 'ReserveStock', 'AmendErpOrder', 'RequestFulfillment']);
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['C', 2]]);
    assert.deepEqual(only(said, 'AmendErpOrder')[0]?.data.amounts.total, added.total);
  });

  it('after release: less of one and more of another is one change set', () => {
    const said = after(asked, changed(bigger), recalled(), validated({ A: 2, B: 3 }), reserved({ B: 1 }, 'main', 2), amended);
    assert.deepEqual(types(said), ['ValidateOrder', 'CancelFulfillment', 'ReleaseStock', 'ReserveStock', 'AmendErpOrder', 'RequestFulfillment']);
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['A', 2], ['B', 3]]);
  });

  const tax = { title: 'VAT', amount: eur(100), liable: 'seller' } as const;
  for (const [what, edited] of Object.entries({
    'a price': { lines: [line('A', 3, 900), first.lines[1]!] },
    'a discount': { lines: [line('A', 3, 800, { discount: eur(200), unitPrice: eur(333) }), first.lines[1]!] },
    'a tax': { lines: [line('A', 3, 1000, { taxes: [tax] }), first.lines[1]!] },
    'the shipping': { shipping: [] },
  }))
    it(`after release: ${what} goes into the document, no warehouse is disturbed, and no invoice has stated it`, () => {
      const now = editedTo( edited);
      const said = after(asked, changed(now), validated(), amended);
      assert.deepEqual(types(said), ['ValidateOrder', 'AmendErpOrder']);
      assert.deepEqual(only(said, 'AmendErpOrder')[0]?.data.amounts.total, now.total);
      const invoice = only(after([...asked, changed(now), validated(), amended], shipped(), recorded()), 'IssueInvoice')[0];
      assert.deepEqual(invoice?.data.amounts.total, now.total);
      const late = [...asked, shipped({ A: 1 }), recorded(), invoiced()];
      const [refusal, ...more] = only(after(late, changed(now), changed(now)), 'RaiseException');
      assert.deepEqual([refusal?.data.kind, more.length], ['EditTooLate', 0]);
      assert.match(refusal!.data.detail, what === 'the shipping' ? /^shipping or adjustments/ : /\(price\) after units of it were invoiced/);
      assert.deepEqual(types(after([...late, changed(now)], changed(later(first, 9)))), ['ExceptionSettled']);
    });

  it('of a line nothing of was invoiced is taken after another part was', () => {
    const now = editedTo( { lines: [first.lines[0]!, line('B', 2, 699)] });
    const part = [...asked, shipped({ A: 3 }), recorded(), invoiced()];
    assert.deepEqual(types(after(part, changed(now), validated())), ['ValidateOrder', 'AmendErpOrder']);
    const end = [...part, changed(now), validated(), amended, shipped({ B: 2 }, 's2'), recorded('s2')];
    const invoices = only([...story(...end).said], 'IssueInvoice').map((i) => i.data.amounts.total.count);
    assert.equal(invoices.reduce((a, b) => a + b, 0n), now.total.count);
  });

  it('that is overtaken by an invoice while it is looked at is a person’s', () => {
    const now = editedTo( { lines: [line('A', 3, 900), first.lines[1]!] });
    const said = after([...asked, changed(now), shipped(), recorded()], validated());
    assert.deepEqual(only(said, 'RaiseException').map((r) => r.data.kind), ['EditTooLate']);
  });

  it('of the words and notes of an order changes nothing', () =>
    assert.deepEqual(after(asked, changed({ ...later(first, 5), number: 'W-1001 (note)', buyer: brand('person-9') })), []));

  it('cancels the document when every line was edited away', () => {
    const nothing = later(first, 5, { lines: first.lines.map((l) => ({ ...l, cancelled: l.quantity })) });
    assert.deepEqual(types(after([placed(fraud), validated(), reserved(), created], changed(nothing))),
      ['ReleaseStock', 'CancelErpOrder', 'ExceptionSettled']);
  });
});
