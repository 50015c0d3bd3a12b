/**
 * Chargebacks that payouts tell of, told to the orders they take money of, so that nobody refunds what the bank has
 * taken back. The books have handlers of their own.
 */
import type { ConnectionId, ExternalId } from '#domain/brand.ts';
import { currency, measure } from '#domain/measure.ts';
import type { ChargebackLost, PayoutReceived, PayoutReclassified } from '#domain/messages.ts';
import { timestamp } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import { chargebackLines, chargedBackOrders, type ChargebackRow } from '#store/chargeback.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import { orderStory } from '../identity.ts';
import { follow, sideBySide, type Batch, type LocalHandler } from './handler.ts';

type Rule = (batch: Batch, d: Claimed) => Promise<Draft[]>;
const RULES: Readonly<Record<string, Rule>> = {
  async PayoutReceived(batch, d) {
    const { payout, payoutId } = revive<PayoutReceived['data']>(d.data);
    return told(batch, d, payout.connection, { payoutId, rows: await chargebackLines(batch.tx, d.tenant, { payoutId }) });
  },
  async PayoutReclassified(batch, d) {
    const { payoutId, connection, code, marketplace, to, from } = revive<PayoutReclassified['data']>(d.data);
    if (to !== 'chargeback' && from !== 'chargeback') return [];
    const rows = await chargebackLines(batch.tx, d.tenant, { payoutId, code, ...(marketplace && { marketplace }) });
    return told(batch, d, connection, { payoutId, rows, decided: to === 'chargeback' ? 'taken' : 'none' });
  },
  async ChargebackLost(batch, d) {
    const { connection, reference, amount } = revive<ChargebackLost['data']>(d.data);
    const orders = await chargedBackOrders(batch.tx, d.tenant, { connection, reference });
    return orders.map((orderId) => about(batch, d, { orderId, type: 'ChargebackClosed', key: `${d.id}:${orderId}`, data: {
      orderId, by: connection, dispute: reference as ExternalId, told: 'payout', at: timestamp(d.at.toString()), outcome: 'lost', amount,
    } }));
  },
};
export const chargebackHandler: LocalHandler = (batch, deliveries) => sideBySide(deliveries, (d) => RULES[d.type]!(batch, d));

interface Lines {
  readonly payoutId: string;
  readonly rows: readonly ChargebackRow[];
  /** A person said what the lines are: chargebacks, or not after all. */
  readonly decided?: 'taken' | 'none';
}
const told = (batch: Batch, d: Claimed, by: ConnectionId, { payoutId, rows, decided }: Lines): Draft[] =>
  rows.filter((r) => r.amount !== 0n).map((r) => {
    const { order_id: orderId, reference, amount, unit } = r;
    const at = timestamp(r.posted_at ?? d.at.toString());
    const of = { orderId, by, dispute: reference as ExternalId, told: 'payout', at };
    const taken = amount < 0n;
    const key = `${decided ? d.id : payoutId}:${r.ordinal}`;
    if (decided === 'none') return about(batch, d, { orderId, type: 'ChargebackClosed', key,
      data: { ...of, amount: measure(-amount, currency(unit)), outcome: 'none' } });
    return about(batch, d, { orderId, type: taken ? 'ChargebackOpened' : 'ChargebackClosed', key, data: {
      ...of, amount: measure(taken ? -amount : amount, currency(unit)), ...(!taken && { outcome: 'won' }),
    } });
  });

interface Said { readonly orderId: string; readonly type: string; readonly key: string; readonly data: unknown }
const about = (batch: Batch, d: Claimed, { orderId, ...out }: Said): Draft =>
  ({ ...follow(d, 0, { ...out, subject: `order:${orderId}` }, batch.now), correlation: orderStory(d.tenant, orderId) });
