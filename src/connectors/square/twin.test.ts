/** The connector against the twin over HTTP: what was sold is told once, whatever Square does. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { stop, Stopped } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import { toDecimal } from '#domain/measure.ts';
import { computedTotal } from '#domain/order.ts';
import { disagreement } from '#domain/payout.ts';
import { fromEpoch } from '#domain/time.ts';
import type { HttpRequest, HttpResponse, News, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { replay } from '#connectors/recording.ts';
import { mulberry32, seededFaults } from '#sandbox/faults.ts';
import { callProblem, modelsAbsent, shapeProblem } from '#sandbox/square/models.ts';
import { startSquareTwin, type SquareTwin } from '#sandbox/square/index.ts';
import { cancelChannelOrder } from './cancel.ts';
import square from './index.ts';
import { settings, type Settings } from './settings.ts';
import { reportShipment } from './shipment.ts';
import { publishStock } from './stock.ts';

const [token, key] = ['a-token-of-the-test', 'a-key-of-the-test'];
const ITEMS = { 'BOOT-38': { title: 'Boot 38', price: 8990 }, SOCK: { title: 'Socks', price: 299 } };
const STOCK = { 'BOOT-38': 20, SOCK: 100 };
interface Heard { readonly topic: string; readonly body: string }

let twin: SquareTwin;
let hooks: Server;
let port: Port<Settings>;
let at: number;
let got: Heard[];
let problems: string[];

async function exchange(r: HttpRequest): Promise<HttpResponse> {
  const unanswered = r.write ? stop.unknown : stop.unavailable;
  const response = await fetch(new URL(r.url, twin.url), {
    method: r.method, headers: { 'content-type': 'application/json', ...r.headers },
    ...(r.body !== undefined && { body: JSON.stringify(r.body) }),
  }).catch((error: Error) => Promise.reject(unanswered(`no answer: ${error.message}`)));
  const text = await response.text();
  const wrong = callProblem({ method: r.method, path: r.url, request: r.body, status: response.status, answer: JSON.parse(text) });
  if (wrong) problems.push(wrong);
  if (response.status === 401) throw stop.unauthorised('the twin answered 401');
  if (response.status === 429) throw stop.throttled(fromEpoch(Date.now() + 50));
  if (response.status >= 500) throw unanswered(`the twin answered ${response.status}`);
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, bytes: Buffer.from(text), text, json: () => parseJson(text) };
}

beforeEach(async () => {
  at = Date.parse('2026-03-16T15:00:00.000Z');
  got = [];
  problems = [];
  hooks = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      const headers = request.headers as Record<string, string>;
      const url = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}${request.url}`;
      const genuine = square.can.webhook!.verify(port.settings, raw, headers, url);
      if (genuine) got.push({ topic: square.can.webhook!.topic(headers, undefined, raw), body: raw.toString() });
      response.writeHead(genuine ? 200 : 401).end();
    });
  });
  await new Promise<void>((resolve) => { hooks.listen(0, '127.0.0.1', resolve); });
  twin = await startSquareTwin({
    faults: seededFaults(5), now: () => new Date(at), items: ITEMS, stock: STOCK, token, signatureKey: key, perSecond: 5000, retryMs: 5,
    notificationUrl: `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/hooks/square`,
  });
  const raw = { baseUrl: twin.url, accessToken: token, webhookSignatureKey: key, stockLocationId: twin.locations[0] };
  port = { ...replay(square, { name: 'twin', settings: raw }), settings: settings.parse(raw), http: exchange, now: fromEpoch(at) };
});
afterEach(async () => {
  await twin.settled();
  await twin.stop();
  await new Promise((resolve) => hooks.close(resolve));
  assert.deepEqual(problems, []);
});

/** What stops for a while is tried again, as the runtime does. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Stopped) || attempt > 20 || !['Unavailable', 'Throttled'].includes(error.fault.kind)) throw error;
    }
  }
}
const hear = (d: Heard) => patiently(() => square.can.read!(port, { topic: d.topic, headers: {}, body: Buffer.from(d.body) }));
async function heardHooks(): Promise<News[]> {
  await twin.settled();
  return (await Promise.all(got.splice(0).map(hear))).flat();
}
async function polled(name: string): Promise<News[]> {
  const poll = square.can.polls!.find((p) => p.name === name)!;
  const news: News[] = [];
  for (let since: string | undefined, more = true; more;) {
    const page = await patiently(() => poll.page(port, since));
    for (const d of page.documents) news.push(...(await hear({ topic: d.topic, body: String(d.body) })));
    [since, more] = [page.next, page.more];
  }
  return news;
}
const orders = (news: readonly News[]) =>
  new Map(news.flatMap((n) => (n.said === 'order' ? [[n.order.external as string, n.order] as const] : [])));

/** The last count, and what moved after it, each movement once. */
function shelfBy(news: readonly News[], location: string, sku: string): number {
  const SIGN = { sold: -1, sent: -1, lost: -1, damaged: -1, returned: 1, received: 1, arrived: 1, found: 1 } as const;
  const counts = news.flatMap((n) => (n.said === 'stock' && n.location === location
    ? n.items.filter((i) => i.statedSku === sku).map((i) => ({ at: n.asOf as string, onHand: i.onHand })) : []));
  const base = counts.sort((a, b) => (a.at < b.at ? 1 : -1))[0] ?? { at: '', onHand: STOCK[sku as keyof typeof STOCK] };
  const since = news.flatMap((n) => (n.said === 'movement' && n.location === location && n.at > base.at ? [n] : []));
  const moves = new Map(since.flatMap((n) => n.items.filter((i) => i.statedSku === sku)
    .map((i) => [`${n.external} ${n.kind}`, SIGN[n.kind] * i.quantity] as const)));
  return base.onHand + [...moves.values()].reduce((a, b) => a + b, 0);
}
function agrees(news: readonly News[]): void {
  for (const location of twin.locations)
    for (const sku of Object.keys(ITEMS)) assert.equal(shelfBy(news, location, sku), twin.inStock(location, sku), `${location} ${sku}`);
}
const [north, south] = ['LNORTH000000A', 'LSOUTH000000B'];

