/** What a document gives the money ledger: its journals, whose they are, and what follows from their being there. */
import type { Journal } from '#domain/journal.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import type { Batch } from './handler.ts';

export interface Posted {
  readonly journals: readonly Journal[];
  readonly legalEntity: string;
  /** Entries that are new, in the order of their journals. */
  readonly drafts?: (entries: readonly string[]) => Draft[];
}
export type Rule = (batch: Batch, d: Claimed) => Promise<Posted | undefined>;
