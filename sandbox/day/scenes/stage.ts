/** What scenes have at hand: ordering, looking a partner's order up, and the worklist as a person would use it. */
import { retryDelivery, dropDelivery, parseName } from '#runtime/operations/deliveries.ts';
import type { LineWish, OrderWish, PlacedOrder } from '../../shopify/index.ts';
import { person, seedFor } from '../buyers.ts';
import { SHOPS, type Shop } from '../cast.ts';
import { until, type Day, type OrderNote } from '../day.ts';
import type { OrderSeen, Parked } from '../look.ts';
import { TENANT } from '../retailer.ts';

export const US_TAXES = [{ title: 'State tax', rate: '0.0625' }, { title: 'County tax', rate: '0.01125' }] as const;

export interface Order extends PlacedOrder {
  readonly channel: Shop;
}
export interface Ordering extends Partial<OrderWish> {
  readonly lines: readonly LineWish[];
  /** What must arrive in the end, when it is not what was ordered. */
  readonly due?: OrderNote['due'];
  readonly cancelled?: boolean;
  /** Its total changes on the way. */
  readonly edited?: boolean;
}

/** A buyer of a scene, with a name and an address, paying by card unless said otherwise. */
export function order(day: Day, scene: number, shop: Shop, { due, cancelled, edited, ...wish }: Ordering): Order {
  const taxes = SHOPS[shop].currency === 'USD' ? US_TAXES : [];
  const buyer = person(shop, seedFor(day.plan.seed, `scene ${scene} ${day.book.length}`));
  const { shippingAddress: _home, ...anonymous } = buyer;
  const placed = day.cast.shops[shop].placeOrder({ taxes, ...(wish.pickup ? anonymous : buyer), ...wish });
  const wanted = Object.fromEntries(wish.lines.map((l) => [l.sku, l.quantity]));
  day.book.push({ channel: shop, external: placed.id, number: placed.name, scene, ...(!edited && { total: placed.total }),
    due: due ?? (cancelled ? {} : wanted), ...(cancelled && { cancelled }) });
  return { ...placed, channel: shop };
}

interface Named { readonly channel: string; readonly id: string }
export const seen = (day: Day, { channel, id }: Named): Promise<OrderSeen | undefined> => day.look.order(channel, id);
/** The order's row; a scene that asks for one that is not there fails with these words. */
export async function account(day: Day, { channel, id }: Named): Promise<OrderSeen> {
  const found = await seen(day, { channel, id });
  if (!found) throw new Error(`nobody here knows order ${id} of ${channel}`);
  return found;
}
export const happened = (day: Day, { channel, id }: Named, type: string, seconds = 180): Promise<true> =>
  until(`${type} of order ${id}`, async () => (await day.look.said(channel, id, type)).length > 0, seconds);
export const times = async (day: Day, { channel, id }: Named, type: string): Promise<number> =>
  (await day.look.said(channel, id, type)).length;

/** What lies on the worklist about an order. */
export async function worries(day: Day, { channel, id }: Named): Promise<Parked[]> {
  const story = day.look.storyOf(channel, id);
  return (await day.look.parked()).filter((p) => p.correlation === story);
}

const clerk = (why: string) => ({ tenant: TENANT, who: 'demo:clerk', why });
/** A person presses “retry” on one row of the worklist. */
export const retry = (day: Day, { name }: Parked): Promise<unknown> =>
  retryDelivery(day.retailer.opened.platform, clerk('asked by the buyer'), parseName(TENANT, name));
export const drop = (day: Day, { name }: Parked, why: string): Promise<unknown> =>
  dropDelivery(day.retailer.opened.platform, clerk(why), parseName(TENANT, name));

/** Units of an order that left, over all its lines. */
export const shippedOf = (o: OrderSeen): number => o.lines.reduce((n, l) => n + l.shipped, 0);
/** Each shipment is invoiced once and told once; every line sums up. */
export const settledOf = (o: OrderSeen): boolean => o.shipments.every((s) => s.recorded && s.reported && s.invoice !== null);
