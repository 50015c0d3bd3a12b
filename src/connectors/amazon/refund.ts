/**
 * Giving a buyer money back for goods that came back. Amazon takes it as an OrderAdjustment feed, and shows it nowhere
 * but in the settlement that pays for it, under the name we gave each item: so it is recorded as asked, and the
 * settlement's row is known by that name. A feed handed in twice under one name adjusts once.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { brand, type ExternalId, type IdempotencyKey } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { subtract, toDecimal, type Money } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { element, escaped, fed } from './feed.ts';
import { fetchOrder } from './search.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'RefundReturn'>;
export const ADJUSTMENT_FEED = 'POST_PAYMENT_ADJUSTMENT_DATA';
/** Ours among the names that stand in settlements. */
const PREFIX = 'TL';
export const isOurAdjustment = (name: string): boolean => /^TL[0-9a-f]{12}-\d+$/.test(name);
const nameOf = (key: IdempotencyKey): string => PREFIX + createHash('sha256').update(key).digest('hex').slice(0, 12);

const Standing = z.object({ salesChannel: z.object({ marketplaceId: z.string().optional() }) });
/** What Amazon answers when it has adjusted an item under this name already. */
const REPEATED = /^18028\b|already/i;

export const refundReturn: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const order = await fetchOrder(port, wish.order, 'FULFILLMENT');
    if (order === undefined) throw stop.refused('PartnerRefused', `Amazon does not know order ${wish.order}`);
    const [only = ''] = port.settings.marketplaceIds;
    const name = nameOf(key);
    const result = await fed(port, key, {
      what: `the refund of order ${wish.order}`, feedType: ADJUSTMENT_FEED,
      marketplaceId: read(Standing, order).salesChannel.marketplaceId ?? only, body: envelope(port.settings.sellerId, wish, name),
    });
    const [problem] = (await result.problems()).filter((p) => !REPEATED.test(p));
    if (problem) throw stop.refused('PartnerRefused', `Amazon does not refund order ${wish.order}: ${problem}`);
    return { external: brand<ExternalId>(name), untold: true };
  },
  /** It is shown nowhere until it is settled, and can be handed in again: under one name it adjusts once. */
  find: async () => undefined,
};

const component = (type: string, amount: Money): string => (amount.count === 0n ? '' : element('Component',
  element('Type', type) + `<Amount currency="${amount.unit}">${toDecimal(amount)}</Amount>`));

/** The fee is taken off the first item, freight goes back with it. */
export function envelope(seller: string, { order, lines, fee, shipping, reason }: Wish, name: string): string {
  const header = element('DocumentVersion', '1.01') + element('MerchantIdentifier', escaped(seller));
  const items = lines.map((l, i) => element('AdjustedItem',
    element('AmazonOrderItemCode', escaped(l.lineId)) + element('MerchantAdjustmentItemID', `${name}-${i + 1}`) +
    element('AdjustmentReason', REASONS[reason ?? ''] ?? 'CustomerReturn') +
    element('ItemPriceAdjustments', component('Principal', i === 0 ? subtract(l.net, fee) : l.net) +
      (i === 0 ? component('Shipping', shipping) : '')) +
    element('Quantity', String(l.quantity))));
  return '<?xml version="1.0" encoding="UTF-8"?>' + element('AmazonEnvelope',
    element('Header', header) + element('MessageType', 'OrderAdjustment') +
    element('Message', element('MessageID', '1') +
      element('OrderAdjustment', element('AmazonOrderID', escaped(order)) + items.join(''))));
}
const REASONS: Readonly<Record<string, string>> = {
  defective: 'CustomerReturn', 'wrong-item': 'CustomerReturn', 'not-as-described': 'CustomerReturn', late: 'GeneralAdjustment',
  undeliverable: 'CouldNotShip',
};
