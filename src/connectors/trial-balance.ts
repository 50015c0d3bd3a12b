/** What an ERP's own ledger says of a span of days, so that it can be held against ours account by account. */
import type { LocalDate } from '#domain/brand.ts';
import type { TrialBalance } from '#domain/trial-balance.ts';

export interface TrialSpan {
  readonly from: LocalDate;
  /** The last day that counts. */
  readonly to: LocalDate;
}
export type { TrialBalance };
