/** Stories: any number anybody has, as JSON or as the thread that the terminal prints. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readStory, type Story } from '#runtime/story.ts';
import { storyText } from '#runtime/story-text.ts';
import { findStories, type FoundStory } from '#store/story.ts';
import { answers, type Api } from '../api.ts';
import { problem } from '../problem.ts';
import { StoriesSchema, word } from '../schemas.ts';

/** A number that more stories share says too little; the list of them is answered whole. */
const MOST = 5;

const isZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};
const Look = z.object({
  format: z.enum(['json', 'text']).optional().meta({ description: 'Otherwise by the Accept header' }),
  zone: z.string().max(64).refine(isZone, 'is not a time zone').default('UTC').meta({ description: 'For the text' }),
  width: z.coerce.number().int().min(60).max(400).default(110),
  all: z.stringbool().default(false).meta({ description: 'Every message on a line of its own, for the text' }),
});

export const storyRoutes = async (app: Api): Promise<void> => {
  const tell = async ({ caller: { tenant }, reads }: FastifyRequest, reference: string) => {
    const found = await findStories(reads.pool, tenant, reference);
    const correlations = [...new Set(found.map((f) => f.correlation))].slice(0, MOST);
    const stories = await Promise.all(correlations.map((c) => readStory(reads, tenant, c)));
    const told = stories.filter((s) => s !== undefined);
    if (told.length === 0)
      throw problem.notFound(`Nobody knows ${reference}. ` +
        'Order, shipment, tracking, invoice and payout numbers work, and our ids.');
    return { found, stories: told };
  };
  const answer = (request: FastifyRequest, reply: FastifyReply, look: z.infer<typeof Look>, told: Told) => {
    void reply.header('vary', 'accept');
    const text = look.format ? look.format === 'text' : prefersText(request.headers.accept);
    if (!text) return reply.send(told);
    const { zone, width, all } = look;
    return reply.type('text/plain; charset=utf-8').serializer((x: unknown) => x as string)
      .send(told.stories.map((s) => storyText(s, { zone, width, all })).join(`\n${'─'.repeat(width)}\n\n`));
  };
  const schema = { tags: ['Stories'], response: answers(StoriesSchema) };
  app.get('/v1/stories/:reference', {
    schema: {
      ...schema, summary: 'The story of any number: order, shipment, tracking, invoice, payout, journal',
      description: 'As JSON, or as text with `Accept: text/plain`.', querystring: Look,
      params: z.object({ reference: word() }),
    },
  }, async (request, reply) =>
    answer(request, reply, request.query, await tell(request, request.params.reference)));
  app.get('/v1/stories', {
    schema: {
      ...schema, summary: 'The same, for numbers that do not fit into an address',
      querystring: Look.extend({ reference: word() }),
    },
  }, async (request, reply) =>
    answer(request, reply, request.query, await tell(request, request.query.reference)));
};
interface Told { readonly found: readonly FoundStory[]; readonly stories: readonly Story[] }

const prefersText = (accept: string | undefined): boolean => {
  if (!accept) return false;
  const text = accept.indexOf('text/plain');
  const json = accept.search(/application\/json|\*\/\*/);
  return text >= 0 && (json < 0 || text < json);
};
