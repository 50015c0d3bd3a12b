/**
 * A small world around order-to-cash: partners that answer every wish in any order and in every way they may,
 * and a channel that cancels, edits and refunds in between. `explore` walks all of it, each situation once.
 *
 * The world keeps books of its own (what is reserved, what a warehouse has), so that the laws are checked
 * against what really happened and not against what the workflow believes.
 */
import { createHash } from 'node:crypto';
import { brand, type ExternalId } from '#domain/brand.ts';
import type * as m from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import type { Shipment, ShippedLine } from '#domain/shipment.ts';
import { encode } from '#domain/wire.ts';
import { run } from '#domain/workflow.ts';
import * as f from './order-to-cash.fixture.ts';
import { orderToCash } from './order-to-cash.ts';
import type { In, Out, State } from './order-to-cash/state.ts';
import { live } from './order-to-cash/views.ts';

export type Event =
  | { readonly is: 'cancelled' | 'wish' | 'arrived' } | { readonly is: 'changed'; readonly order: Order }
  | { readonly is: 'refunded'; readonly refund: Refund } | { readonly is: 'abandoned'; readonly wish: Out['type'] }
  | { readonly is: 'heard'; readonly message: In };

export interface World {
  readonly state: State;
  /** Wishes nobody has answered. */
  readonly pending: readonly Out[];
  /** What the channel and people may still do, in any order. */
  readonly events: readonly Event[];
  /** Units held for the order in the stock ledger, and units in the hands of a warehouse, by request. */
  readonly reserved: number;
  readonly warehouse: Readonly<Record<string, number>>;
  /** Units that left, and what their invoices add up to. */
  readonly sent: number;
  readonly invoiced: bigint;
  /** What the credit memos add up to. */
  readonly credited: bigint;
  readonly keys: readonly string[];
  readonly heard: readonly string[];
  readonly broken?: string;
}
export interface Options {
  /** The first two requests may be declined. */
  readonly refuses: boolean;
  readonly shorts: boolean;
  readonly erp: boolean;
  readonly whenShort: 'backorder' | 'cancel';
  /** Papers of shipments are answered in any order; otherwise at once, which leaves far fewer situations. */
  readonly papers: boolean;
}

/** Visits every situation that can come about and hands over those in which nothing more can happen. */
export function explore(order: Order, events: readonly Event[], options: Options, end: (w: World) => void): number {
  const seen = new Set<string>();
  const walk = (w: World): void => {
    const situation = encode([w.state, w.pending, w.events, w.reserved, w.warehouse, w.sent, w.invoiced]);
    const name = createHash('sha256').update(situation).digest('base64');
    if (seen.has(name)) return;
    seen.add(name);
    const next = w.broken ? [] : moves(w, options);
    if (next.length === 0) end(w);
    for (const after of next) walk(after);
  };
  const nothing = { pending: [], events, reserved: 0, warehouse: {}, sent: 0, invoiced: 0n, credited: 0n, keys: [], heard: [] };
  walk(hear({ state: orderToCash.initial, ...nothing }, f.placed(order)));
  return seen.size;
}

/** One way through the world, at every fork the one that `choose` says, until nothing more can happen. */
export function wander(order: Order, events: readonly Event[], options: Options, choose: (ways: number) => number): World {
  const nothing = { pending: [], events, reserved: 0, warehouse: {}, sent: 0, invoiced: 0n, credited: 0n, keys: [], heard: [] };
  let w = hear({ state: orderToCash.initial, ...nothing }, f.placed(order));
  for (let step = 0; step < LONGEST && !w.broken; step += 1) {
    const next = moves(w, options);
    if (next.length === 0) return w;
    w = next[choose(next.length)]!;
  }
  return w.broken ? w : { ...w, broken: `it does not end: ${w.heard.slice(-8).join(' → ')}` };
}
const LONGEST = 400;

const units = (lines: readonly { quantity: number }[]): number => lines.reduce((n, l) => n + l.quantity, 0);
const withWarehouse = (w: World): number => Object.values(w.warehouse).reduce((n, x) => n + x, 0);

function hear(w: World, message: In): World {
  const step = run(orderToCash, w.state, message);
  const heard = { ...w, state: step.state, heard: [...w.heard, message.type] };
  if (run(orderToCash, step.state, message).send.length > 0)
    return { ...heard, broken: `${message.type} again was not silent` };
  return step.send.reduce(carryOut, heard);
}

