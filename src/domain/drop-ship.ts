/** Policy `drop-ship`: items that a supplier sends to the buyer, by SKU. */
import type { LocationId } from './brand.ts';
import { currency, fromDecimal, type Money } from './measure.ts';

export interface DropShip {
  /** The supplier's place; its connection is asked, and confirms. */
  readonly supplier: LocationId;
  /** What the supplier charges for a unit: '12.30 EUR'. */
  readonly cost?: string;
}
export type DropShipPolicy = Readonly<Record<string, DropShip>>;

/** @throws RangeError or Error when it is no amount of a currency. */
export function costOf({ cost }: Pick<DropShip, 'cost'>): Money | undefined {
  if (cost === undefined) return undefined;
  const [amount = '', code = ''] = cost.split(' ');
  return fromDecimal(amount, currency(code));
}
