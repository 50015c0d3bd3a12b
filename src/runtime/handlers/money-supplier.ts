/** What suppliers charge that send to the buyer themselves, in the money ledger: whoever posts the revenue, the cost is ours. */
import type { Timestamp } from '#domain/brand.ts';
import type { SupplierOwed } from '#domain/messages.ts';
import { postSupplied } from '#domain/posting/supplier.ts';
import { dateIn } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { booksOf } from '../books.ts';
import type { Batch } from './handler.ts';
import type { Posted } from './posted.ts';

export async function supplierOwed(batch: Batch, d: Claimed): Promise<Posted> {
  const owed = revive<SupplierOwed['data']>(d.data);
  const own = booksOf(batch, d, owed.channel);
  return {
    journals: postSupplied(owed, dateIn(owed.at as Timestamp, own.zone)), legalEntity: own.legalEntity, books: own,
    dimensions: { channel: owed.channel, location: owed.supplier },
  };
}
