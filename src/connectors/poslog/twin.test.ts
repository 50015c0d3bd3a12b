/**
 * The connector against a chain of registers, through the platform's own file door: whatever way the files come, every
 * ticket is told once, and what is told adds up to what lies on each shelf.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import { fromEpoch } from '#domain/time.ts';
import { computedTotal, roundingBound } from '#domain/order.ts';
import type { News, PolledDocument, Port } from '#connectors/contract.ts';
import { replay } from '#connectors/recording.ts';
import { closeFiles, openFiles } from '#runtime/files.ts';
import { mulberry32, seededFaults, type FaultLevel } from '#sandbox/faults.ts';
import { startRegisters, type RegistersTwin } from '#sandbox/registers/index.ts';
import poslog from './index.ts';
import { files } from './poll.ts';
import type { Settings } from './settings.ts';

const ITEMS = {
  'BOOT-38': { title: 'Boot 38', price: 8990 }, 'CAP-RED': { title: 'Cap <red> & warm', price: 1990 }, SOCK: { title: 'Socks', price: 299 },
};
const SHELF = { 'BOOT-38': 20, 'CAP-RED': 40, SOCK: 100 };
type Where = { readonly stores: number; readonly level?: FaultLevel; readonly version?: '2.2.1' | '6.0'; readonly driftMs?: number };

async function start({ stores, level = 'none', version = '2.2.1', driftMs = 0 }: Where) {
  let at = Date.parse('2026-03-16T15:00:00.000Z');
  const terms = version === '6.0' ? { version, currency: 'EUR', tax: 1900, taxIncluded: true, zone: 'Europe/Berlin' } : { version };
  const twin = await startRegisters({
    faults: seededFaults(7, level), now: () => new Date(at), stores, items: ITEMS, shelf: SHELF, driftMs, seed: 7, terms,
  });
  const raw = { filesUrl: twin.url, timeZone: version === '6.0' ? 'Europe/Berlin' : 'America/Chicago' };
  const connection = { connection: 'stores', settings: poslog.settings.parse(raw), memory: new Map() } as never;
  const links = new Map<string, string>();
  const port: Port<Settings> = {
    ...replay(poslog, { name: 'twin', settings: raw }), files: openFiles(connection, () => true),
    ownOf: async (kind, external) => links.get(`${kind} ${external}`),
  };
  const told: News[] = [];
  const refused: string[] = [];
  const stored = new Set<string>();

  async function hear(d: PolledDocument): Promise<void> {
    const body = Buffer.from(d.body);
    const key = `${d.reference} ${body.toString('base64')}`;
    await d.settle?.();
    if (stored.has(key)) return;
    stored.add(key);
    try {
      for (const n of await poslog.can.read!(port, { topic: d.topic, headers: d.headers ?? {}, body })) {
        told.push(n);
        if (n.said !== 'order') continue;
        for (const l of [{ kind: 'order', external: n.order.external }, ...(n.also ?? [])])
          links.set(`${l.kind} ${l.external}`, links.get(`${l.kind} ${l.external}`) ?? n.order.orderId);
      }
    } catch (error) {
      if (!(error instanceof Stopped) || error.fault.kind !== 'Malformed') throw error;
      refused.push(error.fault.detail);
    }
  }
  return {
    twin, told, refused,
    pass: (minutes: number) => { at += minutes * 60_000; },
    async poll(): Promise<void> {
      for (let since: string | undefined; since !== '';) {
        // Files carry the disk's time, so the platform's clock is the real one here.
        const page = await files.page({ ...port, now: fromEpoch(Date.now()) }, since);
        for (const d of page.documents) await hear(d);
        since = page.next;
      }
    },
    async stop(): Promise<void> {
      await closeFiles(connection);
      await twin.stop();
    },
  };
}
type Chain = Awaited<ReturnType<typeof start>>;

/** What the news say lies on a shelf: the last count, and what moved after it; each movement once. */
function shelfBy(news: readonly News[], store: string, sku: string): number {
  const SIGN = { sold: -1, sent: -1, lost: -1, damaged: -1, returned: 1, received: 1, arrived: 1, found: 1 } as const;
  const counts = news.flatMap((n) => (n.said === 'stock' && n.location === store
    ? n.items.filter((i) => i.item === sku).map((i) => ({ at: n.asOf as string, onHand: i.onHand })) : []));
  const base = counts.sort((a, b) => (a.at < b.at ? 1 : -1))[0] ?? { at: '', onHand: SHELF[sku as keyof typeof SHELF] };
  const since = news.flatMap((n) =>
    (n.said === 'movement' && n.location === store && n.at > base.at && (n.disposition ?? 'sellable') === 'sellable' ? [n] : []));
  const moves = new Map(since.flatMap((n) => n.items.filter((i) => i.item === sku)
    .map((i) => [`${n.external} ${n.kind}`, SIGN[n.kind] * i.quantity] as const)));
  return base.onHand + [...moves.values()].reduce((a, b) => a + b, 0);
}
function agrees(c: Chain): void {
  for (const store of c.twin.stores)
    for (const sku of Object.keys(ITEMS)) assert.equal(shelfBy(c.told, store, sku), c.twin.onShelf(store, sku), `${store} ${sku}`);
}
const orders = (c: Chain) => new Map(c.told.flatMap((n) => (n.said === 'order' ? [[n.order.external as string, n.order] as const] : [])));

