/**
 * A port whose partner is the twin, over real HTTP. It tells faults apart as the runtime's does, and can write down
 * what was exchanged.
 */
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { fromEpoch } from '#domain/time.ts';
import type { ShopifyTwin } from '#sandbox/shopify/index.ts';
import type { HttpRequest, HttpResponse, Port } from '../contract.ts';
import { parseJson } from '../parse.ts';
import { memoryFiles } from '../recording.ts';
import { settings, type Settings } from './settings.ts';

export interface Exchange { readonly request: HttpRequest; readonly status: number; readonly text: string }
export interface TwinPort extends Port<Settings> {
  readonly exchanges: Exchange[];
  /** 'location:PDX' → the twin's id of it. */
  readonly links: Map<string, string>;
  readonly mappings: Map<string, string>;
}

export const SETTINGS = {
  shop: 'harbor-pine.myshopify.com', accessToken: 'shpat_twin', webhookSecret: 'hush-twin',
};

export function portTo(twin: ShopifyTwin, more: Record<string, unknown> = {}): TwinPort {
  const exchanges: Exchange[] = [];
  const links = new Map<string, string>();
  const mappings = new Map<string, string>();
  return {
    connection: brand('shop-us'), settings: settings.parse({ ...SETTINGS, baseUrl: twin.url, ...more }), exchanges,
      links, mappings,
    now: fromEpoch(Date.now()),
    async http(request) {
      const response = await exchange(twin.url, request);
      exchanges.push({ request, status: response.status, text: response.text });
      return response;
    },
    files: memoryFiles(new Map()),
    orderId: (external) => brand(`ord-${external}`),
    partyId: (order, role) => brand(`pty-${order}-${role}`),
    party: async () => undefined,
    mapping: async (table, external) => mappings.get(`${table}:${external}`),
    externalOf: async (kind, own) => links.get(`${kind}:${own}`) as ExternalId | undefined,
    ownOf: async () => undefined,
    memory: new Map(),
  };
}

async function exchange(base: string, r: HttpRequest): Promise<HttpResponse> {
  const unanswered = r.write ? stop.unknown : stop.unavailable;
  const response = await fetch(new URL(r.url, base), {
    method: r.method, headers: { 'content-type': 'application/json', ...r.headers }, body: JSON.stringify(r.body),
  }).catch((error: Error) => Promise.reject(unanswered(`no answer: ${error.message}`)));
  const text = await response.text();
  if (response.status === 401) throw stop.unauthorised('the twin answered 401');
  if (response.status >= 500) throw unanswered(`the twin answered ${response.status}`);
  return {
    status: response.status, headers: Object.fromEntries(response.headers), bytes: Buffer.from(text), text,
    json: () => parseJson(text),
  };
}
