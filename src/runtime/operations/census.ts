/**
 * The census of a partner: what it counts itself = received = accepted = posted, and what it was asked = acknowledged;
 * hour by hour and kind by kind, with those that are missing named. What a partner counts is found by asking its polls
 * from their beginning, without taking anything; backfill takes what was never heard, as a poll does.
 */
import { wishesOf, type Cursor, type Page } from '#connectors/contract.ts';
import { heardByHour, heardIn, toldByHour, type HeardHour, type ToldHour } from '#store/census.ts';
import { storyOf, type Arrival, type Intake } from '../intake.ts';
import { portFor } from '../port.ts';
import { handledTypes } from '../routes.ts';
import { tenantOf, type Connection, type Platform } from '../platform.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

/** What one poll of the partner lists, held against what was ever heard. */
export interface Source {
  readonly poll: string;
  readonly listed: number;
  readonly heard: number;
  /** What was never heard of: the first of them. */
  readonly missing: readonly string[];
  /** The partner lists more than is asked in one go. */
  readonly more: boolean;
  /** Why the partner could not be asked. */
  readonly problem: string | null;
}
export interface Census {
  readonly connection: string;
  readonly from: string;
  readonly to: string;
  readonly heard: readonly HeardHour[];
  readonly told: readonly ToldHour[];
}
const MOST_PAGES = 40;
const NAMED = 100;
export const MOST_HOURS = 24 * 31;

export async function census(p: Platform, tenant: string, { connection, hours }: { connection: string; hours: number }): Promise<Census> {
  const c = connectionIn(p, tenant, connection);
  if (!(hours >= 1 && hours <= MOST_HOURS)) throw invalid(`A census looks back 1 to ${MOST_HOURS} hours.`);
  const to = Temporal.Now.instant();
  const span = { connection, from: String(to.subtract({ hours })), to: String(to) };
  const [heard, told] = [
    await heardByHour(p.pool, tenant, { ...span, facts: handledTypes() }),
    await toldByHour(p.pool, tenant, { ...span, wishes: wishesOf(c.connector) }),
  ];
  return { ...span, heard, told };
}

/** Asks the partner; nothing is taken. Queues are left alone: looking at one takes from it. */
export async function countAtSource(p: Platform, tenant: string, connection: string): Promise<Source[]> {
  const c = asked(p, tenant, connection);
  const sources: Source[] = [];
  for (const poll of pollsOf(c)) sources.push(await counted(p, c, poll.name));
  return sources;
}

async function counted(p: Platform, c: Connection, poll: string): Promise<Source> {
  const missing = new Set<string>();
  const seen = new Set<string>();
  const look = async (arrivals: readonly Arrival[]): Promise<void> => {
    for (const a of arrivals) seen.add(a.reference);
    for (const a of await neverHeard(p, c, arrivals)) missing.add(a.reference);
  };
  const { next, problem } = await eachPage(p, c, { name: poll }, look);
  const more = next !== undefined;
  return { poll, listed: seen.size, heard: seen.size - missing.size, missing: [...missing].slice(0, NAMED), more, problem };
}

/**
 * An order is heard of when it was read: what else was told of it, a refund or a hold, does not say what it is. Anything else
 * is heard of when the partner was heard about it.
 */
async function neverHeard(p: Platform, c: Connection, arrivals: readonly Arrival[]): Promise<Arrival[]> {
  const known = await heardIn(p.pool, c, [...new Set(arrivals.map(storyOf))]);
  return arrivals.filter((a) => {
    const heard = known.get(storyOf(a));
    return !(heard && (a.reference.startsWith('orders/') ? heard.order || heard.topics.includes(a.topic) : heard.topics.length > 0));
  });
}

/** Where each poll goes on that lists more than is asked in one go. */
export type Further = Readonly<Record<string, string>>;
export interface Backfilled {
  readonly taken: number;
  readonly next: Further;
  readonly problems: readonly { readonly poll: string; readonly problem: string }[];
}
interface Wanted { readonly connection: string; /** What an earlier one answered as `next`. */ readonly from?: Further | undefined }

/** Takes what was never heard of, from the beginning of each poll or from where an earlier backfill stopped. */
export async function backfill(p: Platform, intake: Intake, act: Act, { connection, from }: Wanted): Promise<Backfilled> {
  const c = asked(p, act.tenant, connection);
  let taken = 0;
  const take = async (arrivals: readonly Arrival[]): Promise<void> => {
    const fresh = await neverHeard(p, c, arrivals);
    // Side by side: documents that arrive together share a commit.
    for (let i = 0; i < fresh.length; i += TOGETHER) await Promise.all(fresh.slice(i, i + TOGETHER).map((a) => intake.accept(a)));
    taken += fresh.length;
  };
  const next: Record<string, string> = {};
  const problems: { poll: string; problem: string }[] = [];
  for (const { name } of pollsOf(c).filter((poll) => !from || poll.name in from)) {
    const ended = await eachPage(p, c, { name, since: from?.[name] as Cursor | undefined }, take);
    if (ended.next !== undefined) next[name] = ended.next;
    if (ended.problem !== null) problems.push({ poll: name, problem: ended.problem });
  }
  const after = { connection, documents: taken, problems };
  return audited(p, act, async () => ({ result: { taken, next, problems }, what: 'census.backfill', before: null, after }));
}
const TOGETHER = 100;

interface Ended { readonly next?: Cursor; readonly problem: string | null }
/** Page by page. Nothing is settled: a file stays where it is. What was looked at before a partner failed stays looked at. */
async function eachPage(
  p: Platform, c: Connection, { name, since }: { readonly name: string; readonly since?: Cursor | undefined },
  look: (arrivals: readonly Arrival[]) => Promise<void>,
): Promise<Ended> {
  const poll = pollsOf(c).find((x) => x.name === name)!;
  let at = since;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    let page: Page;
    try {
      page = await poll.page(portFor(p, c), at);
    } catch (error) {
      return { problem: (error as Error).message, ...(at !== undefined && { next: at }) };
    }
    await look(page.documents.map(({ topic, reference, headers = {}, body }) => ({
      c, transport: poll.transport, topic, reference, headers, body: typeof body === 'string' ? Buffer.from(body) : body,
    })));
    if (!page.more) return { problem: null };
    at = page.next;
  }
  return { problem: null, ...(at !== undefined && { next: at }) };
}

const pollsOf = (c: Connection) => (c.connector.can.polls ?? []).filter((poll) => poll.transport !== 'queue');

function connectionIn(p: Platform, tenant: string, connection: string): Connection {
  const c = tenantOf(p, tenant).connections.get(connection);
  if (!c) throw notFound(`There is no connection ${connection}.`);
  return c;
}
/** One that can be asked now. */
function asked(p: Platform, tenant: string, connection: string): Connection {
  const c = connectionIn(p, tenant, connection);
  if (c.problem) throw conflict(`${connection} cannot be asked with its settings (${c.problem}): correct them first.`);
  if (c.row.state !== 'active') throw conflict(`${connection} is ${c.row.state}: resume it first.`);
  if (pollsOf(c).length === 0) throw conflict(`${connection} cannot be asked what it has: ${c.connector.name} only calls us.`);
  return c;
}
