import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from '#domain/brand.ts';
import { toDecimal } from '#domain/measure.ts';
import { later, line, order, refund, refundLine } from '#domain/order.fixture.ts';
import { isClosed, waitsFor } from './order-to-cash/waits.ts';
import {
  after, arrived, asked, cancelled, changed, channelCancelled, created, dropped, erpCancelled, first, invoiced,
  only, placed, recalled, recallRefused, recorded, refunded, refusedBy, reported, reserved, reservedIn, shipped, shorted, shortOf,
  story, types, validated, validatedWithoutErp, wish,
} from './order-to-cash.fixture.ts';

const fraud = later(first, 1, { holds: [{ kind: 'fraud', detail: 'review' }] });

describe('order to cash: the straight way', () => {
  it('promises, documents, releases, ships, tells and invoices', () => {
    const all = story(...asked, shipped(), recorded(), reported(), invoiced());
    assert.deepEqual(types([...all.said]), ['ValidateOrder', 'ReserveStock', 'CreateErpOrder', 'RequestFulfillment',
      'RecordErpShipment', 'ReportShipment', 'IssueInvoice']);
    assert.ok(isClosed(all.state));
    assert.deepEqual(waitsFor(story(...asked).state), ['the warehouse']);
  });

  it('tells the ERP what the channel says, and invoices exactly that over two shipments', () => {
    const all = story(...asked, shipped({ A: 1 }, 's1'), recorded('s1'), shipped({ A: 2, B: 2 }, 's2'), recorded('s2'));
    const [document] = only([...all.said], 'CreateErpOrder');
    assert.deepEqual(document?.data.amounts.total, first.total);
    const invoices = only([...all.said], 'IssueInvoice').map((i) => i.data.amounts);
    assert.deepEqual(invoices.map((a) => toDecimal(a.shippingNet)), ['4.90', '0.00']);
    assert.equal(invoices.reduce((sum, a) => sum + a.total.count, 0n), first.total.count);
  });

  it('ships from two locations, each asked under a reference of its own', () => {
    const said = after([placed(), validated(), reservedIn({ main: { A: 3 }, store: { B: 2 } })], created);
    assert.deepEqual(only(said, 'RequestFulfillment').map((r) => [r.data.to, r.data.fulfillment.fulfillmentId]),
      [['wms', 'ord-1-1'], ['store', 'ord-1-2']]);
  });

  it('needs no ERP', () => {
    const all = story(placed(), validatedWithoutErp(), reserved(), shipped(), reported());
    assert.deepEqual(types([...all.said]).slice(2), ['RequestFulfillment', 'ReportShipment']);
    assert.ok(isClosed(all.state));
  });

  it('waits with the channel and the invoice until the ERP knows of the shipment', () => {
    assert.deepEqual(types(after(asked, shipped())), ['RecordErpShipment']);
    assert.deepEqual(types(after([...asked, shipped()], recorded())), ['ReportShipment', 'IssueInvoice']);
  });

  it('invoices digital lines at once, and leaves what the marketplace ships to the marketplace', () => {
    const mixed = order({ lines: [line('A', 1, 500), line('D', 1, 300, { fulfillment: 'digital' }),
      line('M', 1, 200, { fulfillment: 'marketplace-fulfilled' })] });
    const all = story(placed(mixed), validated({ A: 1, D: 1, M: 1 }), reserved({ A: 1 }), created);
    assert.deepEqual(only([...all.said], 'ReserveStock')[0]?.data.lines.map((l) => l.lineId), ['A']);
    const [document] = only([...all.said], 'CreateErpOrder');
    assert.deepEqual(document?.data.amounts.lines.map((l) => l.lineId), ['A', 'D', 'M']);
    const [invoice, ...more] = only([...all.said], 'IssueInvoice');
    assert.deepEqual([invoice?.data.shipmentId, invoice?.data.amounts.lines[0]?.lineId, more.length],
      ['ord-1-digital', 'D', 0]);
  });

  it('invoices what the marketplace has sent, part by part, and asks no warehouse for it', () => {
    const shows = (minutes: number, sentByChannel?: number) => later(order(), minutes, { shipping: [],
      lines: [line('M', 3, 900, { fulfillment: 'marketplace-fulfilled', ...(sentByChannel && { sentByChannel }) })] });
    const waiting = [placed(shows(1)), validated({ M: 3 }), created];
    assert.deepEqual(types(story(...waiting).said as never), ['ValidateOrder', 'CreateErpOrder']);
    assert.ok(!isClosed(story(...waiting).state));
    const one = [...waiting, changed(shows(2, 1)), changed(shows(2, 1)), invoiced('ord-1-marketplace-1')];
    const units = (said: ReturnType<typeof after>) => only(said, 'IssueInvoice').map((m) => m.data.amounts.lines[0]?.quantity);
    assert.deepEqual(types(after(waiting, ...one.slice(3))), ['IssueInvoice']);
    assert.deepEqual(units(after(one, changed(shows(3, 3)))), [2]);
    assert.ok(isClosed(story(...one, changed(shows(3, 3)), invoiced('ord-1-marketplace-2')).state));
    assert.deepEqual(units(story(placed(shows(1, 3)), validated({ M: 3 }), created).said as never), [3], 'sent before it was heard of');
  });

  it('credits a unit that the marketplace has sent, not one it still has', () => {
    const m = (more: object) => order({ lines: [line('M', 2, 900, { fulfillment: 'marketplace-fulfilled', ...more })], shipping: [] });
    const back = refunded(refund('R1', [refundLine('M', 1, 450, 'none')]));
    const waiting = [placed(m({})), validated({ M: 2 }), created, back];
    assert.deepEqual(only(story(...waiting).said as never, 'IssueCreditMemo'), []);
    const sent = [...waiting, changed(later(m({ sentByChannel: 2 }), 4))];
    assert.deepEqual(types(after(sent, invoiced('ord-1-marketplace-1'))), ['IssueCreditMemo']);
  });

  it('takes a shipment nobody was asked for, once its document exists', () => {
    const before = [placed(), validated(), reserved()];
    assert.deepEqual(types(after(before, shipped({ A: 1 }, 's9', 9))), []);
    assert.deepEqual(types(after([...before, shipped({ A: 1 }, 's9', 9)], created)),
      ['RequestFulfillment', 'RecordErpShipment']);
    assert.deepEqual(only(after([...before, shipped({ A: 1 }, 's9', 9)], created), 'RequestFulfillment')[0]
      ?.data.fulfillment.lines.map((l) => l.quantity), [2, 2]);
  });

  it('gives a shipment of more than was asked for to a person', () => {
    const said = after(asked, shipped({ A: 4 }));
    assert.deepEqual(only(said, 'RaiseException').map((r) => r.data.kind), ['ShipmentRejected']);
    assert.deepEqual(types(after(asked, shipped({ A: 3 }), shipped({ A: 3 }, 's2'))),
      ['RecordErpShipment', 'RaiseException']);
  });
});

