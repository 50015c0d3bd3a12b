/** Movements to one balance statement per currency. */
import type { ConnectionId } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import type { News } from '../contract.ts';
import { payoutOf, PayoutLines, said } from '../statement/payouts.ts';
import { provedBy, type Span } from './balance.ts';
import { book, type Movement } from './movement.ts';

export interface Told { readonly m: Movement; /** It has happened. */ readonly settled: boolean }

export function statementsOf(connection: ConnectionId, all: readonly Told[], name = ''): News[] {
  return [...Map.groupBy(all, ({ m }) => m.unit)].map(([unit, told]) => {
    const { movements, span } = counted(told);
    const lines = new PayoutLines(unit);
    for (const m of movements) book(lines, m);
    for (const { m } of told) lines.seen(m.at);
    const period = `${lines.first?.slice(0, 10)}..${lines.last?.slice(0, 10)}`;
    return said(payoutOf(lines, {
      connection, external: `${name || period} ${unit}`, kind: 'balance', depositDate: lines.last ?? '', net: lines.total(), ...span,
    }));
  });
}

/** Where a running balance says which rows moved it, that decides; else what PayPal says of their state. */
function counted(told: readonly Told[]): { movements: readonly Movement[]; span: Partial<Span> } {
  const [every, settled] = [told.map((t) => t.m), told.filter((t) => t.settled).map((t) => t.m)];
  if (settled.length === every.length || settled.length === 0) return { movements: every, span: provedBy(every) ?? {} };
  try {
    const span = provedBy(settled);
    return { movements: settled, span: span ?? {} };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { movements: every, span: provedBy(every) ?? {} };
  }
}
