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
  const ids = await idsOf(client, world);
  const make = async (model: string, values: object): Promise<number> =>
    (await client.call<number[]>(`${model}.create`, [values]))[0]!;
  const read = async (model: string, list: number[], fields: string[]) =>
    (await client.call<object[]>(`${model}.read`, list, fields)).map((r) => withoutId(plain(r)));
  const document = {
    company: ids.company, currency: ids.currency['USD'], party: ids.party, invoice_address: ids.address,
    payment_term: ids.term,
  };
  return {
    client, ids, world, read,
    line: (code: string, quantity: number, price: string, more: object = {}) => ({
      type: 'line', product: ids.product[code], unit: ids.unit, quantity, unit_price: dec(price), description: code,
      ...more,
    }),
    sale: (reference: string, lines: object[], more: object = {}) => make('sale.sale', {
      ...document, shipment_address: ids.address, warehouse: ids.warehouse['MAIN'], invoice_method: 'manual',
      shipment_method: 'order', reference, sale_date: day(YESTERDAY), lines: [['create', lines]], ...more,
    }),
    invoice(reference: string, lines: object[], more: object = {}) {
      const fixed = { currency: document.currency, company: ids.company, account: ids.account['4000'] };
      return make('account.invoice', {
        ...document, type: 'out', account: ids.account['1200'], journal: ids.journal['REV'], reference,
        invoice_date: day(TODAY), lines: [['create', lines.map((l) => ({ ...fixed, ...l }))]], ...more,
      });
    },
    async move(description: string, lines: object[], on = TODAY) {
      const date = day(on);
      const [period] = await client.call<number[]>('account.period.search',
        [['start_date', '<=', date], ['end_date', '>=', date], ['type', '=', 'standard']]);
      return make('account.move', {
        company: ids.company, period: period ?? null, journal: ids.journal['GEN'], date, description,
        lines: [['create', lines]],
      });
    },
    entry: (account: string, debit: string, credit: string, more: object = {}) =>
      ({ account: ids.account[account], debit: dec(debit), credit: dec(credit), ...more }),
    one: async (model: string, id: number, ...fields: string[]) =>
      (await read(model, [id], fields))[0] as Record<string, never>,
    async walk(model: string, id: number, ...steps: string[]) {
      for (const step of steps) await client.insist(`${model}.${step}`, [id]);
    },
  };
}

async function idsOf(client: Client, world: TrytonWorld) {
  const byCode = async (model: string, domain: unknown[] = []) => {
    type Coded = { id: number; code: string };
    const rows = await client.call<Coded[]>(`${model}.search_read`, domain, 0, null, null, ['code']);
    return Object.fromEntries(rows.map((r) => [r.code, r.id]));
  };
  const first = async (model: string, domain: unknown[] = []) =>
    (await client.call<number[]>(`${model}.search`, domain, 0, 1))[0]!;
  const party = await first('party.party', [['code', '=', world.customer.code]]);
  return {
    product: await byCode('product.product'),
    account: await byCode('account.account'),
    journal: await byCode('account.journal'),
    warehouse: await byCode('stock.location', [['type', '=', 'warehouse']]),
    currency: await byCode('currency.currency'),
    party, address: await first('party.address', [['party', '=', party]]),
    unit: await first('product.uom', [['symbol', '=', 'u']]),
    term: await first('account.invoice.payment_term'),
    tax: await first('account.tax'),
    method: await first('account.invoice.payment.method'),
    company: client.context['company'] as number,
  };
}

const withoutId = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== 'id'));

/** The sentence a call was refused with, as both servers must say it; numbers of records are theirs, not ours. */
export async function refusal(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    return { accepted: plain(await attempt()) };
  } catch (error) {
    if (!(error instanceof TrytonError)) return (error as Error).message;
    const [kind, details] = error.shape;
    return [kind, Array.isArray(details) ? details.slice(0, 2).map(impersonal) : details];
  }
}
const impersonal = (text: unknown): string =>
  String(text).replace(/[0-9a-f]{32}/, '<digest>').replace(/\d+(?=\]|"|$)/g, '<n>');
export const count = (client: Client, model: string, domain: unknown[]): Promise<number> =>
  client.call<number>(`${model}.search_count`, domain);