function trade(random: () => number, sales: number): void {
  for (let i = 0; i < sales; i += 1) {
    at += 30_000;
    const sale = twin.sell({
      location: random() < 0.5 ? north : south, tender: random() < 0.3 ? 'CASH' : 'CARD', ...(random() < 0.2 && { tip: 300 }),
      lines: [{
        sku: random() < 0.5 ? 'BOOT-38' : 'SOCK', quantity: 1 + Math.floor(random() * 2), ...(random() < 0.3 && { discount: 99 }),
      }],
    });
    if (sale && random() < 0.2) twin.takeBack({ order: sale.id, line: 'line-1', quantity: 1, restock: random() < 0.7 });
    if (random() < 0.1) twin.transfer({ from: north, to: south, sku: 'SOCK', quantity: 2 });
  }
}

for (const level of ['none', 'harsh'] as const)
  describe(`a day at the registers under ${level} faults`, () => {
    for (const way of ['webhooks', 'polls'] as const)
      it(`is told by ${way}: each sale once, to the cent, each shelf right`, async () => {
        twin.faults.level = level;
        trade(mulberry32(9), 25);
        const news = way === 'webhooks' ? await heardHooks() : [...(await polled('orders')), ...(await polled('stock'))];
        const sold = [...twin.orders.values()].filter((o) => o['line_items']);
        const told = orders(news);
        assert.deepEqual([...told.keys()].sort(), sold.map((o) => o.id).sort());
        for (const o of told.values()) assert.equal(toDecimal(computedTotal(o)), toDecimal(o.total), o.number);
        const refunds = new Set(news.flatMap((n) => (n.said === 'refund' ? [n.refund.external] : [])));
        assert.equal(refunds.size, twin.orders.size - sold.length);
        agrees(news);
      });
  });

describe('registers', () => {
  it('that were offline tell later what they sold before the count: the shelf stays right', async () => {
    at += 3_600_000;
    const before = new Date(at - 1_800_000);
    twin.count(north, 'SOCK', 90);
    const late = twin.sell({ location: north, lines: [{ sku: 'SOCK', quantity: 4 }], at: before })!;
    const news = [...(await polled('orders')), ...(await polled('stock'))];
    assert.equal(orders(news).get(late.id)?.placedAt, before.toISOString());
    assert.equal(twin.inStock(north, 'SOCK'), 90);
    agrees(news);
  });
  it('take goods back on an order of their own, and give amounts back without one', async () => {
    const sale = twin.sell({ location: north, lines: [{ sku: 'BOOT-38', quantity: 2 }] })!;
    twin.takeBack({ order: sale.id, line: 'line-1', quantity: 1, restock: true });
    twin.giveBack({ order: sale.id, amount: 700 });
    const news = [...(await polled('orders')), ...(await polled('refunds'))];
    const refunds = news.flatMap((n) => (n.said === 'refund' ? [n] : []));
    assert.deepEqual(refunds.map((n) => [n.order, n.refund.lines.length, toDecimal(n.refund.adjustment)]),
      [[sale.id, 1, '0.00'], [sale.id, 0, '7.00']]);
    assert.deepEqual(refunds[0]!.refund.lines.map((l) => [l.lineId, l.quantity, toDecimal(l.net), toDecimal(l.tax)]),
      [['line-1', 1, '89.90', '7.98']]);
  });
});

