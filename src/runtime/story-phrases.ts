/** Amounts, units, items and places as every sentence of a story says them. */
import { sayLots, type LotUnits } from '#domain/lot.ts';
import { toDecimal, type Money } from '#domain/measure.ts';
import type * as m from '#domain/messages.ts';

export const money = (amount: Money): string => `${toDecimal(amount)} ${amount.unit}`;
export const units = (n: number): string => (n === 1 ? '1 unit' : `${n} units`);
export const counted = (lines: readonly { readonly quantity: number }[]): string => units(lines.reduce((n, l) => n + l.quantity, 0));
export const because = (reason: string | undefined): string => (reason ? ` (${reason})` : '');
export const listed = (parts: readonly string[], most = 4): string =>
  parts.length <= most ? parts.join(', ') : `${parts.slice(0, most).join(', ')} and ${parts.length - most} more`;
export interface Item { readonly sku: string; readonly quantity: number; readonly lots?: readonly LotUnits[] }
const ofLots = ({ lots = [] }: Item): string => (lots.length > 0 ? ` (${sayLots(lots)})` : '');
export const items = (lines: readonly Item[]): string =>
  listed(lines.map((l) => `${l.quantity} × ${l.sku}${ofLots(l)}`));
export const places = (lines: readonly (Item & { readonly location: string })[]): string =>
  listed(lines.map((l) => `${l.quantity} × ${l.sku} at ${l.location}`));

export const numbered = (d: { external: string; number?: string }): string => d.number ?? d.external;

export type Say<M extends m.Message> = (data: M['data']) => string;
/** One sentence per message; the key is the message type, the argument its data. */
export type Sayings<M extends m.Message> = { readonly [T in M['type']]: Say<Extract<M, { type: T }>> };
