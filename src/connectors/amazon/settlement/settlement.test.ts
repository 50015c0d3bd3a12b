/** The settlement reader: any spelling of the same file is the same payout; one cent off is no payout. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  array, assert as always, boolean, constantFrom, integer, nat, property, record, shuffledSubarray, type Arbitrary,
} from 'fast-check';
import { brand } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { disagreement, type Payout } from '#domain/payout.ts';
import { readSettlement } from './file.ts';
import { sourceIn } from '../../statement/source.ts';
import { encodingOf, unpacked } from '../../statement/text.ts';
import { settlementReference } from './text.ts';
import { readV1 } from './v1.ts';

const COLUMNS = [
  'settlement-id', 'settlement-start-date', 'settlement-end-date', 'deposit-date', 'total-amount', 'currency',
  'transaction-type', 'order-id', 'merchant-order-id', 'adjustment-id', 'shipment-id', 'marketplace-name',
  'amount-type', 'amount-description', 'amount', 'fulfillment-id', 'posted-date', 'posted-date-time',
  'order-item-code', 'merchant-order-item-id', 'merchant-adjustment-item-id', 'sku', 'quantity-purchased',
  'promotion-id',
];
const OPTIONAL = [
  'merchant-order-id', 'fulfillment-id', 'merchant-order-item-id', 'promotion-id', 'quantity-purchased',
];
const read = (text: string | Uint8Array): Payout =>
  readSettlement(brand('amazon-test'), typeof text === 'string' ? Buffer.from(text) : text).payout;
const refusal = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof Stopped, String(error));
    return `${error.fault.kind}: ${error.fault.detail}`;
  }
  return 'read';
};

interface Style {
  readonly decimal: '.' | ',';
  readonly thousands: '' | '.' | ',' | ' ' | '\u00a0' | '’';
  readonly dates: 'iso' | 'dotted' | 'american' | 'british';
  readonly end: '\n' | '\r\n' | '\r';
  readonly bom: boolean;
  readonly quoted: boolean;
}
const PLAIN: Style = { decimal: '.', thousands: '', dates: 'iso', end: '\n', bom: false, quoted: false };

function amountIn(cents: number, { decimal, thousands }: Style): string {
  const text = String(Math.abs(cents)).padStart(3, '0');
  const whole = text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${cents < 0 ? '-' : ''}${whole}${decimal}${text.slice(-2)}`;
}
function dateIn(day: number, { dates }: Style): string {
  const [y, m, d] = new Date(Date.UTC(2026, 10, day)).toISOString().slice(0, 10).split('-');
  const date = {
    iso: `${y}-${m}-${d}`, dotted: `${d}.${m}.${y}`, american: `${m}/${d}/${y?.slice(2)}`, british: `${d}/${m}/${y}`,
  };
  return `${date[dates]} 08:14:22 UTC`;
}

interface Row {
  readonly code: readonly [string, string, string];
  readonly cents: number;
  readonly day: number;
  readonly sku: string;
}
interface Layout { readonly columns: readonly string[]; readonly blankEvery: number }

function fileOf(rows: readonly Row[], style: Style, { columns, blankEvery }: Layout, off = 0): string {
  const total = rows.reduce((n, r) => n + r.cents, off);
  const summary: Record<string, string> = {
    'settlement-id': '21000000777', 'settlement-start-date': dateIn(1, style), 'settlement-end-date': dateIn(15, style),
    'deposit-date': dateIn(17, style), 'total-amount': amountIn(total, style), currency: 'EUR',
  };
  const cells = rows.map((r, at): Record<string, string> => ({
    'settlement-id': '21000000777', 'transaction-type': r.code[0], 'amount-type': r.code[1],
    'amount-description': r.code[2], amount: amountIn(r.cents, style), 'posted-date-time': dateIn(r.day, style),
    'order-id': `304-0000000-${String(at).padStart(7, '0')}`, sku: r.sku, 'quantity-purchased': '1',
  }));
  const line = (values: readonly string[]) => values.map((v) => (style.quoted && v !== '' ? `"${v}"` : v)).join('\t');
  const lines = [columns, ...[summary, ...cells].map((c) => columns.map((name) => c[name] ?? ''))].map(line)
    .flatMap((text, at) => (blankEvery > 0 && at % blankEvery === 0 && at > 0 ? ['\t\t', text] : [text]));
  return (style.bom ? '\uFEFF' : '') + lines.join(style.end) + style.end;
}

const rows: Arbitrary<Row[]> = array(record({
  code: constantFrom<Row['code'][]>(['Order', 'ItemPrice', 'Principal'], ['Refund', 'ItemFees', 'Commission'],
    ['ServiceFee', 'other-transaction', 'Never Heard Of Fee']),
  cents: integer({ min: -99_999_999, max: 99_999_999 }), day: integer({ min: 1, max: 15 }),
  sku: constantFrom('TEE-M', 'MÜTZE', ''),
}), { minLength: 1, maxLength: 12 });
const style: Arbitrary<Style> = record({
  number: constantFrom<Pick<Style, 'decimal' | 'thousands'>[]>(
    { decimal: '.', thousands: '' }, { decimal: ',', thousands: '' },
    { decimal: '.', thousands: ',' }, { decimal: ',', thousands: '.' }, { decimal: ',', thousands: ' ' },
    { decimal: ',', thousands: '\u00a0' }, { decimal: '.', thousands: '’' }),
  dates: constantFrom<Style['dates'][]>('iso', 'dotted', 'american', 'british'),
  end: constantFrom<Style['end'][]>('\n', '\r\n', '\r'), bom: boolean(), quoted: boolean(),
}).map(({ number, ...rest }) => ({ ...number, ...rest }));
const layout: Arbitrary<Layout> = record({
  drop: shuffledSubarray(OPTIONAL), order: nat(1000), blankEvery: nat(4),
}).map(({ drop, order, blankEvery }) => {
  const kept = COLUMNS.filter((c) => !drop.includes(c));
  return { blankEvery, columns: [...kept.slice(order % kept.length), ...kept.slice(0, order % kept.length)] };
});

describe('a settlement', () => {
  it('says the same in every spelling: signs, dates, encodings, line ends, columns, blank lines', () => always(property(
    rows, style, layout, (given, written, how) => {
      const payout = read(fileOf(given, written, how));
      assert.deepEqual(payout.lines.map((l) => Number(l.amount.count)), given.map((r) => r.cents));
      assert.deepEqual(payout.lines.map((l) => l.code), given.map((r) => r.code.join('/')));
      assert.deepEqual(payout.lines.map((l) => l.sku ?? ''), given.map((r) => r.sku));
      assert.deepEqual(payout.lines.map((l) => l.postedAt),
        given.map((r) => `2026-11-${String(r.day).padStart(2, '0')}T08:14:22.000Z`));
      assert.equal(payout.depositDate, '2026-11-17');
      assert.equal(payout.periodEnd, '2026-11-15T08:14:22.000Z');
      assert.equal(disagreement(payout), undefined);
    }), { numRuns: 300 }));

  it('is refused whole, with the difference to the cent, when its rows are not its total', () => always(property(
    rows, style, integer({ min: -500, max: 500 }).filter((n) => n !== 0), (given, written, off) => {
      const text = refusal(fileOf(given, written, { columns: COLUMNS, blankEvery: 0 }, off));
      assert.match(text, /^Refused: payout 21000000777/);
      assert.ok(text.endsWith(`difference ${amountIn(-off, PLAIN)}`), text);
    })));

  it('is read from Windows-1252 as from UTF-8', () => {
    const text = fileOf([{ code: ['Order', 'ItemPrice', 'Principal'], cents: 100, day: 2, sku: 'MÜTZE-ß' }], PLAIN,
      { columns: COLUMNS, blankEvery: 0 });
    assert.deepEqual(read(Buffer.from(text, 'latin1')), read(text));
    assert.deepEqual(read(unpacked(gzipSync(text))), read(text));
    assert.throws(() => unpacked(gzipSync(text).subarray(0, 30)), /cannot be unpacked/);
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    assert.deepEqual(read(wide), read(text));
    assert.equal(encodingOf(Buffer.from([0x4d, 0xdc])), 'windows-1252');
    assert.equal(read(text).lines[0]?.sku, 'MÜTZE-ß');
  });

  it('names the line of what it cannot read', () => {
    const good = fileOf([{ code: ['Order', 'ItemPrice', 'Principal'], cents: 1250, day: 14, sku: 'A' }], PLAIN,
      { columns: COLUMNS, blankEvery: 0 });
    assert.equal(refusal(good), 'read');
    assert.match(refusal(good.replaceAll('12.50', '12.50 EUR')), /^Malformed: line 2: "12.50 EUR" is not an amount/);
    assert.match(refusal(good.replaceAll('12.50', '12.5051')), /finer than the currency/);
    assert.match(refusal(good.replaceAll('2026-11-14', '2026-02-31')), /line 3: .* is not a date/);
    assert.match(refusal(good.replaceAll('08:14:22 UTC', '08:14:22 XQT')), /zone that is not known/);
    assert.match(refusal(good.replace('EUR', 'EURO')), /line 2: "EURO" is not an ISO 4217 currency/);
    assert.match(refusal(good.replace(/\n(?=.*Order)/, '\nx\t')), /^Malformed: line 3/);
    assert.match(refusal(good.replace('total-amount', 'amount')), /names amount twice/);
    assert.match(refusal(`${good}${good.split('\n')[1]}\n`), /line 4: a second summary row/);
    assert.match(refusal(''), /the file is empty/);
  });

  it('has a reference before it is read, whatever it looks like', () => {
    const text = fileOf([], PLAIN, { columns: [...COLUMNS].toReversed(), blankEvery: 0 });
    assert.equal(settlementReference(Buffer.from(text)), 'settlements/21000000777');
    assert.match(settlementReference(Buffer.from('not a table at all')), /^settlements\/file-\d+$/);
    assert.match(settlementReference(Buffer.from('')), /^settlements\/file-\d+$/);
  });
});

/** How long is a matter of the bench; here, that ten times the rows cost about ten times the work and not a hundred. */
it('reads a hundred thousand rows, at the pace of ten thousand', () => {
  const codes: Row['code'][] = [
    ['Order', 'ItemPrice', 'Principal'], ['Order', 'ItemPrice', 'Tax'], ['Order', 'ItemFees', 'Commission'],
  ];
  const german: Style = { ...PLAIN, decimal: ',', thousands: '.', dates: 'dotted' };
  const file = (each: number): Buffer => {
    const many = codes.flatMap((code, n) => Array.from({ length: each }, (_, at): Row =>
      ({ code, cents: (at * 7919 + n) % 100_000, day: 1 + (at % 15), sku: `SKU-${at % 500}` })));
    return Buffer.from(fileOf(many, german, { columns: COLUMNS, blankEvery: 0 }));
  };
  const timed = (bytes: Buffer, lines: number): number => {
    const before = process.cpuUsage();
    assert.equal(read(bytes).lines.length, lines);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const small = file(3_334);
  timed(small, 10_002);
  const pace = Math.max(1000, timed(small, 10_002));
  const ratio = timed(file(33_334), 100_002) / pace;
  assert.ok(ratio < 50, `${Math.round(ratio)} times the work for ten times the rows`);
});

const SAMPLES = new URL('../../../../../shared/partners/amazon-settlement/samples/', import.meta.url);
const absent = existsSync(SAMPLES) ? false : '../shared/partners/amazon-settlement is not here';
describe('public samples', { skip: absent }, () => {
  it('the V2 sample adds up, and only its unlisted fee is unknown', () => {
    const payout = read(readFileSync(new URL('settlement_v2_US_2026_sample.txt', SAMPLES)));
    assert.equal(payout.lines.length, 23);
    assert.equal(payout.net.count, 58_289n);
    assert.deepEqual(payout.lines.filter((l) => l.class === 'unknown').map((l) => l.code),
      ['ServiceFee/other-transaction/LowInventoryLevelFee']);
  });

  it('the V1 excerpt is an excerpt: the difference to its total is named', async () => {
    const bytes = readFileSync(new URL('settlement_v1_US_2015_excerpt.txt', SAMPLES));
    await assert.rejects(readV1(brand('amazon-test'), sourceIn(bytes)), /header says 16630\.13 USD, the \d+ lines add up to \d+\.\d\d; difference/);
  });
});
