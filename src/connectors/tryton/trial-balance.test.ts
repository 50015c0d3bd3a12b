/** Tryton's own trial balance, by the twin: of days, of posted entries, and told apart by whose they are. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { brand, type LocalDate } from '#domain/brand.ts';
import { journal } from '#domain/journal.ts';
import { currency, fromDecimal } from '#domain/measure.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { day, dec, trytonClient } from '#sandbox/tryton/client.ts';
import { startTrytonTwin, type TrytonTwin } from '#sandbox/tryton/index.ts';
import { harborWorld } from '#sandbox/tryton/world.ts';
import tryton from './index.ts';
import { actOn, portTo, type TestPort } from './port.test.fixture.ts';

let twin: TrytonTwin;
let port: TestPort;
before(async () => {
  twin = await startTrytonTwin({ faults: seededFaults(3), now: () => new Date('2026-03-10T15:00:00Z') });
  port = portTo({ url: twin.url, world: harborWorld, now: Date.parse('2026-03-10T15:00:00Z') });
  for (const [path, number] of [['assets:bank', '1010'], ['expenses:fees', '6100'], ['assets:clearing', '1150']] as const)
    port.mappings.set(`account:${path}`, number);
});
after(() => twin.stop());

const { apply } = actOn(() => port);
const USD = currency('USD');
const post = (n: number, date: string, ...amounts: readonly [bank: string, fee: string, clearing: string]) => apply('PostJournal', {
  key: brand(`journal:${n}`), to: port.connection, entry: `ent-${n}`,
  journal: journal(brand(date), `payout ${n}`, ['assets:bank', 'expenses:fees', 'assets:clearing'].map((account, i) =>
    ({ account: brand<never>(account), amount: fromDecimal(amounts[i]!, USD) }))),
});
const asked = (from: string, to: string) => tryton.can.trialBalance!(port, { from: brand<LocalDate>(from), to: brand<LocalDate>(to) });
const moved = async (from: string, to: string) => (await asked(from, to)).accounts.filter((a) => a.debit !== 0n || a.credit !== 0n)
  .map((a) => [a.number, a.debit, a.credit, a.parts.map((p) => `${p.of} ${p.amount} ${p.unit}`).join(', ')]);

test('entries of ours, and of nobody we know, by account and day', async () => {
  await post(1, '2026-02-27', '40.00', '5.00', '-45.00');
  await post(2, '2026-03-02', '10.50', '1.50', '-12.00');
  const desk = trytonClient(twin.url, 'harbor');
  await desk.login(harborWorld.login, harborWorld.password);
  const id = async (model: string, code: string) => (await desk.call<number[]>(`${model}.search`, [['code', '=', code]]))[0]!;
  const [period] = await desk.call<number[]>('account.period.search', [['start_date', '<=', day('2026-03-03')], ['end_date', '>=', day('2026-03-03')]]);
  const byHand = { company: 1, period, journal: await id('account.journal', 'GEN'), date: day('2026-03-03'), description: 'by hand', lines: [['create', [
    { account: await id('account.account', '6100'), debit: dec('7.00'), credit: dec('0') },
    { account: await id('account.account', '1010'), debit: dec('0'), credit: dec('7.00') }]]] };
  const [made] = await desk.call<number[]>('account.move.create', [byHand]);
  assert.deepEqual(await moved('2026-03-01', '2026-03-31'), [
    ['1010', 1050n, 0n, 'journal 1050 USD'], ['1150', 0n, 1200n, 'journal -1200 USD'], ['6100', 150n, 0n, 'journal 150 USD'],
  ], 'a draft does not count');
  await desk.insist('account.move.post', [made]);
  assert.deepEqual(await moved('2026-03-01', '2026-03-31'), [
    ['1010', 1050n, 700n, 'journal 1050 USD, other -700 USD'], ['1150', 0n, 1200n, 'journal -1200 USD'],
    ['6100', 850n, 0n, 'journal 150 USD, other 700 USD'],
  ]);
  assert.deepEqual((await moved('2026-02-01', '2026-02-28')).map(([n, d, c]) => [n, d, c]), [['1010', 4000n, 0n], ['1150', 0n, 4500n], ['6100', 500n, 0n]]);
  assert.equal((await asked('2026-03-01', '2026-03-31')).currency, 'USD');
});
