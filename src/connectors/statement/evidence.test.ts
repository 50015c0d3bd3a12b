/** How a file writes its amounts and dates is found out from all of them together; what nothing tells is refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as always, constantFrom, integer, property } from 'fast-check';
import { DateEvidence, dateReader } from './dates.ts';
import { amountReader, NumberEvidence } from './numbers.ts';
import { linesOf } from './text.ts';

describe('amounts of a file', () => {
  const style = (texts: readonly string[], places = 2) => {
    const evidence = new NumberEvidence(places);
    for (const [at, text] of texts.entries()) evidence.see(text, at + 1);
    return evidence.style().decimal;
  };

  it('tell their decimal sign together', () => {
    assert.equal(style(['1.234,56']), ',');
    assert.equal(style(['1,234.56']), '.');
    assert.equal(style(['1.234', '0,5']), ',');
    assert.equal(style(['1.234.567']), ',');
    assert.equal(style(['12', '-7']), undefined);
    assert.equal(style(['1,234'], 0), '.');
    assert.deepEqual([style(['.111']), style(['-,5', '3'])], ['.', ',']);
  });

  it('are refused when they contradict each other or say nothing', () => {
    assert.throws(() => style(['1,50', '2.50']), /written in two ways: line 1 .* and line 2/);
    assert.throws(() => style(['1.000']), /can be read with decimals or with thousands/);
    assert.throws(() => style(['1,234'], 3), /can be read/);
    assert.throws(() => style(['1.234', '12']), /line 1 \(1.234\) can be read/);
    assert.throws(() => style(['--5']), /is not an amount/);
    assert.throws(() => style(['']), /is not an amount/);
  });

  it('keep their thousands in groups of three', () => {
    const amount = amountReader({ decimal: ',' }, 2);
    assert.equal(amount('-1.234.567,8', 1), -123_456_780n);
    assert.equal(amount('+0,05', 1), 5n);
    assert.equal(amount('−12,00', 1), -1200n);
    assert.equal(amount('7', 1), 700n);
    assert.deepEqual([amount(',5', 1), amount('-,11', 1), amount('(,11)', 1)], [50n, -11n, -11n]);
    for (const bad of ['12.34,50', '1.2345', '1,2,3', ',', '1.234.56'])
      assert.throws(() => amount(bad, 9), /line 9/, bad);
  });
});

describe('dates of a file', () => {
  const order = (texts: readonly string[], period: readonly string[] = []) => {
    const evidence = new DateEvidence();
    for (const [at, text] of [...texts, ...period].entries()) evidence.see(text, at + 1);
    return evidence.dayOrder(period);
  };

  it('tell their order by a number above twelve, or by a period that makes sense', () => {
    assert.equal(order(['03/04/2026', '13/04/2026']), 'day-first');
    assert.equal(order(['03/04/26', '04/13/26']), 'month-first');
    assert.equal(order([], ['11/01/2026', '11/10/2026', '11/12/2026']), 'month-first');
    assert.equal(order([], ['01/11/2026', '10/11/2026', '12/11/2026']), 'day-first');
    assert.throws(() => order(['13/04/2026', '04/13/2026']), /two orders: line 1 .* and line 2/);
    assert.throws(() => order(['05/06/2026'], ['05/06/2026', '05/06/2026', '05/06/2026']), /day first or month first/);
  });

  it('are read in UTC unless they say otherwise', () => {
    const date = dateReader('day-first');
    assert.equal(date('04.11.2026 7:45:09 UTC', 1), '2026-11-04T07:45:09.000Z');
    assert.equal(date('2026-11-04T06:23:59+00:00', 1), '2026-11-04T06:23:59.000Z');
    assert.equal(date('2026-11-04T06:23:59-07:00', 1), '2026-11-04T13:23:59.000Z');
    assert.equal(date('04/11/26', 1), '2026-11-04T00:00:00.000Z');
    assert.equal(date('2026-11-04 06:23', 1), '2026-11-04T06:23:00.000Z');
    assert.throws(() => date('4th of November', 3), /line 3: .* is not a date/);
    assert.throws(() => date('31/11/2026', 3), /is not a date/);
  });
});

it('lines come whole over the edges of the pieces they are read in', () => {
  const text = Array.from({ length: 9000 }, (_, at) => `row ${at} ü`).join('\r\n');
  assert.deepEqual([...linesOf(Buffer.from(text))].map((l) => l.text), text.split('\r\n'));
  const odd = [...linesOf(Buffer.from('a\r\n\r\nb\rc\n'))];
  assert.deepEqual(odd.map((l) => [l.number, l.text]), [[1, 'a'], [3, 'b'], [4, 'c']]);
});

it('an amount is the same in every dress', () => always(property(
  integer({ min: -99_999_999, max: 99_999_999 }), constantFrom<readonly [group: string, decimal: '.' | ',']>(
    [',', '.'], ['.', ','], [' ', ','], ['\u00a0', ','], ['\u202f', ','], ['\u2009', '.'], ["'", '.'], ['’', '.'], ['', ','], ['', '.']),
  constantFrom<(digits: string) => string>((d) => `-${d}`, (d) => `−${d}`, (d) => `${d}-`, (d) => `(${d})`, (d) => `-$${d}`, (d) => `$-${d}`,
    (d) => `- ${d} €`, (d) => `(£${d})`, (d) => `€ −${d}`),
  (cents, [group, decimal], minus) => {
    const size = String(Math.abs(cents)).padStart(3, '0');
    const digits = `${size.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, group)}${decimal}${size.slice(-2)}`;
    const written = cents < 0 ? minus(digits) : digits;
    const evidence = new NumberEvidence(2);
    evidence.see(written, 1);
    assert.equal(amountReader(evidence.style(), 2)(written, 1), BigInt(cents), written);
  })));

it('a day is the same in every language and order', () => always(property(
  integer({ min: 1, max: 28 }), constantFrom(0, 4, 9), (day, month) => {
    const words = { 0: ['Jan', 'janv.', 'enero', 'gennaio', 'Januar'], 4: ['May', 'mai', 'mayo', 'maggio', 'Mai'],
      9: ['Oct', 'octobre', 'oct.', 'ottobre', 'Okt.'] }[month]!;
    const [d, m] = [String(day).padStart(2, '0'), String(month + 1).padStart(2, '0')];
    const expected = `2026-${m}-${d}T14:05:00.000Z`;
    const date = dateReader('day-first');
    for (const text of [...words.map((w) => `${day} ${w} 2026 14:05:00`), `${d}/${m}/2026 14:05`, `${d}.${m}.2026 14:05:00 UTC`,
      `${day}.${month + 1}.26 2:05 PM`, `2026-${m}-${d}T15:05:00+01:00`, `2026/${month + 1}/${day} 14:05:00`,
      `2026年${month + 1}月${day}日 14:05:00`, `${words[0]} ${day}, 2026 2:05:00 PM`, `${d}/${m}/2026 07:05:00 PDT`])
      assert.equal(date(text, 1), expected, text);
  })));
