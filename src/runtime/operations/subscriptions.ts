/**
 * Who is told which facts. The secret is answered once, when it is made; from then on it is sealed. Changing one keeps
 * the old for a while beside it, so that a receiver can change over without losing an event.
 */
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { cloudEventType, EVENT_NAMES, EVENTS, typesOf } from '#domain/event.ts';
import { Stopped } from '#domain/fault.ts';
import { after } from '#domain/time.ts';
import { markSettled, raisedException } from '#store/operate.ts';
import * as rows from '#store/subscription.ts';
import { newId } from '../identity.ts';
import { now } from '../moment.ts';
import { refusePrivate } from '../http.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { exceptionSubject, openSecrets, post, subscriptionOwner, type Secret } from '../subscriber.ts';
import { seal } from '../vault.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface SubscriptionWish {
  readonly name: string;
  readonly url: string;
  /** 'order.placed', 'order.*', '*'. */
  readonly events: readonly string[];
  /** Connections; none: all. */
  readonly channels?: readonly string[] | undefined;
  readonly personal?: boolean | undefined;
}
export type SubscriptionChange = { readonly [K in Exclude<keyof SubscriptionWish, 'name'>]?: SubscriptionWish[K] | undefined };
/** Events a replay takes in one go. */
const MOST_REPLAYED = 10_000;
/** How long an old secret still signs beside the new one, unless said. */
export const OVERLAP_HOURS = 24;

export async function oneSubscription(p: Pick<Platform, 'pool'>, tenant: string, name: string): Promise<rows.SealedSubscription> {
  const found = await rows.findSubscription(p.pool, tenant, name);
  if (!found) throw notFound(`There is no subscription ${name}.`);
  return found;
}

export async function createSubscription(p: Platform, act: Act, w: SubscriptionWish): Promise<{ id: string; secret: string }> {
  const { url, types, channels, personal } = checkedWish(p, act.tenant, w);
  const subscription = `sub-${newId()}`;
  const secret = newSecret();
  const made = await audited(p, act, async (tx) => ({
    result: await rows.saveSubscription(tx, {
      tenant: act.tenant, subscription, name: w.name, url, types, channels, personal,
      secrets: sealedSecrets(p, act.tenant, subscription, [{ secret }]), created_by: act.who,
    }),
    what: 'subscription.create', before: null, after: { subscription, name: w.name, url, events: w.events, channels, personal },
  }));
  if (!made) throw conflict(`There is a subscription ${w.name} already: change it, or take another name.`);
  return { id: subscription, secret };
}

export async function changeSubscription(
  p: Platform, act: Act, name: string, w: SubscriptionChange,
): Promise<rows.SubscriptionRow> {
  const before = await oneSubscription(p, act.tenant, name);
  const change = {
    ...(w.url !== undefined && { url: checkedUrl(p, w.url) }), ...(w.events && { types: checkedEvents(w.events) }),
    ...(w.channels && { channels: checkedChannels(p, act.tenant, w.channels) }),
    ...(w.personal !== undefined && { personal: w.personal }),
  };
  await audited(p, act, async (tx) => {
    await rows.changeSubscription(tx, before, change);
    return { result: undefined, what: 'subscription.change', before: shown(before),
      after: { subscription: before.subscription, ...change } };
  });
  return oneSubscription(p, act.tenant, name);
}

/** Nothing is sent, what happens waits; and on again, which also settles what was raised about it. */
export async function turnSubscription(
  p: Platform, act: Act, name: string, state: 'active' | 'paused',
): Promise<rows.SubscriptionRow> {
  const s = await oneSubscription(p, act.tenant, name);
  await audited(p, act, async (tx) => {
    if (!(await rows.turnSubscription(tx, s, { state, reason: state === 'paused' ? act.why ?? `by ${act.who}` : null })))
      throw conflict(`The subscription ${s.name} is ${s.state} already.`);
    const raised = s.exception === null ? undefined
      : await raisedException(tx, { tenant: s.tenant, subject: exceptionSubject(s.subscription, s.exception), key: s.exception });
    if (raised) await markSettled(tx, raised);
    return { result: undefined, what: `subscription.${state === 'active' ? 'resume' : 'pause'}`, before: shown(s), after: { state } };
  });
  return oneSubscription(p, act.tenant, name);
}

export async function deleteSubscription(p: Platform, act: Act, name: string): Promise<void> {
  const s = await oneSubscription(p, act.tenant, name);
  await audited(p, act, async (tx) => {
    await rows.deleteSubscription(tx, s);
    return { result: undefined, what: 'subscription.delete', before: shown(s), after: null };
  });
}

