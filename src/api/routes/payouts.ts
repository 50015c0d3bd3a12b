/** Payouts explained, codes classified, chargebacks closed: what `threadline payout` and `payouts` do, for programs. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { classifyCode, decideProposal, listDisputes, listProposals, loseChargeback } from '#runtime/operations/fee-codes.ts';
import { explainPayout, findPayout } from '#runtime/operations/payouts.ts';
import { actOf, answers, because, type Api, type ApiContext } from '../api.ts';
import { STYLE } from '#runtime/payout-html.ts';
import { CONTENT_TYPES, payoutIn, PAYOUT_FORMATS } from '#runtime/payout-output.ts';
import { ProblemSchema, word } from '../schemas.ts';

const text = z.string();
const whole = z.number().int();
const amount = z.string().meta({ description: 'Decimal' });
const ClassSum = z.object({ class: text, lines: whole, amount });
export const PayoutExplained = z.object({
  payoutId: text, settlement: text, connection: text, currency: text, kind: text, depositDate: text,
  period: z.object({ from: text.nullable(), to: text.nullable() }), sum: amount, opening: amount.nullable(), closing: amount.nullable(),
  lines: whole, mode: z.enum(['documents', 'summary']), proof: z.object({ state: z.enum(['stated', 'agreed', 'open']), says: text }),
  classes: z.array(ClassSum),
  versions: z.object({ reader: whole.nullable(),
    decided: z.array(z.object({ code: text, class: text, version: whole, lines: whole })) }),
  matched: z.object({ orders: whole, lines: whole, amount, takings: amount }),
  open: z.array(z.object({ order: text, amount, unit: text, reason: text, days: whole, says: text })), openOrders: whole,
  suspense: amount, unclassified: z.array(z.object({ code: text, lines: whole, amount, proposed: text })),
  waiting: z.array(z.object({ id: text, code: text, to: text, amount, author: text })),
  clearing: z.object({ account: text, remainder: amount, because: z.array(z.object({ reason: text, amount, orders: whole })) }),
  journal: z.array(z.object({
    id: text, book: z.enum(['money', 'goods']), date: text, memo: text, document: text, legalEntity: text, correlation: text,
    lines: z.array(z.object({ account: text, unit: text, amount })),
  })),
}).meta({ id: 'PayoutExplained' });
export const Proposal = z.object({
  id: text, payout: text, settlement: text, connection: text, code: text, marketplace: text, from: text, to: text, lines: whole,
  amount, currency: text, author: text, state: text, decidedBy: text.nullable(),
}).meta({ id: 'FeeCodeProposal' });
export const DisputeItem = z.object({ connection: text, reference: text, amount, currency: text }).meta({ id: 'Dispute' });

/** The page carries its style within; nothing else of it may do anything. */
const ONLY_ITS_STYLE = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
const finance = { right: 'finance' } as const;
const approve = { right: 'approve' } as const;
const tags = ['Finance'];

export const payoutRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  app.get('/v1/payouts/:payout/explanation', {
    config: finance, schema: {
      summary: 'One payout on one page: classes, what it cleared, what is open and why, its journal', tags,
      params: z.object({ payout: word() }), response: answers(PayoutExplained),
    },
  }, async ({ params, caller }) => {
    const id = await findPayout(context.platform, caller.tenant, params.payout);
    return (await explainPayout(context.platform, caller.tenant, id)) as z.infer<typeof PayoutExplained>;
  });
  app.get('/v1/payouts/:payout/statement', {
    config: finance, schema: {
      summary: 'The same to print or to file: one page of HTML, a workbook, CSV, text', tags, params: z.object({ payout: word() }),
      querystring: z.object({ format: z.enum(PAYOUT_FORMATS).default('html') }),
      response: { 200: z.unknown().meta({ description: 'In the format asked for' }), default: ProblemSchema },
    },
  }, async ({ params, query: { format }, caller, reads }, reply) => {
    const x = await explainPayout(reads, caller.tenant, await findPayout(reads, caller.tenant, params.payout));
    const made = await payoutIn(format, x, Temporal.Now.plainDateISO().toString());
    if (format === 'html') void reply.header('content-security-policy', ONLY_ITS_STYLE);
    return reply.type(CONTENT_TYPES[format]).send(Buffer.from(made as string));
  });
  codeRoutes(app, context);
  disputeRoutes(app, context);
};

function codeRoutes(app: Api, { platform, worker }: ApiContext): void {
  app.post('/v1/fee-codes', {
    config: approve, schema: {
      summary: 'Classify a code: what is booked and what is to come, by approval of somebody else', tags,
      body: z.object({
        connection: word(), code: word(500), class: word(), marketplace: word().optional(), why: z.string().max(500).optional(),
      }),
      response: answers(z.object({
        proposals: z.array(Proposal),
        rule: z.string().nullable().meta({ description: 'The proposal of the mapping alone, where no payout has the code yet' }),
      })),
    },
  }, async ({ body: { why, class: to, ...of }, caller }) => {
    const made = await classifyCode(platform, actOf(caller, why), { ...of, to });
    worker?.wake();
    return { ...made, proposals: [...made.proposals] };
  });
  app.get('/v1/fee-codes/proposals', {
    config: finance, schema: {
      summary: 'Codes classified late: what would change in the books', tags, response: answers(z.object({ items: z.array(Proposal) })),
    },
  }, async ({ caller }) => ({ items: await listProposals(platform, caller.tenant) }));
  for (const [verb, state] of [['approve', 'approved'], ['reject', 'rejected']] as const)
    app.post(`/v1/fee-codes/proposals/:proposal/${verb}`, {
      config: approve, schema: {
        summary: verb === 'approve' ? 'Let the books follow; never by its author' : 'Leave the books as they are', tags,
        params: z.object({ proposal: z.uuid() }), body: because, response: answers(Proposal),
      },
    }, async ({ params, body, caller }) => {
      const decided = await decideProposal(platform, actOf(caller, body?.why), params.proposal, state);
      worker?.wake();
      return decided;
    });
}

function disputeRoutes(app: Api, { platform, worker }: ApiContext): void {
  app.get('/v1/disputes', {
    config: finance, schema: {
      summary: 'Chargebacks that were taken and neither won nor lost', tags,
      querystring: z.object({ connection: word().optional() }), response: answers(z.object({ items: z.array(DisputeItem) })),
    },
  }, async ({ query, caller }) => ({ items: await listDisputes(platform, caller.tenant, query.connection) }));
  app.post('/v1/disputes/lost', {
    config: approve, schema: {
      summary: 'A chargeback is lost: write off what it took', tags,
      body: z.object({ connection: word(), reference: word(), date: z.iso.date(), returned: z.boolean().optional(),
        why: z.string().max(500).optional() }),
      response: answers(DisputeItem),
    },
  }, async ({ body: { why, ...of }, caller }) => {
    const lost = await loseChargeback(platform, actOf(caller, why), of);
    worker?.wake();
    return lost;
  });
}
