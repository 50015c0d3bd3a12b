/**
 * Where partners call. The body is kept as it came, the signature is checked in the connector, the bytes are
 * committed, then the partner is answered: nothing else happens here, and nothing that is checked is parsed. A
 * body that is not what its contract says is stored all the same; it stops later, where a person can see it.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Document, Webhook } from '#connectors/contract.ts';
import { Full, type Intake } from '#runtime/intake.ts';
import { sha256 } from '#runtime/identity.ts';
import { DEFAULT_TENANT } from '#runtime/open.ts';
import type { Connection, Platform } from '#runtime/platform.ts';
import { onError, problem, sendProblem, toProblem, type Problem } from './problem.ts';
import { makeBan, type RefusalReason, type Refusals } from './refusals.ts';

const MAX_BODY = 10 * 1024 * 1024;
const MOST_REFUSED = 600;
const WINDOW_MS = 60_000;
/** Not about the document; a partner's gateway may add cookies of its own. */
const NOT_KEPT = new Set(['cookie', 'connection', 'content-length']);

export interface HookOptions {
  readonly platform: Platform;
  readonly intake: Intake;
  readonly refusals: Refusals;
}
type Params = { readonly connection: string; readonly '*'?: string };

/** An encapsulated plugin: neither the API's validation nor its headers and limits are on this path. */
export const hooks = async (app: FastifyInstance, options: HookOptions): Promise<void> => {
  const { platform, refusals } = options;
  const ban = makeBan(MOST_REFUSED, WINDOW_MS);
  /** Names that nobody configured are not kept: the table would be as large as a stranger likes. */
  const nameOf = (request: FastifyRequest): string => {
    const { connection } = request.params as Params;
    return connectionOf(platform, connection) ? connection : 'unknown';
  };
  /** One partner calls for many retailers from the same machines: what is wrong with one connection is only its own. */
  const callerOf = (request: FastifyRequest): string => `${request.ip} ${nameOf(request)}`;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY }, (_r, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    const seconds = ban.waits(callerOf(request));
    if (seconds > 0) return refuse(request, reply, ['too many', problem.tooMany(seconds)]);
    makeReadable(request);
  });
  const refuse = (request: FastifyRequest, reply: FastifyReply, [reason, p]: readonly [RefusalReason, Problem]) => {
    refusals.count(nameOf(request), reason);
    if (reason !== 'too many') ban.strike(callerOf(request));
    return sendProblem(request, reply, p);
  };
  app.setErrorHandler((error, request, reply) => {
    const p = toProblem(error);
    return p.status === 413 ? refuse(request, reply, ['too large', p]) : onError(error as FastifyError, request, reply);
  });
  const take = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const begin = performance.now();
    const { connection, '*': path } = request.params as Params;
    const c = connectionOf(platform, connection);
    const webhook = c?.connector.can.webhook as Webhook<unknown> | undefined;
    if (!c || !webhook)
      return refuse(request, reply, ['unknown connection', problem.notFound(noSuch(connection, !!c))]);
    if (c.problem) throw problem.busy(`${connection} is not set up completely; the document was not taken.`, 60);
    const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
    const headers = headersOf(request);
    if (!verifies(webhook, c, { body, headers, url: addressOf(request, c) }))
      return refuse(request, reply, ['wrong signature', problem.signature(connection)]);
    const topic = webhook.topic(headers, path, body);
    await store(options.intake, c, { topic, headers, body });
    platform.observe('threadline_intake_seconds', { connection }, (performance.now() - begin) / 1000);
    platform.count('threadline_intake_total', { connection, outcome: 'accepted' });
    return reply.header('content-type', 'application/json').send('{"accepted":true}');
  };
  app.post('/hooks/:connection', take);
  app.post('/hooks/:connection/*', take);
};

/** A media type that is none would be refused before the body is read; the bytes count, not what they are called. */
function makeReadable({ raw: { headers } }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type === undefined || MEDIA_TYPE.test(type)) return;
  headers['x-content-type-as-sent'] = type;
  headers['content-type'] = 'application/octet-stream';
}
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:"[^"]*"|[^\s;"]+))*$/;

const noSuch = (connection: string, known: boolean): string => known
  ? `${connection} takes no webhooks.`
  : `There is no connection ${connection.slice(0, 64)}; check the address with the retailer.`;

/** Partners belong to the one tenant this address stands for; no header can name another. */
const connectionOf = (p: Platform, connection: string): Connection | undefined => {
  const found = p.tenants.get(DEFAULT_TENANT)?.connections.get(connection);
  return found?.row.state === 'closed' ? undefined : found;
};

function headersOf(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !NOT_KEPT.has(name)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
}

/** The address the partner called, for those that sign it: as configured, since a proxy may stand in between. */
function addressOf(request: FastifyRequest, c: Connection): string {
  const callback = c.row.settings['callbackUrl'];
  const base = typeof callback === 'string' && URL.canParse(callback)
    ? new URL(callback).origin : `${request.protocol}://${request.host}`;
  return base + request.url;
}

interface Called { readonly body: Buffer; readonly headers: Record<string, string>; readonly url: string }
function verifies(webhook: Webhook<unknown>, c: Connection, { body, headers, url }: Called): boolean {
  try {
    return webhook.verify(c.settings, body, headers, url);
  } catch {
    return false;
  }
}

async function store(intake: Intake, c: Connection, document: Document): Promise<void> {
  try {
    await intake.accept({ ...document, c, transport: 'webhook', reference: referenceOf(c, document) });
  } catch (error) {
    if (error instanceof Full) throw problem.busy('Too much is waiting to be stored; send it again.', 2);
    throw problem.busy('The document could not be stored just now; send it again.', 5, error as Error);
  }
}

/** A document that names nothing stands alone: it waits for no other and holds none back. */
function referenceOf(c: Connection, document: Document): string {
  try {
    return c.connector.can.reference?.(document) ?? alone(document);
  } catch {
    return alone(document);
  }
}
const alone = ({ topic, body }: Document): string => `${topic}/${sha256(body).toString('base64url').slice(0, 16)}`;
