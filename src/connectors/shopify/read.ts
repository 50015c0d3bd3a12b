/**
 * What each document says. Webhooks that hold a whole order are read as they are; those that only name one, and
 * those whose payments are not certain, are followed by asking for what is missing.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { stop, Stopped } from '#domain/fault.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { Document, News, Port } from '../contract.ts';
import { id, parseJson, read } from '../parse.ts';
import { ONE_ORDER, PAYMENTS, PICKUP } from './documents.ts';
import { withExchanges } from './exchange.ts';
import { contained, inGraphql, mustBe } from './envelope.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber, idOf, numberIn, restId } from './ids.ts';
import { disputeIn } from './disputes.ts';
import { orderOf, type Pickup } from './order.ts';
import { Payment, payment, seenInGraphql } from './order-graphql.ts';
import { seenInWebhook, type RestOrder } from './order-rest.ts';
import { completed, OrderNode } from './pages.ts';
import { readStatement } from './payout-statement.ts';
import { payoutIn } from './payouts.ts';
import { partiesOf } from './people.ts';
import { refundAlone } from './refund-alone.ts';
import { askedReturn, disposed, returnAlone } from './returns.ts';
import { PLACEMENT_LIST, placementNews, placementsListed } from './placement.ts';
import { productsIn } from './products.ts';
import type { SeenOrder } from './seen.ts';
import type { Settings } from './settings.ts';

interface Read { readonly body: unknown; readonly recorded: boolean }
type Reader = (port: Port<Settings>, read: Read) => Promise<readonly News[]>;

/** Each of them, when the document is an answer or a page of a list that holds several. */
const each = (one: string, reader: Reader): Reader => async (port, { body, recorded }) => {
  const news: News[] = [];
  for (const item of contained(body, one)) news.push(...await reader(port, { body: item, recorded }));
  return news.length > 0 ? news : [{ said: 'nothing', why: `the list of ${one}s is empty` }];
};
const wholeOrder: Reader = each('order', async (port, { body, recorded }) => {
  if (inGraphql(body)) return newsOf(port, seenInGraphql(body), { recorded });
  const said = seenInWebhook(body);
  const paid = said.whole ? said.order : await asFarAs(recorded, () => withPayments(port, said));
  return newsOf(port, paid ?? said.assumed, { recorded });
});
/**
 * What a recorded document leaves out may be out of reach for good: it goes on with what it says by itself. A shop
 * that is there is waited for, because what is assumed of a payment would stay in the books.
 */
async function asFarAs<T>(recorded: boolean, asking: () => Promise<T>): Promise<T | undefined> {
  try {
    return await asking();
  } catch (error) {
    if (recorded && error instanceof Stopped && NOT_TO_BE_ASKED.has(error.fault.kind)) return undefined;
    throw error;
  }
}

const NOT_TO_BE_ASKED: ReadonlySet<string> = new Set(['Unavailable', 'Unauthorised', 'Refused']);

const polledOrder: Reader = async (port, { body, recorded }) => (recorded && !inGraphql(body) ? wholeOrder(port, { body, recorded })
  : newsOf(port, seenInGraphql(body), { recorded, fetched: 'stored' }));
const silent = (why: string): Reader => async () => [{ said: 'nothing', why }];

/** The shop is asked what it has become; a recorded one says what it can by itself. */
function aReturn(topic: string): Reader {
  return async (port, { body, recorded }) => {
    const asked = await asFarAs(recorded, () => askedReturn(port, body));
    return asked ?? returnAlone(port, topic, body) ?? unasked('the return');
  };
}
/** Of every kind of news about fulfillment orders: how the order stands now. */
function aPlacement(topic: string): Reader {
  return async (port, { body, recorded }) =>
    (await asFarAs(recorded, () => placementNews(port, topic, body))) ?? unasked('what is to be sent');
}
const unasked = (what: string): readonly News[] =>
  [{ said: 'nothing', why: `it only names ${what}, and the shop cannot be asked` }];

const DRAFT = 'a draft is no order yet: it comes as orders/create when it is completed';
const CART = 'nothing is ordered yet';

