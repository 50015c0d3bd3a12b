/**
 * The ERP's trial balance against ours, account by account: what of a difference has a reason, and what has none. Debits are
 * above zero. An amount in another currency is compared in that currency; what the ERP converted it to is a reason. Invoices
 * and credit memos stand on accounts of the ERP's own choice: they are held against ours one by one (trial-documents.ts).
 */
import type { Currency } from './measure.ts';
import { compareDocuments, type Booked, type DocumentReason } from './trial-documents.ts';

/** `journal`: an entry we posted there. `document`: what the ERP booked for an invoice or credit memo of ours. */
export type ErpOrigin = 'journal' | 'document' | 'other';
export interface ErpPart { readonly of: ErpOrigin; readonly unit: Currency; readonly amount: bigint }
export interface ErpAccount {
  readonly number: string;
  readonly name: string;
  /** Of the ERP's own trial balance, in its currency. */
  readonly debit: bigint;
  readonly credit: bigint;
  /** Its lines: those in another currency in that currency. */
  readonly parts: readonly ErpPart[];
  /** What the lines in other currencies, and the rounding of them, come to in the ERP's currency. */
  readonly converted: bigint;
}
export interface TrialBalance {
  readonly currency: Currency; readonly accounts: readonly ErpAccount[];
  /** Its invoices and credit memos of ours, by the key we gave them. */
  readonly documents: ReadonlyMap<string, readonly Booked[]>;
}
/** Ours: those of the same days by key, and the keys of others that are in our books of other days. */
export interface OurDocuments {
  readonly documents: ReadonlyMap<string, readonly Booked[]>; readonly ofOtherDays?: ReadonlySet<string>;
}

/** `waiting`: for the ERP, which has not taken it yet. `kept`: nobody asked the ERP to take it. */
export interface OurPart {
  /** Its number in the ERP; our path when it has none. */
  readonly number: string;
  readonly unit: string;
  readonly of: 'journal' | 'document' | 'waiting' | 'kept';
  readonly amount: bigint;
}

export type TrialReason =
  | 'not in the ERP yet' | 'kept here' | 'not from us' | 'converted' | 'unexplained' | DocumentReason;
export interface TrialBecause {
  readonly reason: TrialReason; readonly amount: bigint;
  /** How many documents it is about, and the accounts on which the other side has it. */
  readonly documents?: number; readonly accounts?: readonly string[];
}
export interface TrialRow {
  readonly number: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: bigint;
  readonly erp: bigint;
  /** Together what the ERP has more than we. */
  readonly because: readonly TrialBecause[];
  readonly explained: boolean;
}

/** Reasons that leave a question open. */
const OPEN: ReadonlySet<TrialReason> = new Set<TrialReason>(['unexplained', 'another amount', 'not in our books', 'not in the ERP']);

/** By number; accounts on which nothing moved are left out. */
export function compareTrial(
  ours: readonly OurPart[], { currency, accounts, documents }: TrialBalance, mine: OurDocuments = { documents: new Map() },
): TrialRow[] {
  const known = new Map(accounts.map((a) => [a.number, a]));
  const otherwise = compareDocuments(documents, mine.documents, mine.ofOtherDays);
  const places = new Set([
    ...ours.map((p) => place(p.number, p.unit)),
    ...accounts.flatMap((a) => [place(a.number, currency), ...a.parts.map((p) => place(a.number, p.unit))]),
  ]);
  return [...places].sort().flatMap((at) => {
    const [number = '', unit = ''] = at.split('\t');
    const made = rowOf({ number, unit, own: unit === currency, otherwise: otherwise.get(at) ?? [] }, ours, known.get(number));
    return made.ours === 0n && made.erp === 0n && made.because.length === 0 ? [] : [made];
  });
}
const place = (number: string, unit: string): string => `${number}\t${unit}`;

interface At { readonly number: string; readonly unit: string; readonly own: boolean; readonly otherwise: readonly TrialBecause[] }
function rowOf(at: At, all: readonly OurPart[], erp: ErpAccount | undefined): TrialRow {
  const mine = all.filter((p) => p.number === at.number && p.unit === at.unit);
  const theirs = erp?.parts.filter((p) => p.unit === at.unit) ?? [];
  const sum = <T extends { readonly of: string; readonly amount: bigint }>(parts: readonly T[], of?: T['of']): bigint =>
    parts.reduce((n, p) => (of === undefined || p.of === of ? n + p.amount : n), 0n);
  const [ours, there] = [sum(mine), at.own && erp ? erp.debit - erp.credit : sum(theirs)];
  const known: TrialBecause[] = [
    { reason: 'not in the ERP yet', amount: -sum(mine, 'waiting') }, { reason: 'kept here', amount: -sum(mine, 'kept') },
    ...at.otherwise, { reason: 'not from us', amount: sum(theirs, 'other') },
    { reason: 'converted', amount: at.own ? erp?.converted ?? 0n : 0n },
  ];
  const rest = there - ours - known.reduce((n, { amount }) => n + amount, 0n);
  const because = [...known, { reason: 'unexplained' as const, amount: rest }].filter(({ amount }) => amount !== 0n);
  const name = erp?.name ?? 'the ERP has no such account';
  return { number: at.number, name, unit: at.unit, ours, erp: there, because,
    explained: because.every(({ reason }) => !OPEN.has(reason)) };
}
