/**
 * What a partner can do for us. A connector is a value in a folder: it implements the capabilities it has
 * and omits the rest; nothing is inherited, nothing is stubbed. Values that cross this line are canonical.
 *
 * Every document of a partner, however it came (webhook, poll, file, queue, `ingest`), is stored raw first
 * and then given to `read`. Every wish goes through `writes`. All I/O goes through the port.
 */
import type { ConnectionId, ExternalId, IdempotencyKey, LocalDate, LocationId, OrderId, PartyId, Sku, Timestamp } from '#domain/brand.ts';
import type { CancelReason } from '#domain/cancel-messages.ts';
import type { RegisterRecord, ZReport } from '#domain/register-day.ts';
import type { BankStatement } from '#domain/bank-statement.ts';
import type { Stopped } from '#domain/fault.ts';
import type { Lot } from '#domain/lot.ts';
import type { Money } from '#domain/measure.ts';
import type { MovementKind, PartnerWishType, WishOf } from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import type { Party } from '#domain/party.ts';
import type { Payout, PayoutLine } from '#domain/payout.ts';
import type { SettledRefund } from '#domain/settled-refund.ts';
import type { Parcel } from '#domain/shipment.ts';
import type { FulfillmentNews } from './fulfillment-news.ts';
import type { ReturnNews } from './return-news.ts';
import type { TrialBalance, TrialSpan } from './trial-balance.ts';

