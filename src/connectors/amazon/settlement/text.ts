/** What a settlement file is about, and how its columns are spelled. */
import { hash32 } from '#domain/shard.ts';
import { clean, linesOf, textOf, unpackedHead } from '../../statement/text.ts';

const HEAD = 1 << 16;

export const columnName = (cell: string): string => clean(cell).toLowerCase().replaceAll(/[\s_]+/g, '-');

/** 'settlements/20000000001', from the first row that names one; another report is named by its content. */
export function settlementReference(bytes: Uint8Array): string {
  let column: number | undefined;
  for (const { text } of linesOf(bytes.subarray(0, HEAD))) {
    const cells = text.split('\t').map(clean);
    const header = cells.map(columnName).indexOf('settlement-id');
    if (header >= 0) column = header;
    else if (column !== undefined && /^\S{1,40}$/.test(cells[column] ?? '')) return `settlements/${cells[column]}`;
  }
  return `settlements/file-${hash32([...textOf(bytes.subarray(0, HEAD))].join(''))}`;
}

/** Whether its header is that of a flat file V2, which may be of any size. */
export const isFlatFile = (head: Uint8Array): boolean =>
  [...textOf(unpackedHead(head).subarray(0, HEAD))].join('').slice(0, 4000).toLowerCase().includes('amount-description');
