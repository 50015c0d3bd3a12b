/** Cancelling a part of an order, at every step. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toDecimal } from '#domain/measure.ts';
import { later, line } from '#domain/order.fixture.ts';
import {
  after, amended, cancelled, changed, channelCancelled, created, dropped, first, invoiced, linesCancelled, only, orderId, partly, placed,
  recalled, recallRefused, recorded, reported, reserved, shipped, shorted, story, types, validated,
} from './order-to-cash.fixture.ts';
import { isClosed, waitsFor } from './order-to-cash/waits.ts';
import type { In } from './order-to-cash/state.ts';

const tells = { tells: ['CancelChannelLines'] } as const;
const known = [placed(), validated(undefined, tells)];
const way = [...known, reserved(), created];
const units = (said: ReturnType<typeof after>, type: 'CancelChannelLines' | 'AmendErpOrder') => {
  const [one] = only(said, type);
  const lines = one && ('lines' in one.data ? one.data.lines : one.data.amounts.lines);
  return lines?.map((l) => [l.lineId, l.quantity]);
};

describe('a part of an order is to be cancelled', () => {
  it('and is taken back while it waits: nothing of it stands, and what came back from the warehouse is asked for again', () => {
    const withdrawn = (wish = 'w1'): In => ({ type: 'CancellationWithdrawn', data: { orderId, wish } });
    const waits = [...way, partly({ A: 1 })];
    assert.deepEqual(types(after(waits, withdrawn())), []);
    const said = after([...waits, withdrawn()], recalled());
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['A', 3], ['B', 2]]);
    const byHand = [placed(), validated(), reserved(), created, partly({ A: 1 }), recalled()];
    assert.deepEqual(only([...story(...byHand).said], 'RaiseException').map((e) => e.data.kind), ['CancelByHand']);
    assert.deepEqual(types(after(byHand, withdrawn())), ['RequestFulfillment', 'ExceptionSettled']);
    const late = only(after([...waits, recalled()], withdrawn()), 'RaiseException').map((e) => [e.data.kind, e.data.detail]);
    assert.deepEqual(late, [['CancelStands', 'was to be taken back; the channel had been told to cancel 1 × SKU-A']]);
  });

  it('before its ERP document: the channel is told with the reason, and the document is made of the rest', () => {
    const said = after(known, partly({ A: 1 }, 'w1', 'address'), reserved());
    assert.deepEqual(types(said), ['CancelChannelLines', 'CreateErpOrder']);
    const [tell] = only(said, 'CancelChannelLines');
    assert.deepEqual([tell?.data.reason, tell?.data.lines], ['address', [{ lineId: 'A', sku: 'SKU-A', quantity: 1 }]]);
    const done = [...known, partly({ A: 1 }), reserved(), created];
    assert.deepEqual(only([...story(...done).said], 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => l.quantity), [2, 2]);
    assert.deepEqual(types(after(done, linesCancelled())), ['ReleaseStock', 'AmendErpOrder']);
  });

  it('while a warehouse has it: asked back, the rest sent again, the document amended, the last unit with the odd cents', () => {
    assert.deepEqual(types(after(way, partly({ A: 1 }))), ['CancelFulfillment']);
    const back = [...way, partly({ A: 1 }), recalled()];
    const said = after(back.slice(0, -1), recalled());
    assert.deepEqual(types(said), ['RequestFulfillment', 'CancelChannelLines'].toSorted((a) => (a.startsWith('C') ? -1 : 1)));
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['A', 2], ['B', 2]]);
    const agreed = after(back, linesCancelled());
    assert.deepEqual(types(agreed), ['ReleaseStock', 'AmendErpOrder']);
    assert.deepEqual(units(agreed, 'AmendErpOrder'), [['A', 2], ['B', 2]]);
    const end = [...back, linesCancelled(), amended, shipped({ A: 2, B: 2 }, 's1', 2), recorded(), reported(), invoiced()];
    const { state, said: all } = story(...end);
    assert.ok(isClosed(state), waitsFor(state).join());
    const [invoice] = only([...all], 'IssueInvoice');
    // Of 10.00 for three units, two are 6.66: the one that is cancelled takes the odd cent.
    assert.equal(toDecimal(invoice!.data.amounts.lines[0]!.net), '6.66');
  });

  it('after a part has left: what is still there is cancelled, what has left is a person’s', () => {
    const part = [...way, shipped({ A: 2 }), recorded(), reported(), invoiced(), partly({ A: 2 })];
    assert.deepEqual(types(after(part.slice(0, -1), partly({ A: 2 }))), ['CancelFulfillment']);
    const said = after(part, recalled());
    assert.deepEqual(units(said, 'CancelChannelLines'), [['A', 1]]);
    const [late] = only(said, 'RaiseException');
    assert.deepEqual([late?.data.kind, late?.data.detail], ['CancelTooLate', '1 × SKU-A was to be cancelled, and has left or will']);
    const all = [...way, shipped(), recorded(), reported(), invoiced()];
    assert.deepEqual(only(after(all, partly({ A: 1 })), 'RaiseException').map((r) => r.data.kind), ['CancelTooLate']);
  });

  it('and the warehouse keeps it: the order goes on whole, and a person hears of it once', () => {
    const said = after(way, partly({ A: 1 }), recallRefused(), shipped(), recorded());
    assert.deepEqual(types(said), ['CancelFulfillment', 'RaiseException', 'RecordErpShipment', 'ReportShipment', 'IssueInvoice']);
  });

  it('and the channel will not: the units are sent after all', () => {
    const told = [...way, partly({ A: 1 }), recalled()];
    const said = after(told, dropped('CancelChannelLines'));
    assert.deepEqual(only(said, 'RequestFulfillment')[0]?.data.fulfillment.lines.map((l) => [l.lineId, l.quantity]), [['A', 1]]);
  });

  it('and the channel cannot be told: a person does it, and the channel’s own word settles it', () => {
    const mute = [placed(), validated(), reserved(), created, partly({ B: 1 }), recalled()];
    const [ask] = only([...story(...mute).said], 'RaiseException');
    assert.deepEqual([ask?.data.kind, ask?.data.detail], ['CancelByHand', 'cancel 1 × SKU-B at the channel']);
    const shows = changed(later(first, 5, { lines: [first.lines[0]!, line('B', 2, 799, { cancelled: 1 })] }));
    assert.deepEqual(types(after(mute, shows)), ['ReleaseStock', 'AmendErpOrder', 'ExceptionSettled']);
  });

  it('asked for twice counts once; two wishes for one line are told one after the other', () => {
    assert.deepEqual(after([...way, partly({ A: 1 })], partly({ A: 1 })), []);
    const two = [...way, partly({ A: 1 }, 'w1'), partly({ A: 1 }, 'w2'), recalled()];
    assert.deepEqual(only([...story(...two).said], 'CancelChannelLines').map((c) => c.data.wish), ['w1']);
    const said = after(two, linesCancelled('w1'), linesCancelled('w2'), amended);
    assert.deepEqual(story(...two, linesCancelled('w1'), linesCancelled('w2')).state.order?.lines.map((l) => l.cancelled), [2, 0]);
    assert.deepEqual(only(said, 'CancelChannelLines').map((c) => c.data.wish), ['w2']);
  });

  it('is not brought back by a snapshot from before, and counts once when the channel shows it', () => {
    const done = [...way, partly({ A: 1 }), recalled(), linesCancelled(), amended];
    const cancelledIn = (...more: In[]) => story(...done, ...more).state.order?.lines[0]?.cancelled;
    assert.equal(cancelledIn(changed(later(first, 5))), 1);
    assert.equal(cancelledIn(changed(later(first, 5, { lines: [line('A', 3, 1000, { cancelled: 1 }), first.lines[1]!] }))), 1);
    assert.deepEqual(types(after(done, changed(later(first, 5)))), []);
  });

  it('that is all of it is the whole order', () => {
    const said = after(way, partly({ A: 3, B: 2 }, 'w1', 'price'), recalled());
    assert.deepEqual(types(said), ['CancelFulfillment', 'CancelChannelOrder']);
    assert.equal(only(said, 'CancelChannelOrder')[0]?.data.reason, 'price');
    assert.ok(types(after([...way, partly({ A: 3, B: 2 }), recalled()], channelCancelled)).includes('CancelErpOrder'));
  });

  it('the whole order is taken back while the warehouse has not answered; later it is said that it stands', () => {
    const withdrawn: In = { type: 'CancellationWithdrawn', data: { orderId, wish: 'order' } };
    const asks: In = { type: 'CancellationRequested', data: { orderId } };
    assert.deepEqual(types(after([...way, asks], withdrawn)), []);
    assert.deepEqual(types(after([...way, asks, withdrawn], recalled())), ['RequestFulfillment']);
    assert.deepEqual(types(after([...way, asks, withdrawn], recallRefused(), shipped(), recorded())),
      ['RecordErpShipment', 'ReportShipment', 'IssueInvoice']);
    assert.deepEqual(types(after([...way, asks, withdrawn], asks, recalled())), ['RequestFulfillment'], 'the same asking, again');
    const anew: In = { type: 'CancellationRequested', data: { orderId, wish: 'w2' } };
    assert.deepEqual(types(after([...way, asks, withdrawn, anew], recalled())), ['CancelChannelOrder']);
    const told = [...way, asks, recalled()];
    assert.deepEqual(only(after(told, withdrawn, withdrawn), 'RaiseException').map((e) => e.data.kind), ['CancelStands']);
    assert.deepEqual(types(after([...told, withdrawn], dropped('CancelChannelOrder'))), ['RequestFulfillment', 'ExceptionSettled']);
  });

  it('is overtaken by the whole order', () => {
    const said = after([...way, partly({ A: 1 })], cancelled, recalled(), linesCancelled());
    assert.deepEqual(types(said), ['ReleaseStock', 'CancelErpOrder']);
  });

  it('by a policy, when it is short: the rest is sent', () => {
    const policy = [placed(), validated(undefined, { ...tells, whenShort: 'cancel' }), reserved(), created];
    const said = after(policy, shorted({ B: 1 }));
    assert.deepEqual(units(said, 'CancelChannelLines'), [['B', 1]]);
    assert.equal(only(said, 'CancelChannelLines')[0]?.data.reason, 'out-of-stock');
    const end = [...policy, shorted({ B: 1 }), linesCancelled(only(said, 'CancelChannelLines')[0]!.data.wish), amended, shipped({ A: 3, B: 1 }), recorded(), reported(), invoiced()];
    assert.deepEqual(waitsFor(story(...end).state), []);
  });
});
