/** Vendure: an open-source headless storefront, spoken to through its admin GraphQL API. */
import { z } from 'zod';
import { defineConnector } from '#connectors/contract.ts';
import { cancelChannelOrder } from './cancel.ts';
import { ask } from './graphql.ts';
import { Channel, CHANNEL } from './order-query.ts';
import { ordersPoll, productsPoll, recentPoll } from './polls.ts';
import { read } from './read.ts';
import { secrets, settings, type Settings } from './settings.ts';
import { refundReturn } from './refund-return.ts';
import { reportShipment } from './shipments.ts';
import { publishStock } from './stock.ts';
import { reference, webhook } from './webhook.ts';
import { cancelChannelLines } from './withdraw.ts';

/** https://docs.vendure.io/reference/graphql-api/admin/queries */
const API_VERSION = '3.7';

export default defineConnector<Settings>({
  name: 'vendure',
  kind: 'storefront',
  apiVersion: API_VERSION,
  mappingVersion: 1,
  settings,
  secrets,
  // Vendure states no limit; its operator's proxy may. These are what one small server answers with ease.
  budget: { default: { capacity: 40, perSecond: 20 } },
  can: {
    webhook,
    read,
    reference,
    polls: [ordersPoll, recentPoll, productsPoll],
    writes: {
      ReportShipment: reportShipment, CancelChannelOrder: cancelChannelOrder, CancelChannelLines: cancelChannelLines,
      RefundReturn: refundReturn, PublishStock: publishStock,
    },
    async check(port) {
      const { activeChannel: c } = await ask(port, {
        query: `{ ${CHANNEL} }`, answer: z.object({ activeChannel: Channel }),
      });
      return `channel ${c.code} sells in ${c.currencyCode}, prices ${c.pricesIncludeTax ? 'with' : 'without'} tax`;
    },
  },
});
