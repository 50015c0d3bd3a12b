/**
 * Transactions of the Finances API with the payouts they belong to. Amounts are unsigned beside CREDIT or DEBIT, and are
 * after fees; fees are given back with a refund.
 */
import { z } from 'zod';
import type { ConnectionId, ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add, measure, negate, same, sum, type Currency, type Money } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { News } from '../contract.ts';
import { read } from '../parse.ts';
import { decimalAt } from '../statement/json.ts';
import { already, jsonIn } from '../statement/json-lists.ts';
import type { Source } from '../statement/source.ts';
import { allPages } from '../statement/whole-list.ts';
import { payoutOf, PayoutLines, said, type About } from '../statement/payouts.ts';
import { currencyAt } from '../statement/written.ts';
import { feeClass, isFee, typeClass } from './classes.ts';

const Amount = z.object({ value: z.string(), currency: z.string(), convertedFromValue: z.string().nullish(),
  convertedFromCurrency: z.string().nullish() });
const Transaction = z.object({
  transactionId: z.string(), transactionType: z.string(), bookingEntry: z.enum(['CREDIT', 'DEBIT']), amount: Amount,
    transactionDate: z.string(),
  totalFeeAmount: Amount.nullish(), orderId: z.string().nullish(), payoutId: z.string().nullish(), feeType: z.string().nullish(),
  transactionMemo: z.string().nullish(), references: z.array(z.object({ referenceId: z.string(), referenceType: z.string() })).nullish(),
  orderLineItems: z.array(z.object({
    lineItemId: z.string().nullish(), marketplaceFees: z.array(z.object({ feeType: z.string(), amount: Amount })).nullish(),
  })).nullish(),
});
type Transaction = z.infer<typeof Transaction>;
const PayoutObject = z.object({ payoutId: z.string(), amount: Amount, transactionCount: z.string().nullish(),
  payoutDate: z.string(), payoutStatus: z.string().nullish() });
const Page = z.object({
  transactions: z.array(already(Transaction)).nullish(), payouts: z.array(PayoutObject).nullish(), payout: PayoutObject.nullish(),
  next: z.string().nullish(),
});
const Whole = z.union([Page.transform((p) => [p]), z.array(Page)]);

export async function readFinances(connection: ConnectionId, source: Source): Promise<News[]> {
  const pages = read(Whole, await jsonIn(source, { transactions: Transaction }));
  allPages(pages.filter((p) => p.transactions).map((p) => ({ more: p.next })), 'hand over all pages in one file, [{…}, {…}]');
  const stated = new Map(pages.flatMap((p) => [...p.payouts ?? [], ...(p.payout ? [p.payout] : [])]).map((p) => [p.payoutId, p]));
  const of = new Map<string, PayoutLines>();
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  let waiting = 0;
  for (const [at, t] of pages.flatMap((p) => p.transactions ?? []).entries()) {
    const key = `${t.transactionId}/${t.transactionType}`;
    if (seen.has(key)) continue; // Pages overlap when transactions come in between.
    seen.add(key);
    if (!t.payoutId) {
      waiting += 1;
      continue;
    }
    const unit = currencyAt(t.amount.currency, at + 1);
    const lines = of.get(t.payoutId) ?? new PayoutLines(unit);
    of.set(t.payoutId, lines);
    counts.set(t.payoutId, (counts.get(t.payoutId) ?? 0) + 1);
    take(lines, t, `transactions[${at}]`);
  }
  if (of.size === 0) return [{ said: 'nothing', why: `${waiting} transactions are in no payout yet` }];
  return [...of].map(([external, lines]) => {
    const own = stated.get(external);
    const [there, all] = [counts.get(external) ?? 0, Number(own?.transactionCount ?? counts.get(external))];
    if (there < all) throw stop.malformed(`payout ${external} has ${all} transactions, ${there} are here: a page is missing`);
    const net = own ? decimalAt(own.amount.value, currencyAt(own.amount.currency, 1), `payout ${external}`) : undefined;
    return said(payoutOf(lines, { connection, external, net, depositDate: own ? timestamp(own.payoutDate) : lines.last! }));
  });
}

function take(lines: PayoutLines, t: Transaction, where: string): void {
  const { unit } = lines;
  const sign = t.bookingEntry === 'CREDIT' ? 1n : -1n;
  const money = (text: string) => decimalAt(text, unit, where);
  const net = measure(money(t.amount.value).count * sign, unit);
  const about: About = {
    postedAt: timestamp(t.transactionDate), reference: `${t.transactionId}/${t.transactionType}` as ExternalId,
    ...(t.orderId && { order: t.orderId as ExternalId }), ...originalOf(t, sign, unit, where),
  };
  const word = [t.transactionType, t.feeType ?? t.transactionMemo].filter(Boolean).join('/');
  if (isFee(t.transactionType)) return lines.add(feeClass(t.feeType ?? t.transactionMemo ?? 'fee') ?? 'unknown', net, word, about);
  const fees = feesOf(t, unit, where);
  const total = sum(unit, fees.map((f) => f.amount));
  lines.add(typeClass(t.transactionType) ?? 'unknown', add(net, sign > 0n ? total : negate(total)), t.transactionType, about);
  const { original: _, ...beside } = about;
  for (const fee of fees)
    lines.add(feeClass(fee.type) ?? 'unknown', sign > 0n ? negate(fee.amount) : fee.amount,
      `${t.transactionType}/${fee.type}`, beside);
}

/** One by one where they come to the total, which is what was taken. */
function feesOf(t: Transaction, unit: Currency, where: string): { type: string; amount: Money & { unit: Currency } }[] {
  const each = (t.orderLineItems ?? []).flatMap((l) => l.marketplaceFees ?? [])
    .map((f) => ({ type: f.feeType, amount: decimalAt(f.amount.value, unit, where) as Money & { unit: Currency } }));
  const total = t.totalFeeAmount ? decimalAt(t.totalFeeAmount.value, unit, where) as Money & { unit: Currency } : undefined;
  if (!total || same(sum(unit, each.map((f) => f.amount)), total)) return each;
  return [{ type: 'FINAL_VALUE_FEE (total)', amount: total }];
}

function originalOf(t: Transaction, sign: bigint, unit: Currency, where: string): Pick<About, 'original'> {
  const { convertedFromValue: value, convertedFromCurrency: code } = t.amount;
  if (!value || !code || code === unit || (t.totalFeeAmount && Number(t.totalFeeAmount.value) !== 0)) return {};
  const from = currencyAt(code, 1);
  return { original: measure(decimalAt(value, from, where).count * sign, from) };
}
