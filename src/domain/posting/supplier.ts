/**
 * What a supplier charges for goods it sent to the buyer for us. Nothing of it was ever in our inventory: its cost is the
 * cost of the sale, and it is owed until the supplier's bill comes and clears it.
 */
import type { LocalDate } from '../brand.ts';
import { journal, type Journal } from '../journal.ts';
import { negate, times, toDecimal } from '../measure.ts';
import type { SupplierOwed } from '../messages.ts';
import { account } from './accounts.ts';

/** One journal for each currency the supplier charges in. */
export function postSupplied({ channel, supplier, number, shipmentId, lines }: SupplierOwed['data'], date: LocalDate): Journal[] {
  return [...Map.groupBy(lines, (l) => l.cost.unit).values()].map((group) => {
    const costs = group.map((l) => times(l.cost, l.quantity));
    const other = group.flatMap((l) => (l.agreed ? [`${l.sku} agreed at ${toDecimal(l.agreed)}, charged ${toDecimal(l.cost)}`] : []));
    return journal(date, [`${supplier} sent ${shipmentId} of ${number}`, ...other].join('; '), costs.flatMap((cost) => [
      { account: account('expenses', 'cost-of-goods', channel), amount: cost },
      { account: account('liabilities', 'supplier-accruals', supplier), amount: negate(cost) },
    ]));
  });
}
