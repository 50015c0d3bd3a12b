import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { currency, measure } from './measure.ts';
import { dateIn, secondsBetween, timestamp, after } from './time.ts';
import { encode, revive } from './wire.ts';

it('a message comes back as it was, measures and all', () =>
  fc.assert(fc.property(
    fc.letrec((tie) => ({
      value: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null),
        fc.bigInt().map((n) => measure(n, currency('EUR'))), fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string().filter((k) => k !== '__proto__'), tie('value'), { maxKeys: 3, noNullPrototype: true })),
    })).value,
    (value) => assert.deepEqual(revive(JSON.parse(encode(value))), value))));

it('what only looks a little like a measure is left alone', () => {
  for (const value of [{ count: '12', unit: 'EUR', more: 1 }, { count: 'twelve', unit: 'EUR' }, { count: 12, unit: 'EUR' }])
    assert.deepEqual(revive(JSON.parse(encode(value))), value);
});

it('a key named __proto__ is a key like any other, and what holds no measure is not copied', () => {
  const read = JSON.parse('{"__proto__": {"price": {"count": "12", "unit": "EUR"}}, "note": {"text": "x"}}') as Record<string, unknown>;
  const value = revive<Record<string, unknown>>(read);
  assert.deepEqual([Object.keys(value), Object.getPrototypeOf(value)], [['__proto__', 'note'], Object.prototype]);
  assert.equal(encode(value), JSON.stringify(read));
  assert.equal(value['note'], read['note']);
});

it('times are UTC to the millisecond and sort as text; days are the zone’s', () => {
  assert.equal(timestamp('2026-11-21T01:30:00+05:30'), '2026-11-20T20:00:00.000Z');
  assert.throws(() => timestamp('2026-11-21'), RangeError);
  assert.equal(dateIn(timestamp('2026-03-29T22:30:00Z'), 'Europe/Berlin'), '2026-03-30');
  assert.equal(dateIn(timestamp('2026-11-21T04:00:00Z'), 'America/Los_Angeles'), '2026-11-20');
  assert.equal(after(timestamp('2026-01-01T00:00:00Z'), 0.25), '2026-01-01T00:00:00.250Z');
  assert.equal(secondsBetween(timestamp('2026-01-01T00:00:00Z'), timestamp('2026-01-01T00:01:30Z')), 90);
});
