/**
 * The admin's export of payouts: a row per payout with the sums of what it is made of. Less than the export of
 * transactions, which names the orders; whoever books one must not book the other. Fees are written with either sign: the
 * total says which.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { timestamp } from '#domain/time.ts';
import { add, negate, same, subtract, sum, toDecimal, type Money } from '#domain/measure.ts';
import type { PayoutClass } from '#domain/payout.ts';
import type { News, Port } from '../contract.ts';
import { id, read } from '../parse.ts';
import { decimalAt } from '../statement/json.ts';
import { payoutOf, PayoutLines, said } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { looksLike, openTable, type Layout, type Row } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import type { Settings } from './settings.ts';

const PARTS = {
  charges: 'sale', refunds: 'refund', adjustments: 'adjustment', advances: 'loan', reserved: 'reserve', retried: 'transfer',
} as const satisfies Readonly<Record<string, PayoutClass>>;
const parts = Object.keys(PARTS) as (keyof typeof PARTS)[];
type Column = keyof typeof PARTS | 'date' | 'status' | 'fees' | 'total' | 'unit' | 'id';

const LAYOUT: Layout<Column> = {
  what: 'an export of Shopify payouts',
  columns: {
    date: ['Payout Date', 'Date'], status: ['Status', 'Payout Status'], charges: ['Charges', 'Gross Charges'],
      refunds: ['Refunds', 'Gross Refunds'],
    adjustments: ['Adjustments', 'Gross Adjustments'], advances: ['Advances', 'Gross Advances'],
    reserved: ['Reserved Funds', 'Gross Reserved Funds'], retried: ['Retried Amount', 'Retried Payouts', 'Gross Retried Payouts'],
    fees: ['Fees', 'Total Fees'], total: ['Total', 'Net', 'Payout Total'], unit: ['Currency', 'Payout Currency'],
    id: ['Payout ID', 'ID', 'Bank Reference'],
  },
  required: ['date', 'status', 'charges', 'refunds', 'fees', 'total'],
};
export const isPayoutExport = (source: Source): boolean => looksLike(source, LAYOUT);

export async function readPayouts(port: Port<Settings>, source: Source): Promise<News[]> {
  const table = openTable(source, LAYOUT);
  const usual = port.settings.currency ?? '';
  if (usual === '' && !table.has('unit')) throw stop.malformed('no column names the currency: set `currency` of the connection');
  const w = await survey(table, {
    amounts: [...parts, 'fees', 'total'], dates: ['date'], zone: port.settings.timeZone, unit: (r) => r.cell('unit') || usual,
  });
  const seen = new Map<string, number>();
  const news: News[] = [];
  for await (const row of table.rows())
    if (/^(paid|deposited|)$/i.test(row.cell('status'))) news.push(payout(port, row, w, { usual, seen }));
  if (news.length === 0) return [{ said: 'nothing', why: 'no payout of the export is paid yet' }];
  return news;
}

function payout(
  port: Port<Settings>, { cell, line }: Row<Column>, w: Written, { usual, seen }: { usual: string; seen: Map<string, number> },
): News {
  const unit = currencyAt(cell('unit') || usual, line);
  const money = (name: Column) => w.money(cell(name), unit, line);
  const on = w.date(cell('date'), line);
  const day = `${on.slice(0, 10)} ${unit}`;
  const n = (seen.get(day) ?? 0) + 1;
  seen.set(day, n);
  const lines = new PayoutLines(unit);
  for (const part of parts) lines.add(PARTS[part], money(part), part, { postedAt: on });
  lines.add('processing-fee', feeOf(sum(unit, parts.map(money)), money('fees'), money('total'), line), 'fees', { postedAt: on });
  return said(payoutOf(lines, {
    connection: port.connection, external: cell('id') || `payout ${day}${n > 1 ? ` ${n}` : ''}`, depositDate: on, net: money('total'),
  }));
}

/** As it changed the payout. @throws Stopped Refused PayoutVariance when it fits with neither sign. */
function feeOf(gross: Money, fees: Money, total: Money, line: number): never {
  const taken = [negate(fees), fees].find((fee) => same(add(gross, fee), total));
  if (taken) return taken as never;
  const off = subtract(subtract(gross, fees), total);
  throw stop.refused('PayoutVariance', `line ${line}: the columns come to ` +
    `${toDecimal(subtract(gross, fees))} ${gross.unit}, the total says ${toDecimal(total)}; difference ${toDecimal(off)}`);
}

const Sums = z.record(z.string(), z.string());
const Listed = z.object({
  id, status: z.string(), date: z.string(), currency: z.string(), amount: z.string(), summary: Sums.nullish(),
});
const Answer = z.union([z.object({ payouts: z.array(Listed) }).transform((a) => a.payouts),
  z.object({ payout: Listed }).transform((a) => [a.payout])]);
/** The older API's words for the parts. */
const SUMMED = [
  ['charges', 'sale'], ['refunds', 'refund'], ['adjustments', 'adjustment'], ['advances', 'loan'], ['reserved_funds', 'reserve'],
  ['retried_payouts', 'transfer'],
] as const satisfies readonly (readonly [string, PayoutClass])[];

/** The older API's payouts, each with a summary of what it is made of. A fee is what was kept. */
export function payoutsIn({ connection }: Port<Settings>, json: unknown): News[] {
  const paid = read(Answer, json).filter((p) => p.status === 'paid');
  if (paid.length === 0) return [{ said: 'nothing', why: 'no payout of the list is paid yet' }];
  return paid.map((p, at) => {
    if (!p.summary) throw stop.malformed(`payout ${p.id}: nothing says what it is made of; hand over its balance transactions`);
    const unit = currencyAt(p.currency, at + 1);
    const money = (text: string | undefined, name: string) => decimalAt(text ?? '0', unit, `payouts[${at}].${name}`);
    const lines = new PayoutLines(unit);
    const postedAt = timestamp(`${p.date}T00:00:00Z`);
    for (const [name, kind] of SUMMED) {
      lines.add(kind, money(p.summary?.[`${name}_gross_amount`], name), name, { postedAt });
      lines.add('processing-fee', negate(money(p.summary?.[`${name}_fee_amount`], name)), `${name}/fee`, { postedAt });
    }
    return said(payoutOf(lines, { connection, external: p.id, depositDate: p.date, net: money(p.amount, 'amount') }));
  });
}
