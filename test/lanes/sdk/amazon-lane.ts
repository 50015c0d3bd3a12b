/** What both lanes of Amazon's clients begin with: the twin, the clients' process, and how they are spoken to. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startAmazonTwin, US, type AmazonTwin } from '#sandbox/amazon/index.ts';
import { seededFaults } from '#sandbox/faults.ts';
import type { KitRetry, SpCall, steps } from './amazon-client.ts';
import { openBridge, SdkError, type Bridge, type Refusal } from './bridge.ts';
import { installSdks } from './versions.ts';

export const SELLER = 'A1LANESELLER';
const ACCOUNT = {
  clientId: 'amzn1.application-oa2-client.lane', clientSecret: 'lane secret', refreshToken: 'Atzr|lane',
};

export type Sdk = Bridge<typeof steps>;

export interface AmazonLane {
  /** There once the first step runs. */
  readonly twin: AmazonTwin;
  /** Milliseconds by which the twin's clock for tokens, buckets and links is ahead of the wall's. */
  ahead: number;
  /** A step of the conversation; without the clients it is skipped and says why. */
  step(name: string, work: (sdk: Sdk) => Promise<void>): void;
}

export function amazonLane(): AmazonLane {
  let missing = 'the clients did not start';
  let twin: AmazonTwin | undefined;
  let sdk: Sdk | undefined;
  const lane: AmazonLane = {
    ahead: 0,
    get twin() {
      return twin ?? assert.fail('the twin does not run yet');
    },
    step: (name, work) => void it(name, async (t) => (sdk ? work(sdk) : t.skip(missing))),
  };
  before(async () => {
    const sdks = await installSdks();
    if ('missing' in sdks) {
      missing = sdks.missing;
      return;
    }
    twin = await startAmazonTwin({
      ...ACCOUNT, sellerId: SELLER, faults: seededFaults(5), searchLag: 0, feedSeconds: 0,
      clock: () => Date.now() + lane.ahead,
    });
    sdk = openBridge({ client: 'amazon-client.ts', modules: sdks.folder, routes: {
      'api.amazon.com': twin.url, 'sellingpartnerapi-na.amazon.com': twin.url,
      // Where the twin's documents lie: amazon-sp-api fetches them by TLS, whatever their address says.
      '127.0.0.1': twin.url,
    } });
    await sdk.ask('open', ACCOUNT);
  }, { timeout: 330_000 });
  after(async () => {
    await sdk?.stop();
    await twin?.stop();
  });
  return lane;
}

/** An operation by `amazon-sp-api`, named as it names them: `orders.getOrder`. */
export const call = async <T>(sdk: Sdk, operation: string, rest: Omit<SpCall, 'operation'> = {}): Promise<T> =>
  await sdk.ask('call', { operation, ...rest }) as T;

/** An operation of orders by `@sp-api-sdk`, which has a client for each version. */
export async function kit<T>(
  sdk: Sdk, operation: string, request: object,
): Promise<{ readonly status: number; readonly data: T; readonly retries: readonly KitRetry[] }> {
  const api = operation === 'confirmShipment' ? 'orders-api-v0' : 'orders-api-2026-01-01';
  const { status, data, retries } = await sdk.ask('kit', { api, operation, request });
  return { status, data: data as T, retries };
}

/** How it was refused. @throws when it was not. */
export const refusal = (asked: Promise<unknown>): Promise<Refusal> => asked.then(
  (value) => assert.fail(`answered ${JSON.stringify(value)}`),
  (error) => (error instanceof SdkError ? error.refusal : assert.fail(String(error))));

/** A paid order of two articles. */
export function place({ twin }: AmazonLane, marketplaceId: string = US.id): string {
  const id = twin.placeOrder({ marketplaceId, items: [
    { sku: 'TEE-M', quantity: 3, unitPrice: '19.99', shipping: '4.50' },
    { sku: 'TASSE-GRÜN', quantity: 1, unitPrice: '12.00' },
  ] });
  twin.payOrder(id);
  return id;
}
