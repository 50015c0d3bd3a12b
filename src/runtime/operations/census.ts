/**
 * The census of a partner: what it counts itself = received = accepted = posted, and what it was asked = acknowledged;
 * hour by hour and kind by kind, with those that are missing named. What a partner counts is found by asking its polls
 * from their beginning, without taking anything; backfill takes what was never heard, as a poll does.
 */
import { wishesOf, type Cursor } from '#connectors/contract.ts';
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
  let more = false;
  let problem: string | null = null;
  try {
    more = await eachPage(p, c, poll, async (arrivals) => {
      const known = await heardIn(p.pool, c, [...new Set(arrivals.map(storyOf))]);
      for (const a of arrivals) {
        seen.add(a.reference);
        if (!known.has(storyOf(a))) missing.add(a.reference);
      }
    });
  } catch (error) {
    problem = (error as Error).message;
  }
  return { poll, listed: seen.size, heard: seen.size - missing.size, missing: [...missing].slice(0, NAMED), more, problem };
}

/** Takes what was never heard of, from the beginning of each poll. Answers how many documents. */
export async function backfill(p: Platform, intake: Intake, act: Act, connection: string): Promise<{ taken: number; more: boolean }> {
  const c = asked(p, act.tenant, connection);
  const found = { taken: 0, more: false };
  for (const poll of pollsOf(c))
    found.more = (await eachPage(p, c, poll.name, async (arrivals) => {
      const known = await heardIn(p.pool, c, [...new Set(arrivals.map(storyOf))]);
      for (const a of arrivals.filter((x) => !known.has(storyOf(x)))) {
        await intake.accept(a);
        found.taken += 1;
      }
    })) || found.more;
  const after = { connection, documents: found.taken };
  await audited(p, act, async () => ({ result: undefined, what: 'census.backfill', before: null, after }));
  return found;
}

/** Answers whether there is more than is asked in one go. Nothing is settled: a file stays where it is. */
async function eachPage(
  p: Platform, c: Connection, name: string, look: (arrivals: readonly Arrival[]) => Promise<void>,
): Promise<boolean> {
  const poll = pollsOf(c).find((x) => x.name === name)!;
  let since: Cursor | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await poll.page(portFor(p, c), since);
    await look(page.documents.map(({ topic, reference, headers = {}, body }) => ({
      c, transport: poll.transport, topic, reference, headers, body: typeof body === 'string' ? Buffer.from(body) : body,
    })));
    if (!page.more) return false;
    since = page.next;
  }
  return true;
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
