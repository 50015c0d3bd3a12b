/**
 * Telling the shop what shipped: a fulfillment with tracking, then its step to Shipped.
 *
 * Vendure's fulfillment has no field for our key. It is found again by what it says: the same units under the
 * same tracking code; a shipment never has another's numbers.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Shipment } from '#domain/shipment.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { id } from '#connectors/parse.ts';
import { says } from '#connectors/translation.ts';
import { ask, errorCodeOf, granted } from './graphql.ts';
import { fetchOrder, type VendureOrder } from './order-query.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT } from './status.ts';

type Fulfillment = VendureOrder['fulfillments'][number];
type Wish = WishOf<'ReportShipment'>;

export const reportShipment: Write<Settings, Wish> = {
  async apply(port, wish) {
    const order = await orderOf(port, wish.order);
    const made = madeFor(order, wish.shipment) ?? (await add(port, wish.shipment));
    if (says(FULFILLMENT, made.state, 'open')) await ship(port, wish, made.id);
    return receipt(made.id, wish.shipment);
  },
  async find(port, wish) {
    const made = madeFor(await orderOf(port, wish.order), wish.shipment);
    return made && !says(FULFILLMENT, made.state, 'open') ? receipt(made.id, wish.shipment) : undefined;
  },
};

const trackingOf = ({ parcels }: Shipment): string => parcels.map((p) => p.tracking).filter(Boolean).join(', ');

function receipt(fulfillment: string, shipment: Shipment): Receipt {
  const references = shipment.parcels.filter((p) => p.tracking).map((p) => ['tracking', p.tracking] as const);
  return { external: brand(fulfillment), ...(references.length > 0 && { references }) };
}

async function orderOf(port: Port<Settings>, external: ExternalId): Promise<VendureOrder> {
  const { order } = await fetchOrder(port, external);
  if (!order) throw stop.refused('ShipmentRejected', `the shop has no order ${external}`);
  return order;
}

function madeFor(order: VendureOrder, shipment: Shipment): Fulfillment | undefined {
  const wanted = unitsOf(shipment.lines.map((l) => [l.lineId, l.quantity]));
  return order.fulfillments.find((f) =>
    !says(FULFILLMENT, f.state, 'cancelled') && f.trackingCode === trackingOf(shipment) &&
    unitsOf(f.lines.map((l) => [l.orderLineId, l.quantity])) === wanted);
}
/** One line may stand twice in a list; what counts is how many units of it there are. */
function unitsOf(lines: readonly (readonly [string, number])[]): string {
  const units = new Map<string, number>();
  for (const [line, quantity] of lines) units.set(line, (units.get(line) ?? 0) + quantity);
  return JSON.stringify([...units].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const RESULT = '... on Fulfillment { id state } ... on ErrorResult { errorCode message }';
const ADD = `mutation ($input: FulfillOrderInput!) { addFulfillmentToOrder(input: $input) { ${RESULT} } }`;
const MOVE = `mutation ($id: ID!, $state: String!) {
  transitionFulfillmentToState(id: $id, state: $state) { ${RESULT} }
}`;
const Made = z.object({ id, state: z.string() });

async function add(port: Port<Settings>, shipment: Shipment): Promise<z.output<typeof Made>> {
  const carrier = shipment.parcels[0]?.carrier ?? '';
  const method = (carrier && (await port.mapping('carrier', carrier))) || carrier || 'Standard';
  const { addFulfillmentToOrder } = await ask(port, {
    query: ADD, write: true, answer: z.object({ addFulfillmentToOrder: z.unknown() }),
    variables: {
      input: {
        lines: shipment.lines.map((l) => ({ orderLineId: l.lineId, quantity: l.quantity })),
        handler: {
          code: port.settings.fulfillmentHandler,
          arguments: [{ name: 'method', value: method }, { name: 'trackingCode', value: trackingOf(shipment) }],
        },
      },
    },
  });
  return granted(addFulfillmentToOrder, Made, 'ShipmentRejected');
}

async function ship(port: Port<Settings>, wish: Wish, fulfillment: string): Promise<void> {
  const { transitionFulfillmentToState: result } = await ask(port, {
    query: MOVE, write: true, variables: { id: fulfillment, state: FULFILLMENT.own.sent },
    answer: z.object({ transitionFulfillmentToState: z.unknown() }),
  });
  if (errorCodeOf(result) === undefined) return;
  // Somebody at the shop may have taken the step in between; then there is nothing left to refuse.
  const now = (await orderOf(port, wish.order)).fulfillments.find((f) => f.id === fulfillment);
  if (!says(FULFILLMENT, now?.state, 'sent', 'delivered')) granted(result, Made, 'ShipmentRejected');
}
