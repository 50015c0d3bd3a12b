/** Movements to one balance statement per currency. */
import type { ConnectionId } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { toDecimal, type Currency } from '#domain/measure.ts';
import type { News } from '../contract.ts';
import { gathered } from '../statement/gathered.ts';
import { Once } from '../statement/once.ts';
import { Walk, type Span } from './balance.ts';
import { book, type Movement } from './movement.ts';

export interface Told { readonly m: Movement; /** It has happened. */ readonly settled: boolean }
/** All that is told, every time the same. */
export type Telling = (act: (told: Told) => void) => AsyncGenerator<void>;

export async function statementsOf(connection: ConnectionId, telling: Telling, name = ''): Promise<News[]> {
  const counts = await counted(telling);
  const payouts = await gathered((into) => withOnce((once) => telling(({ m, settled }) => {
    once.take(m.line, m.id, m.words ?? m.code ?? '', m.at, m.unit, toDecimal(m.gross), m.balance ? toDecimal(m.balance) : '');
    const { lines } = into.of(m.unit, m.unit);
    lines.seen(m.at);
    if (settled || counts.get(m.unit)!.every) book(lines, m);
  })), () => ({}));
  return [...payouts.groups].map(([unit, { lines }]) => {
    const period = `${lines.first?.slice(0, 10)}..${lines.last?.slice(0, 10)}`;
    return payouts.said(unit, {
      connection, external: `${name || period} ${unit}`, kind: 'balance', depositDate: lines.last ?? '',
      ...counts.get(unit as Currency)!.span,
    });
  });
}

const withOnce = <T>(act: (once: Once) => T): T => act(new Once());

/** Whether rows count that have not happened. */
interface Counted { readonly every: boolean; readonly span: Partial<Span> }

async function counted(telling: Telling): Promise<ReadonlyMap<Currency, Counted>> {
  const walks = new Map<Currency, { every: Walk; settled: Walk; told: number; happened: number }>();
  const run = telling(({ m, settled }) => {
    const w = walks.get(m.unit) ?? { every: new Walk(), settled: new Walk(), told: 0, happened: 0 };
    walks.set(m.unit, w);
    w.told += 1;
    w.every.take(m);
    if (!settled) return;
    w.happened += 1;
    w.settled.take(m);
  });
  for await (const _ of run);
  return new Map([...walks].map(([unit, w]) => [unit, w.happened === w.told || w.happened === 0
    ? { every: true, span: w.every.span() ?? {} } : proved(w)]));
}

/** Where a running balance says which rows moved it, that decides; else what PayPal says of their state. */
function proved({ every, settled }: { every: Walk; settled: Walk }): Counted {
  try {
    return { every: false, span: settled.span() ?? {} };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { every: true, span: every.span() ?? {} };
  }
}
