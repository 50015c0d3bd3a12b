/**
 * An order of Square in canonical terms. What a register sold is complete and was handed over; what Square Online sold has
 * fulfillments and still has to leave. The goods themselves are told by Square's inventory, not by its orders.
 */
import { brand, type ExternalId } from '#domain/brand.ts';
import { measure, subtract, sum, type Currency } from '#domain/measure.ts';
import { HOLD_ATTRIBUTE, holdNamed, type FulfillmentType, type Order, type OrderLine } from '#domain/order.ts';
import type { Party } from '#domain/party.ts';
import type { News, Port } from '#connectors/contract.ts';
import { isKnown, says, strange } from '#connectors/translation.ts';
import { skusOf, statedSku } from './catalog.ts';
import { adjustmentsOf, chargesOf, taxesOf, tendersOf } from './order-money.ts';
import { backNews, ticketNews } from './days.ts';
import { returnNews } from './refund.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT, ORDER } from './status.ts';
import { money, pieces, unitOf, type Line, type Recipient, type SquareOrder } from './shape.ts';
import { webReturns } from './web.ts';

/** A line that was keyed in as an amount names no item; one mapping of this word maps them all. */
export const CUSTOM = 'CUSTOM_AMOUNT';

export async function orderNews(port: Port<Settings>, o: SquareOrder): Promise<News[]> {
  const back = [...returnNews(o), ...(await webReturns(port, o)), ...(await backNews(port, o))];
  const unknown = [...(o.state && !isKnown(ORDER, o.state) ? [strange(ORDER, o.state)] : []),
    ...(o.fulfillments ?? []).flatMap((f) => (f.state && !isKnown(FULFILLMENT, f.state) ? [strange(FULFILLMENT, f.state)] : []))];
  if (unknown.length > 0) return [...back, ...unknown];
  const bought = (o.line_items ?? []).length > 0;
  const why = !bought ? 'has no lines of its own' : whyNot(o);
  if (why) return back.length > 0 ? back : [{ said: 'nothing', why: `order ${o.id} ${why}` }];
  const skus = await skusOf(port, (o.line_items ?? []).flatMap((l) => l.catalog_object_id ?? []));
  const payments = (o.tenders ?? []).flatMap((t) =>
    (t.payment_id ? [{ kind: 'payment', external: brand<ExternalId>(t.payment_id) }] : []));
  const parties = partiesOf(o);
  const order = toCanonical(port, o, skus);
  return [
    { said: 'order', order, ...(parties && { parties }), ...(payments.length > 0 && { also: payments }) },
    ...back, ...(await ticketNews(port, o, order)),
  ];
}

/** A paid order is never cancelled at Square itself: nothing of it is to be sent any more. */
const cancelled = (o: SquareOrder): boolean => says(ORDER, o.state, 'cancelled') ||
  (shipped(o) && (o.fulfillments ?? []).every((f) => says(FULFILLMENT, f.state, 'cancelled')));
const shipped = (o: SquareOrder): boolean => (o.fulfillments ?? []).length > 0;
/** A tab that is still open, or a draft, is no sale yet; it comes again when it is paid. */
function whyNot(o: SquareOrder): string | undefined {
  if (o.state && !says(ORDER, o.state, 'open', 'sent', 'cancelled')) return 'is a draft';
  if (says(ORDER, o.state, 'open') && !shipped(o)) return 'is open at the register';
  if (cancelled(o) && (o.tenders ?? []).length === 0 && !shipped(o)) return 'was cancelled before it was paid';
  return undefined;
}