describe('an order of Square Online is cancelled', () => {
  const wish = (order: string): WishOf<'CancelChannelOrder'> =>
    ({ key: `cancel:${order}`, to: 'square-test', orderId: 'ord-1', order, reason: 'out-of-stock' } as never);
  const online = () => twin.sell({ location: north, lines: [{ sku: 'SOCK', quantity: 2 }], shipTo: { name: 'Robin', country: 'US' } })!;
  const refunded = () => twin.applied.filter((a) => a.operation === 'refund').length;
  it('with its money, once, also when an answer was lost on the way; and comes back cancelled', async () => {
    const order = online();
    const w = wish(order.id);
    assert.equal(await cancelChannelOrder.find!(port, w, w.key), undefined);
    twin.faults.order('POST /v2/refunds', 'timeout-after-apply');
    await assert.rejects(cancelChannelOrder.apply(port, w, w.key), (e) => e instanceof Stopped && e.fault.kind === 'Unknown');
    assert.deepEqual(await cancelChannelOrder.find!(port, w, w.key), { external: order.id });
    assert.deepEqual(await cancelChannelOrder.apply(port, w, w.key), { external: order.id });
    assert.deepEqual([refunded(), twin.inStock(north, 'SOCK')], [1, 100], 'given back once, and on the shelf again');
    const news = [...(await polled('orders')), ...(await polled('refunds'))];
    assert.ok(orders(news).get(order.id)?.cancelledAt);
    assert.deepEqual(news.flatMap((n) => (n.said === 'refund' ? [n.order] : [])), [order.id]);
  });
  it('itself when nobody paid; not when it has left, nor twice by hand', async () => {
    const unpaid = Object.assign(online(), { tenders: [] });
    await cancelChannelOrder.apply(port, wish(unpaid.id), wish('').key);
    assert.equal(twin.orders.get(unpaid.id)!.state, 'CANCELED');
    const gone = Object.assign(online(), { fulfillments: [{ uid: 'ship-1', type: 'SHIPMENT', state: 'COMPLETED' }], state: 'COMPLETED' });
    await assert.rejects(cancelChannelOrder.apply(port, wish(gone.id), wish('').key),
      (e) => e instanceof Stopped && e.fault.kind === 'Refused' && /has left/.test(e.fault.detail));
    assert.equal(refunded(), 0);
  });
});

describe('stock is published', () => {
  const wish = (sku: string, quantity: number, item = twin.variationOf(sku)): WishOf<'PublishStock'> =>
    ({ key: `k-${sku}-${quantity}`, to: 'square-test', sku, item, quantity } as never);
  it('once per key, also when the answer was lost, and does not come back as a count of the store', async () => {
    const w = wish('SOCK', 40);
    twin.faults.order('POST /v2/inventory/changes/batch-create', 'timeout-after-apply');
    await assert.rejects(publishStock.apply(port, w, w.key), (e) => e instanceof Stopped && e.fault.kind === 'Unknown');
    assert.deepEqual(await publishStock.find!(port, w, w.key), { external: w.item });
    // A sale since: the quantity is another, the key is known, and nothing is set back.
    twin.sell({ location: north, lines: [{ sku: 'SOCK', quantity: 1 }] });
    at += 1000;
    assert.equal(await publishStock.find!(port, w, w.key), undefined);
    assert.deepEqual(await publishStock.apply({ ...port, now: fromEpoch(at) }, w, w.key), { external: w.item });
    assert.equal(twin.inStock(north, 'SOCK'), 39);
    assert.deepEqual((await polled('stock')).filter((n) => n.said === 'stock'), []);
  });
  it('item by item: what Square does not know is refused, the rest is set', async () => {
    const wishes = [wish('SOCK', 5), wish('LAMP', 5, 'NOSUCHITEM'), wish('BOOT-38', 6)];
    const results = await publishStock.batch!.apply(port, wishes, wishes.map((w) => w.key));
    assert.deepEqual(results.map((r) => (r instanceof Stopped ? r.fault.kind : r.external)),
      [twin.variationOf('SOCK'), 'Refused', twin.variationOf('BOOT-38')]);
    assert.deepEqual([twin.inStock(north, 'SOCK'), twin.inStock(north, 'BOOT-38')], [5, 6]);
  });
});

