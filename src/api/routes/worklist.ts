/** The worklist for screens: by cause, what a fix will do before it is done, many at once, and what people note. */
import { z } from 'zod';
import { EXCEPTIONS, type ExceptionKind } from '#domain/exception.ts';
import { toDecimal } from '#domain/measure.ts';
import { newId } from '#runtime/identity.ts';
import {
  assignDelivery, canBeRetried, dropDelivery, parseName, retryDelivery, snoozeDelivery,
} from '#runtime/operations/deliveries.ts';
import { correctWish, refusedWish } from '#runtime/operations/correct-wish.ts';
import { correctDocument } from '#runtime/operations/correct-document.ts';
import { audited, Refusal } from '#runtime/operations/operation.ts';
import type { Platform } from '#runtime/platform.ts';
import { effectOf, exceptionGroups, notesOf, saveNote, type EffectRow, type GroupRow } from '#store/list-exceptions.ts';
import { allow } from '../access.ts';
import { actOf, answers, iso, type Api, type ApiContext } from '../api.ts';
import { problem } from '../problem.ts';
import type { Caller } from '../rights.ts';
import { instant, word } from '../schemas.ts';
import { handlersOf, Late, slaFor } from './work.ts';
import { RefusedWishSchema, EffectSchema, ExceptionGroupItem, NoteItem } from '../schemas-console.ts';

const MOST = 200;
const Delivery = z.object({
  shard: z.coerce.number().int().min(0).max(255), message: z.string().regex(/^\d{1,18}$/), handler: word(),
});
const Bulk = z.object({
  names: z.array(word(400)).min(1).max(MOST), action: z.enum(['retry', 'drop', 'assign', 'snooze']),
  why: z.string().max(500).optional(), assignee: word().nullable().optional(), until: instant.optional(),
});

export const worklistRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  reading(app);
  acting(app, context);
  noting(app, context);
};

function reading(app: Api): void {
  app.get('/v1/exceptions/groups', {
    schema: {
      summary: 'What needs a person, one row per cause, with what each holds up', tags: ['Work'],
      querystring: z.object({
        owner: word().optional(), assignee: word().optional(), connection: word().optional(), snoozed: z.stringbool().default(false),
        kind: word().optional(), ...Late,
      }),
      response: answers(z.object({ items: z.array(ExceptionGroupItem) })),
    },
  }, async ({ query: { connection, kind, ...filter }, caller, reads }) =>
    ({ items: (await exceptionGroups(reads.pool, caller.tenant, {
      ...filter, exception: kind, handlers: handlersOf(connection), sla: slaFor(reads, caller.tenant),
    })).map(groupItem) }));
  app.get('/v1/deliveries/:shard/:message/:handler/effect', {
    schema: {
      summary: 'What a fix will release, before it is made', tags: ['Work'], response: answers(EffectSchema),
      params: Delivery,
    },
  }, async ({ params, caller, reads }) => {
    const row = await effectOf(reads.pool, { tenant: caller.tenant, ...params });
    if (!row) throw problem.notFound('There is no such delivery any more: it was settled meanwhile.');
    return effectItem(row, params.handler);
  });
}

function acting(app: Api, { platform, worker, intake }: ApiContext): void {
  app.post('/v1/deliveries/:shard/:message/:handler/correct', {
    // Neither body nor answer is kept: a document may hold personal data.
    config: { right: 'personal', keepAnswer: false }, schema: {
      summary: 'Correct a document that cannot be read, and read it as if it had come so', tags: ['Work'], params: Delivery,
      body: z.object({ body: z.string().min(1).max(1_000_000), why: z.string().min(1).max(500) }),
      response: answers(z.object({ done: z.string() })),
    },
  }, async ({ params, body: { body, why }, caller }) => {
    const at = { tenant: caller.tenant, shard: params.shard, message: BigInt(params.message), handler: params.handler };
    allow(caller, 'work');
    await correctDocument(platform, intake, { ...actOf(caller), why }, { at, body });
    worker?.wake();
    return { done: 'The corrected document is being read.' };
  });
  app.get('/v1/deliveries/:shard/:message/:handler/wish', {
    config: { right: 'work' }, schema: {
      summary: 'What a partner refused, value by value', tags: ['Work'], params: Delivery, response: answers(RefusedWishSchema),
    },
  }, async ({ params: { shard, message, handler }, caller: { tenant } }) => {
    const { fields, ...wish } = await refusedWish(platform, { tenant, shard, message: BigInt(message), handler });
    return { ...wish, fields: fields.map((f) => ({ ...f, path: [...f.path] })) };
  });
  app.post('/v1/deliveries/:shard/:message/:handler/wish', {
    config: { right: 'work' }, schema: {
      summary: 'Send it with corrected values', tags: ['Work'], params: Delivery, response: answers(z.object({ done: z.string() })),
      body: z.object({
        changes: z.array(z.object({ path: z.array(word(100)).min(1).max(20), value: z.string().max(2000) })).min(1).max(200),
        why: z.string().min(1).max(500),
      }),
    },
  }, async ({ params: { shard, message, handler }, body: { changes, why }, caller }) => {
    await correctWish(platform, { ...actOf(caller), why }, { tenant: caller.tenant, shard, message: BigInt(message), handler }, changes);
    worker?.wake();
    return { done: 'It is sent as corrected.' };
  });
  app.post('/v1/deliveries/bulk', {
    config: { right: 'work' }, schema: {
      summary: 'Do the same with many; each is done or says why not', tags: ['Work'], body: Bulk,
      response: answers(z.object({
        done: z.number().int(), refused: z.array(z.object({ name: z.string(), why: z.string() })),
      })),
    },
  }, async ({ body, caller }) => {
    const refused: { name: string; why: string }[] = [];
    for (const name of body.names)
      await one(platform, caller, { ...body, name }).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        refused.push({ name, why: error.message });
      });
    worker?.wake();
    return { done: body.names.length - refused.length, refused };
  });
}

