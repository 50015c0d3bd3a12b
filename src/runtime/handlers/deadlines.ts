/**
 * The clock of orders: a deadline waits here until it is near, by the policy `deadlines` of its channel, and is told then;
 * the end of a promise to an order on hold waits here too. Timers have subjects of their own: they hold nothing back.
 */
import { DEADLINES, type DeadlinePolicy } from '#domain/deadline-policy.ts';
import type { AwaitDeadline, AwaitExpiry } from '#domain/messages.ts';
import { stop } from '#domain/fault.ts';
import { after } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { hastenReports } from '#store/shipment.ts';
import type { Draft } from '../append.ts';
import { policyOf, tenantOf, type TenantConfiguration } from '../platform.ts';
import { follow, sideBySide, type LocalHandler } from './handler.ts';

/** As much as ReportShipment goes ahead when its order is late before it is asked. */
const HURRY_SECONDS = 3600;

export const deadlineHandler: LocalHandler = (batch, deliveries) => sideBySide(deliveries, async (d) => {
  if (d.type === 'AwaitExpiry') return [expired(d, revive<AwaitExpiry['data']>(d.data), batch.now)];
  const wish = revive<AwaitDeadline['data']>(d.data);
  const { key, orderId, deadline, fulfillmentId } = wish;
  const { by, from } = times(tenantOf(batch.platform, d.tenant), wish);
  if (batch.now < from) throw stop.throttled(from, `looked at from ${from} on`);
  if (deadline === 'ship') await hastenReports(batch.tx, { tenant: d.tenant, orderId, seconds: HURRY_SECONDS });
  const data = { orderId, deadline, by, ...(fulfillmentId && { fulfillmentId }) };
  return [follow(d, 0, { type: 'DeadlineNear', data, key, subject: `order:${orderId}` }, batch.now)];
});

const expired = (d: Claimed, data: AwaitExpiry['data'], now: string): Draft => follow(d, 0, {
  type: 'ReservationExpired', data, key: `${data.orderId}:${data.round}`, subject: `order:${data.orderId}`,
}, now);

function times(t: TenantConfiguration, { deadline, by: stated, since, channel }: AwaitDeadline['data']) {
  const policy = policyOf<DeadlinePolicy>(t, 'deadlines', channel, DEADLINES);
  const seconds = (text: string): number => Temporal.Duration.from(text).total({ unit: 'seconds', relativeTo: '2026-01-01' });
  const by = stated ?? after(since!, seconds(policy.collectWithin));
  const before = { ship: policy.shipBefore, deliver: policy.deliverBefore, collect: 'PT0S' }[deadline];
  return { by, from: after(by, -seconds(before)) };
}
