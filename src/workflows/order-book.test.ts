import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type ExternalId, type OrderId, type Timestamp } from '#domain/brand.ts';
import type { Order, Refund } from '#domain/order.ts';
import { encode, revive } from '#domain/wire.ts';
import { run } from '#domain/workflow.ts';
import { everyStory, names, tell } from '../../test/every-sequence.ts';
import { eur, later, line, order, refund } from '#domain/order.fixture.ts';
import { orderBook, type Book, type In, type Out } from './order-book.ts';

const orderId = brand<OrderId>('ord-1');
const seen = (o: Order): In => ({ type: 'OrderSeen', data: { order: o } });
const fetched = (o: Order, at: string): In => ({ type: 'OrderSeen', data: { order: o, fetched: brand(at) } });
const halfPast = brand<Timestamp>('2026-03-01T09:30:00.000Z');
const gone: In = { type: 'CancellationSeen', data: { orderId, at: halfPast, reason: 'buyer' } };
const refunded = (seenRefund: Refund): In => ({ type: 'RefundSeen', data: { orderId, refund: seenRefund } });
const paidBack = (external: string): In => refunded(refund(external));
const first = order();
const moved = later(first, 5, { shipTo: { party: brand('person-1'), country: 'AT' } });
const said = (...heard: In[]): string[] => names(tell(orderBook, ...heard).said);
const placedThen = (next: Order): string[] =>
  tell(orderBook, seen(first), seen(next)).said.flatMap((m) => (m.type === 'OrderChanged' ? [...m.data.changed] : []));

