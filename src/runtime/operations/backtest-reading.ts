/** Stored documents of partners read as they are read now and as they would be: facts that would be others. */
import type { News } from '#connectors/contract.ts';
import { Stopped } from '#domain/fault.ts';
import { encode } from '#domain/wire.ts';
import type { PastMessage } from '#store/backtest.ts';
import type { Draft } from '../append.ts';
import { newsIn } from '../documents.ts';
import { hear } from '../news.ts';
import { tenantOf, type Platform } from '../platform.ts';
import type { Two } from './backtest-books.ts';
import { changesIn, difference, type Difference } from './backtest-difference.ts';
import { storyDiffers } from './backtest-story.ts';

export interface Read { readonly differences: readonly Difference[]; /** Why it could not be read. */ readonly unread?: string }

export async function readingDiffers(two: Two, m: PastMessage): Promise<Read> {
  const [is, would] = [await heardIn(two.is.platform, m, two.is.now), await heardIn(two.would.platform, m, two.is.now)];
  if (typeof is === 'string' && typeof would === 'string')
    return is === would ? { differences: [], unread: is } : { differences: [stops(m, is, would)] };
  if (typeof is === 'string' || typeof would === 'string')
    return { differences: [stops(m, typeof is === 'string' ? is : null, typeof would === 'string' ? would : null)] };
  return { differences: await drafted(two, is, would) };
}
const stops = (m: PastMessage, before: string | null, after: string | null): Difference =>
  difference(after === null ? 'goes on' : 'stops', m, m.data, [{ path: 'stops', before, after }]);

async function heardIn(p: Platform, m: PastMessage, now: string): Promise<readonly Draft[] | string> {
  const c = tenantOf(p, m.tenant).connections.get(m.connection ?? '');
  if (!c) return `there is no connection ${m.connection} any more`;
  try {
    const d = { ...m, handler: `intake:${c.connection}` };
    const news: readonly News[] = await newsIn(p, c, d, true);
    const drafts: Draft[] = [];
    for (const n of news) if (n.said !== 'privacy') drafts.push(...(await hear({ p, c, d, now }, n)).drafts);
    return drafts;
  } catch (error) {
    if (error instanceof Stopped) return error.fault.detail;
    throw error;
  }
}

/** A fact may carry its content in its key: what is said of the same thing, in the same place, is compared. */
async function drafted(two: Two, is: readonly Draft[], would: readonly Draft[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for (let i = 0; i < Math.max(is.length, would.length); i += 1) {
    const [a, b] = [is[i], would[i]];
    const changes = changesIn(a?.data, b?.data);
    if (changes.length === 0) continue;
    const of = (b ?? a)!;
    const at = Temporal.Instant.from(of.at);
    found.push(difference('fact', { type: of.type, subject: of.subject ?? '', correlation: of.correlation ?? '', at }, of.data, changes));
    if (a && b && of.correlation) found.push(...(await storyDiffers(two, of.correlation, new Map([[a.key, JSON.parse(encode(b.data))]]))));
  }
  return found;
}
