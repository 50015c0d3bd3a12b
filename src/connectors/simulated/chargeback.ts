/** What the simulated payment provider says of a chargeback. */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { currency, fromDecimal } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { News } from '../contract.ts';

export const SaidChargeback = z.object({
  chargeback: z.string(), order: z.string(), at: z.string(), word: z.enum(['opened', 'won', 'lost']), amount: z.string(),
  currency: z.string(), reason: z.string().optional(), respondBy: z.string().optional(),
});

export function chargebackNews(said: z.infer<typeof SaidChargeback>): News {
  const { chargeback, order, at, word, amount, reason, respondBy } = said;
  return { said: 'chargeback', external: chargeback as ExternalId, order: order as ExternalId, at: timestamp(at), word,
    amount: fromDecimal(amount, currency(said.currency)), ...(reason && { reason }),
    ...(respondBy && { respondBy: timestamp(respondBy) }) };
}
