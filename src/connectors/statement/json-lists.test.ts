/** A long list is the same read in pieces of any size as parsed at once, and says what is wrong with an entry by its place. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { asyncProperty, assert as always, array, boolean, integer, record, string } from 'fast-check';
import { z } from 'zod';
import { jsonIn, MOST_ELEMENTS } from './json-lists.ts';
import { sourceIn, type Source } from './source.ts';

const Entry = z.object({ id: z.string(), words: z.string(), deep: z.array(z.object({ n: z.string() })).nullish() });
const LISTS = { '[]': Entry, data: Entry };
const inPieces = (text: string, size: number): Source => ({
  ...sourceIn(Buffer.from(text)),
  async *text() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  },
});
const entries = array(record({ id: string(), words: string(), deep: array(record({ n: integer().map(String) }), { maxLength: 2 }) }), { maxLength: 5 });

it('is what it is, in pieces of any size, among whatever stands around it', () =>
  always(asyncProperty(entries, string(), integer({ min: 1, max: 40 }), boolean(), async (data, more, size, pretty) => {
    const whole = { before: { more, list: [more, '1'] }, data, after: [{ data: [] }, null, true, more] };
    for (const value of [whole, [whole, whole], data])
      assert.deepEqual(await jsonIn(inPieces(JSON.stringify(value, null, pretty ? 2 : 0), size), LISTS), JSON.parse(JSON.stringify(value)));
  }), { numRuns: 60 }));

it('numbers are the text they were written as, however long, and a name that stands twice in one object is refused', async () => {
  const text = '{"total":1.10,"data":[{"id":90071992547409931,"words":0.30,"deep":[{"n":1.0e-7}]}],"pages":[{"data":[{"id":"ü","words":"\\u00e9\\n"}]}]}';
  const read = z.object({ id: z.string(), words: z.string(), deep: z.array(z.object({ n: z.string() })).optional() });
  for (const size of [1, 3, 1000]) assert.deepEqual(await jsonIn(inPieces(text, size), { data: read }), {
    total: '1.10', data: [{ id: '90071992547409931', words: '0.30', deep: [{ n: '1.0e-7' }] }], pages: [{ data: [{ id: 'ü', words: 'é\n' }] }],
  });
  await assert.rejects(jsonIn(inPieces('{"data":[{"id":"1","words":"","id":"2"}]}', 5), LISTS), /"id" stands twice in one object/);
});

it('an entry that is wrong is named; a list that is cut off or too long is refused in words', async () => {
  const said = (text: string) => jsonIn(inPieces(text, 7), LISTS).then(() => 'read', (e: Error) => e.message);
  assert.match(await said('{"data":[{"id":"1","words":""},{"id":2,"words":[]}]}'), /data\[1\]\.words: /);
  assert.match(await said('{"data":[{"id":"1","words":""},{"id"'), /cut off/);
  assert.match(await said('{"data":[{"id":"1","words":""}'), /cut off/);
  assert.match(await said('{"data":[]'), /not JSON/);
  const long = `{"data":[${'{"id":"1","words":""},'.repeat(MOST_ELEMENTS + 1).slice(0, -1)}]}`;
  assert.match(await jsonIn(inPieces(long, 1 << 16), LISTS).then(() => 'read', (e: Error) => e.message), /more than 100,000 entries.*as CSV/);
});
