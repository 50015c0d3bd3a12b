import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from '#domain/brand.ts';
import { eur, later, line, order, refund, refundLine } from '#domain/order.fixture.ts';
import type { Order } from '#domain/order.ts';
import { brokenLaw } from './order-to-cash.laws.fixture.ts';
import { explore, type Event, type Options } from './order-to-cash.world.fixture.ts';
import { encode, revive } from '#domain/wire.ts';
import { run } from '#domain/workflow.ts';
import { everyStory } from '../../test/every-sequence.ts';
import {
  cancelled, changed, created, invoiced, near, orderId, partly, placed, putAside, recalled, recorded, refunded, reserved, shipped,
  story, types, validated, wish,
} from './order-to-cash.fixture.ts';
import { orderToCash } from './order-to-cash.ts';
import type { In, State } from './order-to-cash/state.ts';
import { waitsFor } from './order-to-cash/waits.ts';

const two = order({ lines: [line('A', 2, 1000)], shipBy: brand('2026-03-09T10:00:00.000Z') });
const LATE = '2026-03-09T10:00:00.000Z';
const easy: Options = { refuses: false, shorts: false, erp: true, whenShort: 'backorder', papers: false };
const less = later(two, 1, { lines: [line('A', 2, 1000, { cancelled: 1 })] });
const more = later(two, 2, { lines: [line('A', 3, 1500)], total: eur(2368) });
const moved = later(two, 3, { shipTo: { ...two.shipTo!, revision: 2 } });
const { total: _total, ...cheaper } = later(two, 4, { lines: [line('A', 2, 900)] });
const repriced = order(cheaper);
const back = refund('R1', [refundLine('A', 1, 500)], { shipping: eur(100) });
const never = refund('R2', [refundLine('A', 1, 500, 'cancel')]);

const keepsTheLaws = (events: readonly Event[], options: Options = easy, bought: Order = two): number =>
  explore(bought, events, options, (w) => {
    const fault = brokenLaw(w);
    if (fault) assert.fail([fault, w.heard.join(' → '), ...waitsFor(w.state)].join('\n'));
  });

describe('order to cash keeps its laws whatever happens in whatever order', () => {
  const law = (what: string, events: readonly Event[], options: Partial<Options> = {}) =>
    it(what, (t) => t.diagnostic(`${keepsTheLaws(events, { ...easy, ...options })} situations`));
  const gives = (is: 'cancelled' | 'wish' | 'arrived'): Event => ({ is });
  const [off, please, arrived] = [gives('cancelled'), gives('wish'), gives('arrived')];

  const to = (o: Order): Event => ({ is: 'changed', order: o });
  const refunds: Event[] = [{ is: 'refunded', refund: back }, { is: 'refunded', refund: never }];

  law('undisturbed', [], { papers: true });
  law('undisturbed, without an ERP', [], { erp: false, papers: true });
  law('cancelled', [off], { papers: true });
  law('cancelled, without an ERP', [off], { erp: false, papers: true });
  law('a buyer’s wish to cancel, and the channel’s own cancellation', [please, off], { papers: true });
  const keep: Event = { is: 'heard', message: { type: 'CancellationWithdrawn', data: { orderId, wish: 'order' } } };
  law('a buyer’s wish to cancel, taken back', [please, keep], { papers: true });
  law('a buyer’s wish to cancel, taken back, and declined', [please, keep], { refuses: true });
  law('short, and told to try again', [arrived, arrived], { shorts: true });
  law('short, cancelled by policy', [arrived, please], { shorts: true, whenShort: 'cancel' });
  law('declined by the location', [arrived, please], { refuses: true });
  law('short, declined and cancelled', [arrived, off], { shorts: true, refuses: true });
  law('edited down and cancelled', [to(less), off], { papers: true });
  law('edited down, short, declined', [to(less), arrived], { shorts: true, refuses: true });
  law('edited up and cancelled', [to(more), off]);
  law('edited up, short', [to(more)], { shorts: true });
  law('another price', [to(repriced)], { papers: true });
  law('another price, and less of it', [to(repriced), to(later(repriced, 6, { lines: [line('A', 2, 900, { cancelled: 1 })] }))]);
  law('edited up, wished away', [to(more), please]);
  law('edited twice, and another address', [less, more, moved].map(to));
  law('refunded for a return', [refunds[0]!], { papers: true });
  law('refunded for a unit never sent', [to(less), refunds[1]!], { papers: true });
  law('refunded, edited and cancelled', [...refunds, to(less), off]);
  law('returned unit by unit', [refunds[0]!, { is: 'refunded', refund: refund('R3', [refundLine('A', 1, 500)]) }]);
  law('refunded, short', [refunds[0]!, arrived], { shorts: true });
  const part = (n: number, name: string): Event => ({ is: 'heard', message: partly({ A: n }, name) });
  law('a part is to be cancelled', [part(1, 'w1')], { papers: true });
  law('a part is to be cancelled, and then the rest', [part(1, 'w1'), part(1, 'w2')], { papers: true });
  law('a part is to be cancelled, and the channel cancels all', [part(1, 'w1'), off]);
  law('a part is to be cancelled, and the buyer wants none', [part(1, 'w1'), please]);
  law('a part is to be cancelled and edited away', [part(1, 'w1'), to(less)]);
  law('a part is to be cancelled, short and declined', [part(1, 'w1')], { shorts: true, refuses: true });
  law('a part is short and cancelled by policy', [arrived], { shorts: true, whenShort: 'cancel' });
  law('a person gives up telling the channel of a part', [part(1, 'w1'), { is: 'abandoned', wish: 'CancelChannelLines' }]);
  law('a part is cancelled and refunded', [part(1, 'w1'), refunds[1]!, to(less)]);
  const hears = (message: In): Event => ({ is: 'heard', message });
  const [aside, over] = [hears(putAside()), hears(near('collect', LATE, 1))];
  law('a pickup is put aside and collected or not', [aside, over], { papers: true });
  law('a pickup is not collected, and the buyer cancels', [aside, over, please]);
  law('a pickup is not collected, and the channel cancels', [aside, over, off]);
  law('a pickup of which one is edited away is not collected', [aside, over, to(less)]);
  law('a ship-by time is near', [hears(near('ship', LATE)), off], { shorts: true });
  for (const dropped of ['ValidateOrder', 'ReserveStock', 'CreateErpOrder', 'AmendErpOrder', 'CancelErpOrder',
    'RequestFulfillment', 'CancelFulfillment', 'CancelChannelOrder'] as const)
    law(`a person drops ${dropped}`, [{ is: 'abandoned', wish: dropped }, { is: 'changed', order: less }, please]);
});

