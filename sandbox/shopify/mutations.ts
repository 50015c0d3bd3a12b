/**
 * The mutation root: each field gets the desk it works on.
 */
import type { GraphQLResolveInfo } from 'graphql';
import {
  fulfillmentCreate, fulfillmentOrderAcceptCancellationRequest, fulfillmentOrderHold, fulfillmentOrderLineItemsPreparedForPickup,
  fulfillmentOrderMove, fulfillmentOrderRejectCancellationRequest, fulfillmentOrderReleaseHold, fulfillmentTrackingInfoUpdate,
} from './mutations-fulfillment.ts';
import { returnApproveRequest, returnDeclineRequest } from './mutations-return.ts';
import { orderCancel, orderUpdate, refundCreate, tagsAdd } from './mutations-order.ts';
import type { Desk } from './mutations-stock.ts';
import { inventorySetQuantities } from './mutations-stock.ts';
import { topicOf } from './topics.ts';
import { subscriptionView } from './views-payments.ts';
import type { Subscription } from './world.ts';
import { gid, idOf } from './world.ts';

type Field = (desk: Desk, args: never, info: GraphQLResolveInfo) => unknown;

const FIELDS: Record<string, Field> = {
  fulfillmentCreate, fulfillmentOrderAcceptCancellationRequest, fulfillmentOrderHold, fulfillmentOrderLineItemsPreparedForPickup,
  fulfillmentOrderMove, fulfillmentOrderRejectCancellationRequest, fulfillmentOrderReleaseHold,
  fulfillmentTrackingInfoUpdate, inventorySetQuantities, orderCancel, orderUpdate, refundCreate, tagsAdd,
  returnApproveRequest, returnDeclineRequest,
  webhookSubscriptionCreate, webhookSubscriptionDelete,
};

/** Root values as graphql-js calls them: (arguments, context, info). */
export const mutations = (desk: Desk): Record<string, unknown> =>
  Object.fromEntries(Object.entries(FIELDS).map(([name, field]) =>
    [name, (args: never, _context: unknown, info: GraphQLResolveInfo) => field(desk, args, info)]));

function webhookSubscriptionCreate(desk: Desk, { topic: word, webhookSubscription }: {
  topic: string;
  webhookSubscription: { uri?: string | null; callbackUrl?: string | null; name?: string | null };
}): unknown {
  const { callbackUrl, uri = callbackUrl, name } = webhookSubscription;
  const topic = topicOf(word) ?? '';
  const refuse = (message: string): unknown =>
    ({ webhookSubscription: null, userErrors: [{ field: ['webhookSubscription', 'uri'], message }] });
  // Plain http is what the real one refuses; a twin lives on the loopback address, so that much is allowed.
  if (!uri || !/^(https:\/\/|http:\/\/127\.0\.0\.1[:/])/.test(uri)) return refuse('Address is invalid');
  const taken = [...desk.world.subscriptions.values()].some((s) => !s.appOwned && s.topic === topic && s.uri === uri);
  if (taken) return refuse('Address for this topic has already been taken');
  const made: Subscription = {
    id: desk.world.id(), topic, uri, name: name ?? null, createdAt: desk.world.now(), appOwned: false,
  };
  desk.world.subscriptions.set(made.id, made);
  desk.record({ operation: 'webhookSubscriptionCreate', id: gid('WebhookSubscription', made.id),
    key: `${topic} ${uri}` });
  return { webhookSubscription: subscriptionView(made), userErrors: [] };
}

function webhookSubscriptionDelete(desk: Desk, { id }: { id: string }): unknown {
  const known = desk.world.subscriptions.get(idOf('WebhookSubscription', id) ?? 0n);
  if (!known || known.appOwned) return { deletedWebhookSubscriptionId: null,
    userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }] };
  desk.world.subscriptions.delete(known.id);
  desk.record({ operation: 'webhookSubscriptionDelete', id });
  return { deletedWebhookSubscriptionId: id, userErrors: [] };
}
