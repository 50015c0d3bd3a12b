/**
 * A feed that cannot be believed waits for a person. Retrying it is the person's word that it is true: it becomes
 * counts then. Dropping it discards it. Feeds that come after it are looked at on their own.
 *
 * What is told a few items a document is weighed in order, a place at a time (feed-window.ts).
 */
import type { CountsRestored, FeedApproved, FeedSuspected } from '#domain/messages.ts';
import type { Claimed } from '#store/delivery.ts';
import { countsOf, massNow, weigh } from './feed-window.ts';
import { sideBySide, type Batch, type LocalHandler, type Result } from './handler.ts';

export const feedHandler: LocalHandler = async (batch, deliveries) => {
  const words = deliveries.filter((d) => d.type === 'ItemsCounted');
  const weighed = new Map((await sideBySide(words, (d) => weigh(batch, d))).map((r, i) => [words[i], r]));
  return Promise.all(deliveries.map((d) => weighed.get(d) ?? decided(batch, d)));
};

async function decided(batch: Batch, d: Claimed): Promise<Result> {
  if (d.type === 'FeedApproved' || d.type === 'CountsRestored') return { drafts: countsOf(d, (d.data as FeedApproved['data']).items) };
  const { mass, detail: first, items, location } = d.data as FeedSuspected['data'];
  if (d.type === 'FeedGivenUp') {
    const detail = `${items.length} counts of ${location} had been applied before their feed was seen to be wrong: ` +
      (d.data as CountsRestored['data']).items.map((x) => `${x.sku} ${x.onHand} → ${x.applied}`).join(', ');
    return { fault: { kind: 'Refused', exception: 'CountsDoubted', detail } };
  }
  const detail = mass ? await massNow(batch, d, mass) : first;
  return detail === undefined ? { drafts: [] } : { fault: { kind: 'Refused', exception: 'MassZeroStock', detail } };
}