function toCanonical(port: Port<Settings>, o: SquareOrder, skus: ReadonlyMap<string, string>): Order {
  const unit = unitOf([o.total_money, ...(o.line_items ?? []).map((l) => l.total_money)]);
  const external = brand<ExternalId>(o.id);
  const at = o.closed_at ?? o.updated_at ?? o.created_at;
  return {
    orderId: port.orderId(external), channel: port.connection, external, number: o.reference_id ?? o.ticket_name ?? o.id,
    placedAt: o.created_at, updatedAt: o.updated_at ?? o.created_at, currency: unit,
    taxIncluded: (o.taxes ?? []).some((t) => t.type === 'INCLUSIVE'),
    lines: (o.line_items ?? []).map((l, i) => lineOf({ o, unit, skus }, l, i)),
    shipping: chargesOf(o, unit), adjustments: adjustmentsOf(o, unit), tenders: tendersOf(o, unit), refunds: [],
    total: money(o.total_money, unit), holds: [],
    ...shipTo(port, o), ...heldFor(o.metadata?.[HOLD_ATTRIBUTE]), ...(cancelled(o) && { cancelledAt: at }),
  };
}

interface Within { readonly o: SquareOrder; readonly unit: Currency; readonly skus: ReadonlyMap<string, string> }
function lineOf({ o, unit, skus }: Within, l: Line, i: number): OrderLine {
  const { count, measured } = pieces(l.quantity);
  const taxes = taxesOf(o, l.applied_taxes, unit);
  const total = money(l.total_money, unit);
  const item = l.catalog_object_id ?? CUSTOM;
  const title = [l.name, l.variation_name].filter(Boolean).join(', ') || item;
  const gross = money(l.gross_sales_money ?? l.base_price_money, unit);
  return {
    lineId: brand(l.uid ?? String(i)), item: brand(item), ...statedSku(skus, item), title: measured ? `${title} (${measured})` : title,
    quantity: Math.max(count, 1), cancelled: 0, unitPrice: measure(gross.count / BigInt(Math.max(count, 1)), unit),
    discount: money(l.total_discount_money, unit), net: subtract(total, sum(unit, taxes.map((t) => t.amount))), taxes,
    fulfillment: fulfillmentOf(o), ...(l.item_type === 'GIFT_CARD' && { giftCard: true }),
  };
}

const FULFILLED: Readonly<Record<string, FulfillmentType>> = { PICKUP: 'pickup', SHIPMENT: 'ship', DELIVERY: 'ship', DIGITAL: 'digital' };
function fulfillmentOf(o: SquareOrder): FulfillmentType {
  const open = (o.fulfillments ?? []).find((f) => !says(FULFILLMENT, f.state, 'cancelled'));
  // A register completes its own pickups and in-store sales at once.
  return open && !says(ORDER, o.state, 'sent') ? (FULFILLED[open.type ?? ''] ?? 'counter') : 'counter';
}

const heldFor = (value: unknown) => holdNamed(typeof value === 'string' ? value : undefined);

function shipTo(port: Port<Settings>, o: SquareOrder): Pick<Order, 'shipTo'> {
  const { country, administrative_district_level_1: region } = recipientOf(o)?.address ?? {};
  return country ? { shipTo: { party: port.partyId(brand(o.id), 'shipTo'), country, ...(region && { region }) } } : {};
}

const recipientOf = (o: SquareOrder): Recipient | undefined => {
  const [f] = o.fulfillments ?? [];
  return f?.shipment_details?.recipient ?? f?.delivery_details?.recipient ?? f?.pickup_details?.recipient ?? undefined;
};
function partiesOf(o: SquareOrder): { buyer?: Party; shipTo?: Party } | undefined {
  const r = recipientOf(o);
  if (!r?.address?.country) return undefined;
  const a = r.address;
  const street = [a.address_line_1, a.address_line_2].filter((x): x is string => Boolean(x));
  const party = {
    ...(r.display_name && { name: r.display_name }), ...(street.length > 0 && { street }), ...(a.locality && { city: a.locality }),
    ...(a.administrative_district_level_1 && { region: a.administrative_district_level_1 }),
    ...(a.postal_code && { postcode: a.postal_code }), ...(a.country && { country: a.country }),
    ...(r.email_address && { email: r.email_address }), ...(r.phone_number && { phone: r.phone_number }),
  };
  return { shipTo: party };
}
