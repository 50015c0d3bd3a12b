/** Rows of the bank as the domain sees them: a line with its words opened, a deposit as it is expected. */
import { brand } from '#domain/brand.ts';
import type { Expected, OpenLine } from '#domain/deposit-match.ts';
import { currency, measure, type Currency, type Money } from '#domain/measure.ts';
import { converted } from '#domain/posting/payout-exchange.ts';
import type { BankLineRow } from '#store/bank.ts';
import type { DepositRow } from '#store/deposit.ts';
import type { Claimed } from '#store/delivery.ts';
import { openWords } from '../bank-words.ts';
import { booksOf, rateOn } from '../books.ts';
import { tenantOf } from '../platform.ts';
import type { Batch } from './handler.ts';

/** At the books' rate of the day; undefined when they have none. */
export function inBooks(batch: Batch, d: Pick<Claimed, 'tenant'>,
  { amount, to, on }: { amount: Money; to: Currency; on: string }): Money | undefined {
  const rate = rateOn(booksOf(batch, d, '*').rates, `${amount.unit}/${to}`, on);
  return rate === undefined ? undefined : converted(amount, to, rate);
}

export function openLine(batch: Pick<Batch, 'platform'>, tenant: string, r: BankLineRow): OpenLine {
  const words = openWords(tenantOf(batch.platform, tenant).key, r.line_id, r.words);
  const unit = currency(r.currency);
  return {
    id: r.line_id, bank: brand(r.connection), amount: measure(r.amount, unit), booked: brand(r.booked), payer: words.payer,
      text: words.text,
    names: [...words.names, words.reference],
    ...(r.original !== null && r.original_unit && { original: measure(r.original, currency(r.original_unit)) as Money }),
    ...(r.charges !== null && { charges: measure(r.charges, unit) as Money }),
  };
}
export const expectedOf = (r: DepositRow): Expected => ({
  id: r.deposit_id, payoutId: r.payout_id, connection: brand(r.connection), external: brand(r.external),
  amount: measure(r.amount, currency(r.currency)), due: brand(r.due), names: r.names,
});

