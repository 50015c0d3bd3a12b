/**
 * Who plays: a twin for every partner of Harbor & Pine, each with seeded faults of its own. Limits keep their
 * shape and run faster, so that a day fits into minutes.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHART } from '#domain/chart.ts';
import { startAmazonTwin, DE, US, type AmazonTwin, type Marketplace } from '../amazon/index.ts';
import { startShopifyTwin, type ShopifyTwin } from '../shopify/index.ts';
import { startReturnsTwin, type ReturnsTwin } from '../returns/index.ts';
import { startThreePlTwin, type ThreePlTwin } from '../threepl/index.ts';
import { day, dec, trytonClient } from '../tryton/client.ts';
import { startTrytonTwin, type TrytonTwin } from '../tryton/index.ts';
import { harborWorld, type AccountKind } from '../tryton/world.ts';
import type { Twin } from '../twin.ts';
import { GOODS, pins, priceIn, SCARCE, SPECIAL, type Article, type Place } from './catalog.ts';
import { stoppableClock, type StoppableClock } from './clock.ts';
import { openLine, type Line } from './line.ts';
import { openListener, type Listener } from './listener.ts';
import { openPostman, type Postman } from './postman.ts';
import { weather, type Weather } from './weather.ts';

export const SHOPS = {
  'shopify-us': { currency: 'USD', taxesIncluded: false },
  'shopify-uk': { currency: 'GBP', taxesIncluded: true },
  'shopify-jp': { currency: 'JPY', taxesIncluded: true },
  'shopify-kw': { currency: 'KWD', taxesIncluded: false },
} as const;
export type Shop = keyof typeof SHOPS;
export const MARKETS = { 'amazon-us': US, 'amazon-de': DE } as const satisfies Record<string, Marketplace>;
export type Market = keyof typeof MARKETS;
export type Channel = Shop | Market;
/** How many pins the US shop lists, of which one was deleted there behind our back. */
export const PINS = { full: 250, small: 25 } as const;

export interface Cast {
  readonly shops: Readonly<Record<Shop, ShopifyTwin>>;
  readonly markets: Readonly<Record<Market, AmazonTwin>>;
  readonly erp: TrytonTwin;
  readonly houses: Readonly<Record<Place, ThreePlTwin>>;
  /** A supplier that sends to buyers itself; its shelves are its own business. */
  readonly boatyard: ThreePlTwin;
  readonly returns: ReturnsTwin;
  readonly listener: Listener;
  /** The clock on the wall of the Rotterdam warehouse. */
  readonly clock: StoppableClock;
  readonly erpLine: Line;
  readonly postman: Postman;
  readonly weathers: Readonly<Record<string, Weather>>;
  readonly articles: readonly Article[];
  readonly twins: readonly { readonly name: string; readonly twin: Twin }[];
  stop(): Promise<void>;
}

export interface CastOptions {
  readonly seed: number;
  /** Where the warehouses keep their folders. */
  readonly folder: string;
  readonly pins: number;
  /** The address of our API, known once it listens. */
  readonly hooks: () => string;
}
type Weathers = Record<string, Weather>;
/** An ERP document is about eight calls. */
const CALLS_SHARE = 0.125;
const PASSWORD = 'ropes-and-cases';
export const credentials = {
  shop: (name: Shop) => ({ accessToken: `shpat_day_${name}`, webhookSecret: `hook-of-${name}` }),
  market: { clientId: 'amzn1.application.day', clientSecret: 'day-client-secret', refreshToken: 'Atzr|day',
    sellerId: 'A1HARBORPINE' },
  house: { user: 'harbor', password: PASSWORD },
  returns: { apiKey: 'rk_day_harbor', webhookSecret: 'whsec_day_returns' },
} as const;

export async function assemble(options: CastOptions): Promise<Cast> {
  const weathers: Weathers = {};
  const faultsOf = (name: string, share?: number): Weather =>
    (weathers[name] = weather(options.seed * 100 + Object.keys(weathers).length, share));
  const articles = [...GOODS, ...SCARCE, ...pins(options.pins)];
  const postman = await openPostman(options.hooks);
  const shops = await shopTwins(articles, postman, faultsOf);
  const markets = await marketTwins(faultsOf);
  const erp = await startTrytonTwin({
    faults: faultsOf('tryton', CALLS_SHARE), sessionTimeout: 300, accounts: chartOfAccounts(), warehouses: [
      { code: 'PDX', name: 'Portland' }, { code: 'RTM', name: 'Rotterdam' }, { code: 'ELP', name: 'El Paso' },
      // The store that takes a parcel back: what it receives is received there in the ERP, too.
      { code: 'ST-QUAY', name: 'Quay street' }, { code: BOATYARD, name: 'Boatyard' }],
    products: articles.map((a) => ({ code: a.sku, name: a.title, listPrice: a.price, stock: onBooks(a) })),
  });
  await addCurrencies(erp);
  const clock = stoppableClock();
  const houses = await warehouses(options.folder, { faultsOf, articles, clock });
  const boatyard = await house(options.folder, BOATYARD, { faults: faultsOf(BOATYARD), stock: { [SPECIAL.supplied.sku]: 50 } });
  const returns = await startReturnsTwin({ faults: faultsOf('returns'), ...credentials.returns, hooks: `${postman.url}/returns` });
  const listener = await openListener(options.seed);
  const twins = [...Object.entries(shops), ...Object.entries(markets), ['tryton', erp] as const, ...Object.entries(houses), ['returns', returns] as const,
    [BOATYARD, boatyard] as const]
    .map(([name, twin]) => ({ name, twin }));
  const erpLine = await openLine(erp.url);
  return {
    shops, markets, erp, houses, boatyard, returns, listener, clock, erpLine, postman, weathers, articles, twins,
    async stop() {
      await postman.stop();
      await erpLine.stop();
      await listener.stop();
      await Promise.all(twins.map(({ twin }) => twin.stop()));
    },
  };
}

