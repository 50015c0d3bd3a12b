/** The books: months, journals that wait for approval, corrections, documents that came late. */
import { z } from 'zod';
import { decideJournal, listApprovals } from '#runtime/operations/approvals.ts';
import { correct } from '#runtime/operations/corrections.ts';
import { entityOf, letLateIn, listLate, listPeriods, reopenPeriod, softClose } from '#runtime/operations/periods.ts';
import { writeOff } from '#runtime/operations/write-off.ts';
import { actOf, answers, because, type Api, type ApiContext } from '../api.ts';
import { word } from '../schemas.ts';

const text = z.string();
const amount = z.string().meta({ description: 'Decimal' });
const whole = z.number().int();
const finance = { right: 'finance' } as const;
const approve = { right: 'approve' } as const;
const tags = ['Books'];

export const PeriodState = z.enum(['open', 'soft-closed', 'closed']);
export const PeriodItem = z.object({
  entity: text, period: text, state: PeriodState, entries: whole, changedBy: text.nullable(), changedAt: text.nullable(),
  why: text.nullable(),
}).meta({ id: 'Period' });
export const LateItem = z.object({
  delivery: text, type: text, subject: text, entity: text, period: text, detail: text, since: text, correlation: text,
}).meta({ id: 'LateDocument' });
export const ApprovalItem = z.object({
  id: text, entry: text.nullable(), document: text, kind: text, entity: text, date: text, memo: text, currency: text, amount,
  variance: amount, reasons: z.array(text), author: text, askedAt: text, state: text, decidedBy: text.nullable(), why: text.nullable(),
  posted: z.boolean(),
}).meta({ id: 'JournalApproval' });
const CorrectedItem = z.object({ id: text, state: z.enum(['waiting', 'posted']), reasons: z.array(text) }).meta({ id: 'Correction' });
const Line = z.object({ account: word(200), amount: z.string().regex(/^-?\d+(\.\d+)?$/), currency: z.string().length(3) });
const CorrectionBody = z.object({
  reverses: word().optional().meta({ description: 'The entry to take back: its number or id' }), date: z.iso.date(),
  journal: z.object({ memo: word(200), lines: z.array(Line).min(2).max(1000) }).optional(), entity: word().optional(),
  why: z.string().min(1).max(500),
});
export const month = z.object({ period: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) });
export const whose = z.object({ entity: word().optional(), why: z.string().max(500).optional() }).nullish();

export const booksRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  periodRoutes(app, context);
  lateRoutes(app, context);
  approvalRoutes(app, context);
};

function periodRoutes(app: Api, { platform, worker }: ApiContext): void {
  app.get('/v1/periods', {
    config: finance, schema: {
      summary: 'Months of the books, with their state', tags, querystring: z.object({ entity: word().optional() }),
      response: answers(z.object({ items: z.array(PeriodItem) })),
    },
  }, async ({ query, caller, reads }) => ({ items: await listPeriods(reads, caller.tenant, query.entity) }));
  for (const [verb, act, summary] of [
    ['soft-close', softClose, 'Only finance posts into it from now on'],
    ['reopen', reopenPeriod, 'What waited for it goes on; needs a reason'],
  ] as const)
    app.post(`/v1/periods/:period/${verb}`, {
      config: approve, schema: { summary, tags, params: month, body: whose,
        response: answers(z.object({ entity: text, period: text, state: PeriodState, released: whole })) },
    }, async ({ params, body, caller }) => {
      const entity = entityOf(platform, caller.tenant, body?.entity);
      const turned = await act(platform, actOf(caller, body?.why), { entity, period: params.period });
      worker?.wake();
      return turned;
    });
}

function lateRoutes(app: Api, { platform, worker }: ApiContext): void {
  app.get('/v1/late-documents', {
    config: finance, schema: {
      summary: 'Documents whose month is closed, for somebody to decide', tags, response: answers(z.object({ items: z.array(LateItem) })),
    },
  }, async ({ caller, reads }) => ({ items: await listLate(reads, caller.tenant) }));
  app.post('/v1/late-documents/:delivery/let-in', {
    config: approve, schema: {
      summary: 'Post it into the first open month after its own; it keeps its own date', tags, params: z.object({ delivery: word() }),
      body: because, response: answers(LateItem),
    },
  }, async ({ params, body, caller }) => {
    const late = await letLateIn(platform, actOf(caller, body?.why), params.delivery);
    worker?.wake();
    return late;
  });
}

function approvalRoutes(app: Api, { platform, worker }: ApiContext): void {
  app.get('/v1/approvals', {
    config: finance, schema: {
      summary: 'Journals that wait for a second person', tags, querystring: z.object({ all: z.stringbool().optional() }),
      response: answers(z.object({ items: z.array(ApprovalItem) })),
    },
  }, async ({ query, caller, reads }) => ({
    items: (await listApprovals(reads, caller.tenant, !query.all)).map((a) => ({ ...a, reasons: [...a.reasons] })),
  }));
  for (const [verb, state] of [['approve', 'approved'], ['reject', 'rejected']] as const)
    app.post(`/v1/approvals/:id/${verb}`, {
      config: approve, schema: {
        summary: verb === 'approve' ? 'Let it go to the ERP, or be posted; never by its author'
          : 'It is taken back here; the ERP never hears of it',
        tags, params: z.object({ id: z.uuid() }), body: because, response: answers(ApprovalItem),
      },
    }, async ({ params, body, caller }) => {
      const decided = await decideJournal(platform, actOf(caller, body?.why), params.id, state);
      worker?.wake();
      return { ...decided, reasons: [...decided.reasons] };
    });
  app.post('/v1/clearing/write-offs', {
    config: approve, schema: {
      summary: 'Take off a clearing account what will never be settled; by rule or with a second person', tags,
      body: z.object({ account: word(200), item: word(200), currency: z.string().length(3).optional(), entity: word().optional(),
        date: z.iso.date(), why: z.string().min(1).max(500) }),
      response: answers(CorrectedItem.extend({ item: text, amount, currency: text, reason: text })),
    },
  }, async ({ body: { why, ...what }, caller }) => {
    const made = await writeOff(platform, actOf(caller, why), what);
    worker?.wake();
    return { ...made, reasons: [...made.reasons] };
  });
  app.post('/v1/journals/corrections', {
    config: approve, schema: {
      summary: 'Take an entry back, enter another one, or both; nothing is ever edited', tags, body: CorrectionBody,
      response: answers(CorrectedItem),
    },
  }, async ({ body: { why, ...correction }, caller }) => {
    const made = await correct(platform, actOf(caller, why), correction);
    worker?.wake();
    return { ...made, reasons: [...made.reasons] };
  });
}
