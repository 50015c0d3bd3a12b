/**
 * Exports of Square's Dashboard: transactions, each with the transfer that carried its card part to the bank, and transfers
 * with their details. What was paid in cash or by gift card reached no bank account and is in no payout.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { add, negate, type Money } from '#domain/measure.ts';
import type { PayoutClass } from '#domain/payout.ts';
import { stop } from '#domain/fault.ts';
import type { News, Port } from '#connectors/contract.ts';
import { eachOnce, gathered, type Group } from '../statement/gathered.ts';
import { agree, classTable } from '../statement/payouts.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import type { Settings } from './settings.ts';

type Column = 'date' | 'time' | 'zone' | 'type' | 'card' | 'cash' | 'giftCard' | 'otherTender' | 'collected' | 'fees' | 'net'
  | 'transaction' | 'payment' | 'payout' | 'paid' | 'unit' | 'description';

export const LAYOUT: Layout<Column> = {
  what: 'an export of Square’s Dashboard (transactions, or transfer details)',
  from: 'the Dashboard under Transactions or Transfers: Export',
  columns: {
    date: ['Date', 'Fecha', '日付'], time: ['Time', 'Hora', '時間'], zone: ['Time Zone', 'Zona horaria', 'タイムゾーン'],
    type: ['Event Type', 'Transaction Type', 'Type', 'Tipo de evento', 'イベントの種類'],
    card: ['Card', 'Tarjeta', 'カード'], cash: ['Cash', 'Efectivo', '現金'], giftCard: ['Square Gift Card', 'Gift Card'],
    otherTender: ['Other Tender', 'Other'],
    collected: ['Total Collected', 'Collected', 'Gross Amount', 'Amount', 'Total recaudado', '回収額合計'],
    fees: ['Fees', 'Fee', 'Total Fees', 'Comisiones', '手数料'], net: ['Net Total', 'Net', 'Net Amount', 'Total neto', '純合計額'],
    transaction: ['Transaction ID', 'Id. de transacción', '取引ID'], payment: ['Payment ID', 'Id. de pago', '支払いID'],
    payout: ['Deposit ID', 'Transfer ID', 'Payout ID', 'Id. de depósito', '入金ID'],
    paid: ['Deposit Date', 'Transfer Date', 'Payout Date', 'Fecha de depósito', '入金日'], unit: ['Currency', 'Divisa', '通貨'],
    description: ['Description', 'Details'],
  },
  required: ['date', 'collected', 'fees', 'net', 'payout'],
};

/** Raise it when a word changes its class. */
export const DASHBOARD_VERSION = 1;
const classOf = classTable({
  sale: ['Payment', 'Charge', 'Sale', 'Pago', '支払い', 'No Sale'], refund: ['Refund', 'Partial Refund', 'Reembolso', '払い戻し'],
  chargeback: ['Dispute', 'Chargeback', 'Dispute Reversal'], loan: ['Square Loan', 'Loan Repayment', 'Square Capital'],
  adjustment: ['Adjustment'], 'processing-fee': ['Fee', 'Instant Transfer Fee', 'Instant Deposit Fee'], reserve: ['Hold', 'Reserve'],
});

/** As the Dashboard writes the zone of a location. */
const ZONES: Readonly<Record<string, string>> = {
  'Eastern Time': 'America/New_York', 'Central Time': 'America/Chicago', 'Mountain Time': 'America/Denver', Arizona: 'America/Phoenix',
  'Pacific Time': 'America/Los_Angeles', Alaska: 'America/Anchorage', Hawaii: 'Pacific/Honolulu', 'Atlantic Time': 'America/Halifax',
  London: 'Europe/London', Edinburgh: 'Europe/London', Dublin: 'Europe/Dublin', Paris: 'Europe/Paris', Madrid: 'Europe/Madrid',
  Tokyo: 'Asia/Tokyo', Osaka: 'Asia/Tokyo', Sydney: 'Australia/Sydney', Melbourne: 'Australia/Melbourne', Brisbane: 'Australia/Brisbane',
  Perth: 'Australia/Perth', Adelaide: 'Australia/Adelaide',
};
const zoneOf = (text: string): string => ZONES[text.replace(/ \(.*\)$/, '')] ?? (/^[A-Z][A-Za-z_]+\/|^[A-Z]{2,5}$/.test(text) ? text : '');

