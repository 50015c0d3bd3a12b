/**
 * Items a supplier sends: never promised from our own shelves. What is promised comes into being at the supplier's place
 * with the promise and leaves from there with the supplier's confirmation; given back, it is the supplier's again.
 * Which items, by whom and at what cost says the policy `drop-ship`.
 */
import type { LocationId, Sku } from '#domain/brand.ts';
import { costOf, type DropShipPolicy } from '#domain/drop-ship.ts';
import { OUTSIDE, stockAccount } from '#domain/goods.ts';
import type { Demand } from '#domain/kit.ts';
import type { PromisedLine } from '#domain/order.ts';
import type { Shortage } from '#domain/sourcing.ts';
import { tenantIn, type GoodsCase } from './goods-case.ts';

const policyOf = (c: GoodsCase): DropShipPolicy => (tenantIn(c).policies.get('drop-ship|*') as DropShipPolicy | undefined) ?? {};

interface Supplied {
  readonly lines: readonly PromisedLine[];
  /** Suppliers that declined: nobody else sends these. */
  readonly short: readonly Shortage[];
  /** What lies on our shelves. */
  readonly rest: readonly Demand[];
  readonly why: readonly string[];
}
export function fromSuppliers(c: GoodsCase, demands: readonly Demand[], except: readonly LocationId[] = []): Supplied {
  const policy = policyOf(c);
  const theirs = demands.flatMap((d) => (Object.hasOwn(policy, d.sku) ? [{ d, by: policy[d.sku]! }] : []));
  const lines = theirs.filter(({ by }) => !except.includes(by.supplier)).map(({ d, by }): PromisedLine => {
    const cost = costOf(by);
    return { lineId: d.lineId, sku: d.sku, quantity: d.quantity, location: by.supplier, ...(cost && { cost }) };
  });
  return {
    lines, rest: demands.filter((d) => !Object.hasOwn(policy, d.sku)),
    short: theirs.filter(({ by }) => except.includes(by.supplier)).map(({ d }) => ({ sku: d.sku, wanted: d.quantity, available: 0 })),
    why: lines.map((l) => `${l.location} sends ${l.quantity} × ${l.sku} itself`),
  };
}

export function promiseTheirs({ d, stock }: GoodsCase, orderId: string, lines: readonly PromisedLine[]): void {
  for (const { lineId, sku, quantity, location } of lines) {
    stock.move(d, [{ sku, from: OUTSIDE.supplier, to: stockAccount(location, 'reserved'), quantity }], 'reserved');
    stock.hold({ tenant: d.tenant, orderId, lineId, sku, location, reserved: quantity, taken: 0, per: 1, kind: 'order' });
  }
}

/** Whether a place of an item is its supplier's. */
export const isTheirs = (c: GoodsCase, sku: Sku | string, location: string): boolean => policyOf(c)[sku]?.supplier === location;
