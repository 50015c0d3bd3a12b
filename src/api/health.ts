/** For the machines that look after this one: is the process alive, can it serve, what does it count. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { logHead } from '#store/list-work.ts';
import { allow, authenticate } from './access.ts';
import type { Api, ApiContext } from './api.ts';
import { metricsOf } from './metrics.ts';
import { ProblemSchema } from './schemas.ts';

const PATIENCE_MS = 2000;

const Ready = z.object({
  ready: z.boolean(), database: z.string(), shards: z.number().int().nullable(), intakeWaiting: z.number().int(),
});

export const healthRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  const { platform, worker, intake } = context;
  const tags = ['Health'];
  app.get('/healthz', {
    schema: { summary: 'The process is alive', tags, response: { 200: z.object({ alive: z.literal(true) }) } },
  }, async () => ({ alive: true as const }));

  app.get('/readyz', {
    schema: {
      summary: 'It can serve: the database answers and, where this process works, it owns shards', tags,
      response: { 200: Ready, 503: Ready },
    },
  }, async (_request, reply) => {
    const late = pause(PATIENCE_MS, 'does not answer', { ref: false });
    const answered = logHead(platform.pool).then(() => 'answers', () => 'cannot be reached');
    const database = await Promise.race([answered, late]);
    const shards = worker ? worker.shards() : null;
    const ready = database === 'answers' && shards !== 0;
    return reply.code(ready ? 200 : 503).send({ ready, database, shards, intakeWaiting: intake.waiting() });
  });

  const metrics = metricsOf(context);
  app.get('/metrics', {
    schema: {
      summary: 'Prometheus metrics', tags, response: { 200: z.string(), default: ProblemSchema },
      description: 'Open to this machine itself; from elsewhere with a key that has the scope `metrics`.',
    },
  }, async (request, reply) => {
    if (!isLocal(request)) allow(await authenticate(platform, request), 'metrics');
    const { type, text } = await metrics();
    return reply.type(type).serializer((x: unknown) => x as string).send(text);
  });
};

interface From { readonly ip: string; readonly headers: Readonly<Record<string, unknown>> }
/** Behind a proxy on this machine everybody seems to be here, so a forwarded request never counts as local. */
const isLocal = ({ ip, headers }: From): boolean =>
  /^(127\.|::1$|::ffff:127\.)/.test(ip) && headers['x-forwarded-for'] === undefined &&
  headers['forwarded'] === undefined;
