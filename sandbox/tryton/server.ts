/** The HTTP side: sessions, the odd error pages, and what a proxy or a dying network does to a call. */
import { randomBytes } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { FaultKind, Faults } from '../faults.ts';
import { sleep, type Applied } from '../twin.ts';
import { Abort, crash, loginQuestion, Problem } from './problem.ts';
import { dispatch, type Open } from './rpc.ts';
import type { Env } from './schema.ts';
import { decode, encode, type Value } from './value.ts';
import type { TrytonWorld } from './world.ts';

export interface Session { readonly user: number; readonly login: string; created: number; used: number }
export interface Site {
  readonly env: Env;
  readonly user: number;
  readonly world: TrytonWorld;
  readonly faults: Faults;
  readonly now: () => Date;
  readonly timeoutSeconds: number;
  readonly applied: Applied[];
  readonly sessions: Map<string, Session>;
}
interface Body { readonly id?: unknown; readonly method?: unknown; readonly params?: unknown }
const MAX_AGE = 30 * 86_400;
const READS = /\.(read|search|search_read|search_count|get_preferences|login|logout|version|list|listMethods)$/;

export function serve(site: Site): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1_048_576 });
  const wizards = new Map<number, Open>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post<{ Params: { database: string } }>('/:database/', (request, reply) => answer(site, wizards, request, reply));
  app.post('/', (request, reply) => {
    const body = parse(request);
    if (body?.method === 'common.server.version') return json(reply, body, '6.0.29');
    return page(reply, body?.method === 'common.db.list' ? 403 : 500);
  });
  for (const url of ['/', '/:database/']) app.get(url, (_request, reply) => page(reply, 405));
  app.setNotFoundHandler((_request, reply) => page(reply, 404));
  return app;
}

type Posted = FastifyRequest<{ Params: { database: string } }>;
async function answer(site: Site, wizards: Map<number, Open>, request: Posted, reply: FastifyReply) {
  const body = parse(request);
  if (!body || typeof body.method !== 'string' || !Array.isArray(body.params)) return page(reply, 500);
  if (request.params.database !== site.world.database) return page(reply, 404);
  const fault = site.faults.next(body.method, able(body.method));
  if (fault === 'error') return page(reply, 500);
  if (fault === 'throttle') return page(reply.header('retry-after', '1'), 503);
  if (fault === 'delay') await sleep(1000);
  try {
    const result = carryOut(site, wizards, request, body);
    if (fault === 'timeout-after-apply') return void request.raw.socket.destroy();
    return json(reply, body, encode(result));
  } catch (error) {
    // The caller cannot tell a refusal that got lost from a result that got lost.
    if (fault === 'timeout-after-apply') return void request.raw.socket.destroy();
    return refuse(reply, body, error);
  }
}
/** Only a call that changes something can be cut off after it was applied. */
const able = (method: string): readonly FaultKind[] =>
  (READS.test(method) ? ['error', 'throttle', 'delay'] : ['error', 'throttle', 'delay', 'timeout-after-apply']);

function carryOut(site: Site, wizards: Map<number, Open>, request: FastifyRequest, body: Body): Value {
  const params = (body.params as unknown[]).map(decode);
  if (body.method === 'common.db.login') return login(site, params);
  const who = authenticate(site, request.headers.authorization);
  if (!who) throw new Abort(401);
  if (body.method === 'common.db.logout') {
    for (const [key, session] of site.sessions) if (session === who) site.sessions.delete(key);
    return null;
  }
  const fresh: Applied[] = [];
  const now = site.now();
  const env: Env = {
    ...site.env, user: who.user, now,
    told: (operation, id, key) =>
      void fresh.push({ operation, id: String(id), ...(typeof key === 'string' && { key }) }),
  };
  const idle = (now.getTime() - who.used) / 1000;
  const isFresh = () => idle < site.timeoutSeconds;
  const result = dispatch(env, { method: String(body.method), params, open: wizards, isFresh });
  if (idle < site.timeoutSeconds) who.used = now.getTime();
  site.applied.push(...fresh);
  return result;
}

function login(site: Site, [name, parameters]: readonly Value[]): Value {
  const password = (parameters as Record<string, Value> | undefined)?.['password'];
  if (password === undefined) throw loginQuestion(String(name));
  if (name !== site.world.login || password !== site.world.password) throw new Abort(401);
  const key = randomBytes(32).toString('hex');
  const now = site.now().getTime();
  site.sessions.set(key, { user: site.user, login: String(name), created: now, used: now });
  return [site.user, key];
}
/** `Session base64(login:user:key)`, or Basic, which is always fresh. */
function authenticate(site: Site, header: string | undefined): Session | undefined {
  const [scheme = '', encoded = ''] = (header ?? '').split(' ');
  const parts = Buffer.from(encoded, 'base64').toString('latin1').split(':');
  const now = site.now().getTime();
  if (scheme.toLowerCase() === 'basic') {
    const right = parts[0] === site.world.login && parts.slice(1).join(':') === site.world.password;
    return right ? { user: site.user, login: site.world.login, created: now, used: now } : undefined;
  }
  const session = scheme.toLowerCase() === 'session' ? site.sessions.get(parts[2] ?? '') : undefined;
  if (!session || Number(parts[1]) !== session.user || now - session.created > MAX_AGE * 1000) return undefined;
  return session;
}

function parse(request: FastifyRequest): Body | undefined {
  if (!String(request.headers['content-type'] ?? '').includes('json')) return undefined;
  try {
    return JSON.parse(String(request.body)) as Body;
  } catch {
    return undefined;
  }
}
/** Only a body of exactly id, method and params gets its answer, and its errors, wrapped. */
const isWrapped = (body: Body): boolean => Object.keys(body).sort().join() === 'id,method,params';
function json(reply: FastifyReply, body: Body, result: unknown) {
  return reply.type('application/json').send(JSON.stringify(isWrapped(body) ? { id: body.id, result } : result));
}
function refuse(reply: FastifyReply, body: Body, error: unknown) {
  if (error instanceof Abort) {
    if (error.status !== 401 || body.method === 'common.db.login') return page(reply, error.status);
    reply.code(401).header('www-authenticate', 'Basic realm="Tryton"');
    return reply.type('text/plain; charset=utf-8').send('');
  }
  const problem = error instanceof Problem ? error : crash(error instanceof Error ? error.message : String(error));
  if (!isWrapped(body)) return page(reply, problem.status, problem.message);
  return reply.type('application/json').send(JSON.stringify({ id: body.id, error: problem.shape }));
}
const TITLES: Record<number, string> = {
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed',
  409: 'Conflict', 423: 'Locked', 500: 'Internal Server Error', 503: 'Service Unavailable',
};
const page = (reply: FastifyReply, status: number, text = '') => {
  const title = TITLES[status];
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;');
  return reply.code(status).type('text/html; charset=utf-8')
    .send(`<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${escaped}</p>\n`);
};
