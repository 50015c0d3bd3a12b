/**
 * Orders that a channel has and that nobody has paid yet: their units are held, by the rules of any hold, until the order is
 * placed and takes them over, is cancelled, or has waited as long as the policy `reservation` of the channel says.
 */
import type { ExternalId, OrderId } from '#domain/brand.ts';
import type { HoldEnded, StockHeld, ValidatedLine } from '#domain/messages.ts';
import { pendingHold } from '#domain/order.ts';
import { after, timestamp } from '#domain/time.ts';
import type { News } from '#connectors/contract.ts';
import { ownOf } from '#store/link.ts';
import { holdOf } from '#store/stock-reservation.ts';
import type { Draft } from './append.ts';
import type { Hearing } from './forget.ts';
import { fact, type Heard } from './heard.ts';
import { derivedUuid, digestOf, orderIdOf } from './identity.ts';
import { skuOf } from './news-stock.ts';
import { policyOf, tenantOf } from './platform.ts';

/** Channels end what they do not get paid for; who says nothing of it for a week has. */
const LONGEST_MINUTES = 7 * 24 * 60;
const orderIn = (h: Hearing, order: ExternalId): OrderId => orderIdOf(h.d.tenant, h.c.connection, order);
const about = (h: Hearing, holdId: string) => ({ subject: `hold:${holdId}`, correlation: derivedUuid(h.d.tenant, 'story', holdId) });

export async function pending(h: Hearing, n: Extract<News, { said: 'pending' }>): Promise<Heard> {
  const { connection } = h.c;
  // Told late: the order is here, and has what it needs.
  if (await ownOf(h.p.pool, { tenant: h.d.tenant, connection, kind: 'order', external: n.order })) return { drafts: [] };
  const orderId = orderIn(h, n.order);
  const holdId = pendingHold(orderId);
  const { paymentMinutes = LONGEST_MINUTES } =
    policyOf<{ paymentMinutes?: number }>(tenantOf(h.p, h.d.tenant), 'reservation', connection, {});
  const lines = n.lines.map(({ lineId, quantity, ...item }): ValidatedLine => ({ lineId, sku: skuOf(h, item), quantity }));
  const data: StockHeld['data'] = {
    holdId, channel: connection, reference: n.order, lines, pending: orderId,
    until: after(timestamp(h.now), Math.round(paymentMinutes * 60)),
  };
  // Told again it is the same hold, whenever that is.
  return { drafts: [fact(h, 'StockHeld', data, { key: holdId, digest: digestOf('StockHeld', holdId), at: n.at, ...about(h, holdId) })] };
}

/** It was never paid: its units are free again. */
export async function givenUp(h: Hearing, order: ExternalId): Promise<Draft[]> {
  const holdId = pendingHold(orderIn(h, order));
  // Only marketplaces show orders before they are paid.
  const open = h.c.connector.kind === 'marketplace' && await holdOf(h.p.pool, h.d.tenant, holdId);
  if (!open || open.ended) return [];
  const data: HoldEnded['data'] = { holdId, because: 'released' };
  return [fact(h, 'HoldEnded', data, { key: `${holdId}:released`, ...about(h, holdId) })];
}
