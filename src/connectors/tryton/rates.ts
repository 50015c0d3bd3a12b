/**
 * What a foreign amount is worth in the company's books: by Tryton's own rate of the day, which it also uses for the
 * invoices that the amount settles. A rate is so many units of a currency for one of the reference currency.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { exponentOf } from '#domain/currency.ts';
import { currency as currencyOf, measure, type Currency, type Money } from '#domain/measure.ts';
import * as books from './books.ts';
import { rows, rpc, type TrytonPort } from './rpc.ts';
import { date, Decimal, Id, rounded } from './values.ts';

const Owner = z.object({ id: Id, 'currency.': z.object({ id: Id, code: z.string() }) });
export async function booksCurrency(port: TrytonPort): Promise<Currency> {
  const known = port.memory.get('tryton books currency') as Currency | undefined;
  if (known) return known;
  const [owner] = await rows(port, 'company.company', [await books.company(port)], Owner);
  const own = currencyOf(owner?.['currency.'].code ?? '');
  port.memory.set('tryton books currency', own);
  return own;
}

/** Zero comes as a bare number: there was no rate yet on that day. */
const Rated = z.object({ id: Id, rate: z.union([Decimal, z.number().transform(String)]) });
interface Rate { readonly units: bigint; readonly scale: number }

/** A foreign amount in the books' currency. @throws Stopped ErpRejected when Tryton has no rate of that day. */
export async function exchange(port: TrytonPort, unit: Currency, day: string): Promise<(amount: Money) => Money> {
  const own = await booksCurrency(port);
  const ids = [await books.currency(port, own), await books.currency(port, unit)];
  const call = { method: 'model.currency.currency.read', params: [ids, ['rate']], context: { date: date(day) } };
  const found = await rpc(port, call, z.array(Rated));
  const [ours, theirs] = ids.map((id) => rateOf(found.find((r) => r.id === id)?.rate ?? '0'));
  if (!ours?.units || !theirs?.units) throw stop.refused('ErpRejected', `Tryton has no rate of ${unit} on ${day}`);
  const up = ours.units * 10n ** BigInt(theirs.scale + (exponentOf(own) ?? 0));
  const down = theirs.units * 10n ** BigInt(ours.scale + (exponentOf(unit) ?? 0));
  return (amount) => measure(rounded(amount.count * up, down), own);
}
function rateOf(text: string): Rate {
  const [whole = '0', part = ''] = text.split('.');
  return { units: BigInt(whole + part), scale: part.length };
}
