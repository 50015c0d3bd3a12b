/** The policy `books`: whose ledger it is, in which zone its days end, and where revenue comes from. */
import { APPROVAL, type ApprovalPolicy } from '#domain/approval.ts';
import type { ConnectionId } from '#domain/brand.ts';
import type { DimensionRules } from '#domain/dimension.ts';
import { PERIODS, type PeriodPolicy } from '#domain/period.ts';
import type { Discounts } from '#domain/posting/discounts.ts';
import type { Mode } from '#domain/posting/payout.ts';
import type { Claimed } from '#store/delivery.ts';
import { policyOf, tenantOf } from './platform.ts';
import type { Batch } from './handlers/handler.ts';

export interface BooksPolicy {
  readonly legalEntity: string;
  /** IANA zone of the entity: decides the accounting date. */
  readonly zone: string;
  /** Where revenue comes from: a document per shipment, or the settlement itself. Never both. */
  readonly settlement: Mode;
  /** Whether an invoice posts its sales after discount, or the discount on an account of its own. */
  readonly discounts: Discounts;
  /** Which connection pays out what a provider collected, by provider name. */
  readonly settledBy: Readonly<Record<string, ConnectionId>>;
  /** The ERP that takes payout journals; none: they stay here. */
  readonly journalsTo?: ConnectionId;
  /** Differences per order up to so many minor units are rounding, not a question. */
  readonly tolerance: number;
  /** The books' rate of a currency pair from a day on, `{"GBP/EUR": {"2026-03-01": "1.1500"}}`, in decimals. */
  readonly rates: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What may still be posted into a month that is not open, by class of document. */
  readonly periods: PeriodPolicy;
  /** What else lines are told apart by, and on which accounts. */
  readonly dimensions: DimensionRules;
  /** Which journals a second person approves before the ERP hears of them. */
  readonly approval: ApprovalPolicy;
  /** Lines an ERP takes in one entry; a longer journal is posted in parts. */
  readonly journalLines: number;
  /** What is open on a clearing account for longer is an exception. */
  readonly clearingDays: number;
}
export const BOOKS: BooksPolicy =
  { legalEntity: 'main', zone: 'UTC', settlement: 'documents', discounts: 'net', settledBy: {}, tolerance: 1, rates: {},
    periods: PERIODS, dimensions: {}, approval: APPROVAL, journalLines: 500, clearingDays: 14 };

export const booksOf = (batch: Pick<Batch, 'platform'>, d: Pick<Claimed, 'tenant'>, connection: string): BooksPolicy =>
  policyOf(tenantOf(batch.platform, d.tenant), 'books', connection, BOOKS);

/** What one whole unit of a currency was worth in another on a day, as the books say. */
export function rateOn(rates: BooksPolicy['rates'], pair: string, day: string): string | undefined {
  const known = Object.entries(rates[pair] ?? {}).filter(([from]) => from <= day).sort(([a], [b]) => (a < b ? 1 : -1));
  return known[0]?.[1];
}
