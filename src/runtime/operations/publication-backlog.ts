/** What waits to be told to each channel, in words that matter to the business: how much may be oversold, and until when. */
import { drainSeconds, type Drain } from '#domain/publication.ts';
import { regionsOf } from '#store/list-regions.ts';
import { backlogCounts, backlogOf, owedTo, type BacklogRow } from '#store/publication-backlog.ts';
import { channelsOf } from '../availability-sellable.ts';
import { tenantOf, type Connection, type Platform } from '../platform.ts';
import { bucketDrain, bucketOf, pointsOf, writesOf, type Told, type Writes } from './budget-forecast.ts';

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
  const writes = writesOf(c);
  const [drain, riskiest, regions] = await Promise.all([
    drainOf(p, c, writes, count.waiting - count.parked),
    count.waiting > 0 ? backlogOf(p.pool, c.tenant, c.connection, MOST) : [],
    count.waiting > 0 ? regionsOf(p.pool, c.tenant, c.connection) : [],
  ]);
  const stuck = c.row.state !== 'active' || !writes['PublishStock'] || (count.waiting > 0 && count.waiting === count.parked);
  const seconds = stuck ? null : drainSeconds(drain);
  const drainsAt = seconds === null ? null : Temporal.Now.instant().add({ milliseconds: Math.round(seconds * 1000) })
    .toString({ smallestUnit: 'second' });
  const others = count.parked > 0 ? 'the others' : 'all';
  const when = drainsAt && `${rateOf(writes['PublishStock'], drain)} ${others} are told by ${drainsAt}, in ${spanOf(seconds ?? 0)}` +
    `${drain.blockedFor > 0 ? `; nothing is sent for another ${spanOf(drain.blockedFor)}, as it asked or because it does not answer` : ''}`;
  return { ...count, connection: c.connection, drainsInSeconds: seconds, drainsAt, riskiest: riskiest.map(riskOf), regions,
    says: words(c, count, when) };
}

/** The bucket the numbers are told from, and what is asked of it: the numbers, and what else is owed to the partner from it. */
async function drainOf(p: Platform, c: Connection, writes: Writes, numbers: number): Promise<Drain> {
  const write = writes['PublishStock'];
  const bucket = bucketOf(write);
  const owed = numbers > 0 ? await owedTo(p.pool, c.tenant, c.connection) : [];
  const beside = owed.filter((o) => o.type !== 'PublishStock' && bucketOf(writes[o.type]) === bucket)
    .reduce((n, o) => n + pointsOf(writes[o.type], o.count), 0);
  return bucketDrain(p, c, bucket, {
    points: numbers > 0 ? pointsOf(write, numbers) + beside : 0,
    notBefore: owed.find((o) => o.type === 'PublishStock')?.last_seconds ?? 0,
  });
}

/** `at 2.5 calls a second of 100 numbers each`. */
function rateOf(write: Told, { perSecond }: Drain): string {
  const calls = Math.round(perSecond / (write?.cost ?? 1) * 100) / 100;
  const rate = calls >= 1 ? `${calls} calls a second` : `a call every ${spanOf(1 / Math.max(calls, 0.000_1))}`;
  return `at its budget (${rate}${write?.batch ? `, up to ${write.batch.size} numbers each` : ''})`;
}
/** `4 s`, `12 min`, `3 h`. */
const spanOf = (seconds: number): string => (seconds < 90 ? `${Math.ceil(seconds)} s` : seconds < 5400 ? `${Math.ceil(seconds / 60)} min`
  : `${Math.round(seconds / 360) / 10} h`);
const riskOf = (r: BacklogRow): Waiting =>
  ({ sku: r.sku, shows: r.shown, next: r.quantity, since: r.since.toString(), why: r.risk?.why ?? '' });

function words(c: Connection, { waiting, tooHigh, parked }: Count, told: string | null): string {
  if (waiting === 0) return `${c.connection} shows what it was told.`;
  const many = waiting === 1 ? '1 number waits' : `${waiting} numbers wait`;
  const risk = tooHigh > 0 ? `${tooHigh} of them ${tooHigh === 1 ? 'shows' : 'show'} more than there is and may be oversold`
    : 'none of them shows too much';
  const asleep = c.row.state === 'active' ? [] : [`it is ${c.row.state}: nothing is told until it is resumed`];
  const person = parked > 0 ? [`${parked} ${parked === 1 ? 'waits' : 'wait'} for a person`] : [];
  return `${[`${many} for ${c.connection}`, risk, ...(told ? [told] : asleep), ...person].join('; ')}.`;
}
