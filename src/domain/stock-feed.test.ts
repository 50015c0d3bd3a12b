import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doubtOf, FEED_DEFAULTS, judge, massWords, NOTHING_TOLD, suspicion, type FeedItem, type Tally } from './stock-feed.ts';

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

type Step = 'zero' | 'jump' | 'same' | 'new';
const NOW: Readonly<Record<Step, readonly [number, number]>> = { zero: [50, 0], jump: [50, 500], same: [50, 49], new: [0, 7] };
interface Walked { readonly told: readonly FeedItem[]; readonly held: readonly FeedItem[]; readonly applied: readonly FeedItem[] }

/** Every way to tell a place item by item, and what was held by then. */
function everyWalk(longest: number, policy: typeof FEED_DEFAULTS, each: (w: Walked) => void): number {
  let walks = 0;
  const walk = (w: Walked, beside: Tally): void => {
    walks += 1;
    each(w);
    if (w.told.length === longest) return;
    for (const step of Object.keys(NOW) as Step[]) {
      const item = { sku: `S-${w.told.length}`, before: NOW[step][0], now: NOW[step][1] };
      const { held, believed, tally } = judge([item], beside, policy);
      walk({ told: [...w.told, item], held: [...w.held, ...held], applied: [...w.applied, ...believed] }, tally);
    }
  };
  walk({ told: [], held: [], applied: [] }, NOTHING_TOLD);
  return walks;
}

describe('a feed that tells an item a document', () => {
  const policy = { ...FEED_DEFAULTS, fewest: 3 };
  it('is looked at over what was told of the place lately: every sequence of eight words', () => {
    const walks = everyWalk(8, policy, ({ told, held, applied }) => {
      assert.equal(held.length + applied.length, told.length, 'each word is applied or held');
      assert.ok(held.every((x) => doubtOf(x, policy)), 'a sound word is never held');
      const known = told.filter((x) => x.before > 0).length;
      const zeros = applied.filter((x) => x.before > 0 && x.now <= 0).length;
      assert.ok(zeros <= Math.max(policy.fewest - 1, known * 0.3), `${zeros} zeros of ${known} were applied`);
      const last = told.at(-1);
      const doubt = last && doubtOf(last, policy);
      const alike = told.filter((x) => doubt && doubtOf(x, policy) === doubt).length;
      const wanted = known >= 3 && alike > known * (doubt === 'zero' ? 0.3 : 0.5);
      assert.equal(last !== undefined && held.includes(last), wanted && doubt !== undefined, `${alike} of ${known}`);
    });
    assert.equal(walks, (4 ** 9 - 1) / 3);
  });
  it('two hundred zeros one after another: nine are applied, the others wait', () => {
    let beside = NOTHING_TOLD;
    const held = feed(many(200, [50, 0])).filter((item) => {
      const judged = judge([item], beside, FEED_DEFAULTS);
      beside = judged.tally;
      return judged.held.length > 0;
    });
    assert.deepEqual([held.length, held[0]!.sku], [191, 'SKU-9']);
  });
  it('a person reads what is held and what was not', () => {
    const [a, b] = feed([[50, 0], [7, 0]]);
    const words = massWords({ minutes: 15, held: 3, applied: 1, someHeld: [b!], someApplied: [a!] });
    assert.match(words, /^4 items that had stock fall to zero, .* within 15 minutes of each other; 3 are held \(SKU-1 7 → 0, …\); 1 was applied .*\(SKU-0 50 → 0\)/);
  });
});
