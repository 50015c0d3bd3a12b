import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conformance } from '#connectors/conformance.ts';
import { recordings, replay, textOf } from '#connectors/recording.ts';
import type { News } from '#connectors/contract.ts';
import returns from './index.ts';
import { GRADES, OUTCOMES, REASONS, STATUS } from './words.ts';

const folder = new URL('./recordings/', import.meta.url);
conformance(returns, folder);

async function said(name: string): Promise<readonly News[]> {
  const r = recordings(folder).find((x) => x.name === name)!;
  return returns.can.read!(replay(returns, r), { topic: r.document!.topic, headers: {}, body: Buffer.from(textOf(r.document!.body)) });
}
type Goods = Extract<News, { said: 'returned-goods' }>;

describe('a returns platform', () => {
  it('has words for every stage, disposition, resolution and reason of ours', () => {
    assert.deepEqual([...new Set(Object.values(STATUS))].sort(),
      ['authorised', 'cancelled', 'closed', 'declined', 'requested', 'sent']);
    assert.deepEqual([...new Set(Object.values(GRADES))].sort(), ['damaged', 'destroyed', 'resaleable']);
    assert.deepEqual(Object.values(OUTCOMES).sort(), ['exchange', 'refund', 'replacement', 'store-credit']);
    assert.equal(new Set(Object.values(REASONS)).size, Object.keys(REASONS).length);
  });
  it('tells grades per unit', async () => {
    const [, , found] = await said('read-inspected') as [News, Goods, Goods];
    assert.deepEqual(found.lines.map((l) => [l.quantity, l.disposition]), [[1, 'resaleable'], [1, 'damaged']]);
    assert.deepEqual([found.looked, found.location, found.of], [true, 'RTM', ['5001', '#1001']]);
  });
  it('changes nothing on words that nobody has explained, and says which', async () => {
    const [goods, ...drifts] = await said('read-unknown-words') as [Goods, ...Extract<News, { said: 'drift' }>[]];
    assert.deepEqual(goods.lines, []);
    assert.deepEqual(drifts.map((d) => d.path), ['return.status', 'return.items[].reason', 'return.inspections[].items[].grade']);
  });
});
