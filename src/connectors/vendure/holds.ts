/**
 * Why an order may not go on yet: staff at work on it, money that is only promised, a review that the shop noted on it.
 * And the hold its storefront names. What Vendure has no field for stands in custom fields that the shop's operators made.
 */
import { holdNamed, type Hold, type Order } from '#domain/order.ts';
import { says } from '#connectors/translation.ts';
import type { VendureOrder } from './order-query.ts';
import type { Settings } from './settings.ts';
import { ORDER } from './status.ts';

/** A shop may place orders before they are paid (its OrderPlacedStrategy); any other order in this state is a cart. */
export const ARRANGING = 'ArrangingPayment';
const BY_STATE: Readonly<Record<string, Hold>> = {
  Modifying: { kind: 'merchant', detail: 'the shop’s staff is changing the order' },
  ArrangingAdditionalPayment: { kind: 'payment', detail: 'a change of the order is not paid yet' },
  [ARRANGING]: { kind: 'payment', detail: 'the order was placed before it is paid' },
};

export function holdsOf({ reviewField, unpaidMethods }: Settings, o: VendureOrder): Hold[] {
  if (says(ORDER, o.state, 'cancelled')) return [];
  const byState = BY_STATE[o.state];
  const promised = o.payments.filter((p) => p.state === 'Authorized' && unpaidMethods.includes(p.method));
  const unpaid = o.state === 'PaymentAuthorized' && promised.length > 0;
  return [
    ...(marked(o, reviewField) ? [{ kind: 'fraud', detail: `the shop has marked the order for review (${reviewField})` } as const] : []),
    ...(byState ? [byState] : []),
    ...(unpaid ? [{ kind: 'payment', detail: `the money is to come by ${promised.map((p) => p.method).join(', ')}` } as const] : []),
  ];
}

/** Ticked, or with anything written in it. */
const marked = (o: VendureOrder, field: string | undefined): boolean => {
  const value = field === undefined ? undefined : o.customFields?.[field];
  return value === true || (typeof value === 'string' && value.trim() !== '');
};

export function promisedBy({ holdField }: Settings, o: VendureOrder): Pick<Order, 'promisedBy'> {
  const value = holdField === undefined ? undefined : o.customFields?.[holdField];
  return holdNamed(typeof value === 'string' ? value.trim() : undefined);
}
