/** Settlements of an account in summary, handed over by a person as files: written as Amazon writes them. */
import { ingestFile } from '#runtime/operations/ingest.ts';
import { savePolicy } from '#store/configuration.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { US } from '../../amazon/index.ts';
import { settlementFile } from '../../amazon/settlement-file.ts';
import type { Row } from '../../amazon/settlement.ts';
import type { Day } from '../day.ts';
import { until } from '../day.ts';
import { TENANT } from '../retailer.ts';

/** The connection that a document of a connector without one gets. */
export const OUTLET = 'amazon';

/** Its revenue is what its settlements say: no order of it comes here. */
export async function summaryBooks({ retailer }: Day): Promise<void> {
  const { platform } = retailer.opened;
  await savePolicy(platform.pool, TENANT, { name: 'books', scope: OUTLET, author: 'demo:setup', value: { settlement: 'summary' } });
  await loadConfiguration(platform);
}

/** Type, description and cents of a row, and its day. */
export type Wish = readonly [what: 'sale' | 'refund' | 'fee' | 'other', description: string, cents: number, day: string];
const ROWS: Readonly<Record<Wish[0], Pick<Row, 'transactionType' | 'amountType'>>> = {
  sale: { transactionType: 'Order', amountType: 'ItemPrice' }, refund: { transactionType: 'Refund', amountType: 'ItemPrice' },
  fee: { transactionType: 'Order', amountType: 'ItemFees' },
  other: { transactionType: 'other-transaction', amountType: 'other-transaction' },
};

export interface SettlementWish { readonly id: string; readonly start: string; readonly end: string; readonly deposit: string; readonly rows: readonly Wish[] }
const noon = (day: string): string => `${day}T12:00:00.000Z`;

export function fileOf({ id, start, end, deposit, rows }: SettlementWish): Buffer {
  const made = rows.map(([what, description, cents, day]): Row => ({
    ...ROWS[what], description, amount: BigInt(cents), posted: noon(day), marketplaceName: US.name,
  }));
  return Buffer.from(settlementFile({
    id, marketplace: US, start: noon(start), end: noon(end), deposit: noon(deposit), rows: made,
    total: made.reduce((n, r) => n + r.amount, 0n),
  }).bytes);
}

export const hand = (day: Day, body: Buffer): Promise<unknown> => ingestFile(day.retailer.opened.platform, day.retailer.intake,
  { tenant: TENANT, who: 'demo:clerk', why: 'sent by mail' }, { connection: OUTLET, topic: 'settlement', body });

export const posted = (day: Day, external: string): Promise<unknown> => until(`settlement ${external} is in the books`, async () =>
  (await day.look.rows(`select 1 from entry e join payout_view p on p.tenant = e.tenant and e.document = 'payout:' || p.payout_id
    where e.tenant = $1 and p.external = $2`, external)).length > 0, 120);

/** Months from this one: -1 is the last. */
export const monthFrom = (n: number): Temporal.PlainYearMonth => Temporal.Now.plainDateISO('UTC').toPlainYearMonth().add({ months: n });
export const dayOf = (month: Temporal.PlainYearMonth, day: number): string => month.toPlainDate({ day }).toString();
