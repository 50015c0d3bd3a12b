import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from '#domain/brand.ts';
import type { Refund } from '#domain/order.ts';
import { eur, later, order, refund } from '#domain/order.fixture.ts';
import { tell } from '../../test/every-sequence.ts';
import { orderBook, type Book, type In, type Out } from './order-book.ts';

type State = Refund['tenders'][number]['state'];
const paying = (...tenders: readonly (readonly [string, State])[]): Refund => refund('R1', [], {
  adjustment: eur(100), tenders: tenders.map(([external, state]) => ({ external: brand(external), method: 'card', amount: eur(100), state })),
});
const first = order();
let minute = 0;
const shown = (r: Refund): In => ({ type: 'OrderSeen', data: { order: later(first, (minute += 1), { refunds: [r] }) } });
const said = (...refunds: readonly Refund[]): string[] =>
  tell<In, Book, Out>(orderBook, { type: 'OrderSeen', data: { order: first } }, ...refunds.map(shown)).said
    .filter((m) => m.type.startsWith('Refund')).map((m) => m.type + ('again' in m.data ? ' again' : ''));

describe('order book: what becomes of the money of a refund', () => {
  it('is told once when a pending one is paid, or fails', () => {
    assert.deepEqual(said(paying(['t1', 'pending']), paying(['t1', 'paid']), paying(['t1', 'paid'])), ['RefundRecorded', 'RefundPaid']);
    assert.deepEqual(said(paying(['t1', 'pending']), paying(['t1', 'failed'])), ['RefundRecorded', 'RefundFailed']);
  });
  it('never goes back: late news of it change nothing', () => {
    assert.deepEqual(said(paying(['t1', 'paid']), paying(['t1', 'pending'])), ['RefundRecorded']);
    assert.deepEqual(said(paying(['t1', 'pending']), paying(['t1', 'failed']), paying(['t1', 'paid'])), ['RefundRecorded', 'RefundFailed']);
  });
  it('is paid again by another payment, after it failed', () => {
    assert.deepEqual(said(paying(['t1', 'paid']), paying(['t1', 'failed']), paying(['t1', 'failed'], ['t2', 'paid'])),
      ['RefundRecorded', 'RefundFailed', 'RefundPaid again']);
  });
  it('is no refund at all while every payment of it failed', () =>
    assert.deepEqual(said(paying(['t1', 'failed']), paying(['t1', 'failed'], ['t2', 'paid'])), ['RefundRecorded']));
});
