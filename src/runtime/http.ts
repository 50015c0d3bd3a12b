/**
 * HTTP to partners. The difference between "was never sent" and "was sent and not answered" is kept, because
 * only the first may be repeated without looking.
 */
import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { Agent, DecoratorHandler, request as send, type Dispatcher } from 'undici';
import { stop, Stopped } from '#domain/fault.ts';
import { after } from '#domain/time.ts';
import { parseJson } from '#connectors/parse.ts';
import type { HttpRequest, HttpResponse } from '#connectors/contract.ts';
import { learnBudget, recordFailure, recordSuccess, takeTokens } from '#store/flow.ts';
import { now } from './moment.ts';
import { readsOnly, type Connection, type Platform } from './platform.ts';

const TIMEOUT_MS = 20_000;
/** Answers above this are cut off: a partner's page is smaller, a report comes in pieces of its own. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Waiting this long for a token inside a call is cheaper than coming back for it. */
const PATIENCE_SECONDS = 1.5;
const BREAKER = { limit: 5, seconds: 4 };

export const httpFor = (p: Platform, c: Connection, mayAct: () => boolean) => async (r: HttpRequest): Promise<HttpResponse> => {
  if (readsOnly(c))
    throw stop.refused('PartnerRefused', `${c.connection} only reads recorded documents, and this leads to its partner: ` +
      'apply its real settings, then retry');
  const bucket = r.bucket ?? 'default';
  await takeBudget(p, c, bucket, r.cost ?? 1);
  const started = performance.now();
  try {
    const response = await traced(p, c, r, () => exchange(p, c, r, r.write ? mayAct : undefined));
    await learn(p, c, bucket, response);
    const judged = judge(c, r, response);
    if (judged) {
      await noteFault(p, c, { bucket, fault: judged, response });
      throw judged;
    }
    c.memory.delete(`refused:${bucket}`);
    if (c.memory.delete('failing')) await recordSuccess(p.flow, c);
    return response;
  } catch (error) {
    if (error instanceof Stopped && ['Unavailable', 'Unknown'].includes(error.fault.kind)) {
      c.memory.set('failing', true);
      await recordFailure(p.flow, c, BREAKER.limit, BREAKER.seconds);
    }
    throw error;
  } finally {
    const seconds = (performance.now() - started) / 1000;
    p.observe('threadline_partner_seconds', { connection: c.connection, method: r.method }, seconds);
  }
};

const traced = (p: Platform, c: Connection, r: HttpRequest, work: () => Promise<HttpResponse>): Promise<HttpResponse> => {
  const attributes = { connection: c.connection, bucket: r.bucket ?? 'default', write: r.write ?? false };
  return p.tracer ? p.tracer.call(`${r.method} ${c.connection}`, attributes, work, ({ status }) => ({ status })) : work();
};

async function takeBudget(p: Platform, c: Connection, bucket: string, cost: number): Promise<void> {
  const { capacity, perSecond } = c.connector.budget[bucket] ?? c.connector.budget['default']!;
  if (spendCredit(c, bucket, cost)) return;
  const chunk = Math.max(Math.min(cost, capacity), Math.floor(perSecond / CHUNKS_PER_SECOND));
  for (;;) {
    const wait = await takeTokens(p.flow, {
      tenant: c.tenant, connection: c.connection, bucket, cost: chunk, capacity, perSecond,
    });
    if (wait === 0) return keepCredit(c, bucket, chunk - cost);
    if (wait > PATIENCE_SECONDS) throw stop.throttled(after(now(), wait), `${c.connection}: the ${bucket} budget is spent`);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000 + Math.random() * 20));
  }
}

/** A fast bucket is drawn in small chunks: one look at the shared bucket serves several calls within a second. */
const CHUNKS_PER_SECOND = 20;
interface Credit { points: number; until: number }
function spendCredit(c: Connection, bucket: string, cost: number): boolean {
  const credit = c.memory.get(`credit:${bucket}`) as Credit | undefined;
  if (!credit || credit.points < cost || performance.now() > credit.until) return false;
  credit.points -= cost;
  return true;
}
const keepCredit = (c: Connection, bucket: string, points: number): void => {
  if (points > 0) c.memory.set(`credit:${bucket}`, { points, until: performance.now() + 1000 } satisfies Credit);
};

async function exchange(p: Platform, c: Connection, r: HttpRequest, mayAct?: () => boolean): Promise<HttpResponse> {
  const base = (c.settings as { baseUrl?: string }).baseUrl;
  const url = new URL(r.url, base);
  try {
    refusePrivate(p, url.hostname);
    const answer = await send(url, {
      method: r.method, ...bodyOf(r), dispatcher: mayAct ? agentFor(p).compose(guardedBy(mayAct)) : agentFor(p),
      headersTimeout: r.timeoutMs ?? TIMEOUT_MS, bodyTimeout: r.timeoutMs ?? TIMEOUT_MS,
    });
    return await readAnswer(answer, r.write === true);
  } catch (error) {
    if (error instanceof Stopped) throw error;
    throw transportFault(c, r, error as Error & { code?: string });
  }
}

/**
 * Asked when the connection stands and the first byte is about to leave. Asked any earlier, a process that hangs while
 * it connects sends its write when it wakes, after somebody else has sent it (4 of 240 writes twice under load).
 */
export const guardedBy = (mayAct: () => boolean): Dispatcher.DispatcherComposeInterceptor => (dispatch) => (options, handler) =>
  dispatch(options, new Guarded(handler, mayAct));
