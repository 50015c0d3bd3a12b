/** What a document gives the money ledger: its journals, whose they are, and what follows from their being there. */
import type { ConnectionId } from '#domain/brand.ts';
import type { Journal } from '#domain/journal.ts';
import type { DocumentClass } from '#domain/period.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import type { BooksPolicy } from '../books.ts';
import type { Batch } from './handler.ts';

export interface Posted {
  readonly journals: readonly Journal[];
  readonly legalEntity: string;
  /** The policy that decides about months and approval; that of all connections unless given. */
  readonly books?: BooksPolicy;
  /** Follows from the type of the message unless given. */
  readonly kind?: DocumentClass;
  /** Key of each entry, when one is not enough to tell the journals apart. */
  readonly keys?: readonly string[];
  /** The ERP that takes the journals, and the key of the first one's wish. */
  readonly erp?: { readonly to: ConnectionId; readonly key: string };
  readonly dimensions?: Readonly<Record<string, string>>;
  /** What of the journals nobody has explained, in minor units. */
  readonly variance?: bigint;
  /** Somebody approved it already, or nobody has to. */
  readonly approved?: boolean;
  /** Entries that the journals take back, in their order. */
  readonly reverses?: readonly (string | undefined)[];
  /** What is written beside the entries; not before, because a document whose month is closed writes nothing. */
  readonly beside?: () => Promise<unknown>;
  /** What else follows, given the entries that are new, in the order of their journals. */
  readonly drafts?: (entries: readonly string[]) => Draft[];
}
export type Rule = (batch: Batch, d: Claimed) => Promise<Posted | undefined>;
