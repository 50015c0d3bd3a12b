/** What a browser opens: the ways to sign in, the console's files, and its page at every address of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Api, ApiContext } from './api.ts';
import { signIn } from './sign-in.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
/** First parts of the console's own addresses: a link to one of them opens the page, which reads the rest. */
const PAGES = ['story', 'exceptions', 'orders', 'shipments', 'refunds', 'stock', 'finance', 'partners', 'mappings',
  'catalog', 'audit', 'settings', 'account'];

export async function site(app: Api, context: ApiContext): Promise<void> {
  signIn(app, context);
  const { consoleFolder } = context;
  if (consoleFolder === undefined) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain; charset=utf-8')
      .serializer((x: unknown) => x as string)
      .send('Threadline is running. The console is not built here; the API is described at /docs.\n'));
    return;
  }
  // Files that carry a hash of their content in their name never change; the page that names them may.
  await app.register(fastifyStatic, {
    root: consoleFolder, wildcard: false, index: ['index.html'], cacheControl: false, preCompressed: true,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.includes('/assets/') ? FOR_EVER : 'no-cache');
    },
  });
  const page = readFileSync(join(consoleFolder, 'index.html'), 'utf8');
  for (const name of PAGES)
    for (const url of [`/${name}`, `/${name}/*`])
      app.get(url, { schema: { hide: true } }, async (_request, reply) => reply.type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache').serializer((x: unknown) => x as string).send(page));
}
