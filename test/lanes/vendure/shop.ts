/**
 * A headless Vendure shop as a process of its own: `node shop.ts`, configured by the environment that
 * start.ts sets. Its database is one sql.js file in the folder it is given, so it needs no server.
 *
 * Vendure has no webhooks; a subscriber on its event bus is the documented way, and the form of what it
 * sends is ours (see webhooks.ts).
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sendWebhooks, type EventBus } from './webhooks.ts';

interface App {
  get<T>(token: unknown): T;
  close(): Promise<void>;
}
/** The parts of @vendure/core that are used; its types are not among our dependencies. */
interface Vendure {
  bootstrap(config: unknown): Promise<App>;
  mergeConfig(base: unknown, more: unknown): unknown;
  readonly defaultConfig: unknown;
  readonly DefaultJobQueuePlugin: unknown;
  readonly DefaultLogger: new (options: { level: number }) => unknown;
  readonly LogLevel: { readonly Warn: number };
  readonly dummyPaymentHandler: { readonly code: string };
  readonly JobQueueService: unknown;
  readonly EventBus: unknown;
  readonly [event: string]: unknown;
}

const env = (name: string): string => process.env[name] ?? fail(`${name} is not set`);
const folder = env('VENDURE_FOLDER');
const require = createRequire(join(env('VENDURE_MODULES'), 'package.json'));
const vendure = require('@vendure/core') as Vendure;
const { populate } = require('@vendure/core/cli') as {
  populate(boot: () => Promise<App>, data: unknown, csv: string): Promise<App>;
};

const config = vendure.mergeConfig(vendure.defaultConfig, {
  apiOptions: { hostname: '127.0.0.1', port: Number(env('VENDURE_PORT')), adminListQueryLimit: 500 },
  authOptions: {
    tokenMethod: ['bearer'],
    requireVerification: false,
    superadminCredentials: { identifier: 'superadmin', password: env('VENDURE_PASSWORD') },
    cookieOptions: { secret: env('VENDURE_PASSWORD') },
  },
  dbConnectionOptions: { type: 'sqljs', location: join(folder, 'shop.sqlite'), autoSave: true, synchronize: true },
  paymentOptions: { paymentMethodHandlers: [vendure.dummyPaymentHandler] },
  importExportOptions: { importAssetsDir: folder },
  plugins: [vendure.DefaultJobQueuePlugin],
  logger: new vendure.DefaultLogger({ level: vendure.LogLevel.Warn }),
});

const INITIAL = {
  defaultLanguage: 'en',
  defaultZone: 'Americas',
  countries: [{ name: 'United States of America', code: 'US', zone: 'Americas' }],
  taxRates: [{ name: 'Sales Tax', percentage: 8.25 }],
  shippingMethods: [{ name: 'Ground', price: 695, taxRate: 0 }],
  paymentMethods: [{
    name: 'Card',
    handler: { code: vendure.dummyPaymentHandler.code, arguments: [{ name: 'automaticSettle', value: 'true' }] },
  }],
  collections: [],
};
/** Two sizes of one product and two plain ones; prices in whole currency units, as the importer wants them. */
const PRODUCTS = [
  'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,' +
    'variantAssets,variantFacets',
  'Trail boot,trail-boot,A boot,,,size,38,BOOT-38,129.95,sales tax,40,true,,',
  ',,,,,,39,BOOT-39,129.95,sales tax,25,true,,',
  'Lace,lace,Black laces,,,,,LACE-BLK,4.35,sales tax,900,true,,',
  'Wax,wax,Tin of wax,,,,,WAX-TIN,11.10,sales tax,2,true,,',
];

async function open(): Promise<App> {
  mkdirSync(folder, { recursive: true });
  const seeded = join(folder, 'seeded');
  if (existsSync(seeded)) return vendure.bootstrap(config);
  const csv = join(folder, 'products.csv');
  writeFileSync(csv, `${PRODUCTS.join('\n')}\n`);
  const app = await populate(() => vendure.bootstrap(config), INITIAL, csv);
  writeFileSync(seeded, '');
  return app;
}

const app = await open();
await app.get<{ start(): Promise<void> }>(vendure.JobQueueService).start(); // no worker process beside this one
const callback = process.env['VENDURE_WEBHOOK'];
if (callback)
  sendWebhooks(app.get<EventBus>(vendure.EventBus), vendure, { callback, secret: env('VENDURE_WEBHOOK_SECRET') });
process.send?.('ready');
process.on('SIGTERM', () => void app.close().finally(() => process.exit(0)));
process.on('disconnect', () => process.exit(0)); // the test that started us is gone

function fail(sentence: string): never {
  throw new Error(sentence);
}
