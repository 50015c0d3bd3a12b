/**
 * Listings Items 2021-08-01: getListingsItem and patchListingsItem, the latter for the one attribute
 * the platform writes, `fulfillment_availability`. A refused patch is a 200 with status INVALID.
 */
import type { Gate } from './gate.ts';
import { READ_FAULTS, route, WRITE_FAULTS } from './gate.ts';
import { array, integer, list, needList, needText, object, word } from './input.ts';
import { written } from './money.ts';
import { invalid, notFound, Problem } from './problem.ts';
import type { Listing, World } from './world.ts';
import { listingKey, marketplaceOf, serial, stamp } from './world.ts';

const GET_DATA = [
  'summaries', 'attributes', 'issues', 'offers', 'fulfillmentAvailability', 'procurement', 'relationships',
  'productTypes',
] as const;
const PATH = '/listings/2021-08-01/items/:sellerId/:sku';

export interface NewListing {
  readonly sku: string;
  readonly marketplaceId: string;
  readonly productType?: string;
  readonly title?: string;
  readonly price?: bigint;
  readonly quantity?: number;
}

export function setListing(world: World, wanted: NewListing): void {
  marketplaceOf(world, wanted.marketplaceId);
  world.listings.set(listingKey(wanted.marketplaceId, wanted.sku), {
    sku: wanted.sku, marketplaceId: wanted.marketplaceId, productType: wanted.productType ?? 'HOME',
    asin: `B0${wanted.sku.replace(/[^A-Z0-9]/gi, '').toUpperCase().padEnd(8, '0').slice(0, 8)}`,
    title: wanted.title ?? `Article ${wanted.sku}`, price: wanted.price ?? 1000n, quantity: wanted.quantity ?? 0,
    created: stamp(world), updated: stamp(world),
  });
}

export function listingsApi(gate: Gate, world: World): void {
  route(gate, {
    operation: 'getListingsItem',
    method: 'GET',
    path: PATH,
    able: READ_FAULTS,
    drift: (body) => ({ ...(body as object), merchandisingTier: 'UNKNOWN' }),
    handle: ({ params, query }) => {
      const asked = new Set(list(query, 'includedData', { words: GET_DATA }) ?? ['summaries']);
      const found = listingsOf(world, params, needList(query, 'marketplaceIds'));
      if (found.length === 0) throw notFound(`SKU ${params['sku']}`);
      return { status: 200, body: wireListing(world, found, asked) };
    },
  });
  route(gate, {
    operation: 'patchListingsItem',
    method: 'PATCH',
    path: PATH,
    able: [...WRITE_FAULTS, 'partial'],
    handle: ({ params, query, body, fault }) => {
      list(query, 'includedData', { words: ['identifiers', 'issues'] });
      const preview = word(query, 'mode', ['VALIDATION_PREVIEW']) !== undefined;
      const found = listingsOf(world, params, needList(query, 'marketplaceIds'));
      if (found.length === 0) throw invalid(`SKU ${params['sku']} is not listed.`); // The model of PATCH has no 404.
      const quantity = quantityOf(found, body);
      const problem = fault === 'partial' ? REFUSED : problemOf(quantity);
      if (!problem && !preview) apply(world, found, quantity);
      const status = problem ? 'INVALID' : preview ? 'VALID' : 'ACCEPTED';
      const submissionId = `s${serial(world)}`;
      return { status: 200, body: { sku: params['sku'], status, submissionId, issues: problem ? [problem] : [] } };
    },
  });
}

type Params = Readonly<Record<string, string>>;

function listingsOf(world: World, params: Params, marketplaceIds: readonly string[]): Listing[] {
  if (params['sellerId'] !== world.sellerId) {
    throw new Problem(403, 'Unauthorized', 'Access to requested resource is denied.', 'The seller is another one.');
  }
  const sku = params['sku'] ?? '';
  const found = marketplaceIds.map((id) => world.listings.get(listingKey(id, sku))).filter((l) => l !== undefined);
  return found;
}

function wireListing(world: World, found: readonly Listing[], asked: ReadonlySet<string>): Record<string, unknown> {
  const [first] = found;
  const summary = (l: Listing) => ({
    marketplaceId: l.marketplaceId, asin: l.asin, productType: l.productType, conditionType: 'new_new',
    status: l.quantity > 0 ? ['BUYABLE', 'DISCOVERABLE'] : ['DISCOVERABLE'],
    itemName: l.title, createdDate: l.created, lastUpdatedDate: l.updated,
  });
  const offer = (l: Listing) => {
    const { currency } = marketplaceOf(world, l.marketplaceId);
    const price = { currencyCode: currency, amount: written(l.price, currency) };
    return { marketplaceId: l.marketplaceId, offerType: 'B2C', price };
  };
  return {
    sku: first?.sku,
    ...(asked.has('summaries') ? { summaries: found.map(summary) } : {}),
    ...(asked.has('offers') ? { offers: found.map(offer) } : {}),
    ...(asked.has('issues') ? { issues: [] } : {}),
    ...(asked.has('fulfillmentAvailability')
      ? { fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: first?.quantity }] } : {}),
    ...(asked.has('productTypes') ? {
      productTypes: found.map(({ marketplaceId, productType }) => ({ marketplaceId, productType })),
    } : {}),
  };
}

/** The quantity a patch sets; undefined when it is not about availability, which the twin does not keep. */
function quantityOf(found: readonly Listing[], body: unknown): number | undefined {
  const request = object(body, 'body');
  const productType = needText(request, 'productType');
  if (found.some((l) => l.productType !== productType) && productType !== 'PRODUCT') {
    throw invalid(`productType ${productType} is not that of the listing.`);
  }
  let quantity: number | undefined;
  for (const value of array(request['patches'], 'patches')) {
    const patch = object(value, 'patches');
    const op = word(patch, 'op', ['add', 'replace', 'merge', 'delete']);
    if (op === undefined) throw invalid('op is required.');
    if (needText(patch, 'path') !== '/attributes/fulfillment_availability') continue;
    if (op === 'delete') throw invalid('fulfillment_availability cannot be deleted.');
    const [entry] = array(patch['value'], 'value').map((v) => object(v, 'value'));
    if (entry) {
      needText(entry, 'fulfillment_channel_code');
      quantity = integer(entry, 'quantity', -1_000_000_000, 1_000_000_000);
    }
  }
  return quantity;
}

const issue = (code: string, message: string) => ({
  code, message, severity: 'ERROR', attributeNames: ['fulfillment_availability'], categories: ['INVALID_ATTRIBUTE'],
});
const REFUSED = issue('99022', 'The quantity of this listing cannot be changed at the moment.');

function problemOf(quantity: number | undefined): ReturnType<typeof issue> | undefined {
  return quantity !== undefined && quantity < 0 ? issue('90220', "'quantity' must not be negative.") : undefined;
}

/** Merchant stock is one number a seller account, whatever marketplaces the SKU is listed in. */
function apply(world: World, found: readonly Listing[], quantity: number | undefined): void {
  const [first] = found;
  if (quantity === undefined || !first) return;
  for (const listing of world.listings.values()) {
    if (listing.sku !== first.sku) continue;
    listing.quantity = quantity;
    listing.updated = stamp(world);
  }
  world.applied.push({ operation: 'patchListingsItem', key: first.sku, id: `${first.sku}=${quantity}` });
}
