/** The policies of the guide are ones that configuration takes; others are refused with the place of what is wrong. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { parse } from 'yaml';
import { checkPolicy } from '#runtime/operations/configuration-stock.ts';

const guide = readFileSync('docs/guides/returns.md', 'utf8');
const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
const { returns } = parse(text) as { returns: Readonly<Record<string, object>> };
const source = { path: 'policies.yaml', text } as never;

it('takes the policies of the guide', () => {
  assert.equal(Object.keys(returns).length, 3);
  for (const [scope, value] of Object.entries(returns)) checkPolicy('returns', scope, value, source);
});
it('names every field there is', () => {
  const fields = [...guide.matchAll(/^\| `(\w+)` \| /gm)].map((m) => m[1]!);
  for (const field of ['approval', 'windowDays', 'refund', 'refundOn', 'restockingFee', 'shipping', 'returnTo', 'notResaleable',
    'counterpartAfter', 'expectAll']) assert.ok(fields.includes(field), field);
});
for (const wrong of [{ approval: 'somebody' }, { counterpartAfter: '14 days' }, { restockingFee: 0.1 }, { refunds: 'us' }, { counterpartAfter: 'P' }])
  it(`refuses ${JSON.stringify(wrong)}`, () => assert.throws(() => checkPolicy('returns', '*', wrong, source)));
