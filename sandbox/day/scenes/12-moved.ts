/** 12: the address changes after release. One exception, with the choice spelled out. */
import { EXCEPTIONS } from '#domain/exception.ts';
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { nextSecond } from '../traffic.ts';
import { account, drop, happened, order, shippedOf, worries, type Order } from './stage.ts';

const [, { sku }] = SPECIAL.quiet;
const ASTORIA = { firstName: 'Ada', lastName: 'Ferry', address1: '7 New Mole', city: 'Astoria', country: 'United States',
  countryCode: 'US', zip: '97103', provinceCode: 'OR' };

export function moved(): Scene {
  let bought: Order;
  let raised: readonly { exception: string; detail: string; owner: string }[] = [];
  return {
    number: 12, name: 'The address changes after release', at: 0.2,
    async play(day, tell) {
      await day.cast.clock.alone(async (stop) => {
        stop();
        bought = order(day, 12, 'shopify-us', { lines: [{ sku, quantity: 1 }] });
        await happened(day, bought, 'FulfillmentRequested');
        await nextSecond();
        day.cast.shops['shopify-us'].updateAddress(bought.id, ASTORIA);
        raised = await until('somebody is asked about the address', async () => {
          const open = (await worries(day, bought)).filter((w) => w.exception === 'EditTooLate');
          return open.length > 0 && open;
        }, 90);
      });
      tell(`${bought.name} moves to Astoria with the parcel already asked for: ${raised[0]!.exception}, owner ${raised[0]!.owner}`);
      await until(`${bought.name} ships`, async () => shippedOf(await account(day, bought)) === 1, 120);
      for (const worry of await worries(day, bought)) if (worry.exception === 'EditTooLate') await drop(day, worry, 'the carrier forwards it');
    },
    async check(day) {
      const found = new Findings().equal('raised', raised.map((r) => r.exception), ['EditTooLate']);
      found.that(/recall it from the warehouse, or undo/i.test(`${raised[0]?.detail} ${EXCEPTIONS.EditTooLate.fix}`),
        `the choice is not spelled out: ${raised[0]?.detail}`);
      const asked = (await day.look.said('shopify-us', bought.id, 'RaiseException')).filter((m) => m.data['kind'] === 'EditTooLate');
      return found.equal('exceptions in all', asked.length, 1).verdict();
    },
  };
}
