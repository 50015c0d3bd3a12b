/** The connector against the twin over HTTP: both were written from Amazon's models, apart from each other. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { brand, type ExternalId } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import { fromEpoch } from '#domain/time.ts';
import { DE, US } from '#sandbox/amazon/index.ts';
import amazon from './index.ts';
import { bench, type Bench, hear, isUnknown, ordersIn, payoutsIn, read, shipmentOf } from './bench.test.fixture.ts';

describe('Amazon, live', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
    assert.deepEqual(await amazon.can.subscribe?.(b.port(), ''), { renewed: ['ORDER_CHANGE'] });
    assert.deepEqual(await amazon.can.subscribe?.(b.port(), ''), { renewed: [] });
  });
  after(() => b.stop());

  const place = (marketplaceId: string = US.id) => b.twin.placeOrder({ marketplaceId, items: [
    { sku: 'TEE-M', quantity: 3, unitPrice: '19.99', shipping: '4.50', discount: '2.00', promotionId: 'FALL' },
    { sku: 'MUG', quantity: 1, unitPrice: '12.00', giftWrap: '3.00' },
  ] });
  const write = amazon.can.writes?.ReportShipment ?? assert.fail();
  const appliedTo = (id: string) => b.twin.applied.filter((a) => a.id.startsWith(id)).map((a) => a.operation);

  it('says what a pending order takes, then the same order by both ways', async () => {
    for (const marketplace of [US.id, DE.id]) {
      const id = place(marketplace);
      const taken = (await hear(b, await b.drain('notifications'))).map((n) => n.said === 'pending' && n.lines.map((l) => `${l.quantity} ${l.item}`));
      assert.deepEqual(taken, [['3 TEE-M', '1 MUG']]);
      b.twin.payOrder(id);
      const [told, ...others] = ordersIn(await hear(b, await b.drain('notifications')));
      assert.deepEqual(others, []);
      assert.equal(told?.number, id);
      const found = ordersIn(await hear(b, await b.drain('orders'))).filter((o) => o.number === id);
      assert.deepEqual(found.at(-1), told);
    }
    assert.equal(b.twin.state().queued, 0);
  });

  it('hears of a wish to cancel and of a cancellation', async () => {
    const id = place();
    b.twin.payOrder(id);
    b.twin.requestCancel(id);
    const news = ordersIn(await hear(b, await b.drain('notifications')));
    assert.equal(news.at(-1)?.cancelRequested, true);
    b.twin.cancelOrder(id);
    const [cancelled] = await hear(b, await b.drain('notifications'));
    assert.equal(cancelled?.said === 'cancellation' && cancelled.reason, 'BUYER: Buyer cancelled');
  });

  it('finds a shipment whose answer was lost, and tells it once', async () => {
    const id = place();
    b.twin.payOrder(id);
    const [order] = ordersIn(await hear(b, await b.drain('notifications')));
    const wish = shipmentOf(order ?? assert.fail(), 1);
    assert.equal(await write.find?.(b.port(), wish, brand('k')), undefined);
    b.faults.order('confirmShipment', 'timeout-after-apply');
    await assert.rejects(write.apply(b.port(), wish, brand('k')), isUnknown);
    const found = await write.find?.(b.port(), wish, brand('k'));
    assert.match(found?.external ?? '', new RegExp(`^${id}/\\d+$`));
    assert.deepEqual(appliedTo(id), ['confirmShipment']);
    assert.deepEqual((await hear(b, await b.drain('notifications'))).map((n) => n.said), ['nothing']); // Our own echo.
  });

  it('continues a shipment of several parcels where it was cut', async () => {
    const id = place();
    b.twin.payOrder(id);
    const [order] = ordersIn(await hear(b, await b.drain('notifications')));
    const wish = shipmentOf(order ?? assert.fail(), 3);
    b.faults.order('confirmShipment', 'timeout-after-apply');
    await assert.rejects(write.apply(b.port(), wish, brand('k')), isUnknown);
    assert.equal(await write.find?.(b.port(), wish, brand('k')), undefined);
    const receipt = await write.apply(b.port(), wish, brand('k'));
    assert.deepEqual(await write.find?.(b.port(), wish, brand('k')), receipt);
    assert.deepEqual(appliedTo(id), ['confirmShipment', 'confirmShipment', 'confirmShipment']);
    assert.equal(b.twin.state().orders.find((o) => o.id === id)?.status, 'SHIPPED');
  });

  it('publishes a quantity, and knows it when it looks', async () => {
    const publish = amazon.can.writes?.PublishStock ?? assert.fail();
    b.twin.setListing({ sku: 'TEE-M', marketplaceId: US.id });
    const wish: WishOf<'PublishStock'> = {
      key: brand('k'), to: brand('a'), sku: brand('TEE-M'), item: brand('TEE-M'), quantity: 7,
    };
    b.faults.order('patchListingsItem', 'timeout-after-apply');
    await assert.rejects(publish.apply(b.port(), wish, wish.key), isUnknown);
    assert.deepEqual(await publish.find?.(b.port(), wish, wish.key), { external: 'TEE-M' });
    assert.equal(await publish.find?.(b.port(), { ...wish, quantity: 8 }, wish.key), undefined);
    const unlisted = { ...wish, item: brand<ExternalId>('NOBODY') };
    await assert.rejects(publish.apply(b.port(), unlisted, wish.key), /NOBODY is not listed/);
    b.faults.order('patchListingsItem', 'partial');
    await assert.rejects(publish.apply(b.port(), wish, wish.key), /99022/);
  });

  it('does not write over a sale between what was acknowledged and now: what is listed is the answer', async () => {
    const publish = amazon.can.writes?.PublishStock ?? assert.fail();
    b.twin.setListing({ sku: 'CAS', marketplaceId: US.id, quantity: 9 });
    b.twin.placeOrder({ marketplaceId: US.id, items: [{ sku: 'CAS', quantity: 2, unitPrice: '5.00' }] });
    const of = (quantity: number, was: number, minutes: number): WishOf<'PublishStock'> => ({ key: brand('k'), to: brand('a'), sku: brand('CAS'),
      item: brand('CAS'), quantity, was, since: fromEpoch(Date.now() - minutes * 60_000) });
    assert.deepEqual(await publish.apply(b.port(), of(8, 9, 60), brand('k')), { external: 'CAS', stands: 7 });
    assert.deepEqual(await publish.apply(b.port(), of(6, 7, 60), brand('k')), { external: 'CAS' });
    // Too soon to be shown: what stands there says nothing yet.
    assert.deepEqual(await publish.apply(b.port(), of(5, 9, 1), brand('k')), { external: 'CAS' });
    assert.equal(b.twin.state().listings.find((l) => l.sku === 'CAS')?.quantity, 5);
  });

  it('cancels an order at Amazon, over as many attempts as the feed takes, and once', async () => {
    const cancel = amazon.can.writes?.CancelChannelOrder ?? assert.fail();
    const wishFor = (id: string): WishOf<'CancelChannelOrder'> => ({ key: brand(`k-${id}`), to: brand('a'),
      orderId: brand('o'), order: brand<ExternalId>(id), reason: 'out-of-stock' });
    const id = place();
    b.twin.payOrder(id);
    const wish = wishFor(id);
    b.faults.order('createFeed', 'timeout-after-apply');
    await assert.rejects(cancel.apply(b.port(), wish, wish.key), isUnknown);
    await assert.rejects(cancel.apply(b.port(), wish, wish.key), /Unavailable: Amazon works on the cancellation/);
    assert.equal(await cancel.find?.(b.port(), wish, wish.key), undefined);
    b.time.ahead += 31_000;
    assert.deepEqual(await cancel.apply(b.port(), wish, wish.key), { external: `${id}/cancel` });
    assert.deepEqual(await cancel.find?.(b.port(), wish, wish.key), { external: `${id}/cancel` });
    assert.deepEqual(appliedTo(id), ['cancelOrder']);
    const shipped = b.twin.state().orders.find((o) => o.status === 'SHIPPED') ?? assert.fail();
    const late = wishFor(shipped.id);
    await assert.rejects(cancel.apply(b.port(), late, late.key),
      (e) => e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'CancelTooLate');
    await b.drain('notifications');
  });

  it('goes on when the seller’s token was revoked and given again', async () => {
    b.twin.expireTokens();
    assert.match(await amazon.can.check?.(b.port()) ?? '', /signed in; ORDER_CHANGE comes through/);
  });

  it('explains every settlement to the cent, oldest first', async () => {
    const sold = (marketplaceId: string) => {
      const id = b.twin.placeOrder({ marketplaceId, pending: false, fulfilledBy: 'AMAZON', items: [
        { sku: 'CASE', quantity: 2, unitPrice: '1190.00', shipping: '5.95', giftWrap: '3.57', discount: '11.90' }] });
      b.twin.shipByAmazon(id);
      return id;
    };
    const made = [];
    const odd = { gzip: true, thousands: true, lineEnd: '\r\n' } as const;
    for (const [marketplaceId, style] of [[US.id, {}], [DE.id, odd]] as const) {
      b.twin.refund({ orderId: sold(marketplaceId), items: [{ sku: 'CASE', quantity: 1 }] });
      sold(marketplaceId);
      b.time.now += 60_000;
      made.push(b.twin.makeSettlement({ marketplaceId, reserve: '50.00', unknownFee: '-1.23' }, style));
    }
    const payouts = payoutsIn(await hear(b, await b.drain('settlements')));
    assert.deepEqual(payouts.map((p) => [p.external, toDecimal(p.net), p.currency, p.lines.length]),
      made.map((m) => [m.settlementId, m.total, m.currency, m.rows]));
    for (const payout of payouts) {
      assert.deepEqual(payout.lines.filter((l) => l.class === 'unknown').map((l) => toDecimal(l.amount)), ['-1.23']);
      assert.ok(payout.lines.some((l) => l.class === 'reserve') && payout.lines.some((l) => l.class === 'refund'));
    }
    const withheld = payouts[0]?.lines.filter((l) => ['tax', 'refund-tax', 'facilitator-tax'].includes(l.class)) ?? [];
    assert.equal(withheld.reduce((n, l) => n + l.amount.count, 0n), 0n); // What Amazon remits washes out.
    assert.deepEqual(await b.drain('settlements'), []);
  });

  it('refuses a settlement that is a cent off', async () => {
    b.time.now += 60_000;
    const fees = [{ amount: '-9.99', description: 'Subscription Fee' }];
    b.twin.makeSettlement({ marketplaceId: US.id, fees }, { wrongTotalBy: '0.01' });
    const [document] = await b.drain('settlements');
    const refused = (e: unknown) => e instanceof Stopped && e.fault.kind === 'Refused' &&
      e.fault.exception === 'PayoutVariance' && e.fault.detail.endsWith('difference -0.01');
    await assert.rejects(read(b, document ?? assert.fail()), refused);
  });
});
