/** Fees by the rate card of their day, against what was charged. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from './brand.ts';
import { auditFees, expectedFee, ruleFor, type ChargedLine, type RateCard } from './fee-audit.ts';
import { currency, toDecimal } from './measure.ts';

const USD = currency('USD');
const line = (more: Partial<ChargedLine> = {}): ChargedLine => ({
  order: '111-1', sku: 'CAP', marketplace: 'Amazon.com', day: brand('2026-03-10'), units: 1, currency: USD, sold: 2000n, shipping: 500n,
  charged: { commission: 300n }, ...more,
});
const card: RateCard = {
  version: 'us-2026', tolerance: 1, items: { CAP: { category: 'Apparel', size: 'small' }, TV: { category: 'Electronics' } },
  rules: [
    { name: 'Referral', class: 'commission', percent: '15', minimum: '0.30' },
    { name: 'Referral, Apparel', class: 'commission', category: 'Apparel', percent: '17', from: brand('2026-04-01') },
    { name: 'Referral, Electronics', class: 'commission', category: 'Electronics', steps: [{ upTo: '100.00',
      percent: '15' }, { percent: '8' }] },
    { name: 'Small', class: 'fulfillment-fee', size: 'small', perUnit: '3.22', until: brand('2026-06-01') },
  ],
};

describe('a rate card', () => {
  it('is read by category, size and day: the most particular rule in force', () => {
    assert.equal(ruleFor(line(), 'commission', card)?.name, 'Referral');
    assert.equal(ruleFor(line({ day: brand('2026-04-01') }), 'commission', card)?.name, 'Referral, Apparel');
    assert.equal(ruleFor(line(), 'fulfillment-fee', card)?.name, 'Small');
    assert.equal(ruleFor(line({ day: brand('2026-06-01') }), 'fulfillment-fee', card), undefined);
  });
  it('knows steps, least amounts, units and shipping', () => {
    const fee = (rule: number, more: Partial<ChargedLine>) => expectedFee(line(more), card.rules[rule]!);
    assert.equal(fee(2, { sold: 25_000n }), 1500n + 1200n);
    assert.equal(fee(0, { sold: 100n }), 30n);
    assert.equal(fee(0, { sold: 300n, units: 3 }), 90n);
    assert.equal(fee(3, { units: 4 }), 1288n);
    assert.equal(expectedFee(line(), { ...card.rules[0]!, ofShipping: true }), 375n);
    assert.equal(fee(0, { sold: 1003n }), 150n);
  });
});

describe('an audit', () => {
  it('claims what is more than tolerance apart, with its evidence', () => {
    const { claims, agreed } = auditFees([line({ charged: { commission: 360n, 'fulfillment-fee': 322n } }),
      line({ charged: { commission: 301n, 'fulfillment-fee': 322n } })], card);
    assert.equal(agreed, 3);
    assert.deepEqual(claims.map((c) => [toDecimal(c.difference), c.rule, c.card, c.says]),
      [['0.60', 'Referral', 'us-2026', '1 × CAP sold for 20.00 USD on 2026-03-10: Referral (us-2026) is 3.00, charged 3.60']]);
  });
  it('says what no rule speaks of', () => {
    const { unruled } = auditFees([line({ sku: 'UNKNOWN', charged: { commission: 300n, 'fulfillment-fee': 999n } })], card);
    assert.deepEqual(unruled.map((u) => [u.class, u.lines, u.amount.count]), [['fulfillment-fee', 1, 999n]]);
  });
});
