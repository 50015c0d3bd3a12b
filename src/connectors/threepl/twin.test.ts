/**
 * The connector against the twin, over SFTP and over a plain folder, through the platform's own file door:
 * what it asks for is shipped once, and what the twin's bad files say is said once or refused.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { News, PolledDocument, Port } from '#connectors/contract.ts';
import { replay } from '#connectors/recording.ts';
import { closeFiles, openFiles } from '#runtime/files.ts';
import { fromEpoch } from '#domain/time.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { startThreePlTwin, type ThreePlTwin } from '#sandbox/threepl/index.ts';
import threepl from './index.ts';
import { outbound } from './outbound.ts';
import { cancelFulfillment, requestFulfillment } from './requests.ts';
import type { Settings } from './settings.ts';

interface Platform {
  readonly twin: ThreePlTwin;
  readonly port: Port<Settings>;
  pass(ms: number): Promise<void>;
  /** One poll as the runtime does it: store what is new, settle, read. */
  poll(): Promise<News[]>;
  /** The sentences with which whole files were refused. */
  readonly refused: string[];
  stop(): Promise<void>;
}
const password = 'a-password-of-the-test';

async function start(folder?: string): Promise<Platform> {
  let at = Date.parse('2026-01-05T10:00:00.000Z');
  const twin = await startThreePlTwin({
    faults: seededFaults(1), now: () => new Date(at), locationCode: 'ELP1', stock: { MUG: 10, TEE: 5 }, password,
    pace: { beatMs: 0, patienceMs: 0 }, ...(folder && { folder }),
  });
  const login = twin.sftp && { password, hostKey: twin.sftp.hostFingerprint };
  const raw = { filesUrl: twin.url, location: 'ELP1', ...login };
  const connection = { connection: 'threepl-test', settings: threepl.settings.parse(raw), memory: new Map() } as never;
  const files = openFiles(connection, () => true);
  const port: Port<Settings> = { ...replay(threepl, { name: 'twin', settings: raw }), files };
  const stored = new Set<string>();
  const refused: string[] = [];
  const told = new Map<string, string>();
  const linked = { ...port, ownOf: async (kind: string, external: string) => told.get(`${kind} ${external}`) };

  async function hear(d: PolledDocument): Promise<readonly News[]> {
    const fresh = !stored.has(d.reference);
    stored.add(d.reference);
    await d.settle?.();
    if (!fresh) return [];
    try {
      const document = { topic: d.topic, headers: d.headers ?? {}, body: Buffer.from(d.body) };
      const news = await threepl.can.read!(linked, document);
      for (const n of news) if (n.said === 'shipment') told.set(`shipment ${n.external}`, 'known');
      return news;
    } catch (error) {
      if (!(error instanceof Stopped) || error.fault.kind !== 'Malformed') throw error;
      refused.push(error.fault.detail);
      return [];
    }
  }
  return {
    twin, port, refused,
    async pass(ms) {
      at += ms;
      await twin.tick();
    },
    async poll() {
      const news: News[] = [];
      // Files carry the disk's time, so the platform's clock is the real one here.
      const page = await outbound.page({ ...port, now: fromEpoch(Date.now()) }, undefined);
      for (const d of page.documents) news.push(...(await hear(d)));
      return news;
    },
    async stop() {
      await closeFiles(connection);
      await twin.stop();
    },
  };
}

const request = (fulfillmentId: string, sku: string, quantity: number): WishOf<'RequestFulfillment'> => ({
  key: `k-${fulfillmentId}`, to: 'threepl-test', orderId: 'ord-1', number: '#1', shipTo: 'pty-1',
  fulfillment: {
    fulfillmentId, orderId: 'ord-1', location: 'elp', connection: 'threepl-test',
    lines: [{ lineId: '1', sku, quantity }],
  },
} as unknown as WishOf<'RequestFulfillment'>);

const units = (news: readonly News[]): number =>
  news.flatMap((n) => (n.said === 'shipment' ? n.lines : [])).reduce((sum, line) => sum + line.quantity, 0);
const said = (news: readonly News[]) =>
  news.map((n) => (n.said === 'fulfillment' ? `${n.fulfillment} ${n.state}` : n.said));

const lotsOf = (news: readonly News[]) => news.flatMap((n) => (n.said === 'shipment' ? n.lines : [])).flatMap((l) => l.lots ?? [])
  .map((l) => `${l.quantity} of ${l.lot}`);
