/** A register's day to one entry: what was sold on one side, what was paid and counted on the other. */
import type { Account } from '../brand.ts';
import { journal, type Journal, type Posting } from '../journal.ts';
import { negate, type Money } from '../measure.ts';
import type { Order } from '../order.ts';
import type { RegisterPlace, Taking } from '../register-day.ts';
import { account, tenderAccount, type SettledBy } from './accounts.ts';

export interface RegisterDayPosting {
  readonly place: RegisterPlace;
  /** 0: with the Z; then supplements. */
  readonly part: number;
  readonly takings: readonly Taking[];
  /** Counted more than expected, or less. */
  readonly over?: Money;
  readonly settledBy?: SettledBy;
}

export function postRegisterDay({ place, part, takings, over, settledBy = {} }: RegisterDayPosting): Journal {
  const { connection, store, register, date } = place;
  const till = account('assets:till', connection);
  const postings = takings.flatMap((t): Posting[] => {
    const [debit, credit] = t.kind === 'tender' ? [tendered(place, t, settledBy), undefined] : SIDES[t.kind](connection, till);
    return [...(debit ? [{ account: debit, amount: t.amount }] : []), ...(credit ? [{ account: credit,
      amount: negate(t.amount) }] : [])];
  });
  const counted: Posting[] = over ? [
    { account: till, amount: over }, { account: account('expenses:cash-over-short', connection), amount: negate(over) },
  ] : [];
  const memo = `register ${store} ${register} on ${date}${part > 0 ? `, supplement ${part}` : ''}`;
  return journal(date, memo, [...postings, ...counted]);
}

const tendered = ({ connection }: RegisterPlace, t: Taking, settledBy: SettledBy): Account =>
  tenderAccount({ channel: connection } as Order, { method: t.method ?? 'other', provider: t.of ?? '' }, settledBy);

type Sides = (connection: string, till: Account) => readonly [debit: Account | undefined, credit: Account | undefined];
const credit = (path: string, own = true): Sides => (c) => [undefined, own ? account(path, c) : account(path)];
const debit = (path: string, own = true): Sides => (c) => [own ? account(path, c) : account(path), undefined];

/** Cash that goes to the safe or comes from it stays ours; what is paid out of the till or into it is petty cash. */
const SIDES: Readonly<Record<Exclude<Taking['kind'], 'tender'>, Sides>> = {
  sale: credit('income:sales'), discount: debit('income:promotions'), tax: credit('liabilities:sales-tax', false),
  return: debit('income:returns'), 'return-tax': debit('liabilities:sales-tax', false),
  'gift-card-sold': credit('liabilities:gift-cards', false), tip: credit('liabilities:tips', false),
    rounding: credit('expenses:rounding'),
  unexplained: credit('suspense'),
  'pay-in': (c, till) => [till, account('assets:petty-cash', c)], 'pay-out': (c, till) => [account('assets:petty-cash', c), till],
  // Tips that came by card are handed out in cash.
  'tip-out': (_c, till) => [account('liabilities:tips'), till],
  over: (c, till) => [till, account('expenses:cash-over-short', c)],
  drop: (c, till) => [account('assets:safe', c), till], float: (c, till) => [till, account('assets:safe', c)],
};
