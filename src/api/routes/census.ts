/** The census of a partner: counted at the source, received, accepted, posted; asked and acknowledged. */
import { z } from 'zod';
import { backfill, census, countAtSource, MOST_HOURS } from '#runtime/operations/census.ts';
import { actOf, answers, iso, type Api, type ApiContext } from '../api.ts';
import { word } from '../schemas.ts';

const text = z.string();
const count = z.number().int();
const CensusItem = z.object({
  connection: text, from: text, to: text,
  heard: z.array(z.object({ hour: text, kind: text, received: count, accepted: count, posted: count, missing: z.array(text) })),
  told: z.array(z.object({ hour: text, kind: text, asked: count, acknowledged: count, missing: z.array(text) })),
}).meta({ id: 'Census', description: 'Hour by hour and kind by kind; what is missing is named' });
const SourceItem = z.object({
  poll: text, listed: count, heard: count, missing: z.array(text), more: z.boolean(), problem: text.nullable(),
}).meta({ id: 'CensusSource', description: 'What the partner lists, held against what was ever heard' });

const Further = z.record(z.string(), z.string());
const Taking = z.object({ why: z.string().max(500).optional(), from: Further.optional() }).nullish();

export const censusRoutes = async (app: Api, { platform, intake, worker }: ApiContext): Promise<void> => {
  const params = z.object({ connection: word() });
  const tags = ['Partners'];
  app.get('/v1/census/:connection', {
    schema: {
      summary: 'Received = accepted = posted, and asked = acknowledged, by hour and kind', tags, params, response: answers(CensusItem),
      querystring: z.object({ hours: z.coerce.number().int().min(1).max(MOST_HOURS).default(24) }),
    },
  }, async ({ params: { connection }, query: { hours }, caller, reads }) => {
    const { heard, told, ...rest } = await census(reads, caller.tenant, { connection, hours });
    return { ...rest, heard: heard.map((h) => ({ ...h, hour: iso(h.hour), missing: [...h.missing] })),
      told: told.map((h) => ({ ...h, hour: iso(h.hour), missing: [...h.missing] })) };
  });
  app.post('/v1/census/:connection/source', {
    config: { right: 'work', keepAnswer: false }, schema: {
      summary: 'Ask the partner what it has, and name what was never heard; nothing is taken', tags, params,
      response: answers(z.object({ items: z.array(SourceItem) })),
    },
  }, async ({ params: { connection }, caller }) =>
    ({ items: (await countAtSource(platform, caller.tenant, connection)).map((s) => ({ ...s, missing: [...s.missing] })) }));
  app.post('/v1/census/:connection/backfill', {
    schema: {
      summary: 'Take what the partner has and we never heard', tags, params, body: Taking,
      response: answers(z.object({
        taken: count, next: Further.meta({ description: 'Not empty: there is more; send it as `from`' }),
        problems: z.array(z.object({ poll: text, problem: text })),
      })),
    },
  }, async ({ params: { connection }, body, caller }) => {
    const { problems, ...taken } = await backfill(platform, intake, actOf(caller, body?.why), { connection, from: body?.from });
    worker?.wake();
    return { ...taken, problems: [...problems] };
  });
};
