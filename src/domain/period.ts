/**
 * Accounting periods: a month of a legal entity's books is open, soft-closed or closed. What may still be posted into
 * a month that is not open is a policy per class of document; whatever it says, the document keeps its own date.
 */
import type { LocalDate } from './brand.ts';

export type PeriodState = 'open' | 'soft-closed' | 'closed';
/** What an entry was made of. */
export type DocumentClass =
  | 'invoice' | 'credit-memo' | 'payout' | 'reclassification' | 'chargeback' | 'deposit' | 'register-day' | 'reversal' | 'correction'
  | 'other';
/** `post`: as if it were open. `next`: on the first day of the next open month. `park`: a person decides. */
export type Late = 'post' | 'next' | 'park';

export interface PeriodPolicy {
  readonly softClosed: Readonly<Record<string, Late>>;
  /** Nothing is posted into a closed month. */
  readonly closed: Readonly<Record<string, Exclude<Late, 'post'>>>;
}
/** `*` stands for every class that is not named. Finance finishes a soft-closed month; daily business goes on in the next. */
export const PERIODS: PeriodPolicy = {
  softClosed: {
    '*': 'next', payout: 'post', deposit: 'post', reclassification: 'post', chargeback: 'post', reversal: 'post', correction: 'post',
  },
  closed: { '*': 'park' },
};

/** `2026-10` of `2026-10-31`. */
export const periodOf = (date: string): string => date.slice(0, 7);
export const isPeriod = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

export interface Span { readonly from: LocalDate; readonly to: LocalDate }
export function daysOf(period: string): Span {
  const month = Temporal.PlainYearMonth.from(period);
  const day = (n: number) => month.toPlainDate({ day: n }).toString() as LocalDate;
  return { from: day(1), to: day(month.daysInMonth) };
}
export const nextPeriod = (period: string): string => Temporal.PlainYearMonth.from(period).add({ months: 1 }).toString();

export interface Books {
  /** Months that are not listed are open. */
  readonly states: ReadonlyMap<string, PeriodState>;
  readonly policy: PeriodPolicy;
}
export type Place = { readonly date: LocalDate } | { readonly parked: string };

/** The accounting date of a document, or the closed month that stops it. `approved`: a person lets it into the next one. */
export function placeOf(kind: string, date: LocalDate, { states, policy }: Books, approved = false): Place {
  const month = periodOf(date);
  switch (whatOf(kind, states.get(month) ?? 'open', policy, approved)) {
    case 'post': return { date };
    case 'park': return { parked: month };
    case 'next': return { date: daysOf(nextFor(kind, month, { states, policy })).from };
  }
}

function whatOf(kind: string, state: PeriodState, policy: PeriodPolicy, approved: boolean): Late {
  if (state === 'open') return 'post';
  const late: Late = state === 'closed' ? (policy.closed[kind] ?? policy.closed['*'] ?? 'park')
    : (policy.softClosed[kind] ?? policy.softClosed['*'] ?? 'next');
  return late === 'park' && approved ? 'next' : late;
}

/** The first later month that takes a document of this class without asking. */
export function nextFor(kind: string, period: string, { states, policy }: Books): string {
  let month = nextPeriod(period);
  while (whatOf(kind, states.get(month) ?? 'open', policy, false) !== 'post') month = nextPeriod(month);
  return month;
}
