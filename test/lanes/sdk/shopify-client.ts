/**
 * Shopify's own libraries at work, as an app would use them: both GraphQL clients, the registration of
 * webhooks, the receiver that checks and takes them. Runs in the SDKs' process only.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

const require = createRequire(`${process.env['SDK_MODULES']}/lane.js`);

/** Newer than the libraries' own list of versions, which ends with 2026-07; they pass it on. */
const API_VERSION = '2026-10';

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: { readonly networkStatusCode?: number; readonly graphQLErrors?: readonly GraphqlError[] };
  readonly extensions?: { readonly cost?: Cost };
}
export interface GraphqlError {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}
export interface Cost {
  readonly requestedQueryCost: number;
  readonly actualQueryCost: number | null;
  readonly throttleStatus: {
    readonly maximumAvailable: number; readonly currentlyAvailable: number; readonly restoreRate: number;
  };
}
interface GraphqlClient {
  request(document: string, options: object): Promise<GraphqlAnswer>;
}
export interface Validation {
  readonly valid: boolean;
  readonly reason?: string;
  readonly topic?: string;
}
interface Library {
  readonly session: { customAppSession(shop: string): { accessToken?: string } };
  readonly clients: { readonly Graphql: new (options: object) => GraphqlClient };
  readonly webhooks: {
    addHandlers(handlers: Readonly<Record<string, object>>): void;
    register(options: object): Promise<Record<string, readonly { success: boolean; operation: string }[]>>;
    process(options: object): Promise<void>;
    validate(options: object): Promise<Validation>;
  };
}
export interface App {
  readonly shop: string;
  readonly accessToken: string;
  readonly secret: string;
  readonly topics: readonly string[];
}
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}
/** What the library's receiver took and handed to the app's handler. */
export interface Taken {
  readonly topic: string;
  readonly shop: string;
  readonly rawBody: string;
  readonly webhookId: string;
}

let library: Library;
let app: App;
const taken: Taken[] = [];
const arrived: (Delivery & { readonly answered: number })[] = [];

function admin(accessToken: string): GraphqlClient {
  const { createAdminApiClient } = require('@shopify/admin-api-client') as {
    createAdminApiClient(options: object): GraphqlClient;
  };
  return createAdminApiClient({ storeDomain: app.shop, apiVersion: API_VERSION, accessToken });
}

/** A session as the library keeps one for an app that was made for one shop. */
const sessionWith = (accessToken: string): object =>
  Object.assign(library.session.customAppSession(app.shop), { accessToken });

/** The library's own receiver, on a port of its own; answers where it listens. */
async function receive(): Promise<string> {
  const server = createServer(async (rawRequest, rawResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of rawRequest) chunks.push(chunk as Buffer);
    const rawBody = Buffer.concat(chunks).toString();
    // Refused deliveries are answered by the library and thrown as well.
    await library.webhooks.process({ rawBody, rawRequest, rawResponse }).catch(() => {});
    const headers = rawRequest.headers as Record<string, string>;
    arrived.push({ rawBody, headers, answered: rawResponse.statusCode });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const steps = {
  /** Makes the app's library and its receiver. */
  async open(wanted: App): Promise<{ webhooks: string }> {
    require('@shopify/shopify-api/adapters/node');
    const { shopifyApi } = require('@shopify/shopify-api') as { shopifyApi(options: object): Library };
    app = wanted;
    const hostName = await receive();
    library = shopifyApi({
      apiKey: 'lane', apiSecretKey: app.secret, apiVersion: API_VERSION, hostName, hostScheme: 'http',
      isEmbeddedApp: false, logger: { level: 0, log: () => undefined },
    });
    library.webhooks.addHandlers(Object.fromEntries(app.topics.map((topic) => [topic, {
      deliveryMethod: 'http', callbackUrl: '/hooks',
      callback: async (topic: string, shop: string, rawBody: string, webhookId: string) =>
        void taken.push({ topic, shop, rawBody, webhookId }),
    }])));
    return { webhooks: `http://${hostName}/hooks` };
  },
  async request({ client, document, variables = {}, retries = 0, accessToken = app.accessToken }: {
    client: 'admin-api-client' | 'shopify-api'; document: string; variables?: object; retries?: number;
    accessToken?: string;
  }): Promise<GraphqlAnswer> {
    const chosen = client === 'admin-api-client' ? admin(accessToken)
      : new library.clients.Graphql({ session: sessionWith(accessToken) });
    const { data, errors, extensions } = await chosen.request(document, { variables, retries });
    return JSON.parse(JSON.stringify({ data, errors, extensions })) as GraphqlAnswer;
  },
  async register(): Promise<Readonly<Record<string, readonly string[]>>> {
    const done = await library.webhooks.register({ session: sessionWith(app.accessToken) });
    return Object.fromEntries(Object.entries(done).map(([topic, results]) =>
      [topic, results.map((r) => `${r.operation}${r.success ? '' : ' failed'}`)]));
  },
  async heard(): Promise<{ taken: Taken[]; arrived: typeof arrived }> {
    return { taken, arrived };
  },
  async validate({ headers, rawBody }: Delivery): Promise<Validation> {
    const rawRequest = { method: 'POST', url: '/hooks', headers };
    const { valid, reason, topic } = await library.webhooks.validate({ rawBody, rawRequest, rawResponse: {} });
    return { valid, ...(reason && { reason }), ...(topic && { topic }) };
  },
  async sign({ secret, payload }: { secret: string; payload: string }): Promise<string> {
    const { createSHA256HMAC } = require('@shopify/shopify-api/runtime') as {
      createSHA256HMAC(secret: string, payload: string): Promise<string>;
    };
    return createSHA256HMAC(secret, payload);
  },
};
