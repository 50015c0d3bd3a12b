/**
 * JSON whose lists are long: their elements are parsed one by one as the text comes in, and what is kept of each is what a
 * schema leaves. Everything around the lists is parsed as a whole. A list of a hundred thousand movements needs no more
 * memory than what is known of them.
 */
import { stop, Stopped } from '#domain/fault.ts';
import { hash53 } from '#domain/shard.ts';
import { parse } from 'lossless-json';
import { z } from 'zod';
import { read } from '../parse.ts';
import { exactJson } from './json.ts';
import type { Source } from './source.ts';

/** By the name of a list, what its elements are; `[]` is a document that is nothing but the list. */
export type Lists = Readonly<Record<string, z.ZodType>>;
const WHOLE = '[]';
const MARK = '\u0000list:';
const NAME = 40;
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
  const cutter = new Cutter(lists, isBare(source.head, lists));
  for await (const piece of source.text()) {
    cutter.take(piece);
    await new Promise((resolve) => setImmediate(resolve)); // Whatever else this process does must get its turn.
  }
  return cutter.end();
}

/** An array of movements, and not of pages that hold lists of them. */
const isBare = (head: Uint8Array, lists: Lists): boolean => {
  const text = Buffer.from(head).toString('latin1').replaceAll('\u0000', '');
  return lists[WHOLE] !== undefined && /^[^[{]*\[/.test(text) && !new RegExp(`"(${Object.keys(lists).join('|')})"\\s*:\\s*\\[`).test(text);
};

interface Open { readonly name: string; readonly depth: number; readonly found: unknown[] }

class Cutter {
  private readonly lists: Lists;
  private readonly bare: boolean;
  private readonly all: unknown[][] = [];
  private around = '';
  private element = '';
  private open: Open | undefined;
  private depth = 0;
  private quoted = false;
  private escaped = false;
  private word = '';
  private key = '';

  constructor(lists: Lists, bare: boolean) {
    this.lists = lists;
    this.bare = bare;
  }

  take(piece: string): void {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const c = piece[at]!;
      if (this.quoted) this.inQuotes(c);
      else if (c === '"') {
        this.quoted = true;
        this.word = '';
      } else if (this.isEdge(c)) {
        this.keep(piece.slice(from, at));
        from = at + 1;
        this.edge(c);
      } else this.inside(c);
    }
    this.keep(piece.slice(from));
  }

  private inQuotes(c: string): void {
    if (this.escaped) this.escaped = false;
    else if (c === '\\') this.escaped = true;
    else if (c === '"') this.quoted = false;
    else if (!this.open && this.word.length < NAME) this.word += c;
  }

  /** Where a list begins, goes on with its next element, or ends. */
  private isEdge(c: string): boolean {
    if (this.open) return (c === ',' && this.depth === this.open.depth + 1) || (c === ']' && this.depth === this.open.depth + 1);
    return c === '[' && this.lists[this.depth === 0 && this.bare ? WHOLE : this.key] !== undefined;
  }
  private edge(c: string): void {
    if (c === '[') {
      this.around += `"\\u0000list:${this.all.length}"`;
      this.open = { name: this.depth === 0 && this.bare ? WHOLE : this.key, depth: this.depth, found: [] };
      this.all.push(this.open.found);
      this.depth += 1;
      this.key = '';
      return;
    }
    this.parsed();
    if (c === ']') {
      this.open = undefined;
      this.depth -= 1;
    }
  }
  private inside(c: string): void {
    if (c === '{' || c === '[') this.depth += 1;
    else if (c === '}' || c === ']') this.depth -= 1;
    if (this.open) return;
    if (c === ':') this.key = this.word;
    else if (c === '{' || c === '[' || c === ',') this.key = '';
  }

  private keep(text: string): void {
    if (this.open) this.element += text;
    else this.around += text;
    if (this.around.length > MOST)
      throw stop.malformed(`more than ${MOST / 1024 / 1024} MB stand outside of the lists ${Object.keys(this.lists).join(', ')}: ` +
        'hand over a part of it, or the provider’s report as CSV, which may be of any size');
  }

  private parsed(): void {
    const { open, element } = this;
    this.element = '';
    if (!open || element.trim() === '') return;
    const where = `${open.name === WHOLE ? '' : open.name}[${open.found.length}]`;
    if (open.found.length >= MOST_ELEMENTS)
      throw stop.malformed(`the list ${open.name} has more than ${MOST_ELEMENTS.toLocaleString('en')} entries, which are held in memory: ` +
        'hand over its pages in several files, or the provider’s report as CSV, which may be of any size');
    open.found.push(elementIn(element, this.lists[open.name]!, where));
  }

  end(): unknown {
    if (this.open) throw stop.malformed('not JSON: it ends in the middle of a list; it is cut off');
    const { all } = this;
    const whole = exactJson(Buffer.from(this.around));
    return all.length === 0 ? whole : filled(whole, all);
  }
}

function elementIn(text: string, schema: z.ZodType, where: string): unknown {
  let raw: unknown;
  try {
    raw = parse(text, null, { parseNumber: (digits) => digits });
  } catch (error) {
    throw stop.malformed(`not JSON: ${where}: ${(error as Error).message}`);
  }
  try {
    const element = read(schema, raw);
    if (typeof element === 'object' && element !== null) readOnce.add(element);
    return element;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    throw stop.malformed(`${where}.${error.message.replace(/^Malformed: /, '')}`);
  }
}

/** Around the lists there is little: it is walked once. */
function filled(value: unknown, all: readonly unknown[][]): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? all[Number(value.slice(MARK.length))] : value;
  if (Array.isArray(value)) return value.map((v) => filled(v, all));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, filled(v, all)]));
}
