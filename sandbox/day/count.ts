/**
 * Counting some shelves and not the whole house: the warehouse's own STOCK file, with only the rows that were
 * counted. A snapshot of everything in the middle of the day would race with what is just being shipped.
 */
import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeControlFile } from '../threepl/control-file.ts';
import { fileName, OUTBOUND } from '../threepl/layout.ts';
import type { ThreePlTwin } from '../threepl/index.ts';

let counts = 900_000;

export async function countShelves(house: ThreePlTwin, onHand: Readonly<Record<string, number>>): Promise<void> {
  const at = new Date();
  const rows = Object.entries(onHand).map(([sku, units]) => ({
    location: house.locationCode, sku, on_hand: String(units), allocated: '0', damaged: '0', as_of: at.toISOString(),
  }));
  const bytes = writeControlFile(OUTBOUND.STOCK, rows);
  const name = fileName('STOCK', house.locationCode, at, (counts += 1));
  const path = join(house.folder, 'outbound', name);
  for (const [file, content] of [[path, bytes], [`${path}.sha256`, `${sha256(bytes)}  ${name}\n`]] as const) {
    await writeFile(`${file}.part`, content);
    await rename(`${file}.part`, file);
  }
}
const sha256 = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');

/** Goods come in: they go on the shelf, and that shelf is counted. */
export async function receiveGoods(house: ThreePlTwin, sku: string, units: number): Promise<void> {
  house.setStock(sku, (house.shelves.get(sku)?.onHand ?? 0) + units);
  await countShelves(house, { [sku]: house.shelves.get(sku)!.onHand });
}
