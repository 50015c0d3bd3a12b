/** 20, the shorter: Amazon answers 429 to everything for a while. Waiting spends no attempt, and all of it drains. */
import { MARKETS, type Market } from '../cast.ts';
import { priceIn } from '../catalog.ts';
import { pause, until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, settledOf } from './stage.ts';

const SECONDS = { full: 8, small: 3 } as const;

export function throttled(): Scene {
  const bought: { channel: Market; id: string }[] = [];
  let refusals = 0;
  return {
    number: 20, name: 'Amazon answers 429 for a while', at: 0.55,
    async play(day, tell) {
      const skies = Object.keys(MARKETS).map((m) => day.cast.weathers[m]!);
      const before = skies.reduce((n, s) => n + s.count(), 0);
      for (const s of skies) s.storm('throttle');
      for (const market of Object.keys(MARKETS) as Market[]) {
        const { id: marketplaceId, currency } = MARKETS[market];
        const sku = market === 'amazon-de' ? 'DE.HP-MUG' : 'HP-MUG';
        const id = day.cast.markets[market].placeOrder({ marketplaceId, pending: false,
          items: [{ sku, quantity: 1, unitPrice: priceIn(currency, '12.50') }] });
        bought.push({ channel: market, id });
        day.book.push({ channel: market, external: id, number: id, due: { 'HP-MUG': 1 }, scene: 20 });
      }
      await pause(1000 * (day.plan.orders >= 40 ? SECONDS.full : SECONDS.small));
      refusals = skies.reduce((n, s) => n + s.count(), 0) - before;
      for (const s of skies) s.storm(undefined);
      await until('its orders are known', async () => (await Promise.all(bought.map((b) => day.look.order(b.channel, b.id)))).every(Boolean), 120);
      tell(`Amazon refused ${refusals} calls; nothing was given up, and both orders came through afterwards`);
    },
    async check(day) {
      const found = new Findings().that(refusals > 0, 'nobody was refused anything');
      for (const b of bought) {
        const o = await account(day, b);
        found.that(o.shipments.length > 0 && settledOf(o), `${b.id} ended ${o.stage}`);
      }
      const given = (await day.look.parked()).filter((p) =>
        /amazon/.test(p.handler) && ['PartnerUnavailable', 'MissingOutcome', 'PartnerRefused'].includes(p.exception));
      found.equal('given up', given.map((g) => g.detail), []);
      const learnt = await day.look.rows<{ n: number }>(`
        select count(*)::int as n from budget b where b.tenant = $1 and b.connection = 'amazon-us' and b.bucket = 'getOrder'
          and b.per_second > 100`);
      return found.equal('budget learnt from its answers', learnt[0]?.n, 1).verdict();
    },
  };
}
