/** Subscriptions: systems that are told facts over signed webhooks; what they are owed and what they answered. */
import { z } from 'zod';
import { cloudEventType, EVENTS } from '#domain/event.ts';
import {
  changeSubscription, createSubscription, deleteSubscription, eventsOf, oneSubscription, replayEvents, rotateSecret, testSubscription,
  turnSubscription,
} from '#runtime/operations/subscriptions.ts';
import { attemptsOf, listSubscriptions, owedTo, type AttemptRow, type Owed, type SubscriptionRow } from '#store/subscription.ts';
import { actOf, answers, because, iso, isoOrNull, type Api, type ApiContext } from '../api.ts';
import { byTime, counted, paging, readCursor } from '../paging.ts';
import { problem } from '../problem.ts';
import type { Caller } from '../rights.ts';
import { pageOf, word } from '../schemas.ts';
import {
  AttemptItem, EventItem, Replayed, ReplayWish, SecretMade, SubscriptionChange, SubscriptionItem, SubscriptionMade,
    SubscriptionWish, Tried,
} from '../schemas-subscriptions.ts';

const tags = ['Subscriptions'];
const params = z.object({ subscription: word().meta({ description: 'Its id or name' }) });
const config = { right: 'administer' } as const;

export const subscriptionRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  reads(app);
  changes(app, context);
  work(app, context);
};

function reads(app: Api): void {
  app.get('/v1/subscriptions/events', {
    schema: { summary: 'The events a subscription can have', tags, response: answers(z.object({ items: z.array(EventItem) })) },
  }, async () => ({ items: Object.values(EVENTS).map(({ event, means }) => ({ event, means, type: cloudEventType(event) })) }));
  app.get('/v1/subscriptions', {
    schema: { summary: 'Who is told of events, and what they are owed', tags,
      response: answers(z.object({ items: z.array(SubscriptionItem) })) },
  }, async ({ caller: { tenant }, reads: db }) => {
    const [found, owed] = await Promise.all([listSubscriptions(db.pool, tenant), owedTo(db.pool, tenant)]);
    return { items: found.map((s) => item(s, owed)) };
  });
  app.get('/v1/subscriptions/:subscription/deliveries', {
    schema: {
      summary: 'What it was sent and what it answered, newest first', tags, params, response: answers(pageOf(AttemptItem)),
      querystring: z.object({ ...paging, taken: z.stringbool().optional(),
        event: z.uuid().optional().meta({ description: 'Id of one event' }) }),
    },
  }, async ({ params: { subscription }, query: { after, limit, total, taken, event }, caller: { tenant }, reads: db }) => {
    const s = (await listSubscriptions(db.pool, tenant)).find((x) => x.subscription === subscription || x.name === subscription);
    if (!s) throw problem.notFound(`There is no subscription ${subscription}.`);
    const [at, id] = readCursor(byTime, after) ?? [];
    const of = { taken, message: event, ...(at && id !== undefined && { after: { at, id } }) };
    return counted(db.pool, { limit, total }, (on, most) => attemptsOf(on, s, { ...of, limit: most }),
      { item: attempt, place: (r) => [String(r.at), r.id] });
  });
}

/** Whoever lets a system hear who buyers are must be allowed to know it. */
const mayTell = (caller: Caller, personal: boolean | undefined): void => {
  if (personal && !caller.rights.includes('personal'))
    throw problem.forbidden('Only who may see personal data may let a system be told of it.');
};

