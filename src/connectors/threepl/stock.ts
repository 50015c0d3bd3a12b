/**
 * STOCK: what lay on the shelves at one time. `on_hand` counts what is allocated to our requests too, as
 * our own ledger does; what is damaged is counted apart and is not for sale. Where lots are kept, a SKU has a row per lot.
 */
import { z } from 'zod';
import { brand, type ExternalId, type LocalDate } from '#domain/brand.ts';
import type { News } from '#connectors/contract.ts';
import type { Row } from './control-file.ts';
import { day, optional, sortRows, text, time, whole } from './rows.ts';

const Position = z.object({
  location: text, sku: text, on_hand: whole, as_of: time, lot: optional.default(''), expires: day.default(''),
});
type Position = z.output<typeof Position>;

export function readStock(rows: readonly Row[]): News[] {
  const { good, bad } = sortRows(rows, Position, (row) => `STOCK ${row['sku'] || '?'} as of ${row['as_of']}`);
  const snapshots = [...Map.groupBy(good, (p) => `${p.location} ${p.as_of}`).values()];
  return [
    ...snapshots.map((positions): News => ({
      said: 'stock', location: brand(positions[0]!.location), asOf: positions[0]!.as_of,
      items: [...Map.groupBy(positions, (p) => p.sku)].flatMap(([sku, rows]) => itemsOf(sku, rows)),
    })),
    ...bad,
  ];
}

/** A row per lot is one item with its lots; rows without lots stand as they are. */
function itemsOf(sku: string, rows: readonly Position[]) {
  const of = { item: brand<ExternalId>(sku), statedSku: sku };
  if (rows.every((p) => p.lot === '')) return rows.map((p) => ({ ...of, onHand: p.on_hand }));
  const lots = rows.filter((p) => p.lot !== '').map((p) =>
    ({ lot: p.lot, quantity: p.on_hand, ...(p.expires && { expires: brand<LocalDate>(p.expires) }) }));
  return [{ ...of, onHand: rows.reduce((n, p) => n + p.on_hand, 0), lots }];
}
