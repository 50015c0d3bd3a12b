/** Amazon against the battery, and what is odd about it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as always, boolean, nat, property, record } from 'fast-check';
import { brand } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { measure, toDecimal } from '#domain/measure.ts';
import { computedTotal, type Order } from '#domain/order.ts';
import type { Shipment } from '#domain/shipment.ts';
import { golden } from '#connectors/statement/golden.ts';
import { conformance } from '#connectors/conformance.ts';
import type { Document, HttpRequest, News, Port } from '#connectors/contract.ts';
import { recordings, replay, textOf, type Answer, type Recording } from '#connectors/recording.ts';
import amazon from './index.ts';
import { orderNews } from './order-news.ts';
import { orders as searchPoll } from './search.ts';
import type { Settings } from './settings.ts';
import { boxesOf, packageReference, reportShipment } from './shipments.ts';

const FOLDER = new URL('recordings/', import.meta.url);
conformance(amazon, FOLDER);
golden(amazon, FOLDER);

const recorded = (name: string): Recording => recordings(FOLDER).find((r) => r.name === name) ?? assert.fail(name);
const documentOf = (r: Recording): Document =>
  ({ topic: r.document?.topic ?? '', headers: {}, body: Buffer.from(textOf(r.document?.body)) });
const said = async (r: Recording): Promise<readonly News[]> =>
  amazon.can.read?.(replay(amazon, r), documentOf(r)) ?? assert.fail('reads nothing');
const orderIn = (news: readonly News[]): Order =>
  news.find((n) => n.said === 'order')?.order ?? assert.fail('no order');
const orderOf = async (name: string): Promise<Order> => orderIn(await said(recorded(name)));
const euros = (amount: { count: bigint; unit: string }) => toDecimal(amount);

/** A port that counts what is asked of it. */
function watched(r: Recording): { port: Port<Settings>; asked: HttpRequest[] } {
  const port = replay(amazon, r);
  const asked: HttpRequest[] = [];
  return { asked, port: { ...port, http: async (request) => {
    asked.push(request);
    return port.http(request);
  } } };
}

