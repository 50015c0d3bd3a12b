/** Deadlines, pickups, and goods on their way. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type LocationId } from '#domain/brand.ts';
import { line, order } from '#domain/order.fixture.ts';
import { PARCEL_WORDS, type ParcelWord } from '#domain/fulfillment-messages.ts';
import {
  after, asked, cancelled, channelCancelled, created, erpCancelled, first, invoiced, near, only, parcel, placed, putAside, recalled,
  recallRefused, recorded, renumbered, reported, reserved, shipped, shorted, story, types, validated,
} from './order-to-cash.fixture.ts';
import { further } from './order-to-cash/track.ts';
import { isClosed, waitsFor } from './order-to-cash/waits.ts';

const BY = '2026-03-04T10:00:00.000Z';
const due = order({ shipBy: brand(BY), deliverBy: brand('2026-03-06T10:00:00.000Z') });
const tells = { tells: ['ReportPickupReady', 'ReportTracking'] } as const;
const way = [placed(due), validated(undefined, tells), reserved(), created];

describe('a deadline', () => {
  it('is watched once, from when the order is valid; where the channel states none, by the retailer’s own', () => {
    const watched = only([...story(...way).said], 'AwaitDeadline');
    assert.deepEqual(watched.map((w) => [w.data.deadline, w.data.by]), [['ship', BY], ['deliver', '2026-03-06T10:00:00.000Z']]);
    assert.equal(new Set(watched.map((w) => (w as { subject?: string }).subject)).size, 2);
    const [own] = only([...story(placed(), validated(undefined, { shipWithin: 86_400 })).said], 'AwaitDeadline');
    assert.equal(own?.data.by, '2026-03-02T09:00:00.000Z');
  });

  it('that is near is put before a person, who sees what is missing and what it waits for; leaving in time settles it', () => {
    const [risk] = only(after(way, near('ship', BY)), 'RaiseException');
    assert.deepEqual([risk?.data.kind, risk?.data.detail],
      ['ShipByAtRisk', `to leave by ${BY}: 3 × SKU-A, 2 × SKU-B has not; waits for the warehouse`]);
    const shippedLate = [...way, near('ship', BY), shipped({ A: 3 }, 's1'), shipped({ B: 2 }, 's2'), recorded('s1'), recorded('s2')];
    assert.deepEqual(types(after(shippedLate.slice(0, -2), ...shippedLate.slice(-2))).filter((t) => t === 'ExceptionSettled'), []);
    assert.deepEqual(types(after([...shippedLate, reported('s1')], reported('s2'))), ['ExceptionSettled']);
  });

  it('that is near moves the confirmation ahead of others', () => {
    const told = (...before: Parameters<typeof after>[0]) => only(after(before, recorded('s1')), 'ReportShipment')[0]?.data.head;
    assert.equal(told(...way, shipped()), undefined);
    assert.equal(told(...way, near('ship', BY), shipped()), 3600);
  });

  it('of an order that has left, was cancelled or has another time by now is nothing', () => {
    assert.deepEqual(after([...way, shipped(), recorded(), reported()], near('ship', BY)), []);
    assert.deepEqual(types(after([...way, cancelled], near('ship', BY))), []);
    assert.deepEqual(after(way, near('ship', '2026-03-01T10:00:00.000Z')), []);
  });

  it('to arrive by is about what is on its way, where a carrier tells', () => {
    const away = [...way, shipped(), recorded(), reported(), invoiced(), parcel('in-transit')];
    const [risk] = only(after(away, near('deliver', due.deliverBy!)), 'RaiseException');
    assert.equal(risk?.data.kind, 'DeliverByAtRisk');
    assert.deepEqual(types(after([...away, near('deliver', due.deliverBy!)], parcel('delivered', 11))), ['ShipmentDelivered', 'ExceptionSettled']);
  });
});

describe('a pickup', () => {
  const store = 'store' as LocationId;
  const pickup = order({ pickupAt: store, lines: [line('A', 3, 1000, { fulfillment: 'pickup' }), line('B', 2, 799, { fulfillment: 'pickup' })] });
  const kept = [placed(pickup), validated(undefined, tells), reserved(undefined, store), created, putAside()];

  it('that is put aside is told to the channel once, and kept as long as the policy says', () => {
    const said = after(kept.slice(0, -1), putAside(), putAside());
    assert.deepEqual(types(said), ['ReportPickupReady', 'AwaitDeadline']);
    const [clock] = only(said, 'AwaitDeadline');
    assert.deepEqual([clock?.data.deadline, clock?.data.since, clock?.data.fulfillmentId], ['collect', '2026-03-02T10:00:00.000Z', 'ord-1-1']);
    assert.deepEqual(waitsFor(story(...kept, { type: 'PickupReadyReported',
      data: { orderId: pickup.orderId, by: brand('shop'), external: brand('x'), fulfillmentId: 'ord-1-1' } }).state), ['the buyer to collect it']);
  });

  it('that is collected is recorded, told and invoiced like a shipment', () => {
    const all = story(...kept, shipped(), recorded(), reported(), invoiced());
    assert.deepEqual(types(after(kept, shipped(), recorded())), ['RecordErpShipment', 'ReportShipment', 'IssueInvoice']);
    assert.deepEqual(after([...kept, shipped(), recorded(), reported(), invoiced()], near('collect', BY, 1)), []);
    assert.deepEqual(waitsFor(all.state), ['the channel to take word of a pickup']);
  });

  it('that is not collected in time is asked back, cancelled at the channel with the reason, and put back on the shelf', () => {
    const over = [...kept, near('collect', BY, 1)];
    assert.deepEqual(types(after(kept, near('collect', BY, 1))), ['CancelFulfillment']);
    const [cancel] = only(after(over, recalled()), 'CancelChannelOrder');
    assert.equal(cancel?.data.reason, 'uncollected');
    const end = [...over, recalled(), channelCancelled];
    assert.deepEqual(types(after(end.slice(0, -1), channelCancelled)), ['ReleaseStock', 'CancelErpOrder']);
    assert.deepEqual(waitsFor(story(...end, erpCancelled).state), ['the channel to take word of a pickup']);
  });

  it('that the buyer collected at the last minute stays sold: what was asked settles itself', () => {
    const end = [...kept, near('collect', BY, 1), recallRefused(), shipped(), recorded(), reported(), invoiced()];
    const said = types([...story(...end).said]);
    const count = (type: string) => said.filter((t) => t === type).length;
    assert.deepEqual([count('RaiseException'), count('ExceptionSettled'), count('CancelChannelOrder')], [1, 1, 0]);
  });

  it('of which a part was collected is a person’s', () => {
    const part = [...kept, shipped({ A: 3 }), recorded(), near('collect', BY, 1)];
    const [risk] = only([...story(...part).said], 'RaiseException');
    assert.deepEqual([risk?.data.kind, risk?.data.detail], ['PickupNotCollected', '2 × SKU-B lies at store and was not collected in time']);
    assert.ok(types([...story(...part, shipped({ B: 2 }, 's2')).said]).includes('ExceptionSettled'));
  });
});

describe('a shipment', () => {
  const gone = [placed(), validated(undefined, tells), reserved(), created, shipped(), recorded(), reported(), invoiced()];

  it('is delivered once, when all of its parcels are, and late news takes nothing back', () => {
    const said = after(gone, parcel('in-transit', 10), parcel('delivered', 12), parcel('out-for-delivery', 11), parcel('delivered', 12));
    assert.deepEqual(types(said), ['ShipmentDelivered']);
    assert.equal(story(...gone, parcel('delivered', 12), parcel('in-transit', 13)).state.sent[0]?.parcels?.['1Z-s1']?.word, 'delivered');
  });

  it('further on its way stays there, whatever order news comes in', () => {
    const at = (word: ParcelWord, hour: number) => ({ word, at: brand<never>(`2026-03-03T${hour}:00:00.000Z`) });
    for (const a of PARCEL_WORDS) for (const b of PARCEL_WORDS) {
      const both = [at(a, 10), at(b, 11)];
      const [forth, back] = [both, both.toReversed()].map((news) =>
        news.reduce<(typeof both)[number] | undefined>((before, now) => (further(before, now) ? now : before), undefined));
      assert.equal(forth?.word, back?.word, `${a}, ${b}`);
    }
  });

  it('whose parcel cannot be delivered, or comes back, is put before a person', () => {
    const [risk] = only(after(gone, parcel('trouble')), 'RaiseException');
    assert.deepEqual([risk?.data.kind, risk?.data.detail], ['ParcelInTrouble', 'parcel 1Z-s1 cannot be delivered']);
    assert.ok(types(after([...gone, parcel('trouble')], parcel('delivered', 12))).includes('ExceptionSettled'));
  });

  it('that travels under other numbers is told so once the channel knows it; before, it is told with the new ones', () => {
    const [again] = only(after(gone, renumbered('1Z-NEW')), 'ReportTracking');
    assert.deepEqual(again?.data.shipment.parcels, [{ carrier: 'UPSN', tracking: '1Z-NEW' }]);
    assert.deepEqual(after([...gone, renumbered('1Z-NEW')], renumbered('1Z-NEW')), []);
    const early = after([placed(), validated(undefined, tells), reserved(), created, shipped()], renumbered('1Z-NEW'), recorded());
    assert.deepEqual(types(early), ['ReportShipment', 'IssueInvoice']);
    assert.deepEqual(types(after(gone.map((m) => (m.type === 'OrderValidated' ? validated() : m)), renumbered('1Z-NEW'))), []);
  });

  it('of something else than was ordered is refused whole: nothing counts as sent', () => {
    const other = shipped({ A: 3 });
    assert.ok(other.type === 'ShipmentDispatched');
    const data = { ...other.data, shipment: { ...other.data.shipment, lines: other.data.shipment.lines.map((l) => ({ ...l, sku: brand<never>('SKU-Z') })) } };
    const { state, said } = story(...asked, { ...other, data });
    assert.deepEqual([state.sent, only([...said], 'RaiseException').map((e) => e.data.kind)], [[], ['ShipmentRejected']]);
  });

  it('leaves alone what another one lacks', () => {
    const said = after(asked, shipped({ A: 3 }, 's1'), recorded('s1'), shorted({ B: 2 }));
    assert.deepEqual(types(said), ['RecordErpShipment', 'ReportShipment', 'IssueInvoice', 'ReleaseStock', 'RaiseException']);
    assert.ok(!isClosed(story(...asked, shipped({ A: 3 }, 's1')).state) && first.lines.length === 2);
  });
});
