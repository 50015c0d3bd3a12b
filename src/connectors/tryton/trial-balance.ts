/**
 * Tryton's own trial balance, and the lines it is made of: told apart by whether the entry is one of ours, belongs to an
 * invoice of ours, or to nobody we know.
 */
import { z } from 'zod';
import { currency, fromDecimal, type Currency } from '#domain/measure.ts';
import type { ErpOrigin, ErpPart, TrialBalance } from '#domain/trial-balance.ts';
import type { Booked } from '#domain/trial-documents.ts';
import type { TrialSpan } from '../trial-balance.ts';
import * as books from './books.ts';
import { CONVERSION } from './journals.ts';
import { booksCurrency } from './rates.ts';
import { find, rows, type TrytonPort } from './rpc.ts';
import { date, Decimal, Id } from './values.ts';

const PAGE = 1000;
const Account = z.object({ id: Id, code: z.string().nullable(), name: z.string(), debit: Decimal, credit: Decimal });
const Line = z.object({
  id: Id, move: Id, account: Id, debit: Decimal, credit: Decimal,
  amount_second_currency: Decimal.nullable(), description: z.string().nullable(),
  'second_currency.': z.object({ code: z.string() }).nullable(),
  'move.': z.object({ description: z.string().nullable(), origin: z.string().nullable() }),
});
type Line = z.output<typeof Line>;
const Invoice = z.object({ id: Id, description: z.string().nullable(), account: Id, move: Id.nullable() });

export async function trialBalance(port: TrytonPort, span: TrialSpan): Promise<TrialBalance> {
  const owner = await books.company(port);
  const own = await booksCurrency(port);
  const context = { from_date: date(span.from), to_date: date(span.to), posted: true, company: owner };
  const accounts = await find(port, {
    model: 'account.account', domain: [['company', '=', owner], ['type', '!=', null]], context }, Account);
  const made = new Map(accounts.map((a) => [a.id, {
    number: a.code ?? String(a.id), name: a.name, debit: cents(a.debit, own), credit: cents(a.credit, own),
    parts: new Map<string, ErpPart>(), converted: 0n }]));
  const documents = new Map<string, Booked[]>();
  for await (const page of lines(port, owner, span)) {
    const invoices = await ourInvoices(port, page);
    for (const l of page) {
      const to = made.get(l.account);
      const part = to && note(to, l, { own, of: originOf(l, invoices) });
      const document = invoices.get(l['move.'].origin ?? '');
      if (!part || !document) continue;
      // What pays it stands in entries of its own, between the receivable and where the money is.
      const owed = l.move !== document.move || l.account === document.account;
      const booked = { number: to.number, unit: part.unit, owed, amount: part.amount };
      documents.set(document.key, [...documents.get(document.key) ?? [], booked]);
    }
  }
  return { currency: own, documents, accounts: [...made.values()].map((a) => ({ ...a, parts: [...a.parts.values()] })) };
}
const cents = (text: string, unit: Currency): bigint => fromDecimal(text, unit).count;

async function* lines(port: TrytonPort, owner: number, { from, to }: TrialSpan): AsyncGenerator<Line[]> {
  for (let after = 0; ;) {
    const page = await find(port, { model: 'account.move.line', limit: PAGE, domain: [
      ['id', '>', after], ['move.date', '>=', date(from)], ['move.date', '<=', date(to)], ['move.state', '=', 'posted'],
      ['move.company', '=', owner],
    ] }, Line);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page.reduce((n, l) => Math.max(n, l.id), after);
  }
}

const INVOICE = /^account\.invoice,(\d+)$/;
interface Ours { readonly key: string; readonly account: number; readonly move: number | null }
/** Those that carry a key of ours, with the account on which they say what the buyer owes. */
async function ourInvoices(port: TrytonPort, page: readonly Line[]): Promise<ReadonlyMap<string, Ours>> {
  const ids = new Set(page.flatMap((l) => Number(INVOICE.exec(l['move.'].origin ?? '')?.[1] ?? 0) || []));
  const found = await rows(port, 'account.invoice', [...ids], Invoice);
  return new Map(found.filter((i) => OURS.test(i.description ?? '')).map((i) =>
    [`account.invoice,${i.id}`, { key: i.description!, account: i.account, move: i.move }]));
}
/** `journal:…`, `invoice:…`: keys begin with a word of what they are of. */
const OURS = /^[a-z][a-z-]*:\S/;

function originOf({ 'move.': move }: Line, invoices: ReadonlyMap<string, unknown>): ErpOrigin {
  if (move.origin) return invoices.has(move.origin) ? 'document' : 'other';
  return OURS.test(move.description ?? '') ? 'journal' : 'other';
}

type Told = { parts: Map<string, ErpPart>; converted: bigint };
/** Undefined of a line that only converts another. */
function note(to: Told, l: Line, { own, of }: { own: Currency; of: ErpOrigin }): ErpPart | undefined {
  const value = cents(l.debit, own) - cents(l.credit, own);
  const foreign = l['second_currency.'];
  if (foreign || l.description === CONVERSION) to.converted += value;
  if (!foreign && l.description === CONVERSION) return undefined;
  const unit = foreign ? currency(foreign.code) : own;
  const amount = foreign ? cents(l.amount_second_currency ?? '0', unit) : value;
  const before = to.parts.get(`${of} ${unit}`)?.amount ?? 0n;
  to.parts.set(`${of} ${unit}`, { of, unit, amount: before + amount });
  return { of, unit, amount };
}
