import assert from 'node:assert/strict';
import { it } from 'node:test';
import { conformance } from '../conformance.ts';
import { recordings, replay } from '../recording.ts';
import { golden, payoutsIn } from '../statement/golden.ts';
import stripe from './index.ts';

const folder = new URL('./recordings/', import.meta.url);
conformance(stripe, folder);
golden(stripe, folder);

const linesOf = async (name: string) => {
  const r = recordings(folder).find((x) => x.name === name)!;
  const body = typeof r.document!.body === 'string' ? r.document!.body : JSON.stringify(r.document!.body);
  const news = await stripe.can.read!(replay(stripe, r), { topic: 'settlement', headers: {}, body: Buffer.from(body) });
  return payoutsIn(news).flatMap((p) => p.lines);
};

it('keeps what the buyer paid, with the sign of what it became', async () => {
  const lines = await linesOf('read-balance-history-converted');
  assert.deepEqual(lines.flatMap((l) => l.original ?? []),
    [{ count: 100_000n, unit: 'GBP' }, { count: -5000n, unit: 'GBP' }]);
});

it('names the order from the metadata and the payment from the source', async () => {
  const [sale] = await linesOf('read-payout-from-the-api');
  assert.deepEqual([sale?.order, sale?.payment, sale?.reference], ['A-1', 'pi_a1', 'txn_a1']);
});

it('names the order from the words of the description, where no column does', async () => {
  const rows = ['txn_1,2026-11-01 10:00:00,eur,10.00,0.00,10.00,charge,Harbour Pens - Order 1041,po_1',
    'txn_2,2026-11-01 10:00:00,eur,5.00,0.00,5.00,charge,Bestellung Nr. HP-77,po_1',
    'txn_3,2026-11-01 10:00:00,eur,3.00,0.00,3.00,charge,order confirmation,po_1'];
  const body = ['balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,description,automatic_payout_id', ...rows, ''];
  const news = await stripe.can.read!(replay(stripe, { name: 'words' }), { topic: 'settlement', headers: {}, body: Buffer.from(body.join('\n')) });
  assert.deepEqual(payoutsIn(news).flatMap((p) => p.lines.map((l) => l.order)), ['1041', 'HP-77', undefined]);
});
