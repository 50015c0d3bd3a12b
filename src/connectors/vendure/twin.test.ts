/**
 * The connector against the twin: orders by hint and by poll, shipments, cancellation and stock, on good days
 * and on bad ones. test/lanes/vendure/vendure.lane.ts does the same with a real Vendure.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import { encode } from '#domain/wire.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { startVendureTwin, type VendureTwin } from '#sandbox/vendure/index.ts';
import vendure from './index.ts';
import { livePort, wishFor } from '../../../test/lanes/vendure/live.ts';
import type { Settings } from './settings.ts';

const password = 'a-password-of-the-test';
const secret = 'a-secret-of-the-test';
let receiver: Server;
let received: Document[];
let twin: VendureTwin;
let port: Port<Settings>;
let at: number;

before(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const headers = request.headers as Record<string, string>;
    const { webhook } = vendure.can;
    const ok = webhook!.verify(port.settings, body, headers, 'http://here/hooks/vendure');
    if (ok) received.push({ topic: webhook!.topic(headers, undefined, body), headers, body });
    response.writeHead(ok ? 200 : 401).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
after(() => receiver.close());
beforeEach(async () => {
  received = [];
  at = Date.now() - 600_000;
  twin = await startVendureTwin({
    faults: seededFaults(1), now: () => new Date(at), password, coupons: { TEN: 10 },
    webhook: { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks/vendure`, secret },
    variants: [
      { sku: 'BOOT-38', name: 'Trail boot 38', price: 12_995, stock: 400 },
      { sku: 'LACE-BLK', name: 'Lace', price: 435, stock: 900 },
    ],
  });
  port = livePort({ baseUrl: twin.url, username: twin.user, password, webhookSecret: secret });
});
afterEach(() => twin.stop());

const read = (document: Document) => vendure.can.read!(port, document);
async function polled(name = 'orders'): Promise<Document[]> {
  const poll = vendure.can.polls!.find((p) => p.name === name)!;
  const documents: Document[] = [];
  for (let since: string | undefined, more = true; more; ) {
    const page = await poll.page(port, since);
    documents.push(...page.documents.map((d) => ({ topic: d.topic, headers: {}, body: Buffer.from(d.body) })));
    ({ next: since, more } = page);
  }
  return documents;
}
const stoppedAs = (kind: string) => (e: unknown) => e instanceof Stopped && e.fault.kind === kind;
const boots = (quantity: number) => ({ lines: [{ sku: 'BOOT-38', quantity }] });
const count = (operation: string) => twin.applied.filter((a) => a.operation === operation).length;

describe('orders', () => {
  it('by hint and by poll are one and the same', async () => {
    twin.buy({ lines: [{ sku: 'BOOT-38', quantity: 2 }, { sku: 'LACE-BLK', quantity: 7 }], coupon: 'TEN' });
    await twin.settled();
    const hint = received.find((d) => d.topic === 'order.placed')!;
    const [document] = await polled();
    const [told, found] = [await read(hint), await read(document!)];
    assert.deepEqual([told, found].map(([n]) => n?.said === 'order' && n.fetched), ['read', 'stored']);
    assert.equal(encode(told.map((n) => ('fetched' in n ? { ...n, fetched: 'stored' } : n))), encode(found));
    assert.equal(vendure.can.reference!(hint), vendure.can.reference!(document!));
  });
  it('wait while they are unpaid or under review, as the connection says what tells so; and name the hold they were promised by', async () => {
    const hold = 'hold-0190f3c2-7d1e-7000-8000-0123456789ab';
    port = livePort({ baseUrl: twin.url, username: twin.user, password, webhookSecret: secret, holdField: 'threadlineHold',
      reviewField: 'underReview', unpaidMethods: ['bank-transfer'] });
    const transfer = twin.buy({ ...boots(1), payment: 'bank-transfer', threadlineHold: hold });
    const review = twin.buy({ ...boots(1), underReview: true });
    twin.buy({ ...boots(1), payment: 'none', threadlineHold: 'not one of ours' });
    await twin.settled();
    const seen = async (documents: readonly Document[]) => (await Promise.all(documents.map(read))).flat()
      .flatMap((n) => (n.said === 'order' ? [[n.order.holds.map((h) => h.kind).join(), n.order.promisedBy ?? '']] : []));
    const before = [['payment', hold], ['fraud', ''], ['payment', '']];
    assert.deepEqual(await seen(received.filter((d) => d.topic === 'order.placed')), before);
    assert.deepEqual(await seen(await polled()), before);
    twin.settle(transfer.id);
    twin.review(review.id, false);
    assert.deepEqual(await seen((await polled()).slice(0, 2)), [['', hold], ['', '']]);
    port = livePort({ baseUrl: twin.url, username: twin.user, password, webhookSecret: secret });
    assert.deepEqual((await seen(await polled())).map(([holds, by]) => [holds, by]), [['', ''], ['', ''], ['payment', '']]);
  });
  it('hints come twice and out of turn: every one of them says the same order', async () => {
    twin.faults.order('webhook', 'reorder', 1);
    twin.faults.order('webhook', 'duplicate', 2);
    twin.buy(boots(1));
    await twin.settled();
    const news = (await Promise.all(received.map(read))).flat();
    const orders = new Set(news.filter((n) => n.said === 'order').map(encode));
    assert.deepEqual([orders.size, received.length > 3], [1, true]);
  });
  it('hints that were lost are found by the poll; refunds, by the look at recent orders', async () => {
    const order = twin.buy(boots(2));
    const before = await polled();
    const since = (await vendure.can.polls![0]!.page(port, undefined)).next;
    at += 300_000;
    const refund = twin.refund(order.id, 5000);
    // The shop's own time of the order did not move, so the poll by time has nothing new to say about it.
    const page = await vendure.can.polls![0]!.page(port, new Date(at - 60_000).toISOString());
    assert.deepEqual([page.documents.length, since < new Date(at - 60_000).toISOString()], [0, true]);
    const [document] = await polled('recent');
    assert.notEqual(String(document!.body), String(before[0]!.body));
    const [news] = (await read(document!)) as [Extract<News, { said: 'order' }>];
    assert.deepEqual(news.order.refunds.map((r) => [r.external, r.adjustment.count]), [[refund, 5000n]]);
  });
  it('are all read when more than a page of them share a second', async () => {
    for (let n = 0; n < 130; n++) twin.buy(boots(1));
    at += 5000;
    for (let n = 0; n < 130; n++) twin.buy(boots(1));
    const references = (await polled()).map((d) => vendure.can.reference!(d));
    assert.equal(new Set(references).size, 260);
  });
  it('in a state of the shop’s own change nothing: the state is reported', async () => {
    const { id } = twin.buy(boots(1));
    twin.drift(id, 'AwaitingPickup');
    const [document] = await polled();
    assert.deepEqual((await read(document!)).map((n) => n.said), ['drift']);
  });
  it('of a cart are nothing', async () => {
    twin.buy(boots(1));
    await twin.settled();
    const said = (await Promise.all(received.map(read))).flat().map((n) => n.said);
    assert.deepEqual(said, ['nothing', 'order', 'order']);
  });
});

describe('shipments', () => {
  const ship = vendure.can.writes!.ReportShipment!;
  const key = 'k' as never;
  const shipment = (lineId: string, quantity: number, tracking: string) => ({
    shipmentId: `s-${tracking}`, lines: [{ lineId, sku: 'BOOT-38', quantity }],
    parcels: [{ carrier: 'UPSN', tracking }, { carrier: 'UPSN', tracking: `${tracking}-2` }],
  });

  it('are made once however often they are reported, with every tracking number', async () => {
    const { id, lines: [line] } = twin.buy(boots(3));
    const wish = wishFor(id, shipment(line!.id, 2, 'T1'));
    const receipt = await ship.apply(port, wish, key);
    assert.deepEqual(await ship.apply(port, wish, key), receipt);
    assert.deepEqual(await ship.find!(port, wish, key), receipt);
    await ship.apply(port, wishFor(id, shipment(line!.id, 1, 'T2')), key);
    const [one, two] = twin.orders.get(id)!.fulfillments;
    assert.deepEqual([one!.trackingCode, one!.state, two!.trackingCode], ['T1, T1-2', 'Shipped', 'T2, T2-2']);
    assert.equal(twin.orders.get(id)!.state, 'Shipped');
  });
  for (const operation of ['addFulfillmentToOrder', 'transitionFulfillmentToState'])
    it(`cut off after ${operation} are found and finished, not repeated`, async () => {
      const { id, lines: [line] } = twin.buy(boots(3));
      const wish = wishFor(id, shipment(line!.id, 2, 'T1'));
      twin.faults.order(operation, 'timeout-after-apply');
      await assert.rejects(ship.apply(port, wish, key), stoppedAs('Unknown'));
      const receipt = (await ship.find!(port, wish, key)) ?? (await ship.apply(port, wish, key));
      assert.ok(receipt.external);
      assert.deepEqual([count('addFulfillmentToOrder'), count('fulfillment Shipped')], [1, 1]);
    });
  it('of more than was sold are refused in Vendure’s words', async () => {
    const { id, lines: [line] } = twin.buy(boots(1));
    await assert.rejects(ship.apply(port, wishFor(id, shipment(line!.id, 2, 'T1')), key), (e) =>
      e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'ShipmentRejected' &&
      e.fault.detail.includes('ITEMS_ALREADY_FULFILLED_ERROR'));
  });
});

describe('cancellation', () => {
  const cancel = vendure.can.writes!.CancelChannelOrder!;
  const key = 'k' as never;
  const wish = (order: string) => ({ key, to: 'v', orderId: 'o', order, reason: 'out-of-stock' }) as never;

  it('gives everything back once, also when it is cut between its two steps', async () => {
    const { id, payments: [payment] } = twin.buy(boots(2));
    for (const operation of ['cancelOrder', 'refundOrder']) {
      twin.faults.order(operation, 'timeout-after-apply');
      await assert.rejects(cancel.apply(port, wish(id), key), stoppedAs('Unknown'));
    }
    assert.equal((await cancel.find!(port, wish(id), key))?.external, id);
    assert.deepEqual([count('cancelOrder'), count('refundOrder')], [1, 1]);
    assert.equal(payment!.refunds[0]!.total, payment!.amount);
  });
  it('comes too late once something has left', async () => {
    const { id, lines: [line] } = twin.buy(boots(1));
    const lines = [{ lineId: line!.id, quantity: 1 }];
    const left = { shipmentId: 's', lines, parcels: [{ carrier: 'UPSN', tracking: 'T' }] };
    await vendure.can.writes!.ReportShipment!.apply(port, wishFor(id, left), key);
    await assert.rejects(cancel.apply(port, wish(id), key), (e) =>
      e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'CancelTooLate');
  });
});

describe('money for goods that came back', () => {
  const back = vendure.can.writes!.RefundReturn!;
  const key = 'refund:o:1' as never;
  const usd = (count: number) => ({ count: BigInt(count), unit: 'USD' });
  interface Asked { readonly line: string; readonly tenders: readonly (readonly [string, number])[]; readonly shipping?: number; readonly fee?: number }
  const wish = (order: string, { line, tenders, shipping = 0, fee = 0 }: Asked) => ({
    key, to: 'v', orderId: 'o', order, lines: [{ lineId: line, sku: 'BOOT-38', quantity: 1, net: usd(12_995), tax: usd(0), restock: 'return' }],
    shipping: usd(shipping), shippingTax: usd(0), fee: usd(fee), total: usd(12_995 + shipping - fee), at: new Date(at).toISOString(), reason: 'size',
    tenders: tenders.map(([external, amount]) => ({ external, method: 'card', amount: usd(amount) })),
  }) as never;
  async function orderNow(id: string) {
    const [document] = (await polled('recent')).filter((d) => String(d.body).includes(`"id":"${id}"`));
    const [news] = (await read(document!)) as [Extract<News, { said: 'order' }>];
    return news.order;
  }
  /** Of one unit, tax included. */
  const priceOf = async (id: string): Promise<number> => {
    const { lines: [l] } = await orderNow(id);
    return Number(l!.net.count + l!.taxes.reduce((n, t) => n + t.amount.count, 0n)) / l!.quantity;
  };
  const refundsOf = async (id: string) => (await orderNow(id)).refunds.map((r) => ({ id: r.external, lines: r.lines.map((l) => [l.lineId, l.quantity, l.restock]),
    reason: r.reason, kept: r.adjustment.count, paid: r.tenders.map((t) => [t.amount.count, t.state]) }));

  it('goes back through its payment once, also when the answer is lost, and is read as what was asked for', async () => {
    const { id, lines: [line], payments: [payment] } = twin.buy(boots(2));
    const asked = wish(id, { line: line!.id, tenders: [[payment!.id, await priceOf(id) - 1300]], fee: 1300 });
    assert.equal(await back.find!(port, asked, key), undefined);
    twin.faults.order('refundOrder', 'timeout-after-apply');
    await assert.rejects(back.apply(port, asked, key), stoppedAs('Unknown'));
    const receipt = await back.find!(port, asked, key);
    assert.deepEqual([await back.apply(port, asked, key), count('refundOrder')], [receipt, 1]);
    const [refund] = await refundsOf(id);
    assert.deepEqual(refund, { id: receipt!.external, lines: [[line!.id, 1, 'return']], reason: 'size', kept: -1300n,
      paid: [[BigInt(await priceOf(id) - 1300), 'pending']] });
  });
  it('of two payments is one refund, which is not shown before both parts are there', async () => {
    const order = twin.buy(boots(2));
    const { id, lines: [line], payments } = order;
    const [first] = payments;
    payments.push({ ...first!, id: '990', amount: 5000, refunds: [] });
    const asked = wish(id, { line: line!.id, tenders: [[first!.id, 10_000], ['990', 2995]] });
    twin.faults.order('refundOrder', 'timeout-after-apply');
    await assert.rejects(back.apply(port, asked, key), stoppedAs('Unknown'));
    assert.deepEqual([await back.find!(port, asked, key), await refundsOf(id)], [undefined, []]);
    await back.apply(port, asked, key);
    const [refund, ...more] = await refundsOf(id);
    assert.deepEqual([more.length, refund?.paid, refund?.lines.length], [0, [[10_000n, 'pending'], [2995n, 'pending']], 1]);
    assert.ok(await back.find!(port, asked, key));
  });
  it('through a payment that the shop does not know is refused, and so is more than it has left', async () => {
    const { id, lines: [line], payments: [payment] } = twin.buy(boots(1));
    await assert.rejects(back.apply(port, wish(id, { line: line!.id, tenders: [['77', 100]] }), key), /was not paid by payment 77/);
    await assert.rejects(back.apply(port, wish(id, { line: line!.id, tenders: [[payment!.id, 9_999_999]] }), key), /REFUND_AMOUNT_ERROR/);
  });
});