const FAULTS = [
  'growing', 'twin-name', 'bad-checksum', 'bad-total', 'bad-row', 'unknown-word', 'held-back',
] as const;
for (const how of ['sftp', 'folder'] as const)
  describe(`the 3PL over ${how}`, () => {
    let p: Platform;
    let folder: string | undefined;
    beforeEach(async () => {
      folder = how === 'folder' ? await mkdtemp(join(tmpdir(), 'threepl-test-')) : undefined;
      p = await start(folder);
    });
    afterEach(async () => {
      await p.stop();
      if (folder) await rm(folder, { recursive: true, force: true });
    });
    const ask = (id: string, sku: string, quantity: number) => {
      const wish = request(id, sku, quantity);
      return requestFulfillment.apply(p.port, wish, wish.key);
    };

    it('accepts a request, ships it and says so once', async () => {
      await ask('f-1', 'MUG', 3);
      await p.pass(0);
      assert.deepEqual(said(await p.poll()), ['f-1 accepted']);
      await p.pass(600);
      const news = await p.poll();
      assert.deepEqual(said(news), ['shipment']);
      assert.equal(units(news), 3);
      assert.deepEqual(await p.poll(), []);
      assert.match(await threepl.can.check!(p.port), /0 files wait in inbound\/, 0 lie in outbound\//);
    });
    it('is asked for lots, sends them, says which went also when they are others, and counts what is left by lot', async () => {
      p.twin.setLots('MUG', [{ lot: 'A', expires: '2027-01-01', quantity: 2 }, { lot: 'B/1', expires: '2027-06-01', quantity: 6 }]);
      const wish = request('f-lot', 'MUG', 3);
      const lots = [{ sku: 'MUG', lot: 'B/1', quantity: 2 }, { sku: 'MUG', lot: 'A', quantity: 1 }] as never;
      const lines = wish.fulfillment.lines.map((l) => ({ ...l, lots }));
      await requestFulfillment.apply(p.port, { ...wish, fulfillment: { ...wish.fulfillment, lines } }, wish.key);
      p.twin.behave({ kind: 'other-lot' }, { request: 'f-other' });
      await ask('f-other', 'MUG', 1);
      await p.pass(0);
      await p.pass(600);
      assert.deepEqual(lotsOf(await p.poll()), ['2 of B/1', '1 of A', '1 of B/1']);
      await p.twin.snapshot();
      const [count] = (await p.poll()).filter((n) => n.said === 'stock');
      assert.deepEqual(count!.said === 'stock' && count!.items.find((i) => i.item === 'MUG'), { item: 'MUG', statedSku: 'MUG', onHand: 4,
        lots: [{ lot: 'A', quantity: 1, expires: '2027-01-01' }, { lot: 'B/1', quantity: 3, expires: '2027-06-01' }] });
    });
    it('confirms a kit by the parts and lots it was put together from, and says in which lot goods came back', async () => {
      p.twin.setLots('MUG', [{ lot: 'A', expires: '2027-01-01', quantity: 1 }, { lot: 'B/1', expires: '2027-06-01', quantity: 6 }]);
      p.twin.setLots('SOAP', [{ lot: 'S', quantity: 9 }]);
      p.twin.setStock('SET', 5);
      p.twin.setKit('SET', { MUG: 1, SOAP: 2 });
      const wish = request('f-set', 'SET', 2);
      const lots = [{ sku: 'MUG', lot: 'B/1', quantity: 2 }, { sku: 'SOAP', lot: 'S', quantity: 4 }] as never;
      const lines = wish.fulfillment.lines.map((l) => ({ ...l, lots }));
      await requestFulfillment.apply(p.port, { ...wish, fulfillment: { ...wish.fulfillment, lines } }, wish.key);
      await p.pass(0);
      await p.pass(600);
      const [sent] = (await p.poll()).flatMap((n) => (n.said === 'shipment' ? n.lines : []));
      assert.deepEqual(sent, { lineId: '1', sku: 'MUG', quantity: 6, parts: [{ sku: 'MUG', quantity: 2 }, { sku: 'SOAP', quantity: 4 }],
        lots: [{ lot: 'B/1', quantity: 2, sku: 'MUG', expires: '2027-06-01' }, { lot: 'S', quantity: 4, sku: 'SOAP' }] });
      const back = { rma: '', orderRef: '#1', lineRef: '', sku: 'MUG', quantity: 1 };
      await p.twin.receiveReturn([{ ...back, grade: 'A', lot: 'B/1', expires: '2027-06-01' }, { ...back, grade: 'C' }]);
      const [goods] = (await p.poll()).flatMap((n) => (n.said === 'returned-goods' ? [n.lines] : []));
      assert.deepEqual(goods, [
        { quantity: 1, statedSku: 'MUG', disposition: 'resaleable', lots: [{ lot: 'B/1', quantity: 1, expires: '2027-06-01' }] },
        { quantity: 1, statedSku: 'MUG', disposition: 'damaged' }]);
      assert.deepEqual([p.twin.shelves.get('MUG'), p.twin.shelves.get('SOAP')].map((s) => s!.lots!.map((l) => `${l.quantity} ${l.lot}`)),
        [['1 A', '5 B/1'], ['5 S']]);
    });
    it('is asked twice and ships once: while the file waits, and after it was taken', async () => {
      await ask('f-1', 'MUG', 3);
      await ask('f-1', 'MUG', 3);
      await p.pass(0);
      await ask('f-1', 'MUG', 3);
      await p.pass(600);
      assert.deepEqual(p.twin.applied.map((a) => a.key), ['f-1']);
      assert.equal(units(await p.poll()), 3);
    });
    it('lets go before the pick, and not after', async () => {
      await ask('f-1', 'MUG', 1);
      await ask('f-2', 'MUG', 1);
      const cancel = (fulfillmentId: string) =>
        cancelFulfillment.apply(p.port, { fulfillmentId } as WishOf<'CancelFulfillment'>, 'k' as never);
      await cancel('f-1');
      await p.pass(0);
      await p.pass(300);
      await cancel('f-2');
      await p.pass(0);
      const answers = ['f-1 accepted', 'f-1 cancelled', 'f-2 accepted', 'f-2 cancel-refused'];
      assert.deepEqual(said(await p.poll()).sort(), answers);
    });
    it('partial, split and short: every unit is accounted for', async () => {
      p.twin.behave({ kind: 'partial' }, { request: 'f-1' });
      p.twin.behave({ kind: 'split' }, { request: 'f-1' });
      await ask('f-1', 'TEE', 7);
      await p.pass(0);
      await p.pass(600);
      await p.pass(600);
      const news = await p.poll();
      assert.equal(units(news), 5);
      const shorts = news.flatMap((n) => (n.said === 'short' ? [n.lines[0]!.quantity, n.reason] : []));
      assert.deepEqual(shorts, [2, 'NOT_ON_SHELF']);
      assert.equal(news.filter((n) => n.said === 'shipment').length, 2);
    });

    for (const fault of how === 'sftp' ? (['growing', 'twin-name'] as const) : FAULTS)
      it(`a confirmation that comes out ${fault} is told once, in the end`, async () => {
        p.twin.behave({ kind: 'split', packages: 3 });
        await ask('f-1', 'MUG', 6);
        await p.pass(0);
        p.twin.misbehave('SHIPCONF', fault);
        const news: News[] = [];
        for (const ms of [600, 500, 500, 1000]) {
          await p.pass(ms);
          news.push(...(await p.poll()));
        }
        assert.equal(units(news), 6);
        const whole = fault === 'bad-checksum' || fault === 'bad-total';
        assert.equal(p.refused.length, whole ? 1 : 0);
        assert.equal(news.filter((n) => n.said === 'bad-row').length, fault === 'bad-row' ? 1 : 0);
        assert.equal(news.filter((n) => n.said === 'drift').length, fault === 'unknown-word' ? 1 : 0);
      });
    it('a file that stays half is never read, and a person is told', async () => {
      p.twin.misbehave('STOCK', 'stuck');
      await p.twin.snapshot();
      assert.deepEqual(await p.poll(), []);
      const later = { ...p.port, now: '2999-01-01T00:00:00.000Z' as never };
      const { documents } = await outbound.page(later, undefined);
      assert.equal(documents.length, 1);
      const [{ topic, headers = {}, body }] = documents as [PolledDocument];
      const read = async () => threepl.can.read!(later, { topic, headers, body: Buffer.from(body) });
      await assert.rejects(read, /no trailer/);
    });
    it('a snapshot with a new column is read, and the column reported', async () => {
      p.twin.misbehave('STOCK', 'unknown-column');
      await p.twin.snapshot();
      assert.deepEqual(said(await p.poll()), ['stock', 'drift']);
    });
  });

describe('SFTP on a bad day', () => {
  let p: Platform;
  beforeEach(async () => void (p = await start()));
  afterEach(() => p.stop());
  const wish = request('f-1', 'MUG', 1);
  const stoppedAs = (kind: string) => (e: unknown) => e instanceof Stopped && e.fault.kind === kind;

  it('a rename cut after it was applied is unknown, then found by its name', async () => {
    p.twin.faults.order('rename', 'timeout-after-apply');
    await assert.rejects(requestFulfillment.apply(p.port, wish, wish.key), stoppedAs('Unknown'));
    assert.equal((await requestFulfillment.find!(p.port, wish, wish.key))?.external, 'f-1');
    await p.pass(0);
    assert.equal(p.twin.applied.length, 1);
  });
  it('a rename that failed is not found, and the next attempt writes it', async () => {
    p.twin.faults.order('rename', 'error');
    await assert.rejects(requestFulfillment.apply(p.port, wish, wish.key), stoppedAs('Unknown'));
    assert.equal(await requestFulfillment.find!(p.port, wish, wish.key), undefined);
    await requestFulfillment.apply(p.port, wish, wish.key);
    await p.pass(0);
    assert.equal(p.twin.applied.length, 1);
  });
  it('a closed door is unavailable, and open the next time', async () => {
    p.twin.faults.order('connect', 'throttle');
    await assert.rejects(p.poll(), stoppedAs('Unavailable'));
    assert.deepEqual(await p.poll(), []);
  });
});
