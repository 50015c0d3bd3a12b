/**
 * What is asked in one moment on one connection goes out as one statement. Code says what it wants of one order or one
 * item, and a batch of a hundred costs one statement: whatever it does, a statement takes a fifth of a millisecond of
 * both sides (an order went through 51 of them).
 *
 * The moment is over when nothing more can run before somebody answers, so work that goes on side by side meets again
 * at each of its steps.
 */
import type { Queryable } from './query.ts';

interface Gathering<K, V> { readonly all: K[]; readonly answers: Promise<readonly V[]> }

/** `ask` answers in the order of what it is asked; of what is written it answers nothing. */
export function gathered<K, V = void>(
  ask: (db: Queryable, all: readonly K[]) => Promise<readonly V[] | void>,
): (db: Queryable, one: K) => Promise<V> {
  const open = new WeakMap<Queryable, Gathering<K, V>>();
  const begin = (db: Queryable): Gathering<K, V> => {
    const all: K[] = [];
    const answers = new Promise<void>((resolve) => { process.nextTick(resolve); }).then(async () => {
      open.delete(db);
      return (await ask(db, all)) ?? [];
    });
    const made = { all, answers };
    open.set(db, made);
    return made;
  };
  return async (db, one) => {
    const { all, answers } = open.get(db) ?? begin(db);
    const n = all.push(one) - 1;
    return (await answers)[n]!;
  };
}

/** Rows that say which question they answer (`with ordinality`, from 1), in the order of the questions. */
export function inOrder<R extends { readonly n: number }>(rows: readonly R[], questions: readonly unknown[]): (R | undefined)[] {
  const answers = new Map(rows.map((r) => [r.n, r]));
  return questions.map((_, i) => answers.get(i + 1));
}
