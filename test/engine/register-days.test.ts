/** Register days: the Z and its tickets become one balanced entry; late tickets a supplement; what does not agree is asked. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { due, lineTax } from '#sandbox/poslog/ticket.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { explainPayout, findPayout } from '#runtime/operations/payouts.ts';
import { explainClearing } from '#runtime/operations/reconcile.ts';
import { listRegisterDays, registerDay } from '#runtime/operations/register-days.ts';
import { append } from '#runtime/append.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { savePolicies } from '#store/operate-configuration.ts';
import { transaction } from '#store/query.ts';
import { TENANT } from './bench.fixture.ts';
import { stores, type Stores } from './stores.fixture.ts';

type Sold = { readonly total_money: { readonly amount: number }; readonly total_tax_money: { readonly amount: number } };
let s: Stores;
before(async () => {
  s = await stores();
  await savePolicies(s.platform.pool, { tenant: TENANT, version: 1, author: 'test' },
    [{ name: 'registers', scope: '*', value: { waitSeconds: 2, supplementSeconds: 1 } },
      { name: 'books', scope: 'stores', value: { settledBy: { CreditDebit: 'stripe' } } }]);
  await loadConfiguration(s.platform);
});
after(() => s.close());

const [first, second] = [{ store: 'S001', register: '1' }, { store: 'S001', register: '2' }];
const DAY = '2026-03-16';
const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await s.platform.pool.query<never>(text, values)).rows as T[];
async function until(what: string, test: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within twenty seconds: ${what}`);
}
const entries = (register: string) => rows<{ id: string; memo: string; kind: string; date: string; number: string; sum: bigint }>(`
  select e.id, e.memo, e.kind, e.date, e.number, (select sum(p.amount)::bigint from posting p where p.entry = e.id) as sum
  from entry e where e.memo like 'register S001 ' || $1 || ' on %' order by e.memo`, [register]);
const linesOf = async (id: string): Promise<Record<string, number>> => Object.fromEntries(
  (await rows<{ account: string; amount: bigint }>('select account, amount from posting where entry = $1', [id])).map((p) => [p.account, Number(p.amount)]));

it('a day whose Z agrees with its tickets is one entry, with the cash that was counted', async () => {
  const tickets = [s.chain.ring(first, [{ sku: 'BOOT-38', quantity: 1 }, { sku: 'SOCK', quantity: 3 }]), s.chain.ring(first, [{ sku: 'CAP-RED', quantity: 2 }])];
  s.chain.ring(first, [{ sku: 'SOCK', quantity: 1 }], { training: true });
  s.chain.payOut(first, 700, 'window cleaner');
  s.chain.closeDay(first, { over: -150 });
  await s.chain.upload();
  await s.poll('stores');
  await until('the entry', async () => (await entries('1')).length === 1);
  const [entry] = await entries('1');
  assert.deepEqual([entry!.memo, entry!.kind, entry!.date, entry!.number, entry!.sum], [`register S001 1 on ${DAY}`, 'register-day', DAY, 'REG-2026-000001', 0n]);
  const lines = await linesOf(entry!.id);
  const total = (of: (t: NonNullable<(typeof tickets)[number]>) => number) => tickets.reduce((n, t) => n + of(t!), 0);
  const tax = total((t) => t.lines.reduce((n, l) => n + lineTax(l, s.chain.terms), 0));
  const gross = total((t) => due(t.lines, s.chain.terms));
  assert.equal(lines['income:sales:stores'], tax - gross);
  assert.equal(lines['liabilities:sales-tax'], -tax);
  assert.equal((lines['assets:till:stores'] ?? 0) + (lines['assets:clearing:stripe'] ?? 0), gross - 150 - 700);
  assert.deepEqual([lines['expenses:cash-over-short:stores'], lines['assets:petty-cash:stores']], [150, 700]);
});

it('a register that returns after the Z makes a supplement; the Z stays as it is', async () => {
  s.pass(60);
  s.chain.ring(second, [{ sku: 'CAP-RED', quantity: 1 }]);
  await s.chain.upload();
  s.chain.goOffline(second);
  const late = [s.chain.ring(second, [{ sku: 'SOCK', quantity: 2 }]), s.chain.ring(second, [{ sku: 'SOCK', quantity: 5 }])];
  s.chain.closeDay(second, { byOffice: 'handed over' });
  await s.chain.upload();
  await s.poll('stores');
  await until('the Z', async () => (await entries('2')).length === 1);
  const [z] = await entries('2');
  const before = await linesOf(z!.id);
  s.chain.comeBack(second);
  await s.chain.upload();
  await s.poll('stores');
  await until('the supplement', async () => (await entries('2')).length === 2);
  const [again, supplement] = await entries('2');
  assert.deepEqual([again!.id, await linesOf(again!.id)], [z!.id, before]);
  assert.equal(supplement!.memo, `register S001 2 on ${DAY}, supplement 1`);
  const sold = late.reduce((n, t) => n + due(t!.lines, s.chain.terms) - t!.lines.reduce((x, l) => x + lineTax(l, s.chain.terms), 0), 0);
  assert.equal((await linesOf(supplement!.id))['income:sales:stores'], -sold);
  const [day] = (await listRegisterDays(s.platform, TENANT, { limit: 5 })).filter((d) => d.register === '2');
  assert.deepEqual([day!.tickets, day!.entries, day!.variance, day!.state], [3, 2, null, 'closed']);
  const shown = await registerDay(s.platform, TENANT, day!.id);
  assert.deepEqual(shown.records.map((r) => r.part), [0, 1, 1]);
});

it('a Z that its tickets do not come to is asked about, until they come', async () => {
  const third = { store: 'S002', register: '1' };
  s.chain.ring(third, [{ sku: 'SOCK', quantity: 4 }]);
  await s.chain.upload();
  s.chain.goOffline(third);
  s.chain.ring(third, [{ sku: 'SOCK', quantity: 6 }]);
  s.chain.closeDay(third, { byOffice: 'all' });
  const asked = async () => (await rows<{ detail: string }>(`
    select fault->>'detail' as detail from delivery where exception = 'RegisterVariance' and state = 'Parked'`)).map((r) => r.detail);
  await s.chain.upload();
  await s.poll('stores');
  await until('asked', async () => (await asked()).length === 1);
  s.chain.comeBack(third);
  assert.match((await asked())[0]!, /S002, register 1, 2026-03-16: tickets: the Z says 2, the tickets come to 1; difference -1; sales: the Z says 29\.90 USD/);
  await s.chain.upload();
  await s.poll('stores');
  await until('settled', async () => (await asked()).length === 0);
});

it('a drawer that is counted after the day was posted brings its shortage in a supplement, once', async () => {
  const [day] = (await listRegisterDays(s.platform, TENANT, { limit: 9 })).filter((d) => d.store === 'S001' && d.register === '1');
  const data = { dayId: day!.id, external: 'Z-late', at: '2026-03-16T23:30:00.000Z', over: { count: -35n, unit: 'USD' },
    place: { connection: 'stores', store: 'S001', register: '1', date: DAY, currency: 'USD' } };
  const [{ correlation }] = await rows<{ correlation: string }>('select correlation from register_day where day_id = $1', [day!.id]) as [{ correlation: string }];
  const say = (key: string) => transaction(s.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type: 'RegisterClosed', data, subject: `register:${day!.id}`, key, at: data.at, correlation }]));
  await say('RegisterClosed:late');
  await until('the supplement', async () => (await entries('1')).length === 2);
  await say('RegisterClosed:late again');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const [z, late, ...more] = await entries('1');
  assert.deepEqual([(await linesOf(z!.id))['expenses:cash-over-short:stores'], more.length], [150, 0]);
  assert.deepEqual([late!.sum, (await linesOf(late!.id))['expenses:cash-over-short:stores']], [0n, 35]);
});

it('tips and gift cards stand with what they are owed to', async () => {
  const other = { store: 'S002', register: '2' };
  s.pass(5);
  const tipped = s.chain.ring(other, [{ sku: 'CAP-RED', quantity: 1 }], { tip: 350 })!;
  const card = s.chain.ring(other, [{ sku: 'SOCK', quantity: 10, giftCard: true }])!;
  s.chain.closeDay(other);
  await s.chain.upload();
  await s.poll('stores');
  const found = () => rows<{ id: string }>(`select id from entry where memo like 'register S002 2 on %'`);
  await until('the entry', async () => (await found()).length === 1);
  const lines = await linesOf((await found())[0]!.id);
  const tax = lineTax(tipped.lines[0]!, s.chain.terms);
  assert.deepEqual([lines['liabilities:tips'], lines['liabilities:gift-cards'], lines['income:sales:stores'], lines['liabilities:sales-tax'] ?? 0],
    [-350, -2990, tax - due(tipped.lines, s.chain.terms), -tax]);
  assert.equal((lines['assets:till:stores'] ?? 0) + (lines['assets:clearing:stripe'] ?? 0),
    due(tipped.lines, s.chain.terms) + 350 + due(card.lines, s.chain.terms));
  assert.equal((await listRegisterDays(s.platform, TENANT, { limit: 9 })).find((x) => x.store === 'S002' && x.register === '2')?.variance, null);
});

it('an acquirer pays takings without naming a ticket: the first day first, and the rest stands with its day', async () => {
  const account = 'assets:clearing:stripe';
  const open = async () => (await explainClearing(s.platform, TENANT, { entity: 'main', asOf: '2026-03-31' }))
    .find((c) => c.account === account)?.items.map((i) => [i.item, i.amount, i.reason]) ?? [];
  const before = await open();
  assert.ok(before.length > 0 && before.every(([item, , reason]) => /^S00\d \d on 2026-03-16$/.test(item!) && reason === 'timing'), JSON.stringify(before));
  const cents = (amount: string) => Math.round(Number(amount) * 100);
  const owed = before.reduce((n, [, amount]) => n + cents(amount!), 0);
  const payout = async (id: string, paid: number) => {
    const net = (paid / 100).toFixed(2);
    await ingestFile(s.platform, s.intake, { tenant: TENANT, who: 'test:anna' }, { connection: 'stripe', topic: 'settlement', body: Buffer.from(
      'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Transfer,Transfer Date (UTC)\n' +
      `txn_${id},charge,ch_${id},${net},0.00,${net},usd,2026-03-17 09:00,${id},2026-03-18 18:00\n`) });
    await until(`${id} is posted`, async () => (await rows('select 1 from entry where memo = $1', [`payout stripe ${id}`])).length > 0);
    return explainPayout(s.platform, TENANT, await findPayout(s.platform, TENANT, id));
  };
  const one = await payout('po_a', owed - 100);
  assert.deepEqual([one.clearing.remainder, one.matched.takings, one.open], ['0.00', ((owed - 100) / 100).toFixed(2), []]);
  assert.deepEqual((await open()).map(([, amount, reason]) => [amount, reason]), [['1.00', 'timing']]);
  const two = await payout('po_b', 130);
  assert.deepEqual([two.clearing.remainder, two.matched.takings, two.open.map((o) => o.reason)], ['-0.30', '1.00', ['no reference']]);
  assert.deepEqual((await open()).map(([item, amount, reason]) => [item, amount, reason]), [['lines without an order', '-0.30', 'no reference']]);
});

it('a day of a Square location: tickets, tips, drawers and what was counted make one entry, a late ticket a supplement', async () => {
  const [location] = s.square.locations;
  const memo = `register ${location} all on `;
  const made = () => rows<{ id: string; memo: string; date: string; sum: bigint }>(`select e.id, e.memo, e.date,
    (select sum(p.amount)::bigint from posting p where p.entry = e.id) as sum from entry e where e.memo like $1 || '%' order by e.memo`, [memo]);
  s.square.drawer({ location: location!, register: 'Bar', float: 10_000, sales: 4250, counted: 12_900,
    moves: [{ kind: 'PAID_OUT', amount: 1500, why: 'ice' }, { kind: 'PAID_IN', amount: 200, why: 'found' }] });
  const sold = [s.square.sell({ location: location!, lines: [{ sku: 'SOCK', quantity: 2 }], tender: 'CASH' }),
    s.square.sell({ location: location!, lines: [{ sku: 'CAP-RED', quantity: 1, discount: 100 }], tip: 300 }),
    s.square.sell({ location: location!, lines: [{ sku: 'SOCK', quantity: 1 }], tender: 'SQUARE_GIFT_CARD' })].map((o) => o! as unknown as Sold);
  await s.poll('tills');
  await until('the tickets', async () => (await listRegisterDays(s.platform, TENANT, { limit: 20 })).some((d) => d.register === 'all' && d.tickets === 3));
  assert.deepEqual(await made(), [], 'no entry before the day is over');
  const day = (await listRegisterDays(s.platform, TENANT, { limit: 20 })).find((d) => d.register === 'all' && d.tickets === 3)!.date;
  const end = { location, date: day, at: `${Temporal.PlainDate.from(day).add({ days: 1 }).toString()}T08:00:00.000Z`, currency: 'USD' };
  await ingestFile(s.platform, s.intake, { tenant: TENANT, who: 'test:anna' }, { connection: 'tills', topic: 'day-end', body: Buffer.from(JSON.stringify(end)) });
  await until('the entry', async () => (await made()).length === 1);
  const [entry] = await made();
  assert.deepEqual([entry!.memo, entry!.date, entry!.sum], [`${memo}${day}`, day, 0n]);
  const sum = (of: (o: Sold) => number) => sold.reduce((n, o) => n + of(o), 0);
  const [cash, card, gift] = sold.map((o) => o.total_money.amount);
  const tax = sum((o) => o.total_tax_money.amount);
  assert.deepEqual(await linesOf(entry!.id), {
    'income:sales:tills': -(sum((o) => o.total_money.amount) - tax - 300 + 100), 'income:promotions:tills': 100, 'liabilities:sales-tax': -tax,
    'liabilities:tips': -300, 'assets:clearing:tills': card, 'liabilities:gift-cards': gift,
    'assets:till:tills': cash! - 1350, 'assets:petty-cash:tills': 1300, 'expenses:cash-over-short:tills': 50 });
  const late = s.square.sell({ location: location!, lines: [{ sku: 'SOCK', quantity: 1 }], tender: 'CASH', at: new Date(`${day}T20:00:00Z`) })! as unknown as Sold;
  await s.poll('tills');
  await until('the supplement', async () => (await made()).length === 2);
  const [, supplement] = await made();
  assert.deepEqual([supplement!.memo, (await linesOf(supplement!.id))['assets:till:tills']], [`${memo}${day}, supplement 1`, late.total_money.amount]);
});
