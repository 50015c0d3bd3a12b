/** A posted entry of the ledger as an entry of Tryton's: the key in its description, the memo on its lines. */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop, waiting } from '#domain/fault.ts';
import type { Posting } from '#domain/journal.ts';
import { toDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Receipt, Write } from '../contract.ts';
import * as books from './books.ts';
import { contested, keyed, only, type Keyed } from './keys.ts';
import { find, rows, step, type TrytonPort } from './rpc.ts';
import type { Settings } from './settings.ts';
import { date, decimal, Id } from './values.ts';

const MODEL = 'account.move';
const Move = z.object({ id: Id, number: z.string().nullable(), post_number: z.string().nullable(), state: z.string() });
type Wish = WishOf<'PostJournal'>;

/** Journal and date are indexed, the description is not. */
async function keyedMove(port: TrytonPort, { journal }: Wish, key: string): Promise<Keyed<Move>> {
  const general = await books.journal(port, port.settings.journals.general);
  return { model: MODEL, word: 'entries', early: ['draft'], row: Move,
    domain: [['journal', '=', general], ['date', '=', date(journal.date)], ['description', '=', key]] };
}

export const postJournal: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const draft = await only(port, await keyedMove(port, wish, key), () => valuesOf(port, wish, key));
    if (draft.state === 'posted') return receiptOf(draft);
    const posted = await contested('entries', async () => {
      await step(port, MODEL, 'post', [draft.id]);
      return moveOf(port, draft.id);
    });
    if (posted.state !== 'posted') throw stop.refused('ErpRejected', `Tryton left entry ${draft.id} unposted`);
    return receiptOf(posted);
  },
  async find(port, wish, key) {
    const move = await keyed(port, await keyedMove(port, wish, key));
    return move?.state === 'posted' ? receiptOf(move) : undefined;
  },
};
type Move = z.output<typeof Move>;
const receiptOf = (move: Move): Receipt => {
  const number = move.post_number ?? move.number;
  return { external: String(move.id) as ExternalId, ...(number && { number }) };
};
async function moveOf(port: TrytonPort, id: number): Promise<Move> {
  const [move] = await rows(port, MODEL, [id], Move);
  if (!move) throw stop.refused('ErpRejected', `entry ${id} is gone from Tryton`);
  return move;
}

const Period = z.object({ id: Id });
async function valuesOf(port: TrytonPort, { journal }: Wish, key: string): Promise<object> {
  const owner = await books.company(port);
  const day = date(journal.date);
  const [period] = await find(port, { model: 'account.period', limit: 1, domain: [
    ['start_date', '<=', day], ['end_date', '>=', day], ['type', '=', 'standard'], ['state', '=', 'open'],
    ['fiscalyear.company', '=', owner],
  ] }, Period);
  if (!period) throw stop.refused('PeriodClosed', `Tryton has no open period for ${journal.date}`);
  const lines = await Promise.all(journal.postings.map((p) => lineOf(port, p, journal.memo)));
  return {
    company: owner, journal: await books.journal(port, port.settings.journals.general), period: period.id, date: day,
    description: key, lines: [['create', lines]],
  };
}
async function lineOf(port: TrytonPort, { account: path, amount }: Posting, memo: string): Promise<object> {
  const own = await ownCurrency(port);
  if (amount.unit !== own)
    throw stop.refused('ErpRejected', `the books are kept in ${own}; an amount in ${amount.unit} has no value there`);
  const code = await port.mapping('account', path);
  const waitsOn = waiting('account', port.connection, path);
  if (!code) throw stop.refused('UnmappedAccount', `no Tryton account number for ${path}`, waitsOn);
  const { id, needsParty } = await books.account(port, code);
  const size = decimal(toDecimal(amount.count < 0n ? { ...amount, count: -amount.count } : amount));
  const side = amount.count < 0n ? { debit: decimal('0'), credit: size } : { debit: size, credit: decimal('0') };
  return { account: id, ...side, description: memo, ...(needsParty && { party: (await books.customer(port)).id }) };
}
const Owner = z.object({ id: Id, 'currency.': z.object({ id: Id, code: z.string() }) });
async function ownCurrency(port: TrytonPort): Promise<string> {
  const known = port.memory.get('tryton books currency') as string | undefined;
  if (known) return known;
  const [owner] = await rows(port, 'company.company', [await books.company(port)], Owner);
  const code = owner?.['currency.'].code ?? 'unknown';
  port.memory.set('tryton books currency', code);
  return code;
}
