/**
 * Why a unit was sold that could not be promised: what was free, what each channel showed, who sold when by whose clock,
 * in the order we knew it; and the policy that would have kept it from happening.
 */
import {
  freeAt, ledgerEvents, orderItems, ordersNamed, refusalOf, salesOf, shownBefore, tellings,
  type EventRow, type LedgerEvent as Posted, type SoldRow, type Window,
} from '#store/stock-report.ts';
import { findStories } from '#store/story.ts';
import type { Platform } from '../platform.ts';
import { notFound } from './operation.ts';

export interface Moment {
  /** When we knew. */
  readonly known: string;
  /** When it happened, by the clock of whoever said so, when that is another time. */
  readonly at: string | null;
  readonly channel: string | null;
  readonly what: string;
  /** Units promised to nobody after it, as we knew them. */
  readonly free: number | null;
}
export interface PostMortem {
  readonly order: string;
  readonly number: string;
  readonly channel: string;
  readonly sku: string;
  readonly ordered: number;
  readonly placedAt: string;
  readonly heardAt: string;
  /** 'promised in full', or what became of it. */
  readonly fate: string;
  readonly freeWhenSold: number;
  readonly freeWhenHeard: number;
  /** What the channel had last said it shows; null: it was never told. */
  readonly shown: number | null;
  readonly shownSince: string | null;
  readonly cause: string;
  readonly prevention: string;
  readonly timeline: readonly Moment[];
}

const BEFORE_MS = 15 * 60_000;
const AFTER_MS = 5 * 60_000;
const MOST = 400;

/** One for each item of the order that could not be promised at once; of all its items when every one could. */
export async function postMortem(p: Platform, tenant: string, order: string, sku?: string): Promise<PostMortem[]> {
  const known = [order, ...(await findStories(p.pool, tenant, order)).map((f) => f.own.replace(/^order:/, ''))]
    .filter((id) => id.startsWith('ord-'));
  const rows = await Promise.all([...new Set(known)].map((id) => orderItems(p.pool, tenant, id)));
  const items = rows.flat().filter((i) => !sku || i.sku === sku);
  if (items.length === 0) throw notFound(`No order ${order}${sku ? ` with ${sku}` : ''} is known here.`);
  return Promise.all(items.map((item) => examine(p, tenant, item)));
}

async function examine(p: Platform, tenant: string, item: SoldRow): Promise<PostMortem> {
  const sold = earlier(item.placed_at, item.heard);
  const window = {
    from: sold.subtract({ milliseconds: BEFORE_MS }).toString(), until: item.heard.add({ milliseconds: AFTER_MS }).toString(), limit: MOST,
  };
  const [told, ledger, sales, refused, whenSold, whenHeard, opening, shown] = await Promise.all([
    tellings(p.pool, tenant, item.sku, window), ledgerOf(p, tenant, item.sku, window), salesOf(p.pool, tenant, item.sku, window),
    refusalOf(p.pool, tenant, item.order_id), freeAt(p.pool, tenant, item.sku, sold.toString()),
    freeAt(p.pool, tenant, item.sku, item.heard.toString()), freeAt(p.pool, tenant, item.sku, window.from),
    shownBefore(p.pool, tenant, { sku: item.sku, connection: item.channel, moment: sold.toString() }),
  ]);
  const facts: Facts = { item, sold, whenSold, whenHeard, shown, ledger, told, short: refused.length > 0 };
  return {
    order: item.order_id, number: item.number, channel: item.channel, sku: item.sku, ordered: item.ordered,
    placedAt: item.placed_at.toString(), heardAt: item.heard.toString(), fate: fateOf(item, refused.map((r) => r.type)),
    freeWhenSold: whenSold, freeWhenHeard: whenHeard, shown: shown?.quantity ?? null, shownSince: shown?.seen.toString() ?? null,
    ...verdict(facts), timeline: timelineOf({ told, ledger, sales, opening, subject: item }),
  };
}
type LedgerEvent = Posted & { readonly number: string | null; readonly channel: string | null };
/** What happened to the units, with the orders' numbers and channels. */
async function ledgerOf(p: Platform, tenant: string, sku: string, window: Window): Promise<LedgerEvent[]> {
  const events = await ledgerEvents(p.pool, tenant, sku, window);
  const idOf = (e: Posted): string => e.document.replace(/^order:/, '');
  const names = new Map((await ordersNamed(p.pool, tenant, [...new Set(events.map(idOf))])).map((o) => [o.order_id, o]));
  return events.map((e) => ({ ...e, number: names.get(idOf(e))?.number ?? null, channel: names.get(idOf(e))?.channel ?? null }));
}
const after = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) > 0;
const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (Temporal.Instant.compare(a, b) < 0 ? a : b);

function fateOf({ ordered, reserved, shipped, cancelled }: SoldRow, refusals: readonly string[]): string {
  if (cancelled >= ordered) return 'cancelled';
  const kept = reserved + shipped >= ordered - cancelled;
  if (refusals.length === 0) return kept ? 'promised in full' : 'not promised yet';
  return kept ? 'refused at first, promised later' : `refused: ${ordered - cancelled - reserved - shipped} units are owed`;
}

