/**
 * A partner's words and ours, both ways, as data: one table per place a word stands in. What a word of theirs leaves open
 * is a list; each of ours has the one word it is told by. A word that stands in no table is never guessed at: it is said
 * as drift, and changes nothing. translation.test.ts holds every table against the partner's specification.
 */
import type { Standing } from '#domain/standing.ts';
import type { News, Port } from './contract.ts';

export interface Translation<Own extends string> {
  /** Where it stands in the partner's documents: 'order.fulfillment.fulfillmentStatus'. */
  readonly path: string;
  /** Theirs → ours: each that may be meant. */
  readonly words: Readonly<Record<string, readonly Own[]>>;
  /** Ours → theirs. */
  readonly own: Readonly<Record<Own, string>>;
}
/** How far an order or a part of one is. `early`: no order yet. `foreign`: nothing that is ours to do. */
export type Says = Standing | 'early' | 'foreign';
export interface StatusTable extends Omit<Translation<Says>, 'own'> {
  readonly own: Readonly<Record<Standing, string>>;
}

/** A retailer's own choice of code, by a mapping of the table 'reason', or the table's. */
export async function coded<Own extends string>(
  port: Pick<Port<unknown>, 'mapping'>, { own }: Translation<Own>, ours: Own,
): Promise<string> {
  return (await port.mapping('reason', ours)) ?? own[ours];
}

type AnyTable<Own extends string> = Pick<Translation<Own>, 'path' | 'words'>;
/** Whether the word may mean one of these. */
export const says = <Own extends string>(table: AnyTable<Own>, word: string | null | undefined, ...any: readonly Own[]): boolean =>
  meanings(table, word).some((own) => any.includes(own));
export const meanings = <Own extends string>({ words }: AnyTable<Own>, word: string | null | undefined): readonly Own[] =>
  (word !== null && word !== undefined && Object.hasOwn(words, word) ? words[word]! : []);
export const isKnown = ({ words }: AnyTable<string>, word: string): boolean => Object.hasOwn(words, word);
/** The first meaning: of a word that has one, it. */
export const meaning = <Own extends string>(table: AnyTable<Own>, word: string | null | undefined): Own | undefined =>
  meanings(table, word)[0];

export const strange = ({ path }: AnyTable<string>, word: string): News =>
  ({ said: 'drift', path, detail: `unknown word ${word}; it changes nothing until somebody has said what it means` });

/**
 * A word of a partner's own making (a shop with states of its own) is said by a mapping of the table 'status': to the
 * word of the partner's that means the same.
 */
export async function known(port: Pick<Port<unknown>, 'mapping'>, table: AnyTable<string>, word: string): Promise<string | undefined> {
  if (isKnown(table, word)) return word;
  const mapped = await port.mapping('status', word);
  return mapped !== undefined && isKnown(table, mapped) ? mapped : undefined;
}
