/**
 * Payouts in the money ledger: their journals by month, what nobody has classified as an exception with a proposal,
 * a code that was classified later, and a chargeback that was lost. Corrections are entries of their own.
 */
import type { ConnectionId, ExternalId, Timestamp } from '#domain/brand.ts';
import { waiting } from '#domain/fault.ts';
import { journal, type Journal } from '#domain/journal.ts';
import { currency, measure, toDecimal, type Money } from '#domain/measure.ts';
import type { ChargebackLost, PayoutReceived, PayoutReclassified } from '#domain/messages.ts';
import type { Payout, PayoutClass, PayoutLine } from '#domain/payout.ts';
import { proposedClass } from '#domain/payout-proposal.ts';
import { postLostChargeback } from '#domain/posting/chargeback.ts';
import { accountOf, postPayout } from '#domain/posting/payout.ts';
import { dateIn } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { payoutLines, reclassifyLines, type PayoutLineRow } from '#store/payout.ts';
import type { Draft } from '../append.ts';
import { booksOf, rateOn } from '../books.ts';
import { follow, type Batch } from './handler.ts';
import type { Posted } from './posted.ts';

const PAGE = 10_000;

export async function payout(batch: Batch, d: Claimed): Promise<Posted> {
  const { payout: header, payoutId } = revive<PayoutReceived['data']>(d.data);
  const own = booksOf(batch, d, header.connection);
  const unknown = new Map<string, Unknown>();
  const lines: PayoutLine[] = [];
  for (let after = 0; ;) {
    const rows = await payoutLines(batch.tx, d.tenant, payoutId, { after, limit: PAGE });
    for (const row of rows) {
      lines.push(lineOf(row, header));
      if (row.class === 'unknown') gather(unknown, row);
    }
    if (rows.length < PAGE) break;
    after = rows.at(-1)!.ordinal;
  }
  const journals = postPayout({ ...header, lines }, {
    mode: own.settlement, zone: own.zone,
    orderRate: ({ from, to, line }) => rateOn(own.rates, `${from}/${to}`, (line.postedAt ?? header.depositDate).slice(0, 10)),
  });
  return { journals, legalEntity: own.legalEntity, drafts: (entries) => [
    ...[...unknown.values()].map((u, i) => follow(d, i, unknownCode(header, u), batch.now)),
    ...(own.journalsTo ? toErp(batch, d, own.journalsTo, { entries, journals }) : []),
  ] };
}

const lineOf = (r: PayoutLineRow, { currency: unit }: Pick<Payout, 'currency'>): PayoutLine => ({
  class: r.class as PayoutClass, code: r.code, amount: measure(r.amount, unit),
  ...(r.order_external && { order: r.order_external as ExternalId }),
  ...(r.posted_at && { postedAt: r.posted_at as Timestamp }),
  ...(r.original !== null && r.original_unit && { original: measure(r.original, currency(r.original_unit)) as Money }),
});

/** The first journal keeps the wish's old name, so that one already sent is found again. */
const toErp = (
  batch: Batch, d: Claimed, to: ConnectionId, { entries, journals }: { entries: readonly string[]; journals: readonly Journal[] },
): Draft[] => entries.map((entry, n) => follow(d, 99 + n, { type: 'PostJournal',
  data: { key: `journal:${d.subject.replace(/^payout:/, '')}${n === 0 ? '' : `:${n}`}`, to, entry, journal: journals[n]! } }, batch.now));

interface Unknown { readonly code: string; count: number; sum: bigint }
function gather(unknown: Map<string, Unknown>, { code, amount }: PayoutLineRow): void {
  const one = unknown.get(code) ?? { code, count: 0, sum: 0n };
  one.count += 1;
  one.sum += amount;
  unknown.set(code, one);
}

/** Named for the code, so that classifying it lets it go. */
function unknownCode(header: Omit<Payout, 'lines'>, u: Unknown): { type: string; data: unknown } {
  const { connection, external } = header;
  const detail = `${connection} settlement ${external}: ${u.count} line${u.count === 1 ? '' : 's'} with code “${u.code}” ` +
    `${u.count === 1 ? 'stands' : 'stand'} in suspense, ${toDecimal(measure(u.sum, header.currency))} ${header.currency}; ` +
    `nobody has classified it. It reads like “${proposedClass(u.code, u.sum)}”`;
  const data = { kind: 'UnknownFeeCode', detail, key: `unknown-code:${connection}:${external}:${u.code}`,
    waitsOn: waiting('fee', connection, u.code) };
  return { type: 'RaiseException', data };
}

/** A second person agreed: the lines take their class, and the books follow with an entry that moves the amount. */
export async function reclassified(batch: Batch, d: Claimed): Promise<Posted | undefined> {
  const { payoutId, connection, external, code, marketplace, to, version } = revive<PayoutReclassified['data']>(d.data);
  const own = booksOf(batch, d, connection);
  const moved = await reclassifyLines(batch.tx, d.shard, { tenant: d.tenant, payoutId, code, marketplace, to, version });
  const postings = moved.flatMap(({ from, amount, unit }) => {
    const money = measure(amount, currency(unit));
    return [
      { account: accountOf(from as PayoutClass, connection, own.settlement), amount: money },
      { account: accountOf(to, connection, own.settlement), amount: measure(-amount, currency(unit)) },
    ];
  });
  const made = journal(dateIn(d.at.toString() as Timestamp, own.zone),
    `${code} is ${to}, ${connection} ${external}`, postings);
  return { journals: [made], legalEntity: own.legalEntity, drafts: (entries) => (own.journalsTo
    ? entries.map((entry) => follow(d, 99, { type: 'PostJournal',
      data: { key: `journal:${d.key}`, to: own.journalsTo!, entry, journal: made } }, batch.now)) : []) };
}

export async function chargebackLost(batch: Batch, d: Claimed): Promise<Posted> {
  const { connection, reference, amount, date, returned } = revive<ChargebackLost['data']>(d.data);
  const { legalEntity } = booksOf(batch, d, connection);
  return { legalEntity, journals: [postLostChargeback({ connection, reference, amount, date, ...(returned && { returned }) })] };
}
