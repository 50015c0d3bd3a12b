/** A figure: what was measured, the raw limit beside it in the same run, and the target it is held against. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly raw?: number;
  readonly ratio?: number;
  readonly target: string;
  readonly note?: string;
}
const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: n < 10 ? 2 : 0 });
export const rowText = (r: Row): string =>
  `${r.name.padEnd(42)} ${`${number(r.value)} ${r.unit}`.padStart(14)}` +
  `${r.raw ? `   raw ${number(r.raw)}, ratio ${r.ratio!.toFixed(2)}` : ''}   target ${r.target}` +
  `${r.note ? `\n${' '.repeat(43)}${r.note}` : ''}`;
