/** 15: a pickup order is put aside and not collected in time. Expired, back on the shelf, cancelled and refunded. */
import { savePolicy } from '#store/configuration.ts';
import { setMapping } from '#runtime/operations/mappings.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, shippedOf, times, type Order } from './stage.ts';

const [{ sku }] = SPECIAL.nine;
/** The day is short: a week is a few seconds. */
const KEPT = 'PT6S';

export function notCollected(): Scene {
  let late: Order;
  let came: Order;
  return {
    number: 15, name: 'A pickup order is not collected', at: 0.26,
    async prepare(day) {
      const { platform } = day.retailer.opened;
      const act = { tenant: TENANT, who: 'demo:setup', why: 'the desk opens' };
      const location = day.cast.shops['shopify-us'].state().stock[0]?.locationId.split('/').at(-1) ?? '';
      await setMapping(platform, act, { name: 'location', connection: 'shopify-us', external: location, own: 'PDX' });
      await savePolicy(platform.pool, TENANT, { name: 'deadlines', scope: 'shopify-us', value: { collectWithin: KEPT }, author: act.who });
      await loadConfiguration(platform);
    },
    async play(day, tell) {
      const desk = day.cast.houses.PDX;
      came = order(day, 15, 'shopify-us', { lines: [{ sku, quantity: 1 }], pickup: true });
      desk.collect(came.name);
      late = order(day, 15, 'shopify-us', { lines: [{ sku, quantity: 2 }], pickup: true, cancelled: true });
      await until('both lie at the desk', async () => {
        desk.collect(came.name);
        return (await times(day, came, 'PickupReady')) + (await times(day, late, 'PickupReady')) === 2;
      }, 120);
      await happened(day, late, 'ChannelOrderCancelled');
      await happened(day, came, 'ShipmentDispatched');
      tell(`${came.name} was collected; nobody came for ${late.name}: asked back from the desk, cancelled, refunded`);
    },
    async check(day) {
      const [collected, expired] = [await account(day, came), await account(day, late)];
      const [cancel] = await day.look.said('shopify-us', late.id, 'CancelChannelOrder');
      return new Findings()
        .equal('collected', shippedOf(collected), 1).equal('collected from', collected.shipments.map((s) => s.location), ['PDX'])
        .equal('expired: shipped', shippedOf(expired), 0).equal('expired: stage', expired.stage, 'cancelled')
        .equal('expired: reserved', expired.lines.reduce((n, l) => n + l.reserved, 0), 0)
        .equal('why', (cancel?.data as { reason?: string } | undefined)?.reason, 'uncollected')
        .equal('ERP order cancelled', await times(day, late, 'ErpOrderCancelled'), 1)
        .equal('refunded', await times(day, late, 'RefundRecorded'), 1)
        .verdict();
    },
  };
}
