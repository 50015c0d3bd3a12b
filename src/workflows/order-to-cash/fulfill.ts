/**
 * Asking warehouses to ship, and asking for it back. The gate is here: the last look at holds, edits and
 * cancellations before goods are in somebody's hands. What was asked for is theirs until they ship it or say
 * that they will not; until then nobody else may be promised those units.
 */
import type { ConnectionId } from '#domain/brand.ts';
import type { Quantities } from '#domain/document.ts';
import type * as m from '#domain/messages.ts';
import type { Order, PromisedLine } from '#domain/order.ts';
import type { ShippedLine } from '#domain/shipment.ts';
import { any, merged, of, take, tally, words } from './quantities.ts';
import { release, routed } from './reserve.ts';
import { go, stay, type Request, type State, type Taken } from './state.ts';
import { cleared, deficit, excess, gone, isOpen, keptBack, keyOf, live, open, shipped, target } from './views.ts';

/** One request per location that has something of the order and somebody to ask. */
export function requesting(s: State): Taken {
  const { order, stock } = s;
  if (!order || !cleared(s) || order.holds.length > 0) return stay(s);
  const { taken: kept, rest } = take(stock.free, heldBack(s));
  const location = rest.find((l) => routed(stock, l.location))?.location;
  const to = location && stock.connections[location];
  if (!to) return stay(s);
  const here = rest.filter((l) => l.location === location);
  const request: Request = {
    id: `${order.orderId}-${s.requests.length + 1}`, location, connection: to, recall: 'no', heard: [],
    open: merged(here).map(({ lineId, sku, quantity, cost, lots }) =>
      ({ lineId, sku, quantity, ...(cost && { cost }), ...(lots && { lots }) })),
  };
  const free = [...kept, ...rest.filter((l) => l.location !== location)];
  return go({ ...s, stock: { ...stock, free }, requests: [...s.requests, request] }, ask(order, request, to));
}

/** Promised units that are not to be sent now; those that were never promised come first. */
function heldBack(s: State): Quantities {
  const short = deficit(s);
  return Object.fromEntries(Object.entries(keptBack(s)).map(([id, n]) => [id, n - of(short, id)]));
}

function ask(order: Order, { id, location, open }: Request, to: ConnectionId): m.RequestFulfillment {
  const { orderId, number, shipTo, shipBy, pickupAt } = order;
  return {
    type: 'RequestFulfillment',
    data: {
      key: requestKey(id), to, orderId, number,
      fulfillment: { fulfillmentId: id, orderId, location, connection: to, lines: open },
      ...(shipTo && { shipTo: shipTo.party }), ...(shipBy && { shipBy }), ...(pickupAt === location && { pickup: true }),
    },
  };
}
export const requestKey = (id: string) => keyOf('ship', id);
export const recallKey = (id: string) => keyOf('recall', id);

/** Asks back everything when the order is to be cancelled, else the latest requests that hold units nobody wants. */
export function recalling(s: State): Taken {
  const whole = gone(s) || s.cancel === 'Recalling';
  const over = whole ? {} : unrecalled(s);
  const request = s.requests.findLast((r) =>
    isOpen(r) && r.recall === 'no' && (whole || r.open.some((l) => of(over, l.lineId) > 0)));
  if (!request || !s.order) return stay(s);
  const { orderId } = s.order;
  return go(replace(s, { ...request, recall: 'asked' }), {
    type: 'CancelFulfillment',
    data: { key: recallKey(request.id), to: request.connection, orderId, fulfillmentId: request.id },
  });
}

function unrecalled(s: State): Quantities {
  const asked = tally(s.requests.filter((r) => r.recall === 'asked').flatMap((r) => r.open));
  const over = excess(s);
  const [aim, there, gone, kept] = [target(s), open(s), shipped(s), keptBack(s)];
  return Object.fromEntries(Object.keys({ ...over, ...kept }).map((id) => {
    const lacking = of(there, id) + of(gone, id) + of(kept, id) - of(aim, id);
    return [id, of(over, id) + Math.max(0, Math.min(lacking, of(kept, id))) - of(asked, id)];
  }));
}

export const replace = (s: State, request: Request): State =>
  ({ ...s, requests: s.requests.map((r) => (r.id === request.id ? request : r)) });
export const requestOf = (s: State, id: string): Request | undefined => s.requests.find((r) => r.id === id);
const promiseOf = (request: Request, lines: readonly ShippedLine[]): PromisedLine[] =>
  lines.map((l) => ({ ...l, location: request.location }));

/** The location will not ship some of it: another one is asked for, unless the order is being cancelled anyway. */
export function declined(s: State, request: Request, detail: string, lines = request.open): Taken {
  const { taken, rest } = take(request.open, tally(lines));
  if (taken.length === 0) return stay(s);
  const less = replace(s, { ...request, open: rest });
  const back = promiseOf(request, taken);
  const stock = { ...less.stock, declined: { ...less.stock.declined, [request.location]: detail } };
  // What was kept back there (held by the channel, to be cancelled) is not sent from there either.
  const kept = stock.free.filter((l) => l.location === request.location);
  const free = stock.free.filter((l) => l.location !== request.location);
  return live(s) ? release({ ...less, stock: { ...stock, free } }, [...back, ...kept])
    : go({ ...less, stock: { ...stock, free: [...stock.free, ...back] } });
}
export function fulfillmentRefused(s: State, { fulfillmentId, detail }: m.FulfillmentRefused['data']): Taken {
  const request = requestOf(s, fulfillmentId);
  return request ? declined(s, request, detail) : stay(s);
}

/** The warehouse gave back what it was asked for; unasked, that is declining. */
export function givenBack(s: State, { fulfillmentId, lines }: m.FulfillmentCancelled['data']): Taken {
  const request = requestOf(s, fulfillmentId);
  if (!request || !isOpen(request) || request.heard.includes('cancelled')) return stay(s);
  const heard = [...request.heard, 'cancelled'];
  if (request.recall === 'no') return declined(s, { ...request, heard }, 'the warehouse cancelled it', lines);
  const { taken, rest } = take(request.open, tally(lines ?? request.open));
  const recall = rest.length > 0 ? 'refused' : request.recall;
  const less = replace(s, { ...request, open: rest, recall, heard });
  return go({ ...less, stock: { ...less.stock, free: [...less.stock.free, ...promiseOf(request, taken)] } });
}

export function recallRefused(s: State, id: string): Taken {
  const request = requestOf(s, id);
  return request?.recall === 'asked' && isOpen(request) ? go(replace(s, { ...request, recall: 'refused' })) : stay(s);
}

/** The warehouse has less than it was promised to have: the promise is void, the rest of the request stands. */
export function shorted(s: State, data: m.FulfillmentShorted['data']): Taken {
  const request = requestOf(s, data.fulfillmentId);
  const name = data.external ?? JSON.stringify(data.lines.map((l) => [l.lineId, l.quantity]));
  if (!request || request.heard.includes(name)) return stay(s);
  const { taken, rest } = take(request.open, tally(data.lines));
  if (!any(tally(taken))) return stay(s);
  const less = replace(s, { ...request, open: rest, heard: [...request.heard, name] });
  const detail = `${request.location} is short of ${words(taken)}: ${data.reason}`;
  return release({ ...less, stock: { ...less.stock, short: 'yes', detail } }, promiseOf(request, taken));
}
