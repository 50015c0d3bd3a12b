/** What a ticket did to the shelves: units sold left them, units brought back went where the register says. */
import type { Lines, Seen } from './lines.ts';
import { isGiftCard } from './order.ts';
import type { Settings } from './settings.ts';

export interface Moved {
  readonly item: string;
  readonly quantity: number;
  /** What `quantity` counts; absent: stock units. */
  readonly unit?: string | undefined;
}
export interface Shelves {
  readonly sold: readonly Moved[];
  readonly back: Readonly<Record<'sellable' | 'damaged' | 'inspection', readonly Moved[]>>;
  /** Measured goods nobody said how to count. */
  readonly uncounted: readonly string[];
}

/** Services, fees and cards are not on a shelf. */
const INTANGIBLE = /service|fee|warranty|alteration|deposit|donation|non-?merch|non-?stock|non-?inventory|charge/i;
const isGoods = (l: Seen): boolean => !isGiftCard(l.type) && !INTANGIBLE.test(l.type);

export function shelvesOf(lines: Lines, settings: Settings): Shelves {
  const counted = (some: readonly Seen[]) => some.filter(isGoods).flatMap((l): Moved[] => {
    const quantity = unitsOf(l.quantity, l.unitOfMeasure, settings);
    return quantity ? [{ item: l.item, quantity, unit: packOf(l.unitOfMeasure, settings) }] : [];
  });
  const back = (where: 'sellable' | 'damaged' | 'inspection') =>
    counted(lines.returns.filter((l) => whereTo(l.disposal, settings) === where));
  const all = [...lines.sales, ...lines.returns].filter(isGoods);
  return {
    sold: merged(counted(lines.sales)),
    back: { sellable: merged(back('sellable')), damaged: merged(back('damaged')), inspection: merged(back('inspection')) },
    uncounted: [...new Set(all.filter((l) => unitsOf(l.quantity, l.unitOfMeasure, settings) === undefined).map((l) => l.item))],
  };
}

/** Whole stock units, or undefined when that cannot be said exactly. */
export function unitsOf(quantity: string, unit: string, { weighed }: Settings): number | undefined {
  const [whole = '0', part = ''] = quantity.replace(/^[-+]/, '').split('.');
  const digits = part.replace(/0+$/, '');
  const factor = weighed[unit];
  if (factor === undefined) return digits === '' ? Number(whole) : undefined;
  const scaled = BigInt(whole + digits) * BigInt(factor);
  const scale = 10n ** BigInt(digits.length);
  return scaled % scale === 0n ? Number(scaled / scale) : undefined;
}

/** UN/ECE and ANSI words for several pieces in one: how many, the product says. */
const PACK = /^(CS|CA|CT|CTN|CASE|CARTON|BX|BOX|PK|PAC|PACK|PF|PX|PLT|PALLET|DZN|DZ|DOZ|DOZEN|PR|SET)$/i;
export const packOf = (unit: string, { weighed }: Settings): string | undefined =>
  (weighed[unit] === undefined && PACK.test(unit) ? unit : undefined);

/** A return that says nothing of its goods is looked at before it is sold again. */
export function whereTo(disposal: string | undefined, { disposals }: Settings): 'sellable' | 'damaged' | 'inspection' | 'gone' {
  const own = disposals[disposal ?? ''];
  if (own) return own;
  const word = (disposal ?? '').toLowerCase().replace(/[^a-z]/g, '');
  if (/returntostock|restock|resale|salable|sellable/.test(word)) return 'sellable';
  if (/damage|defect|repair/.test(word)) return 'damaged';
  return /destroy|dispose|discard|donate|vendor|supplier|keep/.test(word) ? 'gone' : 'inspection';
}

export const merged = (some: readonly Moved[]): Moved[] =>
  [...Map.groupBy(some, (m) => `${m.item}\u001f${m.unit ?? ''}`).values()]
    .map((group) => ({ ...group[0]!, quantity: group.reduce((n, m) => n + m.quantity, 0) }));
