/** The laws of returns under every sequence of what can be told: whatever comes, in whatever order, twice or never. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { GoodsRestocked } from '#domain/messages.ts';
import { everyOutcome, type Story } from '../../test/every-sequence.ts';
import {
  authorised, closed, credit, decidedHere, inspected, only, overdue, paidBack, received, refunded, requested, sale, terms,
} from './return-to-refund.fixture.ts';
import { returnToRefund } from './return-to-refund.ts';
import type { In, Out, State } from './return-to-refund/state.ts';
import { back } from './return-to-refund/views.ts';

const ALPHABET: readonly In[] = [
  authorised({ A: 2 }), requested({ A: 1 }, { by: 'shop' }), closed(),
  received({ A: 1 }), received({ A: 2 }, { by: 'platform', at: '' }), received({ A: 1 }, { by: 'store', at: 'store', found: 'damaged' }),
  inspected({ A: 2 }), inspected({ A: 1 }, 'destroyed', { by: 'shop' }),
  sale({ A: 0 }), sale({ A: 2 }), sale({ A: 2 }, [refunded('R1', { A: 1 })]),
  terms({ refund: 'us', answers: ['platform' as never] }), decidedHere('approve'), paidBack(1, true), credit(357, { A: 1 }), overdue('refund', 'A', 1), overdue('goods', 'A', 1),
];
const LEFT = 2;

function moved(said: readonly Out[]): { came: number; found: number } {
  const count = (lines: readonly { readonly quantity: number }[]) => lines.reduce((n, l) => n + l.quantity, 0);
  return {
    came: only(said, 'GoodsReturned').reduce((n, x) => n + count(x.data.lines), 0),
    found: only(said, 'GoodsRestocked').reduce((n, x) => n + count((x.data as GoodsRestocked['data']).lines), 0),
  };
}

function holds({ said, state }: Story<In, State, Out>): void {
  const { came, found } = moved(said);
  assert.ok(came <= LEFT, `${came} came back of ${LEFT} that left`);
  assert.ok(found <= came, `${found} were looked at of ${came} that came`);
  assert.equal(came, back(state, 'A'));
  for (const b of state.booked) assert.ok(b.graded.resaleable + b.graded.damaged + b.graded.destroyed <= b.quantity);
  const asked = only(said, 'RefundReturn').flatMap((x) => x.data.lines).reduce((n, l) => n + l.quantity, 0);
  assert.ok(asked <= came, `${asked} are refunded of ${came} that came`);
  for (const x of only(said, 'RefundReturn')) {
    assert.equal(x.data.tenders.reduce((n, t) => n + t.amount.count, 0n), x.data.total.count);
    assert.ok(x.data.tenders.every((t) => t.amount.count <= (t.method === 'card' ? 2006n : 600n)));
  }
  const keys = said.flatMap((x) => ('key' in x.data ? [x.data.key as string] : 'key' in x ? [String((x as { key?: string }).key)] : []));
  assert.equal(new Set(keys).size, keys.length, 'a key is made once');
  const standing = Object.keys(state.exceptions).length;
  const open = only(said, 'RaiseException').length - only(said, 'ExceptionSettled').length;
  assert.equal(open, standing, 'what a person is asked and what stands are the same');
}

it('hold under every sequence of five', () => {
  const outcomes = everyOutcome(returnToRefund, ALPHABET, 5, holds);
  assert.ok(outcomes > 25_000, `${outcomes} outcomes`);
});
