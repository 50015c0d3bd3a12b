/**
 * The Vendure connector against a real Vendure 3.7.3: one shop, bought at through its shop API, its webhooks
 * received and checked, everything the connector can do done once and looked at through its eyes.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { Stopped } from '#domain/fault.ts';
import { computedTotal, type Order } from '#domain/order.ts';
import { encode } from '#domain/wire.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { ask } from '#connectors/vendure/graphql.ts';
import vendure from '#connectors/vendure/index.ts';
import type { Settings } from '#connectors/vendure/settings.ts';
import { livePort, shop, wishFor } from './live.ts';
import { startVendure, type RealVendure } from './start.ts';

let real: RealVendure | undefined;
let missing: string | undefined;
let port: Port<Settings>;
let receiver: Server;
const received: Document[] = [];
let forged = 0;
const key = 'k' as never;

before(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const headers = request.headers as Record<string, string>;
    const ok = vendure.can.webhook!.verify(port.settings, body, headers, 'http://here/hooks/vendure');
    if (ok) received.push({ topic: vendure.can.webhook!.topic(headers, undefined, body), headers, body });
    else forged += 1;
    response.writeHead(ok ? 200 : 401).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const started = await startVendure(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks/vendure`);
  if ('missing' in started) {
    missing = started.missing;
    process.stderr.write(`# vendure lane: not run: ${missing}\n`);
    return;
  }
  real = started;
  const { url: baseUrl, user: username, password, webhookSecret } = real;
  port = livePort({ baseUrl, username, password, webhookSecret });
}, { timeout: 400_000 });
after(async () => {
  await real?.stop();
  receiver.close();
});

/** A step that needs the shop; without one it is skipped and says why. */
const step = (name: string, work: (url: string) => Promise<void>) =>
  it(name, async (t) => {
    if (!real) return t.skip(missing ?? 'Vendure did not start');
    return work(real.url);
  });

async function until(what: string, found: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (found()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`waited 5 s for ${what}`);
}
const mentions = (id: string) => (d: Document) => vendure.can.reference!(d) === `orders/${id}`;
const orderIn = ([first]: readonly News[]): Order =>
  (first?.said === 'order' ? first.order : assert.fail(encode(first)));
async function byPoll(id: string, name = 'orders'): Promise<Order> {
  const page = await vendure.can.polls!.find((p) => p.name === name)!.page(port, undefined);
  const { topic, body } = page.documents.find((d) => d.reference === `orders/${id}`) ?? assert.fail(`no order ${id}`);
  return orderIn(await vendure.can.read!(port, { topic, headers: {}, body: Buffer.from(body) }));
}

