/**
 * What a document is, before it is read. A webhook is the order itself; an answer of either API holds it one level down,
 * a page of a list holds many; recorded documents come as all of these. And what only looks like an order is refused by
 * its name: a cart, a draft, a proposal and a description of a document have most of an order's members.
 */
import { stop } from '#domain/fault.ts';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const has = (o: Json, ...names: readonly string[]): boolean => names.some((name) => o[name] !== undefined && o[name] !== null);

/** The things a document holds: itself, or what it is wrapped around. */
export function contained(body: unknown, one: string, many = `${one}s`): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (!isObject(body)) return [body];
  const answer = isObject(body['data']) ? body['data'] : body;
  const list = answer[many];
  if (Array.isArray(list)) return list;
  // An order has lists of refunds and fulfillments of its own: only what has no id is a wrapper.
  if (isObject(list) && !has(answer, 'id')) return nodesOf(list);
  return [!has(answer, 'id') && isObject(answer[one]) ? answer[one] : answer];
}
const nodesOf = (list: Json): readonly unknown[] =>
  (Array.isArray(list['nodes']) ? list['nodes'] : Array.isArray(list['edges']) ? list['edges'].map((e: Json) => e['node']) : [list]);

export const inGraphql = (order: unknown): boolean =>
  isObject(order) && has(order, 'lineItems', 'displayFinancialStatus', 'totalPriceSet');

/** Connections that were asked for by edges, as the nodes we ask for ourselves. */
export function byNodes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byNodes);
  if (!isObject(value)) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([name, v]) => [name, byNodes(v)]));
  return Array.isArray(value['edges']) && !has(value, 'nodes') ? { ...inside, nodes: nodesOf(inside) } : inside;
}

const OTHERS: readonly (readonly [(o: Json) => boolean, string])[] = [
  [(o) => isObject(o['properties']) && has(o, 'type', '$schema'), 'a JSON Schema: it describes a document and is none'],
  [(o) => /\/(Calculated|Draft)Order\//.test(String(o['admin_graphql_api_id'] ?? o['id'])) || has(o, 'invoice_url', 'invoice_sent_at') ||
    has(o, 'draft_order'), 'a draft order: it becomes an order when it is completed, and comes as orders/create then'],
  [(o) => has(o, 'abandoned_checkout_url') || has(o, 'checkout', 'checkouts') || (has(o, 'token', 'cart_token') && 'completed_at' in o),
    'a checkout: nothing is ordered before it is completed'],
];

/** @throws Stopped Malformed that says what it is instead. */
export function mustBe(what: 'order' | 'refund', value: unknown): Json {
  if (!isObject(value)) throw stop.malformed(`this is no ${what}: ${JSON.stringify(value)?.slice(0, 40) ?? 'nothing'}`);
  const [, other] = OTHERS.find(([is]) => is(value)) ?? [];
  if (other) throw stop.malformed(`this is no ${what} but ${other}`);
  if (isObject(value['id']))
    throw stop.malformed(`this is no ${what} but the description of one: its id is ${JSON.stringify(value['id']).slice(0, 40)}`);
  if (what === 'refund' && !has(value, 'id'))
    throw stop.malformed('this is no refund but a request for one, or what one would come to: it has no id and nothing was paid back');
  if (!has(value, 'id')) throw stop.malformed(`id is missing: without it nobody can say which ${what} it is`);
  return value;
}
