/** A sale as Tryton shows it, and its walk from draft to processing: one step, then a look. */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { toDecimal, type Money } from '#domain/measure.ts';
import type { Receipt } from '../contract.ts';
import { rows, step, type TrytonPort } from './rpc.ts';
import { Decimal, Id, Ids } from './values.ts';

export const Sale = z.object({
  id: Id, number: z.string().nullable(), reference: z.string().nullable(), description: z.string().nullish(), state: z.string(),
  shipment_state: z.string(), total_amount: Decimal, warehouse: Id.nullable(), lines: Ids, shipments: Ids,
  shipment_returns: Ids, invoices: Ids,
});
export type Sale = z.output<typeof Sale>;
const SaleLine = z.object({
  id: Id, note: z.string().nullable(), quantity: z.number(), unit_price: Decimal.nullable(), moves: Ids,
  moves_ignored: Ids,
  'product.': z.object({ id: Id, type: z.string() }).nullable(),
});
export type SaleLine = z.output<typeof SaleLine>;
export const isGoods = (line: SaleLine): boolean => line['product.'] !== null && line['product.'].type !== 'service';

export async function saleOf(port: TrytonPort, id: number): Promise<Sale> {
  const [sale] = await rows(port, 'sale.sale', [id], Sale);
  if (!sale) throw stop.refused('ErpRejected', `Tryton has no sale ${id}: it was deleted`);
  return sale;
}
export const idOf = (external: ExternalId): number => Number(external);
export const linesOf = (port: TrytonPort, sale: Sale): Promise<SaleLine[]> =>
  rows(port, 'sale.line', sale.lines, SaleLine);
/** The first line of each note: what an invoice line says it comes from. */
export const originsOf = (lines: readonly SaleLine[]): ReadonlyMap<string, number> =>
  new Map(lines.toReversed().flatMap((l) => (l.note === null ? [] : [[l.note, l.id]])));

export const receiptOf = (sale: Sale): Receipt =>
  ({ external: String(sale.id) as ExternalId, ...(sale.number && { number: sale.number }) });
/** Amounts as text may carry more or fewer zeros than ours. */
export const sameAmount = (text: string, money: Money): boolean => trimmed(text) === trimmed(toDecimal(money));
const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text).replace(/^-0$/, '0');

const STEPS: Readonly<Record<string, string>> = { draft: 'quote', quotation: 'confirm', confirmed: 'process' };
export const isDriven = (sale: Sale): boolean => !(sale.state in STEPS);

/** Takes a sale as far as it goes. Tryton passes over a step that does not fit, so each is followed by a look. */
export async function drive(port: TrytonPort, from: Sale): Promise<Sale> {
  const { id } = from;
  let sale = from;
  for (let next = STEPS[sale.state]; next; next = STEPS[sale.state]) {
    await step(port, 'sale.sale', next, [id]);
    const before = sale.state;
    sale = await saleOf(port, id);
    if (sale.state === before)
      throw stop.refused('ErpRejected', `Tryton left sale ${id} in ${before} when asked to ${next} it`);
  }
  return sale;
}
