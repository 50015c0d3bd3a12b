/**
 * Giving a buyer money back for goods that came back, decided here and made by the shop: one Vendure refund for each
 * payment it goes back through. Vendure takes no key of ours, so the reason carries a mark of it, which finds a refund
 * again, and which of how many it is: a poll between two of them waits for the rest. Whether the provider has paid it
 * out is the shop's to say: what is Pending stays so until its payment handler or staff settle it.
 */
import { createHash } from 'node:crypto';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { payBack } from './cancel.ts';
import { minorOf } from './money.ts';
import { fetchOrder, type VendureOrder } from './order-query.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'RefundReturn'>;
type VendureRefund = VendureOrder['payments'][number]['refunds'][number];

export const refundReturn: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const order = await orderOf(port, wish);
    const { precision } = port.settings;
    for (const [i, { external, amount }] of wish.tenders.entries()) {
      const part = { mark: markOf(key), part: i + 1, of: wish.tenders.length };
      if (made(order, key).some((m) => m.part === part.part)) continue;
      if (!order.payments.some((p) => p.id === external))
        throw stop.refused('PartnerRefused', `order ${order.code} was not paid by payment ${external}, as far as the shop shows`);
      // The goods and the shipping stand on the first; the others are money for the same.
      const first = i === 0;
      await payBack(port, {
        paymentId: external, amount: minorOf(amount, precision), reason: `${wish.reason ?? 'return'} ${wordOf(part)}`,
        lines: first ? wish.lines.map((l) => ({ orderLineId: l.lineId, quantity: l.quantity })) : [],
        shipping: first ? minorOf(add(wish.shipping, wish.shippingTax), precision) : 0,
      });
    }
    return receiptOf(made(await orderOf(port, wish), key))!;
  },
  async find(port, wish, key) {
    const found = made(await orderOf(port, wish), key);
    return found.length >= wish.tenders.length ? receiptOf(found) : undefined;
  },
};

async function orderOf(port: Port<Settings>, { order: wanted }: Wish): Promise<VendureOrder> {
  const { order } = await fetchOrder(port, wanted);
  if (!order) throw stop.refused('PartnerRefused', `the shop has no order ${wanted}`);
  return order;
}

export interface Part { readonly mark: string; readonly part: number; readonly of: number }
const markOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 10);
const wordOf = ({ mark, part, of }: Part): string => `[${mark} ${part}/${of}]`;
/** Which part of which refund of ours it is; undefined of what the shop's staff made. */
export function partOf({ reason }: VendureRefund): Part | undefined {
  const [, mark, part, of] = /\[([0-9a-f]{10}) (\d+)\/(\d+)\]$/.exec(reason) ?? [];
  return mark ? { mark, part: Number(part), of: Number(of) } : undefined;
}
const made = (order: VendureOrder, key: string): (Part & { readonly id: string })[] =>
  order.payments.flatMap((p) => p.refunds).flatMap((r) => {
    const part = partOf(r);
    return part?.mark === markOf(key) ? [{ ...part, id: r.id }] : [];
  });
/** As the shop's refunds are read: together, under the id of the first. */
function receiptOf(found: readonly { part: number; id: string }[]): Receipt | undefined {
  const first = found.find((m) => m.part === 1);
  return first && { external: brand(first.id) };
}
