/**
 * A feed that cannot be believed waits for a person. Retrying it is the person's word that it is true: it becomes
 * counts then. Dropping it discards it. Feeds that come after it are looked at on their own.
 */
import type { FeedApproved, FeedSuspected } from '#domain/messages.ts';
import { derivedUuid } from '../identity.ts';
import type { LocalHandler, Result } from './handler.ts';

export const feedHandler: LocalHandler = async (batch, deliveries) => deliveries.map((d): Result => {
  if (d.type === 'FeedSuspected') {
    const { detail } = d.data as FeedSuspected['data'];
    return { fault: { kind: 'Refused', exception: 'MassZeroStock', detail } };
  }
  const { items, connection, location, asOf } = d.data as FeedApproved['data'];
  return { drafts: items.map((x) => ({
    tenant: d.tenant, type: 'StockCounted', data: { connection, location, asOf, ...x }, connection, cause: d.id, at: asOf,
    key: `StockCounted:${location}:${x.sku}:${asOf}:${x.onHand}`, correlation: derivedUuid(d.tenant, 'stock', x.sku),
  })) };
});
