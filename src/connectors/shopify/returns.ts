/**
 * Returns as the shop keeps them: agreements by their webhooks, what became of the goods by reverse fulfillment orders.
 * A webhook names what happened and little more, so the return is asked for; a recorded one whose shop cannot be asked is
 * read as far as it goes. Its words are Shopify's, and one that nobody explained changes nothing.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { timestamp } from '#domain/time.ts';
import type { Disposition, ReturnReason } from '#domain/return.ts';
import type { News, Port, ReturnedItem } from '../contract.ts';
import { id, read } from '../parse.ts';
import { ONE_RETURN, ONE_REVERSE } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber, idOf, restId } from './ids.ts';
import type { Settings } from './settings.ts';

type Word = Extract<News, { said: 'return' }>['word'];
/** ReturnStatus; in webhooks the same in small letters. */
export const STATUS: Readonly<Record<string, Word>> =
  { REQUESTED: 'requested', OPEN: 'authorised', CLOSED: 'closed', DECLINED: 'declined', CANCELED: 'cancelled' };
/** Not restocked is kept and not for sale; what needs processing is here and nobody has looked at it. */
export const DISPOSITION: Readonly<Record<string, Disposition | 'unseen' | 'missing'>> =
  { RESTOCKED: 'resaleable', NOT_RESTOCKED: 'damaged', PROCESSING_REQUIRED: 'unseen', MISSING: 'missing' };

/** ReturnReason, in webhooks in small letters. Style and color are what the buyer did not want; the rest says itself. */
export const REASON: Readonly<Record<string, ReturnReason>> = {
  COLOR: 'unwanted', DEFECTIVE: 'defective', NOT_AS_DESCRIBED: 'not-as-described', OTHER: 'other', SIZE_TOO_LARGE: 'size',
  SIZE_TOO_SMALL: 'size', STYLE: 'unwanted', UNWANTED: 'unwanted', WRONG_ITEM: 'wrong-item',
};
const reasonOf = (word: string | null | undefined): Pick<ReturnedItem, 'reason'> => {
  const known = word ? REASON[word.toUpperCase().replaceAll('-', '_')] : undefined;
  return known ? { reason: known } : {};
};

const Item = z.object({ quantity: z.number().int(), return_reason: z.string().nullish() }).loose();
const Hook = z.object({
  ...restId, id: id.nullish(), name: z.string().nullish(), status: z.string().nullish(), order: z.object(restId).loose().nullish(),
  /** Where a return is closed, the order is only named. */ order_id: id.nullish(),
  /** A list; in an update what was removed. */ return_line_items: z.unknown().optional(),
  decline: z.object({ note: z.string().nullish(), reason: z.string().nullish() }).nullish(),
}).loose();
type Hook = z.output<typeof Hook>;

const Node = z.object({ return: z.object({
  id: gidNumber, name: z.string().nullish(), status: z.string(), createdAt: z.string(), order: z.object({ id: gidNumber }),
  decline: z.object({ note: z.string().nullish() }).nullish(),
  exchangeLineItems: z.object({ nodes: z.array(z.unknown()) }).nullish(),
  returnLineItems: z.object({ nodes: z.array(z.object({
    quantity: z.number().int(), returnReason: z.string().nullish(),
    fulfillmentLineItem: z.object({ lineItem: z.object({ id: gidNumber }) }).nullish(),
  })) }),
}).nullable() });
type Node = NonNullable<z.output<typeof Node>['return']>;

/** What the shop says of it now. */
export async function askedReturn(port: Port<Settings>, body: unknown): Promise<readonly News[]> {
  const number = numberOf(body);
  const { return: node } = await ask(port, { document: ONE_RETURN, variables: { id: gid('Return', number) }, answer: Node });
  return node ? nodeNews(node) : [{ said: 'nothing', why: `Shopify no longer has return ${number}` }];
}
const Named = z.object({ id: id.nullish(), admin_graphql_api_id: z.string().nullish() });
function numberOf(body: unknown): string {
  const { id: number, admin_graphql_api_id: name } = read(Named, body);
  return idOf({ id: number ?? name ?? '', admin_graphql_api_id: name });
}

