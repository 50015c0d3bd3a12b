import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { brand, type ExternalId } from './brand.ts';
import { amountsFor, amountsForRefund, amountsOfOrder } from './document.ts';
import { add, currency, measure, same, subtract, sum, toDecimal } from './measure.ts';
import type { DocumentAmounts } from './messages.ts';
import type { Tax } from './order.ts';
import { EUR, eur, line, order, refund, refundLine } from './order.fixture.ts';

const tax = (cents: number, liable: Tax['liable'], title = 'tax'): Tax => ({ title, amount: eur(cents), liable });
const show = (d: DocumentAmounts) => ({
  lines: d.lines.map((l) => `${l.quantity} ${l.lineId} ${toDecimal(l.net)}+${toDecimal(l.tax)}`),
  shipping: `${toDecimal(d.shippingNet)}+${toDecimal(d.shippingTax)}`,
  other: toDecimal(d.other),
  total: toDecimal(d.total),
});

describe('amounts of documents', () => {
  it('says of a whole order what the channel says', () => {
    const tipped = order({ adjustments: [{ kind: 'tip', amount: eur(200) }] });
    assert.ok(same(amountsOfOrder(tipped).total, tipped.total));
    assert.equal(toDecimal(amountsOfOrder(tipped).other), '2.00');
  });

  it('shows the difference to the stated total as rounding', () => {
    const off = order({ total: add(order().total, eur(2)) });
    assert.deepEqual([toDecimal(amountsOfOrder(off).other), amountsOfOrder(off).total], ['0.02', off.total]);
  });

  it('gives the last unit the odd cents', () => {
    const odd = order({ lines: [line('A', 3, 1000)], shipping: [] });
    const shipped = [0, 1, 2].map((n) =>
      show(amountsFor(odd, { units: { A: 1 }, before: { A: n }, extras: false })).lines[0]);
    assert.deepEqual(shipped, ['1 A 3.33+0.63', '1 A 3.33+0.63', '1 A 3.34+0.64']);
  });

  it('leaves the cancelled units out, with their share of tax', () => {
    const lines = [line('A', 3, 999, { cancelled: 1 }), line('B', 1, 500, { cancelled: 1 })];
    const edited = order({ lines, shipping: [] });
    assert.deepEqual(show(amountsOfOrder(edited)).lines, ['2 A 6.66+1.26']);
  });

  it('leaves of a line what the channel’s own figures for refunded units leave', () => {
    // 84.60 with 6.25 % and 1.125 %: the shop gave 45.43 for one of two, half of it would be 45.41.
    const taxes = [tax(529, 'seller'), tax(95, 'seller')];
    const bought = order({ lines: [line('A', 2, 8460, { taxes, cancelled: 1 })], shipping: [] });
    const gone = { line: { ...refundLine('A', 1, 4230, 'cancel'), tax: eur(311) }, units: 1 };
    const left = amountsOfOrder(bought, { refunded: [gone] });
    assert.deepEqual(show(left).lines, ['1 A 42.30+3.13']);
    const all = { A: 2 };
    assert.equal(toDecimal(amountsFor(bought, { units: all, extras: false, refunded: [gone] }).total), '90.84');
    assert.deepEqual(show(amountsOfOrder(bought, { refunded: [{ ...gone, units: 0 }] })).lines,
      ['1 A 42.30+3.11'], 'what was sent is invoiced as it was sold');
  });

  it('keeps tax the marketplace owes out of our documents', () => {
    const taxes = [tax(60, 'channel', 'NY'), tax(30, 'channel', 'NYC'), tax(10, 'seller')];
    const shipping = { lineId: brand<ExternalId>('S'), title: 'Std', discount: eur(0), net: eur(100) };
    const us = order({
      lines: [line('A', 2, 1000, { taxes })], shipping: [{ ...shipping, taxes: [tax(9, 'channel')] }],
    });
    assert.deepEqual(show(amountsOfOrder(us)),
      { lines: ['2 A 10.00+0.10'], shipping: '1.00+0.00', other: '0.00', total: '11.10' });
    assert.equal(toDecimal(subtract(us.total, amountsOfOrder(us).total)), '0.99');
  });

  it('never documents more units than were sold', () =>
    assert.deepEqual(amountsFor(order(), { units: { A: 9 }, before: { A: 3 }, extras: false }).lines, []));

  it('works in currencies without cents and with three places', () => {
    const jpy = currency('JPY');
    const money = { unitPrice: measure(334n, jpy), discount: measure(0n, jpy), net: measure(1000n, jpy), taxes: [] };
    const yen = order({
      currency: jpy, total: measure(1001n, jpy), shipping: [], lines: [{ ...line('A', 3, 0), ...money }],
    });
    assert.deepEqual(show(amountsOfOrder(yen)).total, '1001');
    assert.equal(amountsFor(yen, { units: { A: 1 }, before: { A: 2 }, extras: false }).total.count, 334n);
  });

  const cents = (max: number) => fc.integer({ min: 0, max });
  const anyTax = fc.record({ cents: cents(500), mine: fc.boolean() });
  const anyLine = fc.record({ quantity: fc.integer({ min: 1, max: 7 }), net: cents(5000),
    taxes: fc.array(anyTax, { maxLength: 3 }) });
  const anyCut = fc.array(cents(3), { minLength: 4, maxLength: 4 });

  it('adds up over any way of shipping', () => fc.assert(fc.property(
    fc.array(anyLine, { minLength: 1, maxLength: 4 }), fc.array(anyCut, { maxLength: 6 }),
    fc.integer({ min: -3, max: 3 }),
    (lines, cuts, rounding) => {
      const bought = order({ lines: lines.map((l, i) => line(`L${i}`, l.quantity, l.net,
        { taxes: l.taxes.map((t) => tax(t.cents, t.mine ? 'seller' : 'channel')) })) });
      const stated = order({ ...bought, total: add(bought.total, eur(rounding)) });
      const before: Record<string, number> = {};
      const whole = Object.fromEntries(lines.map((l, i) => [`L${i}`, l.quantity]));
      const shipments = [...cuts.map((cut) => Object.fromEntries(cut.map((n, i) => [`L${i}`, n]))), whole];
      const documents = shipments.map((units, i) => {
        const made = amountsFor(stated, { units, before, extras: i === 0 });
        for (const l of made.lines) before[l.lineId] = (before[l.lineId] ?? 0) + l.quantity;
        for (const l of made.lines) assert.ok(l.net.count >= 0n && l.tax.count >= 0n);
        return made;
      });
      const theirs = stated.lines.flatMap((l) => l.taxes.filter((t) => t.liable === 'channel').map((t) => t.amount));
      const expected = subtract(stated.total, sum(EUR, theirs));
      assert.deepEqual(sum(EUR, documents.map((d) => d.total)), expected);
      assert.deepEqual(amountsOfOrder(stated).total, expected);
    },
  )));
});

