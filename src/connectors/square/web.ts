/**
 * What a register took back of an order that was bought elsewhere. Square calls it an unlinked return: it names no order of
 * Square, and the clerk puts the web order's number into the reference, the metadata or a line's note (`#1001`). The goods
 * belong to that order: they are told with it, what the register makes of them (back in stock, waste) is what was found of
 * them, and neither is a movement of the shelf beside it.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { sum } from '#domain/measure.ts';
import type { Tender } from '#domain/order.ts';
import type { Disposition } from '#domain/return.ts';
import type { News, Port, ReturnedItem } from '#connectors/contract.ts';
import { parseJson, read } from '#connectors/parse.ts';
import { meaning } from '#connectors/translation.ts';
import { call } from './call.ts';
import { statedSku, skusOf } from './catalog.ts';
import type { Settings } from './settings.ts';
import { money, pieces, SquareOrder, unitOf, type SquareReturn } from './shape.ts';
import { REFUND } from './status.ts';

/** The key of an order's metadata a register's application may write the number under. */
export const WEB_ORDER = 'web_order';

/** The number of the order, as the clerk has it off the slip. A return that names its sale at Square needs none. */
export function webOrder(o: SquareOrder, r: SquareReturn): string | undefined {
  if (r.source_order_id) return undefined;
  const stated = o.metadata?.[WEB_ORDER];
  const noted = (r.return_line_items ?? []).flatMap((l) => /#[\w-]+/.exec(l.note ?? '') ?? [])[0];
  return (typeof stated === 'string' && stated.trim()) || o.reference_id?.trim() || noted || undefined;
}

export async function webReturns(port: Port<Settings>, o: SquareOrder): Promise<News[]> {
  const news: News[] = [];
  for (const [i, r] of (o.returns ?? []).entries()) {
    const order = webOrder(o, r);
    if (order) news.push(...(await webReturn(port, o, { r, i, order })));
  }
  return news;
}

interface Back { readonly r: SquareReturn; readonly i: number; readonly order: string }
async function webReturn(port: Port<Settings>, o: SquareOrder, { r, i, order }: Back): Promise<News[]> {
  const lines = r.return_line_items ?? [];
  const skus = await skusOf(port, lines.flatMap((l) => l.catalog_object_id ?? []));
  const items = lines.flatMap((l): ReturnedItem[] => {
    const item = l.catalog_object_id;
    const { count } = pieces(l.quantity);
    return item && count > 0 ? [{ item: brand(item), ...statedSku(skus, item), quantity: count }] : [];
  });
  const unit = unitOf([r.return_amounts?.total_money, ...lines.map((l) => l.total_money)]);
  const given = r.return_amounts?.total_money;
  const amount = given ? money(given, unit) : sum(unit, lines.map((l) => money(l.total_money, unit)));
  const external = brand<ExternalId>(i === 0 ? o.id : `${o.id}/${r.uid ?? i}`);
  const told = { external, at: o.closed_at ?? o.updated_at ?? o.created_at, of: [order] };
  const paid = (o.refunds ?? []).find((x) => !x.status || meaning(REFUND, x.status) !== 'failed');
  return [
    { said: 'returned-goods', ...told, looked: false, location: brand(o.location_id), lines: items },
    ...(paid && amount.count > 0n ? [{ said: 'return-credit' as const, ...told, return: external, kind: 'refund' as const,
      method: await methodOf(port, paid.id), amount, lines: items }] : []),
  ];
}

const WAYS: Readonly<Record<string, Tender['method']>> = {
  CARD: 'card', CASH: 'cash', BANK_ACCOUNT: 'bank-transfer', WALLET: 'wallet', SQUARE_ACCOUNT: 'wallet', SQUARE_GIFT_CARD: 'gift-card',
};
const Refunded = z.object({ refund: z.object({ destination_type: z.string().nullish() }) });
/** The order does not say how the money went back; the refund does. */
export async function methodOf(port: Port<Settings>, refund: string | null | undefined): Promise<Tender['method']> {
  if (!refund) return 'other';
  const answer = await call(port, { method: 'GET', url: `/v2/refunds/${encodeURIComponent(refund)}`, accept: [404] });
  if (answer.status >= 400) return 'other';
  return WAYS[read(Refunded, answer.json()).refund.destination_type ?? ''] ?? 'other';
}

interface Adjusted {
  readonly id: string; readonly from_state: string; readonly to_state: string; readonly location_id: string;
  readonly catalog_object_id: string; readonly occurred_at: Extract<News, { said: 'returned-goods' }>['at'];
  readonly refund_id?: string | null | undefined; readonly transaction_id?: string | null | undefined;
}
const BACK = ['UNLINKED_RETURN', 'RETURNED_BY_CUSTOMER'];
const FOUND: Readonly<Record<string, Disposition>> = { IN_STOCK: 'resaleable', WASTE: 'destroyed' };

/** What the register made of goods of a web order; undefined when the change is of the register's own goods. */
export async function webFinding(port: Port<Settings>, a: Adjusted, item: ReturnedItem): Promise<News | undefined> {
  if (!BACK.includes(a.from_state)) return undefined;
  const disposition = FOUND[a.to_state];
  const o = disposition && await causeOf(port, a);
  if (!o) return undefined;
  const back = (o.returns ?? []).find((r) => webOrder(o, r) &&
    (r.return_line_items ?? []).some((l) => l.catalog_object_id === a.catalog_object_id));
  if (!back) return undefined;
  return { said: 'returned-goods', external: brand(a.id), at: a.occurred_at, of: [webOrder(o, back)!], looked: true,
    location: brand(a.location_id), lines: [{ ...item, disposition }] };
}

const Whose = z.object({ refund: z.object({ order_id: z.string().nullish() }) });
async function causeOf(port: Port<Settings>, a: Adjusted): Promise<SquareOrder | undefined> {
  let id = a.transaction_id;
  if (!id && a.refund_id) {
    const refund = await call(port, { method: 'GET', url: `/v2/refunds/${encodeURIComponent(a.refund_id)}`, accept: [404] });
    id = refund.status >= 400 ? undefined : read(Whose, refund.json()).refund.order_id;
  }
  if (!id) return undefined;
  const found = await call(port, { method: 'GET', url: `/v2/orders/${encodeURIComponent(id)}`, accept: [404] });
  return found.status >= 400 ? undefined : read(z.object({ order: SquareOrder }), parseJson(found.bytes)).order;
}