function changes(app: Api, { platform }: ApiContext): void {
  app.post('/v1/subscriptions', {
    config: { ...config, keepAnswer: false },
    schema: { summary: 'Tell a system of events; answers the secret, once', tags, body: SubscriptionWish,
      response: answers(SubscriptionMade) },
  }, async ({ body: { why, ...wish }, caller }, reply) => {
    mayTell(caller, wish.personal);
    void reply.header('cache-control', 'no-store');
    return createSubscription(platform, actOf(caller, why), wish);
  });
  app.post('/v1/subscriptions/:subscription', {
    config, schema: { summary: 'Change its address, events, channels or scope', tags, params, body: SubscriptionChange,
      response: answers(SubscriptionItem) },
  }, async ({ params: { subscription }, body: { why, ...wish }, caller, reads: db }) => {
    mayTell(caller, wish.personal);
    return item(await changeSubscription(platform, actOf(caller, why), subscription, wish), await owedTo(db.pool, caller.tenant));
  });
  app.post('/v1/subscriptions/:subscription/delete', {
    config, schema: { summary: 'Tell it nothing any more; what it was owed is dropped', tags, params, body: because,
      response: answers(z.object({ done: z.string() })) },
  }, async ({ params: { subscription }, body, caller }) => {
    await deleteSubscription(platform, actOf(caller, body?.why), subscription);
    return { done: `${subscription} is told nothing any more.` };
  });
  app.post('/v1/subscriptions/:subscription/secret', {
    config: { ...config, keepAnswer: false },
    schema: {
      summary: 'A new secret, answered once; the old one signs beside it for a while', tags, params, response: answers(SecretMade),
      body: z.object({ overlapHours: z.number().min(0).max(720).optional(), why: z.string().max(500).optional() }).nullish(),
    },
  }, async ({ params: { subscription }, body, caller }, reply) => {
    void reply.header('cache-control', 'no-store');
    return rotateSecret(platform, actOf(caller, body?.why), subscription, body?.overlapHours);
  });
}

function work(app: Api, { platform }: ApiContext): void {
  for (const [name, state, summary] of [['pause', 'paused', 'Send nothing for now; what happens waits'],
    ['resume', 'active', 'Send again, beginning with what waited']] as const)
    app.post(`/v1/subscriptions/:subscription/${name}`, {
      schema: { summary, tags, params, body: because, response: answers(SubscriptionItem) },
    }, async ({ params: { subscription }, body, caller, reads: db }) =>
      item(await turnSubscription(platform, actOf(caller, body?.why), subscription, state), await owedTo(db.pool, caller.tenant)));
  app.post('/v1/subscriptions/:subscription/test', {
    schema: { summary: 'Send it a test event now; answers what it said', tags, params, body: because, response: answers(Tried) },
  }, async ({ params: { subscription }, caller }) => testSubscription(platform, actOf(caller), subscription));
  app.post('/v1/subscriptions/:subscription/replay', {
    schema: { summary: 'Tell it once more what happened in a time; events keep their ids', tags, params, body: ReplayWish,
      response: answers(Replayed) },
  }, async ({ params: { subscription }, body: { why, ...wish }, caller }) => {
    await oneSubscription(platform, caller.tenant, subscription);
    return replayEvents(platform, actOf(caller, why), subscription, wish);
  });
}

const item = (s: SubscriptionRow, owed: ReadonlyMap<string, Owed>): z.infer<typeof SubscriptionItem> => ({
  id: s.subscription, name: s.name, url: s.url, events: eventsOf(s.types), channels: [...s.channels],
    personal: s.personal, state: s.state,
  reason: s.reason, failures: s.failures, failingSince: isoOrNull(s.failing_since), reachedAt: isoOrNull(s.reached_at),
  createdBy: s.created_by, createdAt: iso(s.created_at), waiting: owed.get(s.subscription)?.waiting ?? 0,
    parked: owed.get(s.subscription)?.parked ?? 0,
});
const attempt = (a: AttemptRow): z.infer<typeof AttemptItem> => ({
  id: a.id, event: EVENTS[a.type]?.event ?? a.type, eventId: a.message, subject: a.subject, correlation: a.correlation,
    replay: a.replay,
  at: iso(a.at), status: a.status, milliseconds: a.milliseconds, taken: a.taken, answer: a.answer,
});