describe('what is paid, refunded before it left, and shipped in any way', () => {
  const small = (max: number) => fc.integer({ min: 0, max });
  it('leaves not a cent', () => fc.assert(fc.property(
    fc.integer({ min: 2, max: 7 }), small(5000), fc.tuple(small(700), small(99), small(2)), fc.array(small(3)),
    (quantity, net, [state, county, odd], cuts) => {
      const units = Math.min(1 + odd, quantity - 1);
      const sold = line('A', quantity, net, { taxes: [tax(state, 'seller'), tax(county, 'seller')], cancelled: units });
      // A channel rounds by its own rule: here a cent more than our share.
      const back = { ...refundLine('A', units, Math.floor((net * units) / quantity), 'cancel'),
        tax: eur(Math.ceil(((state + county) * units) / quantity)) };
      const o = order({ lines: [sold], shipping: [] });
      let [before, invoiced] = [0, 0n];
      for (const cut of [...cuts, quantity]) {
        const n = Math.min(cut, quantity - units - before);
        const made = amountsFor(o, { units: { A: n }, before: { A: before }, extras: false,
          refunded: [{ line: back, units }] });
        before += n;
        invoiced += made.total.count;
      }
      assert.equal(invoiced, o.total.count - back.net.count - back.tax.count);
    },
  )));
});

describe('amounts of a credit memo', () => {
  it('are what the channel gave back, for the units that were invoiced', () => {
    const back = refund('R', [refundLine('A', 2, 667), refundLine('B', 1, 400)],
      { shipping: eur(490), shippingTax: eur(93), adjustment: eur(-50) });
    assert.deepEqual(show(amountsForRefund(order(), back, { units: [1] })),
      { lines: ['1 A 3.33+0.63'], shipping: '4.90+0.93', other: '-0.50', total: '9.29' });
  });

  it('leaves out the tax the marketplace gives back itself', () => {
    const taxes = [tax(60, 'channel'), tax(20, 'seller')];
    const us = order({ lines: [line('A', 1, 1000, { taxes })], shipping: [] });
    const back = refund('R', [{ ...refundLine('A', 1, 1000), tax: eur(80) }]);
    assert.deepEqual(show(amountsForRefund(us, back, { units: [1] })).lines, ['1 A 10.00+0.20']);
  });
});
