/**
 * What Harbor & Pine would write into its configuration files: connections with their secrets, locations, products,
 * what the German marketplace calls them, and what happens when stock is short.
 */
import { CHART } from '#domain/chart.ts';
import { saveLocation, saveMapping, savePolicy, saveProducts } from '#store/configuration.ts';
import { applyConfiguration, planConfiguration } from '#runtime/operations/configuration.ts';
import type { Configuration } from '#runtime/operations/configuration-files.ts';
import { addConnection } from '#runtime/operations/connections.ts';
import { setMapping } from '#runtime/operations/mappings.ts';
import type { Act } from '#runtime/operations/operation.ts';
import { loadConfiguration, type Platform } from '#runtime/platform.ts';
import { ensureSchedules } from '#runtime/schedule.ts';
import type { Cast, Market, Shop } from './cast.ts';
import { BOATYARD, credentials, MARKETS, sellerSku, shopDomain, SHOPS } from './cast.ts';
import { GOODS, KITS, SPECIAL, type Place } from './catalog.ts';
import { erpSettings } from './erp.ts';
import { LISTENER_SECRET, LISTENS_TO } from './listener.ts';
import { TENANT } from './retailer.ts';

const act: Act = { tenant: TENANT, who: 'demo:setup', why: 'the day begins' };

/** Who is asked to ship first: lower goes first. */
const HOUSES: readonly { place: Place; name: string; kind: string; country: string; priority: number }[] = [
  { place: 'PDX', name: 'Portland warehouse', kind: 'warehouse', country: 'US', priority: 1 },
  { place: 'RTM', name: 'Rotterdam warehouse', kind: 'warehouse', country: 'NL', priority: 2 },
  { place: 'ELP', name: 'El Paso, third party', kind: '3pl', country: 'US', priority: 3 },
];
export const houseOf = (place: Place): string => `warehouse-${place.toLowerCase()}`;

export async function configure(p: Platform, cast: Cast): Promise<void> {
  await addConnection(p, act, { connection: 'erp', roles: ['erp'], ...erpSettings(cast) });
  for (const { place, name, kind, country, priority } of HOUSES) {
    await addConnection(p, act, { connection: houseOf(place), connector: 'threepl', roles: ['warehouse'],
      settings: houseSettings(cast, place) });
    await saveLocation(p.pool, TENANT, { location: place, name, kind, connection: houseOf(place), priority, country });
  }
  await addConnection(p, act, { connection: 'boatyard', connector: 'threepl', roles: ['warehouse'],
    settings: { filesUrl: cast.boatyard.url, location: BOATYARD, sidecar: 'required', pollSeconds: 1 } });
  await saveLocation(p.pool, TENANT, { location: BOATYARD, name: 'The boatyard', kind: '3pl', class: 'supplier', connection: 'boatyard',
    priority: 9, country: 'US' });
  await savePolicy(p.pool, TENANT, { name: 'drop-ship', scope: '*', author: act.who,
    value: { [SPECIAL.supplied.sku]: { supplier: BOATYARD, cost: SPECIAL.supplied.cost } } });
  const known = cast.articles.filter((a) => a.sku !== SPECIAL.unknown.sku);
  await saveProducts(p.pool, TENANT, known.map(({ sku, title }) => ({ sku, title, gtin: null, parts: KITS[sku] ?? null })));
  for (const name of Object.keys(SHOPS) as Shop[]) {
    await route(p, name, name === 'shopify-kw' ? 'cancel' : 'backorder');
    await addConnection(p, act, { connection: name, connector: 'shopify', roles: ['channel'], settings: shopSettings(cast, name) });
  }
  for (const name of Object.keys(MARKETS) as Market[]) {
    await route(p, name, 'backorder');
    await addConnection(p, act, { connection: name, connector: 'amazon', roles: ['channel'], settings: marketSettings(cast, name) });
  }
  for (const { sku } of [...GOODS, SPECIAL.last])
    await setMapping(p, act, { name: 'sku', connection: 'amazon-de', external: sellerSku('amazon-de', sku), own: sku });
  await keepBooks(p);
  await addConnection(p, act, { connection: 'returns', connector: 'returns', roles: ['returns'],
    settings: { baseUrl: cast.returns.url, ...credentials.returns } });
  await savePolicy(p.pool, TENANT, { name: 'returns', scope: '*', author: act.who, value: { counterpartAfter: 'P14D' } });
  await loadConfiguration(p);
  await subscribe(p, cast);
  await ensureSchedules(p);
}

