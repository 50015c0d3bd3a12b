import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exponentOf } from './currency.ts';
import { add, allocate, currency, fromDecimal, measure, sum, toDecimal } from './measure.ts';

const EUR = currency('EUR');
const weights = fc.array(fc.bigInt(0n, 10_000n), { minLength: 1, maxLength: 20 });
const totals = fc.bigInt(-(10n ** 12n), 10n ** 12n);

describe('amounts', () => {
  it('allocate loses no cent, whatever the weights', () =>
    fc.assert(fc.property(totals, weights, (count, w) =>
      sum(EUR, allocate(measure(count, EUR), w)).count === count)));
  it('allocate gives a zero weight nothing, unless all are zero', () =>
    fc.assert(fc.property(totals, weights.filter((w) => w.some((x) => x > 0n)), (count, w) =>
      allocate(measure(count, EUR), w).every((part, i) => w[i] !== 0n || part.count === 0n))));
  it('allocate is within one cent of the exact share', () =>
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 9n), weights.filter((w) => w.some((x) => x > 0n)), (count, w) => {
      const whole = w.reduce((a, b) => a + b, 0n);
      return allocate(measure(count, EUR), w).every((part, i) => {
        const off = part.count * whole - count * w[i]!;
        return off < whole && off > -whole;
      });
    })));
  it('refuses negative and missing weights', () => {
    assert.throws(() => allocate(measure(1n, EUR), []), /weights/);
    assert.throws(() => allocate(measure(1n, EUR), [1n, -1n]), /weights/);
  });
  it('reads and writes every currency with its own places, and back', () =>
    fc.assert(fc.property(totals, fc.constantFrom('JPY', 'USD', 'KWD', 'CLF'), (count, code) => {
      const m = measure(count, currency(code));
      assert.equal(fromDecimal(toDecimal(m), m.unit).count, count);
      assert.equal((toDecimal(m).split('.')[1] ?? '').length, exponentOf(code));
    })));
  it('never rounds what a partner wrote', () => {
    assert.equal(fromDecimal('19.990', currency('USD')).count, 1999n);
    assert.equal(fromDecimal('-0.5', currency('USD')).count, -50n);
    assert.throws(() => fromDecimal('19.995', currency('USD')), /finer than one USD/);
    assert.throws(() => fromDecimal('12.5', currency('JPY')), /finer/);
    for (const text of ['', '1,99', '1e3', '0x1', ' ', '--1', 'NaN']) assert.throws(() => fromDecimal(text, EUR), /not a decimal/);
  });
  it('does not add pears to apples, nor knows currencies that are none', () => {
    assert.throws(() => add(measure(1n, 'EUR' as string), measure(1n, 'USD' as string)), /cannot add/);
    for (const code of ['EURO', 'eur', 'ABC', '']) assert.throws(() => currency(code), /ISO 4217/);
  });
});