/** What no two movements of a payment have in common. */
const SAME = ['payment', 'type', 'date', 'time', 'collected', 'net', 'payout'] as const;
interface State { on: Timestamp | undefined }

export async function readDashboard(port: Port<Settings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, LAYOUT);
  const usual = port.settings.currency ?? await currencySign(source);
  const w = await survey(table, {
    amounts: ['card', 'cash', 'giftCard', 'otherTender', 'collected', 'fees', 'net'], dates: ['date', 'paid'], zone: port.settings.timeZone,
    unit: (row) => row.cell('unit') || usual,
  });
  let waiting = 0;
  const payouts = await gathered<State>((into) => {
    waiting = 0;
    return eachOnce(table, (row, once) => {
      if (row.cell('payment') !== '') once.take(row.line, ...SAME.map(row.cell));
      const unit = currencyAt(row.cell('unit') || usual, row.line);
      const paid = banked(table, row, w, unit);
      if (row.cell('payout') !== '') take(into.of(row.cell('payout'), unit), row, paid, w);
      else if (paid.amount.count !== 0n) waiting += 1;
    });
  }, () => ({ on: undefined }));
  const news: News[] = [...payouts.groups].filter(([, { lines }]) => lines.count > 0).map(([external, { lines, state }]) =>
    payouts.said(external, { connection: port.connection, external, depositDate: state.on ?? lines.last ?? '' }));
  if (waiting > 0 || news.length === 0) news.push({ said: 'nothing', why: `${waiting} card payments are in no transfer yet` });
  return news;
}

/** What of a row went through the bank; its tenders must be what was collected, and that less the fee its net. */
function banked(table: Table<Column>, { cell, line }: Row<Column>, w: Written, unit: ReturnType<typeof currencyAt>) {
  const money = (name: Column) => w.money(cell(name), unit, line);
  const [collected, stated] = [money('collected'), money('fees')];
  const kept = money('net').count - collected.count;
  // Kept is below zero in most exports; some state what was kept without a sign.
  const taken = negate(stated) as typeof stated;
  const fee = away(stated.count - kept) <= away(taken.count - kept) ? stated : taken;
  agree(line, [collected, fee], money('net'), 'collected and fees');
  const tenders = (['cash', 'giftCard', 'otherTender'] as const).map(money);
  const amount = table.has('card') ? money('card') : tenders.reduce<Money>((left, t) => add(left, negate(t)), collected);
  if (table.has('card')) agree(line, [amount, ...tenders], collected, 'the tenders');
  return { amount: amount as typeof collected, fee };
}

const away = (n: bigint): bigint => (n < 0n ? -n : n);

function take(
  { lines, state }: Group<State>, { cell, line }: Row<Column>, paid: ReturnType<typeof banked>, w: Written,
): void {
  if (lines.unit !== paid.amount.unit)
    throw stop.malformed(`line ${line}: ${paid.amount.unit} in transfer ${cell('payout')}, which is in ${lines.unit}`);
  if (cell('paid') !== '') state.on ??= w.date(cell('paid'), line);
  const at = w.date(`${cell('date')} ${cell('time')} ${zoneOf(cell('zone'))}`.trim().replaceAll(/ +/g, ' '), line);
  const type = cell('type') || (paid.amount.count < 0n ? 'Refund' : 'Payment');
  const kind: PayoutClass = classOf(type) ?? 'unknown';
  const about = {
    postedAt: at, ...(cell('payment') && { payment: cell('payment') as ExternalId, reference: cell('payment') as ExternalId }),
    ...(cell('transaction') && { order: cell('transaction') as ExternalId }),
  };
  lines.add(kind === 'sale' && paid.amount.count < 0n ? 'refund' : kind, paid.amount, type, about);
  lines.add(kind === 'chargeback' ? 'chargeback-fee' : 'processing-fee', paid.fee, `${type}/fee`, about);
}

/** No column names the currency; the amounts have its sign. */
async function currencySign(source: Source): Promise<string> {
  let text = '';
  for await (const page of source.pages()) {
    text = page.map((line) => line.text).join('\n');
    if (text !== '') break;
  }
  return ([['£', 'GBP'], ['€', 'EUR'], ['¥', 'JPY'], ['￥', 'JPY'], ['A$', 'AUD'], ['CA$', 'CAD']] as const)
    .find(([sign]) => text.includes(sign))?.[1] ?? 'USD';
}
