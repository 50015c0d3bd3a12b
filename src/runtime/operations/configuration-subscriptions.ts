/**
 * Who is told which facts, as configuration: the file is the whole list. Its secret is the name of a variable; one that is
 * another now signs from now on, the old one beside it for a day.
 */
import { z } from 'zod';
import type { PoolClient } from 'pg';
import { after } from '#domain/time.ts';
import * as rows from '#store/subscription.ts';
import { newId } from '../identity.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { openSecrets } from '../subscriber.ts';
import type { Change } from './configuration-present.ts';
import { ConfigurationProblem, environmentName } from './configuration-source.ts';
import { Refusal } from './operation.ts';
import { checkedWish, eventsOf, OVERLAP_HOURS, sealedSecrets } from './subscriptions.ts';

const Words = z.string().trim().min(1, 'it is empty');
export const Subscription = z.strictObject({
  url: Words, events: z.array(Words).min(1), channels: z.array(Words).optional(), personal: z.boolean().optional(),
  secret: z.union([Words, z.strictObject({ env: Words })]).optional(),
});
export type SubscriptionGiven = z.output<typeof Subscription>;

type Sealed = rows.SealedSubscription;
interface Wanted { readonly name: string; readonly url: string; readonly types: readonly string[]; readonly channels: readonly string[];
  readonly personal: boolean; readonly secret?: string | undefined }
export type SubscriptionWork = { readonly wanted: Wanted; readonly before?: Sealed | undefined } | { readonly gone: Sealed };
interface Options {
  readonly keep: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly where: (path: readonly string[]) => { file: string; line: number | undefined };
}

export async function planSubscriptions(
  p: Platform, tenant: string, given: Readonly<Record<string, SubscriptionGiven>> | undefined, o: Options,
): Promise<{ work: SubscriptionWork[]; changes: Change[] }> {
  const work: SubscriptionWork[] = [];
  const changes: Change[] = [];
  if (!given) return { work, changes };
  const present = await presentIn(p, tenant);
  for (const [name, g] of Object.entries(given)) {
    const before = present.get(name);
    const wanted = wantedOf(p, tenant, { name, g, before }, o);
    const other = before !== undefined && isOther(p, before, wanted);
    const change = differs(before, wanted, other);
    if (!change) continue;
    work.push({ wanted: { ...wanted, secret: other || !before ? wanted.secret : undefined }, before });
    changes.push({ section: 'subscriptions', name, ...change });
  }
  for (const [name, gone] of o.keep ? [] : [...present].filter(([n]) => !(n in given))) {
    work.push({ gone });
    changes.push({ section: 'subscriptions', kind: 'remove', name, detail: 'what it is still owed is dropped' });
  }
  return { work, changes };
}

async function presentIn(p: Platform, tenant: string): Promise<Map<string, Sealed>> {
  const all = await rows.listSubscriptions(p.pool, tenant);
  const found = await Promise.all(all.map(({ name }) => rows.findSubscription(p.pool, tenant, name)));
  return new Map(found.flatMap((s) => (s ? [[s.name, s] as const] : [])));
}
const isOther = (p: Platform, before: Sealed, { secret }: Wanted): boolean =>
  secret !== undefined && openSecrets(p, before)[0]?.secret !== secret;

function differs(before: Sealed | undefined, wanted: Wanted, other: boolean): Pick<Change, 'kind' | 'detail'> | undefined {
  const is = say(wanted);
  if (!before) return { kind: 'add', detail: is };
  const was = say(before);
  const detail = [was === is ? '' : `${was}  ⇒  ${is}`, other ? 'another secret' : ''].filter(Boolean).join('; ');
  return detail ? { kind: 'change', detail } : undefined;
}

const say = (s: Omit<Wanted, 'name' | 'secret'>): string => [s.url, eventsOf(s.types).join(' '),
  s.channels.length > 0 ? `of ${[...s.channels].sort().join(' ')}` : '', s.personal ? 'with who the buyer is' : '',
].filter(Boolean).join('; ');

interface Asked { readonly name: string; readonly g: SubscriptionGiven; readonly before: Sealed | undefined }
function wantedOf(p: Platform, tenant: string, { name, g, before }: Asked, { environment, where }: Options): Wanted {
  const problem = (path: readonly string[], message: string): never => {
    const { file, line } = where([name, ...path]);
    throw new ConfigurationProblem(file, line, message);
  };
  const variable = g.secret === undefined ? undefined : environmentName(g.secret);
  if (g.secret !== undefined && variable === undefined)
    problem(['secret'],
      `${name}.secret: a secret is not written down: give the name of a variable, \${env:${name.toUpperCase()}_SECRET}`);
  const secret = variable === undefined ? undefined : environment[variable];
  if (secret === undefined && !before)
    problem(variable ? ['secret'] : [],
      `${name}: the environment has no ${variable ?? 'secret for it'}: set one that begins with whsec_`);
  if (secret !== undefined && !/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret))
    problem(['secret'], `${name}: ${variable} is no secret of Standard Webhooks: whsec_ and at least 24 bytes in base64`);
  try {
    return { ...checkedWish(p, tenant, { name, ...g }), name, secret };
  } catch (error) {
    if (error instanceof Refusal) return problem([], `${name}: ${error.message}`);
    throw error;
  }
}

export async function writeSubscriptions(
  p: Platform, tx: PoolClient, at: { readonly tenant: string; readonly author: string }, work: readonly SubscriptionWork[],
): Promise<void> {
  for (const one of work) {
    if ('gone' in one) await rows.deleteSubscription(tx, one.gone);
    else if (one.before) await change(p, tx, one.before, one.wanted);
    else await make(p, tx, at, one.wanted);
  }
}
async function make(p: Platform, tx: PoolClient, { tenant, author }: { tenant: string; author: string }, w: Wanted): Promise<void> {
  const subscription = `sub-${newId()}`;
  const { name, url, types, channels, personal } = w;
  await rows.saveSubscription(tx, { tenant, subscription, name, url, types, channels, personal,
    secrets: sealedSecrets(p, tenant, subscription, [{ secret: w.secret! }]), created_by: author });
}
async function change(p: Platform, tx: PoolClient, before: Sealed, { url, types, channels, personal, secret }: Wanted): Promise<void> {
  const until = after(now(), OVERLAP_HOURS * 3600);
  const kept = openSecrets(p, before).filter((x) => x.until === undefined).map((x) => ({ ...x, until }));
  await rows.changeSubscription(tx, before, { url, types, channels, personal,
    ...(secret !== undefined && { secrets: sealedSecrets(p, before.tenant, before.subscription, [{ secret }, ...kept]) }) });
}

/** As a file has it. */
export async function subscriptionsGiven(p: Platform, tenant: string): Promise<Record<string, SubscriptionGiven>> {
  const all = await rows.listSubscriptions(p.pool, tenant);
  return Object.fromEntries(all.map((s) => [s.name, {
    url: s.url, events: eventsOf(s.types), ...(s.channels.length > 0 && { channels: [...s.channels] }),
    ...(s.personal && { personal: true }),
    secret: `\${env:${s.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_SECRET}`,
  }]));
}
