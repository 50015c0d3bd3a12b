/** A settlement read in pieces is the settlement read whole, whatever the pieces, the encoding and the packing. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assert as always, asyncProperty, constantFrom, integer } from 'fast-check';
import { brand } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { readSettlement, streamSettlement } from './file.ts';
import { isRefund } from './refunds.ts';

const HEADER = 'settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\t' +
  'transaction-type\torder-id\tamount-type\tamount-description\tamount\tposted-date-time\tsku';
const file = (off: number): string => {
  const rows = Array.from({ length: 300 }, (_, n) => ({ cents: 1000 + n * 7, refund: n % 9 === 3, sku: `MÜTZE-${n}` }));
  const total = rows.reduce((n, r) => n + (r.refund ? -r.cents : r.cents), off);
  const money = (n: number) => `${n < 0 ? '-' : ''}${Math.floor(Math.abs(n) / 100)},${String(Math.abs(n) % 100).padStart(2, '0')}`;
  return [HEADER, `21000000555\t01.11.2026 00:00:00 UTC\t14.11.2026 00:00:00 UTC\t16.11.2026 00:00:00 UTC\t${money(total)}\tEUR`,
    ...rows.map((r, n) => ['21000000555', '', '', '', '', '', r.refund ? 'Refund' : 'Order', `304-${n}`, 'ItemPrice', 'Principal',
      money(r.refund ? -r.cents : r.cents), `0${1 + n % 9}.11.2026 10:00:00 UTC`, r.sku].join('\t'))].join('\r\n');
};
const encoded = {
  'utf8': (text: string) => Buffer.from(text), 'latin1': (text: string) => Buffer.from(text, 'latin1'),
  'utf16': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'gzip': (text: string) => gzipSync(text),
};
const inPieces = (bytes: Uint8Array, size: number) => async function* pieces() {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
};

it('the same lines, the same header, and the refunds among them', () => always(asyncProperty(
  constantFrom<(keyof typeof encoded)[]>('utf8', 'latin1', 'utf16', 'gzip'), integer({ min: 401, max: 9000 }), async (kind, size) => {
    const whole = readSettlement(brand('amazon-test'), Buffer.from(file(0))).payout;
    const streamed = await streamSettlement(brand('amazon-test'), inPieces(encoded[kind](file(0)), size), isRefund);
    assert.deepEqual({ ...streamed.payout, lines: (await Array.fromAsync(streamed.pages())).flat() }, whole);
    assert.deepEqual(streamed.kept, whole.lines.filter(isRefund));
    assert.equal(streamed.count, 300);
  }), { numRuns: 20 }));

it('one cent off is refused with the difference', () => assert.rejects(
  streamSettlement(brand('amazon-test'), inPieces(Buffer.from(file(1)), 999), isRefund),
  (e) => e instanceof Stopped && /difference -0\.01/.test(e.message)));