/** As `threadline apply` would, from a file. */
async function subscribe(p: Platform, cast: Cast): Promise<void> {
  const given: Configuration = {
    subscriptions: { 'customer-care': { url: cast.listener.url, events: [...LISTENS_TO], secret: '${env:CUSTOMER_CARE_SECRET}' } },
    where: () => ({ file: 'subscriptions.yaml', line: undefined }),
  };
  const plan = await planConfiguration(p, TENANT, given, { environment: { CUSTOMER_CARE_SECRET: LISTENER_SECRET } });
  await applyConfiguration(p, act, plan);
}

/** Whose books each channel is in, in which zone a day ends there, and which number of the ERP an account has. */
async function keepBooks(p: Platform): Promise<void> {
  const books = (scope: string, value: object) => savePolicy(p.pool, TENANT, { name: 'books', scope, author: act.who, value });
  await books('*', { legalEntity: 'harbor-us', zone: 'America/Los_Angeles', settlement: 'documents', journalsTo: 'erp' });
  await books('shopify-uk', { legalEntity: 'harbor-uk', zone: 'Europe/London' });
  await books('amazon-de', { legalEntity: 'harbor-de', zone: 'Europe/Berlin' });
  for (const { path, number } of CHART)
    await saveMapping(p.pool, TENANT, { name: 'account', connection: 'erp', external: path, own: number, author: act.who });
}

const ENTITIES: Readonly<Record<string, string>> = { 'shopify-uk': 'harbor-uk', 'amazon-de': 'harbor-de' };
const route = (p: Platform, channel: string, whenShort: 'backorder' | 'cancel') => savePolicy(p.pool, TENANT, {
  name: 'route', scope: channel, author: act.who,
  value: { erp: 'erp', legalEntity: ENTITIES[channel] ?? 'harbor-us', whenShort },
});

function houseSettings({ houses }: Cast, place: Place): Record<string, unknown> {
  const { sftp, url } = houses[place];
  const files = sftp
    ? { filesUrl: `sftp://${sftp.user}@${sftp.host}:${sftp.port}/`, password: credentials.house.password, hostKey: sftp.hostFingerprint }
    : { filesUrl: url };
  return { ...files, location: place, sidecar: 'required', pollSeconds: 1 };
}

/** Where the day lists nothing new, a slow poll is enough: it is the net below the webhooks. */
const POLLS: Readonly<Record<Shop, number>> = { 'shopify-us': 4, 'shopify-uk': 8, 'shopify-jp': 12, 'shopify-kw': 12 };

function shopSettings({ shops, postman }: Cast, name: Shop): Record<string, unknown> {
  const twin = shops[name];
  const location = twin.state().stock[0]?.locationId.split('/').at(-1);
  return {
    baseUrl: twin.url, shop: shopDomain(name), ...credentials.shop(name), callbackUrl: `${postman.url}/${name}`,
    locationId: location, pollSeconds: POLLS[name], subscriptionSeconds: name === 'shopify-us' ? 3 : 10,
    ...(name === 'shopify-us' && { readsReturns: true }),
  };
}

function marketSettings({ markets }: Cast, name: Market): Record<string, unknown> {
  const { url, queue } = markets[name];
  return {
    baseUrl: url, loginUrl: `${url}/auth/o2/token`, ...credentials.market, marketplaceIds: [MARKETS[name].id],
    queueUrl: queue.url, queueRegion: queue.region, queueAccessKeyId: queue.accessKeyId,
    queueSecretAccessKey: queue.secretAccessKey, callbackUrl: 'queue', pollSeconds: 3, subscriptionSeconds: 15,
  };
}
