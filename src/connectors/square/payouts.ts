/**
 * Payouts of Square with all their entries. An entry moves the balance by its gross amount less its fee: each is a line.
 * The type stays verbatim in the code; one that nobody has classified stands in suspense.
 */
import { z } from 'zod';
import { brand, type LocalDate } from '#domain/brand.ts';
import { negate } from '#domain/measure.ts';
import type { Payout, PayoutClass, PayoutLine } from '#domain/payout.ts';
import { dateIn } from '#domain/time.ts';
import type { News, Poll, PolledDocument, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { allPages } from '../statement/whole-list.ts';
import { ask } from './call.ts';
import { cursorIn, nextCursor } from './cursor.ts';
import type { Settings } from './settings.ts';
import { Amount, money, unitOf, when } from './shape.ts';

const Paid = z.object({ payment_id: z.string().nullish() }).nullish();
const Entry = z.object({
  id: z.string(), type: z.string(), effective_at: when.nullish(), gross_amount_money: Amount, fee_amount_money: Amount.nullish(),
  net_amount_money: Amount.nullish(), type_refund_details: z.object({ refund_id: z.string().nullish(),
    payment_id: z.string().nullish() }).nullish(),
  type_charge_details: Paid, type_dispute_details: Paid, payout_id: z.string().nullish(),
});
const Whole = z.object({
  payout: z.object({
    id: z.string(), status: z.string(), type: z.string().nullish(), created_at: when,
    arrival_date: z.string().regex(/^\d{4}-\d{2}-\d{2}/, 'is not a day').nullish(),
    amount_money: Amount,
  }),
  entries: z.array(Entry),
});

export const payouts: Poll<Settings> = {
  name: 'payouts', everySeconds: 3600, transport: 'poll',
  async page(port, cursor) {
    const at = cursorIn(cursor, port.settings.ordersFrom);
    const query = new URLSearchParams({ sort_order: 'ASC', limit: '25' });
    if (at.since) query.set('begin_time', at.since);
    if (at.page) query.set('cursor', at.page);
    const answer = await ask(port, { method: 'GET', url: `/v2/payouts?${query}` }, z.object({
      payouts: z.array(z.looseObject({ id: z.string(), status: z.string(), created_at: z.string() })).default([]),
      cursor: z.string().optional(),
    }));
    const documents: PolledDocument[] = [];
    for (const payout of answer.payouts.filter((p) => p.status !== 'FAILED')) {
      // Neither its state nor its version: what is in it does not change when it arrives.
      const { status: _status, version: _version, updated_at: _updated, ...lasting } = payout;
      const body = JSON.stringify({ payout: { ...lasting, status: 'SENT' }, entries: await entriesOf(port, payout.id) });
      documents.push({ topic: 'payout', reference: `payouts/${payout.id}`, body });
    }
    const next = nextCursor(at, answer.payouts.map((p) => p.created_at), answer.cursor);
    return { documents, more: answer.cursor !== undefined, next };
  },
};

async function entriesOf(port: Port<Settings>, payout: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let page: string | undefined = ''; page !== undefined;) {
    const query = new URLSearchParams({ limit: '100', ...(page && { cursor: page }) });
    const answer: { payout_entries: unknown[]; cursor?: string | undefined } = await ask(port,
      { method: 'GET', url: `/v2/payouts/${payout}/payout-entries?${query}` },
      z.object({ payout_entries: z.array(z.unknown()).default([]), cursor: z.string().optional() }));
    found.push(...answer.payout_entries);
    page = answer.cursor;
  }
  return found;
}

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 2;

