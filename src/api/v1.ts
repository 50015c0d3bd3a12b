/** Everything under /v1: who calls is known before anything is read, and may do it before anything is done. */
import type { FastifyRequest } from 'fastify';
import { authenticate, allow } from './access.ts';
import type { Api, ApiContext } from './api.ts';
import { readBodies } from './body.ts';
import { authenticateBriefly } from './brief.ts';
import { keepAnswers } from './idempotency.ts';
import { Problem, problem } from './problem.ts';
import { makeBan } from './refusals.ts';
import { availabilityRoutes } from './routes/availability.ts';
import { overviewRowRoutes } from './routes/overview-rows.ts';
import { bankRoutes } from './routes/bank.ts';
import { booksRoutes } from './routes/books.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { censusRoutes } from './routes/census.ts';
import { closeRoutes } from './routes/close.ts';
import { connectRoutes } from './routes/connect.ts';
import { contractRoutes } from './routes/contracts.ts';
import { feeAuditRoutes } from './routes/fee-audit.ts';
import { figureRoutes } from './routes/figures.ts';
import { financeRoutes } from './routes/finance.ts';
import { findRoutes } from './routes/find.ts';
import { governanceRoutes } from './routes/governance.ts';
import { nowRoutes } from './routes/now.ts';
import { orderRoutes } from './routes/orders.ts';
import { partnerRoutes } from './routes/partners.ts';
import { payoutRoutes } from './routes/payouts.ts';
import { peopleRoutes } from './routes/people.ts';
import { proposalRoutes } from './routes/proposals.ts';
import { registerDayRoutes } from './routes/register-days.ts';
import { replayRoutes } from './routes/replay.ts';
import { returnRoutes } from './routes/returns.ts';
import { stockRoutes } from './routes/stock.ts';
import { stockWorkRoutes } from './routes/stock-work.ts';
import { storyRoutes } from './routes/stories.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { trafficRoutes } from './routes/traffic.ts';
import { workRoutes } from './routes/work.ts';
import { worklistRoutes } from './routes/worklist.ts';
import { CONTRACT_VERSION } from './routes/contracts.ts';

const MOST_FAILED = 120;
const WINDOW_MS = 60_000;

export async function v1(app: Api, context: ApiContext): Promise<void> {
  const ban = makeBan(MOST_FAILED, WINDOW_MS);
  // A getter: a request that nobody signed must not look like somebody's.
  app.decorateRequest('signedIn', undefined);
  app.decorateRequest('caller', { getter(this: FastifyRequest) {
    if (!this.signedIn) throw new TypeError('nobody has signed in yet');
    return this.signedIn;
  } } as never);
  app.decorateRequest('reads', {
    getter(this: FastifyRequest) { return context.platform.reading(this.caller.tenant); },
  } as never);
  app.addHook('onRequest', async (request, reply) => {
    const seconds = ban.waits(request.ip);
    if (seconds > 0) throw problem.tooMany(seconds);
    const known = request.routeOptions.config.brief ? authenticateBriefly : authenticate;
    const caller = await known(context.platform, request).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) ban.strike(request.ip);
      throw error;
    });
    const reading = ['GET', 'HEAD'].includes(request.method);
    allow(caller, request.routeOptions.config.right ?? (reading ? 'read' : 'operate'));
    request.signedIn = caller;
    void reply.header('cache-control', 'no-store').header('threadline-contract', String(CONTRACT_VERSION));
  });
  readBodies(app);
  keepAnswers(app, context.platform);
  await nowRoutes(app, context);
  await orderRoutes(app, context);
  await returnRoutes(app, context);
  await storyRoutes(app);
  await findRoutes(app, context);
  await stockRoutes(app);
  await availabilityRoutes(app, context);
  await stockWorkRoutes(app, context);
  await financeRoutes(app);
  await payoutRoutes(app, context);
  await bankRoutes(app, context);
  await registerDayRoutes(app);
  await feeAuditRoutes(app, context);
  await booksRoutes(app, context);
  await closeRoutes(app, context);
  await workRoutes(app, context);
  await partnerRoutes(app, context);
  await governanceRoutes(app, context);
  await proposalRoutes(app, context);
  await contractRoutes(app);
  await worklistRoutes(app, context);
  await figureRoutes(app);
  await overviewRowRoutes(app);
  await trafficRoutes(app, context);
  await replayRoutes(app, context);
  await censusRoutes(app, context);
  await catalogRoutes(app, context);
  await connectRoutes(app, context);
  await peopleRoutes(app, context);
  await subscriptionRoutes(app, context);
}
