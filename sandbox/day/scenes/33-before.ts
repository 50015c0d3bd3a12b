/** 33: a refund arrives before its order; a shipment before the ERP can hear of it. Both wait and are released. */
import { SPECIAL } from '../catalog.ts';
import { pause, type Day } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { nextSecond } from '../traffic.ts';
import { account, happened, order, settledOf, shippedOf, times, type Order } from './stage.ts';

const [, { sku: pulley }] = SPECIAL.quiet;

/** The goods leave while the ERP is away: Rotterdam's clock stands until the line is cut, and runs before it is mended. */
const leaveInTheDark = (day: Day): Promise<Order> => day.cast.clock.alone(async (stop) => {
  const start = stop();
  const sent = order(day, 33, 'shopify-us', { lines: [{ sku: pulley, quantity: 1 }] });
  await happened(day, sent, 'FulfillmentRequested');
  const mend = await day.cast.erpLine.cut();
  try {
    start();
    await happened(day, sent, 'ShipmentDispatched', 60);
    return sent;
  } finally {
    await mend();
  }
});

export function before(): Scene {
  let refunded: Order;
  let sent: Order;
  return {
    number: 33, name: 'A refund before its order, a shipment before the ERP', at: 0.28,
    async play(day, tell) {
      const shop = day.cast.shops['shopify-us'];
      const letGo = day.cast.postman.keep((l) => l.to === 'shopify-us' && (l.headers['x-shopify-topic'] ?? '').startsWith('orders/') &&
        l.body.includes(`"id":${refunded?.id ?? 'none'},`));
      refunded = order(day, 33, 'shopify-us', { lines: [{ sku: 'HP-KNIFE', quantity: 2 }], due: { 'HP-KNIFE': 1 } });
      await nextSecond();
      shop.refundOrder(refunded.id, { lines: [{ sku: 'HP-KNIFE', quantity: 1, restock: 'cancel' }] });
      await happened(day, refunded, 'RefundRecorded');
      await pause(300);
      letGo();
      sent = await leaveInTheDark(day);
      tell(`the refund of ${refunded.name} came before its order; ${sent.name} left while the ERP was away`);
    },
    async check(day) {
      const found = new Findings();
      found.equal('refunds recorded', await times(day, refunded, 'RefundRecorded'), 1);
      found.equal('orders placed', await times(day, refunded, 'OrderPlaced'), 1);
      found.equal('shipped of it', shippedOf(await account(day, refunded)), 1);
      const said = await day.look.said('shopify-us', sent.id, 'ShipmentDispatched', 'ErpShipmentRecorded', 'ShipmentReported');
      found.equal('in this order', said.map((s) => s.type), ['ShipmentDispatched', 'ErpShipmentRecorded', 'ShipmentReported']);
      return found.that(settledOf(await account(day, sent)), `${sent.name} is not settled`).verdict();
    },
  };
}
