/** What a partner's document says becomes facts: with our ids, a key that is the business identity, and a story. */
import type { PoolClient } from 'pg';
import type { ConnectionId, ExternalId, LocationId, OrderId, Sku } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { Order } from '#domain/order.ts';
import type { Party } from '#domain/party.ts';
import { timestamp } from '#domain/time.ts';
import { encode } from '#domain/wire.ts';
import type { News } from '#connectors/contract.ts';
import { fulfillmentOrder, type Requested } from '#store/read.ts';
import { fact, trouble, type Heard } from './heard.ts';
import { digestOf, orderIdOf, orderStory } from './identity.ts';
import { keepParty } from './parties.ts';
import { tenantOf } from './platform.ts';
import { bankStatement } from './news-bank.ts';
import { registerClosed, registerRecord } from './news-register.ts';
import { parcel, pickupReady, placement, tracking } from './news-fulfillment.ts';
import { payout } from './news-payout.ts';
import { givenUp, pending } from './news-pending.ts';
import { chargeback, returnCredit, returnedGoods, returnNews } from './news-returns.ts';
import { incoming, movement, stock } from './news-stock.ts';
import { shippedLine } from './shipped-line.ts';
import { blind } from './vault.ts';
import { forget, type Hearing } from './forget.ts';

type Said<K extends News['said']> = Extract<News, { said: K }>;
const none: Heard = { drafts: [] };

const orderId = (h: Hearing, external: ExternalId): OrderId => orderIdOf(h.d.tenant, h.c.connection, external);

/** When we asked for what is shown: a poll as its answer was stored, a question that a document led to just now. */
const FETCHED = { stored: (h: Hearing) => timestamp(h.d.at.toString()), read: (h: Hearing) => h.now } as const;

function order(h: Hearing, { order: seen, parties, also = [], fetched }: Said<'order'>): Heard {
  const o = revised(h, seen, parties?.shipTo);
  const data = { order: o, ...(fetched && { fetched: FETCHED[fetched](h) }) };
  // What was fetched counts each time: content that was seen before may be the content again.
  const asked = fetched ? `:${h.d.id}` : '';
  const external = { connection: h.c.connection, kind: 'order', external: o.external, own: o.orderId };
  const draft = fact(h, 'OrderSeen', data, {
    key: `${o.orderId}:${o.updatedAt}:${digestOf('OrderSeen', encode(o))}${asked}`, at: o.updatedAt,
    ...(fetched && { digest: digestOf('OrderSeen', encode(o)) }),
    links: [external, ...also.map((name) => ({ ...external, ...name }))],
    references: [
      { reference: o.external, kind: 'order', connection: h.c.connection },
      { reference: o.number, kind: 'order', connection: h.c.connection },
    ],
  });
  const correlation = orderStory(h.d.tenant, o.orderId);
  const beside = async (tx: PoolClient) => {
    if (parties?.buyer && o.buyer) await keepParty(h.p, tx, h.d.tenant, { party: o.buyer, correlation, data: parties.buyer });
    if (parties?.shipTo && o.shipTo)
      await keepParty(h.p, tx, h.d.tenant, { party: o.shipTo.party, correlation, data: parties.shipTo });
  };
  return { drafts: [draft], beside };
}

/** A number that follows from the address without telling it: a corrected street shows as another one. */
function revised(h: Hearing, o: Order, shipTo: Party | undefined): Order {
  if (!o.shipTo || !shipTo) return o;
  const text = JSON.stringify(Object.entries(shipTo).sort(([a], [b]) => (a < b ? -1 : 1)));
  const revision = Buffer.from(blind(tenantOf(h.p, h.d.tenant).key, text), 'base64url').readUInt32BE();
  return { ...o, shipTo: { ...o.shipTo, revision } };
}

async function cancellation(h: Hearing, n: Said<'cancellation'>): Promise<Heard> {
  const data = { orderId: orderId(h, n.order), at: n.at, ...(n.reason && { reason: n.reason }) };
  const seen = fact(h, 'CancellationSeen', data, { key: `${data.orderId}:${digestOf('c', encode(data))}`, at: n.at });
  return { drafts: [seen, ...await givenUp(h, n.order)] };
}

function refund(h: Hearing, n: Said<'refund'>): Heard {
  const data = { orderId: orderId(h, n.order), refund: n.refund };
  const key = `${data.orderId}:${n.refund.external}:${digestOf('RefundSeen', encode(n.refund))}`;
  return { drafts: [fact(h, 'RefundSeen', data, { key, at: n.refund.at })] };
}