type One = Omit<z.infer<typeof Bulk>, 'names'> & { readonly name: string };
async function one(p: Platform, caller: Caller, b: One): Promise<void> {
  const at = parseName(caller.tenant, b.name);
  const act = actOf(caller, b.why);
  if (b.action === 'retry') await retryDelivery(p, act, at);
  else if (b.action === 'drop') await dropDelivery(p, { ...act, why: b.why ?? '' }, at);
  else if (b.action === 'assign') await assignDelivery(p, act, at, b.assignee ?? null);
  else await snoozeDelivery(p, act, at, b.until ?? '');
}

function noting(app: Api, { platform }: ApiContext): void {
  const params = z.object({ correlation: z.uuid() });
  app.get('/v1/stories/notes/:correlation', {
    schema: {
      summary: 'What people wrote beside a story', tags: ['Work'], params,
      response: answers(z.object({ items: z.array(NoteItem) })),
    },
  }, async ({ params: { correlation }, caller, reads }) => ({
    items: (await notesOf(reads.pool, caller.tenant, correlation)).map((n) => ({ ...n, at: iso(n.at) })),
  }));
  app.post('/v1/stories/notes/:correlation', {
    config: { right: 'work' }, schema: {
      summary: 'Write a note; no personal data', tags: ['Work'], params,
      body: z.object({ text: z.string().min(1).max(2000) }),
      response: answers(z.object({ done: z.string() })),
    },
  }, async ({ params: { correlation }, body: { text }, caller }) => {
    await audited(platform, actOf(caller), async (tx) => {
      await saveNote(tx, { tenant: caller.tenant, id: newId(), correlation, who: caller.who, text: text.trim() });
      return { result: undefined, what: 'note.write', before: null, after: { correlation } };
    });
    return { done: 'It is noted.' };
  });
}

const groupItem = (g: GroupRow): z.infer<typeof ExceptionGroupItem> => {
  const kind = EXCEPTIONS[g.exception as ExceptionKind] as (typeof EXCEPTIONS)[ExceptionKind] | undefined;
  return {
    exception: g.exception, owner: g.owner, cause: g.cause, waitsOn: g.waits_on, why: g.why,
    means: kind?.means ?? 'The work stopped.', fix: kind?.fix ?? 'Read why, then retry or drop it.',
    settlesItself: kind?.settlesItself ?? false, count: g.count, orders: g.orders, assigned: g.assigned,
    oldest: iso(g.oldest), dueBy: iso(g.due_by), overdue: g.overdue,
    held: (g.held ?? []).map(({ currency, total }) =>
      ({ currency, amount: toDecimal({ count: BigInt(total), unit: currency }) })),
  };
};

/** `mapping:sku:shopify-us:ABC`: what is to be set, if it is a mapping. */
export const mappingIn = (waitsOn: string | null) => {
  const [, name, connection, external] = /^mapping:([^:]*):([^:]*):(.*)$/s.exec(waitsOn ?? '') ?? [];
  return name && connection && external ? { name, connection, external } : null;
};

const FEEDS: Readonly<Record<string, { readonly retry: string; readonly drop: string }>> = {
  MassZeroStock: {
    retry: 'What is held is applied as it was told, unless an item was counted anew meanwhile.',
    drop: 'What is held is discarded. What had been applied of it before it was seen is then offered for putting back.',
  },
  CountsDoubted: {
    retry: 'The items go back to what they had been, less what left since, unless they were counted anew meanwhile.',
    drop: 'The items stay as they were counted.',
  },
};

function effectItem(e: EffectRow, handler: string): z.infer<typeof EffectSchema> {
  const partner = /^connection:(.+)$/.exec(handler)?.[1];
  const behind = e.behind > 0 ? ` ${e.behind} more of the same ${e.behind === 1 ? 'goes' : 'go'} on after it.` : '';
  const retry = !canBeRetried(handler, e.exception ?? '')
    ? 'There is nothing to try again: it closes by itself once it is settled where it arose.'
    : handler === 'policy:exceptions' ? 'The order asks again for what it was refused.'
    : partner ? `${partner} is asked first whether it has it already, then it is sent.` : 'It is tried again at once.';
  const feed = FEEDS[e.exception ?? ''];
  if (feed) return { mapping: null, released: 0, orders: 0, behind: e.behind, retry: feed.retry + behind, drop: feed.drop + behind };
  return {
    mapping: mappingIn(e.waits_on), released: e.released, orders: e.orders, behind: e.behind, retry: retry + behind,
    drop: `It will not be done. ${partner ? `${partner} is not told, and what stood on it in the order is undone.`
      : 'What the order waited for is taken as given up.'}${behind}`,
  };
}
