/**
 * A story: everything that happened around one order or payout, in the order it was heard, with what is
 * still open and what stands in the books. Read from the log and its projections; it holds no personal data,
 * so it can be shown, printed and sent. Amounts are decimal text, times RFC 3339: it is JSON as it stands.
 */
import { EXCEPTIONS, type ExceptionKind } from '#domain/exception.ts';
import { toDecimal } from '#domain/measure.ts';
import * as rows from '#store/story.ts';
import * as parts from '#store/story-parts.ts';
import { decimalOf, entryText } from './journal-formats.ts';
import type { Platform } from './platform.ts';
import { releasedUnits } from './story-released.ts';
import { isTimer, timersOf } from './story-timers.ts';
import { say } from './story-words.ts';

export interface Story {
  readonly correlation: string;
  readonly head: OrderHead | PayoutHead | OtherHead;
  readonly messages: readonly StoryMessage[];
  /** More messages belong to it than were read. */
  readonly more: boolean;
  readonly open: readonly OpenWork[];
  readonly entries: readonly StoryEntry[];
  /** Lines of payouts that name the order. */
  readonly payoutLines: readonly StoryPayoutLine[];
  readonly references: readonly { readonly kind: string; readonly reference: string; readonly connection: string }[];
}
export interface OrderHead {
  readonly kind: 'order';
  readonly id: string;
  readonly number: string;
  readonly external: string;
  readonly channel: string;
  readonly placedAt: string;
  readonly currency: string;
  readonly total: string;
  /** The word people use; the quantities are the truth. */
  readonly stage: string;
  readonly erpOrder?: string;
  readonly cancelledAt?: string;
  readonly shipBy?: string;
  readonly lines: readonly Ladder[];
  readonly shipments: readonly StoryShipment[];
}
/** How far each unit of a line has come. */
export interface Ladder {
  readonly lineId: string;
  readonly sku?: string;
  readonly title: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly reserved: number;
  readonly released: number;
  readonly shipped: number;
  readonly delivered: number;
  readonly returned: number;
  readonly refunded: number;
}
export interface StoryShipment {
  readonly id: string;
  readonly location: string;
  readonly at: string;
  readonly parcels: readonly { readonly carrier: string; readonly tracking: string }[];
  readonly recordedAt?: string;
  readonly reportedAt?: string;
  readonly invoice?: string;
}
export interface PayoutHead {
  readonly kind: 'payout';
  readonly id: string;
  readonly external: string;
  readonly connection: string;
  readonly currency: string;
  readonly net: string;
  readonly depositDate: string;
  readonly lines: number;
  readonly explained: string;
  readonly suspense: string;
  readonly classes: readonly { readonly class: string; readonly lines: number; readonly amount: string }[];
}
export interface OtherHead { readonly kind: 'other'; readonly subject: string }

export interface StoryMessage {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly key: string;
  readonly cause?: string;
  readonly connection?: string;
  /** Who is asked, when it is a wish. */
  readonly to?: string;
  /** When it happened. */
  readonly at: string;
  /** When it was written down. */
  readonly seen: string;
  readonly says: string;
}
/** A delivery that is not done: who owes it, and what it waits for. */
export interface OpenWork {
  readonly shard: number;
  readonly message: string;
  readonly handler: string;
  readonly state: 'Ready' | 'Queued' | 'Claimed' | 'Parked';
  /** The message it is about. */
  readonly id?: string;
  readonly type?: string;
  readonly says?: string;
  readonly attempts: number;
  readonly due: string;
  readonly since: string;
  readonly exception?: string;
  readonly owner?: string;
  readonly assignee?: string;
  readonly waitsOn?: string;
  /** What happened, in words. */
  readonly why?: string;
  /** What the kind of exception means, and what fixes it. */
  readonly means?: string;
  readonly fix?: string;
}
export interface StoryEntry {
  readonly id: string;
  readonly book: 'goods' | 'money';
  readonly date: string;
  readonly memo: string;
  readonly document: string;
  readonly legalEntity: string;
  readonly cause: string;
  readonly lines: readonly { readonly account: string; readonly unit: string; readonly amount: string }[];
  /** Plain-text accounting. */
  readonly text: string;
}
export interface StoryPayoutLine {
  readonly payout: string;
  readonly external: string;
  readonly connection: string;
  readonly depositDate: string;
  readonly class: string;
  readonly code: string;
  readonly amount: string;
  readonly currency: string;
}

/** More than the longest order has; a story of stock movements is cut here. */
const MOST_MESSAGES = 2000;

