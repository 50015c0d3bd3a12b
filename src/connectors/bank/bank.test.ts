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

describe('what is no statement is told apart by its name', () => {
  const camt = (kind: string) => `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:${kind}.001.08"><X/></Document>`;
  const mt = (...fields: string[]) => [':20:X', ':25:NL1/2', ':28C:1/1', ...fields, '-', ''].join('\n');
  const said = async (body: string): Promise<string> => {
    try {
      await bank.can.read!(replay(bank, all[0]!), { topic: 'statement', headers: {}, body: Buffer.from(body) });
    } catch (error) {
      if (error instanceof Stopped) return error.message;
      throw error;
    }
    return 'read';
  };
  it('reports within the day and notifications say what is wanted instead', async () => {
    assert.match(await said(camt('camt.052')), /a camt\.052, a report within the day: .*hand over the camt\.053/);
    assert.match(await said(camt('camt.054')), /a camt\.054, a notification/);
    assert.match(await said(mt(':34F:EUR0,', ':13D:2611211200+0100', ':61:261121D10,00NTRFNONREF')), /interim report \(MT942\).*hand over the MT940/);
  });
  it('a blank booking day, and a continuation with a colon, are read', async () => {
    assert.equal(await said(mt(':60F:C261120EUR50,00', ':61:261121    DD10,00NTRFNONREF', ':62F:C261121EUR40,00')), 'read');
    assert.equal(await said(['01,A,B,261121,0100,1,,,2/', '02,B,A,1,261121,,EUR,2/', '03,77,EUR,015,1000,,,100,1000,1/', '16,195,1000,,R1,,Sold',
      '88:EREF: 55', '49,3000,4/', '98,3000,1,6/', '99,3000,1,8/', ''].join('\n')), 'read');
  });
});
