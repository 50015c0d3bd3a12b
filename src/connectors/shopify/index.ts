/**
 * Shopify: Admin GraphQL for what is asked and written, webhooks in the shape of the old REST API for what is told.
 */
import { CANCEL_REASON } from './reasons.ts';
import { z } from 'zod';
import { defineConnector } from '../contract.ts';
import { cancelChannelOrder } from './cancel.ts';
import { SHOP_CHECK } from './documents.ts';
import { API_VERSION, ask, learn } from './graphql.ts';
import { reportHold } from './hold.ts';
import { reportPickupReady } from './pickup.ts';
import { CLASSES_VERSION } from './payout-classes.ts';
import { polls } from './polls.ts';
import { readDocument, referenceOf, STATEMENT_TOPICS } from './read.ts';
import { answerReturn } from './return-answer.ts';
import { answerRecall } from './recall.ts';
import { refundReturn } from './refund-return.ts';
import { secrets, settings, type Settings } from './settings.ts';
import { reportShipment } from './shipment.ts';
import { reportTracking } from './tracking.ts';
import { publishStock } from './stock.ts';
import { subscribe, webhook } from './webhook.ts';
import { cancelChannelLines } from './withdraw.ts';

const Shop = z.object({ shop: z.object({
  name: z.string(), myshopifyDomain: z.string(), currencyCode: z.string(), taxesIncluded: z.boolean(),
}) });

export default defineConnector<Settings>({
  name: 'shopify',
  kind: 'storefront',
  apiVersion: API_VERSION,
  mappingVersion: CLASSES_VERSION,
  settings,
  recorded: { takeTestOrders: true }, // Shopify's own samples are test orders.
  secrets,
  // The standard plan; what the shop really has is learned from its answers.
  budget: { default: { capacity: 2000, perSecond: 100 } },
  learn,
  cancelCodes: CANCEL_REASON.own,
  can: {
    webhook,
    read: readDocument,
    streams: STATEMENT_TOPICS,
    reference: referenceOf,
    polls,
    writes: {
      ReportShipment: reportShipment, ReportTracking: reportTracking, CancelChannelOrder: cancelChannelOrder,
      CancelChannelLines: cancelChannelLines, PublishStock: publishStock, RefundReturn: refundReturn,
      ReportPickupReady: reportPickupReady, ReportHold: reportHold, AnswerRecall: answerRecall, AnswerReturn: answerReturn,
    },
    subscribe,
    async check(port) {
      const { shop } = await ask(port, { document: SHOP_CHECK, variables: {}, answer: Shop });
      const prices = shop.taxesIncluded ? 'prices include tax' : 'tax is added to prices';
      const other = shop.myshopifyDomain === port.settings.shop ? '' : `, but the settings say ${port.settings.shop}`;
      return `${shop.name} (${shop.myshopifyDomain}${other}), ${shop.currencyCode}, ${prices}`;
    },
  },
});
