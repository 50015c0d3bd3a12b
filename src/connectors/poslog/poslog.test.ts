/** The POSLog connector: the battery, and what is odd about registers. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { computedTotal } from '#domain/order.ts';
import { currency, fromDecimal, toDecimal } from '#domain/measure.ts';
import { conformance } from '#connectors/conformance.ts';
import type { PolledDocument } from '#connectors/contract.ts';
import { memoryFiles, replay } from '#connectors/recording.ts';
import { bodyOf, folder, hear, moved, orderIn, port, recorded, refundIn } from './hearing.test.fixture.ts';
import poslog from './index.ts';
import { files, PER_PAGE } from './poll.ts';
import { reference } from './read.ts';
import { timeIn } from './ticket.ts';
import { cut } from './tickets.ts';

conformance(poslog, folder);

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
