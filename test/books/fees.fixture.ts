/** Fees beyond a rate card: three order lines of an Amazon settlement, two of them charged too much. */
import { US } from '#sandbox/amazon/index.ts';
import { settlementFile } from '#sandbox/amazon/settlement-file.ts';
import type { Row } from '#sandbox/amazon/settlement.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { savePolicies } from '#store/operate-configuration.ts';
import { TENANT, type Books } from './books.fixture.ts';

export const CARD = {
  version: 'us-2026-03', tolerance: 1, items: { CAP: { category: 'Apparel', size: 'small' } },
  rules: [
    { name: 'Referral', class: 'commission', marketplace: US.name, percent: '15', minimum: '0.30' },
    { name: 'Small', class: 'fulfillment-fee', size: 'small', perUnit: '3.22', until: '2026-03-15' },
    { name: 'Small, spring', class: 'fulfillment-fee', size: 'small', perUnit: '3.40', from: '2026-03-15' },
  ],
};
/** An order line: what it sold for, what was charged. */
export const sale = (order: string, cents: number, fees: Readonly<Record<string, number>>, posted: string): Row[] => {
  const sold = { order: { id: order, fulfilledBy: 'AMAZON' }, item: { id: order.slice(-7), sku: 'CAP', sellerSku: 'CAP' } } as unknown as Pick<Row, 'order' | 'item'>;
  const base = { transactionType: 'Order', ...sold, quantity: 1, posted, marketplaceName: US.name };
  return [{ ...base, amountType: 'ItemPrice', description: 'Principal', amount: BigInt(cents) },
    ...Object.entries(fees).map(([description, fee]): Row => ({ ...base, amountType: 'ItemFees', description, amount: BigInt(-fee) }))];
};


export const settlement = (id: string, rows: readonly Row[]): string => Buffer.from(settlementFile({
  id, marketplace: US, start: '2026-03-09T00:00:00.000Z', end: '2026-03-17T00:00:00.000Z', deposit: '2026-03-18T00:00:00.000Z',
  rows: [...rows], total: rows.reduce((n, r) => n + r.amount, 0n),
}).bytes).toString('latin1');

export const overcharged = (id: string): string => settlement(id, [
  ...sale('111-0000001-0000001', 2000, { Commission: 300, FBAPerUnitFulfillmentFee: 322 }, '2026-03-10T12:00:00.000Z'),
  ...sale('111-0000002-0000002', 2000, { Commission: 340, FBAPerUnitFulfillmentFee: 322 }, '2026-03-11T12:00:00.000Z'),
  ...sale('111-0000003-0000003', 2000, { Commission: 300, FBAPerUnitFulfillmentFee: 450 }, '2026-03-16T12:00:00.000Z'),
]);

export async function keepCard(b: Books): Promise<void> {
  await savePolicies(b.platform.pool, { tenant: TENANT, version: 700, author: 'test' }, [{ name: 'rate-card', scope: 'amazon', value: CARD }]);
  await loadConfiguration(b.platform);
}
