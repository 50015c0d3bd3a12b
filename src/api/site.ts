/** What a browser opens: the ways to sign in, the console's files, and its page at every address of it. */
import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api, ApiContext } from './api.ts';
import { readBodies } from './body.ts';
import { onNotFound } from './problem.ts';
import { signIn } from './sign-in.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
/** First parts of the console's own addresses: a link to one of them opens the page, which reads the rest. */
const PAGES = ['story', 'person', 'exceptions', 'orders', 'shipments', 'returns', 'refunds', 'stock', 'finance', 'partners',
  'mappings', 'catalog', 'under-way', 'figures', 'audit', 'settings', 'account'];
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8',
};

export async function site(app: Api, context: ApiContext): Promise<void> {
  readBodies(app);
  signIn(app, context);
  const { consoleFolder } = context;
  if (consoleFolder === undefined) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain; charset=utf-8')
      .serializer((x: unknown) => x as string)
      .send('Threadline is running. The console is not built here; the API is described at /docs.\n'));
    return;
  }
  const files = filesOf(consoleFolder);
  // Files that carry a hash of their content in their name never change; the page that names them may.
  for (const [name, file] of files)
    if (name !== 'index.html')
      app.get(`/${name}`, { schema: { hide: true } }, async (request, reply) => give({ request, reply }, file, FOR_EVER));
  const page = files.get('index.html')!;
  for (const url of ['/', ...PAGES.flatMap((name) => [`/${name}`, `/${name}/*`])])
    app.get(url, { schema: { hide: true } }, async (request, reply) => give({ request, reply }, page, 'no-cache'));
  // Somebody who typed an address is told in the console that nothing is there; a program is told as programs are.
  app.get('/*', { schema: { hide: true } }, async (request, reply) =>
    (/\btext\/html\b/.test(request.headers.accept ?? '') && !/^\/(?:v1|hooks|assets)\//.test(request.url)
      ? give({ request, reply: reply.code(404) }, page, 'no-cache') : onNotFound(request, reply)));
}

interface File { readonly type: string; readonly plain: Buffer; readonly br?: Buffer; readonly gzip?: Buffer }
/**
 * Read once, two megabytes at most: who builds the console anew beside a running server takes nothing away from it, so
 * a page and the files it names are always of one build.
 */
function filesOf(folder: string): ReadonlyMap<string, File> {
  const names = new Set(globSync('**/*.*', { cwd: folder }));
  const packed = (name: string, as: 'br' | 'gzip', end: string) => 
    (names.has(`${name}.${end}`) ? { [as]: readFileSync(join(folder, `${name}.${end}`)) } : {});
  return new Map([...names].filter((name) => extname(name) in TYPES).map((name) => [name, {
    type: TYPES[extname(name)]!, plain: readFileSync(join(folder, name)), ...packed(name, 'br', 'br'), ...packed(name, 'gzip', 'gz'),
  }]));
}

function give({ request, reply }: { request: FastifyRequest; reply: FastifyReply }, file: File, keep: string): FastifyReply {
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const way = (['br', 'gzip'] as const).find((w) => file[w] && new RegExp(`\\b${w}\\b(?!;\\s*q=0(?:[,;]|$))`).test(accepts));
  void reply.type(file.type).header('cache-control', keep).header('vary', 'accept-encoding').serializer((x: unknown) => x as string);
  if (way) void reply.header('content-encoding', way);
  return reply.send(way ? file[way] : file.plain);
}
