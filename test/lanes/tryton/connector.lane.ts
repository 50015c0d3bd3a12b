/**
 * The connector against the real Tryton 6.0: an order to its credit memo, an entry, stock, workers with one key.
 * What is true here and of the twin is true of both, which tryton.lane.ts proves chapter by chapter.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brand, type Timestamp } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { journal } from '#domain/journal.ts';
import { currency, fromDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import tryton from '#connectors/tryton/index.ts';
import { actOn, amounts, orderOf, portTo, type Kind, type TestPort } from '#connectors/tryton/port.test.fixture.ts';
import { plain } from '#sandbox/tryton/client.ts';
import { harborWorld as world } from '#sandbox/tryton/world.ts';
import { openOffice, type Office } from './office.ts';
import { missingTryton } from './install.ts';
import { startRealTryton, type RealTryton } from './server.ts';

const missing = missingTryton();
/** PostgreSQL takes two minutes to make the first time, so it is asked for: THREADLINE_TRYTON_PG=1. */
const wanted = process.env['THREADLINE_TRYTON_PG'] === '1';
const backends: readonly ('sqlite' | 'postgresql')[] = wanted ? ['sqlite', 'postgresql'] : ['sqlite'];

for (const backend of backends)
  describe(`the connector on Tryton 6.0 with ${backend}`, { skip: missing ?? false }, () => {
    let real: RealTryton;
    let desk: Office;
    let port: TestPort;
    before(async () => {
      // Two seconds of session: every pause in the test is one that posting must survive.
      real = await startRealTryton({ world, backend, sessionTimeout: 2 });
      desk = await openOffice(real.url, world);
      port = portTo({ url: real.url, world }, { paymentMethod: 'Channel' });
      for (const [path, number] of [
        ['assets:bank', '1010'], ['assets:clearing', '1150'],
      ] as const) port.mappings.set(`account:${path}`, number);
    }, { timeout: wanted ? 900_000 : 400_000 });
    after(() => real?.stop());

    const { apply, find } = actOn(() => port);
    /** Applied, applied again, and found: one document. */
    async function once<T extends Kind>(type: T, wish: WishOf<T>) {
      const receipt = await apply(type, wish);
      assert.deepEqual(await find(type, wish), receipt, `${type} is found by its key`);
      assert.deepEqual(await apply(type, wish), receipt, `${type} applied twice`);
      return receipt;
    }
    const rows = async (model: string, domain: unknown[], ...fields: string[]) =>
      plain(
        await desk.client.call(`${model}.search_read`, domain, 0, null, [['id', 'ASC']], fields),
      ) as Record<string, unknown>[];
    const WHOLE = amounts(
      [['L1', 'HP-MUG', 3, '33.34', '2.75'], ['L2', 'HP-LAMP', 1, '59.90', '4.94']],
      { shipping: '4.99', shippingTax: '0.41' },
    );

    test(
      'its settings are proved',
      async () => assert.match(await tryton.can.check!(port), /Harbor & Pine Trading Co, books in USD/),
    );

    test('an order becomes shipments, invoices, a credit memo and goods taken back, to the cent', async () => {
      const order = orderOf('R', port);
      const { external } = await once('CreateErpOrder', order.create(WHOLE));
      const sale = async () => (await rows(
        'sale.sale', [['id', '=', Number(external)]], 'state', 'total_amount', 'shipment_state', 'invoice_state',
      ))[0]!;
      assert.deepEqual([(await sale())['state'], (await sale())['total_amount']], ['processing', '106.33']);

      const one = await once(
        'RecordErpShipment',
        order.ship(external, 1, [['L2', 'HP-LAMP', 1]], { location: 'STORE', tracking: ['1Z-1', '1Z-2'] }),
      );
      const inIt = [['shipment', '=', `stock.shipment.out,${one.external}`]];
      const parcels = await rows('stock.package', inIt, 'shipping_reference');
      assert.deepEqual(parcels.map((p) => p['shipping_reference']), ['1Z-1', '1Z-2']);
      const first = amounts([['L2', 'HP-LAMP', 1, '59.90', '4.94']], { shipping: '4.99', shippingTax: '0.41' });
      const bill = await once('IssueInvoice', order.invoice(external, 1, first));
      await once('RecordErpShipment', order.ship(external, 2, [['L1', 'HP-MUG', 3]], { tracking: ['1Z-3'] }));
      const second = amounts([['L1', 'HP-MUG', 3, '33.34', '2.75']]);
      await once('IssueInvoice', order.invoice(external, 2, second));
      const invoices = await rows(
        'account.invoice', [['sales', '=', Number(external)]], 'total_amount', 'tax_amount', 'state', 'reference',
      );
      assert.deepEqual(invoices.map((i) => [i['total_amount'], i['tax_amount'], i['state'], i['reference']]),
        [['70.24', '5.35', 'paid', order.number], ['36.09', '2.75', 'paid', order.number]]);
      const lines = await rows(
        'account.move.line',
        [['move.origin', '=', `account.invoice,${bill.external}`], ['move.description', '=', null]], 'account.code',
        'debit', 'credit',
      );
      assert.deepEqual(lines.map((l) => [(l['account.'] as { code: string }).code, l['debit'], l['credit']]),
        [['4000', '0', '59.90'], ['4010', '0', '4.99'], ['2100', '0', '5.35'], ['1200', '70.24', '0']]);
      assert.deepEqual(
        await sale(),
        { id: Number(external), state: 'done', total_amount: '106.33', shipment_state: 'sent', invoice_state: 'paid' },
      );

      const memo = await once(
        'IssueCreditMemo', order.credit(external, 1, amounts([['L1', 'HP-MUG', 1, '11.11', '0.92']])),
      );
      const level = async () => {
        const page = await tryton.can.polls!.find((p) => p.name === 'stock')!.page(port, undefined);
        const main = page.documents.find((d) => d.reference.startsWith('stock/MAIN'))!;
        const [news] = await tryton.can.read!(port, { topic: 'stock', headers: {}, body: Buffer.from(main.body) });
        return news?.said === 'stock' ? news.items.find((i) => i.item === 'HP-MUG')!.onHand : 0;
      };
      const before = await level();
      const back = await once('RecordErpReturn', order.back(external, 1, [['L1', 'HP-MUG', 1]]));
      const [taken] = await rows('stock.shipment.out.return', [['id', '=', Number(back.external)]], 'state', 'number', 'warehouse.code');
      assert.deepEqual([taken!['state'], taken!['number'], (taken!['warehouse.'] as { code: string }).code], ['done', back.number, 'MAIN']);
      assert.equal(await level(), before + 1, 'the goods are there once');
      const broken = order.back(external, 2, [['L1', 'HP-MUG', 2]]);
      await once('RecordErpReturn', { ...broken, lines: broken.lines.map((l) => ({ ...l, spoiled: 1 })) });
      assert.equal(await level(), before + 2, 'one of two is damaged: it is on no shelf');
      const apart = await once('RecordErpSpoilage', order.spoil(external, 1, [['L1', 'HP-MUG', 1]]));
      assert.equal(await level(), before + 1, 'found damaged on the shelf, and taken off it');
      const [moved] = await rows('stock.shipment.internal', [['id', '=', Number(apart.external)]], 'state', 'number', 'to_location.type');
      assert.deepEqual([moved!['state'], moved!['number'], (moved!['to_location.'] as { type: string }).type], ['done', apart.number, 'lost_found']);
      assert.match(memo.number ?? '', /^CRN/);
      const [credit] = await rows('account.invoice', [['id', '=', Number(memo.external)]], 'total_amount', 'state');
      assert.deepEqual([credit!['total_amount'], credit!['state']], ['-12.03', 'paid']);
    });

    test('a change plans anew, a cancellation leaves nothing owed', async () => {
      const order = orderOf('R', port);
      const { external } = await apply('CreateErpOrder', order.create(WHOLE));
      const total = async () => (await rows('sale.sale', [['id', '=', Number(external)]], 'total_amount', 'state'))[0]!;
      const other = amounts([['L1', 'HP-MUG', 1, '11.11', '0.92'], ['L3', 'HP-ROPE-10', 2, '48.00', '3.96']]);
      await once('AmendErpOrder', order.amend(external, other));
      assert.equal((await total())['total_amount'], '63.99');
      await once('CancelErpOrder', order.cancel(external));
      assert.deepEqual(await total(), { id: Number(external), total_amount: '0.00', state: 'done' });
      const sent = orderOf('R', port);
      const changed = await apply('CreateErpOrder', sent.create(WHOLE));
      await once('AmendErpOrder', sent.amend(changed.external, other));
      await once(
        'RecordErpShipment', sent.ship(changed.external, 1, [['L1', 'HP-MUG', 1], ['L3', 'HP-ROPE-10', 2]]),
      );
      const [whole] = await rows('sale.sale', [['id', '=', Number(changed.external)]], 'shipment_state');
      assert.equal(whole!['shipment_state'], 'sent');
      const late = orderOf('R', port);
      const sold = await apply('CreateErpOrder', late.create(WHOLE));
      await apply('RecordErpShipment', late.ship(sold.external, 1, [['L1', 'HP-MUG', 1]]));
      await assert.rejects(
        apply('CancelErpOrder', late.cancel(sold.external)),
        (e) => e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'CancelTooLate',
      );
    });

    test('a late invoice keeps its date, and more than Tryton has is parked', async () => {
      const order = orderOf('R', port);
      const { external } = await apply('CreateErpOrder', order.create(WHOLE));
      await apply('RecordErpShipment', order.ship(external, 1, [['L1', 'HP-MUG', 3], ['L2', 'HP-LAMP', 1]]));
      const early: Timestamp = brand(new Date(Date.parse(port.now) - 86_400_000).toISOString());
      const { external: id } = await apply('IssueInvoice', { ...order.invoice(external, 1, WHOLE), at: early });
      const [late] = await rows(
        'account.invoice', [['id', '=', Number(id)]], 'invoice_date', 'accounting_date', 'state',
      );
      // On New Year's Day the day before is another year's series, which nothing was numbered in.
      const sameYear = early.slice(0, 4) === port.now.slice(0, 4);
      assert.deepEqual(
        [late!['invoice_date'], late!['accounting_date'], late!['state']],
        [early.slice(0, 10), sameYear ? port.now.slice(0, 10) : null, 'paid'],
      );
      const rare = orderOf('R', port);
      const sold = await apply('CreateErpOrder', rare.create(amounts([['L1', 'HP-RARE', 4, '756.00', '0']])));
      const wish = rare.ship(sold.external, 1, [['L1', 'HP-RARE', 4]]);
      await assert.rejects(apply('RecordErpShipment', wish), /StockNegative|4 × HP-RARE/);
      await apply('RecordErpShipment', wish, portTo({ url: real.url, world }, { shortStock: 'force' }));
    });

    test('an entry is posted once, and a session that ended in between is opened again', async () => {
      const USD = currency('USD');
      const posting = (path: string, amount: string) =>
        ({ account: brand<never>(path), amount: fromDecimal(amount, USD) });
      const postings = [posting('assets:bank', '43.60'), posting('assets:clearing', '-43.60')];
      const wish: WishOf<'PostJournal'> = {
        key: brand('payout:512:journal'), to: port.connection, entry: 'ent-1',
        journal: journal(brand(port.now.slice(0, 10)), 'Payout 512', postings),
      };
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const { external } = await once('PostJournal', wish);
      const lines = await rows(
        'account.move.line', [['move', '=', Number(external)]], 'debit', 'credit', 'description',
      );
      assert.deepEqual(
        lines.map((l) => [l['debit'], l['credit'], l['description']]),
        [['43.60', '0', 'Payout 512'], ['0', '43.60', 'Payout 512']],
      );
    });

    test('an entry in another currency is worth what Tryton’s rate of the day says', async () => {
      const EUR = currency('EUR');
      const posting = (path: string, amount: string) => ({
        account: brand<never>(path), amount: fromDecimal(amount, EUR),
      });
      const wish: WishOf<'PostJournal'> = {
        key: brand('payout:513:journal'), to: port.connection, entry: 'ent-2',
        journal: journal(brand(port.now.slice(0, 10)), 'Payout 513', [
          posting('assets:bank', '10.00'), posting('assets:clearing', '-10.00'),
        ]),
      };
      const { external } = await once('PostJournal', wish);
      const fields = ['debit', 'credit', 'amount_second_currency'];
      const lines = await rows('account.move.line', [['move', '=', Number(external)]], ...fields);
      assert.deepEqual(lines.map((l) => fields.map((f) => l[f])), [['11.11', '0', '10.00'], ['0', '11.11', '-10.00']]);
    });

    test('stock is set by a count and read by warehouse', async () => {
      await once(
        'PublishStock',
        {
          key: brand('s'), to: port.connection, sku: brand('HP-ROPE-10'), item: brand('HP-ROPE-10'), quantity: 5,
          externalLocation: brand('STORE'),
        },
      );
      const page = await tryton.can.polls!.find((p) => p.name === 'stock')!.page(port, undefined);
      const store = page.documents.find((d) => d.reference.startsWith('stock/STORE'))!;
      const [news] = await tryton.can.read!(port, { topic: 'stock', headers: {}, body: Buffer.from(store.body) });
      assert.ok(news?.said === 'stock');
      assert.equal(news.items.find((i) => i.item === 'HP-ROPE-10')?.onHand, 5);
      const products = await tryton.can.polls!.find((p) => p.name === 'products')!.page(port, undefined);
      assert.equal(products.documents.length, world.products.length);
    });

    test('three workers with one key make one sale that counts', async () => {
      for (let round = 0; round < 3; round += 1) {
        const order = orderOf('RACE', port);
        const wish = order.create(WHOLE);
        const workers = Array.from({ length: 3 }, () => portTo({ url: real.url, world }));
        const tried = await Promise.allSettled(workers.map((on) => apply('CreateErpOrder', wish, on)));
        for (const t of tried) if (t.status === 'rejected') assert.ok(
          t.reason instanceof Stopped && t.reason.fault.kind === 'Unavailable', String(t.reason),
        );
        const { external } = await apply('CreateErpOrder', wish);
        const sales = await rows('sale.sale', [['reference', '=', order.number]], 'state');
        assert.deepEqual(sales.map((s) => [String(s['id']), s['state']]), [[external, 'processing']]);
      }
    });
  });
