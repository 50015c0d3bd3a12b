/**
 * A payout as a partner states it: refused whole when its rows do not add up or are in the books already; its codes
 * read as people have classified them; its lines joined to orders of ours.
 */
import type { PoolClient } from 'pg';
import { stop } from '#domain/fault.ts';
import { measure } from '#domain/measure.ts';
import { disagreement, disagreementOf, PAYOUT_CLASSES, type Payout, type PayoutClass, type PayoutLine } from '#domain/payout.ts';
import { refundFrom, type SettledRefund } from '#domain/settled-refund.ts';
import type { Order } from '#domain/order.ts';
import { timestamp } from '#domain/time.ts';
import { encode, revive } from '#domain/wire.ts';
import type { News } from '#connectors/contract.ts';
import { ordersNamed } from '#store/link.ts';
import { orderDocuments } from '#store/order.ts';
import type { Queryable } from '#store/query.ts';
import {
  bookedElsewhere, counted, savePayoutCount, savePayoutHeader, savePayoutLines, savePayoutPage, type PayoutPlace,
} from '#store/payout.ts';
import { keepMerged } from '#store/payout-merged.ts';
import { booksOf } from './books.ts';
import type { Draft } from './append.ts';
import type { Hearing } from './forget.ts';
import { fact, type Heard } from './heard.ts';
import { derivedUuid, digestOf, orderIdOf, payoutIdOf } from './identity.ts';
import { newsOf } from './payout-corrected.ts';
import { isToldAlready } from './payout-twice.ts';
import { mappingOf, tenantOf } from './platform.ts';

/** More lines than this are written before the turn that tells of them, not in it. */
const MANY = 2000;
/** Whose orders are named by their own ids; a payment provider names orders of others. */
const CHANNELS = new Set(['storefront', 'marketplace', 'pos']);

type Said = Extract<News, { said: 'payout' }>;

export async function payout(h: Hearing, told: Said): Promise<Heard> {
  const off = told.streamed ? undefined : disagreement(told.payout);
  if (off) throw stop.refused('PayoutVariance', off);
  if (await isToldAlready(h, told.payout, told.streamed !== undefined)) return { drafts: [] };
  const news = await newsOf(h, told);
  if (!news) return { drafts: [] };
  const { said, corrects } = news;
  const { payout: given, refunds = [], streamed } = said;
  const { tenant } = h.d;
  const { lines, ...header } = given;
  const lineCount = streamed?.count ?? lines.length;
  const payoutId = payoutIdOf(tenant, h.c.connection, given.external);
  if (!corrects) await booked(h, h.p.pool, { payout: given, payoutId, lines });
  const correlation = derivedUuid(tenant, 'story', payoutId);
  const draft = fact(h, 'PayoutReceived', { payout: header, payoutId, lineCount, ...(corrects && { corrects }) }, {
    key: payoutId, correlation,
    links: [{ connection: h.c.connection, kind: 'payout', external: given.external, own: payoutId }],
    references: [{ reference: given.external, kind: 'payout', connection: h.c.connection }],
  });
  const at = { tenant, payoutId, header, correlation, corrects };
  const drafts = [draft, ...await settledRefunds(h, given, refunds)];
  if (lineCount > MANY) return { drafts, apart: (tx) => saveMany(h, tx, at, said) };
  const mine = classifier(h)(lines);
  const orderOf = await ordersOf(h, mine);
  return { drafts, beside: (tx) => savePayoutLines(tx, at, mine, orderOf) };
}

/** Page by page, added up anew from what was written; the books get their sums along. */
async function saveMany(h: Hearing, tx: PoolClient, at: PayoutPlace, { payout: given, streamed }: Said): Promise<void> {
  if (!(await savePayoutHeader(tx, at))) return;
  const classified = classifier(h);
  let all = counted([]);
  for await (const page of streamed ? streamed.pages() : paged(given.lines)) {
    if (streamed) await booked(h, tx, { payout: given, payoutId: at.payoutId, lines: page });
    const mine = classified(page);
    await savePayoutPage(tx, at, { lines: mine, after: all.count }, await ordersOf(h, mine));
    all = counted(mine, all);
  }
  const off = disagreementOf(at.header, measure(all.sum, at.header.currency), all.count);
  if (off) throw stop.refused('PayoutVariance', off);
  await savePayoutCount(tx, at, all);
  await keepMerged(tx, { tenant: at.tenant, payoutId: at.payoutId, zone: booksOf({ platform: h.p }, h.d, h.c.connection).zone });
}

