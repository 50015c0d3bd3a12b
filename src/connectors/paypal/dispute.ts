/**
 * A dispute, as PayPal's webhook tells it or its API shows it. In the stage INQUIRY buyer and seller talk, and no bank has
 * taken anything. https://developer.paypal.com/docs/api/customer-disputes/v1/
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { currency, fromDecimal, type Money } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { Document, News, Port } from '../contract.ts';
import { parseJson, read } from '../parse.ts';

/** `dispute`, or the type of an event: CUSTOMER.DISPUTE.CREATED, .UPDATED, .RESOLVED. */
export const isDispute = ({ topic }: Document): boolean => /^(customer\.)?dispute(\.|$)/i.test(topic);

const Dispute = z.object({
  dispute_id: z.string(), status: z.string(), reason: z.string().nullish(),
  create_time: z.string().nullish(), update_time: z.string().nullish(),
  dispute_amount: z.object({ currency_code: z.string(), value: z.string() }), dispute_life_cycle_stage: z.string().nullish(),
  dispute_outcome: z.object({ outcome_code: z.string().nullish() }).loose().nullish(), seller_response_due_date: z.string().nullish(),
  disputed_transactions: z.array(z.object({
    seller_transaction_id: z.string().nullish(), invoice_number: z.string().nullish(), custom: z.string().nullish(),
  }).loose()).default([]),
}).loose();
const Event = z.object({ resource: Dispute }).loose();

export const OUTCOMES: Readonly<Record<string, 'won' | 'lost'>> = {
  RESOLVED_SELLER_FAVOUR: 'won', RESOLVED_SELLER_FAVOR: 'won', CANCELED_BY_BUYER: 'won', DENIED: 'won', RESOLVED_WITH_PAYOUT: 'won',
  RESOLVED_BUYER_FAVOUR: 'lost', RESOLVED_BUYER_FAVOR: 'lost', ACCEPTED: 'lost',
};

export function disputeIn(port: Port<unknown>, { body }: Document): News[] {
  const said = parseJson(body);
  const d = isEvent(said) ? read(Event, said).resource : read(Dispute, said);
  const outcome = d.dispute_outcome?.outcome_code;
  const word = outcome ? OUTCOMES[outcome] : 'opened';
  if (!word) return [{ said: 'drift', path: 'dispute.dispute_outcome.outcome_code',
    detail: `dispute ${d.dispute_id} says ${JSON.stringify(outcome)}, which nobody has explained; it changes nothing` }];
  if (word === 'opened' && d.dispute_life_cycle_stage === 'INQUIRY')
    return [{ said: 'nothing', why: `dispute ${d.dispute_id} is an inquiry: buyer and seller talk, and nothing is taken` }];
  const at = timeOf(d.update_time ?? d.create_time) ?? port.now;
  return [{ said: 'chargeback', external: d.dispute_id as ExternalId, word, amount: amountOf(d), at,
    of: d.disputed_transactions.flatMap(namesOf), ...beside(d) }];
}
const beside = ({ reason, seller_response_due_date: due }: z.output<typeof Dispute>) => ({
  ...(reason && { reason: reason.toLowerCase().replaceAll('_', ' ') }), ...(due && { respondBy: timestamp(due) }),
});
const isEvent = (said: unknown): boolean => typeof said === 'object' && said !== null && 'resource' in said;
const timeOf = (text: string | null | undefined) => (text ? timestamp(text) : undefined);
type Transaction = z.output<typeof Dispute>['disputed_transactions'][number];
/** What the seller called it, before what PayPal did. */
const namesOf = (t: Transaction): string[] => [t.invoice_number, t.custom, t.seller_transaction_id].flatMap((n) => (n ? [n] : []));
function amountOf({ dispute_id: id, dispute_amount: { currency_code: code, value } }: z.output<typeof Dispute>): Money {
  try {
    return fromDecimal(value, currency(code));
  } catch (error) {
    throw stop.malformed(`dispute ${id}: ${(error as Error).message}`);
  }
}
