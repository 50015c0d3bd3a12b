/** Runs measurements one after the other, each on a database of its own, and prints them as they come. */
import { cpus } from 'node:os';
import { availability } from './availability.ts';
import { deliveries } from './deliveries.ts';
import { intake } from './intake.ts';
import { lists } from './lists.ts';
import { orders } from './orders.ts';
import { reservations } from './reservations.ts';
import { rowText, type Row } from './row.ts';
import { settlement } from './settlement.ts';
import { stockToChannel } from './stock-to-channel.ts';

const BENCHES: Readonly<Record<string, (seconds: number) => Promise<Row[]>>> = {
  intake, deliveries, orders, reservations, stock: stockToChannel, availability, settlement, lists,
};

export async function measure(names: readonly string[], seconds: number, json: boolean): Promise<void> {
  if (!json) process.stdout.write(`${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load and database included\n`);
  const all: Row[] = [];
  for (const name of names) {
    if (!json) process.stderr.write(`measuring ${name} …\r`);
    const rows = await BENCHES[name]!(seconds);
    all.push(...rows);
    if (!json) for (const row of rows) process.stdout.write(`${rowText(row)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
}
