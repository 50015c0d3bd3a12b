/** Amazon Selling Partner API, for a seller's own marketplaces. */
import { CANCEL_REASON } from './reasons.ts';
import { defineConnector } from '#connectors/contract.ts';
import { cancelChannelOrder } from './cancel.ts';
import { budget, learn } from './limits.ts';
import { publishStock } from './listings.ts';
import { MARKETPLACES } from './marketplaces.ts';
import { notifications } from './queue.ts';
import { read, reference } from './read.ts';
import { SETTLEMENT_REPORT, settlements } from './reports.ts';
import { refundReturn } from './refund.ts';
import { returns } from './returns.ts';
import { orders } from './search.ts';
import { secrets, settings, type Settings } from './settings.ts';
import { CLASSES_VERSION } from './settlement/classes.ts';
import { reportShipment } from './shipments.ts';
import { check, subscribe } from './subscribe.ts';
import { cancelChannelLines } from './withdraw.ts';

/**
 * Orders 2026-01-01 (its predecessor ends 2027-03-27) with confirmShipment of v0; Listings Items 2021-08-01,
 * Notifications v1, Reports and Feeds 2021-06-30. https://developer-docs.amazon.com/sp-api
 */
const API_VERSION = 'orders 2026-01-01';

export default defineConnector<Settings>({
  name: 'amazon',
  kind: 'marketplace',
  apiVersion: API_VERSION,
  mappingVersion: CLASSES_VERSION,
  settings,
  secrets,
  recorded: { marketplaceIds: MARKETPLACES }, // A document that a person hands over is of any of them.
  budget,
  learn,
  cancelCodes: CANCEL_REASON.own,
  can: {
    read,
    streams: ['settlement', SETTLEMENT_REPORT],
    reference,
    polls: [notifications, orders, settlements, returns],
    writes: { ReportShipment: reportShipment, PublishStock: publishStock, CancelChannelOrder: cancelChannelOrder,
      CancelChannelLines: cancelChannelLines, RefundReturn: refundReturn },
    subscribe,
    check,
  },
});
