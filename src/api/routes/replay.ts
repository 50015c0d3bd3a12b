/** Finished documents of a partner read once more: first what would change, then the reading. */
import { z } from 'zod';
import { previewReplay, replayDocuments } from '#runtime/operations/replay.ts';
import { actOf, answers, type Api, type ApiContext } from '../api.ts';
import { instant, word } from '../schemas.ts';

const Span = z.object({
  from: instant.meta({ description: 'Heard at or after' }), to: instant.meta({ description: 'Heard before' }), topic: word().optional(),
});
const count = z.number().int();
export const PreviewSchema = z.object({
  documents: z.array(z.object({
    id: z.string(), topic: z.string(), reference: z.string(), heard: z.string().meta({ format: 'date-time' }), correlation: z.string(),
    effect: z.enum(['same', 'new', 'contradicts', 'stops', 'expired', 'kept out']),
    changes: z.array(z.object({ type: z.string(), says: z.string() })), why: z.string().nullable(),
  })),
  more: z.boolean().meta({ description: 'The span holds more than are looked at in one go: narrow it' }),
  counts: z.object({ same: count, new: count, contradicts: count, stops: count, expired: count, 'kept out': count }),
}).meta({ id: 'ReplayPreview', description: 'What reading documents again would change' });

export const replayRoutes = async (app: Api, { platform, worker }: ApiContext): Promise<void> => {
  const params = z.object({ connection: word() });
  app.post('/v1/connections/:connection/replay/preview', {
    schema: {
      summary: 'What reading finished documents again would change; nothing is written', tags: ['Partners'], params, body: Span,
      response: answers(PreviewSchema),
      description: 'Each document is read as its connector reads now, which may ask the partner for what it refers to.',
    },
  }, async ({ params: at, body, caller }) => {
    const { documents, ...rest } = await previewReplay(platform, caller.tenant, { ...at, ...body });
    return { ...rest, documents: documents.map((d) => ({ ...d, changes: [...d.changes] })) };
  });
  app.post('/v1/connections/:connection/replay', {
    schema: {
      summary: 'Read finished documents again: those that would change something, or all', tags: ['Partners'], params,
      body: Span.extend({ all: z.boolean().optional(), why: z.string().max(500).optional() }),
      response: answers(z.object({ replayed: count })),
    },
  }, async ({ params: at, body: { why, ...span }, caller }) => {
    const replayed = await replayDocuments(platform, actOf(caller, why), { ...at, ...span });
    worker?.wake();
    return { replayed };
  });
};
