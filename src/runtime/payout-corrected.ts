/**
 * A payout that is in the books and told of once more: the same lines in another order or spelling change nothing, a
 * corrected file becomes a payout of its own that says the difference. One too large to compare is refused when its sum
 * or its number of lines is another.
 */
import { stop } from '#domain/fault.ts';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { measure, toDecimal, type Currency } from '#domain/measure.ts';
import type { Payout, PayoutClass, PayoutLine } from '#domain/payout.ts';
import { correcting, correctionOf, isTurned, sameSize, type PayoutCorrection } from '#domain/payout-correction.ts';
import { bookedHead, bookedLines, type BookedHead, type BookedLine } from '#store/payout-compare.ts';
import { ownOf } from '#store/link.ts';
import type { News } from '#connectors/contract.ts';
import type { Hearing } from './forget.ts';
import { payoutIdOf } from './identity.ts';

type Said = Extract<News, { said: 'payout' }>;
/** More than this are not compared one by one. */
const COMPARED = 60_000;
const PAGE = 5000;

/** What is to be booked of it: all when it is new, the difference when it says otherwise, nothing when it says the same. */
export async function newsOf(h: Hearing, said: Said): Promise<{ readonly said: Said; readonly corrects?: PayoutCorrection } | undefined> {
  const { tenant } = h.d;
  const { payout, streamed } = said;
  const { connection } = h.c;
  const idOf = (nth: number) => payoutIdOf(tenant, connection, nth === 1 ? payout.external : `${payout.external} (corrected ${nth})`);
  const head = await bookedHead(h.p.pool, tenant, idOf(1));
  // Lines of a large one are written before the turn that tells of it.
  if (!head || !(await ownOf(h.p.pool, { tenant, connection, kind: 'payout', external: payout.external }))) return { said };
  const lineCount = streamed?.count ?? payout.lines.length;
  if (streamed || Math.max(lineCount, head.line_count) > COMPARED) return sameOrRefused(payout, lineCount, head);
  const booked = await linesOf(h, idOf(1), head);
  let nth = 2;
  for (let more = await bookedHead(h.p.pool, tenant, idOf(nth)); more; nth += 1, more = await bookedHead(h.p.pool, tenant, idOf(nth)))
    correct(booked, await linesOf(h, idOf(nth), more), more.corrects?.added ?? 0);
  const difference = correctionOf(booked, payout.lines);
  if (!difference) return undefined;
  const { payout: made, corrects } = correcting(payout, difference, nth);
  return { said: { ...said, payout: made }, corrects };
}

function sameOrRefused(payout: Payout, lines: number, head: BookedHead): undefined {
  const there = { net: measure(head.net, payout.currency), lines: head.line_count };
  if (sameSize(there, { net: payout.net, lines })) return undefined;
  throw stop.refused('PayoutVariance', `payout ${payout.external} is in the books with ${there.lines} lines and ${toDecimal(there.net)} ` +
    `${payout.currency}, and this file says ${lines} lines and ${toDecimal(payout.net)}; it is too large to book the difference: ` +
    'correct the journal of the one in the books, and drop this file');
}

/** Those that a correction took go, those that it added come. */
function correct(booked: PayoutLine[], correction: readonly PayoutLine[], added: number): void {
  booked.push(...correction.slice(0, added));
  for (const line of correction.slice(added)) {
    const at = booked.findIndex((b) => isTurned(b, line));
    if (at >= 0) booked.splice(at, 1);
  }
}

async function linesOf(h: Hearing, payoutId: string, { line_count: count }: BookedHead): Promise<PayoutLine[]> {
  const found: PayoutLine[] = [];
  for (let after = 0; after < count; after += PAGE)
    found.push(...(await bookedLines(h.p.pool, h.d.tenant, { payoutId, after, limit: PAGE })).map(lineOf));
  return found;
}

function lineOf(row: BookedLine): PayoutLine {
  const unit = row.unit as Currency;
  const id = (name: string, value: string | null) => (value === null ? {} : { [name]: value as ExternalId });
  return {
    class: row.class as PayoutClass, code: row.code, amount: measure(BigInt(row.amount), unit), ...id('order', row.order_external),
    ...id('sku', row.sku), ...id('reference', row.reference), ...id('payment', row.payment), ...id('marketplace', row.marketplace),
    ...(row.original !== null && { original: measure(BigInt(row.original), row.original_unit as Currency) }),
    ...(row.posted_at !== null && { postedAt: row.posted_at as Timestamp }),
  };
}