describe('an order of Square Online', () => {
  const shipped = (order: string, id: string, lines: [string, number][]): WishOf<'ReportShipment'> => ({
    key: `report:${id}`, to: 'square-test', orderId: 'ord-1', order, shipment: {
      shipmentId: id, orderId: 'ord-1', fulfillmentId: 'f', location: 'PDX', at: '2026-03-17T10:00:00.000Z',
      lines: lines.map(([lineId, quantity]) => ({ lineId, sku: 'x', quantity })),
      parcels: [{ carrier: 'UPSN', tracking: `1Z-${id}` }] },
  } as never);
  it('is told of each shipment once, and is complete with the last unit', async () => {
    const lines = [{ sku: 'BOOT-38', quantity: 2 }, { sku: 'SOCK', quantity: 1 }];
    const { id } = twin.sell({ location: north, shipTo: { name: 'Robin', country: 'US' }, lines })!;
    assert.equal(orders(await polled('orders')).get(id)?.lines[0]?.fulfillment, 'ship');
    assert.deepEqual((await polled('stock')).filter((n) => n.said === 'movement'), []);
    const [one, two] = [shipped(id, 'shp-1', [['line-1', 2]]), shipped(id, 'shp-2', [['line-2', 1]])];
    const fulfillment = () =>
      (twin.orders.get(id)!['fulfillments'] as { state: string; shipment_details: { tracking_number: string } }[])[0]!;
    twin.faults.order('PUT /v2/orders/:id', 'timeout-after-apply');
    await assert.rejects(reportShipment.apply(port, one, one.key), (e) => e instanceof Stopped && e.fault.kind === 'Unknown');
    assert.equal((await reportShipment.find!(port, one, one.key))?.external, 'ship-1');
    await reportShipment.apply(port, one, one.key);
    assert.equal(fulfillment().state, 'PREPARED');
    assert.equal(await reportShipment.find!(port, two, two.key), undefined);
    await reportShipment.apply(port, two, two.key);
    const { state, shipment_details: said } = fulfillment();
    assert.deepEqual([state, said.tracking_number], ['COMPLETED', '1Z-shp-1, 1Z-shp-2']);
    assert.equal(twin.applied.filter((a) => a.operation === 'update-order').length, 2);
    await assert.rejects(reportShipment.apply(port, shipped(id, 'shp-3', [['line-1', 1]]), 'k' as never), /no open fulfillment/);
  });
});

it('the catalog, the payouts and the subscription', async () => {
  assert.deepEqual((await polled('catalog')).map((n) => n.said === 'product' && n.statedSku), ['BOOT-38', 'SOCK']);
  twin.sell({ location: north, lines: [{ sku: 'BOOT-38', quantity: 1 }] });
  twin.payOut();
  const [payout] = (await polled('payouts')).flatMap((n) => (n.said === 'payout' ? [n.payout] : []));
  assert.equal(disagreement(payout!), undefined);
  assert.deepEqual(payout!.lines.map((l) => [l.class, toDecimal(l.amount)]), [['sale', '97.88'], ['processing-fee', '-2.64']]);
  const [subscription] = twin.subscriptions.values();
  Object.assign(subscription!, { enabled: false });
  const { renewed } = await square.can.subscribe!(port, subscription!.notification_url);
  assert.ok(renewed.includes('order.updated') && subscription!.enabled);
  assert.deepEqual((await square.can.subscribe!(port, subscription!.notification_url)).renewed, []);
  const elsewhere = async () => square.can.subscribe!(port, 'https://elsewhere.example/');
  await assert.rejects(elsewhere, /no webhook subscription of Square points to/);
  assert.match(await square.can.check!(port), /2 locations: North Street, South Mall/);
});

it('a wrong token is said as such', async () => {
  const wrong = { ...port, settings: { ...port.settings, accessToken: 'other' } };
  await assert.rejects(async () => square.can.check!(wrong), (e) => e instanceof Stopped && e.fault.kind === 'Unauthorised');
});

const EVENTS: Readonly<Record<string, string>> = {
  'order.created': 'OrderCreatedEvent', 'order.updated': 'OrderUpdatedEvent', 'inventory.count.updated': 'InventoryCountUpdatedEvent',
};
it('events and orders are what Square’s own description says', { skip: modelsAbsent }, async () => {
  const sale = twin.sell({ location: north, lines: [{ sku: 'SOCK', quantity: 1 }] })!;
  await twin.settled();
  assert.equal(shapeProblem('Order', sale), undefined);
  for (const h of got) {
    const name = EVENTS[h.topic] ?? assert.fail(h.topic);
    assert.equal(shapeProblem(name, JSON.parse(h.body)), undefined);
  }
  assert.match(shapeProblem('Order', { id: 7 }) ?? '', /location_id/);
});
