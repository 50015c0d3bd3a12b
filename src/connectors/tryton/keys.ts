/**
 * One document per key, although nothing in Tryton is unique.
 *
 * A document is written as a draft with its key, and looked for by the key before anything else is done to it. Whoever
 * finds two keeps the one that has come further and deletes the draft. Of two workers that create at the same time, at
 * least one looks after both were written, so at most one document ever leaves the draft state; a worker whose draft
 * was deleted is told so by Tryton and finds the other when it tries again. What is there twice beyond that (made by
 * hand, or by an older connector) cannot be deleted and goes to a person.
 */
import { z } from 'zod';
import { stop, Stopped } from '#domain/fault.ts';
import { attempt, create, find, type TrytonPort } from './rpc.ts';

/** `row` says what of the document is read; its id and its state must be among it. */
export interface Keyed<T extends Found> {
  readonly model: string;
  /** What the documents are called in a sentence. */
  readonly word: string;
  /** Finds the documents of the key. */
  readonly domain: readonly unknown[];
  /** States in which a document may be deleted without a trace, from first to last. */
  readonly early: readonly string[];
  readonly row: z.ZodObject<z.ZodRawShape> & z.ZodType<T>;
}
interface Found { readonly id: number; readonly state: string }

/** The one document of a key, made when it is not there. A just made one is looked for: another may be there too. */
type Values = () => Promise<object>;
export async function only<T extends Found>(port: TrytonPort, wanted: Keyed<T>, values: Values): Promise<T> {
  const there = await keyed(port, wanted);
  if (there) return there;
  await create(port, wanted.model, await values());
  const made = await keyed(port, wanted);
  if (made) return made;
  throw stop.unavailable(`one of the ${wanted.word} was made and is gone again: another worker is at it`);
}

/** Who loses the race finds a document gone; the next attempt finds the one that was kept. */
export async function contested<T>(word: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refused = error instanceof Stopped && error.fault.kind === 'Refused' && GONE.test(error.fault.detail);
    throw refused ? stop.unavailable(`another worker kept another of the ${word} with our key`) : error;
  }
}
const GONE = /don't exist anymore/;

/** The document of a key, or undefined. @throws Stopped DuplicateExternalOrder when there are two that count. */
export async function keyed<T extends Found>(port: TrytonPort, wanted: Keyed<T>): Promise<T | undefined> {
  const { model, domain, row } = wanted;
  // Even looking may meet a document that somebody is deleting.
  const found = (await contested(wanted.word, () => find(port, { model, domain }, row))) as unknown as T[];
  if (found.length < 2) return found[0];
  const final = found.filter((f) => !wanted.early.includes(f.state));
  if (final.length > 1) throw stop.refused('DuplicateExternalOrder',
    `Tryton holds ${final.length} ${wanted.word} with one key of ours: ${final.map((f) => f.id).join(', ')}`);
  const progress = (f: { state: string }) => wanted.early.indexOf(f.state);
  const keep = final[0] ?? found.toSorted((a, b) => progress(b) - progress(a) || a.id - b.id)[0]!;
  const surplus = found.filter((f) => f.id !== keep.id).map((f) => f.id);
  const deletion = { method: `model.${wanted.model}.delete`, params: [surplus], write: true };
  const outcome = await attempt(port, deletion, z.unknown());
  // Somebody drove a surplus one on meanwhile: look again, it may be the one that counts now.
  if (!('result' in outcome)) throw stop.unavailable(`another worker is at the same ${wanted.word}: ${outcome.text}`);
  return keep;
}
