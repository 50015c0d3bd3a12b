/**
 * A payout on one page: what it is made of, which orders it settled, what is open and why, and what its journal did.
 * Read when asked, so that it is true now: an invoice that comes later closes what was open.
 */
import { toDecimal } from '#domain/measure.ts';
import type { OpenReason } from '#domain/payout-match.ts';
import type { PayoutClass } from '#domain/payout.ts';
import { proposedClass } from '#domain/payout-proposal.ts';
import * as store from '#store/payout-explain.ts';
import { payoutVersions, type PayoutVersions } from '#store/payout-versions.ts';
import { reclassifications } from '#store/reclassification.ts';
import { payoutClasses, storyEntries } from '#store/story-parts.ts';
import { booksOf } from '../books.ts';
import { decimalOf, type JournalEntry } from '../journal-formats.ts';
import type { Platform } from '../platform.ts';
import { notFound } from './operation.ts';
import { clearingOf, matchPayout, NOTHING } from './payout-matching.ts';

export interface OpenItem {
  readonly order: string; readonly amount: string; readonly unit: string; readonly reason: OpenReason; readonly days: number;
  readonly says: string;
}
interface Unclassified { readonly code: string; readonly lines: number; readonly amount: string; readonly proposed: PayoutClass }
/** A code that was classified when it was booked already: for somebody else to approve. */
interface WaitingCode {
  readonly id: string; readonly code: string; readonly to: string; readonly amount: string; readonly author: string;
}
/** `open`: nothing says so yet. */
export interface Proof { readonly state: 'stated' | 'agreed' | 'open'; readonly says: string }
/** Amounts are decimal text in the payout's currency. */
export interface ExplainedPayout {
  readonly payoutId: string; readonly settlement: string; readonly connection: string; readonly currency: string;
  readonly kind: string; readonly depositDate: string; readonly period: { readonly from: string | null; readonly to: string | null };
  readonly sum: string; readonly opening: string | null; readonly closing: string | null; readonly lines: number;
  readonly mode: 'documents' | 'summary';
  /** What says that no row is missing. */
  readonly proof: Proof;
  readonly classes: readonly { readonly class: string; readonly lines: number; readonly amount: string }[];
  /** Versions of the tables that gave the classes: the reader's own, and what people decided for single codes. */
  readonly versions: PayoutVersions;
  /** `takings`: of the amount, what registers had taken without an order. */
  readonly matched: { readonly orders: number; readonly lines: number; readonly amount: string; readonly takings: string };
  readonly open: readonly OpenItem[]; readonly openOrders: number;
  /** Of lines whose code nobody has classified. */
  readonly suspense: string;
  readonly unclassified: readonly Unclassified[];
  readonly waiting: readonly WaitingCode[];
  readonly clearing: { readonly account: string; readonly remainder: string;
    readonly because: readonly { readonly reason: string; readonly amount: string; readonly orders: number }[] };
  readonly journal: readonly JournalEntry[];
}

/** By our id or the partner's own. @throws Refusal NotFound. */
export async function findPayout(p: Platform, tenant: string, name: string): Promise<string> {
  const [found, ...more] = await store.payoutsNamed(p.pool, tenant, name);
  if (!found) throw notFound(`There is no payout ${name}; threadline payouts lists them.`);
  if (more.length > 0) throw notFound(`Several payouts are called ${name}: ${[found, ...more].join(', ')}.`);
  return found;
}

export async function explainPayout(p: Platform, tenant: string, payoutId: string): Promise<ExplainedPayout> {
  const head = await store.payoutHead(p.pool, tenant, payoutId);
  if (!head) throw notFound(`There is no payout ${payoutId}; threadline payouts lists them.`);
  const { settlement, tolerance } = booksOf({ platform: p }, { tenant }, head.connection);
  const mode = head.mode ?? settlement;
  const amount = (count: bigint) => toDecimal({ count, unit: head.currency });
  const [versions, classes, codes, waiting, entries, matching] = await Promise.all([
    payoutVersions(p.pool, tenant, payoutId), payoutClasses(p.pool, tenant, payoutId),
    store.payoutCodes(p.pool, tenant, payoutId, 'unknown'),
    reclassifications(p.pool, tenant, { payoutId, open: true }), storyEntries(p.pool, tenant, head.correlation),
    mode === 'documents' && head.kind !== 'deferral' ? matchPayout(p.pool, tenant, head, BigInt(tolerance)) : NOTHING,
  ]);
  return {
    payoutId, settlement: head.external, connection: head.connection, currency: head.currency, kind: head.kind,
    depositDate: head.deposit_date, period: { from: head.period_start?.toString() ?? null, to: head.period_end?.toString() ?? null },
    sum: amount(head.net), opening: head.opening === null ? null : amount(head.opening),
    closing: head.closing === null ? null : amount(head.closing), lines: head.line_count, mode,
    proof: await proofOf(p, tenant, head),
    classes: classes.map((c) => ({ class: c.class, lines: c.count, amount: amount(c.amount) })), versions,
    matched: { orders: matching.orders, lines: matching.lines, amount: amount(matching.amount), takings: amount(matching.takings) },
    open: matching.open.map((o) => ({ ...o, amount: toDecimal({ count: o.amount, unit: o.unit }) })),
    openOrders: matching.openOrders,
    suspense: amount(head.suspense),
    unclassified: codes.map((c) => ({ code: c.code, lines: c.lines, amount: amount(c.amount), proposed: proposedClass(c.code, c.amount) })),
    waiting: waiting.map((w) => ({ id: w.id, code: w.code, to: w.to_class, amount: amount(w.amount), author: w.author })),
    clearing: clearingOf(head, matching),
    journal: entries.filter((e) => e.book === 'money').map((e) => ({
      id: e.id, book: e.book, date: e.date, memo: e.memo, document: e.document, legalEntity: e.legal_entity,
      correlation: head.correlation, lines: e.lines.map((l) => ({ ...l, amount: decimalOf(e.book, BigInt(l.amount), l.unit) })),
    })),
  };
}

const PROOFS: Readonly<Record<Proof['state'], string>> = {
  stated: 'The source states what it comes to, and the rows come to it.',
  agreed: 'This source states no total; the deposit at the bank agrees with it.',
  open: 'This source states no total: compare with the deposit. Until that is found at the bank, nobody knows whether a row is missing.',
};
async function proofOf(p: Platform, tenant: string, { unproved, payout_id: payoutId }: store.PayoutHeadRow): Promise<Proof> {
  const state = !unproved ? 'stated' : await store.depositsAgree(p.pool, tenant, payoutId) ? 'agreed' : 'open';
  return { state, says: PROOFS[state] };
}