/** OTHER says nothing, and stands in suspense like a word that nobody knows. */
export const CLASSES: Readonly<Record<string, PayoutClass>> = {
  CHARGE: 'sale', REFUND: 'refund', DISPUTE: 'chargeback', OPEN_DISPUTE: 'chargeback',
  FEE: 'processing-fee', PROCESSING_FEE: 'processing-fee', PROCESSING_FEE_REFUND: 'processing-fee',
  FREE_PROCESSING: 'processing-fee', GIFT_CARD_LOAD_FEE: 'processing-fee', GIFT_CARD_LOAD_FEE_REFUND: 'processing-fee',
  TAX_ON_FEE: 'fee-tax', DEPOSIT_FEE: 'admin-fee', DEPOSIT_FEE_REVERSED: 'admin-fee',
  THIRD_PARTY_FEE: 'commission', THIRD_PARTY_FEE_REFUND: 'commission', APP_FEE_REVENUE: 'commission', APP_FEE_REFUND: 'commission',
  PAID_SERVICE_FEE: 'subscription', PAID_SERVICE_FEE_REFUND: 'subscription', SUBSCRIPTION_FEE: 'subscription',
  SUBSCRIPTION_FEE_REFUND: 'subscription', SUBSCRIPTION_FEE_PAID_REFUND: 'subscription',
  RESERVE_HOLD: 'reserve', RESERVE_RELEASE: 'reserve', HOLD_ADJUSTMENT: 'reserve', RELEASE_ADJUSTMENT: 'reserve',
  SQUARE_CAPITAL_PAYMENT: 'loan', SQUARE_CAPITAL_REVERSED_PAYMENT: 'loan',
  AUTOMATIC_SAVINGS: 'transfer', AUTOMATIC_SAVINGS_REVERSED: 'transfer', MONEY_TRANSFER: 'transfer',
  MONEY_TRANSFER_REVERSAL: 'transfer', RETURNED_PAYOUT: 'transfer', SQUARE_PAYROLL_TRANSFER: 'transfer',
  SQUARE_PAYROLL_TRANSFER_REVERSED: 'transfer',
  PAYOUT: 'transfer', BALANCE_FOLDERS_TRANSFER: 'transfer', BALANCE_FOLDERS_TRANSFER_REVERSED: 'transfer',
  AUTOMATIC_BITCOIN_CONVERSIONS: 'transfer', AUTOMATIC_BITCOIN_CONVERSIONS_REVERSED: 'transfer',
  GIFT_CARD_POOL_TRANSFER: 'gift-card', GIFT_CARD_POOL_TRANSFER_REVERSED: 'gift-card', REDEMPTION_CODE: 'gift-card',
  CREDIT_CARD_REPAYMENT: 'loan', CREDIT_CARD_REPAYMENT_REVERSED: 'loan', PERCENTAGE_PROCESSING_ENROLLMENT: 'loan',
  PERCENTAGE_PROCESSING_DEACTIVATION: 'loan', PERCENTAGE_PROCESSING_REPAYMENT: 'loan', PERCENTAGE_PROCESSING_REPAYMENT_REVERSED: 'loan',
  LOCAL_OFFERS_CASHBACK: 'advertising', LOCAL_OFFERS_FEE: 'advertising', UNDO_PROCESSING_FEE_REFUND: 'processing-fee',
  UNDO_GIFT_CARD_LOAD_FEE_REFUND: 'processing-fee', ESCHEATMENT: 'adjustment',
  ADJUSTMENT: 'adjustment', OTHER_ADJUSTMENT: 'adjustment', INITIAL_BALANCE_CHANGE: 'carried-forward',
};

/** As the API lists it: the payout with its entries, or pages of entries that name theirs. */
const Listed = z.object({
  payout: z.unknown().optional(), cursor: z.string().nullish(), payout_entries: z.array(z.looseObject({
    payout_id: z.string().nullish(), effective_at: z.string().nullish(), net_amount_money: Amount.nullish(),
  })),
});
const Pages = z.union([Listed.transform((l) => [l]), z.array(Listed)]);

export function listedPayouts(port: Port<Settings>, body: unknown): News[] {
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, 'entries')) return [payoutNews(port, body)];
  const pages = read(Pages, body);
  allPages(pages.map((p) => ({ more: p.cursor })), 'hand over all pages of its entries in one file, [{"payout_entries": …}, …]');
  const own = pages.find((p) => p.payout !== undefined)?.payout;
  const all = [...new Map(pages.flatMap((p) => p.payout_entries).map((e) => [JSON.stringify(e), e])).values()];
  if (own !== undefined) return [payoutNews(port, { payout: own, entries: all })];
  return [...Map.groupBy(all, (e) => e.payout_id ?? '')].map(([id, entries]) => {
    const unit = unitOf(entries.map((e) => e.net_amount_money));
    const net = entries.reduce((n, e) => n + money(e.net_amount_money, unit).count, 0n);
    const at = entries.map((e) => e.effective_at ?? '').sort().at(-1);
    return payoutNews(port, { entries, payout: { id, status: 'SENT', created_at: at, amount_money: { amount: String(net),
      currency: unit } } }, { unproved: true });
  });
}

export function payoutNews(port: Port<Settings>, body: unknown, known: Pick<Payout, 'unproved'> = {}): News {
  const { payout, entries } = read(Whole, body);
  const unit = unitOf([payout.amount_money]);
  const net = money(payout.amount_money, unit);
  const lines = entries.flatMap((e): PayoutLine[] => {
    const paid = e.type_charge_details?.payment_id ?? e.type_refund_details?.payment_id ?? e.type_dispute_details?.payment_id;
    const about = { ...(e.effective_at && { postedAt: e.effective_at }), reference: brand<never>(e.id),
      ...(paid && { payment: brand<never>(paid) }),
      ...(e.type_refund_details?.refund_id && { refund: brand<never>(e.type_refund_details.refund_id) }) };
    const fee = negate(money(e.fee_amount_money, unit));
    const gross: PayoutLine =
      { class: CLASSES[e.type] ?? 'unknown', amount: money(e.gross_amount_money, unit), code: e.type, ...about };
    return fee.count === 0n ? [gross] : [gross, { class: 'processing-fee', amount: fee, code: `${e.type}/fee`, ...about }];
  });
  const day = payout.arrival_date
    ? brand<LocalDate>(payout.arrival_date.slice(0, 10)) : dateIn(payout.created_at, port.settings.timeZone);
  // An instant payout has no entries at Square: what it is made of nobody can say.
  const all: PayoutLine[] = lines.length > 0 ? lines : [{ class: 'unknown', amount: net, code: payout.type ?? 'SIMPLE' }];
  const made: Payout = { connection: port.connection, external: brand(payout.id), currency: unit, depositDate: day, net, ...known,
    lines: all };
  return { said: 'payout', payout: made };
}
