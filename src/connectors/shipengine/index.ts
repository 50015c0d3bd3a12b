/** ShipEngine, and ShipStation v2 which speaks the same: labels for places that have no warehouse system, and carriers' news. */
import { createVerify } from 'node:crypto';
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { after } from '#domain/time.ts';
import { defineConnector, type Poll, type Port, type Webhook } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { ask } from './ask.ts';
import { cancelFulfillment, requestFulfillment } from './labels.ts';
import { read } from './read.ts';
import { settings, type Settings } from './settings.ts';
import { Labels } from './shape.ts';

/** Signed with RSA over time and body; a signature that is not of our time is a replay, which the log knows as known. */
const webhook: Webhook<Settings> = {
  verify({ webhookKey }, raw, headers) {
    const [signature, time] = [headers['x-shipengine-rsa-sha256-signature'], headers['x-shipengine-timestamp']];
    if (!signature || !time) return false;
    try {
      return createVerify('RSA-SHA256').update(`${time}.`).update(raw).verify(webhookKey, signature, 'base64');
    } catch {
      return false;
    }
  },
  topic(_headers, path, raw) {
    try {
      const { resource_type: type } = parseJson(raw) as { resource_type?: unknown };
      return typeof type === 'string' ? type : (path ?? 'unknown');
    } catch {
      return path ?? 'unknown';
    }
  },
};

/** Labels of the last weeks, page by page; one that stands as it stood is not stored again. */
const labels: Poll<Settings> = {
  name: 'labels', everySeconds: 300, transport: 'poll',
  async page(port, cursor) {
    const page = Number(cursor ?? '1') || 1;
    const from = after(port.now, -port.settings.lookBackDays * 86_400);
    const query = new URLSearchParams({ created_at_start: from, page: String(page), page_size: '50',
      sort_by: 'created_at', sort_dir: 'asc' });
    const found = await ask(port, { method: 'GET', url: `/v1/labels?${query}` }, Labels);
    const more = (found?.pages ?? 0) > page;
    const documents = await Promise.all((found?.labels ?? []).map(async (l) => ({
      topic: 'label', reference: `labels/${l.label_id}`,
      // Once its shipment is known, the same label has more to say: where the parcel is.
      body: JSON.stringify({ ...l, known: (await port.ownOf('shipment', l.label_id as never)) !== undefined }),
    })));
    return { documents, more, next: more ? String(page + 1) : '1' };
  },
};

const Hooks = z.array(z.object({ url: z.string(), event: z.string() }));
async function subscribe(port: Port<Settings>, callback: string): Promise<{ renewed: readonly string[] }> {
  const there = await ask(port, { method: 'GET', url: '/v1/environment/webhooks' }, Hooks);
  if (there?.some((h) => h.url === callback && h.event === 'track')) return { renewed: [] };
  await ask(port, { method: 'POST', url: '/v1/environment/webhooks', body: { url: callback, event: 'track' },
    write: true }, z.unknown());
  return { renewed: ['track'] };
}

export default defineConnector<Settings>({
  name: 'shipengine',
  kind: 'wms',
  apiVersion: 'v1', // https://www.shipengine.com/docs/
  mappingVersion: 1,
  settings,
  secrets: ['apiKey'],
  // 200 calls a minute unless more was agreed.
  budget: { default: { capacity: 50, perSecond: 3 } },
  can: {
    webhook, read, polls: [labels], subscribe,
    reference({ topic, body }) {
      try {
        const said = parseJson(body) as { label_id?: string; data?: { tracking_number?: string } };
        return topic === 'label' ? `labels/${said.label_id ?? 'unknown'}` : `parcels/${said.data?.tracking_number ?? 'unknown'}`;
      } catch {
        return 'unreadable';
      }
    },
    writes: { RequestFulfillment: requestFulfillment, CancelFulfillment: cancelFulfillment },
    async check(port) {
      const hooks = await ask(port, { method: 'GET', url: '/v1/environment/webhooks' }, Hooks);
      if (!hooks) throw stop.refused('PartnerRefused', 'ShipEngine is not at this address');
      return `knows the key; ${hooks.length} webhooks`;
    },
  },
});
