/** What vendors make of POSLog: other addresses, other spellings, finer taxes, links one level elsewhere. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computedTotal } from '#domain/order.ts';
import { toDecimal } from '#domain/measure.ts';
import type { News } from '#connectors/contract.ts';
import { hear, moved, orderIn, port, refundIn } from './hearing.test.fixture.ts';
import { reference } from './read.ts';

describe('what vendors make of it', () => {
  const head = '<RetailStoreID>7</RetailStoreID><WorkstationID>1</WorkstationID><SequenceNumber>5</SequenceNumber>' +
    '<BusinessDayDate>2026-03-16</BusinessDayDate><EndDateTime>2026-03-16T10:00:00Z</EndDateTime><CurrencyCode>EUR</CurrencyCode>';
  const sale = (price: string, more = '') => `<LineItem><SequenceNumber>1</SequenceNumber><Sale><ItemID>CAP</ItemID>` +
    `<ExtendedAmount>${price}</ExtendedAmount><Quantity>1</Quantity>${more}</Sale></LineItem>`;
  const tender = (amount: string) => `<LineItem><SequenceNumber>2</SequenceNumber><Tender TenderType="Cash"><Amount>${amount}</Amount></Tender></LineItem>`;
  const ticket = (lines: string, flags = '') => `<Transaction ${flags}>${head}<RetailTransaction>${lines}</RetailTransaction></Transaction>`;
  const log = (inside: string, uri = 'http://www.nrf-arts.org/IXRetail/namespace/') => `<POSLog xmlns="${uri}">${inside}</POSLog>`;
  const paid = (news: readonly News[]) => [toDecimal(orderIn(news).total), toDecimal(computedTotal(orderIn(news))), ...moved(news)];

  it('tax worked out more finely than there are coins is rounded; what is scanned is no line', async () => {
    const tax = '<Tax TaxType="VAT"><TaxableAmount TaxIncludedInTaxableAmountFlag="true">9.99</TaxableAmount><Amount>1.8685</Amount></Tax>';
    const news = await hear(log(ticket(sale('9.99', tax).replace('</LineItem>', '<ScanData>1</ScanData></LineItem>') + tender('9.99'))));
    assert.deepEqual(paid(news), ['9.99', '9.99', 'sold 1 CAP']);
    assert.deepEqual(orderIn(news).lines[0]!.taxes.map((t) => toDecimal(t.amount)), ['1.87']);
    assert.ok(!news.some((n) => n.said === 'drift'));
  });
  it('a price with its tax, flagged as if it were without: what was paid tells; whose word a card is does not matter', async () => {
    const tax = '<Tax TaxType="VAT"><TaxableAmount TaxIncludedInTaxableAmountFlag="false">8.33</TaxableAmount><Amount>1.67</Amount></Tax>';
    const said = (more: string) => log(ticket((sale('10.00', tax + more) + tender('10.00')).replace('"Cash"', '"ACME:CreditCard"')
      .replace('</LineItem>', '<DateTime TypeCode="Transaction">2026-03-16T10:00:00Z</DateTime></LineItem>')));
    for (const more of ['', '<TaxIncludedInPriceFlag>true</TaxIncludedInPriceFlag>']) {
      const news = await hear(said(more));
      assert.deepEqual(paid(news), ['10.00', '10.00', 'sold 1 CAP']);
      assert.deepEqual([orderIn(news).taxIncluded, toDecimal(orderIn(news).lines[0]!.net), orderIn(news).tenders[0]!.method], [true, '8.33', 'card']);
      assert.ok(!news.some((n) => n.said === 'drift'));
    }
  });
  it('a link whose store and day stand one level elsewhere still leads to its ticket', async () => {
    const link = '<TransactionLink><BusinessUnit Name="Mitte">7</BusinessUnit><WorkstationID>1</WorkstationID>' +
      '<BusinessDayDate><Date>2026-03-14</Date></BusinessDayDate><SequenceNumber>3</SequenceNumber></TransactionLink>';
    const back = sale('10.00', link).replace('<Quantity>1', '<Quantity>-1') + tender('10.00').replace('TenderType', 'TypeCode="Refund" TenderType');
    const news = await hear(log(ticket(back)));
    assert.deepEqual([refundIn(news).order, moved(news)], ['7-1-2026-03-14-3', ['returned inspection 1 CAP']]);
  });
  it('change on a line of its own, said twice, is given once', async () => {
    const change = '<LineItem><SequenceNumber>3</SequenceNumber><TenderChange TypeCode="Refund">' +
      '<TenderChange TenderType="Cash"><Amount>0.01</Amount></TenderChange></TenderChange></LineItem>';
    assert.deepEqual(paid(await hear(log(ticket(sale('9.99') + tender('10.00') + change)))), ['9.99', '9.99', 'sold 1 CAP']);
  });
  it('ARTS under another address, and within a message of the store server', async () => {
    const plain = ticket(sale('5.00') + tender('5.00'));
    assert.deepEqual(paid(await hear(log(plain, 'http://www.nrf-arts.org/IXRetail/v6.0.0/poslog'))), ['5.00', '5.00', 'sold 1 CAP']);
    const own = plain.replaceAll(/<(\/?)(\w)/g, '<$1a:$2');
    const message = `<m:Exchange xmlns:m="urn:m" xmlns:a="urn:a"><m:Head/><m:POSLog><a:Count>1</a:Count>${own}</m:POSLog></m:Exchange>`;
    assert.deepEqual(paid(await hear(message)), ['5.00', '5.00', 'sold 1 CAP']);
    await assert.rejects(async () => hear(message.slice(0, -20)), /part of it is missing/);
  });
  it('a ticket whose day stands only in its times, or one level down in a link, is called by its name all the same', () => {
    const named = (text: string) => reference({ topic: 'poslog', headers: {}, body: Buffer.from(text) });
    const plain = log(ticket(sale('1.00')));
    assert.equal(named(plain), 'tickets/7-1-2026-03-16-5');
    assert.equal(named(plain.replace(/<BusinessDayDate>.*?<\/BusinessDayDate>/, '')), 'tickets/7-1-2026-03-16-5');
    assert.equal(named(plain.replace('<RetailStoreID>', '<TransactionLink><BusinessDayDate><Date>2026-03-14</Date></BusinessDayDate></TransactionLink><RetailStoreID>')),
      'tickets/7-1-2026-03-16-5');
  });
  it('files nobody named do not wait for each other', () => {
    const of = (...prices: readonly string[]) => reference({ topic: 'poslog', headers: {},
      body: Buffer.from(log(prices.map((price) => ticket(sale(price))).join(''))) });
    assert.equal(of('1.00', '2.00'), of('1.00', '2.00'));
    assert.notEqual(of('1.00', '2.00'), of('1.00', '3.00'));
  });
  it('suspended, voided and practised tickets are none, whoever spells it how', async () => {
    for (const flag of ['SuspendFlag', 'SuspendedFlag', 'VoidedFlag', 'CancelFlag', 'TrainingModeFlag'])
      assert.deepEqual((await hear(log(ticket(sale('5.00') + tender('5.00'), `${flag}="true"`)))).map((n) => n.said), ['nothing'], flag);
  });
  it('a piece that was weighed too is said in pieces and by weight: the piece left the shelf, in whatever order they stand', async () => {
    const both = ['<Quantity UnitOfMeasureCode="Kg" Units="0.127">0.127</Quantity>', '<Quantity UnitOfMeasureCode="EA" Units="1">1</Quantity>'];
    for (const quantities of [both, both.toReversed()]) {
      const news = await hear(log(ticket(sale('5.00').replace('<Quantity>1</Quantity>', quantities.join('')) + tender('5.00'))));
      assert.deepEqual([moved(news), news.some((n) => n.said === 'drift')], [['sold 1 CAP'], false]);
    }
  });
  it('tickets without a POSLog around them: alone, or as the answer of a service', async () => {
    const alone = ticket(sale('5.00') + tender('5.00')).replace('<Transaction', '<Transaction xmlns="http://www.nrf-arts.org/IXRetail/namespace/"');
    assert.deepEqual(paid(await hear(alone)), ['5.00', '5.00', 'sold 1 CAP']);
    const answer = `<r:Answer xmlns:r="urn:r"><r:Head Code="OK"/><r:Found>${alone}${alone.replace('ber>5<', 'ber>6<')}</r:Found></r:Answer>`;
    assert.deepEqual(moved(await hear(answer)), ['sold 1 CAP', 'sold 1 CAP']);
    await assert.rejects(async () => hear(answer.slice(0, -12)), /part of it is missing/);
    await assert.rejects(async () => hear('<Orders><Order/></Orders>'), /its root is not POSLog/);
  });
  it('an offset beside a local time is that time’s, whatever the store’s zone is', async () => {
    const local = log(ticket(sale('5.00') + tender('5.00'))
      .replace('<EndDateTime>2026-03-16T10:00:00Z', '<EndDateTime xmlns:v="urn:v" v:Offset="07:00:00">2026-03-16T10:00:00.25'));
    assert.equal(orderIn(await hear(local)).placedAt, '2026-03-16T03:00:00.250Z');
    assert.equal(orderIn(await hear(local.replace('"07:00:00"', '"-03:30:00"'))).placedAt, '2026-03-16T13:30:00.250Z');
  });
  it('what is void within a line counts for nothing; change may be a tender that says so; a return names its ticket in its own word', async () => {
    const modifier = (flag: string) => `<RetailPriceModifier VoidFlag="${flag}"><Amount Action="Subtract">1.00</Amount></RetailPriceModifier>`;
    const tax = '<Tax TaxType="VAT" VoidFlag="true"><Amount>0.50</Amount></Tax><Tax TaxType="VAT"><Amount>0.80</Amount></Tax>';
    const change = tender('5.80').replace('<Amount>', '<TenderID>1</TenderID><Amount>').replace('5.80', '4.20')
      .replace('TenderType', 'ChangeFlag="true" TenderType').replace('>2<', '>3<');
    const news = await hear(log(ticket(sale('5.00', modifier('true') + tax) + tender('10.00') + change)));
    assert.deepEqual(paid(news), ['5.80', '5.80', 'sold 1 CAP']);
    const link = '<ReturnTransactionLink><RetailStoreID>7</RetailStoreID><WorkstationID>1</WorkstationID><BusinessDayDate>2026-03-14</BusinessDayDate>' +
      '<SequenceNumber>3</SequenceNumber></ReturnTransactionLink>';
    const back = log(ticket(sale('10.00', link).replaceAll('Sale>', 'Return>') + tender('10.00').replace('TenderType', 'TypeCode="Refund" TenderType')));
    assert.equal(refundIn(await hear(back)).order, '7-1-2026-03-14-3');
  });
  it('stock documents by store systems that say less: a place, a day, what was received of what was ordered', async () => {
    const document = (inside: string, body = 'InventoryControlTransaction') => log(`<Transaction><Location>7</Location><WorkstationID>0</WorkstationID>` +
      `<SequenceNumber>H1</SequenceNumber><BusinessDayDate>2026-03-16</BusinessDayDate><${body}>${inside}</${body}></Transaction>`);
    const line = (units: string) => `<LineItem><ItemID>CAP</ItemID><LineItemNumber>1</LineItemNumber>${units}</LineItem>`;
    const received = line('<QuantityOrdered>9</QuantityOrdered><QuantityReceived Units="6" UnitOfMeasureCode="EA">6</QuantityReceived>');
    const inbound = await hear(document(`<ReceiveInventory DocumentType="Transfer"><DocumentID>P-1</DocumentID><FromParty>DC-1</FromParty>${received}</ReceiveInventory>`));
    assert.deepEqual(moved(inbound), ['arrived DC-1 6 CAP']);
    assert.equal(inbound.flatMap((n) => (n.said === 'movement' ? [n.at] : []))[0], '2026-03-17T04:59:59.000Z', 'the end of its day, in the store’s zone');
    const carton = `<Carton>${line('<ActualCount>6</ActualCount><ExpectedCount>9</ExpectedCount>')}</Carton>`;
    assert.deepEqual(moved(await hear(document(
      `<ReceiveInventory><DocumentType>RECEIVING</DocumentType>${carton}${received}</ReceiveInventory>`, 'InventoryTransaction'))), ['received 6 CAP']);
    assert.deepEqual(moved(await hear(document(
      `<InventoryAdjustment><ReasonCode>PP</ReasonCode>${line('<QuantityOrdered>-3</QuantityOrdered>')}</InventoryAdjustment>`))), ['lost 3 CAP']);
  });
  it('what is counted by the case is said so, and is not taken for as many pieces', async () => {
    const cased = sale('24.00').replace('<Quantity>1', '<Quantity UnitOfMeasureCode="CS" Units="1">1');
    const units = (news: readonly News[]) => news.flatMap((n) =>
      (n.said === 'movement' ? n.items.map((i) => [n.kind, i.quantity, i.unit]) : n.said === 'stock' ? n.items.map((i) => ['count', i.onHand, i.unit]) : []));
    assert.deepEqual(units(await hear(log(ticket(cased + tender('24.00'))))), [['sold', 1, 'CS']]);
    const piece = cased.replace('"CS"', '"ST"');
    assert.deepEqual(units(await hear(log(ticket(piece + tender('24.00'))))), [['sold', 1, undefined]]);
    const row = (unit: string, n: number) => `<LineItem><ItemID>CAP</ItemID><Quantity UnitOfMeasureCode="${unit}">${n}</Quantity></LineItem>`;
    const document = (name: string, rows: string) => log(`<Transaction>${head}<InventoryControlTransaction><${name}>${rows}</${name}></InventoryControlTransaction></Transaction>`);
    assert.deepEqual(units(await hear(document('ReceiveInventory', row('CS', 2) + row('EA', 3)))), [['received', 2, 'CS'], ['received', 3, undefined]]);
    assert.deepEqual(units(await hear(document('PhysicalCount', row('DZN', 4)))), [['count', 4, 'DZN']]);
    const own = port();
    const told = { ...own, settings: { ...own.settings, weighed: { CS: 6 } } };
    assert.deepEqual(units(await hear(document('ReceiveInventory', row('CS', 2)), told)), [['received', 12, undefined]]);
  });
  it('the view for stock systems moves goods and no money', async () => {
    const view = `<Transaction xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="RetailTransactionStockView">${head}${sale('5.00')}</Transaction>`;
    const news = await hear(log(view));
    assert.deepEqual([news.map((n) => n.said), moved(news)], [['movement'], ['sold 1 CAP']]);
  });
});