describe('an Amazon order', () => {
  it('is the same whether a notification or a search brought it', async () => {
    const [asked, found] = [await said(recorded('read-order-change')), await said(recorded('read-order-us'))];
    assert.deepEqual([asked, found].map(([n]) => n?.said === 'order' && n.fetched), ['read', 'stored']);
    assert.deepEqual(asked.map((n) => ('fetched' in n ? { ...n, fetched: 'stored' } : n)), found);
  });

  it('splits American proceeds into lines, shipping, gift wrap and taxes that Amazon owes', async () => {
    const order = await orderOf('read-order-us');
    const [tee, mug] = order.lines;
    assert.equal(order.taxIncluded, false);
    assert.equal(tee && euros(tee.net), '57.97');
    assert.equal(tee && euros(tee.discount), '2.00');
    assert.deepEqual(tee?.taxes.map((t) => [t.title, euros(t.amount), t.liable]), [
      ['MARKETPLACE_FACILITATOR/ITEM', '4.95', 'channel'], ['MARKETPLACE_FACILITATOR/DISCOUNT', '-0.17', 'channel'],
    ]);
    assert.deepEqual(mug?.taxes.map((t) => [t.title, euros(t.amount)]),
      [['MARKETPLACE_FACILITATOR/ITEM', '0.99'], ['MARKETPLACE_FACILITATOR/GIFT_WRAP', '0.25']]);
    assert.deepEqual(order.shipping.map((s) => [s.title, euros(s.net), s.taxes.length]), [['STANDARD', '4.50', 1]]);
    assert.deepEqual(order.adjustments.map((a) => [a.kind, euros(a.amount)]), [['gift-wrap', '3.00']]);
    assert.deepEqual(order.tenders.map((t) => [t.method, t.provider, euros(t.amount)]),
      [['marketplace', 'amazon', '83.86']]);
    assert.equal(order.shipBy, '2026-11-20T23:59:59.000Z');
  });

  it('takes the tax out of German prices', async () => {
    const order = await orderOf('read-order-de');
    assert.equal(order.taxIncluded, true);
    assert.deepEqual(order.lines.map((l) => [euros(l.unitPrice), euros(l.net), l.taxes.map((t) => euros(t.amount))]),
      [['119.00', '90.00', ['19.00', '-1.90']]]);
    const [freight] = order.shipping;
    assert.deepEqual([freight && euros(freight.net), freight?.taxes.map((t) => euros(t.amount))], ['5.00', ['0.95']]);
    assert.equal(order.lines[0]?.taxes[0]?.liable, 'seller');
  });

  it('knows a wish to cancel, a line that is no longer wanted, and who ships', async () => {
    const asked = await orderOf('read-order-change-cancel-asked');
    assert.ok(asked.lines.length === 1 ? asked.cancelRequested : asked.cancelLines?.length === 1, 'the items that were asked for');
    assert.equal((await orderOf('read-order-us')).cancelRequested, undefined);
    const [line] = (await orderOf('read-order-fulfilled-by-amazon')).lines;
    assert.deepEqual([line?.fulfillment, line?.sentByChannel], ['marketplace-fulfilled', line?.quantity]);
    const r = recorded('read-order-us');
    const raw = structuredClone(r.document?.body) as { orderItems: { fulfillment: { quantityUnfulfilled: number } }[] };
    raw.orderItems[0]!.fulfillment.quantityUnfulfilled = 1;
    assert.deepEqual(orderIn(orderNews(replay(amazon, r), raw)).lines.map((l) => l.cancelled), [2, 0]);
  });

  it('changes nothing under a status word nobody has documented: all strange words are said', async () => {
    const r = recorded('read-order-unknown-words');
    const news = await said(r);
    assert.deepEqual([...new Set(news.map((n) => n.said))], ['drift']);
    assert.deepEqual(news.flatMap((n) => (n.said === 'drift' ? [/^unknown word \w+|an unknown field/.exec(n.detail)?.[0]] : [])),
      ['unknown word AWAITING_VERIFICATION', 'unknown word STATE_REMITTER', 'an unknown field']);
    const raw = structuredClone(r.document?.body) as { fulfillment: { fulfillmentStatus: string } };
    raw.fulfillment.fulfillmentStatus = 'UNSHIPPED';
    assert.equal(orderIn(orderNews(replay(amazon, r), raw)).lines[0]?.taxes[0]?.liable, 'unknown');
  });

  it('costs nothing and has no tender when it replaces another', async () => {
    const order = await orderOf('read-order-replacement');
    assert.equal(euros(order.total), '0.00');
    assert.deepEqual(order.tenders, []);
  });

  it('is read from an answer handed over whole, one or a page', async () => {
    const r = recorded('read-order-us');
    const read = (topic: string, body: unknown) => said({ ...r, document: { topic, body } });
    assert.deepEqual(await read('getOrder', { order: r.document?.body }), await said(r));
    const cancelled = recorded('read-order-cancelled').document?.body;
    const page = await read('searchOrders', { orders: [r.document?.body, cancelled] });
    assert.deepEqual(page.map((n) => n.said), ['order', 'cancellation']);
    const reference = (topic: string, body: string) =>
      amazon.can.reference?.({ topic, headers: {}, body: Buffer.from(body) });
    assert.equal(reference('searchOrders', '{"orders":[{"orderId":"114-1"}]}'), 'orders/114-1');
    assert.equal(reference('order', 'nonsense'), 'order/unreadable');
    assert.equal(reference('ORDER_CHANGE', 'nonsense'), 'notifications/unreadable');
  });

  it('before the connection began belongs to somebody else', async () => {
    const r = recorded('read-order-us');
    const settings = { ...r.settings, ordersFrom: '2026-11-19T00:00:00Z' };
    assert.deepEqual((await said({ ...r, settings })).map((n) => n.said), ['nothing']);
  });

  it('is not fetched while its payment is pending', async () => {
    const r = recorded('read-order-change-pending');
    const { port, asked } = watched(r);
    await amazon.can.read?.(port, documentOf(r));
    assert.deepEqual(asked, []);
  });

  it('adds up whichever way Amazon states it: tax inside or on top, discounts of either sign', () => always(property(
    array(record({ item: nat(9999), shipping: nat(999), wrap: nat(500), fee: nat(300), off: nat(99), tax: nat(900) }),
      { minLength: 1, maxLength: 4 }), boolean(), boolean(), nat(500),
    (parts, inside, negative, tip) => {
      const dollars = (cents: number) => toDecimal(measure(BigInt(cents), 'USD'));
      const money = (cents: number) => ({ amount: dollars(cents), currencyCode: 'USD' });
      const totals = parts.map((p) => p.item + p.shipping + p.wrap + p.fee - p.off + (inside ? 0 : p.tax));
      const raw = {
        orderId: '114-1', createdTime: '2026-11-18T15:04:11Z', lastUpdatedTime: '2026-11-18T15:04:11Z',
        salesChannel: { channelName: 'AMAZON', marketplaceId: 'ATVPDKIKX0DER' },
        fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
        proceeds: { grandTotal: money(totals.reduce((a, b) => a + b, tip)),
          breakdowns: [{ type: 'DELIVERY_TIP', subtotal: money(tip) }] },
        orderItems: parts.map((p, at) => ({
          orderItemId: String(at), quantityOrdered: 2, product: { sellerSku: `S${at}` },
          proceeds: { breakdowns: [
            { type: 'ITEM', subtotal: money(p.item) }, { type: 'SHIPPING', subtotal: money(p.shipping) },
            { type: 'GIFT_WRAP', subtotal: money(p.wrap) }, { type: 'ECO_FEE', subtotal: money(p.fee) },
            { type: 'DISCOUNT', subtotal: money(negative ? -p.off : p.off),
              detailedBreakdowns: [{ subtype: 'ITEM', value: money(negative ? -p.off : p.off) }] },
            { type: 'TAX', subtotal: money(p.tax), detailedBreakdowns: [{ subtype: 'ITEM', value: money(p.tax) }] },
          ] },
        })),
      };
      const order = orderIn(orderNews(replay(amazon, recorded('read-order-us')), raw));
      assert.equal(computedTotal(order).count, order.total.count);
    })));
});

