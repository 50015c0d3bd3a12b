/**
 * Errors as RFC 9457 problem details: what went wrong and what to do, in a sentence, with the request's id to
 * quote. Nothing from inside (a stack, a statement, a path) ever leaves; that is in the log under the same id.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { Refusal } from '#runtime/operations/operation.ts';

interface More {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export class Problem extends Error {
  readonly status: number;
  readonly kind: string;
  readonly title: string;
  readonly more: More;
  constructor(status: number, [kind, title]: readonly [kind: string, title: string], detail: string, more: More = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.more = more;
  }
}

const retryAfter = (seconds: number): More => ({ headers: { 'retry-after': String(seconds) } });
const INVALID = ['invalid-request', 'Something that was sent does not fit'] as const;
/** What was asked is well said and cannot be done: the sentence says why. */
const REFUSED_TITLE = ['invalid-request', 'This cannot be done as it was asked'] as const;
export const problem = {
  invalid: (detail: string, more?: More) => new Problem(400, INVALID, detail, more),
  signIn: (detail: string) => new Problem(401, ['sign-in-needed', 'Sign in first'], detail,
    { headers: { 'www-authenticate': 'Bearer realm="threadline"' } }),
  forbidden: (detail: string) => new Problem(403, ['not-allowed', 'This is not allowed for you'], detail),
  notFound: (detail: string) => new Problem(404, ['not-found', 'There is no such thing'], detail),
  conflict: (detail: string) => new Problem(409, ['conflict', 'Not in its present state'], detail),
  keyReused: (detail: string) =>
    new Problem(422, ['idempotency-key-reused', 'The Idempotency-Key was used before'], detail),
  signature: (connection: string) => new Problem(401, ['wrong-signature', 'The signature does not fit'],
    `The document is not signed with the secret of ${connection}; nothing was stored.`),
  tooMany: (seconds: number) => new Problem(429, ['too-many-requests', 'Too many requests'],
    `Too many requests from here were turned away; come back in ${seconds} s.`, retryAfter(seconds)),
  busy: (detail: string, seconds: number, cause?: Error) => {
    const made = new Problem(503, ['busy', 'Come back in a moment'], detail, retryAfter(seconds));
    if (cause) made.cause = cause;
    return made;
  },
};

const BY_STATUS: Readonly<Record<number, readonly [kind: string, title: string, detail: string]>> = {
  400: [...INVALID, 'The request cannot be read.'],
  404: ['not-found', 'There is no such thing', 'There is nothing at this address; /docs lists what there is.'],
  405: ['method-not-allowed', 'The method is not allowed here', 'Use the method that /docs lists for this address.'],
  413: ['too-large', 'The request is too large', 'The body is larger than this address takes.'],
  414: ['too-long', 'The address is too long', 'Shorten the address.'],
  415: ['unsupported-media-type', 'The body is of a kind that is not read here', 'Send application/json.'],
  429: ['too-many-requests', 'Too many requests', 'Slow down: the Retry-After header says for how long.'],
  503: ['busy', 'Come back in a moment', 'Too much is going on; try again soon.'],
};

const BY_CODE: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON: look for a missing quote, comma or bracket.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty: send JSON, as /docs says for this address.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as its Content-Length says.',
};

const REFUSED = {
  NotFound: problem.notFound, Conflict: problem.conflict, Invalid: (detail: string) => new Problem(400, REFUSED_TITLE, detail),
} as const;

/** Whatever was thrown, as something that may be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) return REFUSED[error.reason](error.message);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((v) => ({ path: v.instancePath || '/', message: v.message ?? 'is wrong' }));
    const where = error.validationContext ?? 'request';
    return problem.invalid(`${where}${errors[0]!.path}: ${errors[0]!.message}`, { errors });
  }
  const { statusCode: status = 500, code = '' } = error as Partial<FastifyError>;
  if (BY_CODE[code]) return problem.invalid(BY_CODE[code]);
  const known = BY_STATUS[status];
  if (known && status < 500) return new Problem(status, [known[0], known[1]], known[2]);
  return new Problem(500, ['our-fault', 'Something broke on our side'],
    'Nothing is wrong with the request. Quote the request id when you report it.');
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, p: Problem): FastifyReply {
  const body = {
    type: `urn:threadline:problem:${p.kind}`, title: p.title, status: p.status, detail: p.message, request: request.id,
    ...(p.more.errors && { errors: p.more.errors }),
  };
  return reply.code(p.status).headers(p.more.headers ?? {}).type('application/problem+json')
    .serializer((value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))).send(body);
}

/** For `setErrorHandler`: what is our fault is logged whole, what is the caller's is counted by the caller. */
export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const p = toProblem(error);
  if (p.status >= 500 && (!(error instanceof Problem) || error.cause)) {
    const { stack } = (error.cause ?? error) as Error;
    request.log.error({ request: request.id, route: request.routeOptions.url, stack }, 'a request failed');
  }
  return sendProblem(request, reply, p);
}
export const onNotFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(request, reply, toProblem({ statusCode: 404 }));
