/** The connector against the twin: entries, stock, the catalogue and the check of the settings. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brand } from '#domain/brand.ts';
import { journal, type Posting } from '#domain/journal.ts';
import type { Stopped } from '#domain/fault.ts';
import { currency, fromDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { trytonClient } from '#sandbox/tryton/client.ts';
import { startTrytonTwin, type TrytonTwin } from '#sandbox/tryton/index.ts';
import { harborWorld } from '#sandbox/tryton/world.ts';
import type { Document } from '../contract.ts';
import { warehouseOf } from './books.ts';
import tryton from './index.ts';
import { actOn, portTo, stopped, type TestPort } from './port.test.fixture.ts';

let clock = Date.parse('2026-03-10T15:00:00Z');
let twin: TrytonTwin;
let port: TestPort;
const at = (more: Record<string, unknown> = {}) => portTo({ url: twin.url, world: harborWorld, now: clock }, more);
async function closePeriod(name: string) {
  const desk = trytonClient(twin.url, 'harbor');
  await desk.login(harborWorld.login, harborWorld.password);
  const [period] = await desk.call<number[]>('account.period.search', [['name', '=', name]]);
  await desk.call('account.period.close', [period]);
}
before(async () => {
  twin = await startTrytonTwin({ faults: seededFaults(3), now: () => new Date(clock) });
  port = at();
  await closePeriod('2025-01');
});
after(() => twin.stop());

const { apply, find } = actOn(() => port);
const entries = (move: unknown) => twin.records('account.move.line', { move }).map((l) =>
  [twin.records('account.account', { id: l['account'] })[0]!['code'], l['debit'], l['credit']]);

describe('an entry', () => {
  const USD = currency('USD');
  const posting = (account: string, amount: string) => ({
    account: brand<never>(account), amount: fromDecimal(amount, USD),
  });
  const settlement = (date: string, n: number): WishOf<'PostJournal'> => ({
    key: brand(`payout-journal:${n}`), to: port.connection, entry: `ent-${n}`,
    journal: journal(
      brand(date), 'Payout 512',
      [posting('assets:bank', '43.60'), posting('expenses:fees', '5.00'), posting('assets:clearing', '-48.60')],
    ),
  });
  before(() => {
    for (const [path, number] of [
      ['assets:bank', '1010'], ['expenses:fees', '6100'], ['assets:clearing', '1150'], ['assets:receivable', '1200'],
    ] as const)
      port.mappings.set(`account:${path}`, number);
  });

  test('is posted balanced, once, and found by its key', async () => {
    const wish = settlement('2026-03-09', 1);
    assert.equal(await find('PostJournal', wish), undefined);
    const receipt = await apply('PostJournal', wish);
    assert.deepEqual(
      entries(Number(receipt.external)), [['1010', '43.60', '0'], ['6100', '5.00', '0'], ['1150', '0', '48.60']],
    );
    assert.deepEqual(await find('PostJournal', wish), receipt);
    assert.deepEqual(await apply('PostJournal', wish), receipt);
    assert.equal(twin.records('account.move', { description: wish.key }).length, 1);
  });

  test('what its lines are told apart by stands in their descriptions', async () => {
    const plain = settlement('2026-03-09', 7);
    const [bank, fee, clearing] = plain.journal.postings as [Posting, Posting, Posting];
    const { external } = await apply('PostJournal', { ...plain, journal: { ...plain.journal, dimensions: { channel: 'amazon' }, postings: [
      bank, { ...fee, dimensions: { channel: 'amazon', marketplace: 'Amazon.com' } }, clearing] } });
    const words = twin.records('account.move.line', { move: Number(external) }).map((l) => l['description']);
    assert.deepEqual(words, ['Payout 512 [channel=amazon]', 'Payout 512 [channel=amazon; marketplace=Amazon.com]', 'Payout 512 [channel=amazon]']);
  });

  test('cut off between writing and posting is finished', async () => {
    const wish = settlement('2026-03-09', 2);
    twin.faults.order('model.account.move.create', 'timeout-after-apply');
    await assert.rejects(apply('PostJournal', wish), stopped('Unknown', 'no answer'));
    assert.equal(await find('PostJournal', wish), undefined);
    await apply('PostJournal', wish);
    assert.deepEqual(twin.records('account.move', { description: wish.key }).map((m) => m['state']), ['posted']);
  });

  test('in another currency is worth what Tryton’s rate of the day says, and the odd cent is seen', async () => {
    const EUR = currency('EUR');
    const euro = (account: string, amount: string) => ({
      account: brand<never>(account), amount: fromDecimal(amount, EUR),
    });
    const wish: WishOf<'PostJournal'> = {
      key: brand('payout-journal:eur'), to: port.connection, entry: 'ent-eur', journal: journal(
        brand('2026-03-09'), 'Payout 513',
        [euro('assets:bank', '10.00'), euro('expenses:fees', '0.05'), euro('assets:clearing', '-10.05')],
      ),
    };
    const { external } = await apply('PostJournal', wish);
    assert.deepEqual(entries(Number(external)), [
      ['1010', '11.11', '0'], ['6100', '0.06', '0'], ['1150', '0', '11.17'],
    ]);
    const seconds = twin.records(
      'account.move.line', { move: Number(external) },
    ).map((l) => l['amount_second_currency']);
    assert.deepEqual(seconds, ['10.00', '0.05', '-10.05']);
    const cents = [euro('assets:bank', '0.05'), euro('expenses:fees', '0.05'), euro('assets:clearing', '-0.10')];
    const second: WishOf<'PostJournal'> = {
      ...wish, key: brand('payout-journal:eur-2'), journal: journal(brand('2026-03-09'), 'Payout 514', cents),
    };
    const odd = await apply('PostJournal', second);
    assert.deepEqual(entries(Number(odd.external)), [
      ['1010', '0.06', '0'], ['6100', '0.06', '0'], ['1150', '0', '0.11'], ['6900', '0', '0.01'],
    ]);
    const early = {
      ...wish, key: brand<never>('payout-journal:eur-3'),
      journal: { ...wish.journal, date: brand<never>('2019-12-30') },
    };
    await assert.rejects(apply('PostJournal', early), stopped('Refused', 'PeriodClosed'));
  });

  test('on a closed or missing day, of an unmapped account or an unknown currency goes to a person', async () => {
    await assert.rejects(
      apply('PostJournal', settlement('2025-01-15', 3)), stopped('Refused', 'PeriodClosed.*2025-01-15'),
    );
    await assert.rejects(apply('PostJournal', settlement('2031-01-15', 4)), stopped('Refused', 'PeriodClosed'));
    const odd = (account: string, unit: string): WishOf<'PostJournal'> => ({
      key: brand('odd'), to: port.connection, entry: 'odd', journal: journal(brand('2026-03-09'), 'odd', [
        { account: brand(account), amount: fromDecimal('1', currency(unit)) },
        { account: brand('assets:bank'), amount: fromDecimal('-1', currency(unit)) },
      ]),
    });
    await assert.rejects(
      apply('PostJournal', odd('assets:nowhere', 'USD')), stopped('Refused', 'UnmappedAccount.*assets:nowhere'),
    );
    await assert.rejects(apply('PostJournal', odd('assets:clearing', 'CHF')), stopped('Refused', 'ErpRejected.*CHF'));
    assert.ok(
      await apply('PostJournal', odd('assets:receivable', 'USD')), 'an account that wants a party gets the customer',
    );
  });
});

describe('stock', () => {
  const set = (item: string, quantity: number, place = 'STORE'): WishOf<'PublishStock'> => ({
    key: brand(`stock:${item}:${quantity}`), to: port.connection, sku: brand(item), item: brand(item), quantity,
    externalLocation: brand(place),
  });
  test('is set by a count, once, and found by its level', async () => {
    assert.equal(await find('PublishStock', set('HP-ROPE-10', 5)), undefined);
    const receipt = await apply('PublishStock', set('HP-ROPE-10', 5));
    assert.deepEqual(await find('PublishStock', set('HP-ROPE-10', 5)), receipt);
    const counts = twin.records('stock.inventory').length;
    await apply('PublishStock', set('HP-ROPE-10', 5));
    assert.deepEqual([twin.stock('HP-ROPE-10', 'STORE'), twin.records('stock.inventory').length], [5, counts]);
  });

  test('is read by warehouse, and said as counts', async () => {
    const poll = tryton.can.polls!.find((p) => p.name === 'stock')!;
    const page = await poll.page(port, undefined);
    assert.deepEqual(
      [page.documents.map((d) => d.reference), page.more, page.next], [['stock/MAIN/1', 'stock/STORE/1'], false, ''],
    );
    const [, store] = page.documents;
    const document: Document = { topic: store!.topic, headers: {}, body: Buffer.from(store!.body) };
    const [news] = await tryton.can.read!(port, document);
    assert.ok(news?.said === 'stock' && news.location === 'STORE');
    assert.equal(news.items.find((i) => i.item === 'HP-ROPE-10')?.onHand, 5);
    assert.ok(!news.items.some((i) => i.item === 'SHIPPING'), 'a service has no stock');
  });
});

describe('the catalogue', () => {
  test('is told whole, then by what changed', async () => {
    const poll = tryton.can.polls!.find((p) => p.name === 'products')!;
    const first = await poll.page(port, undefined);
    assert.equal(first.documents.length, harborWorld.products.length);
    clock += 3_600_000;
    const desk = trytonClient(twin.url, 'harbor');
    await desk.login(harborWorld.login, harborWorld.password);
    const [mug] = await desk.call<number[]>('product.product.search', [['code', '=', 'HP-MUG']]);
    await desk.call('product.product.write', [mug], { active: false });
    const second = await poll.page(port, first.next);
    assert.ok(second.documents.some((d) => d.reference === 'product/HP-MUG'));
    const third = await poll.page(port, second.next);
    assert.deepEqual(third.documents.map((d) => d.reference), ['product/HP-MUG']);
    const [news] = await tryton.can.read!(
      port, { topic: 'product', headers: {}, body: Buffer.from(third.documents[0]!.body) },
    );
    assert.equal(news?.said, 'nothing');
  });

  test('and a place it has no warehouse for waits for the mapping that says which one it is', async () => {
    const there = at();
    await assert.rejects(warehouseOf(there, brand('DOCK')), (error: Stopped) => {
      assert.deepEqual(error.fault.kind === 'Refused' && [error.fault.exception, error.fault.waitsOn],
        ['UnmappedLocation', 'mapping:warehouse:erp:DOCK']);
      return true;
    });
    there.mappings.set('warehouse:DOCK', 'STORE');
    assert.equal((await warehouseOf(there, brand('DOCK'))).code, 'STORE');
  });

  test('and settings are proved by the check', async () => {
    assert.match(await tryton.can.check!(port), /Harbor & Pine Trading Co, books in USD/);
    await assert.rejects(tryton.can.check!(at({ warehouse: 'MOON' })), stopped('Refused', 'no warehouse MOON'));
    await assert.rejects(tryton.can.check!(at({ password: 'guess' })), stopped('Unauthorised', 'refused the login'));
  });
});
