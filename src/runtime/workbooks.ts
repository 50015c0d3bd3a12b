/**
 * Journals and payouts as workbooks (XLSX), for whoever works in a spreadsheet. Amounts are numbers there, so a
 * spreadsheet can add them up; what counts to the cent are the other formats, whose amounts are text.
 */
import writeExcelFile from 'write-excel-file/node';
import type { Account } from '#domain/brand.ts';
import { suggested } from '#domain/chart.ts';
import { dimensionCells, type JournalEntry } from './journal-formats.ts';
import type { ExplainedPayout } from './operations/payouts.ts';

type Cell = string | number | null | { readonly value: string | number; readonly fontWeight?: 'bold'; readonly format?: string };
type Row = readonly Cell[];
interface Sheet { readonly sheet: string; readonly widths: readonly number[]; readonly rows: readonly Row[] }

const bold = (value: string): Cell => ({ value, fontWeight: 'bold' });
const head = (...titles: readonly string[]): Row => titles.map(bold);
/** A cell of a currency has its places. */
function money(text: string | undefined): Cell {
  if (text === undefined) return null;
  const places = text.split('.')[1]?.length ?? 0;
  return { value: Number(text), format: places === 0 ? '#,##0' : `#,##0.${'0'.repeat(places)}` };
}

async function workbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const made = sheets.map(({ sheet, widths, rows }) => ({
    sheet, data: rows.map((r) => [...r]), columns: widths.map((width) => ({ width })), stickyRowsCount: 1,
  }));
  return writeExcelFile(made as never).toBuffer();
}

/** A sheet ends somewhere, and it is made in memory. */
const MOST_LINES = 200_000;
export class TooLong extends Error {}
/** The entries of pages, as far as a sheet takes them. @throws TooLong */
export async function gathered(pages: AsyncIterable<readonly JournalEntry[]>): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  let lines = 0;
  for await (const page of pages) {
    lines += page.reduce((n, e) => n + e.lines.length, 0);
    if (lines > MOST_LINES) throw new TooLong(`A workbook takes ${MOST_LINES} lines: choose a shorter span, or csv.`);
    all.push(...page);
  }
  return all;
}

const negative = (amount: string): boolean => amount.startsWith('-');
/** Debit and credit in columns of their own, with the number and name the chart proposes. */
export function journalWorkbook(entries: readonly JournalEntry[]): Promise<Buffer> {
  const rows = entries.flatMap((e) => e.lines.map((l): Row => {
    const chart = suggested(l.account as Account);
    return [e.date, e.number ?? '', e.kind ?? '', e.memo, l.account, chart?.number ?? '', chart?.name ?? '', l.unit,
      negative(l.amount) ? null : money(l.amount), negative(l.amount) ? money(l.amount.slice(1)) : null, e.document, e.legalEntity,
      e.documentDate ?? '', ...dimensionCells(e, l), e.id];
  }));
  return workbook([{ sheet: 'Journal', widths: [11, 17, 14, 36, 36, 9, 26, 8, 14, 14, 30, 12, 13, 16, 16, 12, 24, 38], rows: [
    head('Date', 'Number', 'Kind', 'Memo', 'Account', 'Chart', 'Name', 'Currency', 'Debit', 'Credit', 'Document', 'Entity', 'Document date',
      'Channel', 'Marketplace', 'Location', 'Dimensions', 'Entry'), ...rows] }]);
}

export function payoutWorkbook(x: ExplainedPayout): Promise<Buffer> {
  const sums = x.classes.map((c): Row => [c.class, c.lines, money(c.amount), x.currency]);
  const journal = x.journal.flatMap((e) => e.lines.map((l): Row => [e.date, e.memo, l.account, money(l.amount), l.unit]));
  return workbook([
    { sheet: 'Payout', widths: [26, 12, 16, 10], rows: [
      head('Class', 'Lines', 'Amount', 'Currency'), ...sums,
      [bold(x.kind === 'deposit' ? 'Deposited' : 'Moved'), x.lines, money(x.sum), x.currency],
      [], [bold('Connection'), x.connection], [bold('Settlement'), x.settlement], [bold('Date'), x.depositDate],
      [bold('Cleared'), x.matched.orders, money(x.matched.amount), x.currency],
      [bold('Open'), x.openOrders, money(x.clearing.remainder), x.currency], [bold('In suspense'), null, money(x.suspense), x.currency] ] },
    { sheet: 'Open', widths: [24, 14, 10, 18, 8, 60], rows: [head('Order', 'Amount', 'Currency', 'Reason', 'Days', 'Says'),
      ...x.open.map((o): Row => [o.order, money(o.amount), o.unit, o.reason, o.days, o.says])] },
    { sheet: 'Journal', widths: [11, 40, 40, 14, 10], rows: [head('Date', 'Memo', 'Account', 'Amount', 'Currency'), ...journal] },
  ]);
}
