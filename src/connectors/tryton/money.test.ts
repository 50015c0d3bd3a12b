/** The connector against the twin: invoices, credit memos and goods that come back. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brand, type ExternalId } from '#domain/brand.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { trytonClient } from '#sandbox/tryton/client.ts';
import { startTrytonTwin, type TrytonTwin } from '#sandbox/tryton/index.ts';
import { harborWorld } from '#sandbox/tryton/world.ts';
import { actOn, amounts, orderOf, portTo, stopped, type TestPort } from './port.test.fixture.ts';

let clock = Date.parse('2026-03-10T15:00:00Z');
let twin: TrytonTwin;
let port: TestPort;
const at = (more: Record<string, unknown> = {}) => portTo({ url: twin.url, world: harborWorld, now: clock }, more);
before(async () => {
  twin = await startTrytonTwin({ faults: seededFaults(3), now: () => new Date(clock) });
  port = at();
});
after(() => twin.stop());

const { apply, find } = actOn(() => port);
const invoice = (id: ExternalId) => twin.records('account.invoice', { id: Number(id) })[0]!;

const WHOLE = amounts([['L1', 'HP-MUG', 3, '33.34', '2.75']], { shipping: '4.99', shippingTax: '0.41' });
async function shippedOrder(on = port) {
  const order = orderOf('I', on);
  const { external } = await apply('CreateErpOrder', order.create(WHOLE), on);
  await apply('RecordErpShipment', order.ship(external, 1, [['L1', 'HP-MUG', 3]]), on);
  return { order, external };
}
const entries = (move: unknown) => twin.records('account.move.line', { move }).map((l) =>
  [twin.records('account.account', { id: l['account'] })[0]!['code'], l['debit'], l['credit']]);

test('a tax that Tryton does not have stops the invoice, with its name, for finance', async () => {
  const other = at({ tax: 'Nobody’s tax' });
  const { order, external } = await shippedOrder(other);
  await assert.rejects(apply('IssueInvoice', order.invoice(external, 1, WHOLE), other),
    stopped('Refused', 'UnmappedTaxCode.*Nobody’s tax'));
});

describe('an invoice', () => {
  test('states the shipment’s share, with tax where tax belongs, on the day it left', async () => {
    const { order, external } = await shippedOrder();
    const wish = order.invoice(external, 1, WHOLE);
    assert.equal(await find('IssueInvoice', wish), undefined);
    const receipt = await apply('IssueInvoice', wish);
    const {
      total_amount: total, tax_amount: tax, state, invoice_date: date, reference, move,
    } = invoice(receipt.external);
    assert.deepEqual({ total, tax, state, date, reference },
      { total: '41.49', tax: '3.16', state: 'posted', date: '2026-03-10', reference: order.number });
    assert.deepEqual(
      entries(move), [['4000', '0', '33.34'], ['4010', '0', '4.99'], ['2100', '0', '3.16'], ['1200', '41.49', '0']],
    );
    assert.deepEqual(await find('IssueInvoice', wish), receipt);
    assert.deepEqual(await apply('IssueInvoice', wish), receipt);
    assert.equal(twin.records('account.invoice', { description: wish.key }).length, 1);
  });

  test('per shipment adds up to the order', async () => {
    const order = orderOf('I', port);
    const { external } = await apply('CreateErpOrder', order.create(WHOLE));
    const shares = [
      amounts([['L1', 'HP-MUG', 1, '11.11', '0.91']], { shipping: '4.99', shippingTax: '0.41' }),
      amounts([['L1', 'HP-MUG', 2, '22.23', '1.84']]),
    ];
    for (const [n, share] of shares.entries()) {
      await apply('RecordErpShipment', order.ship(external, n + 1, [['L1', 'HP-MUG', share.lines[0]!.quantity]]));
      await apply('IssueInvoice', order.invoice(external, n + 1, share));
    }
    const totals = twin.records('account.invoice', { reference: order.number }).map((i) => i['total_amount']);
    assert.deepEqual(totals, ['17.42', '24.07']);
  });

  test('cut off at any step is one invoice', async () => {
    for (const method of ['account.invoice.create', 'account.invoice.post']) {
      const { order, external } = await shippedOrder();
      const wish = order.invoice(external, 1, WHOLE);
      twin.faults.order(`model.${method}`, 'timeout-after-apply');
      await assert.rejects(apply('IssueInvoice', wish), stopped('Unknown', 'no answer'));
      const receipt = await find('IssueInvoice', wish) ?? await apply('IssueInvoice', wish);
      const all = twin.records('account.invoice', { description: wish.key });
      assert.deepEqual(all.map((i) => [String(i['id']), i['state']]), [[receipt.external, 'posted']], method);
    }
  });

  test('of an earlier day than the last numbered keeps its date and is booked on the later', async () => {
    const { order, external } = await shippedOrder();
    const wish = { ...order.invoice(external, 1, WHOLE), at: brand<never>('2026-03-02T10:00:00.000Z') };
    const { external: id } = await apply('IssueInvoice', wish);
    assert.deepEqual(
      [invoice(id)['invoice_date'], invoice(id)['accounting_date'], invoice(id)['state']],
      ['2026-03-02', '2026-03-10', 'posted'],
    );
  });

  test('in a closed period waits as a draft, and a date in an open one releases it', async () => {
    const { order, external } = await shippedOrder();
    const desk = trytonClient(twin.url, 'harbor');
    await desk.login(harborWorld.login, harborWorld.password);
    const [period] = await desk.call<number[]>('account.period.search', [['name', '=', '2025-01']]);
    await desk.call('account.period.close', [period]);
    const wish = { ...order.invoice(external, 1, WHOLE), at: brand<never>('2025-01-20T10:00:00.000Z') };
    await assert.rejects(apply('IssueInvoice', wish), stopped('Refused', 'PeriodClosed.*01/20/2025'));
    assert.equal(await find('IssueInvoice', wish), undefined);
    const receipt = await apply('IssueInvoice', { ...wish, at: port.now });
    assert.equal(twin.records('account.invoice', { description: wish.key }).length, 1);
    assert.equal(invoice(receipt.external)['invoice_date'], '2026-03-10');
  });

  test('is paid against the channel’s clearing when the settings say so', async () => {
    const paying = at({ paymentMethod: 'Channel' });
    const { order, external } = await shippedOrder(paying);
    const wish = order.invoice(external, 1, WHOLE);
    const { external: id } = await apply('IssueInvoice', wish, paying);
    assert.equal(invoice(id)['state'], 'paid');
    assert.equal(twin.records('sale.sale', { id: Number(external) })[0]!['state'], 'done');
    await apply('IssueInvoice', wish, paying);
    const payments = twin.records('account.move', { description: wish.key });
    assert.deepEqual(payments.flatMap((m) => entries(m['id'])), [['1200', '0', '41.49'], ['1150', '41.49', '0']]);
  });

  test('after the session idled too long is posted by a new login', async () => {
    const { order, external } = await shippedOrder();
    clock += 400_000;
    const before = port.exchanges.filter(
      (e) => (e.request.body as { method: string }).method === 'common.db.login',
    ).length;
    const { external: id } = await apply('IssueInvoice', order.invoice(external, 1, WHOLE));
    const logins = port.exchanges.filter(
      (e) => (e.request.body as { method: string }).method === 'common.db.login',
    ).length;
    assert.deepEqual([invoice(id)['state'], logins - before], ['posted', 1]);
  });
});

describe('a credit memo', () => {
  const PART = amounts([['L1', 'HP-MUG', 1, '11.11', '0.92']]);
  test('gives back what the channel gave back, in a series of its own, and leaves the goods to their own document', async () => {
    const { order, external } = await shippedOrder();
    await assert.rejects(
      apply('IssueCreditMemo', order.credit(external, 1, PART)), stopped('Refused', 'RefundWithoutInvoice'),
    );
    await apply('IssueInvoice', order.invoice(external, 1, WHOLE));
    const before = twin.stock('HP-MUG');
    const wish = order.credit(external, 1, PART);
    assert.equal(await find('IssueCreditMemo', wish), undefined);
    const receipt = await apply('IssueCreditMemo', wish);
    assert.match(receipt.number ?? '', /^CRN2026-/);
    const { total_amount: total, tax_amount: tax, move } = invoice(receipt.external);
    assert.deepEqual([total, tax, twin.stock('HP-MUG')], ['-12.03', '-0.92', before]);
    assert.deepEqual(entries(move), [['4090', '11.11', '0'], ['2100', '0.92', '0'], ['1200', '0', '12.03']]);
    assert.deepEqual(await find('IssueCreditMemo', wish), receipt);
    assert.deepEqual(await apply('IssueCreditMemo', wish), receipt);
  });

  test('of money alone states only the money', async () => {
    const { order, external } = await shippedOrder();
    await apply('IssueInvoice', order.invoice(external, 1, WHOLE));
    const goodwill = amounts([], { other: '5.00' });
    const { external: id } = await apply('IssueCreditMemo', order.credit(external, 1, goodwill));
    assert.equal(invoice(id)['total_amount'], '-5.00');
  });
});

describe('a return receipt', () => {
  const shipmentOf = (external: ExternalId) => twin.records('stock.shipment.out.return', { id: Number(external) })[0]!;
  test('takes the goods in at the place and on the day they came, once, without money', async () => {
    const { order, external } = await shippedOrder();
    const [before, store] = [twin.stock('HP-MUG'), twin.stock('HP-MUG', 'STORE')];
    const wish = { ...order.back(external, 1, [['L1', 'HP-MUG', 2]], 'STORE'), at: brand<never>('2026-03-09T10:00:00.000Z') };
    assert.equal(await find('RecordErpReturn', wish), undefined);
    const receipt = await apply('RecordErpReturn', wish);
    const { state, effective_date: came, number } = shipmentOf(receipt.external);
    assert.deepEqual([state, came, number], ['done', '2026-03-09', receipt.number]);
    assert.deepEqual([twin.stock('HP-MUG'), twin.stock('HP-MUG', 'STORE')], [before, store + 2]);
    assert.deepEqual(await find('RecordErpReturn', wish), receipt);
    assert.deepEqual(await apply('RecordErpReturn', wish), receipt);
    assert.equal(twin.stock('HP-MUG', 'STORE'), store + 2);
    const [back] = twin.records('sale.sale', { description: wish.key });
    assert.deepEqual([back?.['origin'], back?.['invoices']], [`sale.sale,${external}`, []]);
  });

  test('and its credit memo are two documents, whichever comes first', async () => {
    const { order, external } = await shippedOrder();
    await apply('RecordErpReturn', order.back(external, 1, [['L1', 'HP-MUG', 1]]));
    await assert.rejects(apply('IssueCreditMemo', order.credit(external, 1, WHOLE)), stopped('Refused', 'RefundWithoutInvoice'));
    await apply('IssueInvoice', order.invoice(external, 1, WHOLE));
    const before = twin.stock('HP-MUG');
    await apply('IssueCreditMemo', order.credit(external, 1, amounts([['L1', 'HP-MUG', 1, '11.11', '0.92']])));
    await apply('RecordErpReturn', order.back(external, 2, [['L1', 'HP-MUG', 1]]));
    assert.equal(twin.stock('HP-MUG'), before + 1);
  });

  test('cut off at any step takes the goods in once', async () => {
    for (const method of [
      'sale.sale.create', 'sale.sale.quote', 'sale.sale.confirm', 'stock.shipment.out.return.write',
      'stock.shipment.out.return.receive', 'stock.shipment.out.return.done',
    ]) {
      const { order, external } = await shippedOrder();
      const before = twin.stock('HP-MUG');
      const wish = order.back(external, 1, [['L1', 'HP-MUG', 1]]);
      twin.faults.order(`model.${method}`, 'timeout-after-apply');
      await assert.rejects(apply('RecordErpReturn', wish), stopped('Unknown', 'no answer'), method);
      assert.ok(await find('RecordErpReturn', wish) ?? await apply('RecordErpReturn', wish));
      assert.deepEqual([twin.stock('HP-MUG'), twin.records('sale.sale', { description: wish.key }).length], [before + 1, 1], method);
    }
  });

  test('damaged is set apart and on no shelf, also when cut off while it is', async () => {
    for (const method of [undefined, 'stock.move.write', 'stock.shipment.out.return.done']) {
      const { order, external } = await shippedOrder();
      const before = twin.stock('HP-MUG');
      const made = order.back(external, 1, [['L1', 'HP-MUG', 2]]);
      const wish = { ...made, lines: made.lines.map((l) => ({ ...l, spoiled: 1 })) };
      if (method) {
        twin.faults.order(`model.${method}`, 'timeout-after-apply');
        await assert.rejects(apply('RecordErpReturn', wish), stopped('Unknown', 'no answer'), method);
      }
      const receipt = await find('RecordErpReturn', wish) ?? await apply('RecordErpReturn', wish);
      assert.equal(shipmentOf(receipt.external)['state'], 'done');
      assert.equal(twin.stock('HP-MUG'), before + 1, method ?? 'undisturbed');
    }
  });

  test('found damaged after it was put on the shelf is taken off it once, also when cut off at any step', async () => {
    const internal = 'stock.shipment.internal';
    for (const method of [undefined, 'create', 'wait', 'assign_try', 'done']) {
      const { order, external } = await shippedOrder();
      await apply('RecordErpReturn', order.back(external, 1, [['L1', 'HP-MUG', 2]]));
      const before = twin.stock('HP-MUG');
      const wish = order.spoil(external, 1, [['L1', 'HP-MUG', 1]]);
      assert.equal(await find('RecordErpSpoilage', wish), undefined);
      if (method) {
        twin.faults.order(`model.${internal}.${method}`, 'timeout-after-apply');
        await assert.rejects(apply('RecordErpSpoilage', wish), stopped('Unknown', 'no answer'), method);
      }
      const receipt = await find('RecordErpSpoilage', wish) ?? await apply('RecordErpSpoilage', wish);
      assert.deepEqual(await apply('RecordErpSpoilage', wish), receipt);
      assert.deepEqual(await find('RecordErpSpoilage', wish), receipt);
      assert.deepEqual(twin.records(internal, { reference: wish.key }).map((s) => [s['state'], s['number']]), [['done', receipt.number]]);
      assert.equal(twin.stock('HP-MUG'), before - 1, method ?? 'undisturbed');
    }
  });

  test('found damaged where Tryton has nothing left of it goes to a person, or below zero by the settings', async () => {
    const { order, external } = await shippedOrder();
    const many = twin.stock('HP-MUG') + 1;
    const wish = order.spoil(external, 1, [['L1', 'HP-MUG', many]]);
    await assert.rejects(apply('RecordErpSpoilage', wish), stopped('Refused', 'StockNegative.*less on the shelf at MAIN'));
    const forced = portTo(twin, { shortStock: 'force' });
    await apply('RecordErpSpoilage', wish, forced);
    assert.equal(twin.stock('HP-MUG'), -1);
    await apply('PublishStock', { key: brand('count-again'), to: port.connection, sku: brand('HP-MUG'), item: brand('HP-MUG'), quantity: many - 1 });
  });

  test('of what Tryton keeps no stock of goes to a person', async () => {
    const { order, external } = await shippedOrder();
    await assert.rejects(apply('RecordErpReturn', order.back(external, 1, [['L1', 'SHIPPING', 1]])),
      stopped('Refused', 'ErpRejected.*is goods in Tryton: SHIPPING'));
  });
});
