/** The ERP's own trial balance against ours: asked of the ERP when somebody looks, and explained account by account. */
import { brand, type LocalDate } from '#domain/brand.ts';
import { toDecimal } from '#domain/measure.ts';
import { compareTrial, type OurDocuments, type OurPart, type TrialBalance, type TrialRow } from '#domain/trial-balance.ts';
import type { Booked } from '#domain/trial-documents.ts';
import { documentsKnown, ourDocuments, ourTrialBalance } from '#store/trial-balance.ts';
import { booksOf } from '../books.ts';
import { accountMapping, tenantOf, type Connection, type Platform } from '../platform.ts';
import { portFor } from '../port.ts';
import { conflict, invalid, notFound } from './operation.ts';

export interface TrialOf {
  /** Absent: all entities, when one company of the ERP keeps the books of several. */
  readonly entity?: string | undefined; readonly from: string; readonly to: string;
  /** The ERP; the one that takes the entity's journals unless given. */
  readonly connection?: string | undefined;
}
/** Amounts are decimal text, debit positive. */
export interface ErpTrialBalance {
  readonly entity: string | null; readonly from: string; readonly to: string; readonly connection: string; readonly currency: string;
  readonly rows: readonly {
    readonly number: string; readonly name: string; readonly currency: string; readonly ours: string; readonly erp: string;
    readonly difference: string; readonly because: readonly {
      readonly reason: string; readonly amount: string; readonly documents: number | null; readonly accounts: readonly string[] }[];
    readonly explained: boolean;
  }[];
  /** What the ERP says of all its accounts: debits and credits, the same when its books balance. */
  readonly debits: string; readonly credits: string;
  readonly agrees: boolean;
}

/** @throws Refusal when there is no such ERP, or it cannot say; Stopped when it does not answer. */
export async function erpTrialBalance(
  p: Platform, tenant: string, of: TrialOf, reads: Pick<Platform, 'pool'> = p,
): Promise<ErpTrialBalance> {
  const { entity = null, from, to } = of;
  const c = erpOf(p, tenant, of);
  const ask = c.connector.can.trialBalance;
  if (!ask) throw conflict(`${c.connection} (${c.connector.name}) cannot be asked for its trial balance.`);
  const erp = await ask(portFor(p, c), { from: brand<LocalDate>(from), to: brand<LocalDate>(to) });
  const ours = await ourTrialBalance(reads.pool, tenant, { entity, connection: c.connection, from, to });
  const number = (path: string) => accountMapping(tenantOf(p, tenant), c.connection, path) ?? path;
  const documents = await documentsOf(reads, tenant, { entity, from, to, number, erp });
  const parts = ours.map((o): OurPart => ({ number: number(o.account), unit: o.unit, of: o.of, amount: o.amount }));
  const rows = compareTrial(parts, erp, documents);
  const all = (side: 'debit' | 'credit') => toDecimal({ count: erp.accounts.reduce((n, a) => n + a[side], 0n), unit: erp.currency });
  return {
    entity, from, to, connection: c.connection, currency: erp.currency, rows: rows.map(shown),
    debits: all('debit'), credits: all('credit'), agrees: rows.every((r) => r.explained),
  };
}

/** What a buyer owes, or paid with: all that is neither sold nor a tax, duty or tip on it. */
const isOwed = (path: string): boolean => !/^(income|expenses|liabilities:(sales-tax|facilitator-tax|tips|duties))(:|$)/.test(path);

async function documentsOf({ pool }: Pick<Platform, 'pool'>, tenant: string, of: {
  entity: string | null; from: string; to: string; number: (path: string) => string; erp: TrialBalance;
}): Promise<OurDocuments> {
  const documents = new Map<string, Booked[]>();
  for (const { key, account, unit, amount } of await ourDocuments(pool, tenant, of)) {
    const booked = { number: of.number(account), unit, owed: isOwed(account), amount };
    documents.set(key, [...documents.get(key) ?? [], booked]);
  }
  const others = [...of.erp.documents.keys()].filter((key) => !documents.has(key));
  return { documents, ofOtherDays: others.length === 0 ? new Set() : await documentsKnown(pool, tenant, others) };
}

function erpOf(p: Platform, tenant: string, { connection }: TrialOf): Connection {
  const { connections } = tenantOf(p, tenant);
  const named = connection ?? booksOf({ platform: p }, { tenant }, '*').journalsTo;
  const able = [...connections.values()].filter((c) => c.connector.can.trialBalance && c.row.state !== 'closed');
  const found = named === undefined ? (able.length === 1 ? able[0] : undefined) : connections.get(named);
  if (found) return found;
  if (named !== undefined) throw notFound(`There is no connection ${named}.`);
  throw invalid(able.length === 0 ? 'No connected ERP can be asked for its trial balance.'
    : `Say which ERP: ${able.map((c) => c.connection).join(', ')}.`);
}

function shown({ number, name, unit, ours, erp, because, explained }: TrialRow): ErpTrialBalance['rows'][number] {
  const text = (count: bigint) => toDecimal({ count, unit });
  return {
    number, name, currency: unit, ours: text(ours), erp: text(erp), difference: text(erp - ours), explained,
    because: because.map((b) => ({ reason: b.reason, amount: text(b.amount), documents: b.documents ?? null, accounts: b.accounts ?? [] })),
  };
}
