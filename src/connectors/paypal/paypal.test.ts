import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { conformance } from '../conformance.ts';
import { replay } from '../recording.ts';
import { golden, payoutsIn, told } from '../statement/golden.ts';
import { byCode, byWords } from './classes.ts';
import paypal from './index.ts';

const folder = new URL('./recordings/', import.meta.url);
conformance(paypal, folder);
golden(paypal, folder);

it('words count in the languages of the accounts, codes by group and exception', () => {
  for (const [words, kind] of [
    ['Express Checkout Payment', 'sale'], ['Reembolso de pago', 'refund'], ['Allgemeine Währungsumrechnung', 'conversion'],
    ['Rückzahlung', 'refund'], ['Payment Hold', 'reserve'], ['Virement sur un compte bancaire', 'transfer'],
    ['Retirada general - Cuenta bancaria', 'transfer'], ['Chargeback Fee', 'chargeback-fee'], ['Something new', undefined],
  ] as const) assert.equal(byWords(words), kind, words);
  assert.deepEqual(['T0006', 't1107', 'T0200', 'T0400', 'T1201', 'T0106', 'T8888'].map(byCode),
    ['sale', 'refund', 'conversion', 'transfer', 'chargeback', 'chargeback-fee', undefined]);
});

const SAMPLE = new URL('../../../../shared/partners/paypal/samples/statement_en.csv', import.meta.url);
it('the public sample: two currencies, each proved by its running balance', {
  skip: existsSync(SAMPLE) ? false : '../shared/partners/paypal is not here',
}, async () => {
  const document = { topic: 'settlement', headers: {}, body: readFileSync(SAMPLE) };
  const news = await paypal.can.read!(replay(paypal, { name: 'sample' }), document);
  for (const p of payoutsIn(news)) assert.ok(p.opening && p.closing, p.external);
  assert.deepEqual(payoutsIn(news).map(told).map((p) => [p.net, p.classes['unknown']]), [['0.00 EUR', undefined], ['280.30 USD', undefined]]);
});
