/**
 * Writing off what stands on a clearing account and will never be settled. It is posted as an entry of the very order,
 * or of the partner's number that nobody knows, so that the item itself comes to nothing. A policy says how much may go
 * without a second person (`approval: {"write-off": {"above": "1.00"}}`); unless it does, every one is approved.
 */
import { brand, type Account, type LocalDate } from '#domain/brand.ts';
import { clearingReason, type ClearingOpen } from '#domain/clearing.ts';
import { inBulk } from '#domain/clearing-bulk.ts';
import { journal } from '#domain/journal.ts';
import { currency, measure, toDecimal } from '#domain/measure.ts';
import { CLEARING_CLASSES } from '#domain/payout-match.ts';
import { account } from '#domain/posting/accounts.ts';
import { clearingItems, type ClearingItem } from '#store/clearing.ts';
import { booksOf } from '../books.ts';
import { debitsOf } from '../handlers/money-write.ts';
import { derivedUuid, newId, orderStory } from '../identity.ts';
import type { Platform } from '../platform.ts';
import { carryOut, type Corrected } from './corrections.ts';
import { conflict, invalid, notFound, type Act } from './operation.ts';
import { entityOf } from './periods.ts';

export interface WriteOff {
  readonly account: string; readonly item: string; readonly date: string; readonly currency?: string | undefined;
  readonly entity?: string | undefined;
}
export interface WrittenOff extends Corrected {
  readonly item: string; readonly amount: string; readonly currency: string; readonly reason: string;
}
const MOST = 20_000;

export async function writeOff(p: Platform, act: Act, w: WriteOff): Promise<WrittenOff> {
  if (!act.why?.trim()) throw invalid('A write-off needs a reason: it stands in the books for ever.');
  const entity = entityOf(p, act.tenant, w.entity);
  const { row, open, connection } = await openItem(p, act.tenant, w, entity);
  const id = newId();
  const unit = currency(open.unit);
  const gone = measure(open.amount, unit);
  const to = open.reason === 'rounding' ? account('expenses:rounding') : account('expenses:adjustments', connection);
  const made = journal(brand<LocalDate>(w.date), `write-off ${open.item} of ${connection}: ${open.reason}`, [
    { account: to, amount: gone }, { account: brand<Account>(w.account), amount: measure(-open.amount, unit) },
  ]);
  const { journalsTo } = booksOf({ platform: p }, { tenant: act.tenant }, connection);
  const document = row.kind === 'order' ? `order:${row.name}` : ofRegister(row) ? row.name : `unmatched:${connection}:${row.name}`;
  const correlation = row.kind === 'order' ? orderStory(act.tenant, row.name) : derivedUuid(act.tenant, 'unmatched', connection, row.name);
  const done = await carryOut(p, act, {
    memo: made.memo, judged: { kind: 'write-off', ...debitsOf(made), variance: 0n }, at: { id, document, correlation },
    data: { legalEntity: entity, date: brand<LocalDate>(w.date), why: act.why, author: act.who, journal: made,
      ...(journalsTo && { to: journalsTo }) },
  });
  return { ...done, item: open.item, amount: toDecimal(gone), currency: unit, reason: open.reason };
}

async function openItem(
  p: Platform, tenant: string, w: WriteOff, entity: string,
): Promise<{ row: ClearingItem; open: ClearingOpen; connection: string }> {
  const connection = /^assets:clearing:([^:]+)$/.exec(w.account)?.[1];
  if (!connection) throw invalid(`${w.account} is no clearing account: threadline reconcile names them.`);
  const own = booksOf({ platform: p }, { tenant }, connection);
  const asOf = Temporal.Now.plainDateISO('UTC').toString();
  const rows = inBulk(await clearingItems(p.pool, {
    tenant, account: w.account, connection, entity, asOf, zone: own.zone, classes: CLEARING_CLASSES }, MOST));
  const found = rows.filter((r) => (r.number === w.item || r.name === w.item) && (w.currency === undefined || r.unit === w.currency));
  const [row, ...more] = found;
  if (!row) throw notFound(`Nothing called ${w.item} is open on ${w.account}.`);
  if (more.length > 0) throw conflict(`${w.item} is open in several currencies: ${found.map((r) => r.unit).join(', ')}.`);
  if (row.kind === 'document' && !ofRegister(row))
    throw conflict(`${w.item} is an entry, and no order: take it back with threadline journal reverse.`);
  const policy = { tolerance: BigInt(own.tolerance), asOf, days: own.clearingDays };
  return { row, connection, open: clearingReason({ ...row, orderUnit: row.order_unit }, policy) };
}
/** A day of a register is an item of its own; any other entry is taken back, not written off. */
const ofRegister = (row: ClearingItem): boolean => row.kind === 'document' && row.name.startsWith('register:');
