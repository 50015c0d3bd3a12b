/** Fees against rate cards: what was charged too much, with its evidence, as JSON or CSV. */
import { z } from 'zod';
import { claimsCsv, feeAudit } from '#runtime/operations/fee-audit.ts';
import { archived } from '#runtime/archive.ts';
import { claimEvidence, decideFeeClaim, fileClaims, listClaims } from '#runtime/operations/fee-claims.ts';
import { actOf, answers, type Api, type ApiContext } from '../api.ts';
import { ProblemSchema, word } from '../schemas.ts';

const text = z.string();
const whole = z.number().int();
const amount = z.string().meta({ description: 'Decimal' });
const ClaimStateWord = z.enum(['open', 'claimed', 'reimbursed', 'rejected', 'expired']);
export const FeeClaimItem = z.object({
  id: text, state: ClaimStateWord,
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
export const FiledClaim = FeeClaimItem.omit({ marketplace: true, units: true, sold: true }).extend({
  case: text.nullable(), reimbursed: amount, expiresOn: text, claimedBy: text, claimedAt: text, decidedBy: text.nullable(),
  why: text.nullable(),
}).meta({ id: 'FiledFeeClaim' });
const Filed = z.object({ items: z.array(FiledClaim) });
const ofClaims = z.object({ connection: word().optional(), state: ClaimStateWord.optional(), case: word().optional() });
const tags = ['Finance'];

export const feeAuditRoutes = async (app: Api, { platform }: ApiContext): Promise<void> => {
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
  app.get('/v1/fee-claims', {
    config: { right: 'finance' }, schema: {
      summary: 'Fees claimed back, newest first', tags, querystring: ofClaims, response: answers(Filed),
    },
  }, async ({ query, caller, reads }) => ({ items: (await listClaims(reads, caller.tenant, query)) as z.infer<typeof Filed>['items'] }));
  app.post('/v1/fee-claims', {
    config: { right: 'approve' }, schema: {
      summary: 'Claim back what the audit finds charged too much, once', tags,
      body: filter.extend({ case: word().optional() }), response: answers(Filed),
    },
  }, async ({ body, caller }) => ({ items: (await fileClaims(platform, actOf(caller), body)) as z.infer<typeof Filed>['items'] }));
  app.post('/v1/fee-claims/:id/decide', {
    config: { right: 'approve' }, schema: {
      summary: 'What the marketplace answered', tags, params: z.object({ id: word() }),
      body: z.object({ state: z.enum(['rejected', 'reimbursed']), why: z.string().min(1).max(500) }), response: answers(FiledClaim),
    },
  }, async ({ params, body, caller }) =>
    (await decideFeeClaim(platform, actOf(caller, body.why), params.id, body.state)) as z.infer<typeof FiledClaim>);
  app.get('/v1/fee-claims/evidence', {
    config: { right: 'finance' }, schema: { summary: 'The claims with their rate cards, in one archive', tags, querystring: ofClaims,
      response: { 200: z.unknown().meta({ description: 'A zip' }), default: ProblemSchema } },
  }, async ({ query, caller, reads }, reply) => {
    const { bytes } = await archived(claimEvidence(reads, caller.tenant, query));
    return reply.type('application/zip').header('content-disposition', 'attachment; filename="fee-claims.zip"').send(bytes);
  });
};
