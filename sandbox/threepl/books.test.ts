/** The arithmetic of the warehouse and of its control files, without a folder. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sscc } from './confirmation.ts';
import { readControlFile, writeControlFile } from './control-file.ts';
import { spoil } from './file-faults.ts';
import { fileName, kindOfName, OUTBOUND } from './layout.ts';
import { deal, pick, type Item } from './picking.ts';

const item = (lineRef: string, quantity: number, sku = `SKU-${lineRef}`): Item => ({ lineRef, sku, quantity });
const units = (items: readonly Item[]) => items.reduce((sum, i) => sum + i.quantity, 0);

describe('dealing units to packages', () => {
  it('keeps every unit, however they fall', () => {
    for (let hands = 1; hands <= 4; hands++)
      for (let a = 0; a <= 5; a++)
        for (let b = 1; b <= 5; b++) assert.equal(units(deal([item('1', a), item('2', b)], hands).flat()), a + b);
  });
  it('gives the second item to the second hand, not to the first again', () =>
    assert.deepEqual(deal([item('1', 1), item('2', 1)], 2), [[item('1', 1)], [item('2', 1)]]));
});

describe('picking', () => {
  it('takes what is there and reports the rest short, once per SKU on the shelf', () => {
    const lines = [item('1', 3, 'MUG'), item('2', 3, 'MUG')];
    const { shipments, shorts } = pick(lines, () => 4, []);
    assert.equal(units(shipments.flat(2)), 4);
    assert.deepEqual(shorts, [{ ...item('2', 2, 'MUG'), reason: 'NOT_ON_SHELF' }]);
  });
  it('makes two shipments when told so, and two packages when told so', () => {
    const { shipments } = pick([item('1', 5)], () => 9, [{ kind: 'partial' }, { kind: 'split' }]);
    assert.deepEqual(shipments.map((s) => s.map(units)), [[2, 1], [1, 1]]);
  });
});

describe('control files', () => {
  const rows = [{ location: 'ELP1', sku: 'MUG, "blue"', on_hand: '7', allocated: '2', damaged: '0', as_of: 't' }];
  const text = writeControlFile(OUTBOUND.STOCK, rows);
  const refusal = (t: string) => {
    const read = readControlFile(OUTBOUND.STOCK, t);
    return 'refusal' in read ? read.refusal : 'none';
  };
  it('end in a trailer with the number of rows and the sum of the counted column', () =>
    assert.match(text, /\r\nTRL,1,7\r\n$/));
  it('read back what was written', () =>
    assert.deepEqual(readControlFile(OUTBOUND.STOCK, text), { rows: [{ rec: 'DTL', ...rows[0] }] }));
  it('are refused for what is wrong with them', () => {
    assert.equal(refusal(text.slice(0, 80)), 'NO_TRAILER');
    assert.equal(refusal(text.replace('TRL,1,7', 'TRL,1,8')), 'CONTROL_TOTAL');
    assert.equal(refusal(text.replace('as_of', 'taken')), 'HEADER');
    assert.equal(refusal(text.replace('"MUG', 'M"UG')), 'UNREADABLE');
  });
  it('are spoilt so that a reader sees it, and put right afterwards', () => {
    const wrong = spoil('bad-total', OUTBOUND.STOCK, rows)!;
    assert.equal(refusal(wrong.bytes), 'CONTROL_TOTAL');
    const changed = spoil('bad-checksum', OUTBOUND.STOCK, [{ ...rows[0]!, as_of: '2026-01-05' }])!;
    assert.notEqual(changed.bytes, changed.signed);
    assert.equal(changed.bytes.length, changed.signed.length);
    const row = spoil('bad-row', OUTBOUND.STOCK, rows)!;
    assert.equal(refusal(row.bytes), 'none');
    assert.deepEqual(row.correction, rows);
  });
});

it('names say kind, place, time and number', () => {
  const name = fileName('STOCK', 'ELP1', new Date('2026-01-05T10:15:00.250Z'), 7);
  assert.equal(name, 'STOCK_ELP1_20260105T101500Z-000007.csv');
  assert.equal(kindOfName(name), 'STOCK');
  assert.equal(kindOfName('notes.csv'), undefined);
});

it('package ids carry the check digit GS1 asks for', () => {
  // Position by position 3,1,3,1 … over 095212340000000001 must be a multiple of ten with the digit.
  const sum = [...sscc(1)].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  assert.equal(sscc(1).length, 18);
  assert.equal(sum % 10, 0);
});
