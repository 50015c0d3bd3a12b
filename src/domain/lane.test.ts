import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HEAD_START } from './lane.ts';

it('no lane is held back by a minute or more: what is due is found by its rank (store/delivery-work.ts)', () => {
  for (const [lane, head] of Object.entries(HEAD_START)) assert.ok(head > -60, `${lane}: ${head}`);
});
