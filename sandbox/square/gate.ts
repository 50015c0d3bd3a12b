/** What stands before every call: the token, the version, the budget, and the faults. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaultKind, Faults } from '../faults.ts';
import { sleep } from '../twin.ts';

export interface GateOptions {
  readonly token: string;
  readonly faults: Faults;
  /** Calls a second before Square answers 429. */
  readonly perSecond: number;
}
const ABLE: readonly FaultKind[] = ['delay', 'throttle', 'error', 'timeout-after-apply'];
export const problem = (category: string, code: string, detail: string, field?: string) =>
  ({ errors: [{ category, code, detail, ...(field && { field }) }] });

export function guard(app: FastifyInstance, options: GateOptions): void {
  let window = { second: 0, calls: 0 };
  const late = new WeakSet<FastifyRequest>();
  app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!knows(options.token, request.headers.authorization))
      return reply.status(401).send(problem('AUTHENTICATION_ERROR', 'UNAUTHORIZED', 'This request could not be authorized.'));
    if (!/^\d{4}-\d{2}-\d{2}$/.test(String(request.headers['square-version'] ?? '2025-08-20')))
      return reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'INVALID_SQUARE_VERSION_FORMAT', 'The version header is malformed.'));
    const second = Math.floor(performance.now() / 1000);
    window = window.second === second ? { second, calls: window.calls + 1 } : { second, calls: 1 };
    const fault = options.faults.next(`${request.method} ${request.routeOptions.url}`, ABLE);
    if (window.calls > options.perSecond || fault === 'throttle')
      return reply.status(429).send(problem('RATE_LIMIT_ERROR', 'RATE_LIMITED', 'Too many requests.'));
    if (fault === 'error') return reply.status(500).send(problem('API_ERROR', 'INTERNAL_SERVER_ERROR', 'An internal error has occurred.'));
    if (fault === 'delay') await sleep(500);
    if (fault === 'timeout-after-apply') late.add(request);
    return undefined;
  });
  // Applied, and then nobody hears of it.
  app.addHook('onSend', async (request, _reply, payload) => {
    if (late.has(request)) request.raw.socket.destroy();
    return payload;
  });
}

function knows(token: string, given: string | undefined): boolean {
  const [wanted, got] = [Buffer.from(`Bearer ${token}`), Buffer.from(given ?? '')];
  return wanted.length === got.length && timingSafeEqual(wanted, got);
}