interface Facts {
  readonly item: SoldRow;
  readonly sold: Temporal.Instant;
  readonly whenSold: number;
  readonly whenHeard: number;
  readonly shown: { quantity: number; seen: Temporal.Instant } | undefined;
  readonly ledger: readonly LedgerEvent[];
  readonly told: readonly EventRow[];
  readonly short: boolean;
}
interface Verdict { readonly cause: string; readonly prevention: string }

/** Looks for the first thing that explains it, from the nearest to the farthest. */
function verdict(f: Facts): Verdict {
  const { item, shown, whenSold, whenHeard } = f;
  if (!f.short) return { cause: 'Nothing went wrong: there were units to promise.', prevention: 'None is needed.' };
  if (!shown)
    return { cause: `${item.channel} sold an item that we never told it a number of.`,
      prevention: `List ${item.sku} for ${item.channel} (mapping sku, or its product feed), so that it hears of it.` };
  if (shown.quantity < item.ordered)
    return { cause: `${item.channel} showed ${shown.quantity} and sold ${item.ordered}: it sells beyond the number it is told.`,
      prevention: `Turn off selling without stock for ${item.sku} at ${item.channel}; no number of ours can keep it from that.` };
  const lost = f.ledger.filter((e) => e.memo.startsWith('counted') && e.free < 0 && after(e.known, shown.seen))
    .reduce((n, e) => n - e.free, 0);
  if (lost > 0)
    return { cause: `A count found ${lost} fewer than the books said, after ${item.channel} had been told ${shown.quantity}.`,
      prevention: `stock: { ${item.channel}: { safety: ${lost} } } would have kept them back; a policy confidence throttles such items.`,
    };
  return tooLate(f, shown, Math.max(1, item.ordered - Math.max(0, Math.min(whenSold, whenHeard))));
}

/** Others sold the same units, and the channel had not heard so when it sold. */
function tooLate(f: Facts, shown: { quantity: number; seen: Temporal.Instant }, units: number): Verdict {
  const { item, sold } = f;
  const others = f.ledger.filter((e) => e.memo === 'reserved' && e.channel !== item.channel && e.free < 0 &&
    after(e.known, shown.seen) && !after(e.known, item.heard));
  const names = [...new Set(others.map((e) => e.channel ?? 'a hold'))].join(' and ');
  const answered = f.told.find((m) => m.what === 'StockPublished' && m.channel === item.channel && after(m.known, sold));
  const lag = answered ? `; it answered the next number ${seconds(sold, answered.known)} after the sale`
    : '; it answered no number after that';
  const heard = seconds(item.placed_at, item.heard);
  if (others.length === 0)
    return { cause: `Orders of ${item.channel} itself took what it showed (${shown.quantity}) before it lowered its number${lag}.`,
      prevention: `stock: { ${item.channel}: { buffer: ${units} } } leaves room for sales on their way.` };
  return {
    cause: `${names} sold the same units while ${item.channel} still showed ${shown.quantity}: ` +
      `its sale was heard ${heard} after it was made${lag}.`,
    prevention: `stock: { ${item.channel}: { buffer: ${units} } } would have hidden the last ${units === 1 ? 'unit' : `${units} units`}; ` +
      `reserve: ${units} for one channel keeps ${units === 1 ? 'it' : 'them'} from the others.`,
  };
}
const seconds = (from: Temporal.Instant, to: Temporal.Instant): string => {
  const s = from.until(to).total('seconds');
  return `${s < 10 ? Math.round(s * 10) / 10 : Math.round(s)} s`;
};

interface Told { told: readonly EventRow[]; ledger: readonly LedgerEvent[]; sales: readonly SoldRow[]; opening: number; subject: SoldRow }
function timelineOf({ told, ledger, sales, opening, subject }: Told): Moment[] {
  let free = opening;
  let known: Temporal.Instant | undefined;
  // In the order they were booked: a transaction that waited for the item's lock began before the one it waited for.
  const posted = ledger.map((e) => {
    free += e.free;
    known = known && after(known, e.known) ? known : e.known;
    const where = e.number ? `for ${e.number}` : `(${e.document.replace(/^stock:[^/]+\/at\//, 'at ')})`;
    return moment({ known, at: e.at }, e.channel, `${e.memo} ${where}`, free);
  });
  const messages = told.map((m) => {
    const { quantity, was, instead } = m.data as { quantity: number; was?: number; instead?: number };
    const what = m.what === 'PublishStock' ? `to be told ${quantity}${was === undefined ? '' : `, was ${was}`}`
      : instead === undefined ? `shows ${quantity}` : `shows ${quantity}, so ${instead} was not written`;
    return moment(m, m.channel, what, null);
  });
  const sold = sales.map((s) => moment({ known: s.heard, at: s.placed_at }, s.channel,
    `sold ${s.ordered} in ${s.number}${s.order_id === subject.order_id ? ' — this order' : ''}`, null));
  return [...posted, ...messages, ...sold].sort((a, b) => (a.known < b.known ? -1 : a.known > b.known ? 1 : 0));
}
interface Times { readonly known: Temporal.Instant; readonly at: Temporal.Instant }
const moment = ({ known, at }: Times, channel: string | null, what: string, free: number | null): Moment => ({
  known: iso(known), channel, what, free, at: Math.abs(at.until(known).total('seconds')) < 1 ? null : iso(at),
});
const iso = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'millisecond' });
