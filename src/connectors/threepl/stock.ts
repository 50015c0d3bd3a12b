/**
 * STOCK: what lay on the shelves at one time. `on_hand` counts what is allocated to our requests too, as
 * our own ledger does; what is damaged is counted apart and is not for sale.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import type { News } from '#connectors/contract.ts';
import type { Row } from './control-file.ts';
import { sortRows, text, time, whole } from './rows.ts';

const Position = z.object({ location: text, sku: text, on_hand: whole, as_of: time });

export function readStock(rows: readonly Row[]): News[] {
  const { good, bad } = sortRows(rows, Position, (row) => `STOCK ${row['sku'] || '?'} as of ${row['as_of']}`);
  const snapshots = [...Map.groupBy(good, (p) => `${p.location} ${p.as_of}`).values()];
  return [
    ...snapshots.map((positions): News => ({
      said: 'stock', location: brand(positions[0]!.location), asOf: positions[0]!.as_of,
      items: positions.map((p) => ({ item: brand(p.sku), statedSku: p.sku, onHand: p.on_hand })),
    })),
    ...bad,
  ];
}
