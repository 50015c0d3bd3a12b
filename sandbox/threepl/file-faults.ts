/**
 * The ways in which the content of a file can be wrong, as functions from rows to bytes.
 *
 * Each also says what the partner sends afterwards to put it right, and what the sidecar vouches for.
 */
import { csv, trailer, writeControlFile, type Row } from './control-file.ts';
import type { Layout } from './layout.ts';

export const FILE_FAULTS = [
  'growing', 'stuck', 'twin-name', 'held-back', 'bad-checksum', 'bad-total', 'bad-row', 'unknown-column',
  'unknown-word',
] as const;
export type FileFault = (typeof FILE_FAULTS)[number];

export interface Spoilt {
  readonly bytes: string;
  readonly signed: string;
  readonly correction: readonly Row[];
}

/** Undefined for the faults that are about when and where a file appears, and not about its content. */
export function spoil(fault: FileFault, layout: Layout, rows: readonly Row[]): Spoilt | undefined {
  const right = writeControlFile(layout, rows);
  const [first, ...rest] = rows;
  switch (fault) {
    case 'bad-checksum': {
      // The last digit before the trailer changes on the way; the sidecar still speaks of the original.
      const bytes = right.replace(/\d(?=\D*\r\nTRL)/, (digit) => String((Number(digit) + 1) % 10));
      return { bytes, signed: right, correction: rows };
    }
    case 'bad-total': {
      const [tag = '', count = '0', total = '0'] = trailer(layout, rows);
      const bytes = right.replace(/TRL.*\r\n$/, csv([[tag, String(Number(count) + 1), total]]));
      return { bytes, signed: bytes, correction: rows };
    }
    case 'bad-row': {
      if (!first) return { bytes: right, signed: right, correction: [] };
      const bytes = writeControlFile(layout, [{ ...first, [layout.vital]: '' }, ...rest]);
      return { bytes, signed: bytes, correction: [first] };
    }
    case 'unknown-column': {
      const wider = { ...layout, columns: [...layout.columns, 'dock_door'] };
      const bytes = writeControlFile(wider, rows.map((row) => ({ ...row, dock_door: 'D4' })));
      return { bytes, signed: bytes, correction: [] };
    }
    case 'unknown-word': {
      if (!first || !layout.word) return { bytes: right, signed: right, correction: [] };
      const bytes = writeControlFile(layout, [{ ...first, [layout.word]: 'CROSSDOCKED' }, ...rest]);
      return { bytes, signed: bytes, correction: [first] };
    }
    default:
      return undefined;
  }
}
