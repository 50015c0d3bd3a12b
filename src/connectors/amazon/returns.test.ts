/** Reports of returns: tab-separated and XML say the same; an item named twice comes back twice; days are days in UTC. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { News } from '#connectors/contract.ts';
import { readReturns } from './returns.ts';

const told = (text: string) => readReturns(Buffer.from(text)).map((n: News) =>
  (n.said === 'return' ? [n.external, n.word, n.at.slice(0, 10), ...n.lines.map((l) => `${l.quantity} ${l.statedSku} ${l.reason ?? ''}`), n.resolution ?? ''] : n.said));
const HEAD = 'Order ID\tReturn request date\tReturn request status\tAmazon RMA ID\tMerchant SKU\tReturn quantity\tReturn Reason\tResolution\n';
const tabs = (...rows: string[]) => HEAD + rows.map((r) => `114-2200417-6680013\t${r}\n`).join('');
const item = (sku: string, n: number, more = '') => `<item_details><merchant_sku>${sku}</merchant_sku><return_quantity>${n}</return_quantity>${more}</item_details>`;
const xml = (items: string, more = '') => `<AmazonEnvelope><Message><return_details>${items}<order_id>114-2200417-6680013</order_id>` +
  `<amazon_rma_id>D1RRMA</amazon_rma_id><return_request_date>2026-03-01T23:30:00Z</return_request_date>` +
  `<return_request_status>Approved</return_request_status>${more}</return_details></Message></AmazonEnvelope>`;

it('the same return as rows and as XML', () => {
  const rows = told(tabs('01-Mar-2026\tApproved\tD1RRMA\tTEE\t2\tCR-DEFECTIVE\tStandardReplacement'));
  const tree = told(xml(item('TEE', 2, '<return_reason_code>CR-DEFECTIVE</return_reason_code><resolution>StandardReplacement</resolution>')));
  assert.deepEqual([rows, tree], [[['D1RRMA/TEE', 'authorised', '2026-03-01', '2 TEE defective', 'replacement']],
    [['D1RRMA/TEE', 'authorised', '2026-03-01', '2 TEE defective', 'replacement']]]);
});
it('an item that a return names twice', () => {
  assert.deepEqual(told(xml(item('TEE', 1) + item('TEE', 1) + item('MUG', 1))).map((r) => r[3]), ['2 TEE ', '1 MUG ']);
  assert.deepEqual(told(tabs('01-Mar-2026\tApproved\tD1RRMA\tTEE\t1\t\t', '01-Mar-2026\tApproved\tD1RRMA\tTEE\t1\t\t')).map((r) => r[3]), ['2 TEE ']);
});
it('a cell that an item does not state is that of its return, not of the item before it', () =>
  assert.deepEqual(told(xml(item('TEE', 1, '<return_reason_code>CR-DEFECTIVE</return_reason_code>') + item('MUG', 1))).map((r) => r[3]),
    ['1 TEE defective', '1 MUG ']));
it('what is no report is refused in words', () => {
  for (const [text, words] of [['<html></html>', /no AmazonEnvelope/], ['<AmazonEnvelope><a', /not XML/], ['<!DOCTYPE x><AmazonEnvelope/>', /DOCTYPE/],
    ['a\tb\n', /Order ID/]] as const) assert.throws(() => readReturns(Buffer.from(text)), (e: Error) => words.test(JSON.stringify(e)) || words.test(e.message));
});
