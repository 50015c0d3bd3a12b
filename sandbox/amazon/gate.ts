/**
 * Everything that is the same for each SP-API operation: request id, User-Agent, access token, token
 * bucket, fault, error list. An operation itself only says what it does.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaultKind, Faults } from '../faults.ts';
import { sleep } from '../twin.ts';
import type { Budget, Operation } from './budget.ts';
import type { Fields } from './input.ts';
import { Problem } from './problem.ts';
import type { Tokens } from './tokens.ts';

export interface Gate {
  readonly app: FastifyInstance;
  readonly tokens: Tokens;
  readonly budget: Budget;
  readonly faults: Faults;
  readonly delay: number;
}

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Fields;
  readonly body: unknown;
  /** The fault this call shows, for operations that have a fault of their own (`partial`). */
  readonly fault: FaultKind | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly able: readonly FaultKind[];
  /** Whether it wants the application's own token instead of the seller's. */
  readonly grantless?: boolean;
  /** Whether the model knows 401 for it; where it does not, a bad token is a 403. */
  readonly knows401?: boolean;
  /** How an answer looks when Amazon adds a field or a word nobody knows yet. */
  readonly drift?: (body: unknown) => unknown;
  readonly handle: (call: Call) => Answer;
}

export const READ_FAULTS = ['throttle', 'error', 'delay', 'drift'] as const satisfies readonly FaultKind[];
export const WRITE_FAULTS = [
  'throttle', 'error', 'delay', 'timeout-after-apply',
] as const satisfies readonly FaultKind[];

export function route(gate: Gate, route: Route): void {
  gate.app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      reply.header('x-amzn-requestid', randomUUID());
      try {
        return await serve(gate, route, request, reply);
      } catch (thrown) {
        if (!(thrown instanceof Problem)) throw thrown;
        if (![403, 429, 500].includes(thrown.status)) limitHeader(gate, route, reply);
        return reply.code(thrown.status).send(thrown.body());
      }
    },
  });
}

async function serve(gate: Gate, route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  admit(gate, route, request);
  const fault = gate.faults.next(route.operation, route.able);
  if (fault === 'throttle') throw exceeded();
  if (fault === 'error') throw new Problem(500, 'InternalFailure', 'We met an internal error. Please try again.');
  if (fault === 'delay') await sleep(gate.delay);
  const answer = route.handle({
    params: request.params as Record<string, string>,
    query: (request.query ?? {}) as Fields,
    body: request.body,
    fault,
  });
  if (fault === 'timeout-after-apply') {
    request.raw.socket.destroy();
    return reply.hijack();
  }
  limitHeader(gate, route, reply);
  reply.code(answer.status);
  if (answer.body === undefined) return reply.send();
  return reply.send(fault === 'drift' && route.drift ? route.drift(answer.body) : answer.body);
}

function admit(gate: Gate, route: Route, request: FastifyRequest): void {
  if (!request.headers['user-agent']) {
    throw new Problem(400, 'InvalidInput', 'Invalid Input', 'The User-Agent header is required.');
  }
  const denied = (details: string, status: number) =>
    new Problem(status, 'Unauthorized', 'Access to requested resource is denied.', details);
  const status = route.knows401 ? 401 : 403;
  const token = request.headers['x-amz-access-token'];
  if (typeof token !== 'string' || token === '') throw denied('Access token is missing in the request header.', status);
  const state = gate.tokens.stateOf(token);
  if (state === 'unknown') throw denied('The access token you provided is revoked, malformed or invalid.', status);
  if (state === 'expired') throw denied('The access token you provided has expired.', 403);
  const fits = (state === 'grantless') === (route.grantless ?? false);
  if (!fits) throw denied('The token does not fit this operation.', 403);
  if (!gate.budget.take(route.operation)) throw exceeded();
}

const exceeded = (): Problem =>
  new Problem(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.', '');

function limitHeader(gate: Gate, route: Route, reply: FastifyReply): void {
  reply.header('x-amzn-ratelimit-limit', gate.budget.rate(route.operation));
}