describe('Amazon’s door', () => {
  const token: Answer = { status: 200, body: { access_token: 'Atza|1', expires_in: 3600 } };
  const denied: Answer = {
    status: 403, body: { errors: [{ code: 'Unauthorized', message: 'no', details: 'expired' }] },
  };
  const empty: Answer = { status: 200, body: { orders: [] } };
  const search = (port: Port<Settings>) => searchPoll.page(port, undefined);
  const withAnswers = (answers: readonly Answer[]) => watched({ ...recorded('read-order-us'), answers });

  it('logs in once for many calls, and again when the token is refused', async () => {
    const second: Answer = { ...token, body: { access_token: 'Atza|2', expires_in: 3600 } };
    const { port, asked } = withAnswers([token, empty, empty, denied, second, empty]);
    await search(port);
    await search(port);
    await search(port);
    assert.deepEqual(asked.map((a) => a.bucket),
      ['login', 'searchOrders', 'searchOrders', 'searchOrders', 'login', 'searchOrders']);
    assert.deepEqual(asked.flatMap((a) => a.headers?.['x-amz-access-token'] ?? []),
      ['Atza|1', 'Atza|1', 'Atza|1', 'Atza|2']);
  });

  it('stops the connection when a new token is refused too, or none is given, and tells no secret', async () => {
    const stopped = async (answers: readonly Answer[]) => {
      try {
        await search(withAnswers(answers).port);
      } catch (error) {
        assert.ok(error instanceof Stopped);
        assert.doesNotMatch(error.message, /scrubbed|Atza/);
        return `${error.fault.kind}: ${error.fault.detail}`;
      }
      return 'went through';
    };
    assert.match(await stopped([token, denied]), /^Unauthorised: Amazon refuses GET .*: Unauthorized: expired$/);
    const revoked = { status: 400, body: { error: 'invalid_grant', error_description: 'refresh_token scrubbed' } };
    assert.equal(await stopped([revoked]), 'Unauthorised: Login with Amazon says invalid_grant');
  });

  it('learns the rate that really holds', () => {
    const heard = (status: number, headers: Record<string, string>) =>
      amazon.learn?.({ status, headers, bytes: Buffer.alloc(0), text: '', json: () => undefined }, 'getOrder');
    assert.deepEqual(heard(200, { 'x-amzn-ratelimit-limit': '0.5' }), { perSecond: 0.5 });
    assert.deepEqual(heard(429, {}), { available: 0 });
    assert.equal(heard(200, {}), undefined);
  });

  it('asks for its subscription only where there is a queue, and leaves another’s alone', async () => {
    const subscribe = async (answers: readonly Answer[], name = 'poll-notifications') => {
      const { port, asked } = watched({ ...recorded(name), answers });
      const { renewed } = (await amazon.can.subscribe?.(port, 'queue')) ?? assert.fail();
      return `${renewed.join()} ${asked.filter((a) => a.write).length}`;
    };
    const arn = 'arn:aws:sqs:us-east-1:210987654321:threadline-orders';
    const none: Answer = { status: 404, body: { errors: [{ code: 'NotFound', message: 'no' }] } };
    const destination = { destinationId: 'd1', name: 'x', resource: { sqs: { arn } } };
    const ours: Answer = { status: 200, body: { payload: [destination] } };
    const to = (id: string): Answer => ({ status: 200, body: { payload: { destinationId: id } } });
    assert.equal(await subscribe([], 'read-order-us'), ' 0');
    assert.equal(await subscribe([token, to('d1'), token, ours]), ' 0');
    assert.equal(await subscribe([token, none, token, ours, to('d1')]), 'ORDER_CHANGE 1');
    const made: Answer = { status: 200, body: { payload: destination } };
    const nowhere: Answer = { status: 200, body: { payload: [] } };
    assert.equal(await subscribe([token, none, token, nowhere, made, to('d1')]), 'ORDER_CHANGE 2');
    await assert.rejects(subscribe([token, to('d9'), token, ours]), /another queue/);
  });
});