const READERS: Readonly<Record<string, Reader>> = {
  order: polledOrder, orders: wholeOrder,
  'orders/create': wholeOrder, 'orders/updated': wholeOrder, 'orders/cancelled': wholeOrder, 'orders/paid': wholeOrder,
  'orders/fulfilled': wholeOrder, 'orders/partially_fulfilled': wholeOrder,
  'orders/edited': async (port, { body, recorded }) => {
    const { order_id: order } = read(Edited, body).order_edit;
    return await asFarAs(recorded, () => named(port, order)) ?? unasked(`order ${order}, which was edited`);
  },
  'refunds/create': each('refund', async (port, { body, recorded }) => {
    const { order_id: order } = read(Refunded, mustBe('refund', body));
    const asking = () => named(port, order);
    if (!recorded) return asking();
    const alone = refundAlone(body);
    const asked = await asFarAs(true, asking);
    if (asked) return asked;
    if (alone) return [alone];
    throw stop.malformed('what it says of goods does not add up to what went back, and the shop, ' +
      `which knows order ${order}, cannot be asked`);
  }),
  'returns/request': aReturn('returns/request'), 'returns/approve': aReturn('returns/approve'),
  'returns/decline': aReturn('returns/decline'), 'returns/cancel': aReturn('returns/cancel'), 'returns/close': aReturn('returns/close'),
  'returns/reopen': aReturn('returns/reopen'), 'returns/update': aReturn('returns/update'), 'returns/process': aReturn('returns/process'),
  'reverse_fulfillment_orders/dispose': async (port, { body, recorded }) =>
    await asFarAs(recorded, () => disposed(port, body)) ?? unasked('what became of the goods'),
  'reverse_deliveries/attach_deliverable': silent('a label for the way back: the return itself says that it is on its way'),
  'disputes/create': async (port, { body }) => [disputeIn(port, body)],
  'disputes/update': async (port, { body }) => [disputeIn(port, body)],
  [PLACEMENT_LIST]: async (_port, { body }) => placementsListed(body),
  product: async (_port, { body }) => productsIn(body),
  'products/create': async (_port, { body }) => productsIn(body),
  'products/update': async (_port, { body }) => productsIn(body),
  payout: async (port, { body }) => [payoutIn(port, body)],
  'customers/redact': async (_port, { body }) => [privacy(body, 'forget')],
  'customers/data_request': async (_port, { body }) => [privacy(body, 'access')],
  // Two days after the app was removed.
  'shop/redact': async () => [{ said: 'privacy', request: 'forget-all', orders: [] }],
  'app/uninstalled': async () => {
    throw stop.unauthorised('the merchant removed the app from the shop; its token no longer works');
  },
  'fulfillments/create': silent('an echo: shipments are ours to tell'),
  'fulfillments/update': silent('an echo: shipments are ours to tell'),
  'draft_orders/create': silent(DRAFT), 'draft_orders/update': silent(DRAFT), 'draft_orders/delete': silent(DRAFT),
  'checkouts/create': silent(CART), 'checkouts/update': silent(CART), 'carts/create': silent(CART), 'carts/update': silent(CART),
  'order_transactions/create': silent('payments are read with their order, which says them all'),
  'inventory_levels/update': silent('an echo: the channel’s availability follows ours'),
};

/** What a person hands over with `ingest`: exports and lists of Shopify Payments. */
export const STATEMENT_TOPICS = ['settlement', 'payouts', 'statement', 'balance_transactions', 'payments_transactions'];
const STATEMENTS = new Set(STATEMENT_TOPICS);

const Edited = z.object({ order_edit: z.object({ order_id: id }) });
const Refunded = z.object({ order_id: id });
const Privacy = z.object({
  customer: z.object({ id: id.nullish() }).nullish(), orders_to_redact: z.array(id).optional(),
  orders_requested: z.array(id).optional(),
});

export async function readDocument(
  port: Port<Settings>, document: Document,
): Promise<readonly News[]> {
  const { topic, body, recorded = false } = document;
  if (STATEMENTS.has(topic)) return readStatement(port, document);
  const reader = READERS[topic] ?? (topic.startsWith('fulfillment_orders/') ? aPlacement(topic) : undefined);
  if (!reader) return [{ said: 'nothing', why: `nothing is done about ${topic}; the topics stand in docs/connectors.md` }];
  return reader(port, { body: parseJson(body), recorded });
}

