/** What people do to the books: let a waiting journal go to the ERP, take an entry back, make another one. */
import { brand, type Account, type LocalDate } from '#domain/brand.ts';
import { journal, type Journal } from '#domain/journal.ts';
import { measure } from '#domain/measure.ts';
import type { JournalApproved, JournalCorrected } from '#domain/messages.ts';
import { reversed } from '#domain/posting/payout.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { askedOfErp, entryOf, type EntryFound } from '#store/entry.ts';
import type { Draft } from '../append.ts';
import { booksOf } from '../books.ts';
import type { Batch } from './handler.ts';
import { toErp } from './money-write.ts';
import type { Posted } from './posted.ts';

export const journalOf = (e: EntryFound): Journal => ({
  ...journal(brand<LocalDate>(e.date), e.memo, e.lines.map((l) => ({
    account: brand<Account>(l.account), amount: measure(BigInt(l.amount), l.unit), ...(l.dimensions && { dimensions: l.dimensions }) }))),
  ...(e.dimensions && { dimensions: e.dimensions }),
});

export async function approved(batch: Batch, d: Claimed): Promise<Draft[]> {
  const { entry, to, wish, lines } = d.data as JournalApproved['data'];
  const found = await find(batch, d, entry);
  return toErp(batch, d, { entry, journal: journalOf(found), to, key: wish, lines });
}

/** The reversal goes where its entry went: an ERP that never heard of the one hears of neither. */
export async function corrected(batch: Batch, d: Claimed): Promise<Posted> {
  const { reverses, journal: instead, date, legalEntity, to } = revive<JournalCorrected['data']>(d.data);
  const found = reverses === undefined ? undefined : await find(batch, d, reverses);
  const asked = found && (await askedOfErp(batch.tx, d.tenant, found));
  const erp = asked ?? to;
  return {
    journals: [...(found ? [reversed(journalOf(found), date)] : []), ...(instead ? [instead] : [])],
    keys: [...(found ? [`reversal:${found.id}`] : []), ...(instead ? [d.key] : [])],
    reverses: found ? [found.id] : [], kind: instead ? 'correction' : 'reversal', approved: true, legalEntity,
    books: booksOf(batch, d, '*'),
    ...(found?.dimensions && { dimensions: found.dimensions }),
    ...(erp && { erp: { to: brand(erp), key: `journal:${d.key}` } }),
  };
}

async function find(batch: Batch, d: Claimed, id: string): Promise<EntryFound> {
  const found = await entryOf(batch.tx, d.tenant, { document: d.subject, id });
  if (!found) throw new TypeError(`${d.type} is about entry ${id}, which is not in the ledger`);
  return found;
}
