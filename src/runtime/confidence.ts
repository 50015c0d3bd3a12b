/**
 * Looks at how far the positions of each location are to be believed, moves the ladder, and has the numbers derived
 * again that follow from it. Runs by the clock (schedule.ts), because what it looks for is what did not happen.
 */
import { v7 } from 'uuid';
import {
  CONFIDENCE_DEFAULTS, confidenceOf, stepAfter, type Confidence, type ConfidencePolicy, type Evidence,
} from '#domain/confidence.ts';
import type { ConfidenceStep } from '#domain/sellable.ts';
import * as store from '#store/confidence.ts';
import { settleSchedule } from '#store/flow.ts';
import { transaction, type Queryable } from '#store/query.ts';
import { append } from './append.ts';
import { derivedUuid, newId, sha256 } from './identity.ts';
import { now } from './moment.ts';
import { policyOf, tenantOf, type Platform, type TenantConfiguration } from './platform.ts';

export const LOOK_SECONDS = 5;
const WEEK_MS = 7 * 86_400_000;
const PAGE = 500;

/** How far each location is believed; what is not here is believed. */
export async function stepsOf(db: Queryable, tenant: string): Promise<ReadonlyMap<string, ConfidenceStep>> {
  return new Map((await store.confidenceRows(db, tenant)).map((r) => [r.location, r.step as ConfidenceStep]));
}

export interface LocationConfidence extends Confidence {
  readonly location: string;
  readonly step: ConfidenceStep;
}

/** One look over all locations of a tenant. Answers those whose step changed. */
export async function lookAtConfidence(p: Platform, tenant: string): Promise<string[]> {
  const t = tenantOf(p, tenant);
  const before = new Map((await store.confidenceRows(p.pool, tenant)).map((r) => [r.location, r.step as ConfidenceStep]));
  const drift = await store.driftSince(p.pool, tenant, v7({ msecs: Date.now() - WEEK_MS }));
  const moved: string[] = [];
  for (const [location, evidence] of await evidenceOf(p, t, drift)) {
    const policy = policyFor(t, location);
    const { score, reasons } = confidenceOf(evidence, policy);
    const step = stepAfter(before.get(location) ?? 'full', score, policy);
    await store.saveConfidence(p.pool, { tenant, location, score, step, reasons, at: now() });
    if (step !== (before.get(location) ?? 'full')) moved.push(location);
  }
  const doubted = await lookAtItems(p, t, drift);
  if (moved.length > 0) await deriveAgain(p, tenant, moved, `confidence ${moved.join(' ')}`);
  await tellAgain(p, tenant, [...doubted, ...await store.dueToLook(p.pool, tenant, PAGE)], 'doubt');
  const missed = [...await store.missedEachOther(p.pool, tenant, PAGE), ...await store.leftBehind(p.pool, tenant, PAGE)];
  await tellAgain(p, tenant, missed, 'missed');
  return moved;
}

export const policyFor = (t: TenantConfiguration, location: string): ConfidencePolicy =>
  policyOf(t, 'confidence', location, CONFIDENCE_DEFAULTS);

async function evidenceOf(p: Platform, t: TenantConfiguration, drift: readonly store.DriftRow[]): Promise<Map<string, Evidence>> {
  const [feeds, units, waiting] = [
    new Map((await store.lastFeeds(p.pool, t.tenant)).map((f) => [f.location, f.at.epochMilliseconds])),
    new Map((await store.unitsAt(p.pool, t.tenant)).map((u) => [u.location, u.units])),
    new Map((await store.waitingAt(p.pool, t.tenant)).map((w) => [w.connection, w])),
  ];
  return new Map(t.locations.map((l) => {
    const w = waiting.get(l.connection ?? '');
    const fed = feeds.get(l.location);
    const put = drift.filter((d) => d.location === l.location).reduce((n, d) => n + d.units, 0);
    return [l.location, {
      feedAgeSeconds: fed === undefined ? undefined : Math.max(0, (Date.now() - fed) / 1000),
      drift: { units: put, of: (units.get(l.location) ?? 0) + put },
      unmapped: w?.unmapped ?? 0, quarantined: w?.quarantined ?? 0, unprocessed: w?.unprocessed ?? 0,
    }];
  }));
}

/** Items that counts put right are doubted one by one, where the location's ladder is in force. */
async function lookAtItems(p: Platform, t: TenantConfiguration, drift: readonly store.DriftRow[]): Promise<string[]> {
  const before = new Map((await store.doubtRows(p.pool, t.tenant)).map((d) => [`${d.location} ${d.sku}`, d]));
  const moved: string[] = [];
  for (const d of drift) {
    const old = before.get(`${d.location} ${d.sku}`);
    before.delete(`${d.location} ${d.sku}`);
    if (old?.units === d.units) continue;
    const of = (await store.unitsOf(p.pool, t.tenant, d)) + d.units;
    const score = Math.max(0, 100 - Math.min(60, Math.round((100 * d.units) / Math.max(1, of))));
    const step = stepAfter((old?.step ?? 'full') as ConfidenceStep, score, policyFor(t, d.location));
    await store.saveDoubt(p.pool, t.tenant, { ...d, score, step });
    if (step !== (old?.step ?? 'full')) moved.push(d.sku);
  }
  for (const d of before.values()) {
    await store.clearDoubt(p.pool, t.tenant, d);
    if (d.step !== 'full') moved.push(d.sku);
  }
  return moved;
}

/** When policies or the day changed, every listed number may be another. Answers what the next look compares with. */
export async function lookAtPolicies(p: Platform, tenant: string, last: string | null): Promise<string> {
  const t = tenantOf(p, tenant);
  const said = [...t.policies].filter(([name]) => name.startsWith('stock|')).sort(([a], [b]) => (a < b ? -1 : 1));
  const closed = [...t.connections.values()].filter((c) => c.row.state === 'closed').map((c) => c.connection);
  const places = t.locations.map((l) => [l.location, l.kind, l.class ?? null]);
  const mark = sha256(JSON.stringify([said, closed, places, t.itemsChanged, now().slice(0, 10)])).toString('base64url').slice(0, 16);
  if (last !== null && last !== mark) await deriveAgain(p, tenant, null, 'policy');
  return mark;
}

/** Has the numbers of all listed items of some locations derived again, in pages. */
async function deriveAgain(p: Platform, tenant: string, locations: readonly string[] | null, why: string): Promise<void> {
  for (let after = ''; ;) {
    const skus = await store.listedSkus(p.pool, tenant, { locations, after, limit: PAGE });
    if (skus.length === 0) return;
    await tellAgain(p, tenant, skus, why);
    after = skus.at(-1)!;
  }
}
async function tellAgain(p: Platform, tenant: string, skus: readonly string[], why: string): Promise<void> {
  if (skus.length === 0) return;
  const [look, at] = [newId(), now()];
  await transaction(p.pool, (tx) => append(tx, [...new Set(skus)].map((sku) => ({
    tenant, type: 'AvailabilityChanged', data: { sku }, key: `AvailabilityChanged:${why}:${look}:${sku}`, at,
    correlation: derivedUuid(tenant, 'stock', sku),
  }))));
}

/** The schedule `stock` of a tenant: its cursor is the mark of the policies that counted last time. */
export async function runStockLook(p: Platform, due: { tenant: string; name: string; cursor: string | null }): Promise<void> {
  await lookAtConfidence(p, due.tenant);
  const cursor = await lookAtPolicies(p, due.tenant, due.cursor);
  await settleSchedule(p.flow, { tenant: due.tenant, name: due.name, cursor, fault: null, again: false });
}
