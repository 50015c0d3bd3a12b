/** Fees against rate cards: what was charged too much, with its evidence, as JSON or CSV. */
import { z } from 'zod';
import { claimsCsv, feeAudit } from '#runtime/operations/fee-audit.ts';
import { answers, type Api } from '../api.ts';
import { word } from '../schemas.ts';

const text = z.string();
const whole = z.number().int();
const amount = z.string().meta({ description: 'Decimal' });
export const FeeClaimItem = z.object({
  connection: text, settlement: text, order: text, sku: text, marketplace: text, day: text, units: whole, sold: amount,
    fee: text, charged: amount,
  expected: amount, difference: amount, currency: text, rule: text, rateCard: text, says: text,
}).meta({ id: 'FeeClaim' });
export const FeeAuditShown = z.object({
  lines: whole, agreed: whole, claims: z.array(FeeClaimItem),
  claimed: z.array(z.object({ currency: text, over: amount, under: amount })),
  unruled: z.array(z.object({ connection: text, fee: text, lines: whole, amount, currency: text })),
}).meta({ id: 'FeeAudit' });

const filter = z.object({
  connection: word().optional(), payout: word().optional(), from: z.iso.date().optional(), to: z.iso.date().optional(),
});
const tags = ['Finance'];

export const feeAuditRoutes = async (app: Api): Promise<void> => {
  app.get('/v1/fee-audit', {
    config: { right: 'finance' }, schema: {
      summary: 'Expected fees by rate card against charged ones; differences are claims', tags, querystring: filter,
        response: answers(FeeAuditShown),
    },
  }, async ({ query, caller, reads }) => (await feeAudit(reads, caller.tenant, query)) as z.infer<typeof FeeAuditShown>);
  app.get('/v1/fee-audit/claims.csv', {
    config: { right: 'finance' }, schema: { summary: 'The claims as CSV', tags, querystring: filter },
  }, async ({ query, caller, reads }, reply) => {
    const { claims } = await feeAudit(reads, caller.tenant, query);
    return reply.type('text/csv; charset=utf-8').header('content-disposition',
      'attachment; filename="fee-claims.csv"').send(claimsCsv(claims));
  });
};
