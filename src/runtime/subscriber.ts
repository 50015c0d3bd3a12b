/**
 * Telling a subscriber: one fact as a CloudEvent in a signed webhook (Standard Webhooks). The id of the message is the
 * id of the event and of the webhook, however often it is sent, so that a receiver can tell a repetition.
 *
 * A server that does not answer is about the subscription: all of it waits, one call probes, and after long enough it is
 * disabled with an exception. An answer that refuses is about the event: that one is tried again, and parks.
 */
import { createHmac } from 'node:crypto';
import { request as send } from 'undici';
import { cloudEventType, eventData, EVENTS } from '#domain/event.ts';
import { Stopped, stop } from '#domain/fault.ts';
import type { PartyId } from '#domain/brand.ts';
import { backoff } from '#domain/retry.ts';
import { secondsBetween, timestamp } from '#domain/time.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { transaction } from '#store/query.ts';
import * as rows from '#store/subscription.ts';
import { append, type Draft } from './append.ts';
import { agentFor, guardedBy, refusePrivate, retryAfter } from './http.ts';
import { derivedUuid, newId } from './identity.ts';
import { now } from './moment.ts';
import { readParty } from './parties.ts';
import { policyOf, tenantOf, type Platform } from './platform.ts';
import { unseal } from './vault.ts';

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES = 500;
/** Policy `events`: how long a subscriber may be silent. */
export interface EventPolicy { readonly disableAfter: string }
export const EVENT_POLICY: EventPolicy = { disableAfter: 'PT24H' };

export interface Secret { readonly secret: string; /** Until then its successor signs beside it. */ readonly until?: string }
export const subscriptionOwner = (tenant: string, subscription: string): string => `subscription:${tenant}:${subscription}`;
export const openSecrets = (p: Platform, s: rows.SealedSubscription): readonly Secret[] =>
  JSON.parse(unseal(tenantOf(p, s.tenant).key.key, subscriptionOwner(s.tenant, s.subscription), s.secrets).toString()) as Secret[];

/** `sub-…` of 'subscription:sub-…' and of 'subscription:sub-…/replay'. */
const subscriptionOf = (handler: string): string => handler.slice(handler.indexOf(':') + 1).split('/')[0]!;

/** Told; or not for this subscription, and then the delivery is dropped. */
interface Told { readonly d: Claimed; readonly drafts: readonly Draft[]; readonly dropped?: string }

export async function tellSubscriber(p: Platform, d: Claimed, mayAct: () => boolean): Promise<Told> {
  const s = await rows.findSubscription(p.pool, d.tenant, subscriptionOf(d.handler));
  if (!s) return { d, dropped: 'the subscription is deleted', drafts: [] };
  if (s.state !== 'active') throw stop.unavailable(`the subscription ${s.name} is ${s.state}`);
  const event = await eventOf(p, s, d);
  if (!event) return { d, dropped: 'of a channel it does not ask for', drafts: [] };
  const answer = await post(p, s, { id: d.id, body: JSON.stringify(event) }, mayAct);
  const attempt = {
    id: newId(), subscription: s.subscription, message: d.id, type: d.type, subject: d.subject, correlation: d.correlation,
    replay: d.handler.includes('/'), at: answer.at, status: answer.status ?? null, milliseconds: answer.milliseconds,
    taken: answer.taken, answer: answer.text || null,
  };
  await rows.noteAttempt(p.pool, d.tenant, attempt);
  p.count('threadline_events_total', { subscription: s.name, taken: String(answer.taken) });
  if (!answer.taken) throw await notTaken(p, s, answer);
  if (s.failures > 0 || !s.reached_at) await rows.noteReached(p.pool, s);
  return { d, drafts: [] };
}

/** Undefined when the subscription does not want it. @throws Stopped when the order is not to be read yet. */
async function eventOf(p: Platform, s: rows.SubscriptionRow, d: Claimed): Promise<object | undefined> {
  const data = revive<{ orderId?: string; order?: { orderId: string } }>(d.data);
  const orderId = data.orderId ?? data.order?.orderId;
  const order = await orderFor(p, d, orderId);
  if (s.channels.length > 0 && !s.channels.includes(order?.channel ?? d.connection ?? '')) return undefined;
  const people = s.personal && order ? await peopleOf(p, s, order) : {};
  return {
    specversion: '1.0', id: d.id, source: `/threadline/${d.tenant}`, type: cloudEventType(EVENTS[d.type]!.event),
    subject: orderId ?? d.subject, time: timestamp(d.at.toString()), datacontenttype: 'application/json', correlation: d.correlation,
    sequence: String(d.message).padStart(20, '0'),
    data: {
      ...(orderId && { order: { id: orderId, ...(order && { number: order.number, external: order.external, channel: order.channel }) } }),
      ...eventData(d.type, data), ...people,
    },
  };
}

async function orderFor(p: Platform, d: Claimed, orderId: string | undefined): Promise<rows.OrderBrief | undefined> {
  const order = orderId === undefined ? undefined : await rows.orderBrief(p.pool, d.tenant, orderId);
  if (d.type === 'OrderPlaced' && !order) throw stop.unavailable('the order is being written down');
  return order;
}

