/**
 * What follows from a decision that would be another: the messages of the story once more, in the order they were heard,
 * through the pure workflows, beside what they gave in truth. A message that would read otherwise takes the place of the
 * stored one for everything behind it. What would be new, and never happened, is where the look ends.
 */
import { encode, revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { storyMessages, type StoryMessageRow } from '#store/story.ts';
import type { Draft } from '../append.ts';
import { foldOne } from '../handlers/workflow.ts';
import { returnsHandler } from '../handlers/returns.ts';
import { validationHandler } from '../handlers/validation.ts';
import type { Batch, LocalHandler } from '../handlers/handler.ts';
import { routesOf } from '../routes.ts';
import type { Two } from './backtest-books.ts';
import { changesIn, difference, type About, type Difference } from './backtest-difference.ts';

/** Decided by data that people own, with nothing written: what a candidate can make different directly. */
export const DECIDING: Readonly<Record<string, LocalHandler>> = {
  'policy:validation': validationHandler, 'policy:returns': returnsHandler,
};
const MOST = 5000;

export type Came = { readonly drafts: readonly Draft[] } | { readonly fault: string };

/** What a deciding handler makes of a message. */
export async function decided(batch: Batch, handler: string, d: Claimed): Promise<Came> {
  const [result] = await DECIDING[handler]!(batch, [{ ...d, handler }]);
  return result && 'drafts' in result ? { drafts: result.drafts } : { fault: result?.fault.detail ?? 'it stopped' };
}

/** Whether two answers say the same. */
export const sameCame = (a: Came, b: Came): boolean => ('fault' in a || 'fault' in b
  ? 'fault' in a && 'fault' in b && a.fault === b.fault
  : a.drafts.length === b.drafts.length && a.drafts.every((x, i) => changesIn(x.data, b.drafts[i]?.data).length === 0));

/** The state of one workflow over one subject, as it went and as it would. */
interface Course { is: unknown; would: unknown; ended: boolean }

/** `instead`: what stored messages of the story would say, by key. */
export async function storyDiffers(
  two: Two, correlation: string, instead: ReadonlyMap<string, unknown> = new Map(),
): Promise<Difference[]> {
  const { tx, platform } = two.is;
  const tenant = [...platform.tenants.keys()][0]!;
  const past = new Past(two, new Map(instead));
  for (const m of await storyMessages(tx, tenant, correlation, MOST)) await past.hear({ ...m, tenant });
  return past.found;
}

class Past {
  readonly found: Difference[] = [];
  private readonly gone = new Set<string>();
  private readonly courses = new Map<string, Course>();
  private readonly two: Two;
  private readonly instead: Map<string, unknown>;
  constructor(two: Two, instead: Map<string, unknown>) {
    this.two = two;
    this.instead = instead;
  }

  async hear(m: StoryMessageRow & { readonly tenant: string }): Promise<void> {
    for (const { handler, outside } of routesOf(m.type, m.data)) {
      if (outside || !(handler.startsWith('workflow:') || DECIDING[handler])) continue;
      const is = claimed(m, handler, m.data);
      const would = this.gone.has(m.key) ? undefined : claimed(m, handler, this.instead.get(m.key) ?? m.data);
      const [before, after] = DECIDING[handler]
        ? [await decided(this.two.is, handler, is), would ? await decided(this.two.would, handler, would) : none]
        : this.folded(is, would);
      this.compare(is, before, after);
    }
  }

  private folded(is: Claimed, would: Claimed | undefined): [Came, Came] {
    const name = `${is.handler} ${is.subject}`;
    const course = this.courses.get(name) ?? { is: undefined, would: undefined, ended: false };
    this.courses.set(name, course);
    const before = step(this.two.is, is, course.is);
    if ('state' in before) course.is = before.state;
    if (course.ended || !would) return [before, course.ended ? before : none];
    const after = step(this.two.would, would, course.would);
    if ('state' in after) course.would = after.state;
    else if (!('fault' in before)) course.ended = true;
    return [before, after];
  }

  private compare(d: Claimed, before: Came, after: Came): void {
    this.faults(d, 'fault' in before ? before.fault : null, 'fault' in after ? after.fault : null);
    const [old, fresh] = [byKey(before), byKey(after)];
    for (const key of new Set([...old.keys(), ...fresh.keys()])) this.drafted(d, key, [old.get(key), fresh.get(key)]);
  }

  private faults(d: Claimed, before: string | null, after: string | null): void {
    if (before !== after) this.found.push(difference(after === null ? 'goes on' : 'stops', d, d.data, [{ path: 'stops', before, after }]));
  }

  private drafted(d: Claimed, key: string, [was, is]: readonly [Draft | undefined, Draft | undefined]): void {
    const of = (is ?? was)!;
    const changes = changesIn(was?.data, is?.data);
    if (changes.length === 0) return;
    if (is) this.instead.set(key, JSON.parse(encode(is.data)));
    else this.gone.add(key);
    this.found.push(difference(isTold(of) ? 'document' : 'decision', about(d, of), of.data, changes));
  }
}
const none: Came = { drafts: [] };
const byKey = (came: Came): Map<string, Draft> => new Map('drafts' in came ? came.drafts.map((x) => [x.key, x]) : []);
const isTold = ({ type, data }: Draft): boolean => routesOf(type, JSON.parse(encode(data))).some((r) => r.outside);
const about = (d: Claimed, { type, subject }: Draft): About =>
  ({ type, subject: subject ?? d.subject, correlation: d.correlation, at: d.at });

function step(batch: Batch, d: Claimed, state: unknown): Came & { state?: unknown } {
  try {
    const folded = foldOne(batch, d, state);
    return 'fault' in folded ? { fault: folded.fault.detail } : { drafts: folded.drafts, state: revive(JSON.parse(folded.state)) };
  } catch (error) {
    // What never happened so may be no course the workflow knows: there the look ends.
    if (error instanceof TypeError) return { fault: error.message };
    throw error;
  }
}

const claimed = (m: StoryMessageRow & { readonly tenant: string }, handler: string, data: unknown): Claimed => ({
  shard: m.shard, tenant: m.tenant, message: m.position, handler, subject: m.subject, attempts: 1, lane: 'normal', id: m.id, type: m.type,
  data, key: m.key, correlation: m.correlation, connection: m.connection, at: m.at,
});
