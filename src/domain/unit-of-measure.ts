/**
 * Units of measure of an item, as exact factors to eaches: a case is 12, a pallet 480, half a pair 1/2.
 * The ledger counts eaches; what is not a whole number of them is an error, never a rounding.
 */
export type UnitFactors = Readonly<Record<string, readonly [numerator: number, denominator: number]>>;

/** Words every partner has for one piece: UN/ECE Rec 20 `EA`, `C62`, `H87`. */
const EACH: ReadonlySet<string> = new Set(['', 'each', 'ea', 'c62', 'h87', 'pce', 'pc', 'unit']);

/** `'12'` → 12/1, `'1/2'` → 1/2. */
export function factorOf(text: string): readonly [number, number] {
  const match = /^([1-9]\d{0,6})(?:\/([1-9]\d{0,6}))?$/.exec(text.trim());
  if (!match) throw new TypeError(`not a factor: ${JSON.stringify(text)}; write 12 or 1/2`);
  return [Number(match[1]), Number(match[2] ?? 1)];
}
export const factorText = ([numerator, denominator]: readonly [number, number]): string =>
  denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;

/** Eaches in so many of a unit. @throws TypeError when the unit is unknown or they are not whole. */
export function toEaches(quantity: number, unit: string | undefined, units: UnitFactors = {}): number {
  if (!Number.isSafeInteger(quantity)) throw new TypeError(`${quantity} is not a whole number`);
  const factor = units[unit ?? ''];
  if (!factor && EACH.has((unit ?? '').toLowerCase())) return quantity;
  if (!factor) throw new TypeError(`there is no unit ${unit}`);
  const counted = BigInt(quantity) * BigInt(factor[0]);
  if (counted % BigInt(factor[1]) !== 0n) throw new TypeError(`${quantity} ${unit} are not whole eaches`);
  return Number(counted / BigInt(factor[1]));
}

/** Whole units in so many eaches, rounded down: what may be sold by the unit. */
export function wholeUnits(eaches: number, unit: string | undefined, units: UnitFactors = {}): number {
  const factor = units[unit ?? ''] ?? [1, 1];
  return Number((BigInt(Math.max(0, eaches)) * BigInt(factor[1])) / BigInt(factor[0]));
}
