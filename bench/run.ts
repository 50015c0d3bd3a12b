/** Runs measurements one after the other, each in a process and on a database of its own, and prints them as they come. */
import { cpus } from 'node:os';
import { alone } from './alone.ts';
import { rowText, type Row } from './row.ts';

/** Module and what it exports, by the name a person gives. */
const BENCHES: Readonly<Record<string, { readonly module: string; readonly name: string }>> = {
  intake: { module: 'intake', name: 'intake' }, deliveries: { module: 'deliveries', name: 'deliveries' },
  orders: { module: 'orders', name: 'orders' }, reservations: { module: 'reservations', name: 'reservations' },
  stock: { module: 'stock-to-channel', name: 'stockToChannel' }, availability: { module: 'availability', name: 'availability' },
  settlement: { module: 'settlement', name: 'settlement' }, lists: { module: 'lists', name: 'lists' },
  timers: { module: 'timers', name: 'timers' },
};

export async function measure(names: readonly string[], seconds: number, json: boolean): Promise<void> {
  if (!json) process.stdout.write(`${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load and database included\n`);
  const all: Row[] = [];
  for (const name of names) {
    if (!json) process.stderr.write(`measuring ${name} …\r`);
    const rows = await alone(BENCHES[name]!, seconds);
    all.push(...rows);
    if (!json) for (const row of rows) process.stdout.write(`${rowText(row)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
}
