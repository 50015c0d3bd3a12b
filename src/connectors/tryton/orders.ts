/** The sales order: one sale per key, with the channel's totals to the cent. */
import { stop } from '#domain/fault.ts';
import { dateIn } from '#domain/time.ts';
import { toDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Write } from '../contract.ts';
import * as books from './books.ts';
import { contested, keyed, only, type Keyed } from './keys.ts';
import { saleLine, saleLines } from './lines.ts';
import { step, type TrytonPort } from './rpc.ts';
import { drive, isDriven, receiptOf, Sale, sameAmount } from './sales.ts';
import type { Settings } from './settings.ts';
import { date } from './values.ts';

type Wish = WishOf<'CreateErpOrder'>;
/** `reference` is what people look for, and indexed; the key stands in `description`. */
export const keyedSale = (number: string, key: string): Keyed<Sale> => ({
  model: 'sale.sale', word: 'sales', early: ['draft', 'quotation'], row: Sale,
  domain: [['reference', '=', number], ['description', '=', key]],
});

/**
 * A create that nobody answered may be carried out late, when another was made for its key: the draft it leaves is taken away
 * by the next step of the order.
 */
export async function withoutStrays(port: TrytonPort, sale: Sale): Promise<Sale> {
  const { reference, description } = sale;
  if (reference && description && isDriven(sale)) await keyed(port, keyedSale(reference, description));
  return sale;
}

export const createErpOrder: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const sale = await only(port, keyedSale(wish.number, key), () => saleValues(port, wish, key));
    return contested('sales', async () => {
      await checkTotal(port, sale, wish);
      return receiptOf(await drive(port, sale));
    });
  },
  async find(port, wish, key) {
    const sale = await keyed(port, keyedSale(wish.number, key));
    return sale && isDriven(sale) ? receiptOf(sale) : undefined;
  },
};

async function saleValues(port: TrytonPort, wish: Wish, key: string): Promise<object> {
  const { timeZone, warehouse } = port.settings;
  const lines = await saleLines(port, wish.amounts);
  const [party, owner, unit, from] = [
    await books.customer(port), await books.company(port), await books.currency(port, wish.amounts.total.unit),
    await books.warehouse(port, warehouse),
  ];
  return {
    company: owner, currency: unit, party: party.id, invoice_address: party.address, shipment_address: party.address,
    warehouse: from.id, invoice_method: 'manual', shipment_method: 'order', reference: wish.number, description: key,
    sale_date: date(dateIn(wish.placedAt, timeZone)), ...(party.term && { payment_term: party.term }),
    lines: [['create', lines.map(saleLine)]],
  };
}
/** Before it is confirmed: Tryton's own total of what it stored. */
async function checkTotal(port: TrytonPort, sale: Sale, { amounts, number }: Wish): Promise<void> {
  if (isDriven(sale) || sameAmount(sale.total_amount, amounts.total)) return;
  if (sale.state === 'quotation') await step(port, 'sale.sale', 'draft', [sale.id]);
  throw stop.refused('TotalsDisagree',
    `sale ${sale.id} of ${number} comes to ${sale.total_amount} in Tryton, the order to ${toDecimal(amounts.total)}`);
}
