/** What a warehouse has taken on, line by line. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { releasedUnits, type Said } from './story-released.ts';

const ask = (fulfillmentId: string, lines: Record<string, number>): Said => ({ type: 'RequestFulfillment',
  data: { fulfillment: { fulfillmentId, lines: Object.entries(lines).map(([lineId, quantity]) => ({ lineId, quantity })) } } });
const said = (type: string, fulfillmentId: string, lines?: Record<string, number>): Said => ({ type,
  data: { fulfillmentId, ...(lines && { lines: Object.entries(lines).map(([lineId, quantity]) => ({ lineId, quantity })) }) } });
const units = (...messages: Said[]) => Object.fromEntries(releasedUnits(messages));

it('counts what was asked for once it is taken on', () => {
  assert.deepEqual(units(ask('f1', { a: 2, b: 1 })), {});
  assert.deepEqual(units(ask('f1', { a: 2, b: 1 }), said('FulfillmentRequested', 'f1')), { a: 2, b: 1 });
});

it('less what was refused whole, given back in part, or not found', () => {
  const taken = [ask('f1', { a: 2 }), ask('f2', { a: 1, b: 3 }), said('FulfillmentRequested', 'f1'), said('FulfillmentRequested', 'f2')];
  assert.deepEqual(units(...taken, said('FulfillmentRefused', 'f1')), { a: 1, b: 3 });
  assert.deepEqual(units(...taken, said('FulfillmentCancelled', 'f2', { b: 1 })), { a: 3, b: 2 });
  assert.deepEqual(units(...taken, said('FulfillmentCancelled', 'f2'), said('FulfillmentShorted', 'f1', { a: 1 })), { a: 1, b: 0 });
});
