/** The fee audit from a settlement to claims: a rate card as configuration, its dates, its evidence, as CSV. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { US } from '#sandbox/amazon/index.ts';
import { settlementFile } from '#sandbox/amazon/settlement-file.ts';
import type { Row } from '#sandbox/amazon/settlement.ts';
import { archived } from '#runtime/archive.ts';
import { claimsCsv, feeAudit } from '#runtime/operations/fee-audit.ts';
import { claimEvidence, decideFeeClaim, fileClaims, listClaims } from '#runtime/operations/fee-claims.ts';
import { checkPolicy } from '#runtime/operations/configuration-stock.ts';
import { act, booksGround, TENANT, type Books } from '../books/books.fixture.ts';
import { CARD, keepCard, overcharged } from '../books/fees.fixture.ts';

let b: Books;
before(async () => { b = await booksGround({ amazon: { settlement: 'summary' } }); });
after(() => b.close());

it('needs a rate card', async () => { await assert.rejects(feeAudit(b.platform, TENANT, {}), /There is no rate card/); });

it('claims what was charged beyond the card of its day', async () => {
  await b.hand('amazon', 'settlement', overcharged('24500000001'));
  checkPolicy('rate-card', 'amazon', CARD, { file: 'policies.yaml', line: () => 1 } as never);
  await keepCard(b);
  const audit = await feeAudit(b.platform, TENANT, { payout: '24500000001' });
  assert.deepEqual([audit.lines, audit.agreed], [3, 4]);
  assert.deepEqual(audit.claims.map((c) => [c.order, c.fee, c.expected, c.charged, c.difference, c.rule, c.rateCard]), [
    ['111-0000002-0000002', 'commission', '3.00', '3.40', '0.40', 'Referral', 'us-2026-03'],
    ['111-0000003-0000003', 'fulfillment-fee', '3.40', '4.50', '1.10', 'Small, spring', 'us-2026-03'],
  ]);
  assert.deepEqual(audit.claimed, [{ currency: 'USD', over: '1.50', under: '0.00' }]);
  const [head, first] = claimsCsv(audit.claims).split('\n');
  assert.match(head!, /^connection,settlement,order,sku,.*charged,expected,difference,currency,rule,rateCard,says$/);
  assert.match(first!, /^amazon,24500000001,111-0000002-0000002,CAP,Amazon\.com,2026-03-11,1,20\.00,commission,3\.40,3\.00,0\.40,USD,Referral,us-2026-03,/);
});

it('a claim is filed once, and closed by the line that pays it back or by whoever hears the answer', async () => {
  const filed = await fileClaims(b.platform, act('anna'), { payout: '24500000001', case: 'CASE-77' });
  assert.deepEqual(filed.map((c) => [c.order, c.difference, c.state, c.case]).toSorted(), [
    ['111-0000002-0000002', '0.40', 'claimed', 'CASE-77'], ['111-0000003-0000003', '1.10', 'claimed', 'CASE-77']]);
  await assert.rejects(fileClaims(b.platform, act('ben'), { payout: '24500000001' }), /was claimed before/);
  assert.deepEqual((await feeAudit(b.platform, TENANT, { payout: '24500000001' })).claims.map((c) => c.state), ['claimed', 'claimed']);
  const back = [['111-0000002-0000002', 40n], ['111-0000003-0000003', 30n]].map(([id, amount]) => ({
    order: { id, fulfilledBy: 'AMAZON' }, item: { id: String(id).slice(-7), sku: 'CAP', sellerSku: 'CAP' }, amount, quantity: 1,
    transactionType: 'other-transaction', amountType: 'other-transaction', description: 'Manual Processing Fee Reimbursement',
    posted: '2026-04-02T12:00:00.000Z', marketplaceName: US.name }) as unknown as Row);
  const file = settlementFile({ id: '24500000002', marketplace: US, start: '2026-04-01T00:00:00.000Z', end: '2026-04-03T00:00:00.000Z',
    deposit: '2026-04-04T00:00:00.000Z', rows: back, total: 70n });
  await b.hand('amazon', 'settlement', Buffer.from(file.bytes).toString('latin1'));
  const [paid] = await listClaims(b.platform, TENANT, { state: 'reimbursed' });
  assert.deepEqual([paid?.order, paid?.reimbursed, paid?.decidedBy], ['111-0000002-0000002', '0.40', 'payout 24500000002']);
  const [left] = await listClaims(b.platform, TENANT, { state: 'claimed' });
  assert.deepEqual([left?.order, left?.reimbursed], ['111-0000003-0000003', '0.30'], 'a part leaves the rest claimed');
  await assert.rejects(decideFeeClaim(b.platform, act('anna'), left!.id, 'rejected'), /Say why/);
  const decided = await decideFeeClaim(b.platform, act('anna', 'it was of the large size'), left!.id, 'rejected');
  assert.deepEqual([decided.state, decided.why], ['rejected', 'it was of the large size']);
  await assert.rejects(decideFeeClaim(b.platform, act('anna', 'again'), left!.id, 'reimbursed'), /rejected already/);
  assert.equal((await archived(claimEvidence(b.platform, TENANT, { case: 'CASE-77' }))).files, 3);
  await b.rows(`update fee_claim set state = 'claimed', expires_on = '2026-06-30' where claim_id = $1`, [left!.id]);
  assert.deepEqual((await listClaims(b.platform, TENANT, { state: 'expired' })).map((c) => c.id), [left!.id]);
});

it('a card that says nothing of a fee, or in words nobody knows, is refused', () => {
  assert.throws(() => checkPolicy('rate-card', 'amazon', { ...CARD, rules: [{ name: 'x', class: 'commission' }] }, { file: 'policies.yaml', line: () => 1 } as never),
    /percent, steps or perUnit/);
});