interface How { readonly recorded: boolean; readonly fetched?: 'stored' | 'read' }
async function newsOf(port: Port<Settings>, seen: SeenOrder, { recorded, fetched }: How): Promise<News[]> {
  if (seen.test && !port.settings.takeTestOrders)
    return [{ said: 'nothing', why: `${seen.name} is a test order, and the settings leave those` }];
  const whole = await asFarAs(recorded, () => withExchanges(port, seen)) ?? seen;
  const order = orderOf(port, whole, await asFarAs(recorded, () => pickupOf(port, seen)));
  return [
    { said: 'order', order, parties: partiesOf(seen), ...(fetched && { fetched }) },
    ...seen.strange.map((s) => ({ said: 'drift' as const, ...s })),
  ];
}

async function named(port: Port<Settings>, order: string): Promise<readonly News[]> {
  const answer = z.object({ order: OrderNode.nullable() });
  const { order: node } = await ask(port, { document: ONE_ORDER, variables: { id: gid('Order', order) }, answer });
  if (!node) return [{ said: 'nothing', why: `Shopify no longer has order ${order}` }];
  return newsOf(port, seenInGraphql(await completed(port, node)), { recorded: false, fetched: 'read' });
}

/**
 * Fills in what a webhook leaves out: how the order was paid and what refunds paid back, in the shop's currency.
 * Undefined when the shop does not have the order.
 */
async function withPayments(port: Port<Settings>, { order, refundPayments }: RestOrder): Promise<SeenOrder | undefined> {
  const answer = z.object({ order: z.object({ transactions: z.array(Payment) }).nullable() });
  const data = await ask(port, { document: PAYMENTS, variables: { id: gid('Order', order.id) }, answer });
  if (!data.order) return undefined;
  const payments = data.order.transactions.map(payment);
  return {
    ...order, payments,
    refunds: order.refunds.map((r) => ({
      ...r, payments: payments.filter((p) => refundPayments.get(r.id)?.includes(p.id)),
    })),
  };
}

const Places = z.object({ order: z.object({ fulfillmentOrders: z.object({ nodes: z.array(z.object({
  deliveryMethod: z.object({ methodType: z.string() }).nullish(),
  assignedLocation: z.object({ location: z.object({ id: gidNumber }).nullish() }),
})) }) }).nullable() });

/** Collected later, or carried out of the store at once. */
const AT_A_STORE = new Set(['PICK_UP', 'RETAIL']);

/** Goods without an address are picked up; where, their fulfillment orders say. */
async function pickupOf(port: Port<Settings>, seen: SeenOrder): Promise<Pickup | undefined> {
  if (seen.shipTo || !seen.lines.some((l) => l.shipped)) return undefined;
  const data = await ask(port, { document: PICKUP, variables: { id: gid('Order', seen.id) }, answer: Places });
  const place = data.order?.fulfillmentOrders.nodes.find((n) => AT_A_STORE.has(n.deliveryMethod?.methodType ?? ''));
  if (!place) return undefined;
  const external = place.assignedLocation.location?.id;
  const own = external && (await port.mapping('location', external));
  return { at: own as Pickup['at'] };
}

function privacy(body: unknown, request: 'forget' | 'access'): News {
  const { customer, orders_to_redact: redact, orders_requested: asked } = read(Privacy, body);
  const orders = (redact ?? asked ?? []) as ExternalId[];
  return { said: 'privacy', request, orders, ...(customer?.id && { customer: customer.id }) };
}

const About = z.object({
  ...restId, order_id: id, order_edit: z.object({ order_id: id }), payout: z.object({ id }),
  customer: z.object({ id: id.nullish() }).nullish(),
}).partial();

const aboutIn = (topic: string, body: Uint8Array): z.infer<typeof About> =>
  About.parse(contained(parseJson(body), topic.startsWith('refund') ? 'refund' : 'order')[0]);

/** Never throws: what cannot be read is about itself, and holds up nothing else that cannot. */
export function referenceOf({ topic, body }: Document): string {
  try {
    const about = aboutIn(topic, body);
    const group = topic.split('/')[0] ?? topic;
    const order = about.order_id ?? about.order_edit?.order_id;
    if (order) return `orders/${order}`;
    const inside = topic.startsWith('customers/') ? about.customer?.id : about.payout?.id;
    const number = about.id ?? inside;
    const own = number && (numberIn(number) ?? idOf({ ...about, id: number }));
    return own ? `${group.endsWith('s') ? group : `${group}s`}/${own}` : group;
  } catch {
    return `${topic}/unreadable-${createHash('sha256').update(body).digest('hex').slice(0, 12)}`;
  }
}
