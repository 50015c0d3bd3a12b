/** Balance transactions as the API lists them: a page of the list, several, or a payout together with its list. */
import { z } from 'zod';
import { fromEpoch } from '#domain/time.ts';
import type { News, Port } from '../contract.ts';
import { read } from '../parse.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { minorAt } from '../statement/json.ts';
import { already, distinct, jsonIn } from '../statement/json-lists.ts';
import type { Source as File } from '../statement/source.ts';
import { listed } from '../statement/gathered.ts';
import { allPages } from '../statement/whole-list.ts';
import { currencyAt } from '../statement/written.ts';
import { isPayout, type Movement } from './movement.ts';
import { statements } from './statements.ts';

const Source = z.union([z.string(), z.looseObject({
  id: z.string(), metadata: z.record(z.string(), z.string()).nullish(), charge: z.string().nullish(),
  payment_intent: z.string().nullish(),
})]).nullish();
const Transaction = z.object({
  id: z.string(), type: z.string(), reporting_category: z.string().nullish(), amount: z.string(), fee: z.string(),
  net: z.string(), currency: z.string(), created: z.string(), description: z.string().nullish(), source: Source,
  payout: z.string().nullish(), fee_details: z.array(z.object({ type: z.string(), amount: z.string() })).nullish(),
});
type Transaction = z.infer<typeof Transaction>;
const PayoutObject = z.object({
  id: z.string(), amount: z.string(), currency: z.string(), arrival_date: z.string(), automatic: z.boolean().nullish(),
});
const Read = z.array(already(Transaction));
const Page = z.object({ data: Read, has_more: z.boolean().nullish() });
/** A page, several, or the bare list. */
const List = z.union([z.array(Page), Page.transform((p) => [p]), Read.transform((data) => [{ data, has_more: false }])])
  .transform((pages) => {
    allPages(pages.map((p) => ({ more: p.has_more })), 'hand over all pages of the list in one file, [{"data": …}, {"data": …}]');
    return distinct(pages.flatMap((p) => p.data));
  });
const Whole = z.union([
  z.object({ payout: PayoutObject, balance_transactions: List }).transform((w) => ({ payout: w.payout, list: w.balance_transactions })),
  List.transform((list) => ({ payout: undefined, list })),
]);

/** `[]`: the bare list; as `balance_transactions` beside a payout it may be bare as well. */
const LISTS = { '[]': Transaction, data: Transaction };

export async function readList(port: Port<StatementSettings>, source: File): Promise<readonly News[]> {
  const { payout, list } = read(Whole, await jsonIn(source, LISTS));
  const all = list.map((t, at) => movementOf(t, at, payout?.id));
  const whole = !all.some((m) => m.payout !== undefined && !isPayout(m));
  const told = { connection: port.connection, whole, movements: (act: (m: Movement) => void) => listed(all, act) };
  if (!payout) return statements(told);
  const unit = currencyAt(payout.currency, 0);
  const date = fromEpoch(Number(payout.arrival_date) * 1000);
  return statements({ ...told, stated: new Map([[payout.id, { net: minorAt(payout.amount, unit, 'payout.amount'), date }]]) });
}

function movementOf(t: Transaction, at: number, payout: string | undefined): Movement {
  const unit = currencyAt(t.currency, at + 1);
  const where = `data[${at}]`;
  const money = (name: 'amount' | 'fee' | 'net') => minorAt(t[name], unit, `${where}.${name}`);
  const of = t.payout ?? payout;
  const fees = t.fee_details?.map((f) => ({ type: f.type, amount: minorAt(f.amount, unit, `${where}.fee_details`) }));
  return {
    id: t.id, line: at + 1, type: t.type, unit, amount: money('amount'), fee: money('fee'), net: money('net'),
    at: fromEpoch(Number(t.created) * 1000), ...(t.reporting_category && { category: t.reporting_category }),
    ...sourceOf(t.source), ...(t.description && { description: t.description }), ...(of && { payout: of }), ...(fees && { fees }),
  };
}

/** What it is about: an id, or the whole object when it was asked for with it. */
function sourceOf(source: Transaction['source']): Pick<Movement, 'source' | 'payment' | 'order'> {
  if (!source) return {};
  if (typeof source === 'string') return { source, payment: source };
  const { id, metadata, charge, payment_intent: intent } = source;
  const order = metadata?.['order_id'] ?? metadata?.['order_number'] ?? metadata?.['external_id'];
  return { source: id, payment: charge ?? intent ?? id, ...(order && { order }) };
}
