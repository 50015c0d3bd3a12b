/**
 * What two snapshots of an order have in common. Content is compared, never text: a state that went through
 * the database comes back with its keys in another order.
 */
import type { Order } from '#domain/order.ts';

/** Equal content; an absent property and an undefined one are the same. */
export function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const one = a as Record<string, unknown>;
  const other = b as Record<string, unknown>;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((k) => alike(one[k], other[k]));
}

/** The parts of an order that matter to anybody downstream, by the word `OrderChanged.changed` uses. */
const PARTS: Readonly<Record<string, (order: Order) => unknown>> = {
  lines: (o) => o.lines,
  address: (o) => [o.shipTo, o.pickupAt],
  total: (o) => o.total,
  shipping: (o) => o.shipping,
  adjustments: (o) => o.adjustments,
  holds: (o) => o.holds,
  tenders: (o) => o.tenders,
  dates: (o) => [o.shipBy, o.deliverBy],
};

export const differences = (before: Order, now: Order): string[] =>
  Object.entries(PARTS).filter(([, part]) => !alike(part(before), part(now))).map(([name]) => name);

/** A short name of what matters of a snapshot, to recognise one that was already seen (two 32-bit FNV hashes). */
export function fingerprint(order: Order): string {
  const text = sorted(Object.values(PARTS).map((part) => part(order)));
  let a = 0x811c9dc5;
  let b = 0xcbf29ce4;
  for (let i = 0; i < text.length; i += 1) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
}

const sorted = (value: unknown): string => JSON.stringify(value, (_key, v: unknown) => {
  if (typeof v === 'bigint') return v.toString();
  if (!v || typeof v !== 'object' || Array.isArray(v)) return v;
  return Object.fromEntries(Object.entries(v).sort(([x], [y]) => (x < y ? -1 : 1)));
});
