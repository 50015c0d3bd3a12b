/**
 * Stock is promised before anybody outside hears of the order. Each asking is a round, and only one is in the
 * air; what is promised beyond what is wanted goes back at once, unless a warehouse has it and may still ship it.
 */
import type { LocationId } from '#domain/brand.ts';
import type { Quantities } from '#domain/document.ts';
import type * as m from '#domain/messages.ts';
import type { Order, PromisedLine } from '#domain/order.ts';
import { any, covers, of, take, tally, words } from './quantities.ts';
import { go, stay, type State, type Stock, type Taken } from './state.ts';
import { aside, deficit, excess, keyOf, live, ready, released } from './views.ts';

/** Gives back what is over, then asks for what is missing. */
export function reserving(s: State): Taken {
  const { taken, rest } = take(s.stock.free, excess(s));
  if (taken.length > 0) return release({ ...s, stock: { ...s.stock, free: rest } }, taken);
  const { stock } = s;
  if (!s.order || !ready(s) || stock.asked.length > 0 || stock.short === 'yes') return stay(s);
  if (stock.lapsed && s.order.holds.length > 0) return stay(s);
  const lines = missing(s, minus(deficit(s), aside(s)));
  if (lines.length === 0) return stay(s);
  const round = stock.round + 1;
  const except = Object.keys(stock.declined) as LocationId[];
  const { orderId } = s.order;
  return go({ ...s, stock: { ...stock, round, asked: lines, lapsed: false } }, {
    type: 'ReserveStock',
    data: {
      key: keyOf('reserve', orderId, round), orderId, lines, round, ...(except.length > 0 && { except }), ...circumstances(s.order),
      // Somebody at the channel chose the place.
      ...(s.placement?.movedTo && { pickupAt: s.placement.movedTo }),
    },
  });
}
/** What decides from where and how long it is promised. */
const circumstances = ({ channel, shipTo, pickupAt, promisedBy, holds: [hold] }: Order): Partial<m.ReserveStock['data']> => ({
  channel, ...(shipTo && { shipTo: { country: shipTo.country, ...(shipTo.region && { region: shipTo.region }) } }),
  ...(pickupAt && { pickupAt }), ...(promisedBy && { hold: promisedBy }), ...(hold && { waitsFor: hold.kind }),
});
const minus = (a: Quantities, b: Quantities): Quantities =>
  Object.fromEntries(Object.entries(a).map(([id, n]) => [id, n - of(b, id)]));
const missing = (s: State, short: Quantities): m.ValidatedLine[] =>
  s.lines.flatMap((l) => (of(short, l.lineId) > 0 ? [{ ...l, quantity: of(short, l.lineId) }] : []));

export function release(s: State, lines: readonly PromisedLine[]): Taken {
  if (!s.order || lines.length === 0) return stay(s);
  const releases = s.stock.releases + 1;
  const { orderId } = s.order;
  return go({ ...s, stock: { ...s.stock, releases } },
    { type: 'ReleaseStock', data: { key: keyOf('release', orderId, releases), orderId, lines } });
}

/** Whether an answer is the one that is still owed. */
const answers = ({ round, answered }: Stock, said = round): boolean => said > answered && said <= round;

export function reserved(s: State, { lines, connections, round }: m.StockReserved['data']): Taken {
  const { stock } = s;
  if (!answers(stock, round)) return stay(s);
  const whole = covers(lines, tally(stock.asked));
  return go({ ...s, stock: {
    ...stock, answered: round ?? stock.round, asked: [], free: [...stock.free, ...lines],
    connections: { ...stock.connections, ...connections },
    claimed: false, short: whole ? 'no' : 'yes', detail: whole ? '' : `only ${words(lines)} of ${words(stock.asked)} was promised`,
  } });
}

export function refused(s: State, { short, round, claimed = false, expected }: m.StockRefused['data']): Taken {
  const { stock } = s;
  if (!answers(stock, round)) return stay(s);
  const there = short.map((x) => `${x.wanted} × ${x.sku} wanted, ${x.available} there`).join('; ');
  const detail = claimed ? `${there}; claimed from goods on order${expected ? `, expected ${expected}` : ''}` : there;
  return go({ ...s, stock: { ...stock, answered: round ?? stock.round, asked: [], short: 'yes', detail, claimed } });
}

/** The hold has outlasted what the policy grants: others may have the goods, and the order asks again when it may go on. */
export function expired(s: State, { because }: m.ReservationExpired['data']): Taken {
  if (!s.order || s.stock.free.length === 0 || !s.order.holds.some((h) => h.kind === because)) return stay(s);
  const { free } = s.stock;
  return release({ ...s, stock: { ...s.stock, free: [], lapsed: true } }, free);
}

/** Try again: what was short, what no location could ship, and locations that declined before. */
export function arrived(s: State): Taken {
  const { stock } = s;
  const nowhere = live(s) ? stock.free.filter((l) => !routed(stock, l.location)) : [];
  if (stock.short !== 'yes' && nowhere.length === 0) return stay(s);
  const free = stock.free.filter((l) => !nowhere.includes(l));
  const short = stock.short === 'yes' ? 'retrying' : stock.short;
  return release({ ...s, stock: { ...stock, free, declined: {}, short } }, nowhere);
}

/** A location that has somebody to ask, who has not declined. */
export const routed = ({ connections, declined }: Stock, location: string): boolean =>
  connections[location] !== undefined && declined[location] === undefined;

/** Nothing is promised, asked for or sent: only then can the channel be told that there is nothing. */
export const emptyHanded = (s: State): boolean =>
  s.stock.free.length === 0 && s.early.length === 0 && !released(s);

export const isShort = (s: State): boolean => live(s) && s.stock.short !== 'no' && any(deficit(s));
