/**
 * Writing what a document gives the books: into the month that takes it, with a number of its series, and on to the
 * ERP, after a second person where the policy wants one. Nothing here knows what kind of document it was.
 */
import type { ConnectionId } from '#domain/brand.ts';
import { reasonsToAsk } from '#domain/approval.ts';
import { stop } from '#domain/fault.ts';
import { dimensionsOf, onAccount, type DimensionRules, type Dimensions } from '#domain/dimension.ts';
import type { Journal, Posting } from '#domain/journal.ts';
import { inParts } from '#domain/journal-parts.ts';
import { toDecimal } from '#domain/measure.ts';
import { nextFor, placeOf, type DocumentClass, type PeriodState } from '#domain/period.ts';
import { saveApproval } from '#store/approval.ts';
import type { Claimed } from '#store/delivery.ts';
import { entriesKnown } from '#store/entry.ts';
import * as ledger from '#store/ledger.ts';
import { holdBooks, isLetIn, periods, takeNumbers } from '#store/period.ts';
import type { Draft } from '../append.ts';
import { booksOf, type BooksPolicy } from '../books.ts';
import { newId } from '../identity.ts';
import { follow, type Batch } from './handler.ts';
import type { Posted } from './posted.ts';

const KINDS: Readonly<Record<string, DocumentClass>> = {
  InvoiceIssued: 'invoice', CreditMemoIssued: 'credit-memo', PayoutReceived: 'payout', PayoutReclassified: 'reclassification',
  ChargebackLost: 'chargeback', DepositMatched: 'deposit', DepositUnmatched: 'reversal', BankLineExplained: 'deposit',
  RegisterDayClosed: 'register-day',
};
/** Series of the entries that are ours; invoices and credit memos have the ERP's numbers. */
const SERIES: Readonly<Partial<Record<DocumentClass, string>>> = {
  payout: 'PAY', reclassification: 'ADJ', chargeback: 'ADJ', deposit: 'BNK', 'register-day': 'REG', reversal: 'REV', correction: 'COR',
};

/** Answers what follows from the entries that are new. The same document again changes nothing. */
export async function write(batch: Batch, d: Claimed, posted: Posted): Promise<Draft[]> {
  const own = posted.books ?? booksOf(batch, d, '*');
  const kind = posted.kind ?? KINDS[d.type] ?? 'other';
  const entries = await made(batch, d, posted, { own, kind });
  const ids = new Set(await ledger.postEntries(batch.tx, entries.map((e) => e.entry)));
  const fresh = entries.filter((e) => ids.has(e.entry.id));
  await posted.beside?.();
  if (fresh.length === 0) return [];
  const further = await handOn(batch, d, fresh, { posted, own, kind });
  return [...(posted.drafts?.(fresh.map((e) => e.entry.id)) ?? []), ...further];
}

interface Made { readonly entry: ledger.NewEntry; readonly journal: Journal }
interface As { readonly own: BooksPolicy; readonly kind: DocumentClass }

async function made(batch: Batch, d: Claimed, posted: Posted, { own, kind }: As): Promise<Made[]> {
  const { legalEntity, reverses = [], keys } = posted;
  const dimensions = posted.dimensions && dimensionsOf(posted.dimensions, own.dimensions);
  const journals = posted.journals.map((journal, n) => ({ journal, n })).filter((x) => x.journal.postings.length > 0);
  if (journals.length === 0) return [];
  const dates = await accountingDates(batch, d, journals.map((x) => x.journal), { legalEntity, own, kind });
  const entries = journals.map(({ journal, n }, i): Made => {
    const date = dates[i]!;
    const lines = journal.postings.map((p) => lineOf(p, dimensions, own.dimensions));
    return { journal: told({ ...journal, date }, lines, dimensions), entry: {
      tenant: d.tenant, shard: d.shard, id: newId(), book: 'money', key: keys?.[n] ?? (i === 0 ? d.key : `${d.key}:${i}`), kind, date,
      ...(date !== journal.date && { documentDate: journal.date }), at: d.at.toString(), memo: journal.memo, document: d.subject,
      legalEntity, lines,
      cause: d.id, correlation: d.correlation, ...(reverses[n] && { reverses: reverses[n] }), ...(dimensions && { dimensions }),
    } };
  });
  return numbered(batch, d, entries, { kind, legalEntity });
}

/** A posting that is told apart from the rest of its entry has its own dimensions, and what follows from them. */
function lineOf({ account, amount, dimensions: own }: Posting, all: Dimensions | undefined, rules: DimensionRules): ledger.EntryLine {
  const mine = own ? dimensionsOf({ ...all, ...own }, rules) : all;
  const dimensions = (mine && onAccount(account, mine, rules)) ?? (own && mine);
  return { account, unit: amount.unit, amount: amount.count, ...(dimensions && { dimensions }) };
}

/** As the ERP hears of it: with the dimensions of the entry, and of lines that have their own. */
const told = (j: Journal, lines: readonly ledger.EntryLine[], all: Dimensions | undefined): Journal => ({
  ...j, ...(all && { dimensions: all }),
  postings: j.postings.map(({ account, amount }, i) => {
    const { dimensions } = lines[i]!;
    return { account, amount, ...(dimensions && { dimensions }) };
  }),
});

