/**
 * A payout that is in the books and told of once more: the same lines in another order or spelling change nothing, a
 * corrected file becomes a payout of its own that says the difference. Both are read page by page, and of each line only a
 * number is kept, so a corrected settlement of a million lines needs little more memory than one of a thousand.
 */
import { stop } from '#domain/fault.ts';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { measure, subtract, toDecimal, type Currency } from '#domain/measure.ts';
import type { PayoutClass, PayoutLine } from '#domain/payout.ts';
import { correcting, LineTally, turned, type PayoutCorrection } from '#domain/payout-correction.ts';
import { bookedHead, bookedLines, type BookedHead, type BookedLine } from '#store/payout-compare.ts';
import { ownOf } from '#store/link.ts';
import type { News } from '#connectors/contract.ts';
import type { Hearing } from './forget.ts';
import { payoutIdOf } from './identity.ts';

type Said = Extract<News, { said: 'payout' }>;
/** A file in which more lines differ is no correction of what is in the books. */
const MOST_DIFFERENT = 50_000;
const PAGE = 5000;

interface Booked { readonly id: string; readonly head: BookedHead }

/** What is to be booked of it: all when it is new, the difference when it says otherwise, nothing when it says the same. */
export async function newsOf(h: Hearing, said: Said): Promise<{ readonly said: Said; readonly corrects?: PayoutCorrection } | undefined> {
  const { payout } = said;
  const booked = await bookedOf(h, payout.external);
  // Lines of a large one are written before the turn that tells of it.
  const known = booked.length > 0 &&
    await ownOf(h.p.pool, { tenant: h.d.tenant, connection: h.c.connection, kind: 'payout', external: payout.external });
  if (!known) return { said };
  const difference = await differenceOf(h, said, booked);
  if (difference.added.length + difference.taken.length === 0) return undefined;
  const net = booked.reduce((n, b) => n + b.head.net, 0n);
  const { payout: made, corrects } = correcting(payout, difference, booked.length + 1);
  if (made.net.count !== payout.net.count - net)
    throw stop.refused('PayoutVariance', `payout ${payout.external} is in the books over ${toDecimal(measure(net, payout.currency))} ` +
      `${payout.currency} and this file says ${toDecimal(payout.net)}, but the lines that differ come to ${toDecimal(made.net)}; ` +
      `difference ${toDecimal(subtract(made.net, measure(payout.net.count - net, payout.currency)))}`);
  const { streamed: _streamed, ...rest } = said;
  return { said: { ...rest, payout: made }, corrects };
}

/** The payout as it was told first, and its corrections in their order. */
async function bookedOf(h: Hearing, external: ExternalId): Promise<Booked[]> {
  const found: Booked[] = [];
  for (;;) {
    const nth = found.length + 1;
    const id = payoutIdOf(h.d.tenant, h.c.connection, nth === 1 ? external : `${external} (corrected ${nth})`);
    const head = await bookedHead(h.p.pool, h.d.tenant, id);
    if (!head) return found;
    found.push({ id, head });
  }
}

type Lines = readonly PayoutLine[];
async function differenceOf(h: Hearing, { payout, streamed }: Said, booked: readonly Booked[]): Promise<{ added: Lines; taken: Lines }> {
  const tally = new LineTally();
  for await (const { line, taken } of linesOf(h, booked)) {
    if (taken) tally.take(turned(line));
    else tally.add(line);
  }
  const added: PayoutLine[] = [];
  const taken: PayoutLine[] = [];
  for await (const page of streamed ? streamed.pages() : [payout.lines])
    for (const line of page) if (!tally.take(line)) keep(payout.external, added, line);
  if (tally.isEmpty) return { added, taken };
  for await (const { line, taken: before } of linesOf(h, booked))
    if (!before && tally.take(line)) keep(payout.external, taken, turned(line));
  return { added, taken };
}

function keep(external: ExternalId, all: PayoutLine[], line: PayoutLine): void {
  if (all.length >= MOST_DIFFERENT)
    throw stop.refused('PayoutVariance', `payout ${external} is in the books, and more than ${MOST_DIFFERENT} lines of this ` +
      'file are others: that is another payout under its number; ask the partner');
  all.push(line);
}

/** `taken`: a correction took it off what was there before. */
async function* linesOf(h: Hearing, booked: readonly Booked[]): AsyncGenerator<{ readonly line: PayoutLine; readonly taken: boolean }> {
  for (const { id, head } of booked) {
    const added = head.corrects?.added ?? head.line_count;
    for (let after = 0; after < head.line_count; after += PAGE)
      for (const [i, row] of (await bookedLines(h.p.pool, h.d.tenant, { payoutId: id, after, limit: PAGE })).entries())
        yield { line: lineOf(row), taken: after + i >= added };
  }
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
