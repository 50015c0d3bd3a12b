/** Disputes by their webhooks. An inquiry takes no money and is only kept; a chargeback does, until it is won. */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { timestamp } from '#domain/time.ts';
import type { News, Port } from '../contract.ts';
import { id, read } from '../parse.ts';
import { currencyOf, money } from './amounts.ts';

const Dispute = z.object({
  id, order_id: id.nullish(), type: z.string(), status: z.string(), amount: z.string(), currency: z.string(),
  reason: z.string().nullish(), evidence_due_by: z.string().nullish(), initiated_at: z.string().nullish(),
  finalized_on: z.string().nullish(),
}).loose();

/** A charge that was refunded while the bank only asked is nobody's loss. */
export const DISPUTE_STATUS: Readonly<Record<string, 'opened' | 'won' | 'lost'>> = {
  needs_response: 'opened', under_review: 'opened', won: 'won', lost: 'lost', accepted: 'lost', charge_refunded: 'won',
};

export function disputeIn(port: Port<unknown>, body: unknown): News {
  const d = read(Dispute, body);
  if (d.type === 'inquiry') return { said: 'nothing', why: `dispute ${d.id} is an inquiry: the bank asks, and takes nothing` };
  if (!d.order_id) return { said: 'nothing', why: `dispute ${d.id} names no order` };
  const word = DISPUTE_STATUS[d.status];
  if (!word || d.type !== 'chargeback') return { said: 'drift', path: word ? 'dispute.type' : 'dispute.status',
    detail: `dispute ${d.id} says ${JSON.stringify(word ? d.type : d.status)}, which nobody has explained; it changes nothing` };
  const when = (word === 'opened' ? d.initiated_at : d.finalized_on) ?? d.initiated_at;
  return {
    said: 'chargeback', external: d.id as ExternalId, order: d.order_id as ExternalId, word, at: when ? timestamp(when) : port.now,
    amount: money(d.amount, currencyOf(d.currency)), ...(d.reason && { reason: d.reason.replaceAll('_', ' ') }),
    ...(d.evidence_due_by && { respondBy: timestamp(d.evidence_due_by) }),
  };
}
