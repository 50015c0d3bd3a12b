/** Cells come back as they were written, whatever stands in them. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stringify } from 'csv-stringify/sync';
import { array, assert as always, boolean, constantFrom, integer, property } from 'fast-check';
import { Stopped } from '#domain/fault.ts';
import { cut, RecordCutter, type Cells } from './cells.ts';
import { linesOf } from './text.ts';

const text = array(constantFrom('a', 'Ü', '"', ',', ';', '\t', '\n', ' ', '5', "'"), { maxLength: 6 }).map((c) => c.join(''));
const recordsOf = (written: string, delimiter: string, after: number): Cells[] => {
  const cutter = new RecordCutter(delimiter);
  const found = [...linesOf(Buffer.from(written))].flatMap((l) => (l.number > after ? cutter.cut(l) ?? [] : []));
  cutter.end();
  return found;
};
const table = integer({ min: 1, max: 5 }).chain((width) => array(array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));

it('what a spreadsheet writes is what is read', () => always(property(table, constantFrom(',', ';', '\t'), boolean(), (rows, delimiter, all) => {
  const written = stringify(rows, { delimiter, quoted: all });
  const read = recordsOf(written, delimiter, 0).map((r) => r.cells);
  // A blank line inside a cell is not worth a line number; a row without content is no row.
  const tidy = (cell: string) => cell.replaceAll(/\s*\n\s*/g, '\n');
  assert.deepEqual(read.map((r) => r.map(tidy)), rows.filter((r) => r.some((c) => c.trim() !== '')).map((r) => r.map(tidy)));
}), { numRuns: 300 }));

it('a quote in the middle is a letter, a cell that is never closed is the end of the file', () => {
  assert.deepEqual(cut('12" pan,"5 "" x","a "b" c",', ','), ['12" pan', '5 " x', 'a "b" c', '']);
  assert.equal(cut('1,"open', ','), undefined);
  assert.throws(() => recordsOf('a,b\n1,"open\n2,x\n', ',', 0), (e) => e instanceof Stopped && /cut off/.test(e.message));
});

it('counts lines as an editor does', () => {
  const found = recordsOf('a,b\r\n\r\n1,2\r\n"x\r\ny",3\r\n4,5', ',', 1);
  assert.deepEqual(found, [{ line: 3, cells: ['1', '2'] }, { line: 5, cells: ['x\ny', '3'] }, { line: 6, cells: ['4', '5'] }]);
});
