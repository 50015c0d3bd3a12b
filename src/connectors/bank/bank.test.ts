/** Statements of banks in every format: to the cent, or refused whole with the difference. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { BankStatement } from '#domain/bank-statement.ts';
import { conformance } from '../conformance.ts';
import { recordings, replay, textOf, type Recording } from '../recording.ts';
import bank from './index.ts';

const folder = new URL('recordings/', import.meta.url);
conformance(bank, folder);

interface Golden extends Recording { readonly statements?: readonly unknown[]; readonly says?: string }
const all: readonly Golden[] = recordings(folder);

async function statementsIn(r: Recording): Promise<BankStatement[]> {
  const news = await bank.can.read!(replay(bank, r), { topic: 'statement', headers: {}, body: Buffer.from(textOf(r.document?.body)) });
  return news.flatMap((n) => (n.said === 'bank-statement' ? [n.statement] : []));
}
const told = (s: BankStatement) => ({
  account: s.account, currency: s.currency, ...(s.number && { number: s.number }), opening: s.opening ? toDecimal(s.opening) : null,
  closing: s.closing ? toDecimal(s.closing) : null, to: s.to,
  lines: s.lines.map((l) => toDecimal(l.amount) + (l.charges ? ` charges ${toDecimal(l.charges)}` : '') +
    (l.original ? ` of ${toDecimal(l.original)} ${l.original.unit}` : '')),
});

describe('what a bank saw', () => {
  for (const r of all.filter((g) => g.statements))
    it(`${r.name}: to the cent`, async () => assert.deepEqual((await statementsIn(r)).map(told), r.statements));
  for (const r of all.filter((g) => g.name.startsWith('refused-')))
    it(`${r.name}: is refused whole, with the difference`, () => assert.rejects(statementsIn(r), (e) =>
      e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'StatementVariance' && says(e, r)));
  for (const r of all.filter((g) => g.name.startsWith('malformed-') && g.says))
    it(`${r.name}: says what is wrong`, () => assert.rejects(statementsIn(r), (e) => e instanceof Stopped && says(e, r)));
});
function says(e: Stopped, { says: words = '' }: Golden): boolean {
  assert.ok(e.message.includes(words), `“${e.message}” does not say “${words}”`);
  return true;
}

describe('who paid, and what for', () => {
  const lines = async (name: string) => (await statementsIn(all.find((r) => r.name === name)!)).flatMap((s) => s.lines);
  it('of camt, from wherever its version puts it', async () => {
    const [amazon] = await lines('read-camt-v02');
    assert.deepEqual([amazon!.payer, amazon!.reference, amazon!.names, amazon!.booked],
      ['Amazon Payments Europe S.C.A.', '20261120-0017', ['TX-88121'], '2026-11-20']);
    const [shopify] = await lines('read-camt-v08');
    assert.deepEqual([shopify!.payer, shopify!.names.includes('SHOP-PAYOUT-9001')], ['Shopify International Ltd', true]);
  });
  it('of MT940, across a line’s end, in the dialect of the bank', async () => {
    const [adyen] = await lines('read-mt940-swift');
    assert.deepEqual([adyen!.payer, adyen!.names], ['ADYEN N.V.', ['PAY-4410']].map((x) => x));
    assert.match(adyen!.text, /BATCH 238 MERCHANT HARBORPINE/);
    const [mirakl] = await lines('read-mt940-nl');
    assert.deepEqual([mirakl!.payer, mirakl!.names.includes('MIR-PAY-3391')], ['MIRAKL PAYMENTS SAS', true]);
  });
  it('of BAI2 and OFX', async () => {
    const [stripe, square] = await lines('read-bai2');
    assert.deepEqual([stripe!.reference, stripe!.names], ['0091123', ['PO20261118']]);
    assert.match(square!.text, /SQUARE INC SQ261118, ?DAILY PAYOUT/);
    const [paypal, fee] = await lines('read-ofx-sgml');
    assert.equal(paypal!.text, 'PAYPAL TRANSFER WD 8812345 & CO');
    assert.equal(fee!.payer, 'MONTHLY FEE');
  });
});
