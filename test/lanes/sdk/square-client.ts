/** Square's own library at work, as an integration would use it. Runs in the SDKs' process only. */
import { createRequire } from 'node:module';

const require = createRequire(`${process.env['SDK_MODULES']}/lane.js`);

interface Pages<T> extends AsyncIterable<T> { readonly data: readonly T[] }
interface Client {
  readonly locations: { list(): Promise<{ locations?: readonly { id?: string; name?: string }[] }> };
  readonly orders: {
    search(request: object): Promise<{ orders?: readonly object[]; cursor?: string }>;
    get(request: { orderId: string }): Promise<{ order?: object }>;
  };
  readonly inventory: {
    batchCreateChanges(request: object): Promise<{ changes?: readonly object[]; counts?: readonly object[] }>;
    batchGetChanges(request: object): Promise<Pages<object>>;
    batchGetCounts(request: object): Promise<Pages<object>>;
  };
  readonly catalog: { search(request: object): Promise<{ objects?: readonly object[] }> };
  readonly refunds: { list(request: object): Promise<Pages<object>> };
  readonly payouts: { list(request: object): Promise<Pages<{ id: string }>>; listEntries(request: object): Promise<Pages<object>> };
}
interface Library {
  readonly SquareClient: new (options: object) => Client;
  readonly WebhooksHelper: { verifySignature(given: object): Promise<boolean> };
}

let library: Library;
let client: Client;
/** The library counts money in bigints, which JSON cannot carry. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))) as T;
async function everything<T>(pages: Pages<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of pages) found.push(item);
  return plain(found);
}
export const steps = {
  async open({ token, version }: { token: string; version: string }): Promise<void> {
    library = require('square') as Library;
    client = new library.SquareClient({ token, version, baseUrl: 'https://connect.squareupsandbox.com', maxRetries: 0 });
  },
  locations: async (_none: null) => plain((await client.locations.list()).locations ?? []),
  orders: async (request: { locationIds: string[]; limit: number }) => {
    const found: object[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: { orders?: readonly object[]; cursor?: string } = await client.orders.search({ ...request, ...(cursor && { cursor }) });
      found.push(...(page.orders ?? []));
      cursor = page.cursor;
    }
    return plain(found);
  },
  order: async (orderId: string) => plain((await client.orders.get({ orderId })).order ?? {}),
  setStock: async (request: object) => plain(await client.inventory.batchCreateChanges(request)),
  changes: async (request: object) => everything(await client.inventory.batchGetChanges(request)),
  counts: async (request: object) => everything(await client.inventory.batchGetCounts(request)),
  items: async (_none: null) => plain((await client.catalog.search({ objectTypes: ['ITEM'] })).objects ?? []),
  refunds: async (_none: null) => everything(await client.refunds.list({})),
  payouts: async (_none: null) => {
    const payouts = await everything(await client.payouts.list({}));
    return Promise.all(payouts.map(async (p) => ({ payout: p, entries: await everything(await client.payouts.listEntries({ payoutId: p.id })) })));
  },
  verify: (given: { requestBody: string; signatureHeader: string; signatureKey: string; notificationUrl: string }) =>
    library.WebhooksHelper.verifySignature(given),
};