/** What the stock ledger and the warehouse do at once; everything else waits for somebody's answer. */
function carryOut(w: World, wish: Out): World {
  if ('key' in wish.data && w.keys.includes(wish.data.key)) return { ...w, broken: `${wish.data.key} was made twice` };
  const now = 'key' in wish.data ? { ...w, keys: [...w.keys, wish.data.key] } : w;
  switch (wish.type) {
    case 'ReleaseStock': {
      const reserved = w.reserved - units(wish.data.lines ?? []);
      return unless(reserved < withWarehouse(w), 'released what a warehouse may ship', { ...now, reserved });
    }
    case 'RaiseException': case 'ExceptionSettled': case 'AwaitDeadline': case 'ShipmentDelivered': case 'SupplierOwed': return now;
    case 'CreateErpOrder':
      return unless(w.reserved + w.sent === 0, 'the ERP heard of an unreserved order', pend(now, wish));
    case 'RequestFulfillment': {
      const { fulfillmentId, lines } = wish.data.fulfillment;
      const asked = pend({ ...now, warehouse: { ...w.warehouse, [fulfillmentId]: units(lines) } }, wish);
      return unless(!live(w.state), 'released an order that is being cancelled',
        unless(withWarehouse(asked) > w.reserved, 'released what is not reserved', asked));
    }
    case 'CancelChannelLines':
      return unless(units(wish.data.lines) > free(w), 'told the channel to cancel what a warehouse may ship', pend(now, wish));
    default: return pend(documented(now, wish), wish);
  }
}
/** Units still wanted that no warehouse has and that have not left. */
const free = (w: World): number =>
  (w.state.order?.lines ?? []).reduce((n, l) => n + l.quantity - l.cancelled, 0) - withWarehouse(w) - w.sent;
function documented(w: World, wish: Out): World {
  if (wish.type === 'IssueInvoice') return { ...w, invoiced: w.invoiced + wish.data.amounts.total.count };
  return wish.type === 'IssueCreditMemo' ? { ...w, credited: w.credited + wish.data.amounts.total.count } : w;
}
const unless = (wrong: boolean, broken: string, w: World): World => (wrong ? { ...w, broken } : w);
const pend = (w: World, wish: Out): World => ({ ...w, pending: [...w.pending, wish] });

const PAPERS: readonly string[] = ['RecordErpShipment', 'ReportShipment', 'IssueInvoice'];

function moves(w: World, o: Options): World[] {
  const answered = (wish: Out) => answers({ ...w, pending: w.pending.filter((p) => p !== wish) }, wish, o);
  const paper = o.papers ? undefined : w.pending.find((p) => PAPERS.includes(p.type));
  if (paper) return answered(paper);
  return [
    ...w.pending.flatMap(answered),
    ...Object.keys(w.warehouse).flatMap((id) => warehouseMoves(w, id, o)),
    ...w.events.flatMap((event) => happens({ ...w, events: w.events.filter((e) => e !== event) }, event)),
  ];
}

function answers(w: World, wish: Out, o: Options): World[] {
  switch (wish.type) {
    case 'ValidateOrder': {
      const wanted = Object.fromEntries(wish.data.order.lines.map((l) => [l.lineId, l.quantity - l.cancelled]));
      const { whenShort } = o;
      const tells = ['ReportPickupReady', 'ReportTracking', 'CancelChannelLines'] as const;
      return [hear(w, o.erp ? f.validated(wanted, { whenShort, tells }, wish.data.round)
        : f.validatedWithoutErp(wanted, wish.data.round))];
    }
    case 'ReserveStock': {
      const { lines, round } = wish.data;
      const all = Object.fromEntries(lines.map((l) => [l.lineId, l.quantity]));
      const promised = { ...w, reserved: w.reserved + units(lines) };
      const yes = hear(promised, f.reserved(all, place(wish), round));
      return o.shorts ? [yes, hear(w, f.shortOf('A', round))] : [yes];
    }
    case 'CreateErpOrder': return [hear(w, f.created)];
    case 'AmendErpOrder':
      return [hear(w, { type: 'ErpOrderAmended', data: { ...f.answer, key: wish.data.key } })];
    case 'CancelErpOrder': return [hear(w, f.erpCancelled)];
    case 'RecordErpShipment': return [hear(w, f.recorded(wish.data.shipment.shipmentId))];
    case 'ReportShipment': return [hear(w, f.reported(wish.data.shipment.shipmentId))];
    case 'IssueInvoice': return [hear(w, f.invoiced(wish.data.shipmentId))];
    case 'IssueCreditMemo': return [hear(w, f.credited(wish.data.refund))];
    case 'CancelChannelOrder': return [hear(w, f.channelCancelled)];
    case 'CancelFulfillment': return recallAnswers(w, wish.data.fulfillmentId);
    default: return channelAnswers(w, wish);
  }
}
const place = ({ data: { pickupAt, round } }: m.ReserveStock): string => pickupAt ?? `main-${round}`;
function channelAnswers(w: World, wish: Out): World[] {
  if (wish.type === 'CancelChannelLines') return [hear(w, f.linesCancelled(wish.data.wish))];
  if (wish.type === 'ReportPickupReady')
    return [hear(w, { type: 'PickupReadyReported', data: { ...f.answer, fulfillmentId: wish.data.fulfillmentId } })];
  if (wish.type === 'ReportTracking')
    return [hear(w, { type: 'TrackingReported', data: { ...f.answer, shipmentId: wish.data.shipment.shipmentId } })];
  return [w];
}

