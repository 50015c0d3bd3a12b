/** Every order that somebody placed, held against what the platform made of it: units, totals, papers, endings. */
import { minorOf } from './catalog.ts';
import type { Day, OrderNote } from './day.ts';
import type { OrderSeen } from './look.ts';

export interface Account {
  readonly placed: number;
  readonly fulfilled: number;
  readonly cancelled: number;
  /** What is not as it must be, one sentence an order. */
  readonly wrong: readonly string[];
  readonly byChannel: Readonly<Record<string, number>>;
}

export async function accountFor(day: Day): Promise<Account> {
  const seen = new Map((await day.look.orders()).map((o) => [`${o.channel} ${o.external}`, o]));
  const wrong: string[] = [];
  const byChannel: Record<string, number> = {};
  for (const note of day.book) {
    byChannel[note.channel] = (byChannel[note.channel] ?? 0) + 1;
    const found = seen.get(`${note.channel} ${note.external}`);
    const problem = judge(note, found);
    if (problem) wrong.push(`${note.number} of ${note.channel}${note.scene ? ` (scene ${note.scene})` : ''}: ${problem}`);
  }
  for (const o of seen.values())
    if (!day.book.some((n) => n.channel === o.channel && n.external === o.external)) wrong.push(`${o.number} of ${o.channel} was never placed`);
  const all = [...seen.values()];
  return {
    placed: day.book.length, byChannel, wrong, cancelled: all.filter((o) => o.cancelled).length,
    fulfilled: all.filter((o) => !o.cancelled && o.lines.every((l) => l.shipped + l.cancelled >= l.ordered)).length,
  };
}

function judge(note: OrderNote, o: OrderSeen | undefined): string | undefined {
  if (note.never) return o && o.stage !== 'cancelled' ? `it was given up before it was paid, and is ${o.stage}` : undefined;
  if (!o) return 'nobody here knows it';
  const [sent, due] = [spelled(shippedBySku(o)), spelled(note.due)];
  if (sent !== due) return `shipped ${sent || 'nothing'}, due ${due || 'nothing'} (${o.stage})`;
  return note.cancelled ? ending(o) : papers(o) ?? totals(note, o);
}

function shippedBySku({ lines }: OrderSeen): Record<string, number> {
  const units: Record<string, number> = {};
  for (const l of lines) units[l.sku ?? l.line_id] = (units[l.sku ?? l.line_id] ?? 0) + l.shipped;
  return units;
}
function ending(o: OrderSeen): string | undefined {
  const reserved = o.lines.reduce((n, l) => n + l.reserved, 0);
  return o.stage === 'cancelled' && reserved === 0 ? undefined : `it ended ${o.stage} with ${reserved} reserved`;
}
function papers({ shipments }: OrderSeen): string | undefined {
  const open = shipments.filter((s) => !s.recorded || !s.reported || !s.invoice).length;
  return open > 0 ? `${open} of its shipments are not in the ERP, not told or not invoiced` : undefined;
}
const totals = ({ total }: OrderNote, o: OrderSeen): string | undefined =>
  (total !== undefined && minorOf(total) !== o.total ? `the channel says ${total}, we ${o.total}` : undefined);
const spelled = (units: Readonly<Record<string, number>>): string =>
  Object.entries(units).filter(([, n]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1)).map(([sku, n]) => `${n} ${sku}`).join(' ');
