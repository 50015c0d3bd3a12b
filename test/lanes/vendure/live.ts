/**
 * A port to a server that is really there (the twin, or a Vendure of the lane), and a shopper who buys at it
 * through the shop API. Faults are told apart as the platform's own port does.
 */
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { fromEpoch } from '#domain/time.ts';
import type { HttpRequest, HttpResponse, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { replay, type Answer } from '#connectors/recording.ts';
import vendure from '#connectors/vendure/index.ts';
import type { Settings } from '#connectors/vendure/settings.ts';

/** `heard` collects the answers, to be kept as a recording. */
export function livePort(raw: Readonly<Record<string, unknown>>, heard: Answer[] = []): Port<Settings> {
  const port = replay(vendure, { name: 'live', settings: raw });
  return { ...port, now: fromEpoch(Date.now()), http: (request) => exchange(port.settings.baseUrl, request, heard) };
}

async function exchange(baseUrl: string, request: HttpRequest, heard: Answer[]): Promise<HttpResponse> {
  const [fault, what] = request.write ? [stop.unknown, 'write'] : [stop.unavailable, 'read'];
  const response = await fetch(new URL(request.url, baseUrl), {
    method: request.method, body: JSON.stringify(request.body),
    headers: { 'content-type': 'application/json', ...request.headers },
  }).catch((error: Error) => {
    throw fault(`${what} not answered: ${error.message}`);
  });
  if (response.status === 429) throw stop.throttled(fromEpoch(Date.now() + 1000));
  if (response.status >= 500) throw fault(`${what} answered ${response.status}`);
  const text = await response.text();
  const headers = Object.fromEntries(response.headers);
  const token = headers['vendure-auth-token'];
  heard.push({
    expect: { method: 'POST', url: '/admin-api', body: operationOf(request) }, status: response.status,
    ...(token && { headers: { 'vendure-auth-token': 'scrubbed' } }), body: JSON.parse(text) as unknown,
  });
  return { status: response.status, headers, bytes: Buffer.from(text), text, json: () => parseJson(text) };
}

/** The first field that is asked for besides the channel. */
function operationOf({ body }: HttpRequest): string {
  const { query } = body as { query: string };
  return /\{\s*(?:activeChannel \{[^}]*\}\s*)?(\w+)/.exec(query)?.[1] ?? '';
}

export interface Basket {
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  readonly coupon?: string;
}
const RESULT = '{ ... on Order { id code state } ... on ErrorResult { errorCode message } }';

/** Buys, and answers the id of the paid order. @throws with the shop's own words when it says no. */
export async function shop(baseUrl: string, basket: Basket): Promise<{ id: string; code: string }> {
  let token = '';
  const ask = async (query: string): Promise<Record<string, unknown>> => {
    const response = await fetch(new URL('/shop-api', baseUrl), {
      method: 'POST', body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    });
    token = response.headers.get('vendure-auth-token') || token;
    const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
    const [result] = Object.values(data ?? {}) as Record<string, unknown>[];
    if (errors || !result || 'errorCode' in result) throw new Error(JSON.stringify(errors ?? result));
    return result;
  };
  const does = (call: string) => ask(`mutation { ${call} ${RESULT} }`);
  for (const { variantId, quantity } of basket.lines)
    await does(`addItemToOrder(productVariantId: "${variantId}", quantity: ${quantity})`);
  if (basket.coupon) await does(`applyCouponCode(couponCode: "${basket.coupon}")`);
  await does(`setCustomerForOrder(input: {firstName: "Robin", lastName: "Example",
    emailAddress: "robin@example.invalid", phoneNumber: "+17755550142"})`);
  await does(`setOrderShippingAddress(input: {fullName: "Robin Example", streetLine1: "77 Invented Avenue",
    streetLine2: "Unit 4", city: "Reno", province: "NV", postalCode: "89501", countryCode: "US"})`);
  const methods = (await ask('{ eligibleShippingMethods { id } }')) as unknown as { id: string }[];
  await does(`setOrderShippingMethod(shippingMethodId: ["${methods[0]!.id}"])`);
  await does('transitionOrderToState(state: "ArrangingPayment")');
  const payments = (await ask('{ eligiblePaymentMethods { code } }')) as unknown as { code: string }[];
  const paid = await does(`addPaymentToOrder(input: {method: "${payments[0]!.code}", metadata: {}})`);
  return { id: String(paid['id']), code: String(paid['code']) };
}

export const wishFor = (order: string, shipment: object): never =>
  ({ key: 'k', to: 'vendure-test', orderId: `ord-${order}`, order: brand(order), shipment }) as never;
