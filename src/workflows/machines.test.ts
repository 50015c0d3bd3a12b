import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after, drawing, machine, statesOf, unreachable } from '#domain/machine.ts';
import { cancellation, erpOrder } from './order-to-cash/state.ts';

const door = machine<'Shut' | 'Open' | 'Walled', 'open' | 'shut'>('Shut', {
  Shut: { open: 'Open' }, Open: { shut: 'Shut' }, Walled: {},
});

describe('a machine', () => {
  it('goes where its table says, and stays where it says nothing', () => {
    assert.equal(after(door, 'Shut', 'open'), 'Open');
    assert.equal(after(door, 'Shut', 'shut'), 'Shut');
  });
  it('names the states nothing leads to', () => assert.deepEqual(unreachable(door), ['Walled']));
  it('draws itself', () => assert.equal(drawing(door),
    'stateDiagram-v2\n  [*] --> Shut\n  Shut --> Open: open\n  Open --> Shut: shut'));
  it('of ours has no state that cannot be reached', () => {
    assert.deepEqual([...unreachable(cancellation), ...unreachable(erpOrder)], []);
    assert.equal(statesOf(cancellation).length, 7);
  });
});
