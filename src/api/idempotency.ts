/**
 * `Idempotency-Key`: the same write sent again gets the first one's answer. Kept per caller for two days. An
 * answer that says "come back" or "our fault" is not kept, so that coming back can succeed.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sha256 } from '#runtime/identity.ts';
import type { Platform } from '#runtime/platform.ts';
import { keepAnswer, releaseAnswer, reserveAnswer } from '#store/access.ts';
import type { Api } from './api.ts';
import { problem } from './problem.ts';

export function keepAnswers(app: Api, p: Platform): void {
  app.decorateRequest('answerKey', undefined);
  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    if (key === undefined) return;
    if (key.length < 1 || key.length > 200) throw problem.invalid('headers/idempotency-key: has 1 to 200 characters');
    const { tenant, who } = request.caller;
    const digest = sha256(request.method, request.url, JSON.stringify(request.body ?? null)).toString('base64url');
    const kept = await reserveAnswer(p.pool, { tenant, who, key, digest });
    if (!kept) request.answerKey = { tenant, who, key };
    else if (kept.digest !== digest) throw problem.keyReused('The same key came with another request before.');
    else if (kept.status === null) throw problem.conflict('The first request with this key is still at work.');
    else return repeat(reply, kept.status, kept.body ?? '');
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { answerKey } = request;
    if (answerKey && typeof payload === 'string' && reply.statusCode < 500 && reply.statusCode !== 429)
      await keepAnswer(p.pool, { ...answerKey, status: reply.statusCode, body: payload });
    else if (answerKey) await releaseAnswer(p.pool, answerKey);
    return payload;
  });
}

function keyOf(request: FastifyRequest): string | undefined {
  if (['GET', 'HEAD'].includes(request.method) || request.routeOptions.config.keepAnswer === false) return undefined;
  const header = request.headers['idempotency-key'];
  return Array.isArray(header) ? header[0] : header;
}

const repeat = (reply: FastifyReply, status: number, body: string): FastifyReply =>
  reply.code(status).type(status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json')
    .header('idempotent-replayed', 'true').serializer((x: unknown) => x as string).send(body);