/** A round of business: sales, now and then a return with its ticket, a line taken off again, training. */
function trade(twin: RegistersTwin, random: () => number): void {
  for (const at of twin.registers) {
    const sku = Object.keys(ITEMS)[Math.floor(random() * 3)]!;
    const earlier = twin.tickets.find((t) => t.store === at.store && t.lines[0]?.kind === 'sale' && random() < 0.3);
    const dice = random();
    if (dice < 0.1 && earlier) {
      const { store, register, day, sequence } = earlier;
      twin.ring(at, [{ sku: earlier.lines[0]!.sku, quantity: 1, kind: 'return', original: { store, register, day, sequence, line: 1 },
        disposal: random() < 0.7 ? 'ReturnToStock' : 'Damaged' }]);
    } else if (dice < 0.2) twin.ring(at, [{ sku, quantity: 2, voided: true }, { sku: 'SOCK', quantity: 1 }]);
    else twin.ring(at, [{ sku, quantity: 1 + Math.floor(random() * 2) }], { training: dice > 0.95 });
  }
}

for (const version of ['2.2.1', '6.0'] as const)
  describe(`registers that write ${version}`, () => {
    for (const level of ['none', 'harsh'] as const)
      it(`a day under ${level} faults: each ticket once, each amount to the cent, each shelf right`, async () => {
        const c = await start({ stores: 12, level, version, driftMs: 90_000 });
        const random = mulberry32(11);
        for (let round = 0; round < 8; round += 1) {
          trade(c.twin, random);
          c.pass(10);
          if (round === 3) c.twin.transfer('S001', 'S002', [{ sku: 'SOCK', quantity: 5 }]);
          if (round === 4) c.twin.receive('S003', [{ sku: 'BOOT-38', quantity: 6 }]);
          await c.twin.upload();
          await c.poll();
        }
        await c.twin.upload();
        await c.poll();
        const sold = c.twin.tickets.filter((t) => t.lines.some((l) => l.kind === 'sale' && !l.voided));
        assert.deepEqual([...orders(c).keys()].sort(), sold.map((t) => `${t.store}-${t.register}-${t.day}-${t.sequence}`).sort());
        for (const o of orders(c).values()) {
          const off = computedTotal(o).count - o.total.count;
          assert.ok((off < 0n ? -off : off) <= roundingBound(o), `${o.number} is off by ${off}`);
        }
        agrees(c);
        assert.equal(c.refused.length > 0, level === 'harsh');
        await c.stop();
      });
  });

describe('a register that was offline', () => {
  it('comes back after its Z and after the night count: the sales are told as of their own time and day', async () => {
    const c = await start({ stores: 1 });
    const [first, second] = c.twin.registers as [{ store: string; register: string }, { store: string; register: string }];
    c.twin.goOffline(second);
    c.twin.ring(first, [{ sku: 'CAP-RED', quantity: 3 }]);
    const late = c.twin.ring(second, [{ sku: 'CAP-RED', quantity: 2 }])!;
    c.pass(8 * 60);
    for (const at of [first, second]) c.twin.closeDay(at);
    c.twin.count('S001');
    await c.twin.upload();
    await c.poll();
    assert.equal(shelfBy(c.told, 'S001', 'CAP-RED'), 35);
    c.pass(10 * 60);
    c.twin.ring(first, [{ sku: 'CAP-RED', quantity: 1 }]);
    c.twin.comeBack(second);
    await c.twin.upload();
    await c.poll();
    agrees(c);
    const order = orders(c).get(`S001-2-2026-03-16-${late.sequence}`);
    assert.equal(order?.placedAt, late.at.toISOString());
    await c.stop();
  });
  it('and was restored from an image uses its numbers again: both sales count', async () => {
    const c = await start({ stores: 1 });
    const [at] = c.twin.registers as [{ store: string; register: string }];
    c.twin.ring(at, [{ sku: 'CAP-RED', quantity: 1 }]);
    await c.twin.upload();
    c.twin.restart(at);
    c.pass(30);
    c.twin.ring(at, [{ sku: 'CAP-RED', quantity: 1 }]);
    await c.twin.upload();
    await c.poll();
    assert.equal(orders(c).size, 2);
    agrees(c);
    await c.stop();
  });
});

it('three hundred stores hand over a morning', async () => {
  const c = await start({ stores: 300 });
  const random = mulberry32(3);
  for (let round = 0; round < 2; round += 1) trade(c.twin, random);
  assert.ok((await c.twin.upload()) >= 1000);
  await c.poll();
  assert.ok(orders(c).size > 1000);
  agrees(c);
  assert.match(await poslog.can.check!({ files: { list: async () => [] }, settings: { folder: 'poslog' } } as never), /0 files wait/);
  await c.stop();
});
