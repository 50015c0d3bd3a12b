/**
 * Keeps ORDER_CHANGE flowing into our queue: a destination (the application's own token) and a subscription
 * (the seller's). A subscription that points to another queue is somebody's, and is not taken away.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { HttpResponse, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { call, errorsOf, type Call } from './login.ts';
import { queueOf, type Queue, type Settings } from './settings.ts';

const TYPE = 'ORDER_CHANGE';
const BASE = '/notifications/v1';

const Destination = z.object({
  destinationId: z.string(),
  resource: z.object({ sqs: z.object({ arn: z.string() }).optional() }),
});
const One = z.object({ payload: z.object({ destinationId: z.string() }) });
const Destinations = z.object({ payload: z.array(Destination).default([]) });

export async function subscribe(port: Port<Settings>): Promise<{ readonly renewed: readonly string[] }> {
  const queue = queueOf(port.settings);
  if (!queue) return { renewed: [] };
  const now = await subscription(port);
  const ours = await destination(port, queue);
  if (now !== undefined && now === ours) return { renewed: [] };
  if (now !== undefined)
    throw stop.refused('PartnerRefused', `${TYPE} goes to another queue than ${queue.name}; remove that first`);
  const destinationId = ours ?? await newDestination(port, queue);
  await ask(port, {
    method: 'POST', url: `${BASE}/subscriptions/${TYPE}`, write: true, accept: [409],
    body: { payloadVersion: '1.0', destinationId, processingDirective: {
      eventFilter: { eventFilterType: TYPE, marketplaceIds: port.settings.marketplaceIds },
    } },
  });
  return { renewed: [TYPE] };
}

/** The destination that ORDER_CHANGE goes to now, if any. */
async function subscription(port: Port<Settings>): Promise<string | undefined> {
  const answer = await ask(port, { method: 'GET', url: `${BASE}/subscriptions/${TYPE}`, accept: [404] });
  return answer.status === 404 ? undefined : read(One, answer.json()).payload.destinationId;
}

async function destination(port: Port<Settings>, { arn }: Queue): Promise<string | undefined> {
  const answer = await ask(port, { method: 'GET', url: `${BASE}/destinations`, grant: 'notifications' });
  return read(Destinations, answer.json()).payload.find((d) => d.resource.sqs?.arn === arn)?.destinationId;
}

async function newDestination(port: Port<Settings>, { arn, name }: Queue): Promise<string> {
  const answer = await ask(port, {
    method: 'POST', url: `${BASE}/destinations`, grant: 'notifications', write: true,
    body: { name: `threadline-${name}`, resourceSpecification: { sqs: { arn } } },
  });
  return read(z.object({ payload: Destination }), answer.json()).payload.destinationId;
}

async function ask(port: Port<Settings>, request: Omit<Call, 'bucket'>): Promise<HttpResponse> {
  const answer = await call(port, { ...request, bucket: 'notifications' });
  const fine = answer.status < 300 || request.accept?.includes(answer.status);
  if (!fine)
    throw stop.refused('PartnerRefused', `Amazon refuses ${request.method} ${request.url}: ${errorsOf(answer)}`);
  return answer;
}

/** For `doctor`: proves the credentials with one cheap call and says whether orders are announced. */
export async function check(port: Port<Settings>): Promise<string> {
  const { sellerId, marketplaceIds } = port.settings;
  const subscribed = await subscription(port) !== undefined;
  const queue = queueOf(port.settings);
  const orders = subscribed && queue ? `${TYPE} comes through ${queue.name}`
    : subscribed ? `${TYPE} is subscribed, but no queue is configured here` : 'orders come by search only';
  return `seller ${sellerId}, marketplaces ${marketplaceIds.join(', ')}: signed in; ${orders}`;
}
