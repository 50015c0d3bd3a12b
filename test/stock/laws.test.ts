/**
 * The laws of the goods ledger under every short sequence of what can happen to an item, and under many long ones: no
 * position below zero, postings sum to balances, what is physically there is what came less what left, promises are
 * what orders hold, and giving back undoes promising.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { appendPrepared, prepare, type Draft } from '#runtime/append.ts';
import { delivery } from '#runtime/cascade.ts';
import { goodsHandler } from '#runtime/handlers/goods.ts';
import { derivedUuid } from '#runtime/identity.ts';
import { verify } from '#runtime/operations/verify.ts';
import { transaction } from '#store/query.ts';
import { ground, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { books } from './goods.fixture.ts';

let g: Ground;
before(async () => {
  g = await ground();
});
after(() => g.close());

const WORDS = ['reserve', 'release', 'sold', 'received', 'hold', 'unhold', 'count', 'damaged'] as const;
type Word = (typeof WORDS)[number];
interface Item { readonly sku: string; step: number; physical: number }

const moment = (step: number): string => `2026-11-21T10:${String(step).padStart(2, '0')}:00.000Z`;
function draftOf(word: Word, { sku, step }: Item): Draft {
  const at = moment(step);
  const [orderId, holdId] = [`ord-${sku}`, `hold-${sku}`];
  const place = { connection: 'wms', location: 'BER', sku, at };
  const line = { lineId: '1', sku, quantity: 2 };
  const said: Record<Word, { type: string; data: object; subject?: string }> = {
    reserve: { type: 'ReserveStock', data: { key: `r${step}`, orderId, round: step, lines: [line], channel: 'shop' } },
    release: { type: 'ReleaseStock', data: { key: `g${step}`, orderId } },
    hold: { type: 'StockHeld', subject: `hold:${holdId}`,
      data: { holdId, channel: 'shop', reference: 'desk', until: '2099-01-01T00:00:00.000Z', lines: [{ ...line, quantity: 1 }] } },
    unhold: { type: 'HoldEnded', data: { holdId, because: 'released' }, subject: `hold:${holdId}` },
    count: { type: 'StockCounted', data: { ...place, onHand: 3, asOf: at } },
    sold: { type: 'StockMoved', data: { ...place, external: `s${step}`, kind: 'sold', quantity: 2 } },
    received: { type: 'StockMoved', data: { ...place, external: `i${step}`, kind: 'received', quantity: 3 } },
    damaged: { type: 'StockMoved', data: { ...place, external: `d${step}`, kind: 'damaged', quantity: 1 } },
  };
  const { type, data, subject } = said[word];
  return { tenant: TENANT, type, data, key: `${type}:${sku}:${step}`, at, correlation: derivedUuid(TENANT, 'stock', sku),
    ...(subject && { subject }) };
}
const MOVES: Partial<Record<Word, number>> = { sold: -2, received: 3, damaged: -1 };

/** One step, decided and written as the engine does it. Answers whether the ledger took it. */
async function happens(word: Word, item: Item): Promise<boolean> {
  item.step += 1;
  const prepared = prepare(draftOf(word, item));
  return transaction(g.opened.platform.engine, async (tx) => {
    const batch = { platform: g.opened.platform, tx, leases: new Map(), now: moment(item.step) };
    const [result] = await goodsHandler(batch, [delivery(prepared, 'ledger:goods', 'normal')]);
    if (!result || 'fault' in result) return false;
    prepared.settled.set('ledger:goods', { state: 'Done', attempts: 1 });
    await appendPrepared(tx, [prepared]);
    return true;
  });
}

async function walk(sku: string, words: readonly Word[]): Promise<void> {
  const item: Item = { sku, step: 0, physical: 0 };
  for (const word of words) {
    const taken = await happens(word, item);
    const b = await books(g, sku);
    const of = (name: string): number => b[name] ?? 0;
    for (const [account, units] of Object.entries(b)) assert.ok(units >= 0 || account.startsWith('goods owed'), `${words.join()}: ${account}`);
    const physical = of('BER on_hand') + of('BER reserved') + of('BER held') + of('goods owed BER');
    const promised = of('BER reserved') + of('BER held');
    if (word === 'count') {
      if (promised <= 3) assert.equal(physical, 3, `${words.join()}: after a count of 3`);
      item.physical = physical;
    } else if (taken) item.physical += MOVES[word] ?? 0;
    assert.equal(physical, item.physical, `${words.join()}: physically there after ${word}`);
    if (of('goods owed BER') < 0) assert.equal(of('BER on_hand'), 0, `${words.join()}: free goods while some are owed`);
  }
}

it('every sequence of three', async () => {
  let n = 0;
  for (const a of WORDS)
    for (const b of WORDS)
      for (const c of WORDS) {
        n += 1;
        await walk(`SEQ-${n}`, [a, b, c]);
      }
  assert.equal(n, 512);
});

it('long sequences', () => {
  let n = 0;
  return fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...WORDS), { minLength: 4, maxLength: 12 }), async (words) => {
    n += 1;
    await walk(`LONG-${n}`, words);
  }), { numRuns: 40, seed: 7 });
});

it('giving back undoes promising', async () => {
  const item: Item = { sku: 'ROUND', step: 0, physical: 0 };
  await happens('received', item);
  const start = await books(g, 'ROUND');
  for (const [there, back] of [['reserve', 'release'], ['hold', 'unhold'], ['reserve', 'release']] as const) {
    await happens(there, item);
    assert.notDeepEqual(await books(g, 'ROUND'), start);
    await happens(back, item);
    await happens(back, item);
    assert.deepEqual(await books(g, 'ROUND'), start);
  }
});

it('the proofs of `threadline verify` agree', async () => {
  const broken = (await verify(g.opened.platform)).filter((f) => [6, 7].includes(f.law) && f.violations.length > 0);
  assert.deepEqual(broken.map((f) => [f.name, f.violations.slice(0, 3)]), []);
});