const lineOf = (quantity: number): ShippedLine => ({ lineId: brand('A'), sku: f.skuOf('A'), quantity });

/** A recall that comes too late is refused; one in time may be granted or not. */
function recallAnswers(w: World, id: string): World[] {
  const said = { orderId: f.orderId, fulfillmentId: id };
  const kept = hear(w, { type: 'FulfillmentCancelRefused', data: { ...said, detail: 'packed' } });
  const has = w.warehouse[id] ?? 0;
  const gave = (n: number, data: m.FulfillmentCancelled['data']) =>
    hear({ ...w, warehouse: { ...w.warehouse, [id]: has - n } }, { type: 'FulfillmentCancelled', data });
  if (has === 0) return [kept];
  const all = gave(has, said);
  return has > 1 ? [kept, all, gave(1, { ...said, lines: [lineOf(1)] })] : [kept, all];
}

function warehouseMoves(w: World, id: string, o: Options): World[] {
  const open = w.warehouse[id] ?? 0;
  const asking = w.pending.some((p) => p.type === 'RequestFulfillment' && p.data.fulfillment.fulfillmentId === id);
  const request = w.state.requests.find((r) => r.id === id);
  if (open === 0 || asking || !request) return [];
  const less = (n: number): World => ({ ...w, warehouse: { ...w.warehouse, [id]: open - n } });
  const ship = (n: number): World => {
    const shipment: Shipment = { shipmentId: `s${w.sent}-${n}`, orderId: f.orderId, fulfillmentId: id,
      location: request.location, at: brand('2026-03-02T15:00:00.000Z'), lines: [lineOf(n)], parcels: [] };
    return hear({ ...less(n), sent: w.sent + n, reserved: w.reserved - n }, { type: 'ShipmentDispatched',
      data: { orderId: f.orderId, shipment } });
  };
  const said = { orderId: f.orderId, fulfillmentId: id };
  const shorted = { ...said, lines: [lineOf(1)], reason: 'lost', external: brand<ExternalId>(`${id}-${open}`) };
  const declines = o.refuses && /-[12]$/.test(id);
  return [
    ship(open),
    ...(open > 1 ? [ship(1)] : []),
    ...(declines ? [hear(less(open), { type: 'FulfillmentRefused', data: { ...said, detail: 'closed' } })] : []),
    ...(o.shorts ? [hear(less(1), { type: 'FulfillmentShorted', data: shorted })] : []),
  ];
}

function happens(w: World, event: Event): World[] {
  switch (event.is) {
    case 'cancelled': return [hear(w, f.cancelled)];
    case 'wish': return [hear(w, f.wish)];
    case 'arrived': return [hear(w, f.arrived)];
    case 'changed': return [hear(w, f.changed(event.order))];
    case 'refunded': return [hear(w, f.refunded(event.refund))];
    case 'heard': return [hear(w, event.message)];
    case 'abandoned': return w.pending.filter((p) => p.type === event.wish).map((wish) => drop(w, wish));
  }
}

/** A person dropped a wish that was not carried out: what it asked for never was. */
function drop(w: World, wish: Out): World {
  const warehouse = wish.type === 'RequestFulfillment'
    ? { ...w.warehouse, [wish.data.fulfillment.fulfillmentId]: 0 } : w.warehouse;
  const key = 'key' in wish.data ? wish.data.key : undefined;
  return hear({ ...w, warehouse, pending: w.pending.filter((p) => p !== wish) }, f.dropped(wish.type, key));
}
