/** The policy `books`: whose ledger it is, in which zone its days end, and where revenue comes from. */
import type { ConnectionId } from '#domain/brand.ts';
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
  /** Which connection pays out what a provider collected, by provider name. */
  readonly settledBy: Readonly<Record<string, ConnectionId>>;
  /** The ERP that takes payout journals; none: they stay here. */
  readonly journalsTo?: ConnectionId;
  /** Differences per order up to so many minor units are rounding, not a question. */
  readonly tolerance: number;
  /** The books' rate of a currency pair from a day on, `{"GBP/EUR": {"2026-03-01": "1.1500"}}`, in decimals. */
  readonly rates: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
export const BOOKS: BooksPolicy =
  { legalEntity: 'main', zone: 'UTC', settlement: 'documents', settledBy: {}, tolerance: 1, rates: {} };

export const booksOf = (batch: Pick<Batch, 'platform'>, d: Pick<Claimed, 'tenant'>, connection: string): BooksPolicy =>
  policyOf(tenantOf(batch.platform, d.tenant), 'books', connection, BOOKS);

/** What one whole unit of a currency was worth in another on a day, as the books say. */
export function rateOn(rates: BooksPolicy['rates'], pair: string, day: string): string | undefined {
  const known = Object.entries(rates[pair] ?? {}).filter(([from]) => from <= day).sort(([a], [b]) => (a < b ? 1 : -1));
  return known[0]?.[1];
}
