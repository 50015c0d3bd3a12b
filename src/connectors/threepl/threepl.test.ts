/** The 3PL connector: the battery, and what is odd about a partner who speaks in files. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sku } from '#domain/brand.ts';
import { Stopped } from '#domain/fault.ts';
import { conformance } from '#connectors/conformance.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { memoryFiles, recordings, replay, textOf, type Recording } from '#connectors/recording.ts';
import { hasTrailer, readControlFile } from './control-file.ts';
import threepl from './index.ts';
import { LAYOUTS, nameFor, referenceOfName } from './layout.ts';
import { outbound } from './outbound.ts';
import { reference } from './read.ts';
import { requestFulfillment } from './requests.ts';
import type { Settings } from './settings.ts';

const folder = new URL('recordings/', import.meta.url);
conformance(threepl, folder);

const all = recordings(folder);
const recorded = (name: string): Recording => all.find((r) => r.name === name) ?? assert.fail(name);
const documentOf = ({ document }: Recording): Document =>
  ({ topic: document!.topic, headers: document!.headers ?? {}, body: Buffer.from(textOf(document!.body)) });
const read = (name: string, more: Partial<Recording> = {}) => {
  const r = { ...recorded(name), ...more };
  return threepl.can.read!(replay(threepl, r), documentOf(r));
};
const port = (files: Map<string, string>, more: Partial<Port<Settings>> = {}): Port<Settings> =>
  ({ ...replay(threepl, recorded('poll-outbound')), files: memoryFiles(files), ...more });

describe('confirmations', () => {
  const shipments = (news: readonly News[]) => news.flatMap((n) => (n.said === 'shipment' ? [n] : []));

  it('tell a whole shipment under its own number, lines summed over packages, each parcel once', async () => {
    assert.deepEqual(shipments(await read('read-confirmation')), [{
      said: 'shipment', fulfillment: 'ful-7001', external: 'S-5510', at: '2026-03-16T16:30:00.000Z',
      lines: [{ lineId: '1', sku: 'BOOT-38', quantity: 2 }],
      parcels: [
        { carrier: 'UPSN', tracking: '1Z0000W0000000417' }, { carrier: 'UPSN', tracking: '1Z0000W0000000418' },
      ],
    }]);
  });
  it('tell the good rows one by one when a row of the shipment is bad', async () => {
    const news = await read('read-confirmation-bad-row');
    assert.deepEqual(shipments(news).map((s) => [s.external, s.lines[0]!.quantity]), [['S-5510#2', 1]]);
    assert.deepEqual(news.at(-1), {
      said: 'bad-row', reference: 'SHIPCONF shipment S-5510 row 1', detail: 'sku is empty',
    });
  });
  it('tell the rest when the whole shipment comes after some of its rows were told', async () => {
    const told = await read('read-confirmation', { links: { 'own:shipment:S-5510#2': 'shp-1' } });
    assert.deepEqual(shipments(told).map((s) => s.external), ['S-5510#1']);
  });
  it('tell nothing when a row comes after its shipment was told whole', async () => {
    const again = await read('read-confirmation-bad-row', { links: { 'own:shipment:S-5510': 'shp-1' } });
    assert.deepEqual(shipments(again), []);
    assert.ok(again.some((n) => n.said === 'nothing'));
  });
  it('name the lots that went, where lots are kept: a row of a package each', async () => {
    const { document } = recorded('read-confirmation');
    const [header, ...rows] = textOf(document!.body).split('\r\n');
    const lot = [`${header},lot,expires`, ...rows.map((row, i) => (row.startsWith('DTL') ? i < 2 ? `${row},L-${i},${i === 0 ? '2026-09-30' : ''}` : `${row},,` : row))];
    const [told] = shipments(await read('read-confirmation', { document: { topic: document!.topic, body: lot.join('\r\n') } }));
    assert.deepEqual(told!.lines, [{ lineId: '1', sku: 'BOOT-38', quantity: 2, lots: [
      { lot: 'L-0', quantity: 1, expires: '2026-09-30' }, { lot: 'L-1', quantity: 1 }] }]);
  });
  it('do not guess at an unknown status', async () => {
    const news = await read('read-confirmation-unknown-word');
    assert.deepEqual(news.at(-1), {
      said: 'drift', path: 'SHIPCONF.status', detail: 'CROSSDOCKED in S-5510#1 is a word the contract does not list',
    });
  });
});

describe('acknowledgements', () => {
  it('are per request; a line refused beside accepted ones is short', async () => {
    const news = await read('read-ack');
    assert.deepEqual(news.map((n) => (n.said === 'fulfillment' ? [n.fulfillment, n.state, n.detail] : [n.said])), [
      ['ful-7001', 'accepted', 'W-88120'], ['short'],
      ['ful-7002', 'refused', 'line 1 (BOOT-38): WRONG_LOCATION'], ['ful-7003', 'accepted', 'W-88001'],
    ]);
  });
  it('of a refused file refuse the request that was in it', async () => {
    const [news] = await read('read-ack-file-refused');
    assert.deepEqual(news, {
      said: 'fulfillment', fulfillment: 'ful-7004', at: '2026-03-16T08:15:00.000Z', state: 'refused',
      detail: 'the 3PL refused our file SHIPREQ_RNO2_ful-7004.csv whole: CONTROL_TOTAL',
    });
  });
});

it('a snapshot counts what lies there, at its own time', async () =>
  assert.deepEqual(await read('read-stock'), [{
    said: 'stock', location: 'RNO2', asOf: '2026-03-16T18:00:00.000Z',
    items: [['BOOT-38', 41], ['BOOT-39', 0], ['LACE-BLK', 1200]]
      .map(([sku, onHand]) => ({ item: sku, statedSku: sku, onHand })),
  }]));

describe('files', () => {
  it('are refused with a sentence that says what disagrees', async () => {
    const sentence = (name: string) => read(name).then(() => assert.fail(name), (e: Stopped) => e.fault.detail);
    const disagrees = /trailer says 3 rows with a total of 1240, but it holds 3 rows with a total of 1241/;
    assert.match(await sentence('malformed-control-total'), disagrees);
    assert.match(await sentence('malformed-half'), /does not end in a trailer/);
    assert.match(await sentence('malformed-checksum'), /not those its \.sha256 vouches for/);
    assert.match(await sentence('malformed-header'), /lacks on_hand/);
  });
  it('are the same under another name, and another thing when they came flawed', () => {
    const right = documentOf(recorded('read-confirmation'));
    const renamed = { ...right, headers: { ...right.headers, file: 'SHIPCONF_RNO2_other.csv' } };
    assert.equal(reference(renamed), reference(right));
    assert.notEqual(reference({ ...right, headers: { sha256: 'f'.repeat(64) } }), reference(right));
    assert.notEqual(reference({ ...right, headers: { half: 'half' } }), reference(right));
  });
  it('end in a trailer and a line end, or are not whole', () => {
    const whole = textOf(recorded('read-stock').document!.body);
    assert.ok(hasTrailer(Buffer.from(whole)));
    for (let length = 0; length < whole.length; length++)
      assert.ok(!hasTrailer(Buffer.from(whole.slice(0, length))), `cut at ${length}`);
  });
  it('move to the archive once stored, never over an earlier one, and a second settle is silent', async () => {
    const { files } = recorded('poll-outbound');
    const tree = new Map(Object.entries(files!));
    const name = [...tree.keys()].find((n) => n.endsWith('000001.csv'))!.slice('outbound/'.length);
    tree.set(`archive/${name}`, 'an earlier one');
    const page = await outbound.page(port(tree), undefined);
    for (const d of page.documents) await d.settle!();
    await page.documents[0]!.settle!();
    assert.deepEqual([...tree.keys()].filter((n) => n.startsWith('outbound/') && n.includes('000001')), []);
    assert.equal(tree.get(`archive/${name}`), 'an earlier one');
    assert.equal([...tree.keys()].filter((n) => n.startsWith(`archive/${name}.`)).length, 2);
  });
  it('that stay half are shown after a while and left where they are', async () => {
    const tree = new Map(Object.entries(recorded('poll-outbound').files!));
    const later = port(tree, { now: '2026-11-21T13:00:01.000Z' as never });
    const half = (await outbound.page(later, undefined)).documents.filter((d) => d.headers!['half']);
    assert.deepEqual(half.map((d) => d.headers!['half']!.slice(0, 28)),
      ['it has had no trailer for 60', 'its .sha256 has not come for']);
    assert.ok(half.every((d) => d.settle === undefined));
  });
  it('come fifty at a time', async () => {
    const text = textOf(recorded('read-stock').document!.body);
    const name = (n: number) => `outbound/STOCK_RNO2_n${String(n).padStart(3, '0')}.csv`;
    const tree = new Map(Array.from({ length: 120 }, (_, n) => [name(n), text]));
    const { settings } = recorded('poll-outbound-no-sidecars');
    const lax = port(tree, { settings: threepl.settings.parse(settings) });
    const sizes: number[] = [];
    for (let since: string | undefined; since !== ''; ) {
      const page = await outbound.page(lax, since);
      sizes.push(page.documents.length);
      since = page.next;
    }
    assert.deepEqual(sizes, [50, 50, 20]);
  });
});

describe('requests', () => {
  const { wish } = recorded('write-RequestFulfillment') as { wish: Parameters<typeof requestFulfillment.apply>[1] };
  it('carry lines and address in one control file, named by our reference', async () => {
    const tree = new Map<string, string>();
    await requestFulfillment.apply(port(tree), wish, 'k' as never);
    const text = tree.get('inbound/SHIPREQ_RNO2_ful-7001.csv')!;
    const { rows } = readControlFile(LAYOUTS.SHIPREQ, Buffer.from(text), 'ours');
    const cells = ['line_ref', 'sku', 'quantity', 'order_ref', 'consignee', 'city'];
    assert.deepEqual(rows.map((r) => cells.map((cell) => r[cell])), [
      ['1', 'BOOT-38', '2', '#2207', 'Test Person', 'Testville'],
      ['2', 'LACE-BLK', '1', '#2207', 'Test Person', 'Testville'],
    ]);
    assert.match(text, /\r\nTRL,2,3\r\n$/);
  });
  it('name the lots to pick, a kit’s by their item', async () => {
    const tree = new Map<string, string>();
    const [boot, lace] = wish.fulfillment.lines;
    const lots = [{ ...boot!, lots: [{ sku: boot!.sku, lot: 'L 7/1', quantity: 1 }, { sku: boot!.sku, lot: 'L-9', quantity: 1 }] },
      { ...lace!, lots: [{ sku: 'PART' as Sku, lot: 'P*2', quantity: 3 }] }];
    await requestFulfillment.apply(port(tree), { ...wish, fulfillment: { ...wish.fulfillment, lines: lots } }, 'k' as never);
    const { rows } = readControlFile(LAYOUTS.SHIPREQ, Buffer.from([...tree.values()][0]!), 'ours');
    assert.deepEqual(rows.map((r) => r['lots']), ['L%207%2F1*1 L-9*1', 'PART/P*2*3']);
  });
  it('without a usable address are refused, naming the parts and no person', async () => {
    const party = async () => ({ name: 'Secret Person', city: 'Testville', country: 'US' });
    const nameless = port(new Map(), { party });
    await assert.rejects(requestFulfillment.apply(nameless, wish, 'k' as never), (e) =>
      e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'AddressInvalid' &&
      /has no address1/.test(e.fault.detail) && !e.fault.detail.includes('Secret'));
  });
  it('have names from which any reference can be read back', () => {
    for (const reference of ['ful-7001', 'ord-1/2', 'a.b~c', 'Größe 7'])
      assert.deepEqual(referenceOfName(nameFor('SHIPREQ', 'RNO2', reference)), { kind: 'SHIPREQ', reference });
  });
});
