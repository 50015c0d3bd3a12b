/**
 * Mappings in memory, read on from where the last reading ended: a merchant has a row for each item at each channel, and
 * reading hundreds of thousands of them every second would be most of what an idle process does.
 */
import type { Queryable } from '#store/query.ts';
import { mappingsOf, mappingsSince, type MappingRow } from '#store/configuration.ts';

export interface Mappings {
  /** `sku|connection|external` → own. */
  readonly own: ReadonlyMap<string, { readonly own: string; readonly version: number }>;
  /** Our SKU → the items that channels sell it as. */
  readonly itemsOf: ReadonlyMap<string, readonly { readonly connection: string; readonly item: string }[]>;
}
interface Reading {
  /** Every row that counts, the removed ones too: an older version that comes late must not bring them back. */
  readonly rows: ReadonlyMap<string, MappingRow>;
  /** The latest version among them. */
  readonly version: number;
  /** When it was begun, by the process's clock. */
  readonly at: number;
}
/** Versions are numbered when they are written and seen when they are committed; a transaction has ended by then. */
const LATE_SECONDS = 120;
const LATE_VERSIONS = 200;

const readings = new WeakMap<Mappings, Reading>();
const keyOf = (m: Pick<MappingRow, 'name' | 'connection' | 'external'>): string => `${m.name}|${m.connection}|${m.external}`;

/** What counts now: the very same object as `before` when nothing changed since that was read. */
export async function readMappings(db: Queryable, tenant: string, before: Mappings | undefined): Promise<Mappings> {
  const at = performance.now();
  const known = before && readings.get(before);
  const read = known
    ? await mappingsSince(db, tenant, { seconds: (at - known.at) / 1000 + LATE_SECONDS, version: known.version - LATE_VERSIONS })
    : await mappingsOf(db, tenant, null);
  const news = known ? read.filter((r) => (known.rows.get(keyOf(r))?.version ?? -1) < r.version) : read;
  if (before && known && news.length === 0) {
    readings.set(before, { ...known, at });
    return before;
  }
  const rows = new Map([...known?.rows ?? [], ...news.map((r) => [keyOf(r), r] as const)]);
  const made = derived(rows);
  readings.set(made, { rows, at, version: news.reduce((n, r) => Math.max(n, r.version), known?.version ?? 0) });
  return made;
}

function derived(all: ReadonlyMap<string, MappingRow>): Mappings {
  const rows = [...all.values()].filter((m): m is MappingRow & { own: string } => m.own !== null);
  return {
    own: new Map(rows.map((m) => [keyOf(m), { own: m.own, version: m.version }])),
    itemsOf: Map.groupBy(
      rows.filter((m) => m.name === 'sku' && m.connection !== '*').map((m) => ({ own: m.own, connection: m.connection, item: m.external })),
      (m) => m.own),
  };
}