/** Out of the vault, with an audit entry each; who was forgotten is not told of. */
async function peopleOf(p: Platform, s: rows.SubscriptionRow, order: rows.OrderBrief): Promise<object> {
  const read = async (party: string | null) =>
    (party ? readParty(p, s.tenant, party as PartyId, `subscription:${s.name}`) : undefined);
  const buyer = await read(order.buyer);
  const shipTo = order.ship_to === order.buyer ? buyer : await read(order.ship_to);
  return { ...(buyer && { buyer }), ...(shipTo && { recipient: shipTo }) };
}

export interface Answer {
  readonly at: string;
  readonly milliseconds: number;
  readonly taken: boolean;
  /** Absent: nobody answered; `text` says why. */
  readonly status?: number;
  readonly text: string;
  readonly waitSeconds?: number;
}
/** Sends it once. Never throws for what the subscriber did. @throws Stopped when this worker may not write any more. */
export async function post(
  p: Platform, s: rows.SealedSubscription, event: { readonly id: string; readonly body: string }, mayAct: () => boolean,
): Promise<Answer> {
  const at = now();
  const seconds = String(Math.floor(Temporal.Instant.from(at).epochMilliseconds / 1000));
  const started = performance.now();
  const done = (more: Pick<Answer, 'taken' | 'text'> & Partial<Answer>): Answer =>
    ({ at, milliseconds: Math.round(performance.now() - started), ...more });
  try {
    const url = new URL(s.url);
    refusePrivate(p, url.hostname);
    const { statusCode, headers, body } = await send(url, {
      method: 'POST', body: event.body, dispatcher: agentFor(p).compose(guardedBy(mayAct)),
      headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS,
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8', 'user-agent': 'Threadline/0.1', 'webhook-id': event.id,
        'webhook-timestamp': seconds, 'webhook-signature': signatures(openSecrets(p, s), at, `${event.id}.${seconds}.${event.body}`),
      },
    });
    const text = await firstWords(body);
    const after = headers['retry-after'];
    return done({ taken: statusCode >= 200 && statusCode < 300, status: statusCode, text,
      ...(after !== undefined && { waitSeconds: retryAfter(String(after)) }) });
  } catch (error) {
    if (error instanceof Stopped && error.fault.kind === 'Unavailable') throw error;
    const { code, message } = error as { code?: string; message: string };
    return done({ taken: false, text: error instanceof Stopped ? error.fault.detail : (code ?? message) });
  }
}

/** One signature per secret that counts now: while one takes over from another, a receiver may check with either. */
export const signatures = (secrets: readonly Secret[], at: string, signed: string): string =>
  secrets.filter((x) => x.until === undefined || x.until > at)
    .map(({ secret }) => `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(signed).digest('base64')}`)
    .join(' ');

async function firstWords(body: AsyncIterable<Uint8Array> & { dump(o: { limit: number }): Promise<void> }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8').replaceAll(/\p{Cc}+/gu, ' ').trim();
}

/** What an attempt that was not taken means for the delivery, and for everything else that is owed to that server. */
async function notTaken(p: Platform, s: rows.SealedSubscription, a: Answer): Promise<Stopped> {
  const detail = `${s.name} ${a.status === undefined ? `was not reached: ${a.text}` : `answered ${a.status}`}`;
  if (a.status === 410) return disabled(p, s, `${s.name} answered 410: it is gone`);
  if (a.status !== undefined && a.status < 500 && a.status !== 429 && a.status !== 408) {
    if (s.failures > 0) await rows.noteReached(p.pool, s);
    return stop.unavailable(detail);
  }
  const wait = Math.max(backoff(s.failures + 1, Math.random()), a.waitSeconds ?? 0);
  const { failing_since, blocked_until } = await rows.noteFailure(p.pool, s, wait);
  const { disableAfter } = policyOf<EventPolicy>(tenantOf(p, s.tenant), 'events', '*', EVENT_POLICY);
  const silent = secondsBetween(timestamp(failing_since.toString()), now());
  if (silent >= Temporal.Duration.from(disableAfter).total('seconds'))
    return disabled(p, s, `${detail}; it has taken nothing since ${timestamp(failing_since.toString())}`);
  return stop.throttled(timestamp(blocked_until.toString()), detail);
}

export const exceptionSubject = (subscription: string, key: string): string => `subscription:${subscription}/exception:${key}`;

/** Nothing more is sent until somebody resumes it; what it is owed waits. */
async function disabled(p: Platform, s: rows.SealedSubscription, detail: string): Promise<Stopped> {
  const at = now();
  const key = `silent:${s.subscription}:${newId()}`;
  await transaction(p.pool, async (tx) => {
    if (!(await rows.turnSubscription(tx, s, { state: 'disabled', reason: detail, exception: key }))) return;
    await append(tx, [{
      tenant: s.tenant, type: 'RaiseException', data: { kind: 'SubscriberSilent', detail, key }, key: `RaiseException:${key}`,
      subject: exceptionSubject(s.subscription, key), at,
      correlation: derivedUuid(s.tenant, 'subscription', s.subscription),
    }], p.distributed);
  });
  p.log.warn({ subscription: s.name, detail }, 'a subscription is disabled');
  return stop.unavailable(detail);
}