async function* paged(lines: readonly PayoutLine[]): AsyncGenerator<readonly PayoutLine[]> {
  for (let from = 0; from < lines.length; from += MANY) yield lines.slice(from, from + MANY);
}

/** Of orders we know: what was sold before we came is in no document of ours. The order book takes each once. */
async function settledRefunds(h: Hearing, { depositDate }: Payout, refunds: readonly SettledRefund[]): Promise<Draft[]> {
  const { tenant } = h.d;
  const idOf = (r: SettledRefund) => orderIdOf(tenant, h.c.connection, r.order);
  const known = await orderDocuments(h.p.pool, tenant, [...new Set(refunds.map(idOf))]);
  return refunds.flatMap((r) => {
    const orderId = idOf(r);
    const document = known.get(orderId);
    if (!document) return [];
    const refund = refundFrom(revive<Order>(document), r, r.at ?? timestamp(`${depositDate}T00:00:00Z`));
    const data = { orderId, refund };
    return [fact(h, 'RefundSeen', data, {
      key: `${orderId}:${refund.external}:${digestOf('RefundSeen', encode(refund))}`, at: refund.at,
    })];
  });
}

/** Statements of a balance can overlap: a movement that another one has is not taken a second time. */
async function booked(
  h: Hearing, db: Queryable, of: { readonly payout: Payout; readonly payoutId: string; readonly lines: readonly PayoutLine[] },
): Promise<void> {
  const { payout: { kind, external, currency }, payoutId, lines } = of;
  if (kind !== 'balance') return;
  const moved = lines.flatMap(({ reference, amount }) => (reference ? [{ reference, amount: String(amount.count) }] : []));
  const [first] = await bookedElsewhere(db, h.d.tenant, { connection: h.c.connection, payoutId, unit: currency, moved });
  if (first)
    throw stop.refused('PayoutVariance', `statement ${external} overlaps with ${first.external}: ` +
      `${first.reference} stands in both; ask for a statement that begins where that one ends`);
}

/** Mappings `fee` are what people decided, on a marketplace or everywhere; else the reader's own table counts. */
function classifier(h: Hearing): (lines: readonly PayoutLine[]) => readonly PayoutLine[] {
  const t = tenantOf(h.p, h.d.tenant);
  const known = new Map<string, { readonly class: PayoutClass; readonly version: number } | undefined>();
  const decided = ({ code, marketplace }: PayoutLine) => {
    const key = feeKey(code, marketplace);
    if (!known.has(key)) {
      const found = mappingOf(t, 'fee', h.c.connection, key) ?? mappingOf(t, 'fee', h.c.connection, code);
      const own = PAYOUT_CLASSES.find((c) => c === found?.own);
      known.set(key, own && found ? { class: own, version: found.version } : undefined);
    }
    return known.get(key);
  };
  return (lines) => lines.map((line) => {
    const by = decided(line);
    return by ? { ...line, class: by.class, classifiedBy: by.version } : line;
  });
}

/** How a mapping names a code on one marketplace: 'Order/ItemFees/NewFee@Amazon.de'. */
export const feeKey = (code: string, marketplace: string | undefined): string => (marketplace ? `${code}@${marketplace}` : code);

/** By any number we know an order by; of a channel that names its own, the id that follows, before we have heard of it. */
async function ordersOf(h: Hearing, lines: readonly PayoutLine[]): Promise<(line: PayoutLine) => string | undefined> {
  const own = CHANNELS.has(h.c.connector.kind);
  const names = [...new Set(lines.flatMap((l) => [l.order, l.payment].flatMap((name) => name ?? [])))];
  const found = await ordersNamed(h.p.pool, h.d.tenant, names);
  const ids = new Map<string, string>();
  return ({ order, payment: paid }) => {
    if (order === undefined) return paid && found.get(paid);
    const known = ids.get(order) ?? found.get(order) ?? (paid && found.get(paid)) ??
      (own ? orderIdOf(h.d.tenant, h.c.connection, order) : undefined);
    if (known) ids.set(order, known);
    return known;
  };
}
