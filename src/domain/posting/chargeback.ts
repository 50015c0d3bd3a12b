/**
 * The life of a chargeback: the payout that withdraws it moves it to the disputes account; the payout that brings
 * it back clears it; one that is lost is written off.
 */
import type { ConnectionId, LocalDate } from '../brand.ts';
import { journal, type Journal } from '../journal.ts';
import { negate, type Money } from '../measure.ts';
import { account } from './accounts.ts';

export interface LostChargeback {
  readonly connection: ConnectionId;
  readonly reference: string;
  readonly amount: Money;
  readonly date: LocalDate;
  /** The goods came back too: then it is a return, not a loss. */
  readonly returned?: boolean;
}
/** One that is won needs no journal: the payout that brings the money back clears it. */
export const postLostChargeback = ({ connection, reference, amount, date, returned }: LostChargeback): Journal =>
  journal(date, `chargeback lost ${connection} ${reference}`, [
    { account: returned ? account('income:returns', connection) : account('expenses:chargebacks', connection), amount },
    { account: account('assets:disputes', connection), amount: negate(amount) },
  ]);
