/** Payouts explained line by line, and the ledger in the formats that accountants' tools read. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { toDecimal } from '#domain/measure.ts';
import { entryOf } from '#runtime/journal-entry.ts';
import { journalWriter, JOURNAL_FORMATS, type JournalFormat } from '#runtime/journal-formats.ts';
import { CONTENT_TYPES } from '#runtime/payout-output.ts';
import type { Platform } from '#runtime/platform.ts';
import { gathered, journalWorkbook, TooLong } from '#runtime/workbooks.ts';
import { entriesOf, type EntryRow, type Span } from '#store/journal.ts';
import { listEntries, listPayoutLines, listPayouts, type PayoutLineListRow } from '#store/list-finance.ts';
import type { Queryable } from '#store/query.ts';
import { storyPayout, type StoryPayoutRow } from '#store/story-parts.ts';
import { answers, isoOrNull, type Api } from '../api.ts';
import { byDay, counted, paging, readCursor } from '../paging.ts';
import { problem } from '../problem.ts';
import { JournalItem, pageOf, PayoutItem, PayoutLineItem, word } from '../schemas.ts';

const finance = { right: 'finance' } as const;
const JournalQuery = z.object({
  ...paging, format: z.enum([...JOURNAL_FORMATS, 'xlsx']).default('json'), book: z.enum(['money', 'goods']).default('money'),
  from: z.iso.date().optional(), to: z.iso.date().optional().meta({ description: 'Included' }),
  entity: word().optional(),
  account: word().optional().meta({ description: 'An account or the beginning of one; JSON only' }),
});

export const financeRoutes = async (app: Api): Promise<void> => {
  app.get('/v1/payouts', {
    config: finance, schema: {
      summary: 'Payouts, newest deposit first', tags: ['Finance'], response: answers(pageOf(PayoutItem)),
      querystring: z.object({
        ...paging, connection: word().optional(),
        days: z.coerce.number().int().min(1).max(3650).optional().meta({ description: 'Deposited in the last so many days, or later' }),
        explained: z.stringbool().optional().meta({ description: 'To the last line, or not' }),
      }),
    },
  }, async ({ query: { after, limit, total, ...filter }, caller, reads }) => {
    const [depositDate, id] = readCursor(byDay, after) ?? [];
    const at = depositDate && id !== undefined && { after: { depositDate, id } };
    return counted(reads.pool, { limit, total }, (db, most) => listPayouts(db, caller.tenant, { ...filter, ...at, limit: most }),
      { item: payoutItem, place: (p) => [p.deposit_date, p.payout_id] });
  });
  app.get('/v1/payouts/:payout', {
    config: finance, schema: {
      summary: 'One payout', tags: ['Finance'], params: z.object({ payout: word() }), response: answers(PayoutItem),
    },
  }, async ({ params, caller, reads }) => payoutItem(await known(reads, caller.tenant, params.payout)));
  app.get('/v1/payouts/:payout/lines', {
    config: finance, schema: {
      summary: 'What a payout is made of', tags: ['Finance'], params: z.object({ payout: word() }),
      querystring: z.object({ ...paging, class: word().optional() }), response: answers(pageOf(PayoutLineItem)),
    },
  }, async ({ params, query: { after, limit, total, class: kind }, caller, reads }) => {
    const { currency } = await known(reads, caller.tenant, params.payout);
    const [line] = readCursor(z.tuple([z.number().int()]), after) ?? [];
    const lines = (db: Queryable, most: number) =>
      listPayoutLines(db, caller.tenant, params.payout, { class: kind, after: line, limit: most });
    return counted(reads.pool, { limit, total }, lines, { item: (l) => lineItem(l, currency), place: (l) => [l.ordinal] });
  });
  app.get('/v1/journals', {
    config: finance, schema: {
      summary: 'The ledger, oldest first', tags: ['Finance'], querystring: JournalQuery,
      description: 'JSON comes in pages; `text` (plain-text accounting), `csv`, `beancount` and `xlsx` hold the whole span.',
      response: answers(pageOf(JournalItem)),
    },
  }, async (request, reply) => {
    const { after, limit, total, format, account, ...span } = request.query;
    const { reads, caller: { tenant } } = request;
    if (format !== 'json') {
      if (account || after) throw problem.invalid('querystring: `account` and `after` go with format=json only');
      const made = format === 'xlsx' ? await workbookOf(reads, tenant, span) : exported(reads, tenant, span, format);
      return reply.type(CONTENT_TYPES[format]).send(made as never);
    }
    const [date, id] = readCursor(z.tuple([z.iso.date(), z.uuid()]), after) ?? [];
    const at = date && id && { after: { date, id } };
    const item = (e: Omit<EntryRow, 'posted_at'>) => entryOf(e) as z.infer<typeof JournalItem>;
    return counted(reads.pool, { limit, total }, (db, most) => listEntries(db, tenant, { ...span, account, ...at, limit: most }),
      { item, place: (e) => [e.date, e.id] });
  });
};

async function known(p: Platform, tenant: string, id: string): Promise<StoryPayoutRow> {
  const row = await storyPayout(p.pool, tenant, id);
  if (!row) throw problem.notFound(`There is no payout ${id}; /v1/stories finds one by the partner’s number.`);
  return row;
}

/** A page at a time from the database to the caller: a year of ledger is more than fits in memory. */
function exported(p: Platform, tenant: string, span: Span, format: JournalFormat): Readable {
  return Readable.from((async function* pages() {
    const writer = journalWriter(format);
    for await (const rows of entriesOf(p.pool, tenant, span)) yield writer.page(rows.map(entryOf));
    yield writer.end();
  })());
}

async function workbookOf(p: Platform, tenant: string, span: Span): Promise<Buffer> {
  const pages = (async function* mapped() {
    for await (const rows of entriesOf(p.pool, tenant, span)) yield rows.map(entryOf);
  })();
  try {
    return await journalWorkbook(await gathered(pages));
  } catch (error) {
    if (error instanceof TooLong) throw problem.invalid(error.message);
    throw error;
  }
}

const payoutItem = (p: StoryPayoutRow) => {
  const amount = (count: bigint) => toDecimal({ count, unit: p.currency });
  return {
    id: p.payout_id, connection: p.connection, external: p.external, currency: p.currency, net: amount(p.net),
    depositDate: p.deposit_date, lines: p.line_count, explained: amount(p.explained), suspense: amount(p.suspense),
    correlation: p.correlation,
  };
};
const lineItem = (l: PayoutLineListRow, currency: string) => ({
  line: l.ordinal, class: l.class, code: l.code, amount: toDecimal({ count: l.amount, unit: currency }),
  order: l.order_external, orderId: l.order_id, sku: l.sku, quantity: l.quantity, postedAt: isoOrNull(l.posted_at),
});