describe('order to cash: the gate before release', () => {
  it('stops at a hold and goes on when the channel lifts it', () => {
    const held = [placed(fraud), validated(), reserved(), created];
    assert.deepEqual(only(after(held.slice(0, 3), created), 'RaiseException')[0]?.data.kind, 'FraudHold');
    assert.deepEqual(types(after(held, changed(later(first, 2)))), ['RequestFulfillment', 'ExceptionSettled']);
  });

  it('raises a location that has nobody to ask, and sources again when told', () => {
    const stuck = [placed(), validated(), reserved(undefined, 'depot'), created];
    assert.deepEqual(only([...story(...stuck).said], 'RaiseException').map((r) => r.data.kind), ['NoLocationForOrder']);
    assert.deepEqual(types(after(stuck, arrived)), ['ReleaseStock', 'ReserveStock', 'ExceptionSettled']);
  });
});

describe('order to cash: not enough stock', () => {
  const short = [placed(), validated(), shortOf('A')];
  it('backorders: a person knows, the ERP does not, and it asks again when told', () => {
    assert.deepEqual(types([...story(...short).said]), ['ValidateOrder', 'ReserveStock', 'RaiseException']);
    assert.deepEqual(types(after(short, arrived)), ['ReserveStock']);
    assert.deepEqual(types(after([...short, arrived], shortOf('A'))), []);
    assert.deepEqual(types(after([...short, arrived], reserved())), ['CreateErpOrder', 'ExceptionSettled']);
  });

  it('asks again when the order itself changes', () => {
    const moved = later(first, 6, { shipTo: { party: brand('person-1'), country: 'AT' } });
    assert.deepEqual(types(after([...short, changed(moved)], validated())), ['ReserveStock']);
  });

  it('cancels at the channel when the policy says so, and the channel’s word closes it', () => {
    const none = [placed(), validated(undefined, { whenShort: 'cancel' }), shortOf('A')];
    assert.deepEqual(only([...story(...none).said], 'CancelChannelOrder')[0]?.data.reason, 'out-of-stock');
    assert.ok(isClosed(story(...none, channelCancelled).state));
    assert.deepEqual(only(after(none, dropped('CancelChannelOrder')), 'RaiseException').map((r) => r.data.kind),
      ['StockShort']);
  });

  it('gives back what the warehouse did not find, ships the rest, asks again when told', () => {
    const said = after(asked, shorted({ A: 1 }), shorted({ A: 1 }));
    assert.deepEqual(types(said), ['ReleaseStock', 'RaiseException']);
    const rest = [...asked, shorted({ A: 1 }), shipped({ A: 2, B: 2 }), recorded(), reported(), invoiced()];
    assert.deepEqual(types(after(rest, arrived)), ['ReserveStock']);
    const again = after([...rest, arrived], reserved({ A: 1 }));
    assert.deepEqual(types(again), ['RequestFulfillment', 'ExceptionSettled']);
    assert.equal(only(again, 'RequestFulfillment')[0]?.data.fulfillment.fulfillmentId, 'ord-1-2');
  });

  it('asks a person when a location that declined is all there is', () => {
    const [stuck] = only(after([...asked, refusedBy()], reserved()), 'RaiseException');
    assert.deepEqual([stuck?.data.kind, stuck?.data.detail], ['NoLocationForOrder', 'main declined: closed today']);
  });

  it('asks another location when one declines', () => {
    const said = after(asked, refusedBy());
    assert.deepEqual(types(said), ['ReleaseStock', 'ReserveStock']);
    assert.deepEqual(only(said, 'ReserveStock')[0]?.data.except, ['main']);
    assert.deepEqual(types(after([...asked, refusedBy()], reserved(undefined, 'store'))), ['RequestFulfillment']);
    const [nobody] = only(after([...asked, refusedBy()], shortOf('A')), 'RaiseException');
    assert.match(nobody?.data.detail ?? '', /main declined: closed today/);
  });
});

