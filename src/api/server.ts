/**
 * The HTTP side: partners' webhooks on a path of their own, the API under /v1, its description, health, and the
 * console at the root. Built on a platform; whoever builds it listens and closes it.
 */
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { newId } from '#runtime/identity.ts';
import { loadConfiguration, type Platform } from '#runtime/platform.ts';
import { expireAccess } from '#store/access.ts';
import type { Api, ApiContext, ApiOptions } from './api.ts';
import { describe, guard } from './description.ts';
import { healthRoutes } from './health.ts';
import { hooks } from './hooks.ts';
import { onError, onNotFound } from './problem.ts';
import { makeRefusals } from './refusals.ts';
import { site } from './site.ts';
import { v1 } from './v1.ts';

const MAX_BODY = 256 * 1024;
const HOUR_MS = 3_600_000;
const CONFIGURATION_MS = 1000;

export async function buildApi(platform: Platform, options: ApiOptions): Promise<FastifyInstance> {
  const context: ApiContext = { ...options, platform };
  const app = Fastify({
    loggerInstance: (options.logger ?? platform.log) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY, genReqId: requestIds(), requestIdHeader: false, trustProxy: trusted(options.trustProxy),
    forceCloseConnections: 'idle', routerOptions: { maxParamLength: 300 },
  });
  // Only JSON is read: a form of another site cannot send it.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(onError);
  app.setNotFoundHandler(onNotFound);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  const refusals = makeRefusals(platform);
  app.addHook('onClose', () => refusals.flush());
  await app.register(hooks, { platform, intake: options.intake, refusals });
  await app.register(async (scope) => {
    const api = scope.withTypeProvider<ZodTypeProvider>();
    await describe(api);
    await guard(api);
    await api.register((inner: Api) => v1(inner, context));
    await api.register((inner: Api) => healthRoutes(inner, context));
    await api.register((inner: Api) => site(inner, context));
  });
  keepUp(app, context);
  await app.ready();
  return app;
}

/** Without a worker nobody else reads the configuration anew; and what has expired goes, hour by hour. */
function keepUp(app: FastifyInstance, { platform, worker }: ApiContext): void {
  const quietly = (work: () => Promise<void>, what: string) => () =>
    void work().catch((error: Error) => platform.log.warn({ error: error.message }, what));
  const timers = [
    setInterval(quietly(() => expireAccess(platform.pool), 'what has expired could not be removed'), HOUR_MS),
    ...(worker ? [] : [
      setInterval(quietly(() => loadConfiguration(platform), 'the configuration could not be read'), CONFIGURATION_MS),
    ]),
  ];
  for (const timer of timers) timer.unref();
  app.addHook('onClose', async () => timers.forEach((timer) => clearInterval(timer)));
}

/** One id for the process and a number for each request: unique everywhere, and nothing is drawn per request. */
function requestIds(): () => string {
  const process = newId();
  let n = 0;
  return () => `${process}-${(n += 1).toString(36)}`;
}

const trusted = (proxies: ApiOptions['trustProxy']): string | string[] | false =>
  (proxies === undefined ? false : typeof proxies === 'string' ? proxies : [...proxies]);
