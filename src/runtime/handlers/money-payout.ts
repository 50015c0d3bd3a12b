/**
 * Payouts in the money ledger: their journals by month, what nobody has classified as an exception with a proposal,
 * a code that was classified later, and a chargeback that was lost. Corrections are entries of their own.
 */
import type { Timestamp } from '#domain/brand.ts';
import { waiting } from '#domain/fault.ts';
import { journal } from '#domain/journal.ts';
import { currency, measure, toDecimal } from '#domain/measure.ts';
import type { ChargebackLost, PayoutReceived, PayoutReclassified } from '#domain/messages.ts';
import type { Payout, PayoutClass, PayoutLine } from '#domain/payout.ts';
import { proposedClass } from '#domain/payout-proposal.ts';
import { postLostChargeback } from '#domain/posting/chargeback.ts';
import { accountOf, postPayout, type Mode } from '#domain/posting/payout.ts';
import { dateIn } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { linesOtherwise, reclassifyLines } from '#store/payout.ts';
import { noteWay } from '#store/ways.ts';
import { booksOf, rateOn } from '../books.ts';
import { mayClear, waysBegun } from '../revenue-way.ts';
import { closeClaims } from './fee-claims-paid.ts';
import { follow, type Batch } from './handler.ts';
import { addedUp, oneByOne, type Asked, type Unclassified } from './payout-lines.ts';
import type { Posted } from './posted.ts';

export async function payout(batch: Batch, d: Claimed): Promise<Posted> {
  const { payout: header, payoutId } = revive<PayoutReceived['data']>(d.data);
  const own = booksOf(batch, d, header.connection);
  const asked: Asked = { tenant: d.tenant, payoutId, unit: header.currency, zone: own.zone, mode: own.settlement };
  const added = await addedUp(batch.tx, asked);
  const mixed = await begunOtherwise(batch, d, header, asked);
  const journals = postPayout({ ...header, lines: mixed?.lines ?? added.lines }, {
    mode: own.settlement, zone: own.zone, byMarketplace: added.marketplaces.length > 1, ...(mixed && { modeOf: mixed.modeOf }),
    orderRate: ({ from, to, line }) => rateOn(own.rates, `${from}/${to}`, (line.postedAt ?? header.depositDate).slice(0, 10)),
  });
  return { journals, legalEntity: own.legalEntity, books: own, variance: added.unexplained,
    dimensions: { channel: header.connection, ...(added.marketplaces.length === 1 && { marketplace: added.marketplaces[0]! }) },
    ...(own.journalsTo && { erp: { to: own.journalsTo, key: `journal:${d.subject.replace(/^payout:/, '')}` } }),
    beside: async () => {
      await noteWay(batch.tx, d.shard, { tenant: d.tenant, payoutId, mode: own.settlement, otherwise: mixed?.otherwise ?? [] });
      await closeClaims(batch, d, { payoutId, external: header.external });
    },
    drafts: () => added.unknown.map((u, i) => follow(d, i, unknownCode(header, u), batch.now)) };
}

interface Mixed {
  readonly lines: readonly PayoutLine[]; readonly otherwise: readonly string[]; readonly modeOf: (line: PayoutLine) => Mode;
}
/** Undefined when every order goes the channel's way. */
async function begunOtherwise(
  batch: Batch, d: Claimed, { connection }: Pick<Payout, 'connection'>, asked: Asked,
): Promise<Mixed | undefined> {
  const { mode, payoutId } = asked;
  if (batch.whatIf || !(await mayClear(batch, d.tenant, { mode, connection }))) return undefined;
  const { lines, orders } = await oneByOne(batch.tx, asked);
  const ways = await waysBegun(batch, d, [...new Set(orders.values())], payoutId);
  const otherwise = new Set([...ways].flatMap(([id, way]) => (way === mode ? [] : [id])));
  if (otherwise.size === 0) return undefined;
  const other = mode === 'documents' ? 'summary' : 'documents';
  return { lines, otherwise: [...otherwise],
    modeOf: ({ order }) => (order && otherwise.has(orders.get(order) ?? '') ? other : mode) };
}

/** Named for the code, so that classifying it lets it go. */
function unknownCode(header: Omit<Payout, 'lines'>, u: Unclassified): { type: string; data: unknown } {
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
  const lines = { tenant: d.tenant, payoutId, code, marketplace, to, version };
  const moved = await linesOtherwise(batch.tx, d.shard, lines);
  const postings = moved.flatMap(({ from, amount, unit }) => {
    const money = measure(amount, currency(unit));
    return [
      { account: accountOf(from as PayoutClass, connection, own.settlement), amount: money },
      { account: accountOf(to, connection, own.settlement), amount: measure(-amount, currency(unit)) },
    ];
  });
  const made = journal(dateIn(d.at.toString() as Timestamp, own.zone),
    `${code} is ${to}, ${connection} ${external}`, postings);
  return { journals: [made], legalEntity: own.legalEntity, books: own, beside: () => reclassifyLines(batch.tx, d.shard, lines),
    dimensions: { channel: connection, ...(marketplace && { marketplace }) },
    ...(own.journalsTo && { erp: { to: own.journalsTo, key: `journal:${d.key}` } }) };
}

export async function chargebackLost(batch: Batch, d: Claimed): Promise<Posted> {
  const { connection, reference, amount, date, returned } = revive<ChargebackLost['data']>(d.data);
  const own = booksOf(batch, d, connection);
  return { legalEntity: own.legalEntity, books: own, dimensions: { channel: connection },
    ...(own.journalsTo && { erp: { to: own.journalsTo, key: `journal:${d.key}` } }),
    journals: [postLostChargeback({ connection, reference, amount, date, ...(returned && { returned }) })] };
}
