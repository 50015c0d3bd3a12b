/** The lots of a batch's items: which were ever named at a place and until when they are good. What is left of each is in its account. */
import type { LocalDate } from '#domain/brand.ts';
import type { Lot } from '#domain/lot.ts';
import { saveLot, type LotOut, type LotRow } from '#store/stock-lot.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Batch } from './handler.ts';

type Row = Omit<LotRow, 'units'>;
type Left = (tenant: string, row: Pick<Row, 'location' | 'lot' | 'sku'>) => number;
const key = (l: Row): string => [l.tenant, l.sku, l.location, l.lot].join('\u001f');

export class LotRows {
  private readonly rows = new Map<string, Row>();
  private readonly touched = new Set<string>();
  private readonly left: Left;
  private readonly put: (map: Map<string, Row>, k: string, row: Row) => void;
  /** Of a count by lot, what left each lot since its moment, by account. */
  readonly since = new Map<Claimed, ReadonlyMap<string, number>>();
  /** Of goods that come back, what their order was sent by lot and has not brought back yet. */
  readonly sent = new Map<Claimed, readonly LotOut[]>();

  constructor(left: Left, put: LotRows['put']) {
    this.left = left;
    this.put = put;
  }

  /** As read behind the lock. */
  load(row: Row): void {
    this.rows.set(key(row), row);
  }
  /** Every lot named of an item. */
  of(tenant: string, sku: string): (Lot & { readonly location: string })[] {
    if (this.rows.size === 0) return [];
    return [...this.rows.values()].filter((l) => l.tenant === tenant && l.sku === sku).map((l) => ({
      lot: l.lot, location: l.location, quantity: this.left(tenant, l), ...(l.expires !== null && { expires: l.expires as LocalDate }),
    }));
  }
  at(tenant: string, location: string, sku: string): Lot[] {
    return this.of(tenant, sku).filter((l) => l.location === location);
  }
  /** Who says nothing of its end leaves what was said before. */
  name(l: Row): void {
    const before = this.rows.get(key(l));
    if (before && (l.expires === null || l.expires === before.expires)) return;
    this.put(this.rows, key(l), { ...l, expires: l.expires ?? before?.expires ?? null });
    this.touched.add(key(l));
  }

  async write({ tx }: Batch): Promise<void> {
    for (const k of [...this.touched].sort()) if (this.rows.has(k)) await saveLot(tx, this.rows.get(k)!);
  }
}
