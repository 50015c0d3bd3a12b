/**
 * A port whose partner is a Tryton over real HTTP, the twin or the real server. It tells faults apart as the runtime's
 * port does and can write down what was exchanged, which is how the recordings are made.
 */
import { brand, type ExternalId, type OrderId } from '#domain/brand.ts';
import { stop, Stopped, type FaultKind } from '#domain/fault.ts';
import { currency, fromDecimal, sum, zero, type Money } from '#domain/measure.ts';
import type { DocumentAmounts, WishOf } from '#domain/messages.ts';
import { fromEpoch } from '#domain/time.ts';
import type { TrytonWorld } from '#sandbox/tryton/world.ts';
import type { HttpRequest, HttpResponse, Port, Write } from '../contract.ts';
import { parseJson } from '../parse.ts';
import { memoryFiles } from '../recording.ts';
import tryton from './index.ts';
import { settings, type Settings } from './settings.ts';

export interface Exchange { readonly request: HttpRequest; readonly status: number; readonly text: string }
export interface TestPort extends Port<Settings> {
  readonly exchanges: Exchange[];
  /** 'account:liabilities:clearing' → '1150', and so on. */
  readonly mappings: Map<string, string>;
  readonly links: Map<string, string>;
}
export interface Place { readonly url: string; readonly world: TrytonWorld; readonly now?: number }

export const SETTINGS = { warehouse: 'MAIN', tax: 'Sales tax 8.25%' };
export function portTo({ url, world, now = Date.now() }: Place, more: Record<string, unknown> = {}): TestPort {
  const exchanges: Exchange[] = [];
  const mappings = new Map<string, string>();
  const links = new Map<string, string>();
  const { database, login, password } = world;
  return {
    connection: brand('erp'), settings: settings.parse(
      { baseUrl: url, database, login, password, ...SETTINGS, ...more },
    ),
    exchanges, mappings, links, now: fromEpoch(now),
    async http(request) {
      const response = await exchange(url, request);
      exchanges.push({ request, status: response.status, text: response.text });
      return response;
    },
    files: memoryFiles(new Map()),
    orderId: (external) => brand(`ord-${external}`),
    partyId: (order, role) => brand(`pty-${order}-${role}`),
    party: async () => undefined,
    mapping: async (table, external) => mappings.get(`${table}:${external}`),
    externalOf: async (kind, own) => links.get(`${kind}:${own}`) as ExternalId | undefined,
    ownOf: async () => undefined,
    memory: new Map(),
  };
}

async function exchange(base: string, r: HttpRequest): Promise<HttpResponse> {
  const unanswered = r.write ? stop.unknown : stop.unavailable;
  const response = await fetch(new URL(r.url, base), {
    method: r.method, headers: { ...r.headers }, body: JSON.stringify(r.body),
  }).catch((error: Error) => Promise.reject(unanswered(`no answer: ${error.message}`)));
  const text = await response.text();
  const { status } = response;
  if (!r.accept?.includes(status)) {
    if (status === 429 || (status === 503 && response.headers.has('retry-after'))) throw stop.throttled(
      brand('2030-01-01T00:00:00Z'),
    );
    if (status === 401 || status === 403) throw stop.unauthorised(`answered ${status}`);
    if (status >= 500) throw unanswered(`answered ${status}`);
  }
  return {
    status, headers: Object.fromEntries(response.headers), bytes: Buffer.from(text), text, json: () => parseJson(text),
  };
}

/** The wishes Tryton hears. */
export type Kind =
  | 'CreateErpOrder' | 'AmendErpOrder' | 'CancelErpOrder' | 'RecordErpShipment' | 'IssueInvoice' | 'IssueCreditMemo'
  | 'RecordErpReturn' | 'RecordErpSpoilage' | 'PostJournal' | 'PublishStock';
const writeOf = <T extends Kind>(type: T) => tryton.can.writes![type] as unknown as Write<Settings, WishOf<T>>;
/** As the runtime does it: apply on the first attempt, find before every later one. */
export const actOn = (port: () => TestPort) => ({
  apply: <T extends Kind>(type: T, wish: WishOf<T>, on = port()) => writeOf(type).apply(on, wish, wish.key),
  find: <T extends Kind>(type: T, wish: WishOf<T>, on = port()) => writeOf(type).find!(on, wish, wish.key),
});
/** For `assert.rejects`: the kind of fault, and what its exception and sentence say. */
export const stopped = (kind: FaultKind, part = '') => (e: unknown): boolean => {
  if (!(e instanceof Stopped) || e.fault.kind !== kind) return false;
  const said = e.fault.kind === 'Refused' ? `${e.fault.exception} ${e.fault.detail}` : e.fault.detail;
  return new RegExp(part).test(said);
};