describe('a real Vendure', () => {
  let id: string;
  let order: Order;

  step('lets us in, and only with the right password', async (url) => {
    assert.match(await vendure.can.check!(port), /sells in USD, prices without tax/);
    const wrong = livePort({ ...port.settings, baseUrl: url, password: 'guess' });
    await assert.rejects(vendure.can.check!(wrong), (e) => e instanceof Stopped && e.fault.kind === 'Unauthorised');
  });

  step('tells of an order by signed hint, and the poll tells the same', async (url) => {
    await ask(port, {
      write: true, answer: z.unknown(),
      query: `mutation { createPromotion(input: { enabled: true, couponCode: "TEN", conditions: [],
        translations: [{ languageCode: en, name: "Ten off", description: "" }],
        actions: [{ code: "order_percentage_discount", arguments: [{ name: "discount", value: "10" }] }]
      }) { ... on Promotion { id } } }`,
    });
    const lines = [{ variantId: '1', quantity: 2 }, { variantId: '3', quantity: 3 }];
    ({ id } = await shop(url, { lines, coupon: 'TEN' }));
    const placed = (d: Document) => mentions(id)(d) && d.topic === 'order.placed';
    await until('the hint', () => received.some(placed));
    order = orderIn(await vendure.can.read!(port, received.find(placed)!));
    assert.equal(encode(await byPoll(id)), encode(order));
    assert.deepEqual(computedTotal(order), order.total);
    assert.deepEqual(order.lines.map((l) => [l.statedSku, l.quantity]), [['BOOT-38', 2], ['LACE-BLK', 3]]);
    assert.ok(order.lines.every((l) => l.discount.count > 0n));
    assert.equal(forged, 0);
  });

  step('takes a shipment with its tracking once, and refuses more than was sold', async () => {
    const report = vendure.can.writes!.ReportShipment!;
    const [boot, lace] = order.lines;
    const shipment = (tracking: string) => ({
      shipmentId: tracking, parcels: [{ carrier: 'UPSN', tracking }],
      lines: [{ lineId: boot!.lineId, quantity: 1 }, { lineId: lace!.lineId, quantity: 3 }],
    });
    assert.equal(await report.find!(port, wishFor(id, shipment('1Z-1')), key), undefined);
    const receipt = await report.apply(port, wishFor(id, shipment('1Z-1')), key);
    assert.deepEqual(await report.apply(port, wishFor(id, shipment('1Z-1')), key), receipt);
    assert.deepEqual(await report.find!(port, wishFor(id, shipment('1Z-1')), key), receipt);
    await assert.rejects(report.apply(port, wishFor(id, shipment('1Z-2')), key), /ITEMS_ALREADY_FULFILLED_ERROR/);
    await until('its hint', () => received.some((d) => mentions(id)(d) && d.topic === 'order.state' &&
      String(d.body).includes('PartiallyShipped')));
  });

  step('shows a refund made by staff to the look at recent orders', async () => {
    const [boot] = order.lines;
    const payment = order.tenders[0]!.external;
    const input = {
      paymentId: payment, amount: 12_661, reason: 'late', shipping: 0, adjustment: 0,
      lines: [{ orderLineId: boot!.lineId, quantity: 1 }],
    };
    await ask(port, {
      write: true, answer: z.unknown(), variables: { input },
      query: 'mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { ... on Refund { id } } }',
    });
    const { refunds: [refund], updatedAt } = await byPoll(id, 'recent');
    assert.equal(refund!.tenders[0]!.amount.count, 12_661n);
    assert.deepEqual(refund!.lines.map((l) => [l.lineId, l.quantity]), [[boot!.lineId, 1]]);
    assert.ok(updatedAt >= order.updatedAt);
  });

  step('is told what may be sold, on top of what it has promised itself', async () => {
    const publish = vendure.can.writes!.PublishStock!;
    const wish = (item: string, quantity: number) => ({ key, to: 'v', sku: item, item, quantity }) as never;
    const results = await publish.batch!.apply(port, [wish('1', 17), wish('4711', 1), wish('4', 0)], []);
    assert.deepEqual(results.map((r) => ('external' in r ? 'set' : r.fault.kind)), ['set', 'Refused', 'set']);
    assert.ok(await publish.find!(port, wish('1', 17), key));
    const level = z.object({ stockOnHand: z.number(), stockAllocated: z.number() });
    const { productVariant: { stockLevels: [boot] } } = await ask(port, {
      query: '{ productVariant(id: "1") { stockLevels { stockOnHand stockAllocated } } }',
      answer: z.object({ productVariant: z.object({ stockLevels: z.array(level) }) }),
    });
    // Two were bought and one has left: one is promised.
    assert.deepEqual(boot, { stockOnHand: 18, stockAllocated: 1 });
  });

  step('cancels an order with everything paid for it, and says so once', async (url) => {
    const bought = await shop(url, { lines: [{ variantId: '2', quantity: 2 }] });
    const cancel = vendure.can.writes!.CancelChannelOrder!;
    const wish = { key, to: 'v', orderId: 'o', order: bought.id, reason: 'out-of-stock' } as never;
    assert.equal(await cancel.find!(port, wish, key), undefined);
    const receipt = await cancel.apply(port, wish, key);
    assert.deepEqual(await cancel.apply(port, wish, key), receipt);
    assert.deepEqual(await cancel.find!(port, wish, key), receipt);
    const cancelled = await byPoll(bought.id);
    assert.equal(cancelled.cancelReason, 'out-of-stock');
    assert.deepEqual(cancelled.refunds.map((r) => r.tenders[0]!.amount), [cancelled.tenders[0]!.amount]);
    assert.deepEqual(computedTotal(cancelled), cancelled.total);
    const shipped = { ...(wish as object), order: id } as never;
    await assert.rejects(cancel.apply(port, shipped, key), /arrange a return/);
  });

  step('gives money back for goods that came back, once, and shows it as paid when staff has settled it', async (url) => {
    const bought = await shop(url, { lines: [{ variantId: '1', quantity: 2 }, { variantId: '3', quantity: 1 }] });
    const sold = await byPoll(bought.id);
    const [boot] = sold.lines;
    const [tax] = boot!.taxes;
    const half = (n: bigint) => ({ count: n / 2n, unit: 'USD' });
    const [net, taxed] = [half(boot!.net.count), half(tax!.amount.count)];
    const fee = { count: 500n, unit: 'USD' };
    const total = { count: net.count + taxed.count - fee.count, unit: 'USD' };
    const none = { count: 0n, unit: 'USD' };
    const wish = { key: 'refund:o:1', to: 'v', orderId: 'o', order: bought.id, shipping: none, shippingTax: none, fee, total, at: sold.placedAt,
      lines: [{ lineId: boot!.lineId, sku: 'BOOT-38', quantity: 1, net, tax: taxed, restock: 'return' }], reason: 'size',
      tenders: [{ external: sold.tenders[0]!.external, method: 'other', amount: total }] } as never;
    const back = vendure.can.writes!.RefundReturn!;
    const own = 'refund:o:1' as never;
    assert.equal(await back.find!(port, wish, own), undefined);
    const receipt = await back.apply(port, wish, own);
    assert.deepEqual(await back.apply(port, wish, own), receipt);
    assert.deepEqual(await back.find!(port, wish, own), receipt);
    const { refunds: [refund, ...more] } = await byPoll(bought.id, 'recent');
    assert.deepEqual([more.length, refund!.external, refund!.adjustment.count, refund!.lines.map((l) => [l.quantity, l.net.count, l.tax.count])],
      [0, receipt.external, -500n, [[1, net.count, taxed.count]]]);
    const [paid] = refund!.tenders;
    if (paid!.state === 'pending') {
      await ask(port, { write: true, answer: z.unknown(), variables: { input: { id: receipt.external, transactionId: 'rf-1' } },
        query: 'mutation ($input: SettleRefundInput!) { settleRefund(input: $input) { ... on Refund { id state } ... on ErrorResult { errorCode } } }' });
    }
    assert.deepEqual((await byPoll(bought.id, 'recent')).refunds.map((r) => r.tenders.map((t) => [t.amount.count, t.state])), [[[total.count, 'paid']]]);
    const much = { ...(wish as object), tenders: [{ external: sold.tenders[0]!.external, method: 'other', amount: { count: 99_999_999n, unit: 'USD' } }] };
    await assert.rejects(back.apply(port, much as never, 'refund:o:2' as never), /REFUND/);
  });

  step('lists its products for mapping', async () => {
    const page = await vendure.can.polls!.find((p) => p.name === 'products')!.page(port, undefined);
    assert.equal(page.documents.length, 4);
    const [{ topic, body }] = page.documents as [(typeof page.documents)[number]];
    const [product] = await vendure.can.read!(port, { topic, headers: {}, body: Buffer.from(body) });
    assert.equal(product!.said, 'product');
  });
});
