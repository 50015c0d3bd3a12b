/**
 * A posted entry of the ledger as an entry of Tryton's: the key in its description, the memo on its lines, and behind the
 * memo what they are told apart by. Tryton keeps dimensions by a module of its own (analytic accounts), which not everybody
 * has; the description of a line is there in every Tryton, and its lists search it.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop, waiting } from '#domain/fault.ts';
import type { Journal, Posting } from '#domain/journal.ts';
import { currency, negate, sum, toDecimal, type Money } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Receipt, Write } from '../contract.ts';
import * as books from './books.ts';
import { contested, keyed, only, type Keyed } from './keys.ts';
import { booksCurrency, exchange } from './rates.ts';
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
  return {
    company: owner, journal: await books.journal(port, port.settings.journals.general), period: period.id, date: day,
    description: key, lines: [['create', await linesOf(port, journal)]],
  };
}

/** What a posting comes to in the books, and what it was when it was not in the books' currency. */
interface Valued { readonly posting: Posting; readonly value: Money }
async function linesOf(port: TrytonPort, journal: Journal): Promise<object[]> {
  const own = await booksCurrency(port);
  const units = [...new Set(journal.postings.map((p) => p.amount.unit))].filter((unit) => unit !== own).map(currency);
  const rates = new Map<string, (amount: Money) => Money>();
  for (const unit of units) rates.set(unit, await exchange(port, unit, journal.date));
  const valued = journal.postings.map((posting): Valued => {
    const amount = posting.amount as Money;
    return { posting, value: rates.get(amount.unit)?.(amount) ?? amount };
  });
  const lines = await Promise.all(valued.map((v) => lineOf(port, v, described(journal, v.posting))));
  const off = sum(own, valued.map((v) => v.value));
  return off.count === 0n ? lines : [...lines, await roundingLine(port, negate(off))];
}
/** `payout amazon-us 123 [channel=amazon-us; marketplace=Amazon.com]` */
function described({ memo, dimensions }: Journal, posting: Posting): string {
  const all = Object.entries(posting.dimensions ?? dimensions ?? {});
  return all.length === 0 ? memo : `${memo} [${all.map(([name, value]) => `${name}=${value}`).join('; ')}]`;
}
async function lineOf(port: TrytonPort, { posting, value }: Valued, memo: string): Promise<object> {
  const { account: path, amount } = posting;
  const code = await port.mapping('account', path);
  const waitsOn = waiting('account', port.connection, path);
  if (!code) throw stop.refused('UnmappedAccount', `no Tryton account number for ${path}`, waitsOn);
  const { id, needsParty } = await books.account(port, code);
  const foreign = amount.unit !== value.unit && {
    second_currency: await books.currency(port, currency(amount.unit)),
    amount_second_currency: decimal(toDecimal(amount)),
  };
  return {
    account: id, ...sides(value), description: memo, ...foreign,
    ...(needsParty && { party: (await books.customer(port)).id }),
  };
}
export const CONVERSION = 'Rounding of the conversion';
/** Each line was rounded by itself; what that leaves stands where everybody can see it. */
const roundingLine = async (port: TrytonPort, value: Money): Promise<object> => ({
  account: (await books.account(port, port.settings.accounts.other)).id, ...sides(value),
  description: CONVERSION,
});
const sides = (value: Money): object => (value.count < 0n
  ? { debit: decimal('0'), credit: decimal(toDecimal(negate(value))) }
  : { debit: decimal(toDecimal(value)), credit: decimal('0') });
