/**
 * Ordinary traffic: seeded orders on every channel, and what becomes of some of them later. A buyer who changes
 * something does so when the order stands still (unpaid, or delivered), never in a race with a picker: races are the
 * scenes' business, and without faults two runs of one seed must end in one ledger.
 */
import type { Channel, Market, Shop } from './cast.ts';
import { decimal, GOODS, minorOf, priceIn } from './catalog.ts';
import { basket, channelOf, isShop, marketWish, pick, seedFor, shopWish, unitsOf, type Random, type Wanted } from './buyers.ts';
import { orderIdOf } from '#runtime/identity.ts';
import type { Behaviour } from '../threepl/index.ts';
import { MARKETS, SHOPS } from './cast.ts';
import { pause, until, type Day, type OrderNote, type Plan } from './day.ts';
import { TENANT } from './retailer.ts';

/** One buyer: when on the day (0 to 1), where, and what happens. */
export interface Buyer {
  readonly at: number;
  readonly channel: Channel;
  readonly play: (day: Day) => Promise<void>;
}

type Kind = 'plain' | 'two parcels' | 'two shipments' | 'sent back' | 'never paid' | 'changed' | 'given up' | 'from Amazon';
/** Shares of a hundred; the rest is plain. */
const IN_SHOPS: readonly (readonly [Kind, number])[] =
  [['two parcels', 7], ['two shipments', 8], ['sent back', 8], ['never paid', 4], ['changed', 5]];
const AT_MARKETS: readonly (readonly [Kind, number])[] =
  [['two parcels', 7], ['two shipments', 8], ['sent back', 8], ['given up', 5], ['from Amazon', 5]];

export function traffic(plan: Plan): Buyer[] {
  const random = seedFor(plan.seed, 'traffic');
  return Array.from({ length: plan.orders }, (_, i) => {
    const channel = channelOf(random());
    const kind = kindOf(isShop(channel) ? IN_SHOPS : AT_MARKETS, random() * 100);
    const own = seedFor(plan.seed, `buyer ${i}`);
    const play = isShop(channel)
      ? (day: Day) => buyInShop(day, { shop: channel, kind, random: own })
      : (day: Day) => buyAtMarket(day, { market: channel, kind, random: own });
    return { at: random(), channel, play };
  }).sort((a, b) => a.at - b.at);
}

function kindOf(shares: readonly (readonly [Kind, number])[], dice: number): Kind {
  let edge = 0;
  for (const [kind, share] of shares) {
    edge += share;
    if (dice < edge) return kind;
  }
  return 'plain';
}

interface InShop { readonly shop: Shop; readonly kind: Kind; readonly random: Random }

async function buyInShop(day: Day, { shop, kind, random }: InShop): Promise<void> {
  if (kind === 'changed') return changeMind(day, shop, random);
  const wanted = basket(random);
  const wish = shopWish(shop, wanted, random, kind === 'never paid' ? { tenders: [], plainly: true } : {});
  const placed = day.cast.shops[shop].placeOrder(wish);
  const due = kind === 'never paid' ? {} : unitsOf(wanted);
  note(day, { channel: shop, external: placed.id, number: placed.name, due, total: placed.total, cancelled: kind === 'never paid' });
  treat(day, kind, shop, placed.id);
  if (kind === 'never paid') await giveUp(day, shop, placed.id);
  if (kind === 'sent back') await sendBack(day, { shop, order: placed.id, wanted, random });
}

/** Paid by bank transfer, which never comes: promised, in the ERP, never released, at last cancelled. */
async function giveUp(day: Day, shop: Shop, order: string): Promise<void> {
  await until(`${order} in the ERP`, async () => (await day.look.order(shop, order))?.erp_order ?? undefined, 150);
  await nextSecond();
  day.cast.shops[shop].cancelOrder(order, { reason: 'CUSTOMER' });
}

async function sendBack(day: Day, at: { shop: Shop; order: string; wanted: readonly Wanted[]; random: Random }): Promise<void> {
  const { shop, order, wanted, random } = at;
  await delivered(day, shop, order);
  await nextSecond();
  const { article } = pick(random, wanted);
  const lines = [{ sku: article.sku, quantity: 1, restock: 'return' as const }];
  const goodwill = random() < 0.2;
  day.cast.shops[shop].refundOrder(order, goodwill ? { amount: priceIn(SHOPS[shop].currency, '2.50'), note: 'late' } : { lines });
}

