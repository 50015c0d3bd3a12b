/** When what stopped should be settled: a kind's own time, what a policy says instead, and one for all the others. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { EXCEPTIONS } from './exception.ts';
import { slaOf } from './exception-sla.ts';

const HOUR = 3600;

it('what holds orders up is due within hours, what waits for somebody else within days', () => {
  const sla = slaOf({});
  assert.deepEqual(['StockNegative', 'UnmappedSku', 'UnknownFeeCode', 'ClearingNotZero'].map((k) => sla.of(k) / HOUR), [1, 4, 24, 72]);
  assert.equal(sla.of('AKindNobodyKnows'), 24 * HOUR);
});

it('the policy overrides kind by kind, and what is not named', () => {
  const sla = slaOf({ UnmappedSku: 'PT30M', otherwise: 'PT8H' });
  assert.deepEqual(['UnmappedSku', 'StockNegative', 'UnknownFeeCode'].map((k) => sla.of(k) / HOUR), [0.5, 1, 8]);
  assert.equal(sla.otherwise, 8 * HOUR);
});

it('a statement gets the same seconds, kind by kind', () => {
  const sla = slaOf({ TotalsDisagree: 'PT2H' });
  const by = new Map(sla.kinds.map((k, i) => [k, sla.seconds[i]]));
  for (const kind of Object.keys(EXCEPTIONS)) assert.equal(by.get(kind) ?? sla.otherwise, sla.of(kind), kind);
});
