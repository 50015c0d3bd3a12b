/**
 * An exchange within one order: what comes back is a refund that pays out less than the goods were worth, and what goes
 * out instead are new lines of the same order. The missing money has not been kept: it pays for the new lines. The order
 * does not say so; the refund's return does, and it is asked only where money is missing.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import type { Port } from '../contract.ts';
import { EXCHANGED } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import { fallsShort } from './refund.ts';
import type { SeenOrder } from './seen.ts';
import type { Settings } from './settings.ts';

const Answer = z.object({ refund: z.object({ return: z.object({ exchangeLineItems: z.object({
  nodes: z.array(z.object({ lineItems: z.array(z.object({ id: gidNumber })).nullish() })),
}) }).nullish() }).nullish() });

/** Undefined when no refund is one; a shop whose returns may not be read is not asked. */
export async function withExchanges(port: Port<Settings>, order: SeenOrder): Promise<SeenOrder | undefined> {
  const short = port.settings.readsReturns ? order.refunds.filter((r) => fallsShort(r, order)) : [];
  if (short.length === 0) return undefined;
  const found = new Map<string, readonly ExternalId[]>();
  for (const { id } of short) {
    const { refund } = await ask(port, { document: EXCHANGED, variables: { id: gid('Refund', id) }, answer: Answer });
    found.set(id, (refund?.return?.exchangeLineItems.nodes ?? []).flatMap((n) => (n.lineItems ?? []).map((l) => l.id)));
  }
  return { ...order, refunds: order.refunds.map((r) => ({ ...r, ...(found.get(r.id)?.length && { exchangedFor: found.get(r.id)! }) })) };
}
