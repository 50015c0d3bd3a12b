/**
 * Shopify Payments as files: the admin's export of transactions (CSV), and the older API's lists. Rows are gathered by
 * the payout they went into; a payout's own row, where there is one, must be the sum of the others.
 */
import { z } from 'zod';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { negate, subtract, zero, type Currency, type Money } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { News, Port } from '../contract.ts';
import { id, read } from '../parse.ts';
import { decimalAt, exactJson, isJson } from '../statement/json.ts';
import { agree, payoutOf, PayoutLines, said, type About } from '../statement/payouts.ts';
import { looksLike, openTable, type Layout, type Row } from '../statement/table.ts';
import { unpacked } from '../statement/text.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { classify, feeClass, isDeposit } from './payout-classes.ts';
import { isPayoutExport, readPayouts } from './payout-export.ts';
import { payoutIn } from './payouts.ts';
import type { Settings } from './settings.ts';

interface Movement {
  readonly line: number; readonly type: string; readonly payout: string; readonly unit: Currency; readonly amount: Money;
  readonly fee: Money; readonly net: Money; readonly at: Timestamp; readonly paidAt?: Timestamp; readonly about: About;
}

export async function readStatement(port: Port<Settings>, body: Uint8Array): Promise<readonly News[]> {
  const bytes = unpacked(body);
  if (!isJson(bytes) && !looksLike(bytes, LAYOUT) && isPayoutExport(bytes)) return readPayouts(port, bytes);
  if (!isJson(bytes)) return gathered(port, await exported(port, bytes));
  const json = exactJson(bytes) as { payout?: unknown; entries?: unknown };
  return 'entries' in json ? [payoutIn(port, json)] : gathered(port, listed(json));
}

function gathered(port: Port<Settings>, movements: readonly Movement[]): News[] {
  const news: News[] = [];
  for (const [payout, of] of Map.groupBy(movements, (m) => m.payout)) {
    if (payout === '') {
      news.push({ said: 'nothing', why: `${of.length} transactions are in no payout yet` });
      continue;
    }
    const { unit } = of[0]!;
    const lines = new PayoutLines(unit);
    for (const m of of.filter((x) => !isDeposit(x.type))) book(lines, m);
    const own = of.filter((m) => isDeposit(m.type)).map((m) => m.net);
    const net = own.length > 0 ? own.reduce(subtract, zero(unit)) : lines.total();
    const paidAt = of.find((m) => m.paidAt)?.paidAt ?? of.at(-1)!.at;
    news.push(said(payoutOf(lines, { connection: port.connection, external: payout, depositDate: paidAt, net })));
  }
  if (news.length === 0) throw stop.malformed('the file holds no transaction');
  return news;
}

function book(into: PayoutLines, m: Movement): void {
  if (m.unit !== into.unit) throw stop.malformed(`line ${m.line}: ${m.unit} in payout ${m.payout}, which is in ${into.unit}`);
  agree(m.line, [m.amount, negate(m.fee)], m.net, 'amount less fee');
  into.add(classify(m.type), m.amount, m.type, { ...m.about, postedAt: m.at });
  into.add(feeClass(m.type), negate(m.fee), `${m.type}/fee`, { ...m.about, postedAt: m.at });
}

type Column = 'at' | 'type' | 'order' | 'payout' | 'paid' | 'amount' | 'fee' | 'net' | 'unit' | 'checkout' | 'paidAmount' | 'paidUnit';
export const LAYOUT: Layout<Column> = {
  what: 'an export of Shopify Payments transactions',
  columns: {
    at: ['Transaction Date'], type: ['Type'], order: ['Order'], payout: ['Payout ID'], paid: ['Payout Date'], amount: ['Amount'],
    fee: ['Fee'], net: ['Net'], unit: ['Currency'], checkout: ['Checkout'], paidAmount: ['Presentment Amount'],
    paidUnit: ['Presentment Currency'],
  },
  required: ['at', 'type', 'amount', 'fee', 'net', 'payout'],
};

async function exported(port: Port<Settings>, bytes: Uint8Array): Promise<Movement[]> {
  const table = openTable(bytes, LAYOUT);
  const usual = (port.settings as { currency?: string }).currency ?? 'USD';
  const w = await survey(table, {
    amounts: ['amount', 'fee', 'net', 'paidAmount'], dates: ['at', 'paid'], zone: port.settings.timeZone,
      unit: (r) => r.cell('unit') || usual,
  });
  const movements: Movement[] = [];
  for await (const { cell, line } of table.rows()) {
    const unit = currencyAt(cell('unit') || usual, line);
    const money = (name: 'amount' | 'fee' | 'net') => w.money(cell(name), unit, line);
    movements.push({
      line, type: cell('type'), payout: cell('payout'), unit, amount: money('amount'), fee: money('fee'), net: money('net'),
      at: w.date(cell('at'), line), ...(cell('paid') && { paidAt: w.date(cell('paid'), line) }),
      about: { ...(cell('order') && { order: cell('order') as ExternalId }), ...originalOf({ cell, line }, money('amount'), w) },
    });
  }
  return movements;
}

/** What the buyer paid, when it was another currency. */
function originalOf({ cell, line }: Row<Column>, amount: Money, w: Written): Pick<About, 'original'> {
  const code = cell('paidUnit').toUpperCase();
  if (code === '' || cell('paidAmount') === '' || code === amount.unit) return {};
  const stated = w.money(cell('paidAmount'), currencyAt(code, line), line);
  return { original: stated.count < 0n === amount.count < 0n ? stated : negate(stated) };
}

const Transaction = z.object({
  id, type: z.string(), payout_id: id.nullish(), currency: z.string(), amount: z.string(), fee: z.string(), net: z.string(),
  source_order_id: id.nullish(), source_order_transaction_id: id.nullish(), adjustment_reason: z.string().nullish(),
  processed_at: z.string(),
});
const Listed = z.object({ transactions: z.array(Transaction) });

/** The older API: a page of balance transactions. */
function listed(json: unknown): Movement[] {
  return read(Listed, json).transactions.map((t, at) => {
    const unit = currencyAt(t.currency, at + 1);
    const money = (name: 'amount' | 'fee' | 'net') => decimalAt(t[name], unit, `transactions[${at}].${name}`);
    const some = (name: string, value: string | null | undefined) => (value && value !== '0' ? { [name]: value as ExternalId } : {});
    return {
      line: at + 1, type: t.type, payout: t.payout_id ?? '', unit, amount: money('amount'), fee: money('fee'), net: money('net'),
      at: timestamp(t.processed_at.length === 10 ? `${t.processed_at}T00:00:00Z` : t.processed_at),
      about: { reference: t.id as ExternalId, ...some('order', t.source_order_id), ...some('payment', t.source_order_transaction_id) },
    };
  });
}
