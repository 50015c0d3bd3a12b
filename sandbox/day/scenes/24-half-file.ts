/** 24: the 3PL leaves a half-written file, then the same file again under another name. Neither applied twice nor half. */
import { until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, settledOf, shippedOf, times, type Order } from './stage.ts';

export function halfFile(): Scene {
  const bought: Order[] = [];
  return {
    number: 24, name: 'A half-written file, then a duplicate under another name', at: 0.18,
    async play(day, tell) {
      const { ELP } = day.cast.houses;
      ELP.misbehave('SHIPCONF', 'growing');
      ELP.misbehave('SHIPCONF', 'twin-name');
      for (const quantity of [1, 2]) bought.push(order(day, 24, 'shopify-us', { lines: [{ sku: 'HP-SOCK', quantity }] }));
      for (const b of bought) await happened(day, b, 'ShipmentDispatched', 120);
      tell(`El Paso wrote one confirmation by halves and one twice; ${bought.map((b) => b.name).join(' and ')} shipped once each`);
    },
    async check(day) {
      const found = new Findings();
      for (const b of bought) {
        const o = await account(day, b);
        found.equal(`${b.name} shipments`, await times(day, b, 'ShipmentDispatched'), 1);
        found.equal(`${b.name} units`, shippedOf(o), o.lines.reduce((n, l) => n + l.ordered, 0)).that(settledOf(o), `${b.name} is not settled`);
      }
      const { ELP } = day.cast.houses;
      const shipped = [...ELP.requests.values()].filter((r) => r.state === 'shipped').length;
      const heard = await until('shipments from El Paso', () => day.look.rows<{ n: number }>(`
        select count(distinct s.document->>'fulfillmentId')::int as n from shipment_view s where s.tenant = $1 and s.location = 'ELP'`), 10);
      return found.equal('requests El Paso shipped and we heard of', heard[0]?.n, shipped).verdict();
    },
  };
}
