/** A row of the ledger as people read it. */
import type { EntryRow } from '#store/journal.ts';
import { decimalOf, type JournalEntry } from './journal-formats.ts';

export const entryOf = (e: Omit<EntryRow, 'posted_at'>): JournalEntry => ({
  id: e.id, book: e.book, date: e.date, memo: e.memo, document: e.document, legalEntity: e.legal_entity, correlation: e.correlation,
  lines: e.lines.map(({ account, unit, amount, dimensions }) =>
    ({ account, unit, amount: decimalOf(e.book, BigInt(amount), unit), ...(dimensions && { dimensions }) })),
  ...(e.number && { number: e.number }), ...(e.kind && { kind: e.kind }), ...(e.document_date && { documentDate: e.document_date }),
  ...(e.reverses && { reverses: e.reverses }), ...(e.dimensions && { dimensions: e.dimensions }),
});
