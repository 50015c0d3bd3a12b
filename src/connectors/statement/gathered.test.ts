/** What is read again is what was read: every payout of a file in pieces has the lines it has in one held whole. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { array, assert as always, asyncProperty, constantFrom, integer, nat, record } from 'fast-check';
import type { Currency } from '#domain/measure.ts';
import type { News } from '../contract.ts';
import { each, gathered } from './gathered.ts';
import { sourceOf } from './source.ts';
import { openTable, type Layout } from './table.ts';
import { survey } from './written.ts';

const LAYOUT: Layout<'payout' | 'amount'> = { what: 'a test', columns: { payout: ['payout'], amount: ['amount'] }, required: ['amount'] };
const rows = array(record({ payout: nat(6), cents: integer({ min: -5000, max: 5000 }) }), { minLength: 1, maxLength: 1200, size: 'max' });
const decimal = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)},${String(Math.abs(cents) % 100).padStart(2, '0')}`;
const text = (given: readonly { payout: number; cents: number }[]) => `payout;amount;text\n${given.map((r, n) =>
  `P-${r.payout};${decimal(r.cents)};"Kräuter\r\n${n}"`).join('\n')}\n`;
const packed = {
  utf8: (t: string) => Buffer.from(t), latin1: (t: string) => Buffer.from(t, 'latin1'), gzip: (t: string) => gzipSync(t),
  utf16: (t: string) => Buffer.from(`\ufeff${t}`, 'utf16le'),
} as const;

async function read(bytes: Buffer, piece: number | undefined, keep: number): Promise<News[]> {
  const pieces = piece && (async function* cut() {
    for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
  });
  const table = openTable(await sourceOf({ body: bytes.subarray(0, piece ?? bytes.length), ...(pieces && { pieces }) }), LAYOUT);
  const w = await survey(table, { amounts: ['amount'], dates: [] });
  const payouts = await gathered<object>((into) => each(table, ({ cell, line }) => {
    const { lines } = into.of(cell('payout'), 'EUR' as Currency);
    lines.add('sale', w.money(cell('amount'), lines.unit, line), `row ${line}`);
  }), () => ({}), keep);
  return [...payouts.groups].map(([external, { lines }]) => payouts.said(external,
    { connection: 'test' as never, external, net: lines.total(), depositDate: '2026-11-01' }));
}
const linesOf = async (n: News) => (n.said !== 'payout' ? [] : n.streamed ? (await Array.fromAsync(n.streamed.pages())).flat() : n.payout.lines);

it('the same lines, however few may be kept and whatever the pieces', () => always(asyncProperty(
  rows, constantFrom<(keyof typeof packed)[]>('utf8', 'latin1', 'gzip', 'utf16'), integer({ min: 401, max: 70_000 }), nat(2500),
  async (given, how, piece, keep) => {
    const bytes = packed[how](text(given));
    const [whole, streamed] = [await read(bytes, undefined, Infinity), await read(bytes, piece, keep)];
    assert.equal(streamed.length, whole.length);
    for (const [at, payout] of streamed.entries()) {
      assert.deepEqual(await linesOf(payout), await linesOf(whole[at]!));
      if (at % 2 === 0) assert.deepEqual(await linesOf(payout), await linesOf(whole[at]!)); // Once more, as after a fault.
    }
  }), { numRuns: 8 }));
