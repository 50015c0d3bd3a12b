import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FEED_DEFAULTS, suspicion, type FeedItem } from './stock-feed.ts';

const feed = (pairs: readonly (readonly [number, number])[]): FeedItem[] =>
  pairs.map(([before, now], i) => ({ sku: `SKU-${i}`, before, now }));
const many = (n: number, pair: readonly [number, number]) => Array.from({ length: n }, () => pair);

describe('a feed of counts', () => {
  it('is believed while most of it stays what it was', () => {
    assert.equal(suspicion(feed([...many(17, [10, 9]), ...many(3, [10, 0])]), FEED_DEFAULTS), undefined);
    assert.equal(suspicion(feed(many(9, [10, 0])), FEED_DEFAULTS), undefined);
    assert.equal(suspicion(feed(many(50, [0, 500])), FEED_DEFAULTS), undefined);
    assert.equal(suspicion([], { ...FEED_DEFAULTS, fewest: 0 }), undefined);
  });
  it('is suspected at the first item beyond the share that falls to zero', () => {
    assert.equal(suspicion(feed([...many(14, [10, 9]), ...many(6, [10, 0])]), FEED_DEFAULTS), undefined);
    assert.match(suspicion(feed([...many(13, [10, 9]), ...many(7, [10, 0])]), FEED_DEFAULTS)!, /^7 of 20 items .* zero/);
  });
  it('is suspected when many items jump, up or down', () => {
    assert.match(suspicion(feed(many(20, [10, 100])), FEED_DEFAULTS)!, /20 of 20 items jump/);
    assert.match(suspicion(feed(many(20, [100, 10])), FEED_DEFAULTS)!, /SKU-0 100 → 10/);
    assert.equal(suspicion(feed(many(20, [2, 12])), FEED_DEFAULTS), undefined);
  });
});
