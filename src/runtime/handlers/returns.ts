/** Which return terms hold for an order: the policy `returns` of its channel, and what the partners' connectors can do. */
import type { ConnectionId, LocationId, Sku } from '#domain/brand.ts';
import type { AssessReturn, AwaitCounterpart } from '#domain/messages.ts';
import type { ReturnTerms } from '#domain/return.ts';
import { TERMS, type ReturnPolicy } from '#domain/return-policy.ts';
import { wishesOf } from '#connectors/contract.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import { policyOf, policyVersion, tenantOf, type TenantConfiguration } from '../platform.ts';
import { follow, sideBySide, type LocalHandler } from './handler.ts';

export const returnsHandler: LocalHandler = (batch, deliveries) => sideBySide(deliveries, async (d) => {
  if (d.type === 'AwaitCounterpart') return [timeIsUp(d, batch.now)];
  const { orderId, key, round, ...asked } = revive<AssessReturn['data']>(d.data);
  const t = tenantOf(batch.platform, d.tenant);
  const data = { orderId, round, terms: termsFor(t, asked), mapping: policyVersion(t, 'returns', asked.channel) };
  return [follow(d, 0, { type: 'ReturnAssessed', data, key }, batch.now)];
});

/** The timer ran on a subject of its own; the order hears of it on its own. */
function timeIsUp(d: Claimed, now: string): Draft {
  const { key, ...data } = revive<AwaitCounterpart['data']>(d.data);
  return follow(d, 0, { type: 'CounterpartOverdue', data, key }, now);
}

type Asked = Pick<AssessReturn['data'], 'channel' | 'skus' | 'erp' | 'tellers'>;
function termsFor(t: TenantConfiguration, { channel, skus, erp, tellers = [] }: Asked): ReturnTerms {
  const policy = policyOf<ReturnPolicy>(t, 'returns', channel, TERMS);
  const can = (connection: string | undefined, wish: 'RefundReturn' | 'RecordErpReturn' | 'RecordErpSpoilage' | 'AnswerReturn') => {
    const connector = connection === undefined ? undefined : t.connections.get(connection)?.connector;
    return connector !== undefined && wishesOf(connector as never).includes(wish);
  };
  const kept = new Set(policy.notResaleable);
  return {
    approval: policy.approval, counterpartSeconds: Math.round(Temporal.Duration.from(policy.counterpartAfter).total('seconds')),
    expectAll: policy.expectAll, refundOn: policy.refundOn, shipping: policy.shipping,
    refund: policy.refund === 'us' && can(channel, 'RefundReturn') ? 'us' : 'channel',
    feeBasisPoints: basisPoints(policy.restockingFee),
    notResaleable: skus.filter((sku) => kept.has(sku) || kept.has(t.items.get(sku)?.class ?? '')) as Sku[],
    ...(policy.windowDays !== undefined && { windowDays: policy.windowDays }),
    ...(policy.returnTo && { returnTo: policy.returnTo as LocationId }),
    answers: tellers.filter((by) => can(by, 'AnswerReturn')),
    ...(can(erp, 'RecordErpReturn') && { recordAt: erp as ConnectionId }),
    ...(can(erp, 'RecordErpSpoilage') && { spoilAt: erp as ConnectionId }),
  };
}

/** '12.5%' → 1250. */
const basisPoints = (share: string): number => Math.round(Number(share.replace('%', '')) * 100);
