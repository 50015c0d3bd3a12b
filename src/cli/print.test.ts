/** Columns line up with and without color, long last columns hang, problems become sentences. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DatabaseProblem } from '#store/postgres/problem.ts';
import { json, paint, plural, span, table, wrap } from './print.ts';
import { sentence } from './problem.ts';

it('columns are as wide as their widest cell, whatever its color', () => {
  const red = paint({ color: true }, 'red', 'no');
  assert.equal(table([['a', 'x'], ['longer', 'y']], { width: 80 }), '  a       x\n  longer  y\n');
  assert.equal(table([[red, 'x'], ['longer', 'y']], { width: 80 }), `  ${red}      x\n  longer  y\n`);
  assert.equal(paint({ color: false }, 'red', 'no'), 'no');
  assert.equal(table([], { width: 80 }), '');
});

it('a long last column is wrapped and hangs under itself', () => {
  const text = table([['key', 'one two three four five six seven eight nine ten']], { width: 38 });
  assert.equal(text, '  key  one two three four five six\n       seven eight nine ten\n');
  assert.deepEqual(wrap('a unbreakable-word-longer-than-the-line b', 10), ['a', 'unbreakable-word-longer-than-the-line', 'b']);
});

it('counts, spans and JSON', () => {
  assert.deepEqual([plural(1, 'order'), plural(1200, 'order'), plural(2, 'delivery', 'deliveries')],
    ['1 order', '1,200 orders', '2 deliveries']);
  assert.deepEqual([span(3), span(-120), span(7200), span(300_000)], ['3 s', '2 min', '2 h', '3 days']);
  assert.equal(json({ n: 12345678901234567890n, at: Temporal.Instant.from('2026-11-21T00:00:00Z') }),
    '{\n  "n": "12345678901234567890",\n  "at": "2026-11-21T00:00:00Z"\n}\n');
});

it('whatever goes wrong is one sentence', () => {
  const coded = (code: string, more = {}) => Object.assign(new Error('raw text'), { code, ...more });
  assert.equal(sentence(new AggregateError([coded('ECONNREFUSED', { address: '127.0.0.1', port: 5432 })])),
    'The database at 127.0.0.1:5432 does not answer: start it, or correct --database.');
  assert.equal(sentence(coded('28P01')), 'The database refuses the password: correct --database.');
  assert.equal(sentence(coded('ENOENT', { path: '/x/y' })), '/x/y does not exist.');
  assert.equal(sentence(new DatabaseProblem('The disk is full.')), 'The disk is full.');
  assert.equal(sentence(new Error('first line\n  at somewhere')), 'first line');
});
