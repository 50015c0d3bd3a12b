import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gathered, inOrder } from './gather.ts';
import type { Queryable } from './query.ts';

const connection = (): Queryable => ({ query: async () => { throw new Error('nothing is asked here'); } });

it('what is asked in one moment on one connection is one statement, answered in the order of the questions', async () => {
  const asked: (readonly [Queryable, readonly number[]])[] = [];
  const twice = gathered(async (db, all: readonly number[]) => {
    asked.push([db, all]);
    return all.map((n) => n * 2);
  });
  const [a, b] = [connection(), connection()];
  const work = async (db: Queryable, n: number) => twice(db, await twice(db, n));
  assert.deepEqual(await Promise.all([work(a, 1), work(b, 10), work(a, 2), work(a, 3)]), [4, 40, 8, 12]);
  assert.deepEqual(asked.map(([db, all]) => [db === a ? 'a' : 'b', ...all]),
    [['a', 1, 2, 3], ['b', 10], ['a', 2, 4, 6], ['b', 20]], 'side by side they meet again at the second step');
});

it('a statement that fails fails for all who asked, and for nobody after them', async () => {
  let broken = true;
  const ask = gathered(async (_db, all: readonly string[]) => {
    if (broken) throw new Error('no');
    return all;
  });
  const db = connection();
  const told = await Promise.allSettled([ask(db, 'x'), ask(db, 'y')]);
  assert.deepEqual(told.map((t) => t.status), ['rejected', 'rejected']);
  broken = false;
  assert.equal(await ask(db, 'z'), 'z');
});

it('rows that say which question they answer stand where it was asked; the others are missing', () =>
  assert.deepEqual(inOrder([{ n: 3, v: 'c' }, { n: 1, v: 'a' }], ['x', 'y', 'z']).map((r) => r?.v), ['a', undefined, 'c']));
