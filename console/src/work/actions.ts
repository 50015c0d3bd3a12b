/** What can be done with stopped work, and what it will mean, said before it is done. */
import type { ExceptionRow } from '../types.ts';
import { held, plural } from '../words.ts';

export const deliveryOf = ({ delivery: { shard, message, handler } }: ExceptionRow) =>
  `/v1/deliveries/${shard}/${message}/${encodeURIComponent(handler)}` as const;

export type Action = 'retry' | 'drop' | 'assign' | 'snooze';
const HOUR_MS = 3_600_000;
export const HOURS = [
  [4, 'Later today'],
  [24, 'Tomorrow'],
] as const;
export const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** `3 orders worth 59.70 EUR`; an order counts once. */
function worth(items: readonly ExceptionRow[]): string {
  const orders = new Map(
    items.flatMap((e) =>
      e.order && e.value && e.currency ? [[e.correlation, { currency: e.currency, amount: e.value }] as const] : [],
    ),
  );
  if (orders.size === 0) return '';
  const one = [...orders.values()];
  return orders.size === 1 ? ` of 1 order worth ${held(one)}` : ` of ${plural(orders.size, 'order')}`;
}
export function says(action: Action, items: readonly ExceptionRow[]): string {
  const what = `${plural(items.length, 'item')}${worth(items)}`;
  if (action === 'retry')
    return `${what} will be tried again now. A partner is asked first whether it has it already, so nothing is done twice.`;
  if (action === 'drop' && !items.some((e) => e.retryable))
    return `${what} will be closed: it was settled in another way. The reason is the only trace of how.`;
  if (action === 'drop')
    return `${what} will not be done. What stood on it in an order is undone; the partner is not told. The reason is the only trace of why.`;
  return what;
}
