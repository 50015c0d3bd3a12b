/**
 * What a person does about a return: agrees to it or declines it, says what came and what it is fit for. Each is a fact
 * like any partner's, told by `person`; the workflow decides what follows.
 */
import type { ConnectionId, ExternalId, LocationId, OrderId, Sku } from '#domain/brand.ts';
import type { DeclineReason, Disposition, ReturnLine } from '#domain/return.ts';
import { findStories } from '#store/story.ts';
import { findReturns, type ReturnListRow } from '#store/return-list.ts';
import { append } from '../append.ts';
import { newId } from '../identity.ts';
import { now } from '../moment.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface ReturnWish {
  /** Any number of the order. */
  readonly order: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly reason?: ReturnLine['reason'] | undefined }[];
}
export interface GoodsWish {
  /** The return, or any number of the order. */
  readonly of: string;
  readonly location: string;
  readonly looked: boolean;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly disposition?: Disposition | undefined }[];
}
const PERSON = 'person' as ConnectionId;

/** @throws Refusal when it is no return, or the number of several. */
export async function oneReturn(p: Pick<Platform, 'pool'>, tenant: string, name: string): Promise<ReturnListRow> {
  const [found, another] = await findReturns(p.pool, tenant, name);
  if (!found) throw notFound(`There is no return ${name}.`);
  if (another) throw conflict(`${name} is the number of several returns: use one of their ids.`);
  return found;
}

export async function orderNamed(p: Platform, tenant: string, name: string): Promise<OrderId> {
  const returned = await findReturns(p.pool, tenant, name);
  const orders = returned.length > 0 ? returned.map((r) => r.order_id)
    : (await findStories(p.pool, tenant, name)).flatMap((f) => /^order:([^/]+)/.exec(f.own)?.[1] ?? []);
  const [only, another] = [...new Set(orders)];
  if (!only) throw notFound(`There is no order or return ${name}.`);
  if (another) throw conflict(`${name} is the number of several orders: use one of their ids.`);
  return only as OrderId;
}

/** Agrees that something may come back. */
export async function authoriseReturn(p: Platform, act: Act, wish: ReturnWish): Promise<{ returnId: string }> {
  if (wish.lines.length === 0) throw invalid('Say which items may come back.');
  const orderId = await orderNamed(p, act.tenant, wish.order);
  const returnId = `ret-${newId()}`;
  const lines = wish.lines.map(({ sku, quantity, reason }) => ({ sku: sku as Sku, quantity, ...(reason && { reason }) }));
  const at = now();
  const data = { orderId, return: { returnId, by: PERSON, external: returnId as ExternalId, at, lines } };
  return told(p, act, { type: 'ReturnAuthorised', data, key: returnId, result: { returnId } });
}

type Decision = { readonly agree: true }
  | { readonly agree: false; readonly reason: DeclineReason; readonly note?: string | undefined };
/** Agrees to a return that was asked for, or declines it. */
export async function decideReturn(p: Platform, act: Act, name: string, decision: Decision): Promise<{ returnId: string }> {
  const r = await oneReturn(p, act.tenant, name);
  if (r.stage !== 'requested') throw conflict(`Return ${r.number} is ${r.stage}: there is nothing to decide.`);
  const of = { orderId: r.order_id as OrderId, by: PERSON, at: now() };
  const { agree } = decision;
  const data = decision.agree
    ? { orderId: of.orderId, decided: true, return: {
      returnId: r.return_id, by: r.connection as ConnectionId, external: r.external as ExternalId,
      number: r.number, at: of.at, lines: r.announced as readonly ReturnLine[] } }
    : { ...of, returnId: r.return_id, decided: { reason: decision.reason, ...(decision.note && { note: decision.note }) },
      ...(act.why && { reason: act.why }) };
  return told(p, act, { type: agree ? 'ReturnAuthorised' : 'ReturnDeclined', data, key: `${r.return_id}:${newId()}`,
    result: { returnId: r.return_id } });
}

/** Says what came back, or what it is fit for. */
export async function tellGoods(p: Platform, act: Act, wish: GoodsWish): Promise<{ receipt: string }> {
  if (wish.looked && wish.lines.some((l) => !l.disposition))
    throw invalid('Say of each line what it is fit for: resaleable, damaged or destroyed.');
  if (!tenantOf(p, act.tenant).locations.some((l) => l.location === wish.location)) throw invalid(`There is no location ${wish.location}.`);
  const orderId = await orderNamed(p, act.tenant, wish.of);
  const receipt = newId();
  const lines = wish.lines.map(({ sku, quantity, disposition }) => ({ sku: sku as Sku, quantity, ...(disposition && { disposition }) }));
  const data = { orderId, by: PERSON, receipt: receipt as ExternalId, location: wish.location as LocationId, at: now(), lines };
  return told(p, act, { type: wish.looked ? 'ReturnInspected' : 'ReturnReceived', data, key: receipt, result: { receipt } });
}

function told<T extends object>(
  p: Platform, act: Act, { type, data, key, result }: { type: string; data: { readonly orderId: string }; key: string; result: T },
): Promise<T> {
  return audited(p, act, async (tx) => {
    await append(tx, [{ tenant: act.tenant, type, data, key: `${type}:${key}`, at: now() }]);
    return { result, what: `return.${type}`, before: null, after: { order: data.orderId, ...result } };
  });
}
