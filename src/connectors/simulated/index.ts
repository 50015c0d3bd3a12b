/**
 * A partner of every kind that exists only in the sandbox: plain JSON over HTTP, one document per key. The
 * engine's tests kill workers and databases against it, and it is the shortest connector there is to read.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import type { PartnerWishType } from '#domain/messages.ts';
import { stop } from '#domain/fault.ts';
import { sayLead, type Lead } from '#domain/publication.ts';
import { defineConnector, type Port, type Receipt, type Write, type Writes } from '../contract.ts';
import { parseJson, read } from '../parse.ts';
import { chargebackNews, SaidChargeback } from './chargeback.ts';
import { newsOf, Said } from './order.ts';
import { SaidOnTheWay, wayNews } from './way.ts';

const settings = z.object({
  baseUrl: z.url().describe('Where the simulated partner listens'),
  token: z.string().describe('Sent as a bearer token'),
  webhookSecret: z.string().describe('Key of the HMAC over the body'),
});
type Settings = z.infer<typeof settings>;

const Answer = z.object({ id: z.string(), number: z.string().optional(), stands: z.number().int().optional() });
const auth = (port: Port<Settings>) => ({ authorization: `Bearer ${port.settings.token}` });
const address = (type: string, key: string): string => `/wishes/${type}/${encodeURIComponent(key)}`;

const receipt = (body: unknown): Receipt => {
  const { id, number, stands } = read(Answer, body);
  return { external: id as ExternalId, ...(number && { number }), ...(stands !== undefined && { stands }) };
};

interface Wish { readonly key: string; readonly to?: string; readonly item?: string; readonly quantity?: number; readonly was?: number;
  readonly lead?: Lead }
/** A quantity says what it is for, and what the shop is expected to show; other documents are their key. */
const bodyOf = ({ key, to, item, quantity, was, lead }: Wish): object =>
  (quantity === undefined ? { key } : { key, to, item, quantity, was, ...(lead && { lead: sayLead(lead) }) });

/** Every wish is the same here: put the document under its key; the partner keeps the first. */
const write = (type: PartnerWishType): Write<Settings, Wish> => ({
  tellsLead: true,
  async apply(port, wish, key) {
    const body = type === 'PublishStock' ? bodyOf(wish) : { key: wish.key };
    const response = await port.http({ method: 'PUT', url: address(type, key), headers: auth(port), body, write: true });
    if (response.status >= 400) throw stop.refused('PartnerRefused', `the simulated partner answered ${response.status} to ${type}`);
    return receipt(response.json());
  },
  async find(port, _wish, key) {
    const response = await port.http({ method: 'GET', url: address(type, key), headers: auth(port), accept: [404] });
    return response.status === 404 ? undefined : receipt(response.json());
  },
});
const TYPES: readonly PartnerWishType[] = [
  'CreateErpOrder', 'AmendErpOrder', 'CancelErpOrder', 'RecordErpShipment', 'IssueInvoice', 'IssueCreditMemo', 'PostJournal',
  'RequestFulfillment', 'CancelFulfillment', 'ReportShipment', 'CancelChannelOrder', 'PublishStock',
  'RefundReturn', 'RecordErpReturn', 'RecordErpSpoilage', 'AnswerReturn', 'ReportPickupReady', 'ReportTracking', 'CancelChannelLines',
];

export default defineConnector<Settings>({
  name: 'simulated',
  kind: 'storefront',
  apiVersion: '1',
  mappingVersion: 1,
  settings,
  secrets: ['token', 'webhookSecret'],
  budget: { default: { capacity: 5000, perSecond: 5000 } },
  can: {
    webhook: {
      verify({ webhookSecret }, raw, headers) {
        const given = Buffer.from(headers['x-simulated-hmac'] ?? '', 'base64');
        const wanted = createHmac('sha256', webhookSecret).update(raw).digest();
        return given.length === wanted.length && timingSafeEqual(given, wanted);
      },
      topic: (headers) => headers['x-simulated-topic'] ?? 'order',
    },
    reference: ({ body }) => {
      try {
        return `orders/${(parseJson(body) as { order?: string }).order ?? 'unknown'}`;
      } catch {
        return 'orders/unreadable';
      }
    },
    read: async (port, { body }) => {
      const said = parseJson(body);
      const chargeback = SaidChargeback.safeParse(said);
      if (chargeback.success) return [chargebackNews(chargeback.data)];
      const way = SaidOnTheWay.safeParse(said);
      return [way.success ? wayNews(way.data) : newsOf(port, read(Said, said))];
    },
    writes: Object.fromEntries(TYPES.map((type) => [type, write(type)])) as Writes<Settings>,
  },
});
