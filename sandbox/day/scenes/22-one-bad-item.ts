/** 22: one bad item among 250 stock updates. 249 are applied, one is an exception. */
import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { credentials, PINS } from '../cast.ts';
import { pins } from '../catalog.ts';
import { countShelves } from '../count.ts';
import { until, type Day } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';

const GHOST = { product: 6_300_000_000_001, variant: 6_300_000_000_002 };

export function oneBadItem(): Scene {
  let counted: Record<string, number> = {};
  let ghost = '';
  return {
    number: 22, name: 'One bad item among many stock updates', at: 0.06,
    async play(day, tell) {
      const all = pins(pinsOf(day));
      ghost = all.at(-1)!.sku;
      await listGhost(day, ghost);
      counted = Object.fromEntries(all.map((a, i) => [a.sku, (a.stock.PDX ?? 0) + 1 + (i % 3)]));
      for (const [sku, units] of Object.entries(counted)) day.cast.houses.PDX.setStock(sku, units);
      await countShelves(day.cast.houses.PDX, counted);
      await until('the shop shows the counted pins', () => wrong(day, counted, ghost).length === 0, 150);
      tell(`${all.length - 1} of ${all.length} quantities stand in the shop; the deleted pin is one exception`);
    },
    async check(day) {
      const rejected = (await day.look.parked()).filter((p) => p.exception === 'ListingRejected' && p.subject.includes(ghost));
      return new Findings().equal('not as counted', wrong(day, counted, ghost), []).equal('exceptions', rejected.length, 1).verdict();
    },
  };
}

export const pinsOf = ({ plan }: Day): number => (plan.orders >= 40 ? PINS.full : PINS.small);

function wrong(day: Day, counted: Readonly<Record<string, number>>, ghost: string): string[] {
  const { stock, locations: [first] } = day.cast.shops['shopify-us'].state();
  const shown = new Map(stock.filter((s) => s.location === first!.name).map((s) => [s.sku, s.available]));
  return Object.entries(counted).flatMap(([sku, units]) => (sku !== ghost && shown.get(sku) !== units ? [sku] : []));
}

/** A product that was made and deleted again at once: its webhook still comes, and the shop knows it no more. */
async function listGhost(day: Day, sku: string): Promise<void> {
  const body = JSON.stringify({
    id: GHOST.product, title: 'Enamel pin, misprint', admin_graphql_api_id: `gid://shopify/Product/${GHOST.product}`,
    variants: [{ id: GHOST.variant, product_id: GHOST.product, title: 'Default Title', sku, inventory_item_id: GHOST.variant + 1 }],
  });
  const { webhookSecret } = credentials.shop('shopify-us');
  const headers = {
    'content-type': 'application/json', 'x-shopify-topic': 'products/create',
    'x-shopify-hmac-sha256': createHmac('sha256', webhookSecret).update(body).digest('base64'),
  };
  const { statusCode, body: answer } = await request(`${day.cast.postman.url}/shopify-us`, { method: 'POST', headers, body });
  await answer.dump();
  if (statusCode !== 200) throw new Error(`the webhook of the deleted pin was answered ${statusCode}`);
}
