/** Payouts through the whole thing: a statement to a journal and a page, a code classified late, a chargeback lost. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { append } from '#runtime/append.ts';
import { makeIntake } from '#runtime/intake.ts';
import { drain } from '#runtime/operations/drain.ts';
import { classifyCode, decideProposal, listDisputes, listProposals, loseChargeback } from '#runtime/operations/fee-codes.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { explainPayout, findPayout } from '#runtime/operations/payouts.ts';
import { payoutText } from '#runtime/payout-text.ts';
import { orderIdOf } from '#runtime/identity.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { savePolicies } from '#store/operate-configuration.ts';
import { transaction } from '#store/query.ts';
import { ground, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';

let g: Ground;
let worker: Worker;
const act = (who: string) => ({ tenant: TENANT, who });
before(async () => {
  g = await ground();
  await savePolicies(g.opened.platform.pool, { tenant: TENANT, version: 1, author: 'test' }, [
    { name: 'books', scope: '*', value: { settlement: 'documents' } },
    { name: 'books', scope: 'shop', value: { settledBy: { simulated: 'stripe' } } },
  ]);
  await loadConfiguration(g.opened.platform);
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 100);
});
after(async () => {
  await worker.stop();
  await g.close();
});

const hand = async (connection: string, topic: string, body: string) => {
  const taken = await ingestFile(g.opened.platform, g.intake, act('test:anna'), { connection, topic, body: Buffer.from(body) });
  const drained = await drain(g.opened.platform, {
    tenant: TENANT, documents: [taken], controlUrl: g.url, intake: makeIntake(g.opened.platform, () => {}), timeoutSeconds: 30,
  });
  return { taken, drained };
};
const recorded = (name: string): string => {
  const { document } = JSON.parse(readFileSync(`src/connectors/stripe/recordings/${name}.json`, 'utf8')) as { document: { body: string } };
  return document.body;
};
const balance = async (account: string, unit = 'USD'): Promise<bigint> => {
  const { rows } = await g.opened.platform.pool.query<{ amount: bigint }>(
    'select coalesce(sum(amount), 0)::bigint as amount from balance where account = $1 and unit = $2', [account, unit]);
  return rows[0]!.amount;
};
const until = async (test: () => Promise<boolean>) => {
  for (let n = 0; n < 100 && !(await test()); n += 1) await new Promise((resolve) => setTimeout(resolve, 100));
};

it('a statement becomes journals by month, and says of each order what is open', async () => {
  const { drained } = await hand('stripe', 'settlement', recorded('read-payout-itemised'));
  const [x] = drained.payouts;
  assert.ok(x);
  assert.deepEqual([x.settlement, x.sum, x.lines, x.suspense], ['po_harbor1', '345.00', 8, '0.00']);
  assert.deepEqual(Object.fromEntries(x.classes.map((c) => [c.class, c.amount])), {
    sale: '500.00', 'processing-fee': '-15.00', 'chargeback-fee': '-15.00', reserve: '-25.00', refund: '-40.00', chargeback: '-60.00' });
  assert.deepEqual(x.journal.map((e) => e.date), ['2026-10-31', '2026-11-03']);
  assert.deepEqual(x.open.map((o) => [o.order, o.amount, o.reason]),
    [['H-2001', '-260.00', 'missing order'], ['H-2002', '-200.00', 'missing order']]);
  assert.equal(x.clearing.remainder, '-460.00');
  assert.deepEqual([x.proof.state, /states no total: compare with the deposit/.test(x.proof.says)], ['open', true]);
  assert.equal(await balance('assets:bank:stripe'), 34_500n);
  assert.equal(await balance('assets:carried-forward:stripe'), 0n);
});

it('the same statement again changes nothing', async () => {
  const { taken } = await hand('stripe', 'settlement', recorded('read-payout-itemised'));
  assert.equal(taken.known, true);
  await hand('stripe', 'report', recorded('read-payout-itemised'));
  assert.equal(await balance('assets:bank:stripe'), 34_500n);
});

it('a statement that does not add up is refused whole, with the row and the difference', async () => {
  const { drained } = await hand('stripe', 'settlement', recorded('refused-row-does-not-add-up'));
  assert.deepEqual(drained.payouts, []);
  assert.deepEqual(drained.waiting.map((w) => [w.exception, w.owner]), [['PayoutVariance', 'finance']]);
  assert.match(drained.waiting[0]?.detail ?? '', /line 2: .* difference -0\.01/);
});

it('an order that is invoiced clears; what is left of another is open with its reason', async () => {
  for (const [number, net] of [['S-1', '100.00'], ['S-2', '50.00']] as const)
    await hand('shop', 'order', JSON.stringify({
      order: number, at: '2026-11-18T08:00:00Z', currency: 'USD', lines: [{ id: '1', sku: 'TEE', quantity: 1, net }] }));
  await invoice('S-1', 10_000n);
  const head = 'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Transfer,Transfer Date (UTC),order_id (metadata)\n';
  await hand('stripe', 'settlement', `${head}txn_1,charge,ch_1,100.00,3.00,97.00,usd,2026-11-19 10:00,po_two,2026-11-20 00:00,S-1\n` +
    'txn_2,charge,ch_2,50.00,1.50,48.50,usd,2026-11-19 10:00,po_two,2026-11-20 00:00,S-2\n');
  const p = g.opened.platform;
  const x = await explainPayout(p, TENANT, await findPayout(p, TENANT, 'po_two'));
  assert.deepEqual(x.matched, { orders: 1, lines: 1, amount: '100.00', takings: '0.00' });
  assert.deepEqual(x.open.map((o) => [o.order, o.amount, o.reason]), [['S-2', '-50.00', 'timing']]);
  assert.match(payoutText(x), /1 order cleared[\s\S]*-50\.00 USD is open on assets:clearing:stripe:[\s\S]*S-2/);
  await invoice('S-2', 5000n);
  const later = await explainPayout(p, TENANT, x.payoutId);
  assert.deepEqual([later.clearing.remainder, later.open, later.matched.orders], ['0.00', [], 2]);
  assert.match(payoutText(later), /The clearing account is at zero for all of it\./);
});

async function invoice(number: string, count: bigint): Promise<void> {
  const orderId = orderIdOf(TENANT, 'shop', number);
  const money = { count, unit: 'USD' };
  const none = { count: 0n, unit: 'USD' };
  await until(async () => ((await g.opened.platform.pool.query('select 1 from order_view where order_id = $1', [orderId])).rowCount ?? 0) > 0);
  await transaction(g.opened.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type: 'InvoiceIssued', key: `InvoiceIssued:test:${number}`, at: '2026-11-20T00:00:00.000Z',
    data: { orderId, by: 'erp', external: `INV-${number}`, shipmentId: `shp-${number}`, amounts: {
      lines: [{ lineId: '1', sku: 'TEE', title: 'Tee', quantity: 1, net: money, tax: none }], shippingNet: none, shippingTax: none,
      other: none, total: money } },
  }]));
  worker.wake();
  await until(async () => ((await g.opened.platform.pool.query(
    `select 1 from entry where document = $1 and book = 'money'`, [`order:${orderId}`])).rowCount ?? 0) > 0);
}

it('an unknown code waits in suspense; classified once, it is applied to the past when somebody else agrees', async () => {
  const p = g.opened.platform;
  const unknown = recorded('read-unknown-type').replaceAll('po_harbor1', 'po_levy').replaceAll('txn_h1', 'txn_l1');
  const { drained } = await hand('stripe', 'settlement', unknown);
  assert.deepEqual(drained.payouts[0]?.unclassified,
    [{ code: 'orbital_levy', lines: 1, amount: '-12.34', proposed: 'adjustment' }]);
  assert.deepEqual(drained.waiting.map((w) => [w.exception, w.waitsOn]), [['UnknownFeeCode', 'mapping:fee:stripe:orbital_levy']]);
  assert.equal(await balance('suspense:stripe'), 1234n);

  await assert.rejects(classifyCode(p, act('test:anna'), { connection: 'stripe', code: 'orbital_levy', to: 'other' }), /no class other/);
  const made = await classifyCode(p, act('test:anna'), { connection: 'stripe', code: 'orbital_levy', to: 'admin-fee' });
  assert.deepEqual(made.proposals.map((x) => [x.settlement, x.from, x.to, x.amount]), [['po_levy', 'unknown', 'admin-fee', '-12.34']]);
  const rules = await g.opened.platform.pool.query(`select 1 from mapping where name = 'fee'`);
  assert.deepEqual([made.rule, rules.rowCount], [null, 0], 'no rule counts before somebody agrees');
  assert.equal(await balance('suspense:stripe'), 1234n, 'the past does not move before somebody agrees');
  const [proposal] = await listProposals(p, TENANT);
  await assert.rejects(decideProposal(p, act('test:anna'), proposal!.id, 'approved'), /somebody else has to approve/);
  await decideProposal(p, act('test:ben'), proposal!.id, 'approved');
  await assert.rejects(decideProposal(p, act('test:cem'), proposal!.id, 'approved'), /approved by test:ben/);
  worker.wake();
  await until(async () => (await balance('suspense:stripe')) === 0n);
  assert.deepEqual([await balance('suspense:stripe'), await balance('expenses:admin-fees:stripe')], [0n, 1234n]);
  const x = await explainPayout(p, TENANT, await findPayout(p, TENANT, 'po_levy'));
  assert.deepEqual([x.suspense, x.unclassified, x.waiting], ['0.00', [], []]);
  assert.equal(x.journal.at(-1)?.memo, 'orbital_levy is admin-fee, stripe po_levy');

  await loadConfiguration(p);
  const { drained: next } = await hand('stripe', 'settlement', unknown.replaceAll('po_levy', 'po_levy2').replaceAll('txn_l1', 'txn_l3'));
  assert.deepEqual(next.payouts[0]?.classes.map((c) => c.class), ['sale', 'processing-fee', 'admin-fee']);
  assert.deepEqual(next.waiting, []);
});

it('a chargeback that is lost is written off once', async () => {
  const p = g.opened.platform;
  const [dispute] = await listDisputes(p, TENANT, 'stripe');
  assert.deepEqual([dispute?.reference, dispute?.amount], ['H-1990', '60.00']);
  await loseChargeback(p, act('test:anna'), { connection: 'stripe', reference: 'H-1990', date: '2026-11-21' });
  await until(async () => (await balance('expenses:chargebacks:stripe')) !== 0n);
  assert.deepEqual([await balance('assets:disputes:stripe'), await balance('expenses:chargebacks:stripe')], [0n, 6000n]);
  assert.deepEqual(await listDisputes(p, TENANT, 'stripe'), []);
  await assert.rejects(loseChargeback(p, act('test:ben'), { connection: 'stripe', reference: 'H-1990', date: '2026-11-21' }), /No chargeback/);
});

it('statements of a balance that overlap are not booked twice', async () => {
  const manual = JSON.parse(readFileSync('src/connectors/stripe/recordings/read-manual-payouts-in-minor-units.json', 'utf8')).document.body as string;
  await hand('stripe', 'settlement', manual);
  const longer = manual.replace('txn_m2,', 'txn_m9,50000,2026-02-01 00:00:00,2026-01-29 00:00:00,usd,,,0,50000,ch_m9,available,charge,\ntxn_m2,');
  const { drained } = await hand('stripe', 'settlement', longer);
  assert.match(drained.waiting[0]?.detail ?? '', /overlaps with 2026-01-25\.\.2026-01-28 USD/);
});
