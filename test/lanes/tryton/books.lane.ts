/**
 * The books on the real Tryton 6.0: a journal of thousands of lines in the parts it accepts, asked for twice and
 * looked up before anything is repeated; and Tryton's own trial balance against ours, to the cent and in two currencies.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brand, type LocalDate } from '#domain/brand.ts';
import { journal, type Posting } from '#domain/journal.ts';
import { BETWEEN_PARTS, inParts } from '#domain/journal-parts.ts';
import { currency, fromDecimal, measure } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import { compareTrial, type OurPart } from '#domain/trial-balance.ts';
import type { Booked } from '#domain/trial-documents.ts';
import tryton from '#connectors/tryton/index.ts';
import { actOn, amounts, orderOf, portTo, type TestPort } from '#connectors/tryton/port.test.fixture.ts';
import { harborWorld as world } from '#sandbox/tryton/world.ts';
import { openOffice, TODAY, type Office } from './office.ts';
import { missingTryton } from './install.ts';
import { startRealTryton, type RealTryton } from './server.ts';

const missing = missingTryton();
const [USD, JPY] = [currency('USD'), currency('JPY')];
const LINES = 3000;
const on = brand<LocalDate>(TODAY);

describe('books on Tryton 6.0', { skip: missing ?? false }, () => {
  let real: RealTryton;
  let desk: Office;
  let port: TestPort;
  const ours: OurPart[] = [];
  before(async () => {
    real = await startRealTryton({ world });
    desk = await openOffice(real.url, world);
    port = portTo({ url: real.url, world }, { paymentMethod: 'Channel' });
    port.mappings.set(`account:${BETWEEN_PARTS}`, '6900');
  }, { timeout: 400_000 });
  after(() => real?.stop());

  const { apply, find } = actOn(() => port);
  const mapped = (path: string, number: string) => {
    port.mappings.set(`account:${path}`, number);
    return brand<never>(path);
  };
  const wish = (n: number, made: WishOf<'PostJournal'>['journal'], key: string): WishOf<'PostJournal'> =>
    ({ key: brand(key), to: port.connection, entry: `ent-${n}`, journal: made });
  const noted = (postings: readonly Posting[]) => {
    for (const p of postings) ours.push({ number: port.mappings.get(`account:${p.account}`)!, unit: p.amount.unit, of: 'journal', amount: p.amount.count });
  };
  const documents = new Map<string, Booked[]>();
  const compared = async () => compareTrial(ours, await tryton.can.trialBalance!(port, { from: on, to: on }), { documents });
  const moves = (key: string) => desk.client.call<number[]>('account.move.search', [['description', 'like', `${key}%`], ['state', '=', 'posted']]);

  test(`${LINES} lines in parts of 500, some of them asked for twice: each part once, and nothing between them`, async () => {
    const postings = Array.from({ length: LINES }, (_, i): Posting => ({
      account: mapped(`expenses:commission:c${i}`, ['6100', '4000', '1150'][i % 3]!), amount: measure(BigInt((i % 97) + 1), USD) }));
    const total = postings.reduce((n, p) => n + p.amount.count, 0n);
    const whole = journal(on, 'payout of a million lines', [...postings, { account: mapped('assets:bank:c', '1010'), amount: measure(-total, USD) }]);
    const parts = inParts(whole, 500).map((part, i) => wish(1, part, i === 0 ? 'journal:big' : `journal:big:part-${i + 1}`));
    assert.equal(parts.length, Math.ceil((LINES + 1) / 499));
    assert.ok(parts.every((p) => p.journal.postings.length <= 500));
    for (const [i, part] of parts.entries()) {
      assert.equal(await find('PostJournal', part), undefined);
      const receipt = await apply('PostJournal', part);
      // The answer of every third is lost: it is asked for again, and found.
      if (i % 3 === 0) assert.deepEqual([await find('PostJournal', part), await apply('PostJournal', part)], [receipt, receipt]);
      noted(part.journal.postings);
    }
    assert.equal((await moves('journal:big')).length, parts.length);
    assert.deepEqual((await compared()).filter((r) => !r.explained || r.because.length > 0), []);
    assert.equal((await compared()).find((r) => r.number === '6900'), undefined, 'the account between the parts is at zero');
  });

  test('a journal in another currency is compared in that currency, and what it was converted to has a reason', async () => {
    const yen = fromDecimal('28919', JPY);
    const made = journal(on, 'payout in yen', [
      { account: mapped('assets:bank:jp', '1010'), amount: yen }, { account: mapped('assets:clearing:jp', '1150'), amount: measure(-yen.count, JPY) }]);
    await apply('PostJournal', wish(2, made, 'journal:yen'));
    noted(made.postings);
    const rows = await compared();
    assert.deepEqual(rows.filter((r) => r.unit === 'JPY').map((r) => [r.number, r.ours, r.erp, r.because]), [
      ['1010', yen.count, yen.count, []], ['1150', -yen.count, -yen.count, []]]);
    assert.deepEqual(rows.filter((r) => r.because.length > 0).map((r) => [r.number, r.because.map((b) => b.reason)]), [
      ['1010', ['converted']], ['1150', ['converted']]]);
    assert.ok(rows.every((r) => r.explained));
  });

  test('an invoice that is paid against clearing, and an entry somebody made by hand', async () => {
    const order = orderOf('T', port);
    const bought = amounts([['L1', 'HP-MUG', 2, '25.00', '2.06']]);
    const { external } = await apply('CreateErpOrder', order.create(bought));
    await apply('RecordErpShipment', order.ship(external, 1, [['L1', 'HP-MUG', 2]], {}));
    const bill = order.invoice(external, 1, bought);
    await apply('IssueInvoice', bill);
    const posted = [['1150', 2706n], ['4000', -2500n], ['2100', -206n]] as const;
    for (const [number, amount] of posted) ours.push({ number, unit: 'USD', of: 'document', amount });
    documents.set(bill.key, posted.map(([number, amount]) => ({ number, unit: 'USD', owed: number === '1150', amount })));
    const byHand = await desk.move('a fee of the bank', [desk.entry('6100', '3.00', '0'), desk.entry('1010', '0', '3.00')]);
    await desk.client.insist('account.move.post', [byHand]);
    const differing = (await compared()).filter((r) => r.unit === 'USD' && r.because.some((b) => b.reason !== 'converted'));
    assert.deepEqual(differing.map((r) => [r.number, r.because.filter((b) => b.reason !== 'converted').map((b) => `${b.reason} ${b.amount}`)]), [
      ['1010', ['not from us -300']], ['6100', ['not from us 300']]]);
    documents.set(bill.key, posted.map(([number, amount]) => ({ number, unit: 'USD', owed: number === '1150', amount: (amount * 11n) / 10n })));
    assert.ok((await compared()).some((r) => !r.explained && r.because.some((b) => b.reason === 'another amount')), 'an invoice of another amount is a question');
    documents.set(bill.key, posted.map(([number, amount]) => ({ number, unit: 'USD', owed: number === '1150', amount })));
    ours.push({ number: '6100', unit: 'USD', of: 'waiting', amount: 1200n }, { number: '1010', unit: 'USD', of: 'journal', amount: 1n });
    const off = (await compared()).filter((r) => !r.explained).map((r) => [r.number, r.because.at(-1)]);
    assert.deepEqual(off, [['1010', { reason: 'unexplained', amount: -1n }]], 'a cent that Tryton does not have is seen');
  });
});
