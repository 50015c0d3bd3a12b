/**
 * JSON whose lists are long: their elements are parsed one by one as the text comes in, and what is kept of each is what a
 * schema leaves. Everything around the lists is kept as it is. A list of a hundred thousand movements needs no more memory
 * than what is known of them.
 */
import { stop, Stopped } from '#domain/fault.ts';
import { hash53 } from '#domain/shard.ts';
import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { z } from 'zod';
import { read } from '../parse.ts';
import type { Source } from './source.ts';

/** By the name of a list, what its elements are; `[]` is a document that is nothing but the list. */
export type Lists = Readonly<Record<string, z.ZodType>>;
const WHOLE = '[]';
/** More than this around the lists is no list of movements. */
const MOST = 64 * 1024 * 1024;
/** So many were measured to need 340 to 510 MB (movements of 400 to 900 bytes, two lines of most); reports of rows may be of any size. */
export const MOST_ELEMENTS = 100_000;

/** Pages overlap when something comes in between: what stands in two of them is taken once. */
export function distinct<T>(all: readonly T[]): T[] {
  const seen = new Set<number>();
  return all.filter((item) => {
    const { size } = seen;
    return seen.add(hash53(JSON.stringify(item))).size > size;
  });
}

const readOnce = new WeakSet<object>();
/** In the schema of what stands around them: an element that was read already; any other is read now. */
export const already = <S extends z.ZodType>(schema: S): z.ZodType<z.output<S>> =>
  z.union([z.custom<z.output<S>>(isRead), schema]) as z.ZodType<z.output<S>>;
const isRead = (value: unknown): boolean => typeof value === 'object' && value !== null && readOnce.has(value);

/** Numbers come as the text they were written as. @throws Stopped Malformed when it is cut off, no JSON, or too much to hold. */
export async function jsonIn(source: Source, lists: Lists): Promise<unknown> {
  const reader = new Reader(lists, isBare(source.head, lists));
  for await (const piece of source.text()) {
    reader.take(piece);
    await new Promise((resolve) => setImmediate(resolve)); // Whatever else this process does must get its turn.
  }
  return reader.end();
}

/** An array of movements, and not of pages that hold lists of them. */
const isBare = (head: Uint8Array, lists: Lists): boolean => {
  const text = Buffer.from(head).toString('latin1').replaceAll('\u0000', '');
  return lists[WHOLE] !== undefined && /^[^[{]*\[/.test(text) && !new RegExp(`"(${Object.keys(lists).join('|')})"\\s*:\\s*\\[`).test(text);
};

/** The library makes floats of numbers unless it is told otherwise; nothing here reads one as a number. */
class Exact extends Tokenizer {
  protected override parseNumber(text: string): number {
    return text as unknown as number;
  }
}
type Token = Parameters<Tokenizer['onToken']>[0];
type Found = Parameters<TokenParser['onValue']>[0];
class Reader {
  private readonly lists: Lists;
  private readonly bare: boolean;
  private readonly words = new Exact({ stringBufferSize: 4096, numberBufferSize: 64 });
  private readonly values = new TokenParser();
  private whole: unknown;
  /** Bytes so far, and of them those of elements of lists. */
  private taken = 0;
  private inside = 0;
  /** Where what is open began, with the names an object has so far; the last that closed began at `from` and ended at `at`. */
  private readonly opens: { readonly from: number; readonly names?: unknown[] }[] = [];
  private from = 0;
  private at = 0;
  private text: unknown;

  constructor(lists: Lists, bare: boolean) {
    this.lists = lists;
    this.bare = bare;
    this.words.onToken = (token) => this.word(token);
    this.values.onValue = (found) => this.found(found);
  }

  take(piece: string): void {
    try {
      this.words.write(piece);
    } catch (error) {
      throw error instanceof Stopped ? error : stop.malformed(`not JSON: ${(error as Error).message}`);
    }
    this.taken += Buffer.byteLength(piece);
    if (this.taken - this.inside > MOST)
      throw stop.malformed(`more than ${MOST / 1024 / 1024} MB stand outside of the lists ${Object.keys(this.lists).join(', ')}: ` +
        'hand over a part of it, or the provider’s report as CSV, which may be of any size');
  }
  end(): unknown {
    if (!this.values.isEnded) throw stop.malformed('not JSON: it ends before it is complete; it is cut off');
    return this.whole;
  }

  private word(word: Token): void {
    this.at = word.offset;
    if (word.token === TokenType.STRING) this.text = word.value;
    else if (word.token === TokenType.COLON) this.named();
    else if (word.token === TokenType.LEFT_BRACE) this.opens.push({ from: word.offset, names: [] });
    else if (word.token === TokenType.LEFT_BRACKET) this.opens.push({ from: word.offset });
    else if (word.token === TokenType.RIGHT_BRACE || word.token === TokenType.RIGHT_BRACKET) this.from = this.opens.pop()?.from ?? 0;
    this.values.write(word);
  }
  /** Of two amounts under one name nobody knows which is meant. */
  private named(): void {
    const names = this.opens.at(-1)?.names;
    if (names?.includes(this.text)) throw stop.malformed(`not JSON: "${String(this.text)}" stands twice in one object, at byte ${this.at}`);
    names?.push(this.text);
  }

  private found({ value, key, parent, stack }: Found): void {
    if (stack.length === 0) this.whole = value;
    else if (Array.isArray(parent) && this.isElement(stack)) this.element(parent, value, [stack.at(-1)!.key, key]);
  }
  /** Of one of the lists; a list within an element of a list is that element's own. */
  private isElement(stack: Found['stack']): boolean {
    if (this.bare) return stack.length === 1;
    const isList = (key: Found['key']): boolean => typeof key === 'string' && this.lists[key] !== undefined;
    return isList(stack.at(-1)!.key) && !stack.some(({ key }, i) => isList(key) && typeof stack[i + 1]?.key === 'number');
  }
  private element(list: unknown[], value: unknown, [of, at]: readonly [Found['key'], Found['key']]): void {
    const name = this.bare ? WHOLE : String(of);
    if (list.length > MOST_ELEMENTS)
      throw stop.malformed(`the list ${name} has more than ${MOST_ELEMENTS.toLocaleString('en')} entries, which are held in memory: ` +
        'hand over its pages in several files, or the provider’s report as CSV, which may be of any size');
    if (typeof value === 'object' && value !== null) this.inside += this.at - this.from + 1;
    list[Number(at)] = elementIn(value, this.lists[name]!, `${name === WHOLE ? '' : name}[${at}]`);
  }
}

function elementIn(raw: unknown, schema: z.ZodType, where: string): unknown {
  try {
    const element = read(schema, raw);
    if (typeof element === 'object' && element !== null) readOnce.add(element);
    return element;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    throw stop.malformed(`${where}.${error.message.replace(/^Malformed: /, '')}`);
  }
}
