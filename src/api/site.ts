/** What a browser opens: the one-time link that signs in, and the console's files. */
import fastifyStatic from '@fastify/static';
import { z } from 'zod';
import { openSession, sessionCookie } from './access.ts';
import type { Api, ApiContext } from './api.ts';
import { problem } from './problem.ts';
import { makeBan } from './refusals.ts';

const MOST_FAILED = 60;
const WINDOW_MS = 60_000;
const FOR_EVER = 'public, max-age=31536000, immutable';

export async function site(app: Api, { platform, consoleFolder }: ApiContext): Promise<void> {
  const ban = makeBan(MOST_FAILED, WINDOW_MS);
  app.get('/sign-in', {
    schema: { hide: true, querystring: z.object({ token: z.string().min(1).max(100) }) },
  }, async (request, reply) => {
    const seconds = ban.waits(request.ip);
    if (seconds > 0) throw problem.tooMany(seconds);
    const session = await openSession(platform, request.query.token);
    if (!session) {
      ban.strike(request.ip);
      throw problem.signIn('This link was used already or is too old: start prints a new one.');
    }
    const cookie = sessionCookie(session, request.protocol === 'https');
    return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect('/', 303);
  });
  if (consoleFolder === undefined) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain; charset=utf-8')
      .serializer((x: unknown) => x as string)
      .send('Threadline is running. The console is not built here; the API is described at /docs.\n'));
    return;
  }
  // Files that carry a hash of their content in their name never change; the page that names them may.
  await app.register(fastifyStatic, {
    root: consoleFolder, wildcard: false, index: ['index.html'], cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.includes('/assets/') ? FOR_EVER : 'no-cache');
    },
  });
}