/** Our order behind a reference that a warehouse repeats. One we never gave out waits for a person. */
type Asked = Requested & { readonly orderId: OrderId; readonly location: LocationId };
async function orderOf(h: Hearing, fulfillment: string): Promise<Asked> {
  const found = await fulfillmentOrder(h.p.pool, h.d.tenant, fulfillment);
  if (!found)
    throw stop.refused('ShipmentRejected', `${h.c.connection} names fulfillment ${fulfillment}, which we never asked for`);
  return found as Asked;
}

const STATES = {
  accepted: 'FulfillmentAccepted', refused: 'FulfillmentRefused', cancelled: 'FulfillmentCancelled',
  'cancel-refused': 'FulfillmentCancelRefused',
} as const;
async function fulfillment(h: Hearing, n: Said<'fulfillment'>): Promise<Heard> {
  const { orderId: id } = await orderOf(h, n.fulfillment);
  const data = { orderId: id, fulfillmentId: n.fulfillment, ...(n.detail && { detail: n.detail }) };
  return { drafts: [fact(h, STATES[n.state], data, { key: n.fulfillment, at: n.at })] };
}

async function shipment(h: Hearing, n: Said<'shipment'>): Promise<Heard> {
  const { orderId: id, location, lines: requested } = await orderOf(h, n.fulfillment);
  const shipmentId = `${n.fulfillment}-${n.external}`;
  const lines = n.lines.map((l) => shippedLine(h, l, requested));
  const data = { orderId: id, shipment: {
    shipmentId, orderId: id, fulfillmentId: n.fulfillment, location, at: n.at, lines, parcels: n.parcels,
  } };
  return { drafts: [fact(h, 'ShipmentDispatched', data, {
    key: shipmentId, at: n.at,
    links: [{ connection: h.c.connection, kind: 'shipment', external: n.external, own: shipmentId }],
    references: [
      { reference: shipmentId, kind: 'shipment', connection: h.c.connection },
      ...n.parcels.map((parcel) => ({ reference: parcel.tracking, kind: 'tracking', connection: h.c.connection })),
    ],
  })] };
}

async function short(h: Hearing, n: Said<'short'>): Promise<Heard> {
  const { orderId: id, location } = await orderOf(h, n.fulfillment);
  const lines = n.lines.map((l) => ({ ...l, sku: l.sku as Sku }));
  const { fulfillment: fulfillmentId, reason, external } = n;
  return { drafts: [fact(h, 'FulfillmentShorted', { orderId: id, fulfillmentId, lines, reason, external, location },
    { key: `${fulfillmentId}:${external}`, at: n.at })] };
}

function product(h: Hearing, n: Said<'product'>): Heard {
  const stated = n.statedSku ? { statedSku: n.statedSku } : {};
  const data = { connection: h.c.connection as ConnectionId, external: n.item, title: n.title, ...stated };
  return { drafts: [fact(h, 'ProductSeen', data, {
    key: `${h.c.connection}:${n.item}:${digestOf('ProductSeen', encode(data))}`,
    subject: `product:${h.c.connection}:${n.item}`,
  })] };
}

/** Only a person can answer it. By the orders it names: who asks stands in the document, and nowhere outside the vault. */
function asksAPerson(h: Hearing, { request, orders }: Said<'privacy'>): Heard {
  const about = orders.length > 0 ? ` (order${orders.length === 1 ? '' : 's'} ${orders.join(', ')})` : '';
  const detail = request === 'access'
    ? `${h.c.connection}: a customer asks what is stored about them${about}; the request names who it is`
    : `${h.c.connection}: all personal data that came through this shop is to be erased, its app was removed`;
  return trouble(h, 'PrivacyRequest', detail, h.d.id);
}

const SAID: { readonly [K in News['said']]: (h: Hearing, n: Said<K>) => Heard | Promise<Heard> } = {
  order, cancellation, refund, return: returnNews, 'returned-goods': returnedGoods, 'return-credit': returnCredit, chargeback,
  fulfillment, shipment, short, payout, 'bank-statement': bankStatement,
  'register-record': registerRecord, 'register-closed': registerClosed, stock, movement, incoming, product,
  'pickup-ready': pickupReady, parcel, tracking, placement, pending,
  privacy: async (h, n) => (n.request === 'forget' ? { drafts: [await forget(h, n)] } : asksAPerson(h, n)),
  'bad-row': (h, n) => trouble(h, 'Unreadable', n.detail, `${h.d.id}:${n.reference}`),
  drift: (h, n) => trouble(h, 'ContractDrift', `${n.path}: ${n.detail}`, n.path),
  nothing: () => none,
};

/** One piece of news as facts. @throws Stopped when it cannot be said in our terms yet. */
export async function hear(h: Hearing, n: News): Promise<Heard> {
  return (SAID[n.said] as (h: Hearing, n: News) => Heard | Promise<Heard>)(h, n);
}
