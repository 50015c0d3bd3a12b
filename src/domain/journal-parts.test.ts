import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { brand, type Account, type LocalDate } from './brand.ts';
import { journal, toText } from './journal.ts';
import { BETWEEN_PARTS, inParts } from './journal-parts.ts';
import { currency, measure } from './measure.ts';

const USD = currency('USD');
const posting = (name: string, count: number) => ({ account: brand<Account>(name), amount: measure(BigInt(count), USD) });
const day = brand<LocalDate>('2026-11-10');

it('a journal that fits stays whole', () => {
  const whole = journal(day, 'payout', [posting('a', 5), posting('b', -5)]);
  assert.deepEqual(inParts(whole, 2), [whole]);
});
it('a longer one is posted in parts that balance by themselves', () => {
  const whole = journal(day, 'payout c 1', [posting('bank', 60), posting('a', -10), posting('b', -20), posting('c', -30)]);
  assert.equal(inParts(whole, 3).map(toText).join('\n\n'), `2026-11-10 * payout c 1 (1 of 2)
  bank                                               0.60 USD
  a                                                 -0.10 USD
  assets:journal-parts                              -0.50 USD

2026-11-10 * payout c 1 (2 of 2)
  b                                                 -0.20 USD
  c                                                 -0.30 USD
  assets:journal-parts                               0.50 USD`);
});
it('whatever the lines and the limit: no part is too long, nothing is left between them, nothing is lost', () =>
  fc.assert(fc.property(fc.array(fc.integer({ min: -999, max: 999 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 3, max: 20 }),
    (amounts, limit) => {
      const rest = -amounts.reduce((n, a) => n + a, 0);
      const whole = journal(day, 'm', [...amounts.map((a, i) => posting(`x${i}`, a)), posting('rest', rest)]);
      const parts = inParts(whole, limit);
      for (const part of parts) assert.ok(part.postings.length <= limit);
      const all = parts.flatMap((p) => p.postings);
      assert.equal(all.filter((p) => p.account === BETWEEN_PARTS).reduce((n, p) => n + p.amount.count, 0n), 0n);
      assert.deepEqual(all.filter((p) => p.account !== BETWEEN_PARTS), whole.postings);
    })));
