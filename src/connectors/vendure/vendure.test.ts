/** The Vendure connector: the battery over answers recorded from a real 3.7.3, and what is odd about Vendure. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import { currency, measure } from '#domain/measure.ts';
import { computedTotal, type Order } from '#domain/order.ts';
import { conformance } from '#connectors/conformance.ts';
import type { Document, News } from '#connectors/contract.ts';
import { recordings, replay, textOf, type Recording } from '#connectors/recording.ts';
import vendure from './index.ts';
import { fractionOf, moneyOf } from './money.ts';
import { onwards } from './polls.ts';

const folder = new URL('recordings/', import.meta.url);
conformance(vendure, folder);

const all = recordings(folder);
const recorded = (name: string): Recording => all.find((r) => r.name === name) ?? assert.fail(name);
const documentOf = ({ document }: Recording): Document =>
  ({ topic: document!.topic, headers: {}, body: Buffer.from(textOf(document!.body)) });
const news = async (name: string, more: Partial<Recording> = {}): Promise<readonly News[]> => {
  const r = { ...recorded(name), ...more };
  return vendure.can.read!(replay(vendure, r), documentOf(r));
};
const orderOf = async (name: string, more?: Partial<Recording>): Promise<Order> => {
  const [first] = await news(name, more);
  return first?.said === 'order' ? first.order : assert.fail(`${name} said ${first?.said}`);
};
const usd = (count: number) => measure(BigInt(count), currency('USD'));

describe('an order', () => {
  it('has its share of the order discount in each line, and tax per line after it', async () => {
    const { lines, total, taxIncluded } = await orderOf('read-order-coupon');
    assert.equal(taxIncluded, false);
    assert.deepEqual(lines.map((l) => [l.quantity, l.unitPrice.count, l.discount.count, l.net.count]),
      [[2, 12_995n, 2598n, 23_392n], [3, 435n, 131n, 1174n]]);
    assert.deepEqual(lines.map((l) => l.taxes), [1930, 97].map((tax) => [
      { title: 'Sales Tax Americas', rate: '0.0825', amount: usd(tax), liable: 'seller' },
    ]));
    assert.deepEqual(total, usd(27_288));
  });
  it('is the same from a hint and from a poll', async () => {
    const hinted = await news('read-hint');
    const polled = await news('read-order-coupon');
    assert.deepEqual(hinted.map((n) => ('fetched' in n ? { ...n, fetched: 'stored' } : n)), polled);
  });
  it('in a state of the shop’s own changes nothing, until a mapping says what the state means', async () => {
    const drift = await news('read-order-custom-state');
    assert.deepEqual([...new Set(drift.map((n) => n.said))], ['drift']);
    const words = drift.flatMap((n) => (n.said === 'drift' ? [[n.path, /unknown word (\w+)/.exec(n.detail)![1]!] as const] : []));
    const mappings = Object.fromEntries(words.map(([path, word]) =>
      [`status:${word}`, path === 'order.state' ? 'ArrangingAdditionalPayment' : 'Settled']));
    assert.deepEqual((await orderOf('read-order-custom-state', { mappings })).holds.map((h) => h.kind), ['payment']);
  });
  it('keeps cancelled units as placed and cancelled, and still adds up', async () => {
    const order = await orderOf('read-order-returned-refunded');
    assert.deepEqual(order.lines.map((l) => [l.quantity, l.cancelled]), [[2, 1], [3, 1]]);
    assert.deepEqual(computedTotal(order), order.total);
    assert.equal(order.cancelledAt, undefined);
  });
  it('cancelled whole says when and why', async () => {
    const order = await orderOf('read-order-cancelled');
    assert.ok(order.cancelledAt);
    assert.equal(order.cancelReason, 'out-of-stock');
    assert.deepEqual(order.lines.map((l) => [l.quantity, l.cancelled]), [[1, 1]]);
    assert.deepEqual(order.refunds.map((r) => [r.shipping.count, r.lines[0]!.restock]), [[695n, 'cancel']]);
  });
  it('is as new as its newest part: a refund does not touch the order’s own time', async () => {
    const { body } = recorded('read-order-returned-refunded').document as { body: { order: { updatedAt: string } } };
    const late = structuredClone(body) as typeof body & { order: { payments: { refunds: { updatedAt: string }[] }[] } };
    late.order.payments[0]!.refunds[0]!.updatedAt = '2027-01-01T00:00:00.000Z';
    const order = await orderOf('read-order-returned-refunded', { document: { topic: 'orders', body: late } });
    assert.equal(order.updatedAt, '2027-01-01T00:00:00.000Z');
    assert.ok(body.order.updatedAt < order.updatedAt);
  });
  it('names its payment method by mapping, and guesses only at card', async () => {
    const mapped = await orderOf('read-order-coupon', { mappings: { 'payment:card': 'wallet' } });
    assert.deepEqual([mapped.tenders[0]!.method, mapped.tenders[0]!.state], ['wallet', 'captured']);
  });
});

describe('refunds', () => {
  const sumOf = ({ lines, shipping, shippingTax, adjustment }: Order['refunds'][number]) =>
    [...lines.flatMap((l) => [l.net, l.tax]), shipping, shippingTax, adjustment].reduce((n, m) => n + m.count, 0n);

  it('add up to what was paid back, and tell unsent units from returned ones', async () => {
    const { refunds } = await orderOf('read-order-returned-refunded');
    assert.deepEqual(refunds.map(sumOf), [12_661n, 500n]);
    assert.deepEqual(refunds.map((r) => r.tenders[0]!.state), ['paid', 'pending']);
    // One of two boots had left: the cancelled one never went. All laces had left: the cancelled one came back.
    assert.deepEqual(refunds.map((r) => r.lines[0]!.restock), ['cancel', 'return']);
    // 5.00 for a lace that cost 4.24: the rest is goodwill.
    assert.deepEqual(refunds[1]!.lines.map((l) => [l.net.count, l.tax.count]), [[391n, 33n]]);
    assert.equal(refunds[1]!.adjustment.count, 76n);
  });
});

describe('amounts', () => {
  it('are integers at the shop’s precision, whatever the currency', () => {
    assert.deepEqual(moneyOf(129_95, currency('USD'), 2), usd(12_995));
    assert.equal(moneyOf(500_00, currency('JPY'), 2).count, 500n);
    assert.equal(moneyOf(1_25, currency('KWD'), 2).count, 1250n);
    assert.throws(() => moneyOf(500_50, currency('JPY'), 2), /finer than one JPY/);
  });
  it('rates are fractions without a float', () => {
    const rates = { 8.25: '0.0825', 20: '0.2', 100: '1', 0: '0', 5.5: '0.055', 10: '0.1', 0.5: '0.005' };
    for (const [percent, fraction] of Object.entries(rates)) assert.equal(fractionOf(Number(percent)), fraction);
  });
});

describe('paging', () => {
  const at = (second: number) => `2026-01-05T10:00:${String(second).padStart(2, '0')}.000Z` as never;
  const full = (second: (i: number) => number) => Array.from({ length: 100 }, (_, i) => at(second(i)));
  const start = { after: at(0), skip: 0 };

  it('goes on from the last time, one second back, and never by skip while time moves', () =>
    assert.deepEqual(onwards(start, full((i) => Math.floor(i / 10) + 2)), { next: at(10), more: true }));
  it('skips only within a second that fills a page', () =>
    assert.deepEqual(onwards(start, full(() => 1)), { next: `${at(0)}+100`, more: true }));
  it('ends with an overlap, but not before where it began', () => {
    assert.deepEqual(onwards(start, [at(30)]), { next: at(0), more: false });
    const early = { after: '2026-01-05T09:00:00.000Z' as never, skip: 0 };
    assert.equal(onwards(early, [at(30)]).next, '2026-01-05T09:59:30.000Z');
    assert.deepEqual(onwards({ ...start, skip: 100 }, []), { next: at(0), more: false });
  });
});

describe('Vendure’s ways of saying no', () => {
  const login = { status: 200, headers: { 'vendure-auth-token': 't' }, body: { data: { login: { id: '1' } } } };
  const error = (code: string, message = 'in Vendure’s words') =>
    ({ status: 200, body: { errors: [{ message, extensions: { code } }], data: null } });
  const publish = vendure.can.writes!.PublishStock!;
  const wish = { key: 'k', to: 'v', sku: 'BOOT-38', item: '1', quantity: 3 } as never;
  const level = { stockLocationId: '1', stockOnHand: 40, stockAllocated: 2 };
  const variants = { status: 200, body: { data: { productVariants: { items: [{ id: '1', stockLevels: [level] }] } } } };
  const answered = (answers: Recording['answers']) =>
    publish.apply(replay(vendure, { ...recorded('write-PublishStock'), answers: answers! }), wish, 'k' as never);
  const stoppedAs = (kind: string) => (e: unknown) => e instanceof Stopped && e.fault.kind === kind;

  it('a wrong password is Unauthorised', () =>
    assert.rejects(answered([{ ...login, body: { data: { login: { errorCode: 'INVALID_CREDENTIALS_ERROR' } } } }]),
      stoppedAs('Unauthorised')));
  it('an ended session is logged in again, once', async () => {
    const written = { status: 200, body: { data: { updateProductVariants: [{ id: '1' }] } } };
    const asked = { ...written, expect: { body: '"stockOnHand":5' } }; // 3 to sell and 2 that Vendure has promised
    const receipt = await answered([login, error('FORBIDDEN'), login, variants, asked]);
    assert.deepEqual(receipt, { external: '1@1' });
    await assert.rejects(answered([login, error('FORBIDDEN'), login, error('FORBIDDEN')]), stoppedAs('Unauthorised'));
  });
  it('a fault inside is Unknown for a write and Unavailable for a read', async () => {
    await assert.rejects(answered([login, error('INTERNAL_SERVER_ERROR')]), stoppedAs('Unavailable'));
    await assert.rejects(answered([login, variants, error('INTERNAL_SERVER_ERROR')]), stoppedAs('Unknown'));
    const uncoded = { status: 200, body: { errors: [{ message: 'no code' }] } };
    await assert.rejects(answered([login, variants, uncoded]), stoppedAs('Unknown'));
  });
  it('a refusal is a person’s, a query that does not fit is ours', async () => {
    await assert.rejects(answered([login, variants, error('ENTITY_NOT_FOUND')]), stoppedAs('Refused'));
    const misfit = { ...error('GRAPHQL_VALIDATION_FAILED'), status: 400 };
    await assert.rejects(answered([login, misfit]), stoppedAs('Malformed'));
  });
});
