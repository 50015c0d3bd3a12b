/**
 * Every reader of payout tables against everything that happens to files on their way: other encodings, line ends,
 * separators, quotes, orders of columns, ways to write numbers. The sums stay the same or the file is refused in words; a
 * changed digit is never believed.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as always, asyncProperty, boolean, constantFrom, integer, nat, record, type Arbitrary } from 'fast-check';
import { Stopped } from '#domain/fault.ts';
import { replay } from '#connectors/recording.ts';
import { payoutsIn, told } from '#connectors/statement/golden.ts';
import { lookedLike } from '#connectors/statement/known-files.ts';
import { AMOUNT, FINER, tables, title, type File, type Table } from './readers.fixture.ts';

interface Shape {
  readonly delimiter: ',' | ';' | '\t';
  readonly quoted: boolean;
  readonly end: '\n' | '\r\n' | '\r';
  readonly encoding: 'utf8' | 'bom' | 'utf16le' | 'latin1';
  readonly turn: number;
  readonly extra: boolean;
  readonly blankEvery: number;
}
const shape: Arbitrary<Shape> = record({
  delimiter: constantFrom<Shape['delimiter'][]>(',', ';', '\t'), quoted: boolean(), end: constantFrom<Shape['end'][]>('\n', '\r\n', '\r'),
  encoding: constantFrom<Shape['encoding'][]>('utf8', 'bom', 'utf16le', 'latin1'), turn: nat(40), extra: boolean(), blankEvery: nat(3),
});

/** Amazon's flat files are tab separated by definition. */
const keepsTabs = (file: File) => file.delimiter === '\t';
function written(file: File, s: Shape): Buffer {
  const delimiter = keepsTabs(file) ? '\t' : s.delimiter;
  const width = file.rows[0]!.length;
  const cell = (text: string): string =>
    (/["\n\r]/.test(text) || text.includes(delimiter) || (s.quoted && text !== '') ? `"${text.replaceAll('"', '""')}"` : text);
  const turned = file.rows.map((row, at) => {
    const full = Array.from({ length: width }, (_, i) => row[i] ?? '');
    const by = s.turn % width;
    const moved = [...full.slice(by), ...full.slice(0, by)];
    return s.extra ? ['something new', ...moved].map((text, i) => (i === 0 && at > 0 ? `new ${at}` : text)) : moved;
  });
  const lines = turned.flatMap((row, at) => [...(s.blankEvery > 0 && at > 0 && at % s.blankEvery === 0 ? [''] : []), row.map(cell).join(delimiter)]);
  const text = [...file.above, ...lines].join(s.end) + s.end;
  if (s.encoding === 'latin1' && [...text].every((c) => c.charCodeAt(0) < 256)) return Buffer.from(text, 'latin1');
  if (s.encoding === 'utf16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  return Buffer.from(s.encoding === 'bom' ? `\ufeff${text}` : text);
}

async function outcome({ connector, r }: Table, body: Buffer): Promise<unknown> {
  try {
    const { topic } = r.document!;
    return payoutsIn(await connector.can.read!(replay(connector, r), { topic, headers: {}, body })).map(told);
  } catch (error) {
    assert.ok(error instanceof Stopped, String((error as Error).stack));
    assert.ok(error.message.length > 15);
    return 'refused';
  }
}

describe('a table, however it is written down', () => {
  it("there are enough of them", () => assert.ok(tables.length >= 15, tables.map(title).join(", ")));
  for (const t of tables)
    it(title(t), () => always(asyncProperty(shape, async (s) => assert.deepEqual(await outcome(t, written(t.file, s)), t.r.payouts)), { numRuns: 12 }));
});

const PLAIN: Shape = { delimiter: ';', quoted: true, end: '\n', encoding: 'utf8', turn: 0, extra: false, blankEvery: 0 };
const STYLES = [['.', ''], ['.', ','], ['.', ' '], ['.', '’'], [',', ''], [',', '.'], [',', '\u00a0'], [',', '\u202f']] as const;
function restyled(text: string, [decimal, thousands]: (typeof STYLES)[number]): string {
  if (!AMOUNT.test(text)) return text;
  const digits = text.replaceAll(/\D/g, '');
  const whole = digits.slice(0, -2).replace(/^0+(?=\d)/, '').replaceAll(/\B(?=(\d{3})+$)/g, thousands);
  return `${text.startsWith('-') ? '-' : ''}${whole}${decimal}${digits.slice(-2)}`;
}

/** Written with its sign: it is not written anew here, and one file has one way. */
const SIGNED = /^[€$£]/;
describe('amounts, in the ways of all countries', () => {
  for (const t of tables.filter(({ file }) => file.rows.flat().some((c) => AMOUNT.test(c)) && !file.rows.flat().some((c) => SIGNED.test(c))))
    it(title(t), async () => {
      for (const style of STYLES) {
        const file = { ...t.file, rows: t.file.rows.map((row) => row.map((c) => restyled(c, style))) };
        const found = await outcome(t, written(file, PLAIN));
        // Parts finer than a cent keep their point, and a comma can be all that tells the day from the month: refused.
        if (found !== 'refused' || !t.file.rows.flat().some((c) => FINER.test(c))) assert.deepEqual(found, t.r.payouts, style.join(' and '));
      }
    });
});

const suspended = (found: unknown): boolean =>
  (found as readonly { classes: Record<string, string> }[]).some((p) => p.classes['unknown'] !== undefined);

/** What states a sum beside its parts, row by row or as a whole. */
const CONTROLLED = /^(amazon read-(range|settlement)|stripe read-payout-itemised|walmart|ebay read-report-(us|de)|payout-csv read-example)/;
/** A total that does not stand at the end. (Walmart's older report states none.) */
const STATED = /settlement|walmart (?!read-recon-older)|ebay/;
describe('a digit that changed on the way', () => {
  for (const t of tables.filter((x) => CONTROLLED.test(title(x)) && x.file.rows.flat().some((c) => AMOUNT.test(c))))
    it(title(t), () => {
      const cells = t.file.rows.flatMap((row, y) => row.flatMap((c, x) => (y > 0 && AMOUNT.test(c) && !/^-?0+[.,]00$/.test(c) ? [{ x, y }] : [])));
      return always(asyncProperty(nat(cells.length - 1), integer({ min: 1, max: 9 }), async (n, by) => {
        const { x, y } = cells[n]!;
        const rows = t.file.rows.map((row, at) => row.map((c, i) => (at === y && i === x ? c.slice(0, -1) + (Number(c.at(-1)) + by) % 10 : c)));
        const found = await outcome(t, written({ ...t.file, rows }, PLAIN));
        // A cell that is only for information, or an amount with its own control elsewhere, changes nothing.
        // Between parts and a net that is controlled itself, the difference stands in suspense.
        if (found !== 'refused' && !suspended(found)) assert.deepEqual(found, t.r.payouts, `${t.file.rows[y]![x]} at row ${y}`);
      }), { numRuns: Math.min(40, cells.length * 3) });
    });
});

describe('a file cut off somewhere', () => {
  for (const t of tables.filter((x) => CONTROLLED.test(title(x)) && STATED.test(title(x))))
    it(title(t), () => always(asyncProperty(array(integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 1 }), async ([off = 1]) => {
      const whole = Buffer.from(t.r.document!.body as string);
      const found = await outcome(t, whole.subarray(0, Math.max(0, whole.length - 1 - off)));
      if (found !== 'refused') assert.deepEqual(found, t.r.payouts);
    }), { numRuns: 15 }));
});

/** Columns that somebody names himself say nothing. */
const OWN_COLUMNS = /^payout-csv|own-columns/;
describe('a file that was handed to the wrong connection', () => {
  for (const t of tables)
    it(`${title(t)}: is told whose it is, and never told to be another's`, () => {
      const body = Buffer.from(t.r.document!.body as string);
      const whose = lookedLike(body, 'bank')?.connector;
      assert.ok(whose === t.connector.name || (whose === undefined && OWN_COLUMNS.test(title(t))), `${whose}`);
      assert.equal(lookedLike(body, t.connector.name), undefined);
    });
});
