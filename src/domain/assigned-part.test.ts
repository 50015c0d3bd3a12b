import assert from 'node:assert/strict';
import { it } from 'node:test';
import { movedSince, type AssignedPart, type SeenPart } from './assigned-part.ts';
import { brand, type ExternalId, type Timestamp } from './brand.ts';

const at = (minute: number): Timestamp => brand(`2026-11-21T08:${String(minute).padStart(2, '0')}:00.000Z`);
const part = (name: string, place: string, lines: string, made = 0): AssignedPart =>
  ({ part: brand(name), place: brand(place), lines: [...lines].map((l) => brand<ExternalId>(l)), made: at(made) });
const seen = (p: AssignedPart, minute = 1): SeenPart => ({ ...p, seen: at(minute) });

it('an order is moved when a part, or units of it in a part made later, are sent from elsewhere than before', () => {
  const first = part('1', 'PDX', 'AB');
  const moved = (shown: AssignedPart[], known = [seen(first)], when = 5) => movedSince(known, shown, at(when));
  assert.equal(moved([first], []), undefined, 'routed by the channel');
  assert.equal(moved([first]), undefined);
  assert.equal(moved([part('1', 'ELP', 'AB')]), 'ELP');
  assert.equal(moved([part('1', 'ELP', 'AB')], [seen(first, 6)]), undefined, 'a look from before the last');
  assert.equal(moved([part('2', 'ELP', 'B', 0)]), undefined, 'routed to two places at once, seen one after the other');
  assert.equal(moved([part('2', 'ELP', 'B', 3)]), 'ELP', 'a line of it, taken out and moved');
  assert.equal(moved([part('2', 'PDX', 'B', 3)]), undefined, 'taken out for a hold, in the same place');
  assert.equal(moved([part('2', 'ELP', 'C', 3)]), undefined, 'a line that was added: the channel routed it');
  assert.equal(moved([part('2', 'ELP', 'B', 3)], [seen(first), seen(part('2', 'ELP', 'B', 3), 4)]), undefined, 'known already');
});
