/** What waits to be told to each channel, in words that matter to the business: how much may be oversold, and until when. */
import type { Write } from '#connectors/contract.ts';
import { drainSeconds } from '#domain/publication.ts';
import { regionsOf } from '#store/list-regions.ts';
import { backlogCounts, backlogOf, budgetOf, type BacklogRow } from '#store/stock-report.ts';
import { channelsOf } from '../availability-sellable.ts';
import { tenantOf, type Connection, type Platform } from '../platform.ts';

export interface ChannelBacklog {
  readonly connection: string;
  readonly waiting: number;
  /** Of these, the channel shows more than there is. */
  readonly tooHigh: number;
  /** Of these, items that at their pace sell out within a day. */
  readonly fast: number;
  /** Of these, a person must act. */
  readonly parked: number;
  readonly drainsInSeconds: number | null;
  readonly drainsAt: string | null;
  readonly says: string;
  readonly riskiest: readonly Waiting[];
  /** Where those who bought there lately are: countries, ISO 3166. */
  readonly regions: readonly string[];
}
export interface Waiting {
  readonly sku: string;
  readonly shows: number | null;
  readonly next: number;
  readonly since: string;
  readonly why: string;
}
type Count = Pick<ChannelBacklog, 'waiting' | 'tooHigh' | 'fast' | 'parked'>;
const MOST = 20;

export async function publicationBacklog(p: Platform, tenant: string): Promise<ChannelBacklog[]> {
  const t = tenantOf(p, tenant);
  const counts = new Map((await backlogCounts(p.pool, tenant)).map((c) => [c.connection, c]));
  return Promise.all(channelsOf(t).flatMap((name) => {
    const c = t.connections.get(name);
    const { waiting, too_high: tooHigh, fast, parked } = counts.get(name) ?? { waiting: 0, too_high: 0, fast: 0, parked: 0 };
    return c ? [channelBacklog(p, c, { waiting, tooHigh, fast, parked })] : [];
  }));
}

async function channelBacklog(p: Platform, c: Connection, count: Count): Promise<ChannelBacklog> {
  const write = c.connector.can.writes?.PublishStock as Write<never, never> | undefined;
  const bucket = write?.bucket ?? 'default';
  const [learnt, riskiest, regions] = await Promise.all([
    budgetOf(p.pool, { tenant: c.tenant, connection: c.connection, bucket }),
    count.waiting > 0 ? backlogOf(p.pool, c.tenant, c.connection, MOST) : [],
    count.waiting > 0 ? regionsOf(p.pool, c.tenant, c.connection) : [],
  ]);
  const seconds = drainOf(c, write, { calls: Math.ceil((count.waiting - count.parked) / (write?.batch?.size ?? 1)), learnt });
  const drainsAt = seconds === null ? null : Temporal.Now.instant().add({ milliseconds: Math.round(seconds * 1000) })
    .toString({ smallestUnit: 'second' });
  return { ...count, connection: c.connection, drainsInSeconds: seconds, drainsAt, riskiest: riskiest.map(riskOf), regions,
    says: words(c, count, drainsAt) };
}

/** Null when nothing is told at all. */
function drainOf(
  c: Connection, write: Write<never, never> | undefined,
  { calls, learnt }: { calls: number; learnt: { per_second: number; blocked_seconds: number } | undefined },
): number | null {
  if (c.row.state !== 'active' || !write) return null;
  const stated = c.connector.budget[write.bucket ?? 'default'] ?? c.connector.budget['default']!;
  return drainSeconds({ waiting: calls, perSecond: learnt?.per_second ?? stated.perSecond, blockedFor: learnt?.blocked_seconds ?? 0 });
}
const riskOf = (r: BacklogRow): Waiting =>
  ({ sku: r.sku, shows: r.shown, next: r.quantity, since: r.since.toString(), why: r.risk?.why ?? '' });

function words(c: Connection, { waiting, tooHigh, parked }: Count, drainsAt: string | null): string {
  if (waiting === 0) return `${c.connection} shows what it was told.`;
  const risk = tooHigh > 0 ? `${tooHigh} of them show more than there is and may be oversold` : 'none of them shows too much';
  const when = drainsAt === null ? `it is ${c.row.state}: nothing is told until it is resumed`
    : `at its budget all are told by ${drainsAt}`;
  return `${waiting} numbers wait for ${c.connection}; ${risk}; ${when}${parked > 0 ? `; ${parked} wait for a person` : ''}.`;
}