describe('order to cash hears anything in any order', () => {
  const count = (names: readonly string[], name: string) => names.filter((n) => n === name).length;
  const heardInAnyOrder = (alphabet: readonly In[], longest: number): number =>
    everyStory(orderToCash, alphabet, longest, ({ heard, said }) => {
      const told = types(said);
      const fail = (law: string) => assert.fail([law, heard.map((m) => m.type).join(' → '), ...told].join('\n'));
      for (const once of ['CreateErpOrder', 'CancelErpOrder', 'CancelChannelOrder', 'IssueCreditMemo'])
        if (count(told, once) > 1) fail(`${once} twice`);
      if (told.includes('CreateErpOrder') && !heard.some((m) => m.type === 'StockReserved')) fail('unreserved');
      if (count(told, 'IssueInvoice') > count(told, 'RecordErpShipment')) fail('an invoice of no shipment');
      const end = heard.findIndex((m) => m.type === 'OrderCancelled');
      const asked = (n: number) => count(types(story(...heard.slice(0, n)).said), 'RequestFulfillment');
      if (end >= 0 && count(told, 'RequestFulfillment') > asked(end)) fail('released after it was cancelled');
      const keys = said.flatMap((m) => ('key' in m.data ? [m.data.key] : []));
      if (new Set(keys).size < keys.length) fail('a key was made twice');
    });

  it('keeps the laws', (t) => {
    const done = [recorded(), invoiced(), refunded(back)];
    const way = [placed(two), validated({ A: 2 }), reserved({ A: 2 }), created];
    const stories = [
      heardInAnyOrder([...way, cancelled, shipped({ A: 2 }), recalled()], 7),
      heardInAnyOrder([...way, shipped({ A: 1 }), ...done], 8),
      heardInAnyOrder([...way, changed(less), recalled(), wish], 8),
    ];
    t.diagnostic(`${stories.join(' + ')} stories`);
  });

  it('means the same after its state was stored and read at every step', () => {
    const heard = [placed(two), validated({ A: 2 }), reserved({ A: 2 }), created, shipped({ A: 1 }), changed(less),
      recorded(), refunded(back), invoiced(), cancelled, recalled()];
    let stored = orderToCash.initial;
    const said = heard.flatMap((message) => {
      const step = run(orderToCash, revive<State>(JSON.parse(encode(stored))), message);
      stored = step.state;
      return types(step.send);
    });
    assert.deepEqual(said, types(story(...heard).said));
  });
});
