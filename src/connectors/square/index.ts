/** Square: the orders and the stock of registers, and of Square Online. */
import { z } from 'zod';
import { defineConnector } from '#connectors/contract.ts';
import { ask, VERSION } from './call.ts';
import { cancelChannelOrder } from './cancel.ts';
import { CLASSES_VERSION } from './payouts.ts';
import { polls } from './polls.ts';
import { PAYOUTS, read, reference } from './read.ts';
import { secrets, settings, type Settings } from './settings.ts';
import { reportShipment } from './shipment.ts';
import { publishStock } from './stock.ts';
import { subscribe, webhook } from './webhook.ts';

export default defineConnector<Settings>({
  name: 'square',
  kind: 'pos',
  apiVersion: VERSION,
  mappingVersion: CLASSES_VERSION,
  settings,
  secrets,
  // Square publishes no numbers; it answers 429 when it is too much.
  budget: { default: { capacity: 40, perSecond: 10 } },
  can: {
    webhook,
    read,
    streams: PAYOUTS,
    reference,
    polls,
    writes: { PublishStock: publishStock, ReportShipment: reportShipment, CancelChannelOrder: cancelChannelOrder },
    subscribe,
    async check(port) {
      const { locations } = await ask(port, { method: 'GET', url: '/v2/locations' },
        z.object({ locations: z.array(z.object({ id: z.string(), name: z.string().nullish() })).default([]) }));
      return `${locations.length} locations: ${locations.map((l) => l.name ?? l.id).slice(0, 5).join(', ')}`;
    },
  },
});