describe('order to cash: cancelled at every step', () => {
  const undoes = (before: Parameters<typeof after>[0], ...expected: string[]) =>
    assert.deepEqual(types(after(before, cancelled)), expected);

  it('undoes what was done, and what is in the air when it lands', () => {
    undoes([]);
    assert.deepEqual(types([...story(cancelled, placed()).said]), []);
    undoes([placed()]);
    assert.deepEqual(types(after([placed(), cancelled], validated())), []);
    undoes([placed(), validated()]);
    assert.deepEqual(types(after([placed(), validated(), cancelled], reserved())), ['ReleaseStock']);
    undoes([placed(), validated(), reserved()], 'ReleaseStock');
    assert.deepEqual(types(after([placed(), validated(), reserved(), cancelled], created)), ['CancelErpOrder']);
    undoes(asked, 'CancelFulfillment');
    assert.deepEqual(types(after([...asked, cancelled], recalled())), ['ReleaseStock', 'CancelErpOrder']);
    assert.ok(isClosed(story(...asked, cancelled, recalled(), erpCancelled).state));
  });

  it('amends or cancels the document once, when every location has answered', () => {
    const both = [placed(), validated(), reservedIn({ main: { A: 3 }, store: { B: 2 } }), created, cancelled];
    assert.deepEqual(types(after(both, recalled(2))), ['ReleaseStock']);
    assert.deepEqual(types(after([...both, recalled(2)], recalled(1))), ['ReleaseStock', 'CancelErpOrder']);
  });

  it('lets it ship when the warehouse will not give it back, and says so once', () => {
    const said = after(asked, cancelled, recallRefused(), shipped(), recorded(), invoiced());
    assert.deepEqual(types(said), ['CancelFulfillment', 'RaiseException', 'RecordErpShipment', 'IssueInvoice']);
    assert.deepEqual(only(said, 'RaiseException')[0]?.data.kind, 'CancelTooLate');
  });

  it('keeps what was shipped and takes back the rest', () => {
    const part = [...asked, shipped({ A: 1 }), recorded(), reported(), invoiced()];
    undoes(part, 'CancelFulfillment', 'RaiseException');
    const said = after([...part, cancelled], recalled());
    assert.deepEqual(types(said), ['ReleaseStock', 'AmendErpOrder']);
    assert.deepEqual(only(said, 'AmendErpOrder')[0]?.data.amounts.lines.map((l) => [l.lineId, l.quantity]), [['A', 1]]);
    undoes([...asked, shipped(), recorded(), reported(), invoiced()], 'RaiseException');
  });

  it('grants a buyer’s wish while nothing has left, and keeps the promise until the channel agrees', () => {
    assert.deepEqual(types(after([placed(), validated(), reserved()], wish)), ['CancelChannelOrder']);
    assert.deepEqual(types(after([placed(), validated(), reserved(), wish, channelCancelled], created)),
      ['CancelErpOrder']);
    assert.deepEqual(types(after(asked, wish)), ['CancelFulfillment']);
    assert.deepEqual(types(after([...asked, wish], recalled())), ['CancelChannelOrder']);
    assert.deepEqual(types(after([...asked, wish, recalled()], channelCancelled)), ['ReleaseStock', 'CancelErpOrder']);
    assert.deepEqual(types(after([...asked, wish, recalled()], dropped('CancelChannelOrder'))), ['RequestFulfillment']);
  });

  it('declines a buyer’s wish that comes too late', () => {
    assert.deepEqual(only(after(asked, wish, recallRefused()), 'RaiseException')[0]?.data.kind, 'CancelTooLate');
    assert.deepEqual(types(after([...asked, wish, recallRefused()], shipped(), recorded())),
      ['RecordErpShipment', 'ReportShipment', 'IssueInvoice']);
    assert.deepEqual(types(after([...asked, shipped()], wish)), ['RaiseException']);
    assert.deepEqual(types(after([...asked, wish], recalled(1, { A: 2 }))), ['RequestFulfillment', 'RaiseException']);
  });
});