/** Everything the outside world offers a connector. `fetch`, clocks, randomness and secrets come only through here. */
export interface Port<S> {
  readonly connection: ConnectionId;
  /** Parsed by the manifest's `settings`, secrets included. */
  readonly settings: S;
  readonly now: Timestamp;
  /**
   * Takes a token of the budget, sends, logs without secrets, learns limits from the answer.
   * Returns 2xx and 4xx answers. Throws Stopped: Throttled (429, empty budget), Unauthorised (401, 403),
   * Unavailable (refused before sending; 5xx or timeout of a read), Unknown (5xx, timeout or cut of a `write`).
   * A status listed in `accept` is returned instead.
   */
  http(request: HttpRequest): Promise<HttpResponse>;
  /** For partners that speak files; the runtime opens SFTP or a local folder from `settings.filesUrl` (files.ts). */
  readonly files: FileDrop;
  /** Our id of a channel's order: the same every time, so it can be made before anything is stored. */
  orderId(external: ExternalId): OrderId;
  /** The vault's id of a person of an order; hand the person over in `News.parties`. */
  partyId(order: ExternalId, role: 'buyer' | 'shipTo'): PartyId;
  /** Personal data for a document that needs it (an address label). Writes an audit entry. */
  party(id: PartyId): Promise<Party | undefined>;
  /** A mapping, or undefined. Tables: 'sku', 'location', 'carrier', 'tax', 'account', 'payment', 'reason', 'status', 'warehouse'. */
  mapping(table: string, external: string): Promise<string | undefined>;
  /** Their id of something of ours, from the links: kind is 'order', 'product', 'location', 'shipment', … */
  externalOf(kind: string, own: string): Promise<ExternalId | undefined>;
  /** Our id of something of theirs, from the links of any of our connections' documents. */
  ownOf(kind: string, external: ExternalId): Promise<string | undefined>;
  /** Small values kept in memory for this connection (an access token); may be gone at any time. */
  readonly memory: Map<string, unknown>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, or relative to `settings.baseUrl`. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or bytes are sent as they are; anything else as JSON. */
  readonly body?: unknown;
  /** True when it changes something at the partner: an unanswered one is Unknown, not Unavailable. */
  readonly write?: boolean;
  /** Which bucket of the manifest's budget, and how many of its points; 'default' and 1 unless given. */
  readonly bucket?: string;
  readonly cost?: number;
  /** Statuses to return although they would be a fault (401 to log in again, 404, 409). */
  readonly accept?: readonly number[];
  readonly timeoutMs?: number;
}
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>; // lower-case names
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Parsed with big integers kept as text. Throws Stopped Malformed when it is not JSON. */
  json(): unknown;
}
export interface FileDrop {
  list(folder: string): Promise<readonly { readonly name: string; readonly bytes: number; readonly modified: Timestamp }[]>;
  read(path: string): Promise<Uint8Array>;
  /** Writes `path.part`, then renames: a reader never sees half a file. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  move(from: string, to: string): Promise<void>;
  exists(path: string): Promise<boolean>;
}

/** A partner's document as it came. */
export interface Document {
  /** The partner's word for what it is: 'orders/create', 'ORDER_CHANGE', 'settlement', 'confirmation'. */
  readonly topic: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Of a document too large to hold: all of it, piece by piece, as often as wanted. `body` is its beginning then. */
  readonly pieces?: () => AsyncIterable<Uint8Array>;
  /** Handed over by a person, long after perhaps: what else would be asked of the partner may be out of reach for good. */
  readonly recorded?: boolean;
}

/** What a document says, in canonical terms. */
export type News =
  /** An order as the channel shows it now, whole. Refunds and cancellation ride in it when the channel says so. */
  | { readonly said: 'order'; readonly order: Order;
      /**
       * We asked for it, so it is the order as it is now: in a stored answer (a poll's), or asked for while the document
       * was read. It wins over anything else of the same `updatedAt`. Absent: the channel told it, as it was then.
       */
      readonly fetched?: 'stored' | 'read';
      readonly parties?: { readonly buyer?: Party; readonly shipTo?: Party };
      /** More names the partner has for it; `port.ownOf(kind, external)` finds the order by them. First come, first kept. */
      readonly also?: readonly { readonly kind: string; readonly external: ExternalId }[] }
  | ReturnNews
  | FulfillmentNews
  | { readonly said: 'cancellation'; readonly order: ExternalId; readonly at: Timestamp; readonly reason?: string }
  | { readonly said: 'refund'; readonly order: ExternalId; readonly refund: Refund }
  /** A warehouse about a fulfillment; `fulfillment` is our reference, which it repeats. */
  | { readonly said: 'fulfillment'; readonly fulfillment: string; readonly at: Timestamp;
      readonly state: 'accepted' | 'refused' | 'cancelled' | 'cancel-refused'; readonly detail?: string }
  | { readonly said: 'shipment'; readonly fulfillment: string; readonly external: ExternalId; readonly at: Timestamp;
      readonly lines: readonly { readonly lineId: ExternalId; readonly sku: string; readonly quantity: number;
        /** Of a kit that is told by its parts: what of each went. */
        readonly parts?: readonly { readonly sku: string; readonly quantity: number }[];
        /** Which lots went, where kept and said; of a part, with its SKU. */ readonly lots?: readonly (Lot & { readonly sku?: string })[];
        /** What a supplier charges for a unit, where it says so. */ readonly cost?: Money }[];
      readonly parcels: readonly Parcel[] }
  | { readonly said: 'short'; readonly fulfillment: string; readonly external: ExternalId; readonly at: Timestamp;
      readonly lines: readonly { readonly lineId: ExternalId; readonly sku: string; readonly quantity: number }[]; readonly reason: string }
  | { readonly said: 'payout'; readonly payout: Payout;
      /** Of a payout too large to hold, whose `lines` are empty then; the reader has found that they add up. */
      readonly streamed?: { readonly count: number; readonly pages: () => AsyncIterable<readonly PayoutLine[]> };
      /** Refunds that no order and no notification tells of; each is taken once, under its id. */
      readonly refunds?: readonly SettledRefund[] }
  /** What a register rang up, or cash that went in or out of its drawer; and its Z report. */
  | { readonly said: 'register-record'; readonly record: RegisterRecord }
  | { readonly said: 'register-closed'; readonly report: ZReport }
  /** What a bank account saw; the reader has found that it adds up. */
  | { readonly said: 'bank-statement'; readonly statement: BankStatement }
  /** On hand as counted; `location` is the partner's id of it, `items` are the partner's item ids. */
  | { readonly said: 'stock'; readonly location: ExternalId; readonly asOf: Timestamp;
      readonly items: readonly { readonly item: ExternalId; readonly statedSku?: string; readonly onHand: number;
        /** What of it lies there by lot, where lots are kept. */ readonly lots?: readonly Lot[];
        /** What `onHand` counts; absent: pieces. */ readonly unit?: string }[] }
  /**
   * Goods that moved at a location without a fulfillment of ours: sold over the counter, brought back, received,
   * transferred, written off. `external` is the movement's identity: told again it moves nothing, and a late one is
   * as of `at`, which may lie before the last count.
   */
  | { readonly said: 'movement'; readonly external: ExternalId; readonly location: ExternalId; readonly at: Timestamp;
      readonly kind: MovementKind; readonly disposition?: 'sellable' | 'damaged' | 'inspection';
      /** The partner's id of the other end of a transfer. */
      readonly other?: ExternalId;
      /** The document both ends of a transfer name; `final`: nothing more of it comes. */
      readonly transfer?: ExternalId; readonly final?: boolean;
      /** What goods were received on: a purchase order, an inbound shipment. */
      readonly document?: ExternalId;
      readonly items: readonly { readonly item: ExternalId; readonly statedSku?: string; readonly quantity: number;
        /** Lot or serial number, and its last day. */ readonly lot?: string; readonly expires?: LocalDate;
        /** What `quantity` counts; absent: pieces. */ readonly unit?: string }[] }
  /** Goods on order: what a document still leads to expect, per item; zero withdraws it. */
  | { readonly said: 'incoming'; readonly document: ExternalId; readonly location: ExternalId; readonly at: Timestamp;
      readonly expected?: LocalDate;
      readonly items: readonly { readonly item: ExternalId; readonly statedSku?: string; readonly quantity: number;
        readonly unit?: string }[] }
  | { readonly said: 'product'; readonly item: ExternalId; readonly statedSku?: string; readonly title: string }
  /** A privacy request. `orders` and `customer` are the channel's ids. `forget-all`: of everybody the channel told of. */
  | { readonly said: 'privacy'; readonly request: 'forget' | 'access' | 'forget-all'; readonly customer?: string;
      readonly orders: readonly ExternalId[] }
  /** A row of a file that cannot be read; the others are applied. */
  | { readonly said: 'bad-row'; readonly reference: string; readonly detail: string }
  /** An unknown field or word that was kept and not guessed at. */
  | { readonly said: 'drift'; readonly path: string; readonly detail: string }
  /** Deliberately without effect: an echo of our own write, a topic we do not use. */
  | { readonly said: 'nothing'; readonly why: string };

export interface Webhook<S> {
  /** Constant time. `url` is the address the partner called, for partners that sign it. */
  verify(settings: S, raw: Uint8Array, headers: Readonly<Record<string, string>>, url: string): boolean;
  /** From the headers or the body; `path` is what followed /hooks/:connection/. Must not throw. */
  topic(headers: Readonly<Record<string, string>>, path: string | undefined, raw: Uint8Array): string;
}

export type Cursor = string;
export interface Page {
  readonly documents: readonly PolledDocument[];
  /** Resume point even when `documents` is empty. Saved only after every document is stored. */
  readonly next: Cursor;
  readonly more: boolean;
}
export interface PolledDocument {
  readonly topic: string;
  /** What the document is about ('orders/5001'): documents of one reference are read in order. */
  readonly reference: string;
  /** Text of `body` equal to the last one of the same topic and reference is not stored again. */
  readonly body: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once the document is stored: delete the queue message, move the file to the archive. */
  readonly settle?: () => Promise<void>;
}
export interface Poll<S> {
  /** 'orders', 'settlements', 'confirmations'. */
  readonly name: string;
  readonly everySeconds: number;
  readonly transport: 'poll' | 'file' | 'queue';
  page(port: Port<S>, since: Cursor | undefined): Promise<Page>;
}

/** A write's answer. Two applications of one key have the same `external`: never a second document. */
export interface Receipt {
  readonly external: ExternalId;
  /** The number people use, when it differs from the id. */
  readonly number?: string;
  /** More ids to find the story by (delivery note, tracking), as [kind, reference]. */
  readonly references?: readonly (readonly [kind: string, reference: string])[];
  /**
   * For a quantity: this one stands there instead of the one it had acknowledged, and nothing was written. The
   * number is derived again, because the difference may be sales we have not heard of.
   */
  readonly stands?: number;
  /** Of a refund: the partner shows it in no document of the order, so it is taken as recorded with this answer. */
  readonly untold?: boolean;
}
/**
 * One kind of wish. The runtime calls `apply` on the first attempt and `find` before every later one, so an
 * unanswered write is looked up before it is repeated. Without `find`, an Unknown goes to a person.
 */
export interface Write<S, W> {
  apply(port: Port<S>, wish: W, key: IdempotencyKey): Promise<Receipt>;
  find?(port: Port<S>, wish: W, key: IdempotencyKey): Promise<Receipt | undefined>;
  /** Which bucket of the budget its calls are taken from and how many points each, for forecasts; 'default' and 1 unless said. */
  readonly bucket?: string; readonly cost?: number;
  /** Of PublishStock: the channel can show when goods leave. */ readonly tellsLead?: true;
  /** Several at once, one result each, in order. A thrown Stopped is about all of them. */
  readonly batch?: {
    readonly size: number;
    apply(port: Port<S>, wishes: readonly W[], keys: readonly IdempotencyKey[]): Promise<readonly (Receipt | Stopped)[]>;
  };
}
export type Writes<S> = { readonly [T in PartnerWishType]?: Write<S, WishOf<T>> };

export interface Capabilities<S> {
  readonly webhook?: Webhook<S>;
  /**
   * What a document says. Pure but for reads through the port (a notification that names an order is
   * followed by fetching it). @throws Stopped Malformed, with the path of the fault in words.
   */
  read?(port: Port<S>, document: Document): Promise<readonly News[]>;
  /** Topics of which `read` takes a document in pieces; any other is given whole. */
  readonly streams?: readonly string[];
  /**
   * What a document is about, cheaply and without throwing: 'orders/5001'. Documents of one reference are
   * read in order, and one that stops blocks only its own. For a refund: the order it belongs to.
   */
  reference?(document: Document): string;
  readonly polls?: readonly Poll<S>[];
  readonly writes?: Writes<S>;
  /** Asks the partner which webhook topics are subscribed to `callback`, renews the missing ones, and names them. */
  subscribe?(port: Port<S>, callback: string): Promise<{ readonly renewed: readonly string[] }>;
  /** What an ERP's own ledger says of a span of days, to be held against ours. */
  trialBalance?(port: Port<S>, span: TrialSpan): Promise<TrialBalance>;
  /** A cheap call that proves credentials and reachability, for `doctor`; returns a line about what it saw. */
  check?(port: Port<S>): Promise<string>;
}

export interface Bucket {
  readonly capacity: number;
  readonly perSecond: number;
}
export interface Connector<S = unknown> {
  readonly name: string;
  readonly kind: 'storefront' | 'marketplace' | 'pos' | 'wms' | 'erp' | 'payments' | 'tax' | 'returns';
  /** The partner's API version, one constant with a link beside it. */
  readonly apiVersion: string;
  /** Ours; recorded on every message it produced. Raise it when `read` changes what it says. */
  readonly mappingVersion: number;
  /** A zod object. */
  readonly settings: { parse(raw: unknown): S };
  /** Settings of a connection that only reads recorded documents, where the defaults would pass over samples. */
  readonly recorded?: Readonly<Record<string, unknown>>;
  /** Names of the settings that are secrets: kept encrypted, never returned or printed. */
  readonly secrets: readonly string[];
  /** Token buckets shared by all workers, per connection. 'default' must exist. */
  readonly budget: Readonly<Record<'default' | (string & {}), Bucket>>;
  /** What the partner's answer says of its limits; corrects the shared bucket. */
  readonly learn?: (response: HttpResponse, bucket: string) =>
    { readonly available?: number; readonly perSecond?: number; readonly capacity?: number } | undefined;
  /** Its codes for why something is cancelled, where it has some; a mapping of the table 'reason' overrules them. */
  readonly cancelCodes?: Readonly<Record<CancelReason, string>>;
  readonly can: Capabilities<S>;
}

export const defineConnector = <S>(connector: Connector<S>): Connector<S> => connector;

/** The wishes a connector can carry out. */
export const wishesOf = (connector: Connector<never>): PartnerWishType[] =>
  Object.keys(connector.can.writes ?? {}) as PartnerWishType[];

export type { LocationId, Sku };
export type { ReturnedItem } from './return-news.ts';