/** [line id, sku, quantity, net, tax] */
export type Sold = readonly [lineId: string, sku: string, quantity: number, net: string, tax: string];
export interface Beside {
  readonly shipping?: string; readonly shippingTax?: string; readonly other?: string; readonly unit?: string;
}
export function amounts(sold: readonly Sold[], beside: Beside = {}): DocumentAmounts {
  const unit = currency(beside.unit ?? 'USD');
  const money = (text = '0'): Money => fromDecimal(text, unit);
  const lines = sold.map(([lineId, sku, quantity, net, tax]) => ({
    lineId: brand<ExternalId>(lineId), sku: brand<never>(sku), title: `${sku} as sold`, quantity,
    net: money(net), tax: money(tax),
  }));
  const [shippingNet, shippingTax, other] = [money(beside.shipping), money(beside.shippingTax), money(beside.other)];
  const total = sum(unit, [zero(unit), ...lines.flatMap((l) => [l.net, l.tax]), shippingNet, shippingTax, other]);
  return { lines, shippingNet, shippingTax, other, total };
}

type Went = readonly [lineId: string, sku: string, quantity: number, lots?: Readonly<Record<string, number>>];
const wentOf = ([lineId, sku, quantity, lots]: Went) => ({
  lineId: brand<ExternalId>(lineId), sku: brand<never>(sku), quantity,
  ...(lots && { lots: Object.entries(lots).map(([lot, n]) => ({ sku: brand<never>(sku), lot, quantity: n })) }),
});
interface Sent { readonly location?: string; readonly tracking?: readonly string[] }
let serial = 0;
/** Wishes about one order, with the keys the workflow would make. */
export function orderOf(name: string, port: TestPort) {
  const number = `#${name}-${(serial += 1)}`;
  const orderId = brand<OrderId>(`ord-${number.slice(1)}`);
  const to = port.connection;
  const key = (...parts: (string | number)[]) => brand<never>([...parts, orderId].join(':'));
  const at = port.now;
  return {
    number, orderId, key,
    create: (a: DocumentAmounts) => ({
      key: key('erp-order'), to, orderId, number, placedAt: at, amounts: a, legalEntity: 'HP',
    }),
    amend: (erpOrder: ExternalId, a: DocumentAmounts, n = 1) => ({
      key: key('erp-amend', n), to, orderId, erpOrder, amounts: a,
    }),
    cancel: (erpOrder: ExternalId) => ({ key: key('erp-cancel'), to, orderId, erpOrder }),
    ship: (erpOrder: ExternalId, n: number, lines: readonly Went[], more: Sent = {}) => ({
      key: key('erp-shipment', n), to, orderId, erpOrder, shipment: {
        shipmentId: `shp-${n}-${number}`, orderId, fulfillmentId: `ful-${n}`, at,
        location: brand<never>(more.location ?? 'MAIN'),
        lines: lines.map(wentOf),
        parcels: (more.tracking ?? []).map((tracking) => ({ carrier: 'UPSN', tracking })),
      },
    }),
    invoice: (erpOrder: ExternalId, n: number, a: DocumentAmounts) =>
      ({ key: key('invoice', n), to, orderId, erpOrder, shipmentId: `shp-${n}-${number}`, at, amounts: a }),
    credit: (erpOrder: ExternalId, n: number, a: DocumentAmounts) =>
      ({
        key: key('credit', n), to, orderId, erpOrder, refund: brand<ExternalId>(`ref-${n}`), at, restock: true, amounts: a,
      }),
    back: (erpOrder: ExternalId, n: number, lines: readonly Went[], location = 'MAIN') => ({
      key: key('erp-return', n), to, orderId, erpOrder, receipt: `${orderId}-back-${n}`, location: brand<never>(location), at,
      lines: lines.map(wentOf),
    }),
    spoil: (erpOrder: ExternalId, n: number, lines: readonly [string, string, number][], location = 'MAIN') => ({
      key: key('erp-spoilage', n), to, orderId, erpOrder, spoilage: `${orderId}-spoiled-${n}`, location: brand<never>(location), at,
      lines: lines.map(([lineId, sku, quantity]) => ({ lineId: brand<ExternalId>(lineId), sku: brand<never>(sku), quantity })),
    }),
  };
}