/** The whole story. Undefined when nothing has this correlation. */
export async function readStory(p: Platform, tenant: string, correlation: string): Promise<Story | undefined> {
  const own = await rows.storyMessages(p.pool, tenant, correlation, MOST_MESSAGES + 1);
  if (own.length === 0) return undefined;
  const subject = own.find((m) => /^(order|payout):/.test(m.subject))?.subject ?? own[0]!.subject;
  const [messages, head, deliveries, entries, payoutLines] = await Promise.all([
    withSources(p, tenant, own.slice(0, MOST_MESSAGES)), readHead(p, tenant, subject),
    rows.storyOpenWork(p.pool, tenant, correlation), parts.storyEntries(p.pool, tenant, correlation),
    subject.startsWith('order:') ? parts.payoutLinesOf(p.pool, tenant, subject.slice('order:'.length)) : [],
  ]);
  const references = await readReferences(p, tenant, head);
  const released = releasedUnits(own);
  return {
    correlation, messages: messages.map(toMessage),
    head: head.kind === 'order' ? withReleased(head, released) : head, more: own.length > MOST_MESSAGES,
    open: await openWork(p, tenant, { subject, own, deliveries }),
    entries: entries.map(toEntry), payoutLines: payoutLines.map(toPayoutLine), references,
  };
}

/** Without timers that will find nothing when they are due. */
async function openWork(p: Platform, tenant: string, { subject, own, deliveries }: {
  subject: string; own: readonly rows.StoryMessageRow[]; deliveries: readonly rows.StoryDeliveryRow[];
}): Promise<OpenWork[]> {
  const found = deliveries.map((d) => ({ d, m: own.find((m) => m.shard === d.shard && m.position === d.message) }));
  if (!found.some(({ d, m }) => m && d.state === 'Ready' && isTimer(m.type))) return found.map(({ d, m }) => toOpen(d, m));
  const awaited = await timersOf(p, tenant, subject);
  return found.filter(({ d, m }) => !m || d.state !== 'Ready' || !isTimer(m.type) || awaited(m)).map(({ d, m }) => toOpen(d, m));
}

const withReleased = (head: OrderHead, released: ReadonlyMap<string, number>): OrderHead => ({
  ...head, lines: head.lines.map((l) => ({ ...l, released: Math.max(l.released, released.get(l.lineId) ?? 0) })),
});

/** A warehouse's file has a story of its own; the facts read from it name it as their cause, so it is shown too. */
async function withSources(
  p: Platform, tenant: string, own: readonly rows.StoryMessageRow[],
): Promise<rows.StoryMessageRow[]> {
  const known = new Set(own.map((m) => m.id));
  const missing = [...new Set(own.flatMap((m) => (m.cause && !known.has(m.cause) ? [m.cause] : [])))];
  const sources = await rows.messagesById(p.pool, tenant, missing);
  return [...own, ...sources].sort((a, b) => Temporal.Instant.compare(a.seen, b.seen) || (a.id < b.id ? -1 : 1));
}

async function readHead(p: Platform, tenant: string, subject: string): Promise<Story['head']> {
  const [kind, id = ''] = subject.split(':');
  if (kind === 'order') {
    const o = await parts.storyOrder(p.pool, tenant, id);
    if (o) return orderHead(p, tenant, o);
  }
  if (kind === 'payout') {
    const row = await parts.storyPayout(p.pool, tenant, id);
    if (row) return payoutHead(p, tenant, row);
  }
  return { kind: 'other', subject };
}

async function orderHead(p: Platform, tenant: string, o: parts.StoryOrderRow): Promise<OrderHead> {
  const [lines, shipments] = await Promise.all([
    parts.storyLines(p.pool, tenant, o.order_id), parts.storyShipments(p.pool, tenant, o.order_id),
  ]);
  return {
    kind: 'order', id: o.order_id, number: o.number, external: o.external, channel: o.channel,
    placedAt: time(o.placed_at), currency: o.currency, total: toDecimal({ count: o.total, unit: o.currency }),
    stage: o.stage, ...(o.erp_order && { erpOrder: o.erp_order }),
    ...(o.cancelled_at && { cancelledAt: time(o.cancelled_at) }),
    ...(o.ship_by && { shipBy: o.ship_by }),
    lines: lines.map(({ line_id, sku, ...l }) => ({ lineId: line_id, ...(sku && { sku }), ...l })),
    shipments: shipments.map((s) => ({
      id: s.shipment_id, location: s.location, at: time(s.shipped_at),
      parcels: s.parcels.map(({ carrier, tracking }) => ({ carrier, tracking })),
      ...(s.recorded_at && { recordedAt: time(s.recorded_at) }),
      ...(s.reported_at && { reportedAt: time(s.reported_at) }),
      ...(s.invoice && { invoice: s.invoice }),
    })),
  };
}

