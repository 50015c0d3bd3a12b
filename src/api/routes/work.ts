/** The worklist: what stopped, in words, with what fixes it; and what a person can do about it. */
import { z } from 'zod';
import { EXCEPTIONS, type ExceptionKind } from '#domain/exception.ts';
import { slaOf, type Sla, type SlaPolicy } from '#domain/exception-sla.ts';
import { toDecimal } from '#domain/measure.ts';
import {
  assignDelivery, canBeRetried, dropDelivery, nameOf, parseName, retryDelivery, retryWhere, snoozeDelivery, type DeliveryKey,
} from '#runtime/operations/deliveries.ts';
import { policyOf, tenantOf, type Platform } from '#runtime/platform.ts';
import { say } from '#runtime/story-words.ts';
import { AGES } from '#store/list-exceptions.ts';
import { countExceptions, listExceptions, type ExceptionCount, type ExceptionRow } from '#store/list-work.ts';
import { actOf, answers, because, iso, type Api, type ApiContext } from '../api.ts';
import { counted, paging, readCursor } from '../paging.ts';
import { instant, pageOf, word } from '../schemas.ts';
import { ExceptionCountItem, ExceptionItem } from '../schemas-work.ts';

const Place = z.tuple([z.string(), z.number().int().min(0).max(255), z.string().regex(/^\d{1,18}$/), z.string()]);
const Delivery = z.object({
  shard: z.coerce.number().int().min(0).max(255), message: z.string().regex(/^\d{1,18}$/), handler: word(),
});
const Which = z.object({
  owner: word().optional(), kind: word().optional().meta({ description: 'UnmappedSku, StockShort, …' }),
  connection: word().optional(),
});
/** How long it has stopped, in the steps of the overview, and whether it should have been settled by now. */
export const Late = {
  age: z.enum(AGES).optional().meta({ description: 'Stopped within the hour; the day; seven days; longer ago; each without those before' }),
  overdue: z.stringbool().default(false).meta({ description: 'Only what should have been settled by now' }),
};
const meaning = (kind: string) => EXCEPTIONS[kind as ExceptionKind] as (typeof EXCEPTIONS)[ExceptionKind] | undefined;
/** The policy `sla` of a tenant, over what stands by default. */
export const slaFor = (p: Platform, tenant: string): Sla =>
  slaOf(policyOf<SlaPolicy>(tenantOf(p, tenant), 'sla', '*', {}));
export const handlersOf = (connection: string | undefined): readonly string[] | undefined =>
  connection === undefined ? undefined : [`connection:${connection}`, `intake:${connection}`];

export const workRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  listing(app);
  acting(app, context);
};

function listing(app: Api): void {
  app.get('/v1/exceptions', {
    schema: {
      summary: 'What needs a person, the longest waiting first', tags: ['Work'],
      response: answers(pageOf(ExceptionItem)),
      querystring: Which.extend({
        ...paging, assignee: word().optional(),
        cause: word(500).optional().meta({ description: '`cause` of a group of /v1/exceptions/groups' }),
        snoozed: z.stringbool().default(false).meta({ description: 'Also what is to be looked at later' }), ...Late,
      }),
    },
  }, async ({ query: { after, limit, total, kind, connection, ...filter }, caller, reads }) => {
    const [changed, shard, message, handler] = readCursor(Place, after) ?? [];
    const sla = slaFor(reads, caller.tenant);
    const of = {
      ...filter, sla, exception: kind, handlers: handlersOf(connection),
      ...(changed && shard !== undefined && message && handler && { after: { changed, shard, message, handler } }),
    };
    return counted(reads.pool, { limit, total }, (db, most) => listExceptions(db, caller.tenant, { ...of, limit: most }), {
      item: exceptionItem(sla),
      place: (d) => [String(d.changed), d.shard, String(d.message), d.handler],
    });
  });
  app.get('/v1/exceptions/counts', {
    schema: {
      summary: 'How many of each kind, and whose they are', tags: ['Work'],
      response: answers(z.object({ items: z.array(ExceptionCountItem) })),
    },
  }, async ({ caller, reads }) => ({ items: (await countExceptions(reads.pool, caller.tenant)).map(countItem) }));
}

