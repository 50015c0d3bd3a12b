/**
 * A state machine is a table: from which state which word leads where. A word that stands in no row is
 * ignored, which is what makes late and repeated news harmless. The table is drawn into the documentation
 * and walked by the tests, so that no state can be written down and never be reached.
 */
export type Table<State extends string, Word extends string> = {
  readonly [S in State]: { readonly [W in Word]?: State };
};
export interface Machine<State extends string, Word extends string> {
  readonly first: State;
  readonly table: Table<State, Word>;
}

export const machine = <State extends string, Word extends string>(
  first: State, table: Table<State, Word>,
): Machine<State, Word> => ({ first, table });

/** Where a word leads; nowhere, when the table does not say. */
export const after = <S extends string, W extends string>({ table }: Machine<S, W>, from: S, word: W): S =>
  table[from][word] ?? from;

export const statesOf = <S extends string, W extends string>({ table }: Machine<S, W>): S[] =>
  Object.keys(table) as S[];

/** States no sequence of words leads to. */
export function unreachable<S extends string, W extends string>(m: Machine<S, W>): S[] {
  const reached = new Set<S>([m.first]);
  for (const state of reached) for (const to of Object.values<S | undefined>(m.table[state])) if (to) reached.add(to);
  return statesOf(m).filter((s) => !reached.has(s));
}

/** The drawing for docs/machines.md. */
export const drawing = <S extends string, W extends string>(m: Machine<S, W>): string => [
  'stateDiagram-v2',
  `  [*] --> ${m.first}`,
  ...statesOf(m).flatMap((from) => Object.entries<S | undefined>(m.table[from])
    .map(([word, to]) => `  ${from} --> ${to}: ${word}`)),
].join('\n');
