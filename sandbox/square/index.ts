/**
 * Starts the Square twin: one seller's account behind Square's API, with token, version, limits, pages, idempotency keys,
 * signed webhooks, and registers that may be offline and tell later what they sold.
 */
import Fastify from 'fastify';
import type { Faults } from '../faults.ts';
import { listen, type Twin, type TwinOptions } from '../twin.ts';
import { readApi } from './api.ts';
import { drawerApi, workDrawer, type DrawerShift } from './drawers.ts';
import { guard } from './gate.ts';
import { inventoryApi } from './inventory-api.ts';
import { giveBack, sell, takeBack, takeBackOfWeb, type Sale, type WebReturn } from './sell.ts';
import { startSender } from './webhooks.ts';
import { createWorld, enter, type Json, type OrderRecord, type Subscription, type WorldOptions } from './world.ts';

export type { OrderRecord, Sale, Subscription };

export interface SquareOptions extends TwinOptions, Partial<Omit<WorldOptions, 'now' | 'items' | 'stock'>> {
  readonly items: WorldOptions['items'];
  readonly stock: WorldOptions['stock'];
  readonly token: string;
  readonly signatureKey: string;
  /** Where events are posted, exactly as registered. */
  readonly notificationUrl?: string;
  readonly perSecond?: number;
  readonly retryMs?: number;
}
export interface SquareTwin extends Twin {
  readonly faults: Faults;
  readonly orders: ReadonlyMap<string, OrderRecord>;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly locations: readonly string[];
  variationOf(sku: string): string;
  inStock(location: string, sku: string): number;
  sell(sale: Sale): OrderRecord | undefined;
  takeBack(back: { order: string; line: string; quantity: number; restock: boolean }): OrderRecord;
  /** Of an order that another shop sold. */
  takeBackOfWeb(back: WebReturn): OrderRecord;
  giveBack(back: { order: string; amount: number }): string;
  receive(location: string, sku: string, quantity: number): void;
  count(location: string, sku: string, quantity: number, at?: Date): void;
  transfer(way: { from: string; to: string; sku: string; quantity: number }): void;
  /** Pays out what was sold and given back since the last time, less fees; answers the payout's id. */
  payOut(): string;
  subscribe(url: string, types: readonly string[]): Subscription;
  /** A shift of a cash drawer as it stands; counted, it is closed. Answers its id. */
  drawer(shift: DrawerShift): string;
  settled(): Promise<void>;
}

const LOCATIONS = [
  { id: 'LNORTH000000A', name: 'North Street', timezone: 'America/New_York' }, { id: 'LSOUTH000000B', name: 'South Mall', timezone: 'America/New_York' },
];
const EVENTS = ['order.created', 'order.updated', 'refund.created', 'refund.updated', 'inventory.count.updated'];

export async function startSquareTwin(options: SquareOptions): Promise<SquareTwin> {
  const { faults, token, signatureKey, perSecond = 200, retryMs = 50, port, items, stock } = options;
  const world = createWorld({
    now: options.now ?? (() => new Date()), currency: options.currency ?? 'USD', locations: options.locations ?? LOCATIONS, items, stock,
    taxPercent: options.taxPercent ?? '8.875', taxIncluded: options.taxIncluded ?? false,
  });
  const app = Fastify({ logger: false });
  guard(app, { token, faults, perSecond });
  readApi(app, world);
  inventoryApi(app, world);
  drawerApi(app, world);
  const url = await listen(app, port);
  const sender = startSender(world, { signatureKey, faults, retryMs });
  const variationOf = (sku: string): string => [...world.variations.values()].find((v) => v.sku === sku)?.id ?? '';
  const subscribe = (to: string, types: readonly string[]): Subscription => {
    const made: Subscription = { id: world.id(), name: 'threadline', enabled: true, event_types: [...types], notification_url: to };
    world.subscriptions.set(made.id, made);
    return made;
  };
  if (options.notificationUrl) subscribe(options.notificationUrl, EVENTS);
  const adjust = (location: string, sku: string, more: Json & { quantity: string }) =>
    enter(world, 'ADJUSTMENT', { catalog_object_id: variationOf(sku), location_id: location, occurred_at: world.stamp(), ...more });
  return {
    name: 'square', url, faults, applied: world.applied, orders: world.orders, subscriptions: world.subscriptions,
    locations: world.options.locations.map((l) => l.id), variationOf, subscribe,
    inStock: (location, sku) => world.inStock(location, variationOf(sku)),
    sell: (sale) => sell(world, sale),
    takeBack: (back) => takeBack(world, back),
    takeBackOfWeb: (back) => takeBackOfWeb(world, back),
    giveBack: (back) => giveBack(world, back),
    receive: (location, sku, quantity) => void adjust(location, sku, { quantity: String(quantity), from_state: 'NONE', to_state: 'IN_STOCK' }),
    count: (location, sku, quantity, at) => void enter(world, 'PHYSICAL_COUNT', { catalog_object_id: variationOf(sku), location_id: location,
      quantity: String(quantity), state: 'IN_STOCK', occurred_at: at?.toISOString() ?? world.stamp() }),
    transfer: ({ from, to, sku, quantity }) => void enter(world, 'TRANSFER', { catalog_object_id: variationOf(sku), from_location_id: from,
      to_location_id: to, quantity: String(quantity), state: 'IN_STOCK', occurred_at: world.stamp() }),
    payOut: () => payOut(world),
    drawer: (shift) => workDrawer(world, shift),
    settled: () => sender.settled(),
    async stop() {
      sender.stop();
      await app.close();
    },
  };
}

/** 2.6 % and 10 cents a card payment. */
function payOut(world: ReturnType<typeof createWorld>): string {
  const id = `po_${world.id()}`;
  const money = (amount: number) => ({ amount, currency: world.options.currency });
  const paid = new Set([...world.payouts.values()].flatMap((p) => p.entries.map((e) => (e['type_charge_details'] as Json | undefined)?.['payment_id'])));
  const entries = [...world.orders.values()].flatMap((o) => (o['tenders'] as Json[] | undefined) ?? [])
    .filter((t) => t['type'] === 'CARD' && !paid.has(t['payment_id'])).map((t) => {
      const gross = (t['amount_money'] as { amount: number }).amount;
      const fee = Math.round(gross * 0.026) + 10;
      return { id: `poe_${world.id()}`, payout_id: id, effective_at: world.stamp(), type: 'CHARGE', gross_amount_money: money(gross),
        fee_amount_money: money(fee), net_amount_money: money(gross - fee), type_charge_details: { payment_id: t['payment_id'] } };
    });
  const net = entries.reduce((n, e) => n + e.net_amount_money.amount, 0);
  world.payouts.set(id, { entries, payout: { id, status: 'SENT', location_id: world.options.locations[0]!.id, created_at: world.stamp(),
    updated_at: world.stamp(), amount_money: money(net), type: 'BATCH', version: 1, arrival_date: world.stamp().slice(0, 10) } });
  return id;
}