const Written = z.object({ done: z.string() });
function acting(app: Api, { platform, worker }: ApiContext): void {
  const at = (tenant: string, p: z.infer<typeof Delivery>): DeliveryKey =>
    parseName(tenant, nameOf({ shard: p.shard, message: BigInt(p.message), handler: p.handler }));
  const base = '/v1/deliveries/:shard/:message/:handler';
  const schema = { tags: ['Work'], params: Delivery, response: answers(Written) };
  const config = { right: 'work' } as const;
  app.post(`${base}/retry`, { config, schema: { ...schema, summary: 'Try it again now', body: because } },
    async ({ params, body, caller }) => {
      const result = await retryDelivery(platform, actOf(caller, body?.why), at(caller.tenant, params));
      worker?.wake();
      return { done: result === 'again' ? 'It is due now.' : 'The order asks for its stock again.' };
    });
  app.post(`${base}/drop`, {
    config, schema: { ...schema, summary: 'Give it up, with a reason', body: z.object({ why: word(500) }) },
  }, async ({ params, body, caller }) => {
    const { undone } = await dropDelivery(platform, { ...actOf(caller), why: body.why }, at(caller.tenant, params));
    worker?.wake();
    return { done: undone ? 'It is given up, and what stood on it is undone.' : 'It is given up.' };
  });
  app.post(`${base}/assign`, {
    config, schema: {
      ...schema, summary: 'Give it to somebody, or back to the role', body: z.object({ assignee: word().nullable() }),
    },
  }, async ({ params, body: { assignee }, caller }) => {
    await assignDelivery(platform, actOf(caller), at(caller.tenant, params), assignee);
    return { done: assignee === null ? 'It is everybody’s again.' : `It is ${assignee}’s.` };
  });
  app.post(`${base}/snooze`, {
    config, schema: {
      ...schema, summary: 'Look at it later', body: z.object({ until: instant, why: z.string().max(500).optional() }),
    },
  }, async ({ params, body: { until, why }, caller }) => {
    await snoozeDelivery(platform, actOf(caller, why), at(caller.tenant, params), until);
    return { done: `It comes back ${until}.` };
  });
  app.post('/v1/deliveries/retry', {
    schema: {
      summary: 'Try everything again that one exception, one role or one connection holds', tags: ['Work'],
      body: Which.extend({ why: z.string().max(500).optional() }),
      response: answers(z.object({ retried: z.number().int() })),
    },
  }, async ({ body: { kind, owner, connection, why }, caller }) => {
    const retried = await retryWhere(platform, actOf(caller, why), { exception: kind, owner, connection });
    worker?.wake();
    return { retried };
  });
}

export const countItem = (c: ExceptionCount) => ({
  exception: c.exception, owner: c.owner, count: c.count, oldest: iso(c.oldest),
  means: meaning(c.exception)?.means ?? '',
});

const documentOf = ({ type, shard, data }: ExceptionRow) =>
  (type === 'PartnerSpoke' ? { shard, id: (data as { payload: string }).payload } : null);
const exceptionItem = (sla: Sla) => (d: ExceptionRow) => {
  const kind = meaning(d.exception);
  const later = Temporal.Instant.compare(d.due, Temporal.Now.instant()) > 0;
  return {
    delivery: { shard: d.shard, message: String(d.message), handler: d.handler }, name: nameOf(d),
    exception: d.exception, owner: d.owner, assignee: d.assignee, means: kind?.means ?? 'The work stopped.',
    why: d.fault.detail,    fix: kind?.fix ?? 'Read why, then retry or drop it.',
    settlesItself: kind?.settlesItself ?? false,
    waitsOn: d.waits_on,
    attempts: d.attempts, since: iso(d.changed), dueBy: iso(d.changed.add({ seconds: sla.of(d.exception) })),
    snoozedUntil: later ? iso(d.due) : null, subject: d.subject,
    correlation: d.correlation, type: d.type, says: say(d.type, d.data), order: d.number, payout: d.payout,
    currency: d.currency, retryable: canBeRetried(d.handler, d.exception),
    refused: d.fault.kind === 'Refused' && d.handler.startsWith('connection:'), document: documentOf(d),
    value: d.total !== null && d.currency ? toDecimal({ count: d.total, unit: d.currency }) : null,
  };
};
