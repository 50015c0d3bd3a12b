/** One balance transaction, whichever way it was told: amount less fee is what moved the balance. */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { negate, type Currency, type Money } from '#domain/measure.ts';
import { agree, type About, type PayoutLines } from '../statement/payouts.ts';
import { classify, feeClass, type Kind } from './classes.ts';

export interface Movement extends Kind {
  readonly id: string;
  /** Row or place in the list. */
  readonly line: number;
  /** The payout that carried it; absent while it waits, or when payouts are made by hand. */
  readonly payout?: string;
  readonly unit: Currency;
  readonly amount: Money;
  readonly fee: Money;
  readonly net: Money;
  readonly fees?: readonly { readonly type: string; readonly amount: Money }[];
  readonly at: Timestamp;
  readonly paidAt?: Timestamp;
  readonly order?: string;
  readonly payment?: string;
  /** What the buyer paid, when it was converted. */
  readonly original?: Money;
}

export const isPayout = ({ type }: Movement): boolean => /^payout(_cancel|_failure|_reversal)?$/.test(type);

/** The shop's metadata name it; else what shops write as description: 'Harbour Pens - Order 1041'. */
const NAMED = /\b(?:order|bestellung|commande|pedido|ordine|bestelling)\b\s*(?:number|no\.?|nr\.?|n°)?\s*(#?[A-Z0-9][A-Z0-9-]{2,})\b/i;
function orderOf({ order, description = '' }: Movement): Pick<About, 'order'> {
  const found = order ?? NAMED.exec(description)?.[1];
  return found && (order || /\d/.test(found)) ? { order: found as ExternalId } : {};
}

export function book(into: PayoutLines, m: Movement): void {
  agree(m.line, [m.amount, negate(m.fee)], m.net, 'amount less fee');
  const about: About = {
    postedAt: m.at, reference: m.id as ExternalId, ...orderOf(m),
    ...(m.payment && { payment: m.payment as ExternalId }),
  };
  const kind = classify(m);
  const code = m.category && m.category !== m.type ? `${m.type}/${m.category}` : m.type;
  into.add(kind, m.amount, code.replace(/^\//, ''), { ...about, ...(m.original && { original: m.original }) });
  const fees = m.fees?.length ? m.fees : [{ type: 'fee', amount: m.fee }];
  agree(m.line, fees.map((f) => f.amount), m.fee, 'the details of the fee');
  for (const fee of fees) into.add(feeClass(kind, fee.type), negate(fee.amount), `${code}/${fee.type}`, about);
}
