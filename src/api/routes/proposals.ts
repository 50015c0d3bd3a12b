/** Changes of mappings and policies before they count: proposed, run over past traffic, approved, taken back. */
import { z } from 'zod';
import { isGuarded, type Change } from '#runtime/operations/candidate.ts';
import { MOST_DAYS } from '#runtime/operations/backtest.ts';
import { startBacktest } from '#runtime/operations/proposal-backtest.ts';
import { approve, listProposals, proposalById, propose, reject, takeBack, type Proposal } from '#runtime/operations/proposals.ts';
import { allow } from '../access.ts';
import { actOf, answers, type Api, type ApiContext } from '../api.ts';
import { problem } from '../problem.ts';
import type { Caller } from '../rights.ts';
import { instant, word } from '../schemas.ts';

const text = z.string();
const count = z.number().int();
const ChangeItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mapping'), name: word(), connection: word(), external: word(500), own: word().nullable() }),
  z.object({ kind: z.literal('policy'), name: word(), scope: word(), value: z.record(z.string(), z.unknown()).nullable() }),
]).meta({ id: 'ProposedChange', description: 'What a mapping or a policy would become; null takes it away' });
const DifferenceItem = z.object({
  kind: z.enum(['fact', 'decision', 'document', 'journal', 'stops', 'goes on']), type: text, says: text, subject: text,
  correlation: text, at: text,
  changes: z.array(z.object({ path: text, before: text.nullable(), after: text.nullable() })),
}).meta({ id: 'BacktestDifference', description: 'One document, decision or journal that would have been otherwise' });
const BacktestItem = z.object({
  state: z.enum(['running', 'done', 'failed']), days: count, canary: text.nullable(), who: text, at: text,
  error: text.optional(), from: text.optional(), to: text.optional(), looked: count.optional(), total: count.optional(),
  counts: z.object({ fact: count, decision: count, document: count, journal: count, stops: count, 'goes on': count }).optional(),
  differences: z.array(DifferenceItem).optional(), unread: z.array(z.object({ why: text, count })).optional(),
  notJudged: z.array(text).optional(),
}).meta({ id: 'Backtest', description: 'What past traffic would have come to; the first differences of all that are counted' });
export const ProposalItem = z.object({
  id: text, changes: z.array(ChangeItem), says: z.array(text),
  guarded: z.boolean().meta({ description: 'It decides about tax, discounts, fees or revenue' }),
  author: text, why: text.nullable(), proposedAt: text, state: z.enum(['proposed', 'canary', 'active', 'rejected', 'taken back']),
  canary: text.nullable(), version: count.nullable(), activeFrom: text.nullable(), decidedBy: text.nullable(), decidedAt: text.nullable(),
  said: text.nullable(), backtest: BacktestItem.nullable(),
}).meta({ id: 'Proposal' });
type Item = z.infer<typeof ProposalItem>;

const tags = ['Governance'];
const params = z.object({ proposal: z.uuid() });
const why = z.string().max(500).optional();
/** Who may is decided by what it changes, in `mayDecide`. */
const work = { right: 'work' } as const;

export const proposalRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  reading(app);
  making(app, context);
  deciding(app, context);
};

function reading(app: Api): void {
  app.get('/v1/proposals', {
    schema: {
      summary: 'Proposed changes of mappings and policies, newest first', tags,
      response: answers(z.object({ items: z.array(ProposalItem) })),
      querystring: z.object({ state: ProposalItem.shape.state.optional() }),
    },
  }, async ({ query, caller, reads }) => ({ items: (await listProposals(reads, caller.tenant, query.state)).map(brief) }));
  app.get('/v1/proposals/:proposal', {
    schema: { summary: 'One proposal, with what its backtest found', tags, params, response: answers(ProposalItem) },
  }, async ({ params: { proposal }, caller, reads }) => itemOf(await proposalById(reads, caller.tenant, proposal)));
}

function making(app: Api, { platform }: ApiContext): void {
  app.post('/v1/proposals', {
    config: work, schema: {
      summary: 'Propose a change; nothing counts before it is approved', tags, response: answers(ProposalItem),
      body: z.object({ changes: z.array(ChangeItem).min(1).max(200), why }),
      description: 'Whoever may set mappings (`operate`) or approve what changes the books (`approve`).',
    },
  }, async ({ body, caller }) => {
    mayPropose(caller);
    return itemOf(await propose(platform, actOf(caller, body.why), body.changes as Change[]));
  });
  app.post('/v1/proposals/:proposal/backtest', {
    config: work, schema: {
      summary: 'Run it over the last days of traffic; it goes on in the background and nothing is written at partners', tags,
      params, response: answers(ProposalItem),
      body: z.object({ days: z.number().int().min(1).max(MOST_DAYS).default(7), canary: word().optional() }),
      description: 'Whoever may propose. How far it is, and what it found, stands in the proposal.',
    },
  }, async ({ params: { proposal }, body, caller }) => {
    mayPropose(caller);
    return itemOf((await startBacktest(platform, actOf(caller), { id: proposal, ...body })).proposal);
  });
}

function deciding(app: Api, { platform, worker }: ApiContext): void {
  app.post('/v1/proposals/:proposal/approve', {
    config: work, schema: {
      summary: 'Make it count, for one connection first or for all; not by its author', tags, params, response: answers(ProposalItem),
      body: z.object({
        why, from: instant.optional().meta({ description: 'When it begins to count; now unless given' }),
        canary: word().optional().meta({ description: 'The one connection it counts for at first' }),
      }),
      description: 'Where it decides about tax, discounts, fees or revenue it takes `approve`, else `operate`.',
    },
  }, async ({ params: { proposal }, body: { why: because, ...how }, caller }) => {
    await mayDecide(caller, await proposalById(platform, caller.tenant, proposal));
    const decided = itemOf(await approve(platform, actOf(caller, because), { id: proposal, ...how }));
    worker?.wake();
    return decided;
  });
  for (const [verb, act, summary] of [
    ['reject', reject, 'Turn it down'], ['take-back', takeBack, 'What counted before counts again, as a new version'],
  ] as const)
    app.post(`/v1/proposals/:proposal/${verb}`, {
      config: work, schema: {
        summary, tags, params, body: z.object({ why }).nullish(), response: answers(ProposalItem),
        description: 'Where it decides about tax, discounts, fees or revenue it takes `approve`, else `operate`.',
      },
    }, async ({ params: { proposal }, body, caller }) => {
      await mayDecide(caller, await proposalById(platform, caller.tenant, proposal));
      const decided = itemOf(await act(platform, actOf(caller, body?.why), proposal));
      worker?.wake();
      return decided;
    });
}

function mayPropose(caller: Caller): void {
  if (!caller.rights.includes('operate') && !caller.rights.includes('approve'))
    throw problem.forbidden('It needs the right to operate or to approve: operations, a developer, finance or an administrator has one.');
}
const mayDecide = async (caller: Caller, { changes }: Proposal): Promise<void> =>
  allow(caller, changes.some(isGuarded) ? 'approve' : 'operate');

const itemOf = (p: Proposal): Item => p as unknown as Item;
/** Lists carry no differences. */
const brief = (p: Proposal): Item => {
  const { backtest, ...rest } = itemOf(p);
  return { ...rest, backtest: backtest && { ...backtest, differences: [] } };
};
