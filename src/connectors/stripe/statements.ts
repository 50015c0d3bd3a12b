/**
 * Movements to payouts. Of automatic payouts Stripe says what each is made of: one payout each, and where the
 * payout's own row is there too, it must be the sum of the others. Of payouts made by hand nobody can say that:
 * then the file is a statement of the balance, and payouts are withdrawals from it.
 */
import { stop } from '#domain/fault.ts';
import { add, subtract, zero, type Money } from '#domain/measure.ts';
import type { ConnectionId } from '#domain/brand.ts';
import type { News } from '../contract.ts';
import { gathered, type Gathered, type Group } from '../statement/gathered.ts';
import { Once } from '../statement/once.ts';
import { book, isPayout, type Movement } from './movement.ts';

interface State { own: Money | undefined; paidAt: string; readonly kind: 'deposit' | 'balance' }
export interface Told {
  readonly connection: ConnectionId;
  /** No movement but payouts names a payout, so the file is a statement of the balance. */
  readonly whole: boolean;
  /** All movements, in any order; every time the same. */
  readonly movements: (act: (m: Movement) => void) => AsyncGenerator<void>;
  /** What a payout's own object says. */
  readonly stated?: ReadonlyMap<string, { readonly net: Money; readonly date: string }>;
}

export async function statements({ connection, whole, movements, stated }: Told): Promise<News[]> {
  const kind = whole ? 'balance' : 'deposit';
  let waiting = 0;
  const payouts = await gathered<State>((into) => {
    waiting = 0;
    const once = new Once();
    return movements((m) => {
      once.take(m.line, m.id);
      if (!whole && m.payout === undefined) waiting += 1;
      else take(into, m, whole);
    });
  }, () => ({ own: undefined, paidAt: '', kind }));
  const found = [...payouts.groups].filter(([, { lines }]) => lines.count > 0);
  if (found.length > 0) return found.map(([key, group]) => payouts.said(key, headOf({ connection, key, said: stated?.get(key) }, group)));
  if (waiting > 0) return [{ said: 'nothing', why: `${waiting} movements are in no payout yet` }];
  throw stop.malformed('the file holds no movement of a balance');
}

function take(into: Gathered<State>, m: Movement, whole: boolean): void {
  const { lines, state } = into.of(whole ? m.unit : m.payout!, m.unit);
  if (whole) return book(lines, m);
  if (m.payout === '') throw stop.malformed(`line ${m.line}: a payout without an id`);
  if (lines.unit !== m.unit) throw stop.malformed(`line ${m.line}: ${m.unit} in payout ${m.payout}, which is in ${lines.unit}`);
  if (m.paidAt || state.paidAt === '') state.paidAt = m.paidAt ?? m.at;
  if (!isPayout(m)) return book(lines, m);
  state.own = add(state.own ?? zero(m.unit), m.net);
  state.paidAt = m.paidAt ?? m.at;
}

function headOf(
  of: { connection: ConnectionId; key: string; said: { net: Money; date: string } | undefined }, { lines, state }: Group<State>,
) {
  const { connection, key, said } = of;
  if (state.kind === 'balance')
    return { connection, external: `${lines.first?.slice(0, 10)}..${lines.last?.slice(0, 10)} ${lines.unit}`, kind: state.kind,
      depositDate: lines.last ?? '' };
  const net = said?.net ?? (state.own && subtract(zero(lines.unit), state.own));
  return { connection, external: key, depositDate: said?.date ?? state.paidAt, net };
}