interface Passing extends Dispatcher.DispatchHandler {
  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void;
}
class Guarded extends (DecoratorHandler as new (handler: Dispatcher.DispatchHandler) => Passing) {
  private readonly mayAct: () => boolean;
  constructor(handler: Dispatcher.DispatchHandler, mayAct: () => boolean) {
    super(handler);
    this.mayAct = mayAct;
  }
  override onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    super.onRequestStart(controller, context);
    if (!this.mayAct()) controller.abort(stop.unavailable('this worker may no longer write; whoever owns the work does it'));
  }
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
function transportFault(c: Connection, r: HttpRequest, error: Error & { code?: string }): Stopped {
  const detail = `${c.connection} did not answer ${r.method} ${pathOf(r.url)}: ${error.code ?? error.message}`;
  return r.write && !NEVER_SENT.has(error.code ?? '') ? stop.unknown(detail) : stop.unavailable(detail);
}
/** Without the query: it may hold what must not be logged. */
const pathOf = (url: string): string => url.replace(/^https?:\/\/[^/]+/, '').split('?')[0] || '/';

function bodyOf(r: HttpRequest): { headers: Record<string, string>; body?: string | Uint8Array } {
  const headers: Record<string, string> = { 'user-agent': 'Threadline/0.1 (Language=TypeScript)', ...r.headers };
  if (r.body === undefined) return { headers };
  if (typeof r.body === 'string' || r.body instanceof Uint8Array) return { headers, body: r.body };
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(r.body) };
}

async function readAnswer(answer: Dispatcher.ResponseData, write: boolean): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw stop.malformed(`the answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([k, v]) => [k, Array.isArray(v) ? v.join(', ') : (v ?? '')]));
  return {
    status: answer.statusCode, headers, bytes,
    get text() { return bytes.toString('utf8'); },
    json: () => (write ? answerToWrite(bytes) : parseJson(bytes)),
  };
}

/** An answer to a write that cannot be read says nothing about whether it was applied: look it up. */
function answerToWrite(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    throw stop.unknown(`the answer to a write cannot be read: ${(error as Error).message}`);
  }
}

/** Which fault an answer is, if any. A 5xx to a write may have been applied: it is looked up. */
function judge(c: Connection, r: HttpRequest, { status, headers }: HttpResponse): Stopped | undefined {
  if (status < 400 || r.accept?.includes(status)) return undefined;
  const what = `${c.connection} answered ${status} to ${r.method} ${pathOf(r.url)}`;
  if (status === 429 || (status === 503 && headers['retry-after']))
    return stop.throttled(after(now(), retryAfter(headers['retry-after'])), what);
  if (status === 401 || status === 403) return stop.unauthorised(`${what}: check the credentials and scopes`);
  if (status >= 500) return r.write ? stop.unknown(what) : stop.unavailable(what);
  return undefined;
}

export function retryAfter(header: string | undefined): number {
  if (!header) return 2;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.min(3600, Math.max(0.2, seconds));
  const date = Date.parse(header);
  return Number.isNaN(date) ? 2 : Math.min(3600, Math.max(0.2, (date - Date.now()) / 1000));
}

async function learn(p: Platform, c: Connection, bucket: string, response: HttpResponse): Promise<void> {
  const seen = c.connector.learn?.(response, bucket);
  if (seen) await learnBudget(p.flow, { tenant: c.tenant, connection: c.connection, bucket }, seen);
}

/**
 * What a partner says of its limits counts for all calls of the bucket. A 429 is about the bucket; a 503 with
 * Retry-After is about the call, which waits by itself, unless one follows the other: then the partner is busy.
 */
const BUSY_AFTER = 3;
function closesBucket(c: Connection, bucket: string, { status }: HttpResponse): boolean {
  if (status === 429) return true;
  const name = `refused:${bucket}`;
  const inARow = ((c.memory.get(name) as number | undefined) ?? 0) + 1;
  c.memory.set(name, inARow);
  return inARow >= BUSY_AFTER;
}

async function noteFault(
  p: Platform, c: Connection, { bucket, fault, response }: { bucket: string; fault: Stopped; response: HttpResponse },
): Promise<void> {
  if (fault.fault.kind === 'Throttled' && closesBucket(c, bucket, response))
    await learnBudget(p.flow, { tenant: c.tenant, connection: c.connection, bucket },
      { blockedSeconds: retryAfter(response.headers['retry-after']) });
  p.count('threadline_partner_faults_total', { connection: c.connection, kind: fault.fault.kind });
}

const PRIVATE = new BlockList();
for (const [net, bits] of [['10.0.0.0', 8], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.168.0.0', 16],
  ['100.64.0.0', 10], ['0.0.0.0', 8]] as const) PRIVATE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [['::1', 128], ['fc00::', 7], ['fe80::', 10]] as const) PRIVATE.addSubnet(net, bits, 'ipv6');
const isPrivate = (ip: string): boolean => PRIVATE.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');

const refused = (host: string) => stop.unauthorised(
  `${host} is a private address: set THREADLINE_ALLOW_PRIVATE_HOSTS=1 if a partner really lives there`);
export function refusePrivate(p: Platform, hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!p.allowPrivateHosts && isIP(host) && isPrivate(host)) throw refused(host);
}

const agents = new WeakMap<Platform, Agent>();
/** One agent per platform; its lookup refuses names that resolve to private addresses (DNS rebinding included). */
export function agentFor(p: Platform): Agent {
  const made = agents.get(p) ?? new Agent({
    connections: 32, connect: { timeout: 5000, lookup: (host, options, done) =>
      lookup(host, options, (error, address, family) => {
        const all = Array.isArray(address) ? address.map((a) => a.address) : [address];
        if (!error && !p.allowPrivateHosts && all.some(isPrivate))
          return done(refused(host) as never, address as never, family);
        return done(error, address as never, family);
      }) },
  });
  agents.set(p, made);
  return made;
}
export const closeAgents = async (p: Platform): Promise<void> => { await agents.get(p)?.close(); };
