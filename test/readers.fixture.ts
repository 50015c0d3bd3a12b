/** The recorded payout tables of all connectors, as rows that a test may change. */
import { parse } from 'csv-parse/sync';
import { recordings, type Recording } from '#connectors/recording.ts';
import { connectors } from '#connectors/registry.ts';

export interface Golden extends Recording { readonly payouts?: readonly unknown[] }
export interface File { readonly above: string[]; readonly rows: string[][]; readonly delimiter: string }
const NAMES = ['amazon', 'stripe', 'paypal', 'adyen', 'shopify', 'square', 'walmart', 'mirakl', 'ebay', 'braintree', 'courier-cod', 'payout-csv'];
/** Anything with two decimals or a sign between thousands is an amount; nothing else in these files looks so. */
export const AMOUNT = /^-?(\d{1,3}([., ]\d{3})+|\d+)[.,]\d\d$/;

/** An amount that is not written with two decimals, or a date that can be read both ways. */
export const FINER = /^-?\d+[.,](\d|\d{3,})$|^\d{1,2}\/\d{1,2}\/\d{4}/;

export const tables = NAMES.flatMap((name) => {
  const connector = connectors.get(name)!;
  const all: readonly Golden[] = recordings(new URL(`../src/connectors/${name}/recordings/`, import.meta.url));
  return all.filter((r) => r.payouts && r.name.startsWith('read-') && typeof r.document?.body === 'string' && tableIn(r.document.body))
    .map((r) => ({ connector, r, file: tableIn(r.document!.body as string)! }));
});

/** The header is the first line with as many cells as most lines have. */
function tableIn(text: string): File | undefined {
  const delimiter = ['\t', ';', ','].find((d) => text.split('\n').filter((l) => l.split(d).length > 5).length > 1);
  if (delimiter === undefined || text.startsWith('"RH"') || text.startsWith('RH')) return undefined;
  const lines = text.split('\n');
  const at = lines.findIndex((l) => l.split(delimiter).length > 5);
  const rows = parse(lines.slice(at).join('\n'), { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }) as string[][];
  return { above: lines.slice(0, at), rows, delimiter };
}

export type Table = (typeof tables)[number];
export const title = ({ connector, r }: Table): string => `${connector.name} ${r.name}`;

/** As it was written, with quotes where a cell needs them. */
export const lined = ({ above, rows, delimiter }: File): string => [...above, ...rows.map((row) => row.map((cell) =>
  (/["\n\r]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)), ''].join('\n');
