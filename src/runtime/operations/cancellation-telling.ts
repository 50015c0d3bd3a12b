/**
 * Telling a channel to cancel, where it has stopped with a person: the channel refused, or cannot be told at all. Nothing was
 * done there, so the cancellation can still be had back. One that may have been carried out is none of these.
 */
import { lockDelivery, type DeliveryKey } from '#store/operate.ts';
import { storyOpenWork } from '#store/story.ts';
import { orderStory } from '../identity.ts';
import type { Platform } from '../platform.ts';

export interface StoppedTelling extends DeliveryKey {
  /** Of a part: which wish; absent: of the whole order. */
  readonly wish?: string | undefined;
}

export async function stoppedTelling(p: Platform, tenant: string, orderId: string): Promise<readonly StoppedTelling[]> {
  const open = await storyOpenWork(p.pool, tenant, orderStory(tenant, orderId));
  const parked = open.filter((d) => d.state === 'Parked' && d.fault?.kind === 'Refused' && d.exception !== 'MissingOutcome');
  const found = await Promise.all(parked.filter((d) => d.handler.startsWith('connection:'))
    .map(({ shard, message, handler }) => lockDelivery(p.pool, { tenant, shard, message, handler })));
  return found.flatMap((d) => {
    if (d?.type !== 'CancelChannelOrder' && d?.type !== 'CancelChannelLines') return [];
    const { wish } = d.data as { wish?: string };
    return [{ tenant, shard: d.shard, message: d.message, handler: d.handler, wish }];
  });
}
