/**
 * Showing the merchant which units wait for us: holds under our handle, on the units that are short and on no others. A
 * state, not a fact: what stands there is looked at first, so a repetition changes nothing.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '../contract.ts';
import { says } from '../translation.ts';
import { HOLD, HOLDS, RELEASE } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import { OUR_HOLD } from './reasons.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT_ORDER } from './status.ts';

type Wish = WishOf<'ReportHold'>;
const HANDLE = 'threadline-short';
const Part = z.object({
  id: z.string(), status: z.string(),
  fulfillmentHolds: z.array(z.object({ id: z.string(), handle: z.string().nullish(), heldByRequestingApp: z.boolean() })),
  lineItems: z.object({ nodes: z.array(z.object({
    id: z.string(), remainingQuantity: z.number().int(), lineItem: z.object({ id: gidNumber }),
  })) }),
});
type Part = z.output<typeof Part>;
const Holds = z.object({ order: z.object({ fulfillmentOrders: z.object({ nodes: z.array(Part) }) }).nullable() });
const errors = z.array(z.object({ message: z.string() }));
const Held = z.object({ fulfillmentOrderHold: z.object({ userErrors: errors }).nullable() });
const Released = z.object({ fulfillmentOrderReleaseHold: z.object({ userErrors: errors }).nullable() });

export const reportHold: Write<Settings, Wish> = {
  async apply(port, wish) {
    const parts = await partsOf(port, wish);
    if (stands(parts, wish)) return receipt(wish);
    for (const part of parts) for (const { id } of ours(part)) await release(port, part, id);
    const left = new Map(wish.lines.map((l) => [l.lineId as string, l.quantity]));
    for (const part of (await partsOf(port, wish)).filter((p) => says(FULFILLMENT_ORDER, p.status, 'open'))) {
      const lines = part.lineItems.nodes.flatMap((l) => {
        const quantity = Math.min(l.remainingQuantity, left.get(l.lineItem.id) ?? 0);
        left.set(l.lineItem.id, (left.get(l.lineItem.id) ?? 0) - quantity);
        return quantity > 0 ? [{ id: l.id, quantity }] : [];
      });
      if (lines.length > 0) await hold(port, part.id, { lines, reason: OUR_HOLD[wish.reason] });
    }
    return receipt(wish);
  },
  async find(port, wish) {
    return stands(await partsOf(port, wish), wish) ? receipt(wish) : undefined;
  },
};

const receipt = ({ order }: Wish): Receipt => ({ external: brand(`${order}/hold`) });
const ours = (part: Part) => part.fulfillmentHolds.filter((h) => h.heldByRequestingApp && h.handle === HANDLE);

function stands(parts: readonly Part[], { lines }: Wish): boolean {
  const held = new Map<string, number>();
  for (const part of parts.filter((p) => ours(p).length > 0))
    for (const l of part.lineItems.nodes) held.set(l.lineItem.id, (held.get(l.lineItem.id) ?? 0) + l.remainingQuantity);
  const wanted = new Map(lines.map((l) => [l.lineId as string, l.quantity]));
  return [...new Set([...held.keys(), ...wanted.keys()])].every((id) => (held.get(id) ?? 0) === (wanted.get(id) ?? 0));
}

async function partsOf(port: Port<Settings>, { order }: Wish): Promise<Part[]> {
  const { order: found } = await ask(port, { document: HOLDS, variables: { id: gid('Order', order) }, answer: Holds });
  if (!found) throw stop.refused('PartnerRefused', `Shopify has no order ${order}`);
  return found.fulfillmentOrders.nodes;
}

async function hold(port: Port<Settings>, id: string, { lines, reason }: { lines: readonly object[]; reason: string }): Promise<void> {
  const variables = { id, hold: { reason, handle: HANDLE, notifyMerchant: false, fulfillmentOrderLineItems: lines } };
  const { fulfillmentOrderHold: done } = await ask(port, { document: HOLD, variables, answer: Held, write: true });
  refuse(done?.userErrors);
}
async function release(port: Port<Settings>, part: Part, hold: string): Promise<void> {
  const { fulfillmentOrderReleaseHold: done } = await ask(port,
    { document: RELEASE, variables: { id: part.id, holds: [hold] }, answer: Released, write: true });
  refuse(done?.userErrors);
}
function refuse(problems: readonly { readonly message: string }[] = []): void {
  const [problem] = problems;
  if (problem) throw stop.refused('PartnerRefused', `Shopify does not change the hold: ${problem.message}`);
}
