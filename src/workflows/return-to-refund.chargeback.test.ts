/** Chargebacks and refunds: whatever comes first, no money goes back twice without a person knowing. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type ExternalId } from '#domain/brand.ts';
import { eur, refund } from '#domain/order.fixture.ts';
import type { Refund } from '#domain/order.ts';
import { everyStory, type Story } from '../../test/every-sequence.ts';
import {
  complaints, inspected, only, orderId, overdue, received, refunded, sale, story, terms,
} from './return-to-refund.fixture.ts';
import { returnToRefund } from './return-to-refund.ts';
import { standing } from './return-to-refund/chargeback.ts';
import type { In, Out, State } from './return-to-refund/state.ts';

const of = (told: 'payout' | 'notice', dispute = 'CB-1') =>
  ({ orderId, by: brand<never>('stripe'), dispute: brand<ExternalId>(dispute), told, at: brand<never>('2026-03-09T10:00:00.000Z') });
const taken = (cents: number, told: 'payout' | 'notice' = 'payout', dispute = 'CB-1'): In => ({ type: 'ChargebackOpened', data: {
  ...of(told, dispute), amount: eur(cents), ...(told === 'notice' && { reason: 'fraudulent', respondBy: brand<never>('2026-03-20T00:00:00.000Z') }) } });
const [won, lost] = (['won', 'lost'] as const).map((outcome) => (cents: number, told: 'payout' | 'notice' = 'payout'): In =>
  ({ type: 'ChargebackClosed', data: { ...of(told), amount: eur(cents), outcome } })) as [typeof taken, typeof taken];
const gave = (cents: number): Refund => refund('R1', [{ lineId: brand<ExternalId>('A'), quantity: 1, net: eur(300), tax: eur(57), restock: 'return' }],
  { tenders: [{ external: brand<ExternalId>('re_7'), method: 'card', amount: eur(cents), state: 'paid' }] });
const refundedSale = sale({ A: 3, B: 2 }, [refunded('R1', { A: 1 })], [gave(357)]);
const us = [sale(), terms({ refund: 'us' })] as const;
const asked = (said: readonly Out[]) => only(said, 'RefundReturn').length;
const details = (said: readonly Out[]) => only(said, 'RaiseException').map((x) => x.data.detail);

describe('a chargeback', () => {
  it('after a refund is put before a person with the evidence, and settles itself when it is decided', () => {
    const open = story(received(), refundedSale, terms(), taken(2006, 'notice'));
    assert.deepEqual(complaints(open.said), ['ChargebackAfterRefund']);
    const [says = ''] = details(open.said);
    for (const words of ['20.06 EUR', 'chargeback CB-1 at stripe: fraudulent', 'refund R1 of', '3.57 EUR by card (re_7)', 'Contest it by 2026-03-20'])
      assert.ok(says.includes(words), `${words}: ${says}`);
    for (const end of [won(2006, 'notice'), lost(2006, 'notice')]) assert.deepEqual(complaints(story(...open.heard, end).said), []);
  });
  it('before a refund that the channel makes is put before a person then', () => {
    assert.deepEqual(complaints(story(received(), sale(), terms(), taken(2006), refundedSale).said), ['ChargebackAfterRefund']);
    assert.deepEqual(complaints(story(received(), sale(), terms(), taken(2006), won(2006), refundedSale).said), []);
  });
  it('alone needs nobody here, and goods of it that came back wait for no refund', () => {
    const { said } = story(received(), sale(), terms(), taken(2006), overdue('refund', 'A', 1));
    assert.deepEqual(complaints(said), []);
    assert.deepEqual(complaints(story(received(), sale(), terms(), taken(2006), won(2006), overdue('refund', 'A', 1)).said), ['ReturnAwaitingCounterpart']);
  });
  it('that stands stops our refund and asks a person; won, the refund is made', () => {
    const open = story(taken(2006), ...us, received(), inspected());
    assert.deepEqual([asked(open.said), complaints(open.said)], [0, ['RefundAfterChargeback']]);
    assert.match(details(open.said)[0]!, /3\.57 EUR would go back .* taken back 20\.06 EUR \(chargeback CB-1 at stripe\)/);
    const after = story(...open.heard, won(2006));
    assert.deepEqual([asked(after.said), complaints(after.said)], [1, []]);
  });
  it('that is lost is the refund, as far as it goes: the rest is for a person', () => {
    const whole = story(taken(2006), ...us, received(), inspected(), lost(2006));
    assert.deepEqual([asked(whole.said), complaints(whole.said)], [0, []]);
    const part = story(taken(100), ...us, received(), inspected(), lost(100));
    assert.deepEqual([asked(part.said), complaints(part.said)], [0, ['RefundAfterChargeback']]);
  });
  it('told by a notice and by a payout is one; who has seen its end is believed', () => {
    assert.equal(standing(story(taken(2006, 'notice'), taken(2006), taken(2006, 'notice')).state), 2006n);
    assert.equal(standing(story(...us, taken(2006, 'notice'), taken(2006), won(2006, 'notice')).state), 0n);
    assert.equal(standing(story(...us, taken(2006), taken(500, 'payout', 'CB-2')).state), 2506n);
  });
  it('that was none after all stands no more: our refund is made, and nobody is asked', () => {
    const none = (cents: number): In => ({ type: 'ChargebackClosed', data: { ...of('payout'), amount: eur(cents), outcome: 'none' } });
    const open = story(taken(2006), ...us, received(), inspected());
    const after = story(...open.heard, none(2006));
    assert.deepEqual([asked(after.said), complaints(after.said), after.state.chargebacks], [1, [], []]);
    assert.equal(standing(story(...us, taken(2006), taken(500), none(500)).state), 2006n);
    assert.equal(standing(story(...us, taken(2006), won(2006), none(-2006)).state), 2006n, 'what came back was something else');
    assert.deepEqual(story(none(2006)).state.chargebacks, undefined);
    const once = story(...us, taken(2006), none(2006), taken(2006));
    assert.equal(standing(once.state), 2006n, 'a person may think twice');
  });
  it('heard of after its end is over', () => assert.equal(standing(story(...us, won(2006), taken(2006)).state), 0n));
});

const ALPHABET: readonly In[] = [
  received({ A: 1 }), sale(), terms({ refund: 'us', refundOn: 'receipt' }), refundedSale,
  taken(2006), taken(2006, 'notice'), won(2006), won(2006, 'notice'), lost(2006), lost(2006, 'notice'),
];
function holds({ said, state }: Story<In, State, Out>): void {
  const open = (state.chargebacks ?? []).length > 0 && standing(state) > 0n;
  const refunds = state.sale?.order.refunds.length ?? 0;
  const kinds = complaints(said);
  if (!open) assert.ok(!kinds.includes('ChargebackAfterRefund') && !kinds.includes('RefundAfterChargeback'), 'nothing stands, nobody is asked');
  const undecided = (['payout', 'notice'] as const).every((told) => {
    const mine = (state.chargebacks ?? []).filter((c) => c.told === told);
    return mine.length === 0 || mine.some((c) => !c.lost && c.taken.count > c.back.count);
  });
  if (open && undecided && state.sale && refunds > 0) assert.ok(kinds.includes('ChargebackAfterRefund'), 'money went back twice and nobody knows');
  assert.equal(kinds.length, Object.keys(state.exceptions).length);
}

it('never asks for a refund while one stands, under every sequence of five', () => {
  // Depth first: what stands at a depth is the story this one goes on from.
  const path: { asked: number; stands: boolean }[] = [];
  const never = (s: Story<In, State, Out>): void => {
    holds(s);
    const now = { asked: asked(s.said), stands: standing(s.state) > 0n };
    const earlier = path[s.heard.length - 1];
    if (earlier?.stands && now.stands) assert.equal(now.asked, earlier.asked);
    path[s.heard.length] = now;
  };
  assert.ok(everyStory(returnToRefund, ALPHABET, 5, never) > 10_000);
});