describe('the order book', () => {
  it('places an order once, however often the channel shows it', () =>
    assert.deepEqual(said(seen(first), seen(first), seen(later(first, 5))), ['OrderPlaced']));

  it('says what changed', () => {
    assert.deepEqual(placedThen(moved), ['address']);
    assert.deepEqual(placedThen(later(first, 5, { holds: [{ kind: 'fraud', detail: 'review' }] })), ['holds']);
    assert.deepEqual(placedThen(later(first, 5, { shipBy: brand('2026-03-03T00:00:00.000Z') })), ['dates']);
    assert.deepEqual(placedThen(later(first, 5, { lines: [line('A', 3, 1000, { cancelled: 1 })], total: eur(1) })),
      ['lines', 'total']);
  });

  it('sees a corrected street by the revision of the person alone', () =>
    assert.deepEqual(placedThen(later(first, 5, { shipTo: { party: brand('person-1'), country: 'DE', revision: 2 } })),
      ['address']));

  it('ignores an older snapshot, but not the refund or the cancellation in it', () => {
    const old = later(first, 2, { lines: [line('A', 9, 1)], refunds: [refund('R1')], cancelledAt: first.placedAt });
    assert.deepEqual(said(seen(moved), seen(old)), ['OrderPlaced', 'OrderCancelled', 'RefundRecorded']);
  });

  it('lets other content of the same time win, once', () => {
    const other = { ...first, shipTo: { party: brand('person-1'), country: 'FR' } } as Order;
    assert.deepEqual(said(seen(first), seen(other), seen(first), seen(other)), ['OrderPlaced', 'OrderChanged']);
    assert.equal(tell(orderBook, seen(first), seen(other), seen(first)).state.order?.shipTo?.country, 'FR');
  });

  describe('of equal times', () => {
    const held: Order = { ...first, holds: [{ kind: 'merchant', detail: 'a word nobody knows' }] };
    const [nine, ten] = ['2026-03-02T09:00:00.000Z', '2026-03-02T10:00:00.000Z'];
    const holdsAfter = (...heard: In[]) => tell(orderBook, ...heard).state.order?.holds.length;

    it('takes what was fetched for the state now, although it was shown before', () => {
      assert.equal(holdsAfter(seen(first), seen(held), fetched(first, nine)), 0);
      assert.equal(holdsAfter(fetched(first, nine), fetched(held, nine), fetched(first, ten)), 0);
      assert.deepEqual(said(fetched(first, nine), fetched(held, nine), fetched(first, ten), fetched(first, ten)),
        ['OrderPlaced', 'OrderChanged', 'OrderChanged']);
    });

    it('does not let what is told late undo it, nor an answer that was asked for earlier', () => {
      assert.equal(holdsAfter(fetched(first, ten), seen(held)), 0);
      assert.equal(holdsAfter(fetched(first, ten), fetched(held, nine)), 0);
      assert.equal(holdsAfter(seen(first), fetched(first, ten), seen(held)), 0);
    });

    it('finds a second change of one second when it is asked again', () => {
      const asked = fetched(first, first.updatedAt);
      assert.equal(holdsAfter(asked, seen(held)), 0);
      assert.equal(holdsAfter(asked, seen(held), fetched(held, nine)), 1);
    });
  });

  it('never places an order whose cancellation came first, or that is cancelled at first sight', () => {
    assert.deepEqual(said(gone, seen(first), seen(moved)), ['OrderCancelled']);
    assert.deepEqual(said(seen({ ...first, cancelledAt: first.placedAt }), gone), ['OrderCancelled']);
    const [cancelled] = tell(orderBook, gone, seen(first)).said;
    assert.ok(cancelled?.type === 'OrderCancelled' && cancelled.data.order?.number === '#1001');
    assert.equal(cancelled.data.reason, 'buyer');
  });

  it('keeps a refund that overtook its order, and tells each refund once wherever it is found', () => {
    assert.deepEqual(said(paidBack('R1'), paidBack('R1')), []);
    const both = seen(later(first, 5, { refunds: [refund('R1'), refund('R2')] }));
    assert.deepEqual(said(paidBack('R1'), seen(first), paidBack('R1'), both),
      ['OrderPlaced', 'RefundRecorded', 'RefundRecorded']);
  });

  it('does not take a failed repayment for a refund until one is made', () => {
    const paid = (state: 'failed' | 'paid'): In => refunded(refund('R1', [], {
      tenders: [{ external: brand('t'), method: 'card', amount: eur(5), state }],
    }));
    assert.deepEqual(said(seen(first), paid('failed'), paid('paid')), ['OrderPlaced', 'RefundRecorded']);
  });

  it('passes on a buyer’s wish to cancel once', () =>
    assert.deepEqual(said(seen({ ...first, cancelRequested: true }), seen(later(first, 3, { cancelRequested: true }))),
      ['OrderPlaced', 'CancellationRequested']));

  it('passes on which lines the buyer asks to cancel, each once, and then the rest', () => {
    const some = (...ids: string[]) => ({ cancelLines: ids.map((id) => ({ lineId: brand<ExternalId>(id), quantity: 1 })) });
    const heard = [seen({ ...first, ...some('A') }), seen(later(first, 3, some('A'))), seen(later(first, 4, some('A', 'B'))),
      seen(later(first, 5, { cancelRequested: true }))];
    const asked = tell<In, Book, Out>(orderBook, ...heard).said.flatMap((m) => (m.type === 'CancellationRequested' ? [m.data] : []));
    assert.deepEqual(asked.map((d) => [d.lines?.map((l) => l.lineId), d.wish]), [[['A'], 'buyer-1'], [['B'], 'buyer-2'], [undefined, undefined]]);
  });

  it('keeps the laws in every order of events', () => {
    const cancelledAt = brand<Timestamp>('2026-03-01T09:07:00.000Z');
    const alphabet = [
      seen(first), seen(moved), seen(later(first, 7, { cancelledAt, refunds: [refund('R1')] })),
      seen(later(first, 3, { refunds: [refund('R2')], cancelRequested: true })), gone, paidBack('R1'), paidBack('R2'),
      fetched({ ...moved, holds: [{ kind: 'fraud', detail: 'review' }] }, '2026-03-02T09:00:00.000Z'),
    ];
    const stories = everyStory(orderBook, alphabet, 7, ({ heard, said: out, state }) => {
      const fail = (law: string) => assert.fail(`${law}: ${heard.map((m) => m.type).join(' → ')}`);
      const count = (type: Out['type']) => out.filter((m) => m.type === type).length;
      for (const once of ['OrderPlaced', 'OrderCancelled', 'CancellationRequested'] as const)
        if (count(once) > 1) fail(`${once} twice`);
      const refunds = out.flatMap((m) => (m.type === 'RefundRecorded' ? [m.data.refund.external] : []));
      if (new Set(refunds).size !== refunds.length) fail('one refund told twice');
      if (out[0] && !['OrderPlaced', 'OrderCancelled'].includes(out[0].type)) fail('news before the order itself');
      const closed = out.findIndex((m) => m.type === 'OrderCancelled');
      const alive = (m: Out) => m.type === 'OrderChanged' || m.type === 'OrderPlaced';
      if (closed >= 0 && out.slice(closed).some(alive)) fail('alive after death');
      if (state.order && state.early.length > 0) fail('a refund is left behind');
      const again = heard.at(-1);
      if (again && run(orderBook, state, again).send.length > 0) fail('a repetition was not silent');
    });
    assert.ok(stories > 1000, `${stories} stories`);
  });

  it('means the same after its state was stored and read', () => {
    const story = [seen(first), paidBack('R1'), seen(moved), gone, seen(later(first, 9, { total: eur(1) }))];
    let stored: Book = orderBook.initial;
    const out = story.flatMap((message) => {
      const step = run(orderBook, revive<Book>(JSON.parse(encode(stored))), message);
      stored = step.state;
      return names(step.send);
    });
    assert.deepEqual(out, said(...story));
  });
});
