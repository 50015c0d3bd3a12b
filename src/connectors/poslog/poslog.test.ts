/** The POSLog connector: the battery, and what is odd about registers. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { computedTotal } from '#domain/order.ts';
import { currency, fromDecimal, toDecimal } from '#domain/measure.ts';
import { conformance } from '#connectors/conformance.ts';
import type { News, PolledDocument, Port } from '#connectors/contract.ts';
import { memoryFiles, recordings, replay, textOf, type Recording } from '#connectors/recording.ts';
import poslog from './index.ts';
import { files, PER_PAGE } from './poll.ts';
import { reference } from './read.ts';
import type { Settings } from './settings.ts';
import { timeIn } from './ticket.ts';
import { cut } from './tickets.ts';

const folder = new URL('recordings/', import.meta.url);
conformance(poslog, folder);

const all = recordings(folder);
const recorded = (name: string): Recording => all.find((r) => r.name === name) ?? assert.fail(name);
const bodyOf = (name: string): string => textOf(recorded(name).document!.body);
const port = (more: Partial<Port<Settings>> = {}): Port<Settings> => ({ ...replay(poslog, recorded('read-sale')), ...more });
const hear = (body: string | Uint8Array, p = port()) =>
  poslog.can.read!(p, { topic: 'poslog', headers: { file: 'S.xml' }, body: Buffer.from(body as string) });
const moved = (news: readonly News[]) => news.flatMap((n) =>
  n.said === 'movement'
    ? [[n.kind, n.disposition, n.other, ...n.items.map((i) => `${i.quantity} ${i.item}`)].filter(Boolean).join(' ')] : []);
const orderIn = (news: readonly News[]) => news.flatMap((n) => (n.said === 'order' ? [n.order] : []))[0] ?? assert.fail('no order');
const refundIn = (news: readonly News[]) => news.flatMap((n) => (n.said === 'refund' ? [n] : []))[0] ?? assert.fail('no refund');

describe('a ticket', () => {
  it('is an order that was paid and handed over: change is given back, the discount is in the amount', async () => {
    const order = orderIn(await hear(bodyOf('read-sale')));
    assert.equal(toDecimal(order.total), '102.43');
    assert.deepEqual(order.tenders.map((t) => [t.method, t.state, toDecimal(t.amount)]), [['cash', 'captured', '102.43']]);
    assert.deepEqual(order.lines.map((l) => [l.fulfillment, l.quantity, toDecimal(l.discount), toDecimal(l.net)]),
      [['counter', 1, '0.00', '89.90'], ['counter', 3, '1.00', '6.50']]);
  });
  it('of version 6 has prices with tax, a gift card that is no goods, and belongs to the day before', async () => {
    const { name: _name, ...r } = recorded('read-sale-6');
    const news = await hear(bodyOf('read-sale-6'), replay(poslog, { name: 'six', ...r }));
    const order = orderIn(news);
    assert.equal(order.taxIncluded, true);
    assert.deepEqual([order.placedAt, order.external], ['2026-03-16T23:12:30.000Z', 'DE-12-K1-2026-03-16-88']);
    assert.deepEqual(order.lines.map((l) => [toDecimal(l.net), l.giftCard ?? false]), [['33.45', false], ['25.00', true]]);
    assert.deepEqual(moved(news), ['sold 2 CAP-RED']);
  });
  it('with a tip, in what was paid or on top of it, owes it to the staff', async () => {
    const takings = async (body: string) => (await hear(body)).flatMap((n) => (n.said === 'register-record' ? n.record.takings : []))
      .filter((t) => ['tip', 'tender', 'unexplained'].includes(t.kind)).map((t) => `${t.kind} ${toDecimal(t.amount)}`);
    const body = bodyOf('read-sale');
    const inPaid = body.replace('<Amount>110.00</Amount><TenderChange>', '<Amount>115.00</Amount><TipAmount>5.00</TipAmount><TenderChange>');
    assert.notEqual(inPaid, body);
    const paid = (some: readonly string[]) => some.filter((x) => x.startsWith('tender'))
      .reduce((n, x) => n + fromDecimal(x.slice(7), currency('USD')).count, 0n);
    assert.ok((await takings(inPaid)).includes('tip 5.00'));
    assert.equal(paid(await takings(inPaid)), 10_743n);
    assert.equal(toDecimal(orderIn(await hear(inPaid)).total), '107.43');
    const onTop = body.replace('<TenderChange>', '<TipAmount>5.00</TipAmount><TenderChange>');
    assert.ok((await takings(onTop)).includes('tip 5.00'));
    assert.equal(paid(await takings(onTop)), 10_743n);
    assert.equal(toDecimal(orderIn(await hear(onTop)).total), '102.43');
    assert.ok(![...await takings(inPaid), ...await takings(onTop)].some((x) => x.startsWith('unexplained')));
  });
  it('that voids a line sells neither the line nor its void', async () =>
    assert.deepEqual(moved(await hear(bodyOf('read-voided-lines'))), ['sold 1 CAP-RED']));
  it('that voids a line without saying which: what was paid tells', async () => {
    const unsaid = bodyOf('read-voided-lines').replace('<ItemLink>1</ItemLink>', '');
    assert.deepEqual(moved(await hear(unsaid)), ['sold 1 CAP-RED']);
    const kept = unsaid.replace('<Amount>19.90', '<Amount>109.80');
    assert.deepEqual(moved(await hear(kept)), ['sold 1 BOOT-38 1 CAP-RED']);
  });
  it('of a clock that is ahead was not sold after its file was written', async () => {
    const written = '2026-03-16T20:00:00.000Z';
    const read = (headers: Record<string, string>) =>
      poslog.can.read!(port(), { topic: 'poslog', headers, body: Buffer.from(bodyOf('read-sale')) });
    const news = await read({ written });
    assert.equal(orderIn(news).placedAt, written);
    assert.deepEqual(news.flatMap((n) => (n.said === 'drift' ? [n.path] : [])), ['clock.117-3']);
    assert.equal(orderIn(await read({ written: '2026-03-16T22:55:00.000Z' })).placedAt, '2026-03-16T23:04:11.000Z');
  });
  it('with its number used before is another ticket; a second copy, spaced otherwise, is not', async () => {
    const links = new Map<string, string>();
    const remembering = port({ ownOf: async (kind, external) => links.get(`${kind} ${external}`) });
    const heard = async (body: string) => {
      const news = await hear(body, remembering);
      for (const n of news)
        if (n.said === 'order') for (const l of [{ kind: 'order', external: n.order.external }, ...(n.also ?? [])])
          links.set(`${l.kind} ${l.external}`, links.get(`${l.kind} ${l.external}`) ?? n.order.orderId);
      const keys = news.flatMap((n) => (n.said === 'movement' ? [n.external] : []));
      return [orderIn(news).external, ...keys];
    };
    const first = bodyOf('read-sale');
    const other = first.replaceAll('18:04:11', '19:41:00').replace('<Quantity>3', '<Quantity>2');
    const a = await heard(first);
    const b = await heard(other);
    assert.equal(a[0], '117-3-2026-03-16-4021');
    assert.match(b[0]!, /^117-3-2026-03-16-4021~[0-9a-f]{12}$/);
    assert.notEqual(a[1], b[1]);
    assert.deepEqual(await heard(first.replaceAll('><', '>\n  <')), a);
    assert.deepEqual(await heard(other), b);
  });
});

describe('what comes back', () => {
  it('goes where the register says, and is looked at when it says nothing', async () => {
    assert.deepEqual(moved(await hear(bodyOf('read-return'))), ['returned sellable 1 BOOT-38']);
    assert.deepEqual(moved(await hear(bodyOf('read-return-without-receipt'))),
      ['returned damaged 1 LACE-BLK', 'returned inspection 1 BOOT-39']);
  });
  it('is a refund of the line of the ticket it was bought on, whatever sign the register gives', async () => {
    const asSale = refundIn(await hear(bodyOf('read-return')));
    const asReturn = refundIn(await hear(bodyOf('read-return').replaceAll('<Sale ', '<Return ').replace('</Sale>', '</Return>')
      .replace('<Quantity>-1', '<Quantity>1').replace('<ExtendedAmount>89.90', '<ExtendedAmount>-89.90')));
    assert.deepEqual(asReturn, asSale);
    assert.deepEqual([asSale.order, asSale.refund.lines[0]?.lineId, toDecimal(asSale.refund.lines[0]!.net)],
      ['117-3-2026-03-16-4021', '1', '89.90']);
  });
  it('in exchange pays like credit, so both legs are whole', async () => {
    const news = await hear(bodyOf('read-exchange'));
    const order = orderIn(news);
    assert.deepEqual(order.tenders.map((t) => [t.method, toDecimal(t.amount)]), [['card', '10.62'], ['store-credit', '95.52']]);
    assert.deepEqual([toDecimal(order.total), toDecimal(computedTotal(order))], ['106.14', '106.14']);
    assert.deepEqual(refundIn(news).refund.tenders.map((t) => [t.method, toDecimal(t.amount)]), [['store-credit', '95.52']]);
  });
  it('of a whole ticket that is voided later is all of it', async () => {
    const link = '<TransactionLink ReasonCode="PostVoid"><RetailStoreID>117</RetailStoreID><WorkstationID>3</WorkstationID>' +
      '<BusinessDayDate>2026-03-16</BusinessDayDate><SequenceNumber>4021</SequenceNumber></TransactionLink>';
    const news = await hear(bodyOf('read-sale').replaceAll('4021', '4029').replace('<RetailTransaction>', `<RetailTransaction>${link}`));
    assert.deepEqual(news.map((n) => n.said), ['refund', 'movement', 'register-record']);
    assert.deepEqual(moved(news), ['returned sellable 1 BOOT-38 3 LACE-BLK']);
    const { order, refund } = refundIn(news);
    assert.deepEqual([order, ...refund.lines.map((l) => `${l.lineId}: ${toDecimal(l.net)}`)],
      ['117-3-2026-03-16-4021', '1: 89.90', '2: 6.50']);
  });
});

describe('times and bytes', () => {
  it('local time is the store’s; the hour that is there twice is its first', () => {
    assert.equal(timeIn('2026-11-01T01:30:00', 'America/Chicago'), '2026-11-01T06:30:00.000Z');
    assert.equal(timeIn('2026-03-16T18:04:11+01:00', 'America/Chicago'), '2026-03-16T17:04:11.000Z');
    assert.equal(timeIn('2026-03-16 18:04:11', 'UTC'), '2026-03-16T18:04:11.000Z');
  });
  it('any encoding that is declared or marked, and gzip', async () => {
    const plain = bodyOf('read-sale').replace('Boot 38', 'Stövel 38');
    const latin = Buffer.from(plain.replace('UTF-8', 'ISO-8859-1'), 'latin1');
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(plain.replace('UTF-8', 'UTF-16'), 'utf16le')]);
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(plain)]);
    for (const bytes of [latin, wide, marked, gzipSync(plain)])
      assert.equal(orderIn(await hear(bytes)).lines[0]?.title, 'Stövel 38');
  });
  it('a prefix for the namespace, comments and CDATA change nothing', async () => {
    const plain = await hear(bodyOf('read-sale'));
    const prefixed = bodyOf('read-sale').replace('xmlns=', 'xmlns:p=').replaceAll(/<(\/?)([A-Z])/g, '<$1p:$2');
    assert.deepEqual(await hear(prefixed), plain);
    const noisy = bodyOf('read-sale').replace('<Transaction>', '<!-- <Transaction> of before --><Transaction>')
      .replace('Boot 38', '<![CDATA[Boot 38]]>');
    assert.deepEqual(await hear(noisy), plain);
  });
  it('a vendor’s own elements neither hide nor add anything', async () => {
    const vendor = bodyOf('read-sale').replace('<POSLog ', '<POSLog xmlns:v="urn:vendor" ')
      .replace('<RetailStoreID>', '<v:RetailStoreID>999</v:RetailStoreID><v:Transaction/><RetailStoreID>');
    assert.deepEqual(await hear(vendor), await hear(bodyOf('read-sale')));
  });
});

describe('files', () => {
  const tree = () => new Map(Object.entries(recorded('poll-files').files!));
  const settled = async (documents: readonly PolledDocument[]) => { for (const d of documents) await d.settle?.(); };

  it('are cut into tickets, each a document by itself and the same in every upload', () => {
    const two = cut(bodyOf('read-file-with-bad-tickets'), 'x');
    assert.equal(two.tickets.length, 4);
    const again = cut(bodyOf('read-file-with-bad-tickets').replace('<POSLog ', '<POSLog BatchID="77" '), 'x');
    assert.deepEqual(again.tickets, two.tickets);
    assert.equal(reference({ topic: 'poslog', headers: {}, body: Buffer.from(two.tickets[0]!) }), 'tickets/117-3-2026-03-16-4021');
  });
  it('move to the archive with their last ticket, never over an earlier one; half ones stay', async () => {
    const at = tree();
    at.set('archive/S0117_R4_20260319.xml', 'an earlier one');
    await settled((await files.page(port({ files: memoryFiles(at) }), undefined)).documents);
    assert.deepEqual([...at.keys()].filter((k) => k.startsWith('poslog/')),
      ['poslog/S0117_R3_20260316_2.xml', 'poslog/S0118_R1.xml.part', 'poslog/readme.txt']);
    assert.equal(at.get('archive/S0117_R4_20260319.xml'), 'an earlier one');
  });
  it('that stay half are told after a while, with the tickets that are whole', async () => {
    const at = new Map([['poslog/S.xml', bodyOf('read-file-with-bad-tickets').slice(0, -700)]]);
    const later = port({ files: memoryFiles(at), now: '2026-11-21T13:00:01.000Z' as never });
    const { documents } = await files.page(later, undefined);
    assert.ok(documents.length > 1);
    const half = documents.at(-1)!;
    assert.equal(half.settle, undefined);
    await assert.rejects(async () => poslog.can.read!(later, { topic: half.topic, headers: half.headers!, body: Buffer.from(half.body) }),
      /has not ended for 60 minutes/);
  });
  it('that are no POSLog are told whole, and out of the way', async () => {
    const at = new Map([['poslog/S.xml', '<html>login</html>']]);
    const p = port({ files: memoryFiles(at) });
    const { documents } = await files.page(p, undefined);
    await settled(documents);
    assert.deepEqual([...at.keys()], ['archive/S.xml']);
    const { topic, headers = {}, body } = documents[0]!;
    const told = async () => poslog.can.read!(p, { topic, headers, body: Buffer.from(body) });
    await assert.rejects(told, /its root is not POSLog/);
  });
  it(`come ${PER_PAGE} tickets at a time, whatever file they are in`, async () => {
    const [ticket] = cut(bodyOf('read-sale'), 'x').tickets;
    const inner = /<Transaction>[\s\S]*<\/Transaction>/.exec(ticket!)![0];
    const numbered = (n: number) => inner.replace('4021', String(5000 + n));
    const many = (from: number, to: number) =>
      `<POSLog>${Array.from({ length: to - from }, (_, i) => numbered(from + i)).join('')}</POSLog>`;
    const at = new Map([['poslog/A.xml', many(0, 700)], ['poslog/B.xml', many(700, 1300)]]);
    const p = port({ files: memoryFiles(at) });
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let since: string | undefined; since !== '';) {
      const page = await files.page(p, since);
      await settled(page.documents);
      sizes.push(page.documents.length);
      seen.push(...page.documents.map((d) => d.reference));
      since = page.next;
    }
    assert.deepEqual(sizes, [500, 500, 300]);
    assert.equal(new Set(seen).size, 1300);
    assert.deepEqual([...at.keys()], ['archive/A.xml', 'archive/B.xml']);
  });
});

const sample = new URL('../../../../shared/partners/poslog/samples/ncr_acs_small.xml', import.meta.url);
it('a real chain’s file adds up', { skip: !existsSync(sample) && 'no partner material beside the checkout' }, async () => {
  const settings = poslog.settings.parse({ filesUrl: 'file:///x', timeZone: 'America/Chicago' });
  const news = await hear(readFileSync(sample), port({ settings }));
  const order = orderIn(news);
  assert.deepEqual([toDecimal(order.total), toDecimal(computedTotal(order))], ['1.07', '1.07']);
  assert.deepEqual(news.filter((n) => n.said === 'bad-row'), []);
});

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
  it('the view for stock systems moves goods and no money', async () => {
    const view = `<Transaction xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="RetailTransactionStockView">${head}${sale('5.00')}</Transaction>`;
    const news = await hear(log(view));
    assert.deepEqual([news.map((n) => n.said), moved(news)], [['movement'], ['sold 1 CAP']]);
  });
});
