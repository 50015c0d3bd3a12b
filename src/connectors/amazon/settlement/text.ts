/** What a settlement file is about, and how its columns are spelled. */
import { clean, linesOf } from '../../statement/text.ts';

const HEAD = 1 << 16;

export const columnName = (cell: string): string => clean(cell).toLowerCase().replaceAll(/[\s_]+/g, '-');

/** 'settlements/20000000001', from the first row that names one; cheap, and never throws. */
export function settlementReference(bytes: Uint8Array): string {
  let column = 0;
  for (const { text } of linesOf(bytes.subarray(0, HEAD))) {
    const cells = text.split('\t').map(clean);
    const header = cells.map(columnName).indexOf('settlement-id');
    if (header >= 0) column = header;
    else if (/^\S{1,40}$/.test(cells[column] ?? '')) return `settlements/${cells[column]}`;
  }
  return 'settlements/unreadable';
}
