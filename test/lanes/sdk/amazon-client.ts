/**
 * The two SP-API clients that people use from Node, each with its own idea of tokens, queries, errors and
 * retries: `amazon-sp-api`, and the `@sp-api-sdk` packages ("kit" below). Runs in the SDKs' process only.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const MODULES = process.env['SDK_MODULES'] ?? '';
const require = createRequire(`${MODULES}/lane.js`);

export interface Account {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}
export interface SpCall {
  /** `orders.getOrder` and so on, as the client names them. */
  readonly operation: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}
export interface DocumentLink {
  readonly url: string;
  readonly compressionAlgorithm?: string;
}
export interface KitRetry {
  readonly retryCount: number;
  readonly rateLimit: number | undefined;
  readonly delay: number;
}
interface SellingPartner {
  readonly access_token: string | undefined;
  callAPI(call: object): Promise<unknown>;
  download(link: DocumentLink, options: object): Promise<unknown>;
  upload(link: DocumentLink, content: object): Promise<unknown>;
}
interface KitAuth {
  getAccessToken(): Promise<string>;
}
type KitOrders = Readonly<Record<string, (request: object) => Promise<{ status: number; data: unknown }>>>;
interface Kit {
  readonly SellingPartnerApiAuth: new (options: object) => KitAuth;
  readonly OrdersApiClient: new (options: object) => KitOrders;
}

let account: Account;
let partner: SellingPartner;
let kitAuth: KitAuth;
/** Their modules by path: what `require` finds of them fails as soon as retries are wanted (orders-api 2.3.3, 6.2.5). */
const kit = (name: string): Promise<Kit> =>
  import(pathToFileURL(`${MODULES}/node_modules/@sp-api-sdk/${name}/dist/index.js`).href) as Promise<Kit>;

function newPartner({ clientId, clientSecret, refreshToken }: Account, region = 'na'): SellingPartner {
  const { SellingPartner } = require('amazon-sp-api') as { SellingPartner: new (options: object) => SellingPartner };
  return new SellingPartner({
    region, refresh_token: refreshToken, endpoints_versions: { orders: '2026-01-01', listingsItems: '2021-08-01' },
    credentials: { SELLING_PARTNER_APP_CLIENT_ID: clientId, SELLING_PARTNER_APP_CLIENT_SECRET: clientSecret },
  });
}
async function newKitAuth(options: object): Promise<KitAuth> {
  const { SellingPartnerApiAuth } = await kit('auth');
  return new SellingPartnerApiAuth(options);
}

export const steps = {
  async open(wanted: Account): Promise<void> {
    account = wanted;
    partner = newPartner(account);
    kitAuth = await newKitAuth(account);
  },
  async call(call: SpCall): Promise<unknown> {
    return partner.callAPI(call);
  },
  /** Several at once, as a catalog job would. */
  async callAll({ calls }: { calls: readonly SpCall[] }): Promise<readonly unknown[]> {
    return Promise.all(calls.map((call) => partner.callAPI(call)));
  },
  /** One call by another account, or to another region. */
  async callAs({ other, region, ...call }: SpCall & { other?: Partial<Account>; region?: string }): Promise<unknown> {
    return newPartner({ ...account, ...other }, region).callAPI(call);
  },
  /** The token the client holds now. */
  async token(): Promise<string | undefined> {
    return partner.access_token;
  },
  async download({ link, charset }: { link: DocumentLink; charset?: string }): Promise<unknown> {
    return partner.download(link, { ...(charset && { charset }) });
  },
  async upload({ link, content, contentType }: { link: DocumentLink; content: string; contentType: string }) {
    return partner.upload(link, { content, contentType });
  },
  /** As many tokens at the same time as asked for. */
  async kitTokens({ count, ...other }: { count: number } & Partial<Account>): Promise<readonly string[]> {
    const auth = await newKitAuth({ ...account, ...other });
    return Promise.all(Array.from({ length: count }, () => auth.getAccessToken()));
  },
  /** The application's own token. */
  async kitGrantless({ scopes }: { scopes: readonly string[] }): Promise<string> {
    const { clientId, clientSecret } = account;
    return (await newKitAuth({ clientId, clientSecret, scopes })).getAccessToken();
  },
  async kit({ api, operation, request }: {
    api: 'orders-api-2026-01-01' | 'orders-api-v0'; operation: string; request: object;
  }): Promise<{ readonly status: number; readonly data: unknown; readonly retries: readonly KitRetry[] }> {
    const retries: KitRetry[] = [];
    const onRetry = ({ retryCount, rateLimit, delay }: KitRetry) => retries.push({ retryCount, rateLimit, delay });
    const { OrdersApiClient } = await kit(api);
    const client = new OrdersApiClient({ auth: kitAuth, region: 'na', rateLimiting: { retry: true, onRetry } });
    const { status, data } = await client[operation]!(request);
    return { status, data, retries };
  },
};
