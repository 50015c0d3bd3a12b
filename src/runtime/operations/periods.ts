/**
 * Accounting periods as people work them: soft-close, reopen, and let a document of a closed month into the next
 * one. Closing for good goes through the checklist (close.ts).
 */
import { isPeriod, type PeriodState } from '#domain/period.ts';
import type { PoolClient } from 'pg';
import * as store from '#store/period.ts';
import { lockDelivery, waitingOn } from '#store/operate.ts';
import { parkedLate } from '#store/late.ts';
import { BOOKS, type BooksPolicy } from '../books.ts';
import { waitingForPeriod } from '../handlers/money-write.ts';
import { policyOf, tenantOf, type Platform } from '../platform.ts';
import { nameOf, parseName, readyAll } from './deliveries.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface Period {
  readonly entity: string; readonly period: string; readonly state: PeriodState; readonly entries: number;
  readonly changedBy: string | null; readonly changedAt: string | null; readonly why: string | null;
}
export interface Month { readonly entity: string; readonly period: string }

export const checked = (month: Month): Month => {
  if (!isPeriod(month.period)) throw invalid(`${month.period} is no period: write a month like 2026-10.`);
  return month;
};
/** Every entity that a policy names. */
export function entitiesOf(p: Platform, tenant: string): string[] {
  const t = tenantOf(p, tenant);
  const named = [...t.policies].flatMap(([key, value]) => (key.startsWith('books|') ? [(value as Partial<BooksPolicy>).legalEntity] : []));
  return [...new Set([policyOf(t, 'books', '*', BOOKS).legalEntity, ...named])].filter((e) => e !== undefined).sort();
}
/** The entity meant when nobody names one. @throws Refusal when there are several. */
export function entityOf(p: Platform, tenant: string, named: string | undefined): string {
  const all = entitiesOf(p, tenant);
  if (named !== undefined) {
    if (!all.includes(named)) throw notFound(`There is no legal entity ${named}: they are ${all.join(', ')}.`);
    return named;
  }
  if (all.length > 1) throw invalid(`Say whose books: ${all.join(', ')}.`);
  return all[0]!;
}

/** Months that have entries, or that somebody opened or closed. */
export async function listPeriods(p: Platform, tenant: string, entity?: string): Promise<Period[]> {
  const [rows, posted] = await Promise.all([
    store.periods(p.pool, tenant, entity ?? null), store.monthsPosted(p.pool, tenant, entity ?? null),
  ]);
  const name = (legalEntity: string, period: string) => `${legalEntity} ${period}`;
  const entries = new Map(posted.map((m) => [name(m.legal_entity, m.period), m.entries]));
  const known = new Set(rows.map((r) => name(r.legal_entity, r.period)));
  return [
    ...rows.map((r): Period => ({
      entity: r.legal_entity, period: r.period, state: r.state, entries: entries.get(name(r.legal_entity, r.period)) ?? 0,
      changedBy: r.changed_by, changedAt: r.changed_at.toString(), why: r.why,
    })),
    ...posted.filter((m) => !known.has(name(m.legal_entity, m.period))).map((m): Period => ({
      entity: m.legal_entity, period: m.period, state: 'open', entries: m.entries, changedBy: null, changedAt: null, why: null,
    })),
  ].sort((a, b) => (name(a.entity, a.period) < name(b.entity, b.period) ? -1 : 1));
}

export async function stateOf(p: Platform, tenant: string, { entity, period }: Month): Promise<PeriodState> {
  return (await store.periods(p.pool, tenant, entity)).find((r) => r.period === period)?.state ?? 'open';
}

export interface Turned extends Month { readonly state: PeriodState; readonly released: number }
export interface Turn extends Month { readonly state: PeriodState; readonly checklist?: unknown }

/** In one commit with the audit entry; nobody posts into the entity's books meanwhile. */
export async function turn(p: Platform, act: Act, { entity, period, state, checklist }: Turn): Promise<Turned> {
  return audited(p, act, async (tx) => {
    await store.lockBooks(tx, act.tenant, entity);
    const before = (await store.periods(tx, act.tenant, entity)).find((r) => r.period === period)?.state ?? 'open';
    if (before === state) throw conflict(`${period} of ${entity} is ${state} already.`);
    await store.savePeriod(tx, act.tenant, {
      legal_entity: entity, period, state, changed_by: act.who, why: act.why ?? null, ...(checklist !== undefined && { checklist }),
    });
    const released = state === 'closed' ? 0 : await releaseLate(tx, act.tenant, { entity, period });
    const after = { entity, period, state };
    return { result: { ...after, released }, what: `period.${state}`, before: { ...after, state: before }, after: { ...after, released } };
  });
}

async function releaseLate(tx: PoolClient, tenant: string, { entity, period }: Month): Promise<number> {
  const waiting = await waitingOn(tx, tenant, waitingForPeriod(entity, period));
  return readyAll(tx, waiting.map((d) => ({ ...d, attempts: 0 })));
}

export const softClose = (p: Platform, act: Act, month: Month): Promise<Turned> =>
  turn(p, act, { ...checked(month), state: 'soft-closed' });

/** What waited for it goes on. A reason is asked for, because what was reported may change. */
export async function reopenPeriod(p: Platform, act: Act, month: Month): Promise<Turned> {
  if (!act.why?.trim()) throw invalid('Opening a month again needs a reason: what was reported may change.');
  return turn(p, act, { ...checked(month), state: 'open' });
}

/** A document that waits because its month is closed. */
export interface LateDocument {
  readonly delivery: string; readonly type: string; readonly subject: string; readonly entity: string; readonly period: string;
  readonly detail: string; readonly since: string; readonly correlation: string;
}
export async function listLate(p: Platform, tenant: string): Promise<LateDocument[]> {
  return (await parkedLate(p.pool, tenant)).map((r) => {
    const [, entity = '', period = ''] = /^period:(.*):(\d{4}-\d{2})$/.exec(r.waits_on) ?? [];
    return { delivery: nameOf(r), type: r.type, subject: r.subject, entity, period, detail: r.detail, since: r.since.toString(),
      correlation: r.correlation };
  });
}

/** Let into the first open month after its own; it keeps its own date beside the accounting date. */
export async function letLateIn(p: Platform, act: Act, name: string): Promise<LateDocument> {
  const found = (await listLate(p, act.tenant)).find((l) => l.delivery === name);
  if (!found) throw notFound(`No document ${name} waits for a closed month; threadline periods late lists them.`);
  return audited(p, act, async (tx) => {
    const d = await lockDelivery(tx, parseName(act.tenant, name));
    if (d?.state !== 'Parked' || d.exception !== 'PeriodClosed') throw conflict(`${name} does not wait any more.`);
    await store.letIn(tx, act.tenant, { message: d.id, who: act.who, why: act.why ?? null });
    await readyAll(tx, [{ ...d, attempts: 0 }]);
    return { result: found, what: 'period.let-in', before: null, after: { delivery: name, subject: found.subject, period: found.period } };
  });
}
