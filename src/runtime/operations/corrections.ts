/**
 * Correcting the books: an entry is taken back by one that stands beside it, and another one may take its place; a
 * journal of one's own is entered the same way. By policy a second person agrees first, and nothing is ever edited.
 */
import { brand, type Account, type LocalDate } from '#domain/brand.ts';
import { reasonsToAsk, type Judged } from '#domain/approval.ts';
import { journal, type Journal } from '#domain/journal.ts';
import { currency, fromDecimal } from '#domain/measure.ts';
import type { JournalCorrected } from '#domain/messages.ts';
import { encode } from '#domain/wire.ts';
import { saveApproval } from '#store/approval.ts';
import { entriesKnown, entriesNamed, type EntryFound } from '#store/entry.ts';
import { append } from '../append.ts';
import { BOOKS } from '../books.ts';
import { journalOf } from '../handlers/money-correct.ts';
import { approvalKey, debitsOf } from '../handlers/money-write.ts';
import { derivedUuid, newId } from '../identity.ts';
import { now } from '../moment.ts';
import { policyOf, tenantOf, type Platform } from '../platform.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';
import { entityOf } from './periods.ts';

export interface WrittenLine { readonly account: string; readonly amount: string; readonly currency: string }
export interface Correction {
  /** The entry to take back, by id or number. */
  readonly reverses?: string | undefined;
  readonly date: string;
  /** What is entered, instead or by itself; debits above zero. */
  readonly journal?: { readonly memo: string; readonly lines: readonly WrittenLine[] } | undefined;
  readonly entity?: string | undefined;
}
/** `waiting`: under this id for a second person; `posted`: the books follow as soon as a worker looks. */
export interface Corrected { readonly id: string; readonly state: 'waiting' | 'posted'; readonly reasons: readonly string[] }

/** @throws Refusal when there is no such entry, it is taken back already, or the lines do not balance. */
export const correct = async (p: Platform, act: Act, c: Correction): Promise<Corrected> =>
  carryOut(p, act, await wished(p, act, c));

export interface Proposed {
  readonly memo: string;
  readonly judged: Judged;
  readonly at: { readonly id: string; readonly document: string; readonly correlation: string };
  readonly data: Omit<JournalCorrected['data'], 'approver' | 'reverses'> & { readonly reverses?: string | undefined };
}
/** At once, or when a second person agrees. */
export async function carryOut(p: Platform, act: Act, { data, at, judged, memo }: Proposed): Promise<Corrected> {
  const reasons = reasonsToAsk(policyOf(tenantOf(p, act.tenant), 'books', '*', BOOKS).approval, judged);
  return audited(p, act, async (tx) => {
    if (reasons.length > 0) {
      await saveApproval(tx, act.tenant, { ...at, entry: data.reverses ?? null, legalEntity: data.legalEntity, date: data.date, memo,
        ...judged, reasons, author: act.who, proposal: JSON.parse(encode(data)), erp: null });
      await append(tx, [asked(act, at, `${act.who} proposes: ${memo}, ${act.why}`)]);
    } else await append(tx, [{ tenant: act.tenant, type: 'JournalCorrected', key: `JournalCorrected:${at.id}`, at: now(), data,
      subject: at.document, correlation: at.correlation }]);
    const result: Corrected = { id: at.id, state: reasons.length > 0 ? 'waiting' : 'posted', reasons };
    return { result, what: 'journal.correct', before: null, after: { ...result, reverses: data.reverses ?? null, memo } };
  });
}

/** What is asked for, checked. */
async function wished(p: Platform, act: Act, c: Correction): Promise<Proposed> {
  if (!act.why?.trim()) throw invalid('A correction needs a reason: it stands in the books for ever.');
  const date = brand<LocalDate>(c.date);
  const instead = c.journal && written(c.journal, date);
  const base = { date, why: act.why, author: act.who };
  if (c.reverses !== undefined) return reversalOf(await entryToReverse(p, act.tenant, c.reverses), { ...base, instead });
  if (!instead) throw invalid('Say which entry is taken back, or what is entered.');
  const id = newId();
  const { journalsTo } = policyOf(tenantOf(p, act.tenant), 'books', '*', BOOKS);
  return {
    memo: instead.memo, judged: judgedAs('correction', instead),
    at: { id, document: `journal:${id}`, correlation: derivedUuid(act.tenant, 'journal', id) },
    data: { ...base, reverses: undefined, legalEntity: entityOf(p, act.tenant, c.entity), journal: instead,
      ...(journalsTo && { to: journalsTo }) },
  };
}

interface Reason { readonly date: LocalDate; readonly why: string; readonly author: string }
const reversalOf = (found: EntryFound, { instead, ...base }: Reason & { readonly instead: Journal | undefined }): Proposed => ({
  memo: instead?.memo ?? `reversal of ${found.memo}`,
  judged: instead ? judgedAs('correction', instead) : judgedAs('reversal', journalOf(found)),
  at: { id: newId(), document: found.document, correlation: found.correlation },
  data: { ...base, legalEntity: found.legal_entity, reverses: found.id, ...(instead && { journal: instead }) },
});
const judgedAs = (kind: string, made: Journal) => ({ kind, ...debitsOf(made), variance: 0n });

/** On the worklist of whoever may agree. */
const asked = (act: Act, at: { id: string; document: string; correlation: string }, detail: string) => ({
  tenant: act.tenant, type: 'RaiseException', key: `RaiseException:${approvalKey(at.id)}`, at: now(), correlation: at.correlation,
  subject: `${at.document}/exception:${approvalKey(at.id)}`, data: { kind: 'JournalAwaitsApproval', detail, key: approvalKey(at.id) },
});

async function entryToReverse(p: Platform, tenant: string, name: string): Promise<EntryFound> {
  const [found, ...more] = await entriesNamed(p.pool, tenant, name);
  if (!found) throw notFound(`There is no entry ${name}: name it by its number or its id.`);
  if (more.length > 0) throw conflict(`Several entities have an entry ${name}: name it by its id.`);
  if (found.reverses) throw conflict(`${name} takes an entry back itself: enter a new one instead.`);
  const taken = await entriesKnown(p.pool, found.shard, tenant, [`reversal:${found.id}`]);
  if (taken.size > 0) throw conflict(`${name} is taken back already.`);
  return found;
}

function written({ memo, lines }: NonNullable<Correction['journal']>, date: LocalDate): Journal {
  try {
    return journal(date, memo, lines.map((l) =>
      ({ account: brand<Account>(l.account), amount: fromDecimal(l.amount, currency(l.currency)) })));
  } catch (error) {
    throw invalid(`The journal cannot be entered: ${(error as Error).message}.`);
  }
}
