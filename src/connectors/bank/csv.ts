/**
 * A bank's CSV. There is no standard: columns are found by the names banks give them in several languages, or by those
 * the settings name. A running balance proves each line; without one the file states no sum, and says so.
 */
import type { ConnectionId, LocalDate } from '#domain/brand.ts';
import type { BankLine, BankStatement } from '#domain/bank-statement.ts';
import { exponentOf } from '#domain/currency.ts';
import { stop } from '#domain/fault.ts';
import { measure, subtract, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import { DateEvidence, dateReader } from '#connectors/statement/dates.ts';
import { amountReader, NumberEvidence, plain } from '#connectors/statement/numbers.ts';
import { looksLike, openTable, type Layout, type Row, type Table } from '#connectors/statement/table.ts';
import { named, tidy, unitOf } from './amounts.ts';
import type { CsvLayout, Settings } from './settings.ts';
import { disagrees } from './sums.ts';

const COLUMNS = {
  date: ['Booking date', 'Date', 'Transaction date', 'Posting date', 'Posted date', 'Buchungstag', 'Buchungsdatum', 'Buchung', 'Datum',
    'Boekdatum', 'Boekingsdatum', 'Date de comptabilisation', 'Date opération', "Date de l'opération", 'Fecha', 'Fecha operación',
    'Data contabile', 'Data', 'Data operazione', 'Bokföringsdag', 'Bokført', 'Kirjauspäivä', 'Started Date', 'Completed Date'],
  value: ['Value date', 'Valuta', 'Valutadatum', 'Wertstellung', 'Rentedatum', 'Valutadag', 'Date de valeur', 'Date valeur', 'Fecha valor',
    'Data valuta', 'Effective date'],
  amount: ['Amount', 'Betrag', 'Betrag (EUR)', 'Umsatz', 'Bedrag', 'Bedrag (EUR)', 'Montant', 'Importe', 'Importo', 'Belopp', 'Beløb',
    'Beløp',
    'Määrä', 'Amount (EUR)', 'Amount (USD)', 'Amount (GBP)', 'Net amount', 'Transaction amount'],
  credit: ['Credit', 'Credit amount', 'Deposits', 'Deposit', 'Paid in', 'Money in', 'Haben', 'Crédit', 'Bij', 'Ingresos', 'Accrediti',
    'Amount credited', 'Deposit amount', 'Receipts', 'Entrate'],
  debit: ['Debit', 'Debit amount', 'Withdrawals', 'Withdrawal', 'Paid out', 'Money out', 'Soll', 'Débit', 'Af', 'Gastos', 'Addebiti',
    'Amount debited', 'Withdrawal amount', 'Payments', 'Uscite'],
  sign: ['Debit/Credit', 'Credit/Debit', 'D/C', 'C/D', 'CR/DR', 'DR/CR', 'Soll/Haben', 'Af Bij', 'Af/bij', 'Credit debit indicator',
    'Sign'],
  balance: ['Balance', 'Running balance', 'Saldo', 'Saldo nach Buchung', 'Saldo na mutatie', 'Saldo na boeking', 'Kontostand', 'Solde',
    'Available balance after', 'Ledger balance', 'Closing balance', 'Balance after'],
  currency: ['Currency', 'Currency code', 'Währung', 'Waehrung', 'Munt', 'Valuta code', 'Devise', 'Divisa', 'Moneda', 'Ccy',
    'Account currency'],
  account: ['Account', 'Account number', 'IBAN', 'IBAN Auftragskonto', 'Auftragskonto', 'Rekening', 'IBAN/BBAN', 'Konto', 'Compte',
    'Cuenta'],
  reference: ['Transaction ID', 'Transaction reference', 'Bank reference', 'Reference number', 'Volgnr', 'FITID', 'ID'],
  payer: ['Counterparty', 'Counterparty name', 'Payer', 'Payee', 'Name', 'Beguenstigter/Zahlungspflichtiger', 'Auftraggeber/Empfänger',
    'Zahlungspflichtige*r', 'Name Zahlungsbeteiligter', 'Naam tegenpartij', 'Naam / Omschrijving', 'Tiers', 'Ordenante', 'Merchant'],
  text: ['Description', 'Details', 'Transaction description', 'Narrative', 'Verwendungszweck', 'Buchungstext', 'Omschrijving',
    'Mededelingen',
    'Omschrijving-1', 'Libellé', 'Concepto', 'Descrizione', 'Memo', 'Particulars', 'Transaction details', 'Text', 'Payment details'],
  names: ['Reference', 'End to end reference', 'Kundenreferenz', 'Kundenreferenz (End-to-End)', 'Customer reference', 'Betalingskenmerk',
    'Cheque number', 'Check number', 'Chq / Ref number', 'Check #'],
  fee: ['Fee', 'Charges', 'Gebühr', 'Kosten', 'Commission'],
} as const;
type Column = keyof typeof COLUMNS;

function layoutOf(own: CsvLayout): Layout<Column> {
  const columns = Object.fromEntries(Object.entries(COLUMNS).map(([name, known]): [string, readonly string[]] => {
    const set = own[name as keyof CsvLayout];
    return [name, set ? [...set] : known];
  })) as unknown as Record<Column, readonly string[]>;
  return { what: 'a bank’s CSV', columns, required: ['date'] };
}

export const isCsv = (bytes: Uint8Array, { csv }: Settings): boolean =>
  (['amount', 'credit', 'debit'] as const).some((c) => looksLike({ head: bytes }, { ...layoutOf(csv), required: ['date', c] }));

interface Raw { readonly line: number; readonly cells: Readonly<Record<Column, string>> }

/** @throws Stopped Malformed, or Refused StatementVariance where a running balance does not follow. */
export async function readCsv(bytes: Uint8Array, connection: ConnectionId, settings: Settings): Promise<BankStatement[]> {
  const required = (['amount', 'credit', 'debit'] as const).find((c) => looksLike({ head: bytes },
    { ...layoutOf(settings.csv), required: ['date', c] }));
  const table = openTable<Column>(bytes, { ...layoutOf(settings.csv), required: ['date', required ?? 'amount'] });
  const rows = await rowsOf(table);
  const accounts = Map.groupBy(rows, ({ cells }) =>
    `${tidy(cells.account) || settings.account || String(connection)}|${tidy(cells.currency)}`);
  return [...accounts].map(([key, some]) => {
    const [account = '', code = ''] = key.split('|');
    return statementOf(some, { connection, account: account.replaceAll(' ', ''), table, settings,
      unit: unitOf(code || settings.currency, 'currency of the account (column, or the setting “currency”)') });
  });
}

async function rowsOf(table: Table<Column>): Promise<Raw[]> {
  const rows: Raw[] = [];
  const cells = (row: Row<Column>) => Object.fromEntries((Object.keys(COLUMNS) as Column[]).map((c) => [c, row.cell(c)])) as Raw['cells'];
  for await (const row of table.rows()) if (row.cell('date') !== '') rows.push({ line: row.line, cells: cells(row) });
  return rows;
}

interface Of {
  readonly connection: ConnectionId; readonly account: string; readonly unit: Currency; readonly table: Table<Column>;
  readonly settings: Settings;
}
const MONEY = ['amount', 'credit', 'debit', 'balance', 'fee'] as const;

function statementOf(rows: readonly Raw[], of: Of): BankStatement {
  const { connection, account, unit, table } = of;
  const read = readers(rows, of);
  const found = rows.map(({ line, cells }) => ({
    line, made: lineOf(cells, line, read), after: cells.balance === '' ? undefined : read.money(cells.balance, line),
  }));
  const descending = isDescending(found.map((f) => f.made.booked), found);
  const ordered = descending ? found.toReversed() : found;
  const balances = table.has('balance') && ordered.every((f) => f.after) ? follow(ordered as Proven[]) : {};
  const days = ordered.map((f) => f.made.booked).sort();
  if (days.length === 0) throw stop.malformed('the bank’s CSV has no booking');
  return {
    connection, account, currency: unit, format: 'CSV', from: days[0]!, to: days.at(-1)!, lines: ordered.map((f) => f.made), ...balances,
  };
}

interface Reading { readonly money: (text: string, line: number) => Money; readonly day: (text: string, line: number) => LocalDate }
function readers(rows: readonly Raw[], { unit, settings }: Of): Reading {
  const places = exponentOf(unit) ?? 2;
  const numbers = new NumberEvidence(places);
  const dates = new DateEvidence();
  for (const { cells, line } of rows) {
    for (const c of MONEY) if (cells[c] !== '') numbers.see(bare(cells[c]), line);
    for (const c of ['date', 'value'] as const) if (cells[c] !== '') dates.see(cells[c], line);
  }
  const amount = amountReader(numbers.style(), places);
  const hint = settings.dayFirst === undefined ? undefined : settings.dayFirst ? 'day-first' : 'month-first';
  const date = dateReader(dates.dayOrder([], hint));
  return {
    money: (text, line) => measure(amount(bare(text), line), unit),
    day: (text, line) => date(text, line).slice(0, 10) as LocalDate,
  };
}
/** Without the currency, and with the sign in front: `1,234.50 CR`, `EUR 12,00-`. */
const bare = (text: string): string => {
  const t = text.replace(/\b[A-Z]{3}\b/g, '').trim();
  if (/\s*DR\.?$/i.test(t)) return `-${t.replace(/\s*DR\.?$/i, '')}`;
  return plain(t.replace(/\s*CR\.?$/i, ''));
};

function lineOf(cells: Raw['cells'], line: number, { money, day }: Reading): BankLine {
  const amount = amountIn(cells, line, money);
  const [reference, payer] = [tidy(cells.reference), tidy(cells.payer)];
  const fee = cells.fee === '' ? undefined : money(cells.fee, line);
  const charges = fee && measure(fee.count < 0n ? -fee.count : fee.count, fee.unit);
  return {
    amount, booked: day(cells.date, line), text: tidy([payer, cells.text].filter(Boolean).join(' ')), names: named([cells.names]),
    ...(cells.value !== '' && { valued: day(cells.value, line) }), ...(reference && { reference }), ...(payer && { payer }),
    ...(charges && charges.count > 0n && { charges }),
  };
}

const AWAY = /^(d|dr|debit|debet|dbit|soll|s|af|-|withdrawal)$/i;
function amountIn(cells: Raw['cells'], line: number, money: Reading['money']): Money {
  const size = (text: string) => { const m = money(text, line); return measure(m.count < 0n ? -m.count : m.count, m.unit); };
  if (cells.amount !== '') {
    if (cells.sign === '') return money(cells.amount, line);
    const whole = size(cells.amount);
    return AWAY.test(tidy(cells.sign)) ? measure(-whole.count, whole.unit) : whole;
  }
  if (cells.credit !== '' && (cells.debit === '' || size(cells.debit).count === 0n)) return size(cells.credit);
  if (cells.debit !== '') { const m = size(cells.debit); return measure(-m.count, m.unit); }
  throw stop.malformed(`line ${line}: has no amount`);
}

interface Seen { readonly line: number; readonly made: BankLine; readonly after: Money | undefined }
interface Proven extends Seen { readonly after: Money }

/** Newest first: by the days, or where all are one day, by the balances. */
function isDescending(days: readonly LocalDate[], found: readonly Seen[]): boolean {
  const [first, last] = [days[0] ?? '', days.at(-1) ?? ''];
  if (first !== last) return first > last;
  const [a, b] = found;
  return Boolean(a?.after && b?.after && subtract(a.after, a.made.amount).count === b.after.count);
}

/** Each balance is the one before it and the booking. @throws Stopped Refused StatementVariance with the line. */
function follow(lines: readonly Proven[]): { opening: Money; closing: Money } {
  const [first] = lines;
  const opening = subtract(first!.after, first!.made.amount);
  let before = opening;
  for (const { line, made, after } of lines) {
    const off = after.count - before.count - made.amount.count;
    if (off !== 0n)
      throw disagrees(`line ${line}: ${toDecimal(before)} and ${toDecimal(made.amount)} do not come to ${toDecimal(after)}; ` +
        `difference ${toDecimal(measure(off, after.unit))}`);
    before = after;
  }
  return { opening, closing: before };
}
