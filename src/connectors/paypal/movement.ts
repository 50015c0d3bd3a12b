/** One movement of a PayPal balance, whichever report told it, and what its event code or its words say it is. */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import type { Currency, Money } from '#domain/measure.ts';
import type { PayoutClass } from '#domain/payout.ts';
import { agree, type About, type PayoutLines } from '../statement/payouts.ts';
import { byCode, byWords, feeClass } from './classes.ts';

export interface Movement {
  readonly line: number;
  readonly id: string;
  readonly unit: Currency;
  readonly gross: Money;
  /** Signed: what was charged is negative. */
  readonly fee: Money;
  readonly net: Money;
  readonly at: Timestamp;
  /** 'T0006', where the report has it. */
  readonly code?: string;
  /** What the report calls it, in the language of the account. */
  readonly words?: string;
  readonly order?: string;
  /** The transaction it refers to. */
  readonly parent?: string;
  /** The balance after it. */
  readonly balance?: Money;
}

export function book(into: PayoutLines, m: Movement): void {
  agree(m.line, [m.gross, m.fee], m.net, 'gross and fee');
  const about: About = {
    postedAt: m.at, reference: m.id as ExternalId, payment: (m.parent || m.id) as ExternalId,
    ...(m.order && { order: m.order as ExternalId }),
  };
  const kind = classOf(m);
  const code = m.code || m.words || '?';
  into.add(kind, m.gross, code, about);
  into.add(feeClass(kind), m.fee, `${code}/fee`, about);
}

/** Money that goes out for a payment of ours is no sale of ours. */
function classOf({ code = '', words = '', gross }: Movement): PayoutClass {
  const kind = (code && byCode(code)) || byWords(words) || 'unknown';
  return kind === 'sale' && gross.count < 0n ? 'unknown' : kind;
}
