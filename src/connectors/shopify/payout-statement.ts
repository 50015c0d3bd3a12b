/**
 * Shopify Payments as files: the admin's export of transactions (CSV), and the older API's lists. Rows are gathered by
 * the payout they went into; a payout's own row, where there is one, must be the sum of the others.
 */
import { z } from 'zod';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { add, negate, subtract, zero, type Currency, type Money } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { Document, News, Port } from '../contract.ts';
import { id, read } from '../parse.ts';
import { decimalAt, exactJson, isJson } from '../statement/json.ts';
import { each, gathered, listed, type Group } from '../statement/gathered.ts';
import { Once } from '../statement/once.ts';
import { agree, type About, type PayoutLines } from '../statement/payouts.ts';
import { sourceOf, type Source } from '../statement/source.ts';
import { looksLike, openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import { classify, feeClass, isDeposit } from './payout-classes.ts';
import { isPayoutExport, payoutsIn, readPayouts } from './payout-export.ts';
import { payoutIn } from './payouts.ts';
import type { Settings } from './settings.ts';

interface Movement {
  readonly line: number; readonly type: string; readonly payout: string; readonly unit: Currency; readonly amount: Money;
  readonly fee: Money; readonly net: Money; readonly at: Timestamp; readonly paidAt?: Timestamp; readonly about: About;
}

export async function readStatement(port: Port<Settings>, document: Document): Promise<readonly News[]> {
  const source = await sourceOf(document);
  if (!isJson(source.head))
    return looksLike(source, LAYOUT) || !isPayoutExport(source) ? exported(port, source) : readPayouts(port, source);
  const json = exactJson(await source.whole()) as object;
  if (Object.hasOwn(json, 'entries')) return [payoutIn(port, json)]; // An array has `entries` by inheritance.
  if ('payout' in json || 'payouts' in json) return payoutsIn(port, json);
  const all = transactionsIn(json);
  return told(port, (act) => listed(all, act));
}

interface State { own: Money | undefined; paidAt: Timestamp | undefined; last: Timestamp | undefined }
/** All movements; every time the same. */
type Movements = (act: (m: Movement) => void) => AsyncGenerator<void>;

async function told(port: Port<Settings>, movements: Movements): Promise<News[]> {
  let waiting = 0;
  const payouts = await gathered<State>((into) => {
    waiting = 0;
    return movements((m) => (m.payout === '' ? void (waiting += 1) : take(into.of(m.payout, m.unit), m)));
  }, () => ({ own: undefined, paidAt: undefined, last: undefined }));
  const news: News[] = [...payouts.groups].map(([external, { lines, state: { own, paidAt, last } }]) => payouts.said(external, {
    connection: port.connection, external, depositDate: paidAt ?? last ?? '', net: own && subtract(zero(lines.unit), own),
  }));
  if (waiting > 0) news.push({ said: 'nothing', why: `${waiting} transactions are in no payout yet` });
  if (news.length === 0) throw stop.malformed('the file holds no transaction');
  return news;
}

function take({ lines, state }: Group<State>, m: Movement): void {
  if (m.unit !== lines.unit) throw stop.malformed(`line ${m.line}: ${m.unit} in payout ${m.payout}, which is in ${lines.unit}`);
  state.paidAt ??= m.paidAt;
  state.last = m.at;
  if (isDeposit(m.type)) state.own = add(state.own ?? zero(m.unit), m.net);
  else book(lines, m);
}

function book(into: PayoutLines, m: Movement): void {
  agree(m.line, [m.amount, negate(m.fee)], m.net, 'amount less fee');
  into.add(classify(m.type), m.amount, m.type, { ...m.about, postedAt: m.at });
  into.add(feeClass(m.type), negate(m.fee), `${m.type}/fee`, { ...m.about, postedAt: m.at });
}

type Column = 'at' | 'type' | 'order' | 'payout' | 'paid' | 'status'
  | 'amount' | 'fee' | 'net' | 'unit' | 'checkout' | 'paidAmount' | 'paidUnit';
export const LAYOUT: Layout<Column> = {
  what: 'an export of Shopify Payments transactions',
  from: 'the admin under Finances, Payouts: Transactions, Export',
  columns: {
    at: ['Transaction Date'], type: ['Type'], order: ['Order'], payout: ['Payout ID'], paid: ['Payout Date'],
    status: ['Payout Status'], amount: ['Amount'],
    fee: ['Fee'], net: ['Net'], unit: ['Currency'], checkout: ['Checkout'], paidAmount: ['Presentment Amount'],
    paidUnit: ['Presentment Currency'],
  },
  required: ['at', 'type', 'amount', 'fee', 'net'],
};

async function exported(port: Port<Settings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, LAYOUT);
  if (!table.has('payout') && !table.has('paid')) throw stop.malformed(`this is not ${LAYOUT.what}: no line names the column Payout ID`);
  const usual = port.settings.currency ?? '';
  if (usual === '' && !table.has('unit')) throw stop.malformed('no column names the currency: set `currency` of the connection');
  const w = await survey(table, {
    amounts: ['amount', 'fee', 'net', 'paidAmount'], dates: ['at', 'paid'], zone: port.settings.timeZone,
      unit: (r) => r.cell('unit') || usual,
  });
  return told(port, (act) => {
    const once = new Once();
    return each(table, (row) => {
      const { cell, line } = row;
      if (cell('order') !== '') once.take(line, ...(['order', 'type', 'at', 'amount', 'fee', 'checkout', 'payout'] as const).map(cell));
      act(movementOf(table, row, w, usual));
    });
  });
}

function movementOf(table: Table<Column>, { cell, line }: Row<Column>, w: Written, usual: string): Movement {
  const unit = currencyAt(cell('unit') || usual, line);
  const money = (name: 'amount' | 'fee' | 'net') => w.money(cell(name), unit, line);
  const paidAt = cell('paid') === '' ? undefined : w.date(cell('paid'), line);
  return {
    line, type: cell('type'), payout: table.has('payout') ? cell('payout') : payoutOn(cell('status'), paidAt, unit), unit,
    amount: money('amount'), fee: money('fee'), net: money('net'), at: w.date(cell('at'), line), ...(paidAt && { paidAt }),
    about: { ...(cell('order') && { order: cell('order') as ExternalId }), ...originalOf({ cell, line }, money('amount'), w) },
  };
}
/** Older exports name no payout: there is one a day and currency, and none while it is pending. */
const payoutOn = (status: string, paidAt: Timestamp | undefined, unit: Currency): string =>
  (!paidAt || /pending|scheduled/i.test(status) ? '' : `payout ${paidAt.slice(0, 10)} ${unit}`);

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
const Page = z.object({ transactions: z.array(Transaction) });
/** A page, or several in one file; they overlap when something comes in between. */
const Listed = z.union([Page.transform((p) => p.transactions), z.array(Page).transform((pages) => pages.flatMap((p) => p.transactions))])
  .transform((all) => [...new Map(all.map((t) => [JSON.stringify(t), t])).values()]);

/** The older API: pages of balance transactions. */
function transactionsIn(json: unknown): Movement[] {
  return read(Listed, json).map((t, at) => {
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
