/** What suppliers charge: by unit and currency, and what was agreed is not forgotten. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalDate } from '../brand.ts';
import { currency, fromDecimal } from '../measure.ts';
import type { SupplierOwed } from '../messages.ts';
import { postSupplied } from './supplier.ts';

const money = (amount: string, code = 'EUR') => fromDecimal(amount, currency(code));
const owed = (lines: object[]) => ({ channel: 'shop', supplier: 'SUP', number: '#7', shipmentId: 's-1', lines }) as unknown as SupplierOwed['data'];

test('each currency has a journal, and each sums to nothing', () => {
  const journals = postSupplied(owed([
    { sku: 'SOFA', quantity: 2, cost: money('212.50') },
    { sku: 'RUG', quantity: 1, cost: money('40.00', 'USD'), agreed: money('38.00', 'USD') },
    { sku: 'LAMP', quantity: 3, cost: money('9.99') },
  ]), '2026-11-21' as LocalDate);
  assert.deepEqual(journals.map((j) => j.memo), ['SUP sent s-1 of #7', 'SUP sent s-1 of #7; RUG agreed at 38.00, charged 40.00']);
  const sums = journals.map((j) => j.postings.filter((p) => p.account.startsWith('expenses')).reduce((n, p) => n + p.amount.count, 0n));
  assert.deepEqual(sums, [45_497n, 4_000n]);
  for (const j of journals) assert.equal(j.postings.reduce((n, p) => n + p.amount.count, 0n), 0n);
});
