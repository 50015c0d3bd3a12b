/**
 * A refund by its webhook alone, for a recorded one whose shop cannot be asked. The webhook lacks whether the order's
 * prices contain tax; what was paid back tells it, where there was tax at all.
 */
import { add, same, type Money } from '#domain/measure.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { News } from '../contract.ts';
import { currencyOf, money, total } from './amounts.ts';
import { seenRefund } from './order-rest.ts';
import { isRefund, refundOf } from './refund.ts';
import type { SeenRefund } from './seen.ts';

/** Undefined when it does not say enough by itself. */
export function refundAlone(value: unknown): News | undefined {
  const { order, currency, refund } = seenRefund(value);
  if (!isRefund(refund)) return { said: 'nothing', why: 'neither money nor goods went back: the record of an edit' };
  const taxesIncluded = currency === undefined ? undefined : holdsTax(refund, currency);
  if (currency === undefined || taxesIncluded === undefined) return undefined;
  return { said: 'refund', order: order as ExternalId, refund: refundOf(refund, { currency, taxesIncluded }) };
}

function holdsTax({ lines, shipping, payments }: SeenRefund, code: string): boolean | undefined {
  const unit = currencyOf(code);
  const plus = (some: readonly string[], more: readonly string[]): Money => add(total(some, unit), total(more, unit));
  const tax = plus(lines.map((l) => l.tax), shipping.map((s) => s.tax));
  if (tax.count === 0n) return false;
  const stated = plus(lines.map((l) => l.subtotal), shipping.map((s) => s.amount));
  const back = total(payments.filter((p) => p.kind === 'refund').map((p) => p.amount), unit);
  if (same(back, stated)) return true;
  return same(back, add(stated, tax)) || same(back, money('0', unit)) ? false : undefined;
}