export async function rotateSecret(
  p: Platform, act: Act, name: string, overlapHours = OVERLAP_HOURS,
): Promise<{ secret: string; oldUntil: string }> {
  const s = await oneSubscription(p, act.tenant, name);
  const at = now();
  const secret = newSecret();
  const oldUntil = after(at, overlapHours * 3600);
  const kept = openSecrets(p, s).filter((x) => x.until === undefined).map((x) => ({ ...x, until: oldUntil }));
  await audited(p, act, async (tx) => {
    await rows.changeSubscription(tx, s, { secrets: sealedSecrets(p, s.tenant, s.subscription, [{ secret }, ...kept]) });
    return { result: undefined, what: 'subscription.rotate', before: null, after: { subscription: s.subscription, oldUntil } };
  });
  return { secret, oldUntil };
}

/** Sends `threadline.test.v1` now, and says what came back. It is in no log and may be sent while nothing else is. */
export async function testSubscription(p: Platform, act: Act, name: string) {
  const s = await oneSubscription(p, act.tenant, name);
  const id = newId();
  const event = {
    specversion: '1.0', id, source: `/threadline/${s.tenant}`, type: cloudEventType('test'), subject: s.name, time: now(),
    datacontenttype: 'application/json', data: { subscription: s.name, by: act.who },
  };
  try {
    const { taken, status, milliseconds, text } = await post(p, s, { id, body: JSON.stringify(event) }, () => true);
    return { taken, status: status ?? null, milliseconds, answer: text };
  } catch (error) {
    if (error instanceof Stopped) throw conflict(error.fault.detail);
    throw error;
  }
}

export interface ReplayWish {
  readonly from: string;
  readonly to?: string | undefined;
  readonly events?: readonly string[] | undefined;
  /** Our id of one order. */
  readonly order?: string | undefined;
}
/** What happened from one moment to another is told to it once more; events keep their ids. */
export async function replayEvents(
  p: Platform, act: Act, name: string, w: ReplayWish,
): Promise<{ replay: string; events: number }> {
  const s = await oneSubscription(p, act.tenant, name);
  const asked = w.events ? checkedEvents(w.events) : s.types;
  const types = asked.filter((t) => s.types.includes(t));
  const replay = newId();
  const to = w.to ?? now();
  if (w.from >= to) throw invalid('The time to replay from is not before the one to replay to.');
  const events = await audited(p, act, async (tx) => {
    const found = await rows.oweAgain(tx, { tenant: s.tenant, handler: `subscription:${s.subscription}/${replay}` },
      { from: w.from, to, types, order: w.order ?? null, limit: MOST_REPLAYED + 1 });
    if (found > MOST_REPLAYED)
      throw invalid(`These are more than ${MOST_REPLAYED} events: replay them in shorter pieces of time.`);
    const after = { subscription: s.subscription, from: w.from, to, events: found, replay };
    return { result: found, what: 'subscription.replay', before: null, after };
  });
  return { replay, events };
}

export const eventsOf = (types: readonly string[]): string[] => types.flatMap((t) => (EVENTS[t] ? [EVENTS[t].event] : [])).sort();
const shown = (s: rows.SubscriptionRow) => ({
  subscription: s.subscription, name: s.name, url: s.url, events: eventsOf(s.types), channels: s.channels, personal: s.personal,
  state: s.state,
});

/** What of a wish is written down. @throws Refusal in words. */
export const checkedWish = (p: Platform, tenant: string, w: SubscriptionWish) => {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(w.name)) throw invalid(`${w.name} cannot be a name: use small letters, digits and dashes.`);
  return { url: checkedUrl(p, w.url), types: checkedEvents(w.events), channels: checkedChannels(p, tenant, w.channels ?? []),
    personal: w.personal ?? false };
};
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
export const sealedSecrets = (p: Platform, tenant: string, subscription: string, secrets: readonly Secret[]): Buffer =>
  seal(tenantOf(p, tenant).key.key, subscriptionOwner(tenant, subscription), Buffer.from(JSON.stringify(secrets)));

function checkedUrl(p: Platform, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol)) throw invalid(`${text} is no address: give one that begins with https://.`);
  if (url.username || url.password) throw invalid('The address has a name or password in it: who sends is proved by the signature.');
  if (url.protocol === 'http:' && !p.allowPrivateHosts) throw invalid('Events are sent over https only.');
  try {
    if (isIP(url.hostname.replace(/^\[|\]$/g, ''))) refusePrivate(p, url.hostname);
  } catch (error) {
    if (error instanceof Stopped) throw invalid(`${error.fault.detail}.`);
    throw error;
  }
  return url.href;
}
function checkedEvents(names: readonly string[]): string[] {
  if (names.length === 0) throw invalid('Say which events it wants: one name, `order.*`, or `*`.');
  return [...new Set(names.flatMap((name) => {
    const types = typesOf(name);
    if (!types) throw invalid(`There is no event ${name}: they are ${EVENT_NAMES.join(', ')}.`);
    return types;
  }))];
}
function checkedChannels(p: Platform, tenant: string, channels: readonly string[]): readonly string[] {
  const unknown = channels.find((c) => !tenantOf(p, tenant).connections.has(c));
  if (unknown !== undefined) throw invalid(`There is no connection ${unknown}.`);
  return channels;
}
