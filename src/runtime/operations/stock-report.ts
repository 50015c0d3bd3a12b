/** One SKU, whole: where it lies, who has it, what each channel may sell and was told, and how far all of it is believed. */
import { confidenceRows, type ConfidenceRow } from '#store/confidence.ts';
import { productsOf } from '#store/configuration.ts';
import { movementsOf, type MovementRow } from '#store/list-stock.ts';
import {
  claimantsOf, holdersOf, ordersNamed, toldState, type ClaimantRow, type HolderRow, type ToldStateRow,
} from '#store/stock-report.ts';
import { equation, freeAt, type Position } from '#domain/sellable.ts';
import { channelsOf, sellableFor } from '../availability-sellable.ts';
import { policyFor } from '../confidence.ts';
import { now } from '../moment.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { askAbout } from '../publication.ts';
import { heldCounts, type HeldCount } from './feeds.ts';
import { notFound } from './operation.ts';

export interface Belief {
  readonly location: string;
  readonly score: number;
  readonly step: string;
  readonly reasons: readonly string[];
  readonly since: string | null;
}
export interface ChannelNumber {
  readonly channel: string;
  readonly quantity: number | null;
  readonly why: string;
  readonly told: readonly ToldStateRow[];
}
export interface StockReport {
  readonly sku: string;
  readonly title: string | null;
  readonly kit: Readonly<Record<string, number>> | null;
  readonly positions: readonly Position[];
  readonly holders: readonly HolderRow[];
  /** Orders that were promised goods which are not here yet. */
  readonly waiting: readonly ClaimantRow[];
  readonly channels: readonly ChannelNumber[];
  readonly confidence: readonly Belief[];
  /** Counts of it that nobody believed and that wait for a person. */
  readonly doubted: readonly HeldCount[];
  readonly movements: readonly Moved[];
  /** Of a kit: what may be had of each part, all places together. */
  readonly parts: readonly { readonly sku: string; readonly per: number; readonly free: number }[];
}
export interface Moved extends Pick<MovementRow, 'at' | 'memo' | 'document' | 'correlation'> {
  /** The order's own number, where one caused it; else what did. */
  readonly who: string;
  /** `PDX reserved`, `shipped`: where the units were, and where they are now. */
  readonly from: string;
  readonly to: string;
  readonly units: number;
}
const MOST = 20;

/** @throws Refusal NotFound when nobody knows the SKU. */
export async function stockReport(p: Platform, tenant: string, sku: string): Promise<StockReport> {
  const t = tenantOf(p, tenant);
  const [[product], asked, told, holders, waiting, movements, beliefs, doubted] = await Promise.all([
    productsOf(p.pool, tenant, [sku]), askAbout(p.pool, t, [sku], { now: now(), spread: p.distributed }), toldState(p.pool, tenant, sku),
    holdersOf(p.pool, tenant, sku, MOST), claimantsOf(p.pool, tenant, sku, MOST), movementsOf(p.pool, tenant, sku, MOST),
    confidenceRows(p.pool, tenant), heldCounts(p, tenant, sku),
  ]);
  const holding = asked.holdings.get(sku);
  if (!product && holding?.positions.length === 0 && told.length === 0) throw notFound(`There is no SKU ${sku}.`);
  const names = new Map((await ordersNamed(p.pool, tenant, [...new Set(movements.map((m) => m.document.replace(/^order:/, '')))]))
    .map((o) => [o.order_id, `${o.number} (${o.channel})`]));
  const kit = t.items.get(sku)?.parts ?? null;
  const channels = [...new Set([...channelsOf(t), ...told.map((x) => x.connection)])].sort();
  return {
    sku, title: product?.title ?? null, kit, holders, waiting, doubted,
    movements: movements.map((m) => moved(m, names.get(m.document.replace(/^order:/, '')))),
    parts: Object.entries(kit ?? {}).map(([part, per]) => ({ sku: part, per,
      free: (asked.holdings.get(part)?.positions ?? []).reduce((n, x) => n + freeAt(x), 0) })),
    positions: holding?.positions ?? [],
    channels: channels.map((channel) => {
      const s = sellableFor(asked, channel, sku);
      return { channel, quantity: s.quantity ?? null, why: equation(s), told: told.filter((x) => x.connection === channel) };
    }),
    confidence: (holding?.positions ?? []).map(({ location }) =>
      belief({ location, place: beliefs.find((b) => b.location === location), doubt: holding?.doubts.get(location),
        expected: policyFor(t, location).everySeconds > 0 })),
  };
}

function moved({ lines, ...m }: MovementRow, order: string | undefined): Moved {
  const places = (some: typeof lines) => some.map((l) => placeIn(l.account)).join(', ');
  const to = lines.filter((l) => Number(l.amount) > 0);
  return {
    ...m, memo: MEMOS[m.memo] ?? m.memo, who: order ?? m.document.replace(/^(order|stock:[^/]+\/at\/|stock):?/, ''),
    from: places(lines.filter((l) => Number(l.amount) < 0)), to: places(to), units: to.reduce((n, l) => n + Number(l.amount), 0),
  };
}
/** What the ledger calls something, where people would not. */
const MEMOS: Readonly<Record<string, string>> = {
  'counted before': 'was in the count already', 'transfer short': 'lost on the way',
};
/** An account in words: goods lie somewhere, or came from and went to somewhere else. */
const placeIn = (account: string): string => account.replace(/^stock:(.+):([a-z_]+)$/, '$1 $2')
  .replace(/^goods:owed:/, 'owed at ').replace(/^goods:early:/, 'come before it was sent, to ')
  .replace(/^lot:(.+):(.+)$/, '$1 lot $2').replace('goods:variance', 'difference of a count')
  .replace(/^goods:/, '').replaceAll('_', ' ');

interface Believing {
  readonly location: string;
  readonly place: ConfidenceRow | undefined;
  readonly doubt: { readonly score: number; readonly step: string; readonly units: number } | undefined;
  readonly expected: boolean;
}
const belief = ({ location, place, doubt, expected }: Believing): Belief => {
  const { score, step, reasons } = place ?? { score: 100, step: 'full', reasons: [] };
  return {
    location, score: Math.min(score, doubt?.score ?? 100), since: place?.since.toString() ?? null,
    step: doubt && doubt.step !== 'full' ? doubt.step : step,
    reasons: [
      ...reasons.map((r) => `${r.what} (−${r.points})`),
      ...(doubt ? [`counts put ${doubt.units} units of this item right within a week`] : []),
      ...(expected ? [] : ['nothing says how often it should be counted (policy confidence), so nothing is held back for doubt']),
    ],
  };
};
