/**
 * The admin's export of payouts: a row per payout with the sums of what it is made of. Less than the export of
 * transactions, which names the orders; whoever books one must not book the other. Fees are written with either sign: the
 * total says which.
 */
import { stop } from '#domain/fault.ts';
import { add, negate, same, subtract, sum, toDecimal, type Money } from '#domain/measure.ts';
import type { PayoutClass } from '#domain/payout.ts';
import type { News, Port } from '../contract.ts';
import { payoutOf, PayoutLines, said } from '../statement/payouts.ts';
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
  required: ['date', 'charges', 'refunds', 'fees', 'total'],
};
export const isPayoutExport = (bytes: Uint8Array): boolean => looksLike(bytes, LAYOUT);

export async function readPayouts(port: Port<Settings>, bytes: Uint8Array): Promise<News[]> {
  const table = openTable(bytes, LAYOUT);
  const usual = (port.settings as { currency?: string }).currency ?? 'USD';
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