function nodeNews(r: Node): News[] {
  const word = STATUS[r.status];
  if (!word) return [strange('return.status', r.name ?? r.id, r.status)];
  const lines = r.returnLineItems.nodes.filter((l) => l.quantity > 0).flatMap((l): ReturnedItem[] =>
    (l.fulfillmentLineItem ? [{ quantity: l.quantity, lineId: l.fulfillmentLineItem.lineItem.id, ...reasonOf(l.returnReason) }] : []));
  return [{ said: 'return', external: r.id, order: r.order.id, at: timestamp(r.createdAt), word, lines,
    ...(r.exchangeLineItems?.nodes.length && { resolution: 'exchange' as const }),
    ...(r.name && { number: r.name }), ...(r.decline?.note && { reason: r.decline.note }) }];
}

/** By its webhook alone; undefined when it does not name its order. */
export function returnAlone(port: Port<Settings>, topic: string, body: unknown): readonly News[] | undefined {
  const r = read(Hook, body);
  const order = r.order ? idOf(r.order) : r.order_id;
  if (!order || (!r.id && !r.admin_graphql_api_id)) return undefined;
  const external = idOf({ ...r, id: r.id ?? '' });
  const word = wordOf(topic, r);
  if (!word) return [strange('return.status', r.name ?? external, r.status ?? topic)];
  const reason = r.decline?.note ?? r.decline?.reason;
  return [{ said: 'return', external, order: order as ExternalId, at: port.now, word, lines: linesIn(r),
    ...(r.name && { number: r.name }), ...(reason && { reason }) }];
}
const TOPIC: Readonly<Record<string, Word>> = {
  'returns/request': 'requested', 'returns/approve': 'authorised', 'returns/decline': 'declined', 'returns/cancel': 'cancelled',
  'returns/close': 'closed',
};
/** What its status says; the topic where it states none. */
const wordOf = (topic: string, { status }: Hook): Word | undefined =>
  (status ? STATUS[status.toUpperCase()] : TOPIC[topic]);

/** Where the line of the order stands differs; what is found is read, and without it the whole order is meant. */
function linesIn({ return_line_items: lines }: Hook): ReturnedItem[] {
  const listed = z.array(Item).safeParse(lines);
  return (listed.data ?? []).flatMap((l): ReturnedItem[] => {
    const inner = l as { line_item?: unknown; fulfillment_line_item?: { line_item?: unknown } };
    const line = z.object(restId).loose().safeParse(inner.fulfillment_line_item?.line_item ?? inner.line_item);
    return line.success && l.quantity > 0 ? [{ quantity: l.quantity, lineId: idOf(line.data), ...reasonOf(l.return_reason) }] : [];
  });
}

const Reverse = z.object({ reverseFulfillmentOrder: z.object({
  id: gidNumber, order: z.object({ id: gidNumber }).nullish(),
  lineItems: z.object({ nodes: z.array(z.object({
    fulfillmentLineItem: z.object({ lineItem: z.object({ id: gidNumber }) }).nullish(),
    dispositions: z.array(z.object({ id: gidNumber, createdAt: z.string(), quantity: z.number().int(), type: z.string(),
      location: z.object({ id: gidNumber }).nullish() })),
  })) }),
}).nullable() });

/** Every disposition so far; each is a receipt of its own, so one that was told before counts once. */
export async function disposed(port: Port<Settings>, body: unknown): Promise<readonly News[]> {
  const number = numberOf(body);
  const { reverseFulfillmentOrder: found } = await ask(port,
    { document: ONE_REVERSE, variables: { id: gid('ReverseFulfillmentOrder', number) }, answer: Reverse });
  if (!found?.order) return [{ said: 'nothing', why: `Shopify no longer has reverse fulfillment order ${number}` }];
  const order = found.order.id;
  return found.lineItems.nodes.flatMap((l) => l.dispositions.flatMap((d): News[] => {
    const found = DISPOSITION[d.type];
    if (!found) return [strange('reverseFulfillmentOrder.disposition', number, d.type)];
    if (found === 'missing' || d.quantity <= 0 || !l.fulfillmentLineItem) return [];
    return [{ said: 'returned-goods', external: d.id, order, at: timestamp(d.createdAt), looked: false,
      ...(d.location && { location: d.location.id as ExternalId }),
      lines: [{ lineId: l.fulfillmentLineItem.lineItem.id, quantity: d.quantity, ...(found !== 'unseen' && { disposition: found }) }] }];
  }));
}

const strange = (path: string, what: string, word: string): News =>
  ({ said: 'drift', path, detail: `${what} says ${JSON.stringify(word)}, which nobody has explained; it changes nothing` });
