/** Answers of the Transaction Search API, one page or several joined. Fees are signed there: charged is negative. */
import { z } from 'zod';
import { timestamp } from '#domain/time.ts';
import { add } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import { read } from '../parse.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { decimalAt } from '../statement/json.ts';
import { already, distinct, jsonIn } from '../statement/json-lists.ts';
import type { Source } from '../statement/source.ts';
import { listed } from '../statement/gathered.ts';
import { allPages } from '../statement/whole-list.ts';
import { currencyAt } from '../statement/written.ts';
import type { Movement } from './movement.ts';
import { statementsOf, type Told } from './statements.ts';

const Amount = z.object({ currency_code: z.string(), value: z.string() });
const Info = z.object({
  transaction_id: z.string(), transaction_event_code: z.string(), transaction_initiation_date: z.string(),
  transaction_amount: Amount, fee_amount: Amount.nullish(), ending_balance: Amount.nullish(), invoice_id: z.string().nullish(),
  custom_field: z.string().nullish(), paypal_reference_id: z.string().nullish(), transaction_status: z.string().nullish(),
});
const Detail = z.object({ transaction_info: Info });
const whole = z.string().regex(/^\d+$/).transform(Number).nullish(); // Numbers come as the text they were written as.
const Page = z.object({ transaction_details: z.array(already(Detail)), page: whole, total_pages: whole });
const Answer = z.union([Page, z.array(Page)]);

export async function readSearch(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const pages = [read(Answer, await jsonIn(source, { transaction_details: Detail }))].flat();
  allPages(pages.map((p) => ({ page: p.page, pages: p.total_pages })), 'hand over all pages in one file, [{…}, {…}]');
  const all = distinct(pages.flatMap((p) => p.transaction_details.map((d) => d.transaction_info)));
  if (all.length === 0) return [{ said: 'nothing', why: 'no transactions in that time' }];
  return statementsOf(port.connection, (act) => listed(all.map(toldBy), act));
}

/** S: it happened; P, D and V: it has not, or never will. */
function toldBy(t: z.infer<typeof Info>, at: number): Told {
  const where = `transaction_details[${at}]`;
  const unit = currencyAt(t.transaction_amount.currency_code, at + 1);
  const gross = decimalAt(t.transaction_amount.value, unit, `${where}.transaction_amount`);
  const fee = decimalAt(t.fee_amount?.value ?? '0', unit, `${where}.fee_amount`);
  const order = t.invoice_id ?? t.custom_field;
  const m: Movement = {
    line: at + 1, id: t.transaction_id, unit, gross, fee, net: add(gross, fee), code: t.transaction_event_code,
    at: timestamp(t.transaction_initiation_date.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')), ...(order && { order }),
    ...(t.paypal_reference_id && { parent: t.paypal_reference_id }),
    ...(t.ending_balance && { balance: decimalAt(t.ending_balance.value, unit, `${where}.ending_balance`) }),
  };
  return { m, settled: (t.transaction_status ?? 'S') === 'S' };
}
