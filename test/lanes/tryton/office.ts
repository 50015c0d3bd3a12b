/**
 * A desk at a Tryton: ids looked up by code, documents made in one line, and answers written so that two servers whose
 * ids differ can be compared. What is compared is what a caller can rely on: states, amounts, sentences, shapes.
 */
import { day, dec, plain, TrytonError, trytonClient, type Client } from '#sandbox/tryton/client.ts';
import type { TrytonWorld } from '#sandbox/tryton/world.ts';

export type Office = Awaited<ReturnType<typeof openOffice>>;
export const TODAY = new Date().toISOString().slice(0, 10);
export const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

export async function openOffice(url: string, world: TrytonWorld) {
  const client = trytonClient(url, world.database);
  const { status } = await client.login(world.login, world.password);
  if (status !== 200) throw new Error(`login: ${status}`);
  const byCode = async (model: string, domain: unknown[] = []) => {
    const rows = await client.call<{ id: number; code: string }[]>(`${model}.search_read`, domain, 0, null, null, ['code']);
    return Object.fromEntries(rows.map((r) => [r.code, r.id]));
  };
  const [party] = await client.call<{ id: number; addresses: number[] }[]>(
    'party.party.search_read', [['code', '=', world.customer.code]], 0, 1, null, ['addresses']);
  const ids = {
    product: await byCode('product.product'), account: await byCode('account.account'), journal: await byCode('account.journal'),
    warehouse: await byCode('stock.location', [['type', '=', 'warehouse']]), currency: await byCode('currency.currency'),
    party: party!.id, address: party!.addresses[0]!,
    unit: (await client.call<number[]>('product.uom.search', [['symbol', '=', 'u']]))[0]!,
    term: (await client.call<number[]>('account.invoice.payment_term.search', []))[0]!,
    tax: (await client.call<number[]>('account.tax.search', []))[0]!,
    method: (await client.call<number[]>('account.invoice.payment.method.search', []))[0]!,
    company: client.context['company'] as number,
  };
  const document = { company: ids.company, currency: ids.currency['USD'], party: ids.party, invoice_address: ids.address, payment_term: ids.term };
  return {
    client, ids, world,
    line: (code: string, quantity: number, price: string, more: object = {}) => ({
      type: 'line', product: ids.product[code], unit: ids.unit, quantity, unit_price: dec(price), description: code, ...more,
    }),
    sale: async (reference: string, lines: object[], more: object = {}) => (await client.call<number[]>('sale.sale.create', [{
      ...document, shipment_address: ids.address, warehouse: ids.warehouse['MAIN'], invoice_method: 'manual', shipment_method: 'order',
      reference, sale_date: day(YESTERDAY), lines: [['create', lines]], ...more,
    }]))[0]!,
    invoice: async (reference: string, lines: object[], more: object = {}) => (await client.call<number[]>('account.invoice.create', [{
      ...document, type: 'out', account: ids.account['1200'], journal: ids.journal['REV'], reference, invoice_date: day(TODAY),
      lines: [['create', lines.map((l) => ({ currency: document.currency, company: ids.company, account: ids.account['4000'], ...l }))]],
      ...more,
    }]))[0]!,
    move: async (description: string, lines: object[], date = TODAY) => {
      const [period] = await client.call<number[]>('account.period.search', [
        ['start_date', '<=', day(date)], ['end_date', '>=', day(date)], ['type', '=', 'standard']]);
      return (await client.call<number[]>('account.move.create', [{
        company: ids.company, period: period ?? null, journal: ids.journal['GEN'], date: day(date), description, lines: [['create', lines]],
      }]))[0]!;
    },
    entry: (account: string, debit: string, credit: string, more: object = {}) =>
      ({ account: ids.account[account], debit: dec(debit), credit: dec(credit), ...more }),
    read: async (model: string, list: number[], fields: string[]) =>
      (await client.call<Record<string, unknown>[]>(`${model}.read`, list, fields)).map((r) => without(plain(r), 'id')),
    one: async (model: string, id: number, ...fields: string[]) =>
      without(plain((await client.call<object[]>(`${model}.read`, [id], fields))[0]), 'id') as Record<string, never>,
    walk: async (model: string, id: number, ...steps: string[]) => {
      for (const step of steps) await client.insist(`${model}.${step}`, [id]);
    },
  };
}

const without = (value: unknown, key: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== key));

/** The sentence a call was refused with, as both servers must say it; numbers of records are theirs, not ours. */
export async function refusal(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    return { accepted: plain(await attempt()) };
  } catch (error) {
    if (!(error instanceof TrytonError)) return (error as Error).message;
    const [kind, details] = error.shape;
    if (!Array.isArray(details)) return [kind, details];
    return [kind, details.slice(0, 2).map((text) => String(text).replace(/[0-9a-f]{32}/, '<digest>').replace(/\d+(?=\]|"|$)/g, '<n>'))];
  }
}
export const count = (client: Client, model: string, domain: unknown[]): Promise<number> => client.call<number>(`${model}.search_count`, domain);
