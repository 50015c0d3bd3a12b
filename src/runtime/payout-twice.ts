/**
 * One payout in two exports: an export of payouts says the sums of what an export of transactions names one by one, and
 * often under a number of its own. Whoever hands over both must not book the deposit twice.
 */
import { stop } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { Payout } from '#domain/payout.ts';
import { alikePayouts } from '#store/payout-alike.ts';
import type { Hearing } from './forget.ts';
import { payoutIdOf } from './identity.ts';

/** A payout of one amount on one day may be dated by its arrival in one export and by its sending in the other. */
const DAYS = 1;

/**
 * True when all of it is in the books, under the same number and in more detail.
 * @throws Stopped Refused PayoutVariance when it is there under another number.
 */
export async function isToldAlready(h: Hearing, payout: Payout, streamed: boolean): Promise<boolean> {
  if (payout.kind !== undefined && payout.kind !== 'deposit') return false;
  if (payout.net.count === 0n) return false;
  const bare = !streamed && payout.lines.every((l) => !l.order && !l.reference && !l.payment);
  const alike = await alikePayouts(h.p.pool, h.d.tenant, {
    connection: h.c.connection, currency: payout.currency, net: payout.net.count, on: payout.depositDate, days: DAYS, bare: !bare });
  const own = payoutIdOf(h.d.tenant, h.c.connection, payout.external);
  if (alike.some((a) => a.payout_id === own)) return bare;
  const [other] = alike;
  if (!other) return false;
  const said = `${payout.external} of ${payout.depositDate} over ${toDecimal(payout.net)} ${payout.currency}`;
  throw stop.refused('PayoutVariance', `${said} looks like payout ${other.external} of ${other.deposit_date}, which is in the books ` +
    `${bare ? 'line by line' : 'with its sums only'}: they are two exports of one payout. Drop this one; if it is another payout ` +
    'after all, hand over the export that names its transactions');
}
