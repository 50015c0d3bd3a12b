/**
 * What kind of thing a line is: goods that lie on a shelf, a service that does not, a card with money on it. The standard
 * has words for it, and registers have codes and classes of their own, which the connection's settings explain.
 */
import type { Lines, Seen } from './lines.ts';
import type { Settings } from './settings.ts';

const WORDS = { goods: 'Stock', service: 'Service', 'gift-card': 'GiftCard' } as const;

/** Lines with the standard's word for their kind, as far as the settings say it. */
export function explained(lines: Lines, settings: Settings): Lines {
  const one = (l: Seen): Seen => ({ ...l, type: typeOf(l, settings) });
  return { ...lines, sales: lines.sales.map(one), returns: lines.returns.map(one) };
}
function typeOf({ item, type, classes }: Seen, settings: Settings): string {
  const own = settings.itemTypes[type];
  if (own) return WORDS[own];
  return isService(item, settings) || classes.some((c) => fits(c, settings.serviceClasses)) ? WORDS.service : type;
}

export const isService = (item: string, { serviceItems }: Settings): boolean => fits(item, serviceItems);
const fits = (text: string, patterns: readonly string[]): boolean =>
  patterns.some((p) => (p.endsWith('*') ? text.startsWith(p.slice(0, -1)) : text === p));

/** Codes where the standard has words: nobody here can know what they mean, and they are taken for goods. */
export const codes = ({ sales, returns }: Lines): string[] =>
  [...new Set([...sales, ...returns].map((l) => l.type).filter((type) => /^\d+$/.test(type)))];
