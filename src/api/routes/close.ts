/** The month end for programs: the checklist, the proof, roll-forwards, and closing. */
import { z } from 'zod';
import { daysOf } from '#domain/period.ts';
import { archived } from '#runtime/archive.ts';
import { closePeriod } from '#runtime/operations/close.ts';
import { checklist } from '#runtime/operations/close-checks.ts';
import { evidence } from '#runtime/operations/evidence.ts';
import { entityOf } from '#runtime/operations/periods.ts';
import { reconcile } from '#runtime/operations/reconcile.ts';
import { erpTrialBalance } from '#runtime/operations/trial-balance.ts';
import { rollForward } from '#runtime/operations/roll-forwards.ts';
import { actOf, answers, type Api, type ApiContext } from '../api.ts';
import { ProblemSchema, word } from '../schemas.ts';
import { month, PeriodState } from './books.ts';

const text = z.string();
const whole = z.number().int();
const amount = z.string().meta({ description: 'Decimal, debit positive' });
const finance = { right: 'finance' } as const;
const tags = ['Books'];
const whose = z.object({ entity: word().optional() });
const ofMonth = whose.extend({ period: month.shape.period });

export const RollForwardItem = z.object({
  entity: text, account: text, currency: text, opening: amount, debit: amount, credit: amount, closing: amount,
  movements: z.array(z.object({ kind: text, debit: amount, credit: amount })), ties: z.boolean(), stated: amount.nullable(),
  statement: text.nullable(),
}).meta({ id: 'RollForward' });
export const ChecklistSchema = z.object({
  entity: text, period: text, blocked: whole, ready: z.boolean(), rollForwards: z.array(RollForwardItem),
  checks: z.array(z.object({
    check: text, state: z.enum(['fine', 'open', 'blocks']), count: whole, says: text, todo: text.nullable(), items: z.array(text),
  })),
}).meta({ id: 'CloseChecklist' });
const Stopped = z.array(z.object({ document: text, detail: text }));
export const ReconciliationSchema = z.object({
  entity: text, from: text, to: text, proven: z.boolean(),
  journals: z.object({ entries: whole, unbalanced: whole, debits: z.array(z.object({ currency: text, amount })) }),
  clearing: z.array(z.object({
    account: text, currency: text, balance: amount, openItems: whole, toLookAt: whole, explained: z.boolean(),
    because: z.array(z.object({ reason: text, amount, items: whole, oldestDays: whole })),
    items: z.array(z.object({ item: text, amount, reason: text, days: whole, says: text, looks: z.boolean() })),
  })),
  documents: z.object({
    applied: z.array(z.object({ type: text, asked: whole, answered: whole })), waiting: Stopped, withoutEntry: Stopped,
  }),
}).meta({ id: 'Reconciliation' });
export const TrialBalanceSchema = z.object({
  entity: text.nullable(), from: text, to: text, connection: text, currency: text, debits: amount, credits: amount, agrees: z.boolean(),
  rows: z.array(z.object({
    number: text, name: text, currency: text, ours: amount, erp: amount, difference: amount,
    because: z.array(z.object({ reason: text, amount, documents: whole.nullable(), accounts: z.array(text) })), explained: z.boolean(),
  })),
}).meta({ id: 'ErpTrialBalance' });
const RolledSchema = z.object({ from: text, to: text, ties: z.boolean(), rows: z.array(RollForwardItem) });

export const closeRoutes = async (app: Api, { platform, worker }: ApiContext): Promise<void> => {
  app.get('/v1/periods/:period/checklist', {
    config: finance, schema: {
      summary: 'What blocks the close of a month, and what to do about it', tags, params: month, querystring: whose,
      response: answers(ChecklistSchema),
    },
  }, async ({ params, query, caller, reads }) => (await checklist(reads, caller.tenant, {
    entity: entityOf(reads, caller.tenant, query.entity), period: params.period })) as z.infer<typeof ChecklistSchema>);
  app.post('/v1/periods/:period/close', {
    config: { right: 'approve' }, schema: {
      summary: 'Close a month, when nothing blocks; or in spite of it, with a reason', tags, params: month,
      body: z.object({ entity: word().optional(), why: z.string().max(500).optional(), inSpite: z.boolean().optional() }).nullish(),
      response: answers(z.object({
        entity: text, period: text, state: PeriodState, released: whole, inSpite: z.array(text), checklist: ChecklistSchema })),
    },
  }, async ({ params, body, caller }) => {
    const at = { entity: entityOf(platform, caller.tenant, body?.entity), period: params.period };
    const closed = await closePeriod(platform, actOf(caller, body?.why), at, { inSpite: body?.inSpite ?? false });
    worker?.wake();
    return { ...closed, inSpite: [...closed.inSpite], checklist: closed.checklist as z.infer<typeof ChecklistSchema> };
  });
  app.get('/v1/periods/:period/evidence', {
    config: finance, schema: {
      summary: 'Everything the auditor wants of a month, in one archive', tags, params: month, querystring: whose,
      response: { 200: z.unknown().meta({ description: 'A zip; index.json has the digests of its files' }), default: ProblemSchema },
    },
  }, async ({ params, query, caller }, reply) => {
    const at = { entity: entityOf(platform, caller.tenant, query.entity), period: params.period };
    const { bytes } = await archived(evidence(platform, caller.tenant, at, Temporal.Now.plainDateISO().toString()));
    return reply.type('application/zip')
      .header('content-disposition', `attachment; filename="evidence-${at.entity}-${at.period}.zip"`).send(bytes);
  });
  app.get('/v1/reconciliation', {
    config: finance, schema: {
      summary: 'The three-way proof: entries balance, clearing is explained, documents are in the ERP', tags, querystring: ofMonth,
      response: answers(ReconciliationSchema),
    },
  }, async ({ query, caller, reads }) => (await reconcile(reads, caller.tenant, {
    entity: entityOf(reads, caller.tenant, query.entity), ...daysOf(query.period) })) as z.infer<typeof ReconciliationSchema>);
  app.get('/v1/trial-balance', {
    config: finance, schema: {
      summary: 'The ERP’s own trial balance against ours, account by account', tags,
      querystring: ofMonth.extend({ connection: word().optional() }), response: answers(TrialBalanceSchema),
    },
  }, async ({ query, caller, reads }) => (await erpTrialBalance(platform, caller.tenant, {
    ...(query.entity && { entity: entityOf(reads, caller.tenant, query.entity) }), ...daysOf(query.period), connection: query.connection,
  }, reads)) as z.infer<typeof TrialBalanceSchema>);
  app.get('/v1/roll-forwards', {
    config: finance, schema: {
      summary: 'Opening and movement come to closing, account by account', tags, querystring: ofMonth, response: answers(RolledSchema),
    },
  }, async ({ query, caller, reads }) =>
    (await rollForward(reads, caller.tenant, query)) as z.infer<typeof RolledSchema>);
};