/** The ERP's chart: what its documents need, and an account for everything a payout can be made of. */
function chartOfAccounts(): typeof harborWorld.accounts {
  const known = new Set(harborWorld.accounts.map((a) => a.code));
  const more = new Map(CHART.filter((r) => !known.has(r.number)).map((r) => [r.number, { code: r.number, name: r.name, kind: KINDS[r.path.split(':')[0]!]! }]));
  return [...harborWorld.accounts, ...more.values()];
}
const KINDS: Readonly<Record<string, AccountKind>> = {
  assets: 'asset', suspense: 'asset', liabilities: 'liability', income: 'revenue', expenses: 'expense',
};

/** What an administrator does before a shop opens abroad. */
async function addCurrencies({ url, world }: TrytonTwin): Promise<void> {
  const client = trytonClient(url, world.database);
  await client.login(world.login, world.password);
  for (const [code, digits, rate] of [['GBP', 2, '0.79'], ['KWD', 3, '0.307']] as const) {
    const rates = [['create', [{ date: day('2020-01-01'), rate: dec(rate) }]]];
    const rounding = dec(`0.${'0'.repeat(digits - 1)}1`);
    await client.call('currency.currency.create', [{ name: code, code, symbol: code, digits, rounding, rates }]);
  }
}

/** The ERP's own stock keeping starts with what lies in the warehouses, and more: counting it is not its business. */
const onBooks = ({ stock }: Article): Record<string, number> =>
  Object.fromEntries(['PDX', 'RTM', 'ELP', BOATYARD].map((place) => [place, 10_000 + (stock[place as Place] ?? 0)]));

async function shopTwins(
  articles: readonly Article[], postman: Postman, faultsOf: (name: string) => Weather,
): Promise<Record<Shop, ShopifyTwin>> {
  const made = Object.entries(SHOPS).map(async ([name, { currency, taxesIncluded }]) => {
    // Only the US shop lists everything; the pins and most special goods are its own.
    const listed = name === 'shopify-us' ? articles : [...GOODS, SPECIAL.last, ...SPECIAL.quiet];
    const twin = await startShopifyTwin({
      faults: faultsOf(name), shop: `${shopDomain(name)}`, currency, taxesIncluded, ...credentials.shop(name as Shop),
      pointsPerSecond: 2000, privacyUri: `${postman.url}/${name}`, retryScale: 0.02, webhookTimeoutMs: 15_000, delayMs: 300,
      // Two places of the US shop, so that an order can be moved from one to the other.
      ...(name === 'shopify-us' && { locations: [{ name: 'Main warehouse' }, { name: 'El Paso' }] }),
      catalog: listed.map((a) => ({ sku: a.sku, title: a.title, price: priceIn(currency, a.price) })),
    });
    return [name, twin] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<Shop, ShopifyTwin>;
}
export const shopDomain = (name: string): string => `harbor-pine-${name.slice('shopify-'.length)}.myshopify.com`;

/** What a marketplace calls an article: Rotterdam’s listings were made by somebody else, under names of their own. */
export const sellerSku = (market: Market, sku: string): string => (market === 'amazon-de' ? `DE.${sku}` : sku);

async function marketTwins(faultsOf: (name: string) => Weather): Promise<Record<Market, AmazonTwin>> {
  const made = Object.entries(MARKETS).map(async ([name, marketplace]) => {
    const twin = await startAmazonTwin({
      faults: faultsOf(name), ...credentials.market, marketplaces: [marketplace], rateScale: 600, searchLag: 1000, delay: 300,
      queue: { name: `${name}-notifications`, region: name === 'amazon-de' ? 'eu-west-1' : 'us-east-1' },
    });
    for (const a of [...GOODS, SPECIAL.last])
      twin.setListing({ sku: sellerSku(name as Market, a.sku), marketplaceId: marketplace.id, title: a.title });
    return [name, twin] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<Market, AmazonTwin>;
}

export const BOATYARD = 'BOATYARD';
const PACE = { beatMs: 60, pickMs: 400, shipMs: 250, betweenMs: 250, growMs: 700, correctionMs: 1000 };
interface House { readonly faults: Weather; readonly stock: Readonly<Record<string, number>>; readonly port?: number; readonly now?: () => Date;
  readonly machine?: () => Date }
function house(folder: string, place: string, more: House): Promise<ThreePlTwin> {
  const own = join(folder, place.toLowerCase());
  mkdirSync(own, { recursive: true });
  return startThreePlTwin({ locationCode: place, pace: PACE, folder: own, ...credentials.house, ...more });
}

interface Building {
  readonly faultsOf: (name: string) => Weather;
  readonly articles: readonly Article[];
  readonly clock: StoppableClock;
}
async function warehouses(folder: string, { faultsOf, articles, clock }: Building): Promise<Record<Place, ThreePlTwin>> {
  const start = (place: Place, more: Pick<House, 'port' | 'now' | 'machine'>): Promise<ThreePlTwin> => house(folder, place, {
    faults: faultsOf(place), ...more,
    stock: Object.fromEntries(articles.flatMap((a) => (a.stock[place] === undefined ? [] : [[a.sku, a.stock[place]]]))),
  });
  const [PDX, RTM, ELP] = await Promise.all([start('PDX', {}), start('RTM', { now: clock.now, machine: () => new Date() }), start('ELP', { port: 0 })]);
  return { PDX, RTM, ELP };
}
