/** The bank: statements, their lines, deposits and what they belong to. Lines hold what people wrote: finance only, audited. */
import { z } from 'zod';
import {
  bankAccounts, countBankLines, explainByHand, listBankLines, listDeposits, listStatements, matchByHand, unmatch,
} from '#runtime/operations/bank.ts';
import { actOf, answers, because, type Api, type ApiContext } from '../api.ts';
import { asking, counted, page, paging, readCursor } from '../paging.ts';
import { pageOf, word } from '../schemas.ts';

const text = z.string();
const whole = z.number().int();
const amount = z.string().meta({ description: 'Decimal' });
const finance = { right: 'finance' } as const;
const approve = { right: 'approve' } as const;
const tags = ['Bank'];

export const BankLineState = z.enum(['open', 'matched', 'explained']);
export const BankLine = z.object({
  id: text, bank: text, account: text, statement: text, booked: text, amount, currency: text, code: text.nullable(), payer: text, text,
  state: BankLineState, match: text.nullable(), explainedAs: text.nullable(), reason: text.nullable(),
}).meta({ id: 'BankLine' });
export const DepositState = z.enum(['open', 'missing', 'matched']);
export const Deposit = z.object({
  id: text, payout: text, connection: text, settlement: text, due: text, amount, currency: text, state: DepositState,
    reason: text.nullable(),
  match: z.object({ id: text, by: text, says: text, rounding: amount, fee: amount, author: text.nullable() }).nullable(),
}).meta({ id: 'Deposit' });
export const BankStatementItem = z.object({
  id: text, bank: text, account: text, format: text, number: text.nullable(), from: text.nullable(), to: text, currency: text,
  opening: amount.nullable(), closing: amount.nullable(), lines: whole, repeated: whole.nullable(), gap: amount.nullable(), matched: whole,
  explained: whole, open: whole, openAmount: amount,
}).meta({ id: 'BankStatement' });
export const BankAccountItem = z.object({
  bank: text, account: text, currency: text, to: text, closing: amount.nullable(), booked: amount, open: amount, before: amount.nullable(),
}).meta({ id: 'BankAccount' });
const Accepted = answers(z.object({ accepted: z.literal(true) }));
const byId = z.tuple([text.max(200)]);

export const bankRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  reading(app, context);
  deciding(app, context);
};

function reading(app: Api, { platform }: ApiContext): void {
  app.get('/v1/bank/lines', {
    config: finance, schema: {
      summary: 'What the bank saw, newest first, and what each line is', tags,
      querystring: z.object({ ...paging, state: BankLineState.optional(), connection: word().optional(), statement: word().optional() }),
      response: answers(pageOf(BankLine)),
    },
  }, async ({ query: { limit, after, total, ...of }, caller }) => {
    // What people wrote is kept from those who read; an operation opens it, and writes down that it did.
    const from = { ...of, after: readCursor(byId, after)?.[0] };
    const [rows, all] = await Promise.all([
      listBankLines(platform, actOf(caller), { ...from, limit: limit + 1 }),
      total ? countBankLines(platform, caller.tenant, from) : undefined,
    ]);
    return { ...page(rows, limit, { item: (l) => l, place: (l) => [l.id] }), ...(all !== undefined && { total: all }) };
  });
  app.get('/v1/bank/statements', {
    config: finance, schema: {
      summary: 'Statements, with how much of each is matched, explained or open', tags,
      querystring: z.object({ connection: word().optional(), limit: paging.limit }),
      response: answers(z.object({ items: z.array(BankStatementItem) })),
    },
  }, async ({ query, caller, reads }) => ({ items: await listStatements(reads, caller.tenant, query) }));
  app.get('/v1/bank/accounts', {
    config: finance, schema: {
      summary: 'Closing balance, what the books have of it, what is open', tags,
        response: answers(z.object({ items: z.array(BankAccountItem) })),
    },
  }, async ({ caller, reads }) => ({ items: await bankAccounts(reads, caller.tenant) }));
  app.get('/v1/deposits', {
    config: finance, schema: {
      summary: 'What payouts say they sent to the bank, and whether it came', tags,
      querystring: z.object({ ...paging, state: DepositState.optional(), connection: word().optional(), payout: word().optional() }),
      response: answers(pageOf(Deposit)),
    },
  }, async ({ query: { limit, after, total, ...of }, caller, reads }) => {
    const from = { ...of, after: readCursor(byId, after)?.[0] };
    return counted(reads.pool, { limit, total }, (db, most) => listDeposits(asking(reads, db), caller.tenant, { ...from, limit: most }),
      { item: (d) => d, place: (d) => [d.id] });
  });
}

function deciding(app: Api, { platform, worker }: ApiContext): void {
  app.post('/v1/deposits/match', {
    config: approve, schema: {
      summary: 'Say which lines of the bank are which deposits', tags, response: Accepted,
      body: z.object({ lines: z.array(word()).min(1).max(50), deposits: z.array(word()).min(1).max(50),
        why: z.string().max(500).optional() }),
    },
  }, async ({ body: { why, ...of }, caller }) => {
    const done = await matchByHand(platform, actOf(caller, why), of);
    worker?.wake();
    return done;
  });
  app.post('/v1/deposits/matches/:match/undo', {
    config: approve, schema: {
      summary: 'They do not belong together: the entry is taken back, and they stay apart', tags, params: z.object({ match: word() }),
        body: because,
      response: Accepted,
    },
  }, async ({ params, body, caller }) => {
    const done = await unmatch(platform, actOf(caller, body?.why), params.match);
    worker?.wake();
    return done;
  });
  app.post('/v1/bank/lines/:line/explain', {
    config: approve, schema: {
      summary: 'Post a line that is no deposit to an account', tags, params: z.object({ line: word() }), response: Accepted,
      body: z.object({ account: word(200), why: z.string().max(500).optional() }),
    },
  }, async ({ params, body, caller }) => {
    const done = await explainByHand(platform, actOf(caller, body.why), params.line, body.account);
    worker?.wake();
    return done;
  });
}