describe('stock', () => {
  const publish = vendure.can.writes!.PublishStock!;
  const wish = (item: string, quantity: number) => ({ key: 'k', to: 'v', sku: `S-${item}`, item, quantity }) as never;

  it('leaves for sale what we say, whatever Vendure has promised itself', async () => {
    twin.buy(boots(4));
    await publish.apply(port, wish('1', 25), 'k' as never);
    const { stockOnHand, stockAllocated } = twin.variants.get('1')!;
    assert.deepEqual([stockOnHand - stockAllocated, stockAllocated], [25, 4]);
    assert.ok(await publish.find!(port, wish('1', 25), 'k' as never));
    assert.equal(await publish.find!(port, wish('1', 24), 'k' as never), undefined);
  });
  it('of an unknown item is refused alone; the others are set', async () => {
    const results = await publish.batch!.apply(port, [wish('1', 5), wish('77', 5), wish('2', 6)], []);
    assert.deepEqual(results.map((r) => ('external' in r ? r.external : r.fault.kind)), ['1@1', 'Refused', '2@1']);
    assert.deepEqual(['1', '2'].map((id) => twin.variants.get(id)!.stockOnHand), [5, 6]);
  });
});

describe('a bad day', () => {
  it('429 is Throttled, 500 Unavailable, an ended session goes unnoticed', async () => {
    twin.buy(boots(1));
    twin.faults.order('orders', 'throttle');
    await assert.rejects(polled(), stoppedAs('Throttled'));
    twin.faults.order('orders', 'error');
    await assert.rejects(polled(), stoppedAs('Unavailable'));
    twin.forgetSessions();
    assert.equal((await polled()).length, 1);
    assert.match(await vendure.can.check!(port), /sells in USD, prices without tax/);
  });
});
