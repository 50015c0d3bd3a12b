/** Orders 2026-01-01 for reading, and the one operation of Orders v0 that lives on: confirmShipment. */
import { confirmShipment } from './confirm.ts';
import type { Gate } from './gate.ts';
import { READ_FAULTS, route, WRITE_FAULTS } from './gate.ts';
import { list } from './input.ts';
import { INCLUDED_DATA, wireOrder } from './order-wire.ts';
import { invalid, notFound } from './problem.ts';
import type { SearchSettings } from './search.ts';
import { searchOrders } from './search.ts';
import type { Order, World } from './world.ts';

export function ordersApi(gate: Gate, world: World, settings: SearchSettings): void {
  route(gate, {
    operation: 'searchOrders',
    method: 'GET',
    path: '/orders/2026-01-01/orders',
    able: READ_FAULTS,
    drift: (body) => {
      const { orders, ...rest } = body as { orders: object[] };
      return { ...rest, orders: orders.map(driftOrder) };
    },
    handle: ({ query }) => ({ status: 200, body: searchOrders(world, query, settings) }),
  });
  route(gate, {
    operation: 'getOrder',
    method: 'GET',
    path: '/orders/2026-01-01/orders/:orderId',
    able: READ_FAULTS,
    drift: (body) => ({ order: driftOrder((body as { order: object }).order) }),
    handle: ({ params, query }) => {
      const asked = new Set(list(query, 'includedData', { words: INCLUDED_DATA }) ?? []);
      return { status: 200, body: { order: wireOrder(orderOf(world, params['orderId'] ?? ''), asked) } };
    },
  });
  route(gate, {
    operation: 'confirmShipment',
    method: 'POST',
    path: '/orders/v0/orders/:orderId/shipmentConfirmation',
    able: WRITE_FAULTS,
    knows401: true,
    handle: ({ params, body }) => {
      confirmShipment(world, orderOf(world, params['orderId'] ?? ''), body);
      return { status: 204 };
    },
  });
}

function orderOf(world: World, id: string): Order {
  if (!/^\d{3}-\d{7}-\d{7}$/.test(id)) throw invalid('orderId must be in 3-7-7 format.');
  const order = world.orders.get(id);
  if (!order) throw notFound(`Order ${id}`);
  return order;
}

/** A field and a status word that no model has yet. */
function driftOrder(order: object): object {
  const { fulfillment } = order as { fulfillment?: object };
  return {
    ...order,
    sustainabilityBadge: { level: 'GOLD' },
    ...(fulfillment === undefined ? {} : {
      fulfillment: { ...fulfillment, fulfillmentStatus: 'AWAITING_VERIFICATION' },
    }),
  };
}
