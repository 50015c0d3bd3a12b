import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type Timestamp } from './brand.ts';
import { amountsForRefund } from './document.ts';
import { toDecimal } from './measure.ts';
import { eur, line, order } from './order.fixture.ts';
import { refundFrom, type SettledRefund } from './settled-refund.ts';

const at = brand<Timestamp>('2026-03-09T10:00:00.000Z');
const bought = order({ lines: [line('A', 3, 1000), line('F', 1, 500, {
  taxes: [{ title: 'NY', amount: eur(40), liable: 'channel' }] })] });
const settled = (more: Partial<SettledRefund>): SettledRefund => ({ order: brand('5001'), external: brand('ADJ-1'), items: [],
  shipping: eur(0), shippingTax: eur(0), other: eur(0), ...more });
const item = (lineId: string, net: number, tax: number) => ({ lineId: brand<never>(lineId), net: eur(net), tax: eur(tax) });
const credited = (s: SettledRefund): string => {
  const refund = refundFrom(bought, s, at);
  return toDecimal(amountsForRefund(bought, refund, { units: refund.lines.map((l) => l.quantity) }).total);
};

describe('a refund that only a statement tells', () => {
  it('is of as many units as its amount says, rounded either way', () => {
    const units = (net: number) => refundFrom(bought, settled({ items: [item('A', net, 0)] }), at).lines.map((l) => l.quantity);
    assert.deepEqual([333, 334, 666, 667, 1000].map(units), [[1], [1], [2], [2], [3]]);
    assert.deepEqual([100, 500, 1334].map(units), [[], [], []]);
  });

  it('credits to the cent what went back, without the tax that was never ours', () => {
    assert.equal(credited(settled({ items: [item('A', 333, 63), item('F', 500, 40)], shipping: eur(490), shippingTax: eur(93) })), '14.79');
    assert.equal(credited(settled({ items: [item('A', 100, 19), item('F', 50, 4)], other: eur(200) })), '3.69');
  });

  it('is paid by the marketplace, under its own number', () => {
    const { external, tenders } = refundFrom(bought, settled({ items: [item('F', 500, 40)] }), at);
    assert.deepEqual([external, tenders.map((t) => [t.method, toDecimal(t.amount), t.state])],
      ['ADJ-1', [['marketplace', '5.40', 'paid']]]);
  });
});
