/** The till's sums, as the registers write them. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { tillSettle } from './settle.ts';

it('a drawer is counted also on a day on which everybody paid by card', () => {
  const key = { store: 'S001', register: '1', day: '2026-03-16', sequence: 9 };
  const terms = { version: '2.2.1', currency: 'USD', zone: 'UTC', tax: 625, taxIncluded: false } as const;
  const ticket = { ...key, at: new Date(0), lines: [{ sku: 'SOCK', title: 'Socks', quantity: 1, price: 1000, kind: 'sale' as const }],
    tenders: [{ type: 'CreditDebit' as const, amount: 1063 }] };
  const short = tillSettle(key, new Date(0), { tickets: [ticket], terms, over: -35 });
  assert.match(short, /TenderType="CreditDebit".*TenderType="Cash".*<Short>.*0\.35/s);
  assert.doesNotMatch(tillSettle(key, new Date(0), { tickets: [ticket], terms, over: 0 }), /TenderType="Cash"/);
});
