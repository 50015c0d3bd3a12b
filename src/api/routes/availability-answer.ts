/**
 * The answer about availability, as text. An item that nothing narrows is written once and answered again until its
 * number changes: at thousands of answers a second, writing the same text anew was most of what the process did.
 */
import type { z } from 'zod';
import { kilometers, type Point } from '#domain/distance.ts';
import { freeAt, type Position } from '#domain/sellable.ts';
import type { NumberFor } from '#runtime/availability.ts';
import { sha256 } from '#runtime/identity.ts';
import type { TenantConfiguration } from '#runtime/platform.ts';
import type { LocationRow } from '#store/configuration.ts';
import type { AvailabilityAnswer } from '../schemas-stock.ts';

export interface Filter {
  readonly only: ReadonlySet<string> | undefined;
  /** Kilometers. */
  readonly within: number | undefined;
  /** What is expected by then counts too. */
  readonly on: string | undefined;
  readonly point: Point | undefined;
  /** What the channel may sell of it from these places alone. */
  readonly from: (n: NumberFor, places: ReadonlySet<string>) => number | undefined;
}
type Item = z.infer<typeof AvailabilityAnswer>['items'][number];
interface Written { readonly text: string; readonly tag: string }

/** By the number itself, which is the same object for as long as nothing of it changed. */
const written = new WeakMap<NumberFor, Written>();

/** The items, with commas between them, and the ETag that stands for exactly them. */
export function answerOf(t: TenantConfiguration, numbers: readonly NumberFor[], filter: Filter | undefined): Written {
  const items = numbers.map((n) => (filter ? write(t, n, filter) : kept(t, n)));
  return items.length === 1 ? items[0]!
    : { text: items.map((i) => i.text).join(','), tag: tagOf(items.map((i) => i.tag).join()) };
}

function kept(t: TenantConfiguration, n: NumberFor): Written {
  const before = written.get(n);
  if (before) return before;
  const made = write(t, n, EVERYTHING);
  written.set(n, made);
  return made;
}
const EVERYTHING: Filter = { only: undefined, within: undefined, on: undefined, point: undefined, from: (n) => n.quantity };

function write(t: TenantConfiguration, n: NumberFor, filter: Filter): Written {
  const text = JSON.stringify(itemOf(t, n, filter));
  return { text, tag: tagOf(text) };
}
const tagOf = (text: string): string => `"${sha256(text).toString('base64url').slice(0, 22)}"`;

function itemOf(t: TenantConfiguration, n: NumberFor, filter: Filter): Item {
  const locations = n.holding.positions
    .map((p) => placeOf(t, n, p, filter))
    .filter((l) => (filter.only?.has(l.location) ?? true) && (filter.within === undefined || (l.km !== null && l.km <= filter.within)))
    .sort((a, b) => (a.km ?? Infinity) - (b.km ?? Infinity));
  return {
    sku: n.sku, known: n.known, quantity: n.quantity ?? null, here: hereOf(n, locations, filter),
    now: n.now, later: n.later, laterFrom: n.laterFrom ?? null,
    leadDays: n.leadDays, shortfall: n.shortfall, why: n.why, locations,
    confidence: Math.min(100, ...locations.map((l) => l.confidence)),
  };
}

/** Nothing left out, nothing to work out. Where nothing lies, or what was counted is not for sale, it is none. */
function hereOf(n: NumberFor, locations: Item['locations'], filter: Filter): number | null {
  if (n.quantity === undefined || (filter.only === undefined && filter.within === undefined)) return n.quantity ?? null;
  const alone = filter.from(n, new Set(locations.map((l) => l.location)));
  return alone ?? (locations.every((l) => l.countedAt !== null) ? 0 : null);
}

function placeOf(t: TenantConfiguration, n: NumberFor, p: Position, { point, on }: Filter): Item['locations'][number] {
  const l = t.locations.find((x) => x.location === p.location);
  const coming = n.holding.incoming.filter((i) => i.location === p.location && (!on || i.expected <= on));
  const { score, step, reasons } = n.beliefs.get(p.location) ?? { score: 100, step: 'full' as const, reasons: [] };
  return {
    location: p.location, name: l?.name ?? p.location, kind: p.kind, available: Math.max(0, freeAt(p)),
    expected: coming.reduce((sum, i) => sum + i.quantity, 0), countedAt: p.asOf ?? null, km: distance(point, l),
    confidence: score, step, reasons: reasons.map((r) => r.what),
  };
}
const distance = (from: Point | undefined, l: LocationRow | undefined): number | null =>
  (from && l?.latitude != null && l.longitude != null ? kilometers(from, { latitude: l.latitude, longitude: l.longitude }) : null);
