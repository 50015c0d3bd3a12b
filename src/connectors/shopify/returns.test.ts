/** Returns against the twin: agreements and goods as the shop has them, and money back once under one key. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { currency, fromDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import { receiver, shop, subscribe as listen } from '#sandbox/shopify/testing.ts';
import type { News } from '../contract.ts';
import { portTo } from './port.test.fixture.ts';
import { stop } from '#domain/fault.ts';
import { replay } from '../recording.ts';
import shopify from './index.ts';
import { DISPOSITION, REASON, STATUS } from './returns.ts';
import { RETURN_TOPICS } from './webhook.ts';

const SETTINGS = { baseUrl: 'https://harbor-pine.myshopify.com', shop: 'harbor-pine.myshopify.com', accessToken: 'scrubbed', webhookSecret: 'scrubbed' };
const USD = currency('USD');
const usd = (text: string) => fromDecimal(text, USD);

test('every word of ours has one of Shopify’s, and back', () => {
  const words = Object.values(STATUS);
  assert.deepEqual([...words].sort(), ['authorised', 'cancelled', 'closed', 'declined', 'requested']);
  assert.equal(new Set(words).size, words.length);
  assert.deepEqual([...new Set(Object.values(REASON))].sort(), ['defective', 'not-as-described', 'other', 'size', 'unwanted', 'wrong-item']);
  assert.deepEqual(Object.keys(DISPOSITION).sort(), ['MISSING', 'NOT_RESTOCKED', 'PROCESSING_REQUIRED', 'RESTOCKED']);
});

test('what is asked for, agreed to, disposed of and closed is told as it is now, whatever order the hooks come in', async (t) => {
  const twin = await shop(t, { pointsPerSecond: 1000 });
  const hooks = await receiver(t);
  for (const topic of RETURN_TOPICS) await listen(twin, hooks.url, topic);
  const port = portTo(twin);
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 2 }] });
  const id = twin.openReturn(placed.id, { lines: [{ sku: 'MUG-BLUE', quantity: 1, reason: 'WRONG_ITEM' }], agreed: false });
  twin.turnReturn(id, 'OPEN');
  twin.disposeReturn(id, { sku: 'MUG-BLUE', quantity: 1, type: 'NOT_RESTOCKED' });
  twin.turnReturn(id, 'CLOSED');
  await twin.settled();
  const told: News[] = [];
  for (const hook of hooks.caught.filter((c) => c.topic.startsWith('re'))) {
    const news = await shopify.can.read!(port, { topic: hook.topic, headers: hook.headers, body: Buffer.from(hook.raw) });
    told.push(...news);
    assert.match(shopify.can.reference!({ topic: hook.topic, headers: {}, body: Buffer.from(hook.raw) }), /^(returns|reverse_fulfillment_orders)\/\d+$/);
  }
  const returns = told.filter((n) => n.said === 'return');
  assert.deepEqual([...new Set(returns.map((n) => `${n.word} ${n.order} ${n.lines[0]?.quantity} ${n.lines[0]?.reason}`))], [`closed ${placed.id} 1 wrong-item`]);
  const goods = told.filter((n) => n.said === 'returned-goods');
  assert.deepEqual(goods.map((n) => [n.order, n.lines[0]?.quantity, n.lines[0]?.disposition]), [[placed.id, 1, 'damaged']]);
});

test('a recorded close, which only names its order, is read by itself', async () => {
  const body = Buffer.from(JSON.stringify({ id: 77, admin_graphql_api_id: 'gid://shopify/Return/77', order_id: 5001, status: 'closed' }));
  const port = { ...replay(shopify, { name: 'x', settings: SETTINGS }), http: async () => { throw stop.unavailable('nobody there'); } };
  const news = await shopify.can.read!(port, { topic: 'returns/close', headers: {}, body, recorded: true });
  assert.deepEqual(news.map((n) => (n.said === 'return' ? [n.word, n.order, n.external] : n.said)), [['closed', '5001', '77']]);
});

test('money goes back to the transactions that took it, once, also when the answer is lost', async (t) => {
  const twin = await shop(t, { pointsPerSecond: 1000 });
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 2 }], taxes: [],
    tenders: [{ gateway: 'gift_card', amount: '5.00' }, { gateway: 'shopify_payments' }] });
  const [order] = await orders(twin);
  const [line] = order!.lines;
  const part = fromDecimal('4.00', USD);
  const wish: WishOf<'RefundReturn'> = {
    to: 'shopify-us' as never, key: 'refund:ord-1:1' as never, orderId: order!.orderId, order: order!.external,
    lines: [{ lineId: line!.lineId, sku: 'MUG-BLUE' as never, quantity: 1, net: part, tax: usd('0'), restock: 'return' }],
    shipping: usd('0'), shippingTax: usd('0'), fee: usd('0'), total: part, reason: 'size', at: '2026-03-01T10:00:00.000Z' as never,
    tenders: [{ external: 'gift_card' as never, method: 'gift-card', amount: usd('1.00') },
      { external: 'shopify_payments' as never, method: 'card', amount: usd('3.00') }],
  };
  const write = shopify.can.writes!.RefundReturn!;
  const first = await write.apply(portTo(twin), wish, wish.key);
  assert.equal(await write.find!(portTo(twin), wish, wish.key), undefined);
  assert.deepEqual(await write.apply(portTo(twin), wish, wish.key), first);
  const [after] = await orders(twin);
  assert.deepEqual(after!.refunds.map((r) => [r.external, r.lines.map((l) => l.restock), r.tenders.map((x) => [x.method, x.amount.count])]),
    [[first.external, ['none'], [['gift-card', 100n], ['card', 300n]]]]);
  assert.ok(placed.id);
});

test('what was decided of a return is told once, with the reason and the words for the buyer', async (t) => {
  const twin = await shop(t, { pointsPerSecond: 1000 });
  const port = portTo(twin);
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 2 }] });
  const open = () => twin.openReturn(placed.id, { lines: [{ sku: 'MUG-BLUE', quantity: 1 }], agreed: false });
  const wish = (id: string, word: 'approve' | 'decline'): WishOf<'AnswerReturn'> => ({
    to: 'shopify-us' as never, key: `answer:${id}:${word}` as never, orderId: 'ord-1' as never, returnId: `ret-${id}`, return: id as never, word,
    ...(word === 'decline' && { reason: 'too-late', note: 'Thirty days are over.' }),
  });
  const write = shopify.can.writes!.AnswerReturn!;
  const word = async (id: string) => {
    const body = JSON.stringify({ id: Number(id), admin_graphql_api_id: `gid://shopify/Return/${id}` });
    const [news] = await shopify.can.read!(port, { topic: 'returns/update', headers: {}, body: Buffer.from(body) });
    return news?.said === 'return' ? [news.word, news.reason] : news;
  };
  for (const [said, shown] of [['approve', ['authorised', undefined]], ['decline', ['declined', 'Thirty days are over.']]] as const) {
    const id = open();
    assert.equal(await write.find!(port, wish(id, said), wish(id, said).key), undefined);
    const receipt = await write.apply(port, wish(id, said), wish(id, said).key);
    assert.deepEqual([await write.apply(port, wish(id, said), wish(id, said).key), await write.find!(port, wish(id, said), wish(id, said).key)], [receipt, receipt]);
    assert.deepEqual(await word(id), shown);
    const other = said === 'approve' ? 'decline' : 'approve';
    await assert.rejects(write.apply(port, wish(id, other), wish(id, other).key), /cannot be (approved|declined) any more/);
  }
  assert.deepEqual(twin.applied.filter((a) => a.operation.startsWith('return')).map((a) => [a.operation, /\d/.test(a.key ?? '')]),
    [['returnApproveRequest', true], ['returnDeclineRequest', false]]);
});

async function orders(twin: Awaited<ReturnType<typeof shop>>) {
  const port = portTo(twin);
  const page = await shopify.can.polls![0]!.page(port, undefined);
  const news = await Promise.all(page.documents.map((d) => shopify.can.read!(port, { topic: d.topic, headers: {}, body: Buffer.from(d.body) })));
  return news.flat().flatMap((n) => (n.said === 'order' ? [n.order] : []));
}

test('an exchange within one order: the buyer pays what is dearer, nothing is kept back, and the money adds up', async (t) => {
  const twin = await shop(t, { pointsPerSecond: 1000 });
  const port = { ...portTo(twin), settings: { ...portTo(twin).settings, readsReturns: true } };
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }], taxes: [] });
  const back = twin.openReturn(placed.id, { lines: [{ sku: 'MUG-BLUE', quantity: 1, reason: 'STYLE' }], instead: [{ sku: 'TEA-200', quantity: 2 }] });
  twin.processReturn(back);
  const said = await shopify.can.read!(port, { topic: 'returns/close', headers: {}, body: Buffer.from(`{"id":${back}}`) });
  assert.deepEqual(said.map((n) => (n.said === 'return' ? [n.word, n.resolution] : n.said)), [['closed', 'exchange']]);
  const poll = shopify.can.polls!.find((p) => p.name === 'orders')!;
  const { documents } = await poll.page(port, undefined);
  const news = (await Promise.all(documents.map((d) => shopify.can.read!(port, { topic: d.topic, headers: {}, body: Buffer.from(d.body) })))).flat();
  const [order] = news.flatMap((n) => (n.said === 'order' ? [n.order] : []));
  const sum = (of: readonly { readonly amount: { readonly count: bigint } }[]) => of.reduce((n, x) => n + x.amount.count, 0n);
  const [mug, tea] = order!.lines.map((l) => l.net.count);
  assert.deepEqual(order!.refunds.map((r) => [r.lines.map((l) => [l.lineId, l.quantity, l.net.count, l.restock]), r.adjustment.count]),
    [[[[order!.lines[0]!.lineId, 1, mug, 'return']], 0n]]);
  assert.equal(sum(order!.tenders) - sum(order!.refunds.flatMap((r) => r.tenders)), tea!, 'what is left with us is what went out instead');
  assert.equal(order!.total.count, mug! + tea!);
});