/** The day each journal counts for. @throws Stopped Refused PeriodClosed: the document waits, and nothing else does. */
async function accountingDates(
  batch: Batch, d: Claimed, journals: readonly Journal[], { legalEntity, own, kind }: As & { legalEntity: string },
): Promise<Journal['date'][]> {
  const states = await statesOf(batch, d.tenant, legalEntity);
  const books = { states, policy: own.periods };
  const places = journals.map((j) => placeOf(kind, j.date, books));
  const parked = places.findIndex((p) => 'parked' in p);
  if (parked < 0) return places.flatMap((p) => ('date' in p ? [p.date] : []));
  if (await isLetIn(batch.tx, d.tenant, d.id))
    return journals.map((j) => (placeOf(kind, j.date, books, true) as { date: Journal['date'] }).date);
  const { memo, date } = journals[parked]!;
  const month = (places[parked] as { parked: string }).parked;
  throw stop.refused('PeriodClosed', `${memo} is of ${date}, and the books of ${legalEntity} are ${states.get(month)} for ${month}: ` +
    `let it into ${nextFor(kind, month, books)}, or open the month again`, waitingForPeriod(legalEntity, month));
}
/** The name under which documents wait for a month; opening it again releases them. */
export const waitingForPeriod = (legalEntity: string, period: string): string => `period:${legalEntity}:${period}`;

/** Read once for a batch, and held until its commit: a month does not close under what is being posted into it. */
const known = new WeakMap<Batch, Map<string, Promise<ReadonlyMap<string, PeriodState>>>>();
function statesOf(batch: Batch, tenant: string, legalEntity: string): Promise<ReadonlyMap<string, PeriodState>> {
  const mine = known.get(batch) ?? new Map<string, Promise<ReadonlyMap<string, PeriodState>>>();
  known.set(batch, mine);
  const name = `${tenant} ${legalEntity}`;
  const states = mine.get(name) ?? readStates(batch, tenant, legalEntity);
  mine.set(name, states);
  return states;
}
async function readStates({ tx }: Batch, tenant: string, legalEntity: string): Promise<ReadonlyMap<string, PeriodState>> {
  const [, rows] = await Promise.all([holdBooks(tx, tenant, legalEntity), periods(tx, tenant, legalEntity)]);
  return new Map(rows.map((r) => [r.period, r.state]));
}

/** Numbers without gaps: only for entries that are not there yet, and given back with the transaction. */
async function numbered(
  { tx }: Batch, d: Claimed, entries: readonly Made[], { kind, legalEntity }: { kind: DocumentClass; legalEntity: string },
): Promise<Made[]> {
  const series = SERIES[kind];
  if (!series) return [...entries];
  const there = await entriesKnown(tx, d.shard, d.tenant, entries.map((e) => e.entry.key));
  const fresh = entries.filter((e) => !there.has(e.entry.key));
  const numbers = new Map<Made, string>();
  for (const [year, mine] of Map.groupBy(fresh, (e) => Number(e.entry.date.slice(0, 4)))) {
    const first = await takeNumbers(tx, d.tenant, { legalEntity, series, year, count: mine.length });
    mine.forEach((e, n) => numbers.set(e, `${series}-${year}-${String(first + n).padStart(6, '0')}`));
  }
  return entries.map((e) => (numbers.has(e) ? { ...e, entry: { ...e.entry, number: numbers.get(e)! } } : e));
}

/** To the ERP, or to a second person first. */
async function handOn(
  batch: Batch, d: Claimed, fresh: readonly Made[], { posted, own, kind }: As & { posted: Posted },
): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const [n, { entry, journal }] of fresh.entries()) {
    const erp = posted.erp && { ...posted.erp, key: n === 0 ? posted.erp.key : `${posted.erp.key}:${n}`, lines: own.journalLines };
    const size = debitsOf(journal);
    const reasons = posted.approved ? [] : reasonsToAsk(own.approval, { kind, ...size, variance: posted.variance ?? 0n });
    if (reasons.length === 0) {
      if (erp) drafts.push(...toErp(batch, d, { entry: entry.id, journal, ...erp }));
      continue;
    }
    await saveApproval(batch.tx, d.tenant, {
      id: entry.id, entry: entry.id, document: d.subject, kind, legalEntity: entry.legalEntity, date: entry.date, memo: entry.memo,
      correlation: d.correlation, ...size, variance: posted.variance ?? 0n, reasons, author: 'threadline', erp: erp ?? null, proposal: null,
    });
    const detail = `${entry.number ?? entry.memo} over ${toDecimal({ count: size.amount, unit: size.unit })} ${size.unit} ` +
      `(${entry.memo}) waits for approval: ${reasons.join(', ')}`;
    drafts.push(follow(d, 900 + n, { type: 'RaiseException', data: { kind: 'JournalAwaitsApproval', detail, key: approvalKey(entry.id) } },
      batch.now));
  }
  return drafts;
}
export const approvalKey = (id: string): string => `approval:${id}`;

/** In the currency that most of it is in. */
export function debitsOf({ postings }: Journal): { unit: string; amount: bigint } {
  const sums = new Map<string, bigint>();
  for (const { amount } of postings) if (amount.count > 0n) sums.set(amount.unit, (sums.get(amount.unit) ?? 0n) + amount.count);
  const [largest] = [...sums].sort(([, a], [, b]) => (a > b ? -1 : 1));
  return { unit: largest?.[0] ?? '', amount: largest?.[1] ?? 0n };
}

export interface ForErp {
  readonly entry: string; readonly journal: Journal; readonly to: ConnectionId | string; readonly key: string; readonly lines: number;
}
/** One wish, or several when the ERP takes no entry so long; the first keeps the key, so that one already sent is found again. */
export const toErp = (batch: Batch, d: Claimed, { entry, journal, to, key, lines }: ForErp): Draft[] =>
  inParts(journal, lines).map((part, n) => follow(d, n, {
    type: 'PostJournal', data: { key: n === 0 ? key : `${key}:part-${n + 1}`, to, entry, journal: part },
  }, batch.now));
