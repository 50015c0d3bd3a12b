/**
 * Cancelling at the channel, with the money back to where it came from. An order can be cancelled once, so the order
 * itself is the key: it is looked up, and one that is cancelled already is the answer that was wanted.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '../contract.ts';
import { coded } from '../translation.ts';
import { CANCEL, CANCELLED } from './documents.ts';
import { ask } from './graphql.ts';
import { gid } from './ids.ts';
import { CANCEL_REASON } from './reasons.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'CancelChannelOrder'>;

const Cancelled = z.object({ order: z.object({ cancelledAt: z.string().nullish() }).nullable() });
const Answer = z.object({ orderCancel: z.object({
  job: z.object({ id: z.string() }).nullish(),
  orderCancelUserErrors: z.array(z.object({ code: z.string().nullish(), message: z.string() })),
}).nullable() });

export const cancelChannelOrder: Write<Settings, Wish> = {
  async apply(port, wish) {
    const variables = {
      id: gid('Order', wish.order), reason: await coded(port, CANCEL_REASON, wish.reason), notify: port.settings.notifyBuyer,
      // Units that are not there must not go back on sale.
      restock: wish.reason !== 'out-of-stock', note: `Threadline ${wish.key}`.slice(0, 255),
    };
    const { orderCancel } = await ask(port, { document: CANCEL, variables, answer: Answer, write: true });
    const [problem] = orderCancel?.orderCancelUserErrors ?? [];
    if (!problem) return receipt(wish);
    const already = await find(port, wish);
    if (already) return already;
    throw stop.refused('PartnerRefused', `Shopify does not cancel order ${wish.order}: ${problem.message}`);
  },
  find,
};

async function find(port: Port<Settings>, wish: Wish): Promise<Receipt | undefined> {
  const { order } = await ask(port, { document: CANCELLED, variables: { id: gid('Order', wish.order) },
    answer: Cancelled });
  if (!order) throw stop.refused('PartnerRefused', `Shopify has no order ${wish.order}`);
  return order.cancelledAt ? receipt(wish) : undefined;
}

const receipt = (wish: Wish): Receipt => ({ external: wish.order as ExternalId });