describe('order to cash: a person drops a wish', () => {
  it('gives the order up when it cannot go on', () => {
    assert.ok(isClosed(story(placed(), dropped('ValidateOrder')).state));
    assert.ok(isClosed(story(placed(), validated(), dropped('ReserveStock')).state));
    assert.deepEqual(types(after([placed(), validated(), reserved()], dropped('CreateErpOrder'))), ['ReleaseStock']);
    assert.deepEqual(types(after([placed(), validated(), reserved(), dropped('CreateErpOrder')], created)),
      ['CancelErpOrder']);
  });

  it('goes on without a paper that was settled by hand', () => {
    assert.deepEqual(types(after([...asked, shipped()], dropped('RecordErpShipment', 'erp-shipment:s1'))),
      ['ReportShipment', 'IssueInvoice']);
    const papers = [dropped('ReportShipment'), dropped('IssueInvoice', 'invoice:s1')];
    assert.ok(isClosed(story(...asked, shipped(), recorded(), ...papers).state));
    assert.deepEqual(types(after([...asked, shipped()], dropped('RecordErpShipment', 'erp-shipment:s2'))), []);
  });

  it('takes a request nobody will carry out elsewhere, and a recall as refused', () => {
    assert.deepEqual(types(after(asked, dropped('RequestFulfillment'))), ['ReleaseStock', 'ReserveStock']);
    assert.deepEqual(types(after([...asked, cancelled], dropped('CancelFulfillment'))), ['RaiseException']);
  });
});
