/**
 * Availability for storefronts, people at a counter and partners: from memory, with its age and how far it is believed;
 * and units kept for somebody until a time.
 */
import { z } from 'zod';
import { pointOf } from '#domain/distance.ts';
import { availabilityOf, stopAvailability } from '#runtime/availability.ts';
import { endHold, makeHold, readHold } from '#runtime/operations/holds.ts';
import { strangerIn } from '#runtime/operations/stock-holds.ts';
import { tenantOf } from '#runtime/platform.ts';
import { actOf, answers, type Api, type ApiContext } from '../api.ts';
import { problem } from '../problem.ts';
import { word } from '../schemas.ts';
import { AvailabilityAnswer, HoldItem, HoldWish } from '../schemas-stock.ts';
import { answerOf, type Filter } from './availability-answer.ts';

const MOST = 100;
/** From one address: storefronts ask from few, and are answered from memory. */
const PER_MINUTE = 300_000;
const Day = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text), 'a day is expected, 2026-11-30');
const isDay = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
};

export const availabilityRoutes = async (app: Api, { platform }: ApiContext): Promise<void> => {
  app.addHook('onClose', async () => stopAvailability(platform));

  app.get('/v1/availability', {
    config: { brief: true, rateLimit: { max: PER_MINUTE, timeWindow: '1 minute' } },
    schema: {
      summary: 'What can be sold, where, from when', tags: ['Stock'], response: answers(AvailabilityAnswer),
      description: 'From memory. `age` says how old the answer can be; `If-None-Match` with the last ETag answers 304.',
      querystring: z.object({
        sku: word(4000).meta({ description: `Up to ${MOST}, with commas between them` }),
        channel: word().optional().meta({
          description: 'Whose policies count; without it the general ones, and what is kept for channels is left to them',
        }),
        location: word(2000).optional().meta({ description: 'Only these places' }),
        near: word().optional().meta({ description: '52.52, 13.40: places come nearest first' }),
        within: z.coerce.number().int().min(1).max(20_000).optional().meta({ description: 'Kilometers around `near`' }),
        on: Day.optional().meta({ description: 'What is expected by then counts too' }),
      }),
    },
  }, async ({ query, caller: { tenant }, headers }, reply) => {
    const stranger = strangerIn(tenantOf(platform, tenant),
      { channel: query.channel, locations: query.location ? list('location', query.location) : [] });
    if (stranger) throw problem.invalid(stranger);
    if (query.within !== undefined && query.near === undefined) throw problem.invalid('`within` counts from `near`: say both.');
    const cache = availabilityOf(platform);
    const numbers = await cache.numbers(tenant, list('sku', query.sku), query.channel ?? '*');
    const { text, tag } = answerOf(tenantOf(platform, tenant), numbers, filterOf(query,
      (n, places) => cache.from(tenant, n, query.channel ?? '*', places)));
    void reply.header('etag', tag).header('cache-control', 'private, no-cache');
    if (matches(headers['if-none-match'], tag)) return reply.code(304).send(undefined as never);
    void reply.type('application/json; charset=utf-8').serializer(asItIs);
    return reply.send(`{"age":${Math.round(cache.age())},"items":[${text}]}` as never);
  });

  app.post('/v1/holds', {
    config: { right: 'reserve' },
    schema: {
      summary: 'Keep units for somebody until a time', tags: ['Stock'], body: HoldWish, response: answers(HoldItem),
      description: 'All of it or nothing. Send an `Idempotency-Key`: the same wish again is the same hold. An order that carries ' +
        'the hold as its attribute `threadline_hold` takes the units over; what it does not want of them is free again.',
    },
  }, async ({ body, caller }) => makeHold(platform, actOf(caller), body));

  app.get('/v1/holds/:hold', {
    schema: { summary: 'A hold', tags: ['Stock'], params: z.object({ hold: word() }), response: answers(HoldItem) },
  }, async ({ params: { hold }, caller }) => readHold(platform, caller.tenant, hold));

  app.post('/v1/holds/:hold/release', {
    config: { right: 'reserve' },
    schema: {
      summary: 'Give held units back; a hold that ended is left as it is', tags: ['Stock'], params: z.object({ hold: word() }),
      response: answers(HoldItem),
    },
  }, async ({ params: { hold }, caller }) => endHold(platform, actOf(caller), hold));
};

/** RFC 9110, 13.1.2: any of a list, `*`, and a tag that a proxy made weak when it packed the answer. */
const matches = (asked: string | undefined, tag: string): boolean =>
  (asked ?? '').split(',').map((x) => x.trim()).some((x) => x === '*' || x.replace(/^W\//, '') === tag);

function list(parameter: 'sku' | 'location', text: string): string[] {
  const all = [...new Set(text.split(',').map((x) => x.trim()).filter(Boolean))];
  if (all.length === 0 || all.length > MOST)
    throw problem.invalid(`querystring/${parameter}: name 1 to ${MOST}, with commas between them; these are ${all.length}`);
  return all;
}
interface Narrowed {
  readonly location?: string | undefined;
  readonly near?: string | undefined;
  readonly within?: number | undefined;
  readonly on?: string | undefined;
}
/** Undefined when nothing narrows the answer: it is then the same for everybody. */
function filterOf({ location, near, within, on }: Narrowed, from: Filter['from']): Filter | undefined {
  if (location === undefined && near === undefined && on === undefined) return undefined;
  return {
    only: location === undefined ? undefined : new Set(list('location', location)), within, on,
    point: near === undefined ? undefined : place(near), from,
  };
}
function place(text: string): Filter['point'] {
  try {
    return pointOf(text);
  } catch (error) {
    throw problem.invalid(`querystring/near: ${(error as Error).message}`);
  }
}
const asItIs = (text: unknown): string => text as string;
