/** The 3PL twin as its client sees it in the folder: what is accepted, shipped, refused and spoilt. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, afterEach, describe, it } from 'node:test';
import { seededFaults } from '../faults.ts';
import { cancelFile, drop, names, requestFile, requestRow, rows, startClient, type Client } from './client.fixture.ts';
import { sha256 } from './outbox.ts';

let client: Client;
beforeEach(async () => void (client = await startClient()));
afterEach(() => client.twin.stop());
const { pick, ship } = { pick: 300, ship: 600 };
const request = (ref: string, sku: string, quantity: number) =>
  drop(client.twin, 'SHIPREQ', requestFile([requestRow(ref, sku, quantity)]));
const words = (kind: 'ACK' | 'SHIPCONF') =>
  rows(client.twin, kind).map((r) => [r['status'], r['reason']].join(' ').trim());

describe('a shipping request', () => {
  it('is accepted, shipped after its time, and counted off the shelf', async () => {
    const file = request('R1', 'MUG', 3);
    await client.pass(0);
    assert.deepEqual(words('ACK'), ['ACCEPTED']);
    assert.ok(existsSync(join(client.twin.folder, 'archive', file)));
    assert.deepEqual(client.twin.applied, [{ operation: 'shipping-request', key: 'R1', id: 'WH0000001' }]);
    assert.equal(client.twin.shelves.get('MUG')!.allocated, 3);
    await client.pass(ship - 1);
    assert.deepEqual(words('SHIPCONF'), []);
    await client.pass(1);
    const [line] = rows(client.twin, 'SHIPCONF');
    assert.deepEqual(
      { ...line },
      {
        rec: 'DTL', shipment_ref: 'SH0000001', row: '1', rows: '1', request_ref: 'R1', order_ref: 'O-R1',
        line_ref: '1', sku: 'MUG', quantity: '3', short: '0', status: 'SHIPPED', reason: '', scac: 'UPSN',
        tracking: '1Z7F3A900000000001',
        package_ref: '095212340000000013', weight_g: '750', picked_at: '2026-01-05T10:00:00.599Z',
        shipped_at: '2026-01-05T10:00:00.600Z',
      },
    );
    assert.deepEqual({ ...client.twin.shelves.get('MUG') }, { onHand: 7, allocated: 0, damaged: 0, picked: 0 });
  });
  it('is accepted once, under whatever file name and however often', async () => {
    request('R1', 'MUG', 3);
    request('R1', 'MUG', 3);
    await client.pass(0);
    request('R1', 'MUG', 3);
    await client.pass(ship);
    assert.deepEqual(words('ACK'), ['ACCEPTED', 'DUPLICATE', 'DUPLICATE']);
    assert.equal(rows(client.twin, 'SHIPCONF').length, 1);
    assert.equal(client.twin.applied.length, 1);
  });
  it('loses its bad lines and keeps the good ones', async () => {
    const bad = [
      requestRow('R1', 'MUG', 1), requestRow('R1', 'NOPE', 1, { line_ref: '2' }),
      requestRow('R1', 'TEE', 0, { line_ref: '3' }), requestRow('R1', 'TEE', 1, { line_ref: '4', location: 'X' }),
      requestRow('R1', 'TEE', 1, { line_ref: '' }),
    ];
    drop(client.twin, 'SHIPREQ', requestFile(bad));
    await client.pass(0);
    const refused = ['UNKNOWN_SKU', 'BAD_QUANTITY', 'WRONG_LOCATION', 'NO_REFERENCE'].map((why) => `REJECTED ${why}`);
    assert.deepEqual(words('ACK'), ['ACCEPTED', ...refused]);
    assert.equal(client.twin.requests.get('R1')!.lines.length, 1);
  });
  it('is left alone as .part, refused whole with a wrong trailer, checksum or none', async () => {
    const text = requestFile([requestRow('R1', 'MUG', 1)]);
    const inbound = join(client.twin.folder, 'inbound');
    writeFileSync(join(inbound, 'SHIPREQ_ELP1_P.csv.part'), text);
    const wrong = [text.replace('TRL,1', 'TRL,2'), text.slice(0, 99)].map((t) => drop(client.twin, 'SHIPREQ', t));
    const summed = drop(client.twin, 'SHIPREQ', text);
    writeFileSync(join(inbound, `${summed}.sha256`), `${sha256('something else')}  ${summed}\n`);
    await client.pass(0);
    assert.deepEqual(words('ACK'), ['CONTROL_TOTAL', 'NO_TRAILER', 'CHECKSUM'].map((why) => `FILE_REFUSED ${why}`));
    for (const file of [...wrong, summed]) assert.ok(existsSync(join(client.twin.folder, 'error', file)), file);
    assert.equal(readFileSync(join(client.twin.folder, 'error', `${summed}.reason.txt`), 'utf8'), 'CHECKSUM\n');
    assert.equal(client.twin.applied.length, 0);
  });
});

describe('out of the ordinary', () => {
  it('ships in parts: two files, the second later, nothing twice', async () => {
    client.twin.behave({ kind: 'partial' }, { request: 'R1' });
    request('R1', 'MUG', 3);
    await client.pass(0);
    await client.pass(ship);
    assert.deepEqual(rows(client.twin, 'SHIPCONF').map((r) => r['quantity']), ['2']);
    await client.pass(300);
    const lines = rows(client.twin, 'SHIPCONF');
    assert.deepEqual(lines.map((r) => [r['shipment_ref'], r['quantity']]), [['SH0000001', '2'], ['SH0000002', '1']]);
  });
  it('splits a line over packages of one shipment', async () => {
    client.twin.behave({ kind: 'split', packages: 3 });
    request('R1', 'MUG', 4);
    await client.pass(0);
    await client.pass(ship);
    const lines = rows(client.twin, 'SHIPCONF');
    assert.deepEqual(lines.map((r) => r['quantity']), ['2', '1', '1']);
    assert.equal(new Set(lines.map((r) => r['package_ref'])).size, 3);
    assert.equal(new Set(lines.map((r) => r['shipment_ref'])).size, 1);
  });
  it('reports what is not there, or broken, as short with its reason', async () => {
    request('R1', 'TEE', 7);
    client.twin.behave({ kind: 'short', reason: 'DAMAGED_ON_SHELF' }, { request: 'R2' });
    request('R2', 'MUG', 2);
    await client.pass(0);
    await client.pass(ship);
    const seen = rows(client.twin, 'SHIPCONF').map((r) => [r['sku'], r['quantity'], r['short'], r['reason']]);
    assert.deepEqual(seen, [['TEE', '5', '0', ''], ['TEE', '0', '2', 'NOT_ON_SHELF'], ['MUG', '1', '0', ''],
      ['MUG', '0', '1', 'DAMAGED_ON_SHELF']]);
    assert.deepEqual({ ...client.twin.shelves.get('MUG') }, { onHand: 8, allocated: 0, damaged: 1, picked: 0 });
    assert.deepEqual({ ...client.twin.shelves.get('TEE') }, { onHand: 0, allocated: 0, damaged: 0, picked: 0 });
  });
  it('honours a cancellation before the pick and refuses it after', async () => {
    request('R1', 'MUG', 1);
    request('R2', 'MUG', 1);
    await client.pass(0);
    drop(client.twin, 'CANCEL', cancelFile('R1'));
    await client.pass(pick - 1);
    await client.pass(1);
    drop(client.twin, 'CANCEL', cancelFile('R2'));
    drop(client.twin, 'CANCEL', cancelFile('R1'));
    drop(client.twin, 'CANCEL', cancelFile('R9'));
    await client.pass(ship);
    const answers = ['CANCELLED', 'CANCEL_REFUSED PICKED', 'CANCELLED', 'CANCEL_REFUSED UNKNOWN_REQUEST'];
    assert.deepEqual(words('ACK').slice(2), answers);
    assert.deepEqual(rows(client.twin, 'SHIPCONF').map((r) => r['request_ref']), ['R2']);
    assert.deepEqual(client.twin.applied.map((a) => a.operation), ['shipping-request', 'shipping-request', 'cancel']);
  });
  it('has habits that a seed repeats', async () => {
    const day = async () => {
      const other = await startClient({ habits: { seed: 7, partial: 0.5, split: 0.5, short: 0.5 } });
      for (let n = 1; n <= 6; n++) drop(other.twin, 'SHIPREQ', requestFile([requestRow(`R${n}`, 'MUG', 2)]));
      for (let beats = 0; beats < 5; beats++) await other.pass(300);
      const parts = ['request_ref', 'quantity', 'short', 'package_ref'];
      const seen = rows(other.twin, 'SHIPCONF').map((r) => parts.map((part) => r[part]));
      await other.twin.stop();
      return seen;
    };
    const first = await day();
    assert.ok(first.length > 6, 'somebody was split or short');
    assert.deepEqual(await day(), first);
  });
});

describe('stock and returns', () => {
  it('a snapshot says what lay there at its time; the bad one says zero for everything', async () => {
    request('R1', 'MUG', 3);
    await client.pass(0);
    await client.twin.snapshot();
    await client.twin.snapshot({ allZero: true });
    const seen = rows(client.twin, 'STOCK').map((r) => [r['sku'], r['on_hand'], r['allocated'], r['as_of']]);
    const asOf = '2026-01-05T10:00:00.000Z';
    assert.deepEqual(seen.slice(0, 2), [['MUG', '10', '3', asOf], ['TEE', '5', '0', asOf]]);
    assert.deepEqual(seen.slice(2).map((r) => r[1]), ['0', '0']);
  });
  it('goes out by itself until the feed is stopped', async () => {
    const other = await startClient({ pace: { beatMs: 0, snapshotMs: 1000 } });
    after(() => other.twin.stop());
    await other.pass(1000);
    other.twin.feedStock(false);
    await other.pass(1000);
    assert.equal(names(other.twin, 'STOCK').length, 1);
  });
  it('returned goods go where their grade says', async () => {
    const line = { rma: 'RMA-1', orderRef: 'O-1', lineRef: '1', sku: 'MUG', quantity: 1 };
    await client.twin.receiveReturn((['A', 'B', 'C', 'X'] as const).map((grade) => ({ ...line, grade })));
    assert.deepEqual({ ...client.twin.shelves.get('MUG') }, { onHand: 12, allocated: 0, damaged: 1, picked: 0 });
    assert.deepEqual(rows(client.twin, 'RETURN').map((r) => [r['receipt_ref'], r['grade']]),
      ['A', 'B', 'C', 'X'].map((grade) => ['RC0000001', grade]));
  });
});

describe('files that come out wrong', () => {
  const snapshot = () => client.twin.snapshot();
  const read = (name: string) => readFileSync(join(client.twin.folder, 'outbound', name), 'utf8');
  const vouched = (name: string) => read(`${name}.sha256`).slice(0, 64) === sha256(read(name));

  it('right: vouched for by its sidecar', async () => assert.ok(vouched(await snapshot())));
  it('growing: half of it first, no sidecar; whole later', async () => {
    client.twin.misbehave('STOCK', 'growing');
    const name = await snapshot();
    assert.doesNotMatch(read(name), /TRL/);
    assert.ok(!existsSync(join(client.twin.folder, 'outbound', `${name}.sha256`)));
    await client.pass(1000);
    assert.ok(vouched(name));
  });
  it('stuck: half of it for ever', async () => {
    client.twin.misbehave('*', 'stuck');
    const name = await snapshot();
    await client.pass(100_000);
    assert.doesNotMatch(read(name), /TRL/);
  });
  it('twin-name: the same bytes again', async () => {
    client.twin.misbehave('STOCK', 'twin-name');
    await snapshot();
    const [one, two, ...more] = names(client.twin, 'STOCK');
    assert.equal(read(one!), read(two!));
    assert.equal(more.length, 0);
  });
  it('held-back: it appears when the next one has', async () => {
    client.twin.misbehave('STOCK', 'held-back');
    const name = await snapshot();
    assert.deepEqual(names(client.twin, 'STOCK'), []);
    const next = await snapshot();
    assert.deepEqual(names(client.twin, 'STOCK'), [name, next]);
  });
  it('bad-checksum, bad-total, bad-row and unknown-word are followed by the right thing', async () => {
    for (const fault of ['bad-checksum', 'bad-total', 'bad-row'] as const) client.twin.misbehave('STOCK', fault);
    const wrong = [await snapshot(), await snapshot(), await snapshot()];
    assert.deepEqual(wrong.map(vouched), [false, true, true]);
    await client.pass(1500);
    const right = names(client.twin, 'STOCK').slice(3);
    assert.deepEqual(right.map(vouched), [true, true, true]);
    assert.match(read(right[0]!), /TRL,2,15/);
    assert.match(read(right[2]!), /TRL,1,10/);
    client.twin.misbehave('RETURN', 'unknown-word');
    await client.twin.receiveReturn([{ rma: 'A', orderRef: 'B', lineRef: '1', sku: 'MUG', quantity: 1, grade: 'A' }]);
    await client.pass(1500);
    assert.deepEqual(rows(client.twin, 'RETURN').map((r) => r['grade']), ['CROSSDOCKED', 'A']);
  });
  it('seeded faults come by the same door', async () => {
    const other = await startClient({ faults: seededFaults(1) });
    after(() => other.twin.stop());
    other.twin.faults.order('write STOCK', 'duplicate');
    await other.twin.snapshot();
    assert.equal(names(other.twin, 'STOCK').length, 2);
    assert.equal(other.twin.faults.done.get('write STOCK duplicate'), 1);
  });
});