async function payoutHead(p: Platform, tenant: string, row: parts.StoryPayoutRow): Promise<PayoutHead> {
  const classes = await parts.payoutClasses(p.pool, tenant, row.payout_id);
  const amount = (count: bigint) => toDecimal({ count, unit: row.currency });
  return {
    kind: 'payout', id: row.payout_id, external: row.external, connection: row.connection, currency: row.currency,
    net: amount(row.net), depositDate: row.deposit_date, lines: row.line_count, explained: amount(row.explained),
    suspense: amount(row.suspense),
    classes: classes.map((c) => ({ class: c.class, lines: c.count, amount: amount(c.amount) })),
  };
}

async function readReferences(p: Platform, tenant: string, head: Story['head']): Promise<Story['references']> {
  if (head.kind === 'other') return [];
  if (head.kind === 'payout') return [{ kind: 'payout', reference: head.external, connection: head.connection }];
  const links = await parts.linksOf(p.pool, tenant, [head.id, ...head.shipments.map((s) => s.id)]);
  const all = [
    { kind: 'order', reference: head.number, connection: head.channel },
    { kind: 'order', reference: head.external, connection: head.channel },
    ...(head.erpOrder ? [{ kind: 'erp order', reference: head.erpOrder, connection: erp(links) }] : []),
    ...links.map((l) => ({ kind: l.kind, reference: l.external, connection: l.connection })),
    ...head.shipments.flatMap((s) => [
      ...s.parcels.map((parcel) => ({ kind: 'tracking', reference: parcel.tracking, connection: parcel.carrier })),
      ...(s.invoice ? [{ kind: 'invoice', reference: s.invoice, connection: '' }] : []),
    ]),
  ];
  const seen = new Set<string>();
  return all.filter(({ kind, reference }) => !seen.has(`${kind} ${reference}`) && seen.add(`${kind} ${reference}`));
}

const erp = (links: readonly parts.StoryLinkRow[]): string =>
  links.find((l) => l.kind === 'erp order')?.connection ?? '';

const time = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'millisecond' });

const askedIn = (data: unknown): { to?: string } => {
  const { to } = (data ?? {}) as { to?: unknown };
  return typeof to === 'string' ? { to } : {};
};
const toMessage = (m: rows.StoryMessageRow): StoryMessage => ({
  id: m.id, type: m.type, subject: m.subject, key: m.key, ...(m.cause && { cause: m.cause }),
  ...(m.connection && { connection: m.connection }), ...askedIn(m.data), at: time(m.at),
  seen: time(m.seen), says: say(m.type, m.data),
});

function toOpen(d: rows.StoryDeliveryRow, m: rows.StoryMessageRow | undefined): OpenWork {
  const kind = d.exception && d.exception in EXCEPTIONS ? EXCEPTIONS[d.exception as ExceptionKind] : undefined;
  return {
    shard: d.shard, message: String(d.message), handler: d.handler, state: d.state, attempts: d.attempts,
    due: time(d.due), since: time(d.changed), ...(m && { id: m.id, type: m.type, says: say(m.type, m.data) }),
    ...(d.exception && { exception: d.exception }), ...(d.owner && { owner: d.owner }),
    ...(d.assignee && { assignee: d.assignee }),
    ...(d.waits_on && { waitsOn: d.waits_on }), ...(d.fault && { why: d.fault.detail }),
    ...(kind && { means: kind.means, fix: kind.fix }),
  };
}

function toEntry(e: parts.StoryEntryRow): StoryEntry {
  const lines = e.lines.map(({ account, unit, amount }) =>
    ({ account, unit, amount: decimalOf(e.book, BigInt(amount), unit) }));
  return {
    id: e.id, book: e.book, date: e.date, memo: e.memo, document: e.document, legalEntity: e.legal_entity,
    cause: e.cause, lines, text: entryText({ date: e.date, memo: e.memo, lines }),
  };
}
const toPayoutLine = (l: parts.StoryPayoutLineRow): StoryPayoutLine => ({
  payout: l.payout_id, external: l.external, connection: l.connection, depositDate: l.deposit_date, class: l.class,
  code: l.code, amount: toDecimal({ count: l.amount, unit: l.currency }), currency: l.currency,
});
