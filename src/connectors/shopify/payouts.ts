/**
 * Shopify Payments: a payout and every balance transaction in it, as lines with a class.
 *
 * A transaction is stated as amount and fee, and moves the balance by amount less fee: each is its own line. The
 * type stays verbatim in the code; a type nobody has classified is `unknown` and stands in suspense.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { dateIn } from '#domain/time.ts';
import { negate, type Money } from '#domain/measure.ts';
import type { Payout, PayoutLine } from '#domain/payout.ts';
import type { News, Port } from '../contract.ts';
import { read } from '../parse.ts';
import { currencyOf, money } from './amounts.ts';
import { gidNumber } from './ids.ts';
import { classify, feeClass } from './payout-classes.ts';
import type { Settings } from './settings.ts';
import { timeOf } from './time.ts';

const Amount = z.object({ amount: z.string(), currencyCode: z.string() });
const Entry = z.object({
  id: z.string(), type: z.string(), test: z.boolean(), transactionDate: z.string(), sourceId: z.string().nullish(),
  sourceType: z.string().nullish(), adjustmentReason: z.string().nullish(), amount: Amount, fee: Amount, net: Amount,
  associatedOrder: z.object({ id: gidNumber }).nullish(),
});
const PayoutDocument = z.object({
  payout: z.object({ id: gidNumber, issuedAt: z.string(), status: z.string(), net: Amount }),
  entries: z.array(Entry),
});
type Entry = z.infer<typeof Entry>;

export function payoutIn(port: Port<Settings>, body: unknown): News {
  const { payout, entries } = read(PayoutDocument, body);
  const unit = currencyOf(payout.net.currencyCode);
  const at = timeOf(payout.issuedAt);
  const times = entries.map((e) => timeOf(e.transactionDate)).sort();
  const [first, last] = [times[0], times.at(-1)];
  const made: Payout = {
    connection: port.connection, external: payout.id, currency: unit, depositDate: dateIn(at, port.settings.timeZone),
    net: money(payout.net.amount, unit), lines: entries.flatMap((e) => linesOf(e, (a) => money(a.amount, unit))),
    ...(first && { periodStart: first }), ...(last && { periodEnd: last }),
  };
  return { said: 'payout', payout: made };
}

function linesOf(entry: Entry, amountOf: (a: z.infer<typeof Amount>) => Money): PayoutLine[] {
  const { type } = entry;
  const about = {
    postedAt: timeOf(entry.transactionDate), reference: idOf(entry.id) as ExternalId,
    ...(entry.associatedOrder && { order: entry.associatedOrder.id }),
  };
  const [gross, fee] = [amountOf(entry.amount), negate(amountOf(entry.fee))];
  const reason = entry.adjustmentReason ? `/${entry.adjustmentReason}` : '';
  const lines: PayoutLine[] = [
    { class: classify(type), amount: gross, code: `${type}${reason}`, ...about },
    { class: feeClass(type), amount: fee, code: `${type}/fee`, ...about },
  ];
  return lines.filter((l, i) => i === 0 || l.amount.count !== 0n);
}
const idOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1);
