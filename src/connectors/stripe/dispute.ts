/**
 * A dispute, as an event of Stripe's tells it or its API shows it. An inquiry (`warning_…`) takes no money; what a payout
 * says of the money stands in its lines. https://docs.stripe.com/api/disputes/object
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { currency, measure, type Money } from '#domain/measure.ts';
import { fromEpoch } from '#domain/time.ts';
import type { Document, News } from '../contract.ts';
import { parseJson, read } from '../parse.ts';

/** `dispute`, or the type of an event: charge.dispute.created, .updated, .closed, .funds_withdrawn, .funds_reinstated. */
export const isDispute = ({ topic }: Document): boolean => /^(charge\.)?dispute(\.|$)/.test(topic);

const named = z.union([z.string(), z.object({ id: z.string() }).transform((o) => o.id)]).nullish();
const seconds = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);
const Dispute = z.object({
  id: z.string(), amount: z.union([z.number().int(), z.string().regex(/^\d+$/)]), currency: z.string(), status: z.string(), charge: named,
  payment_intent: named, reason: z.string().nullish(), created: seconds,
  evidence_details: z.object({ due_by: seconds.nullish() }).loose().nullish(), metadata: z.record(z.string(), z.string()).nullish(),
}).loose();
const Event = z.object({ created: seconds.optional(), data: z.object({ object: Dispute }) }).loose();

export const DISPUTE_STATUS: Readonly<Record<string, 'opened' | 'won' | 'lost' | 'asked'>> = {
  needs_response: 'opened', under_review: 'opened', won: 'won', lost: 'lost', prevented: 'asked', warning_needs_response: 'asked',
  warning_under_review: 'asked', warning_closed: 'asked', charge_refunded: 'won',
};

export function disputeIn({ body }: Document): News[] {
  const said = parseJson(body);
  const event = typeof said === 'object' && said !== null && 'data' in said ? read(Event, said) : undefined;
  const d = event?.data.object ?? read(Dispute, said);
  const word = DISPUTE_STATUS[d.status];
  if (!word) return [{ said: 'drift', path: 'dispute.status',
    detail: `dispute ${d.id} says ${JSON.stringify(d.status)}, which nobody has explained; it changes nothing` }];
  if (word === 'asked') return [{ said: 'nothing', why: `dispute ${d.id} is an inquiry: the bank asks, and takes nothing` }];
  const due = d.evidence_details?.due_by;
  return [{
    said: 'chargeback', external: d.id as ExternalId, word, amount: amountOf(d), at: fromEpoch(((event?.created ?? d.created)) * 1000),
    of: [d.metadata?.['order_id'], d.charge, d.payment_intent].filter((name) => name !== undefined && name !== null),
    ...(d.reason && { reason: d.reason.replaceAll('_', ' ') }), ...(due && { respondBy: fromEpoch(due * 1000) }),
  }];
}
function amountOf(d: z.output<typeof Dispute>): Money {
  try {
    return measure(BigInt(d.amount), currency(d.currency.toUpperCase()));
  } catch {
    throw stop.malformed(`dispute ${d.id}: ${d.currency} is not an ISO 4217 currency`);
  }
}
