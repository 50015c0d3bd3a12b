/** The platform's words and ours, in one table each; a word that stands in none is never guessed at. */
import type { Disposition, ReturnReason, Resolution } from '#domain/return.ts';
import type { News } from '#connectors/contract.ts';

type Word = Extract<News, { said: 'return' }>['word'];

export const STATUS: Readonly<Record<string, Word>> = {
  requested: 'requested', approved: 'authorised', in_transit: 'sent', received: 'sent', inspected: 'sent', completed: 'closed',
  rejected: 'declined', cancelled: 'cancelled', expired: 'cancelled',
};
/** The word each stage of ours is told by: the most common that means it. */
export const STATUS_OF: Readonly<Record<Word, string>> = {
  requested: 'requested', authorised: 'approved', sent: 'in_transit', closed: 'completed', declined: 'rejected', cancelled: 'cancelled',
};
export const GRADES: Readonly<Record<string, Disposition>> = { A: 'resaleable', B: 'damaged', C: 'damaged', X: 'destroyed' };
export const OUTCOMES: Readonly<Record<string, Resolution>> = {
  refund: 'refund', exchange: 'exchange', store_credit: 'store-credit', replacement: 'replacement',
};
export const REASONS: Readonly<Record<string, ReturnReason>> = {
  unwanted: 'unwanted', size: 'size', defective: 'defective', wrong_item: 'wrong-item', not_as_described: 'not-as-described',
  late: 'late', undeliverable: 'undeliverable', other: 'other',
};
