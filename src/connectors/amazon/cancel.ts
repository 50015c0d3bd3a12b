/**
 * A seller's cancellation. Amazon has no operation for it: it goes as an OrderAcknowledgement feed, which
 * Amazon works on for minutes. So one attempt hands the feed in, later ones ask what became of it, and the
 * proof is always the order itself. A feed handed in twice cancels once.
 */
import { z } from 'zod';
import { brand, type ExternalId, type IdempotencyKey } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { HttpResponse, Port, Receipt, Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { call, errorsOf, type Call } from './login.ts';
import { fetchOrder } from './search.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'CancelChannelOrder'>;

const BASE = '/feeds/2021-06-30';
const REASON: Readonly<Record<Wish['reason'], string>> = {
  'out-of-stock': 'NoInventory', buyer: 'BuyerCanceled', address: 'ShippingAddressUndeliverable',
  fraud: 'RiskAssessmentInformationNotValid', other: 'GeneralAdjustment',
};
const TOO_LATE = new Set(['PARTIALLY_SHIPPED', 'SHIPPED']);

const Standing = z.object({
  salesChannel: z.object({ marketplaceId: z.string().optional() }),
  fulfillment: z.object({ fulfillmentStatus: z.string() }),
  orderItems: z.array(z.object({ orderItemId: z.string() })),
});
const Made = z.object({ feedDocumentId: z.string(), url: z.url() });
const Feed = z.object({ processingStatus: z.string(), resultFeedDocumentId: z.string().optional() });

export const cancelChannelOrder: Write<Settings, Wish> = {
  async apply(port, { order, reason }, key) {
    const standing = await look(port, order);
    if (standing.fulfillment.fulfillmentStatus === 'CANCELLED') return receiptOf(order);
    if (TOO_LATE.has(standing.fulfillment.fulfillmentStatus))
      throw stop.refused('CancelTooLate', `order ${order} has shipped at Amazon; it can only come back as a return`);
    const feed = (port.memory.get(slot(key)) as string | undefined) ?? await handIn(port, order, standing, reason);
    port.memory.set(slot(key), feed);
    const result = await finished(port, order, feed, key);
    const after = await look(port, order);
    if (after.fulfillment.fulfillmentStatus === 'CANCELLED') return receiptOf(order);
    const [problem] = problemsIn(await report(port, result));
    if (problem) throw stop.refused('PartnerRefused', `Amazon does not cancel order ${order}: ${problem}`);
    throw stop.unavailable(`Amazon has taken the cancellation of order ${order} and does not show it yet`);
  },
  async find(port, { order }) {
    return (await look(port, order)).fulfillment.fulfillmentStatus === 'CANCELLED' ? receiptOf(order) : undefined;
  },
};

const slot = (key: IdempotencyKey): string => `amazon feed ${key}`;
const receiptOf = (order: ExternalId): Receipt => ({ external: brand<ExternalId>(`${order}/cancel`) });

async function look(port: Port<Settings>, order: string): Promise<z.output<typeof Standing>> {
  const found = await fetchOrder(port, order, 'FULFILLMENT');
  if (found === undefined) throw stop.refused('PartnerRefused', `Amazon does not know order ${order}`);
  return read(Standing, found);
}

/** Document, content, feed. Nothing happens at Amazon before the last step, so an attempt may end anywhere. */
async function handIn(
  port: Port<Settings>, order: string, { orderItems, salesChannel }: z.output<typeof Standing>, reason: Wish['reason'],
): Promise<string> {
  const contentType = 'text/xml; charset=utf-8';
  const { feedDocumentId, url } = read(Made, (await ask(port, {
    method: 'POST', url: `${BASE}/documents`, bucket: 'createFeedDocument', body: { contentType },
  })).json());
  const body = envelope(port.settings.sellerId, order, orderItems.map((i) => i.orderItemId), REASON[reason]);
  const put = await port.http({
    method: 'PUT', url, bucket: 'download', body, headers: { 'content-type': contentType }, accept: [403],
  });
  if (put.status >= 300) throw stop.unavailable(`the address for the cancellation of order ${order} no longer works`);
  const [first = ''] = port.settings.marketplaceIds;
  const { feedId } = read(z.object({ feedId: z.string() }), (await ask(port, {
    method: 'POST', url: `${BASE}/feeds`, bucket: 'createFeed', write: true, body: {
      feedType: 'POST_ORDER_ACKNOWLEDGEMENT_DATA', inputFeedDocumentId: feedDocumentId,
      marketplaceIds: [salesChannel.marketplaceId ?? first],
    },
  })).json());
  return feedId;
}

/** The result's document once Amazon has worked on the feed; stops while it does, and when it never will. */
async function finished(port: Port<Settings>, order: string, feed: string, key: IdempotencyKey): Promise<string> {
  const answer = await ask(port, { method: 'GET', url: `${BASE}/feeds/${feed}`, bucket: 'getFeed' });
  const { processingStatus, resultFeedDocumentId } = read(Feed, answer.json());
  if (['IN_QUEUE', 'IN_PROGRESS'].includes(processingStatus))
    throw stop.unavailable(`Amazon works on the cancellation of order ${order} (feed ${feed})`);
  port.memory.delete(slot(key)); // Whatever became of it, the next attempt is a new one.
  if (processingStatus === 'DONE' && resultFeedDocumentId) return resultFeedDocumentId;
  throw stop.refused('PartnerRefused', `cancelling order ${order} ended as ${processingStatus} (feed ${feed})`);
}

async function report(port: Port<Settings>, document: string): Promise<string> {
  const url = `${BASE}/documents/${encodeURIComponent(document)}`;
  const { url: address } = read(Made, (await ask(port, { method: 'GET', url, bucket: 'getFeedDocument' })).json());
  const answer = await port.http({ method: 'GET', url: address, bucket: 'download', accept: [403] });
  if (answer.status !== 200) throw stop.unavailable('the address of the feed’s result no longer works');
  return answer.text;
}

async function ask(port: Port<Settings>, request: Call): Promise<HttpResponse> {
  const answer = await call(port, request);
  if (answer.status < 300) return answer;
  throw stop.refused('PartnerRefused', `Amazon refuses ${request.method} ${request.url}: ${errorsOf(answer)}`);
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

export function envelope(seller: string, order: string, items: readonly string[], reason: string): string {
  const header = element('DocumentVersion', '1.01') + element('MerchantIdentifier', escaped(seller));
  const lines = items.map((item) =>
    element('Item', element('AmazonOrderItemCode', escaped(item)) + element('CancelReason', reason)));
  const acknowledgement = element('AmazonOrderID', escaped(order)) + element('StatusCode', 'Failure') + lines.join('');
  return '<?xml version="1.0" encoding="UTF-8"?>' + element('AmazonEnvelope',
    element('Header', header) + element('MessageType', 'OrderAcknowledgement') +
    element('Message', element('MessageID', '1') + element('OrderAcknowledgement', acknowledgement)));
}

/** Errors of a processing report, which is flat and small: its elements are found by name, warnings left aside. */
export function problemsIn(xml: string): string[] {
  const inner = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  const results = [...xml.matchAll(/<Result>([\s\S]*?)<\/Result>/g)].map((m) => m[1] ?? '');
  const errors = results.filter((r) => inner(r, 'ResultCode') === 'Error')
    .map((r) => `${inner(r, 'ResultMessageCode')} ${inner(r, 'ResultDescription')}`.trim());
  if (errors.length > 0) return errors;
  return inner(xml, 'MessagesWithError') === '0' ? [] : ['its report cannot be read'];
}