describe('a shipment to Amazon', () => {
  const shipment = (quantities: readonly number[], trackings: readonly string[]): Shipment => ({
    shipmentId: 's1', orderId: brand('o'), fulfillmentId: 'f', location: brand('L'),
    at: brand('2026-11-19T17:20:00.000Z'),
    lines: quantities.map((quantity, at) => ({ lineId: brand(`l${at}`), sku: brand(`S${at}`), quantity })),
    parcels: trackings.map((tracking) => ({ carrier: 'UPSN', tracking })),
  });

  it('puts every unit in one parcel and something in every parcel it names', () => always(property(
    array(nat(4).map((n) => n + 1), { minLength: 1, maxLength: 4 }), nat(5), (quantities, more) => {
      const boxes = boxesOf(shipment(quantities, Array.from({ length: more + 1 }, (_, at) => `T${at}`)));
      const units = quantities.reduce((a, n) => a + n, 0);
      assert.equal(boxes.length, Math.min(more + 1, units));
      assert.equal(boxes.flatMap((b) => b.lines).reduce((n, l) => n + l.quantity, 0), units);
      assert.ok(boxes.every((b) => b.lines.length > 0));
      assert.equal(new Set(boxes.map((b) => b.reference)).size, boxes.length);
    })));

  it('names a parcel by our shipment, always alike, in digits', () => {
    assert.equal(packageReference('s1', 0), packageReference('s1', 0));
    assert.match(packageReference('s1', 1), /^[1-9]\d{0,8}$/);
  });

  it('needs a tracking number', async () => {
    const { port } = watched(recorded('write-ReportShipment'));
    const wish = { ...(recorded('write-ReportShipment').wish as object), shipment: shipment([1], ['']) } as never;
    await assert.rejects(reportShipment.apply(port, wish, brand('k')), /TrackingMissing|no tracking number/);
  });

  it('goes to a person with Amazon’s words when it is refused', async () => {
    const r = recorded('write-ReportShipment');
    const error = { code: 'InvalidInput', message: 'x', details: 'The order is CANCELLED' };
    const no: Answer = { status: 400, body: { errors: [error] } };
    const port = replay(amazon, { ...r, answers: [...(r.answers ?? []).slice(0, 1), no] });
    await assert.rejects(reportShipment.apply(port, r.wish as never, brand('k')),
      (e) => e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'ShipmentRejected' &&
        e.fault.detail.includes('The order is CANCELLED'));
  });

  it('is told again when the tracking number at Amazon is another one', async () => {
    const r = recorded('write-ReportShipment');
    const other = JSON.parse(JSON.stringify(r.find?.answers).replaceAll('1Z0417E', '1Z0000')) as Answer[];
    const port = replay(amazon, { ...r, answers: other });
    assert.equal(await reportShipment.find?.(port, r.wish as never, brand('k')), undefined);
  });
});

it('a cancellation that Amazon does not carry out goes to a person with its reason', async () => {
  const r = recorded('write-CancelChannelOrder');
  const report = '<ProcessingSummary><MessagesWithError>1</MessagesWithError></ProcessingSummary><Result><MessageID>1' +
    '</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>13014</ResultMessageCode>' +
    '<ResultDescription>cannot be cancelled</ResultDescription></Result>';
  const [token, open, made, put, feed, done] = r.answers ?? [];
  const result: Answer = { status: 200, body: { feedDocumentId: 'd', url: 'https://tortuga-demo.s3.amazonaws.com/r' } };
  const answers = [token, open, made, put, feed, done, open, result, { status: 200, body: report }].filter((a) => a);
  const port = replay(amazon, { ...r, answers: answers as Answer[] });
  await assert.rejects(amazon.can.writes!.CancelChannelOrder!.apply(port, r.wish as never, brand('k')),
    (e) => e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.detail.endsWith('13014 cannot be cancelled'));
});

it('a quantity that Amazon does not list goes to operations with its reason', async () => {
  const r = recorded('write-PublishStock');
  const invalid: Answer = { status: 200, body: { sku: 'TEE-M', status: 'INVALID', submissionId: 's',
    issues: [{ code: '90220', message: 'quantity is not valid', severity: 'ERROR', categories: [] }] } };
  const port = replay(amazon, { ...r, answers: [...(r.answers ?? []).slice(0, 1), invalid] });
  await assert.rejects(amazon.can.writes!.PublishStock!.apply(port, r.wish as never, brand('k')),
    (e) => e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'ListingRejected' &&
      e.fault.detail.includes('90220 quantity is not valid'));
});
