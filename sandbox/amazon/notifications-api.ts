/**
 * Notifications v1: destinations (with the application's own token, as Amazon wants it) and one
 * subscription a notification type, filtered by marketplace and change type.
 */
import { randomUUID } from 'node:crypto';
import type { Gate } from './gate.ts';
import { READ_FAULTS, route, WRITE_FAULTS } from './gate.ts';
import { list, needText, object, text, word } from './input.ts';
import type { Subscription } from './notify.ts';
import { invalid, notFound, Problem } from './problem.ts';
import type { World } from './world.ts';

interface Destination {
  readonly destinationId: string;
  readonly name: string;
  readonly resource: { readonly sqs: { readonly arn: string } };
}

export interface Notifications {
  readonly destinations: Map<string, Destination>;
  readonly subscriptions: Map<string, Subscription>;
  /** The one queue the twin can reach. */
  readonly arn: string;
}

const TYPES = ['ORDER_CHANGE', 'REPORT_PROCESSING_FINISHED', 'TRANSACTION_UPDATE', 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE'];
const BASE = '/notifications/v1';

export function notificationsApi(gate: Gate, world: World, known: Notifications): void {
  destinationRoutes(gate, world, known);
  subscriptionRoutes(gate, world, known);
}

function destinationRoutes(gate: Gate, world: World, known: Notifications): void {
  const grantless = true;
  route(gate, {
    operation: 'getDestinations', method: 'GET', path: `${BASE}/destinations`, able: READ_FAULTS, grantless,
    handle: () => ({ status: 200, body: { payload: [...known.destinations.values()] } }),
  });
  route(gate, {
    operation: 'getDestination', method: 'GET', path: `${BASE}/destinations/:id`, able: READ_FAULTS, grantless,
    handle: ({ params }) => ({ status: 200, body: { payload: need(known.destinations, params['id'], 'Destination') } }),
  });
  route(gate, {
    operation: 'deleteDestination', method: 'DELETE', path: `${BASE}/destinations/:id`, able: WRITE_FAULTS, grantless,
    handle: ({ params }) => {
      const { destinationId } = need(known.destinations, params['id'], 'Destination');
      if ([...known.subscriptions.values()].some((s) => s.destinationId === destinationId)) {
        throw new Problem(409, 'Conflict', 'The destination is in use by a subscription.');
      }
      known.destinations.delete(destinationId);
      return { status: 200, body: {} };
    },
  });
  route(gate, {
    operation: 'createDestination', method: 'POST', path: `${BASE}/destinations`, able: WRITE_FAULTS, grantless,
    handle: ({ body }) => {
      const payload = newDestination(known, body);
      known.destinations.set(payload.destinationId, payload);
      world.applied.push({ operation: 'createDestination', key: payload.name, id: payload.destinationId });
      return { status: 200, body: { payload } };
    },
  });
}

function newDestination(known: Notifications, body: unknown): Destination {
  const request = object(body, 'body');
  const name = needText(request, 'name');
  if (name.length > 256) throw invalid('name is longer than 256 characters.');
  const specification = object(request['resourceSpecification'], 'resourceSpecification');
  const arn = needText(object(specification['sqs'], 'sqs'), 'arn');
  if (!/^arn:aws:sqs:\S+:\S+:\S+/.test(arn)) throw invalid('arn is not that of a queue.');
  if (arn !== known.arn) throw invalid('Amazon may not send to this queue.');
  const taken = [...known.destinations.values()].some((d) => d.name === name || d.resource.sqs.arn === arn);
  if (taken) throw new Problem(409, 'Conflict', 'A destination with this name or queue exists.');
  return { destinationId: randomUUID(), name, resource: { sqs: { arn } } };
}

function subscriptionRoutes(gate: Gate, world: World, known: Notifications): void {
  const path = `${BASE}/subscriptions/:type`;
  route(gate, {
    operation: 'getSubscription', method: 'GET', path, able: READ_FAULTS,
    handle: ({ params, query }) => {
      const version = text(query, 'payloadVersion') ?? '1.0';
      const found = [...known.subscriptions.values()]
        .find((s) => s.notificationType === typeOf(params) && s.payloadVersion === version);
      if (!found) throw notFound('Subscription');
      return { status: 200, body: { payload: wire(found) } };
    },
  });
  route(gate, {
    operation: 'createSubscription', method: 'POST', path, able: WRITE_FAULTS,
    handle: ({ params, body }) => {
      const made = newSubscription(known, typeOf(params), body);
      known.subscriptions.set(made.subscriptionId, made);
      world.applied.push({ operation: 'createSubscription', key: made.notificationType, id: made.subscriptionId });
      return { status: 200, body: { payload: wire(made) } };
    },
  });
  route(gate, {
    operation: 'getSubscriptionById', method: 'GET', path: `${path}/:id`, able: READ_FAULTS, grantless: true,
    handle: ({ params }) => {
      const found = need(known.subscriptions, params['id'], 'Subscription');
      return { status: 200, body: { payload: wire(found) } };
    },
  });
  route(gate, {
    operation: 'deleteSubscriptionById', method: 'DELETE', path: `${path}/:id`, able: WRITE_FAULTS, grantless: true,
    handle: ({ params }) => {
      known.subscriptions.delete(need(known.subscriptions, params['id'], 'Subscription').subscriptionId);
      return { status: 200, body: {} };
    },
  });
}

function newSubscription(known: Notifications, notificationType: string, body: unknown): Subscription {
  const request = object(body, 'body');
  const payloadVersion = needText(request, 'payloadVersion');
  const destinationId = needText(request, 'destinationId');
  if (!known.destinations.has(destinationId)) throw invalid('The destination does not exist.');
  const same = [...known.subscriptions.values()]
    .some((s) => s.notificationType === notificationType && s.payloadVersion === payloadVersion);
  if (same) throw new Problem(409, 'Conflict', `A subscription for ${notificationType} exists.`);
  const made = { subscriptionId: randomUUID(), notificationType, payloadVersion, destinationId };
  if (request['processingDirective'] === undefined) return made;
  const directive = object(request['processingDirective'], 'processingDirective');
  if (directive['eventFilter'] === undefined) return made;
  const filter = object(directive['eventFilter'], 'eventFilter');
  needText(filter, 'eventFilterType');
  word(filter, 'eventFilterType', ['ANY_OFFER_CHANGED', 'ORDER_CHANGE', 'SHIPMENT_TRACKING_MILESTONE_CHANGED']);
  list(filter, 'orderChangeTypes', { words: ['BuyerRequestedChange', 'DeliveryTipChange', 'OrderStatusChange'] });
  return { ...made, processingDirective: { eventFilter: filter as object } };
}

function typeOf(params: Readonly<Record<string, string>>): string {
  const type = params['type'] ?? '';
  if (!TYPES.includes(type)) throw invalid(`Notification type ${type} is not known.`);
  return type;
}

function need<T>(known: ReadonlyMap<string, T>, id: string | undefined, what: string): T {
  const found = known.get(id ?? '');
  if (!found) throw notFound(what);
  return found;
}

function wire({ notificationType: _type, ...rest }: Subscription): object {
  return rest;
}