/** Every unit of the order was told to the channel. */
export const delivered = (day: Day, channel: string, order: string): Promise<true> =>
  until(`${order} on ${channel} delivered`, async () => {
    const seen = await day.look.order(channel, order);
    return (seen && seen.lines.every((l) => l.shipped + l.cancelled >= l.ordered) && seen.shipments.length > 0 &&
      seen.shipments.every((s) => s.reported && s.invoice)) as true | false;
  }, 180);

/**
 * Pays for most of a basket, then takes out what was not paid for and puts something small in: with that the order is
 * paid, and the few cents over go back.
 */
async function changeMind(day: Day, shop: Shop, random: Random): Promise<void> {
  const twin = day.cast.shops[shop];
  const { currency } = SHOPS[shop];
  const [keep, drop, add] = ['HP-CAP', 'HP-LAMP', 'HP-TWINE'].map((sku) => GOODS.find((a) => a.sku === sku)!);
  const wanted = [{ article: keep!, quantity: 2 }, { article: drop!, quantity: 1 }];
  const tenders = [{ gateway: 'shopify_payments', amount: priceIn(currency, '70.00') }];
  const placed = twin.placeOrder(shopWish(shop, wanted, random, { tenders, plainly: true }));
  note(day, { channel: shop, external: placed.id, number: placed.name, due: { [keep!.sku]: 2, [add!.sku]: 1 } });
  await until(`${placed.name} in the ERP`, async () => (await day.look.order(shop, placed.id))?.erp_order ?? undefined, 150);
  await nextSecond();
  twin.editOrder(placed.id, { remove: [{ sku: drop!.sku, quantity: 1 }], add: [{ sku: add!.sku, quantity: 1 }], note: 'by phone' });
  await nextSecond();
  const over = minorOf(tenders[0]!.amount) - minorOf(twin.worth(placed.id).current);
  twin.refundOrder(placed.id, { amount: decimal(over, placesOf(tenders[0]!.amount)), note: 'paid too much' });
}
const placesOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;

interface AtMarket { readonly market: Market; readonly kind: Kind; readonly random: Random }

async function buyAtMarket(day: Day, { market, kind, random }: AtMarket): Promise<void> {
  const twin = day.cast.markets[market];
  const wanted = basket(random);
  const fulfilledBy = kind === 'from Amazon' ? 'AMAZON' : 'MERCHANT';
  const id = twin.placeOrder({ ...marketWish(market, wanted, random), fulfilledBy });
  treat(day, kind, market, id);
  const never = kind === 'given up';
  note(day, { channel: market, external: id, number: id, never, due: never || kind === 'from Amazon' ? {} : unitsOf(wanted) });
  await pause(200 + random() * 600);
  if (never) return twin.cancelOrder(id, 'BUYER', 'Buyer cancelled before paying');
  twin.payOrder(id);
  if (kind === 'from Amazon') return ownedByAmazon(day, market, id);
  if (kind !== 'sent back') return;
  await delivered(day, market, id);
  const { article } = pick(random, wanted);
  const sku = market === 'amazon-de' ? `DE.${article.sku}` : article.sku;
  twin.refund({ orderId: id, items: [{ sku, quantity: 1 }] });
}

async function ownedByAmazon(day: Day, market: Market, id: string): Promise<void> {
  await pause(800);
  day.cast.markets[market].shipByAmazon(id);
}

const note = (day: Day, order: OrderNote): void => void day.book.push(order);

function treat(day: Day, kind: Kind, channel: Channel, order: string): void {
  if (kind === 'two parcels') instruct(day, { kind: 'split', packages: 2 }, channel, order);
  if (kind === 'two shipments') instruct(day, { kind: 'partial' }, channel, order);
}

/** Tells the pickers of every warehouse what is special about this order. By our reference: two shops have a #1001. */
export function instruct(day: Day, behaviour: Behaviour, channel: string, order: string): void {
  const orderId = orderIdOf(TENANT, channel, order);
  for (const house of Object.values(day.cast.houses))
    for (const n of [1, 2]) house.behave(behaviour, { request: `${orderId}-${n}` });
}

/** Shopify states times to the second; what a person does next happens in another one. */
export const nextSecond = (): Promise<void> => pause(1_050);
export const currencyOf = (channel: Channel): string => (isShop(channel) ? SHOPS[channel].currency : MARKETS[channel].currency);
