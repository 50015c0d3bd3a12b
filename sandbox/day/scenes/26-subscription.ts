/** 26: webhook subscriptions disappear. Noticed, renewed, and the gap filled by a poll. */
import { Findings, type Scene } from '../scene.ts';
import { until } from '../day.ts';
import { happened, order, times, type Order } from './stage.ts';

const TOPICS = ['orders/create', 'orders/updated'];

export function subscription(): Scene {
  let bought: Order;
  let gone = 0;
  return {
    number: 26, name: 'Webhook subscriptions disappear', at: 0.38,
    async play(day, tell) {
      const shop = day.cast.shops['shopify-us'];
      gone = TOPICS.reduce((n, topic) => n + shop.dropSubscription(topic), 0);
      bought = order(day, 26, 'shopify-us', { lines: [{ sku: 'HP-CHART', quantity: 1 }] });
      await happened(day, bought, 'OrderPlaced', 90);
      await until('the subscriptions are there again', () => missing(shop.state().subscriptions).length === 0, 60);
      tell(`${gone} subscriptions were gone; ${bought.name} came by poll, and they are renewed`);
    },
    async check(day) {
      const [first] = await day.look.said('shopify-us', bought.id, 'PartnerSpoke');
      return new Findings().that(gone > 0, 'no subscription was there to drop')
        .equal('missing now', missing(day.cast.shops['shopify-us'].state().subscriptions), [])
        .equal('first heard by', (first?.data as { transport?: string } | undefined)?.transport, 'poll')
        .equal('orders placed', await times(day, bought, 'OrderPlaced'), 1).verdict();
    },
  };
}

const missing = (subscriptions: readonly { readonly topic: string }[]): string[] =>
  TOPICS.filter((t) => !subscriptions.some((s) => s.topic.toLowerCase().replace('_', '/') === t));
