/** The settlement report: found, downloaded within five minutes, and adding up to the cent in either format. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { array, assert as always, bigInt, integer, property } from 'fast-check';
import { DE, US } from './index.ts';
import { portion, share, written } from './money.ts';
import type { FileStyle } from './settlement-file.ts';
import { bench, type Bench } from './testkit.ts';

const TYPE = 'GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2';
type Row = Readonly<Record<string, string>>;

/** Reads the file as text, without the connector's reader. */
function rowsOf(text: string): { header: string[]; summary: Row; rows: Row[] } {
  const [header = [], ...cells] = text.split(/\r?\n/).filter((l) => l !== '').map((l) => l.split('\t'));
  const named = (line: string[]): Row => Object.fromEntries(header.map((name, at) => [name, line[at] ?? '']));
  const [summary = {}, ...rows] = cells.map(named);
  return { header, summary, rows };
}

const cents = (text: string | undefined, decimal = '.'): number => {
  const clean = (text ?? '').replaceAll(decimal === '.' ? ',' : '.', '').replace(decimal, '.');
  return Math.round(Number(clean) * 100);
};

describe('Amazon twin: settlement', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
    b.time.tick = 60_000;
  });
  after(() => b.stop());

  const sell = (marketplaceId: string, more: object = {}, fulfilledBy: 'MERCHANT' | 'AMAZON' = 'AMAZON') => {
    const id = b.twin.placeOrder({ marketplaceId, pending: false, fulfilledBy,
      items: [{ sku: 'TEE-M', quantity: 3, unitPrice: '19.99', ...more }] });
    if (fulfilledBy === 'AMAZON') b.twin.shipByAmazon(id);
    return id;
  };
  const code = (r: Row) => `${r['transaction-type']}/${r['amount-type']}/${r['amount-description']} ${r['amount']}`;

  it('states a sale as what was paid, what Amazon withholds and what it charges', () => {
    const id = sell(US.id, { shipping: '4.50', giftWrap: '3.00', discount: '2.00', promotionId: 'FALL' });
    const made = b.twin.makeSettlement({ marketplaceId: US.id, reserve: '10.00' });
    const { header, summary, rows } = rowsOf(made.text);
    assert.equal(header.length, 24);
    assert.deepEqual(rows.map(code), [
      'Order/ItemPrice/Principal 59.97', 'Order/ItemPrice/Tax 4.78', 'Order/ItemPrice/Shipping 4.50',
      'Order/ItemPrice/ShippingTax 0.37', 'Order/ItemPrice/GiftWrap 3.00', 'Order/ItemPrice/GiftWrapTax 0.25',
      'Order/Promotion/Principal -2.00', 'Order/ItemWithheldTax/MarketplaceFacilitatorTax-Principal -4.78',
      'Order/ItemWithheldTax/MarketplaceFacilitatorTax-Shipping -0.37',
      'Order/ItemWithheldTax/MarketplaceFacilitatorTax-Other -0.25', 'Order/ItemFees/Commission -9.41',
      'Order/ItemFees/FBAPerUnitFulfillmentFee -14.25', 'Order/ItemFees/ShippingChargeback -4.50',
      'Order/ItemFees/GiftwrapChargeback -3.00', 'other-transaction/other-transaction/Current Reserve Amount -10.00',
    ]);
    assert.equal(summary['total-amount'], '24.31');
    assert.equal(made.total, '24.31');
    assert.equal(rows.reduce((n, r) => n + cents(r['amount']), 0), 2431);
    const [first] = rows;
    assert.equal(first?.['order-id'], id);
    assert.equal(first?.['fulfillment-id'], 'AFN');
    assert.equal(first?.['quantity-purchased'], '3');
    assert.equal(first?.['posted-date-time'], '2026-11-02 08:00:00 UTC');
    assert.equal(first?.['total-amount'], '');
    assert.equal(rows.find((r) => r['amount-type'] === 'Promotion')?.['promotion-id'], 'FALL');
  });

  it('settles each movement once, gives the reserve back and takes refunds off', () => {
    const id = sell(US.id);
    b.twin.makeSettlement({ marketplaceId: US.id });
    b.twin.refund({ orderId: id, items: [{ sku: 'TEE-M', quantity: 1 }] });
    const second = rowsOf(b.twin.makeSettlement({ marketplaceId: US.id }).text);
    assert.deepEqual(second.rows.map(code), [
      'Refund/ItemPrice/Principal -19.99', 'Refund/ItemPrice/Tax -1.65',
      'Refund/ItemWithheldTax/MarketplaceFacilitatorTax-Principal 1.65', 'Refund/ItemFees/Commission 3.25',
      'Refund/ItemFees/RefundCommission -0.65',
    ]);
    assert.equal(second.rows[0]?.['quantity-purchased'], '');
    assert.notEqual(second.rows[0]?.['merchant-adjustment-item-id'], '');
    const third = rowsOf(b.twin.makeSettlement({ marketplaceId: US.id }).text);
    assert.equal(third.rows.some((r) => r['order-id'] !== ''), false);
    assert.throws(() => b.twin.refund({ orderId: id }), /more of TEE-M refunded than shipped/);
  });

  it('carries a debt into the next period, where a card has paid it', () => {
    const fees = [{ amount: '-40.00', description: 'Storage Fee' }];
    const made = b.twin.makeSettlement({ marketplaceId: US.id, fees });
    assert.equal(made.total, '-40.00');
    const next = b.twin.makeSettlement({ marketplaceId: US.id });
    assert.deepEqual(rowsOf(next.text).rows.map((r) => `${r['amount-description']} ${r['amount']}`),
      ['Payable to Amazon -40.00', 'Successful charge 40.00']);
    assert.equal(next.total, '0.00');
  });

  it('writes the German file with commas, points and 23 columns', () => {
    sell(DE.id, { unitPrice: '1190.00', shipping: '5.95' }, 'AMAZON');
    const style: FileStyle = { thousands: true };
    const { header, summary, rows } = rowsOf(b.twin.makeSettlement({ marketplaceId: DE.id }, style).text);
    assert.equal(header.length, 23);
    assert.ok(!header.includes('promotion-id'));
    assert.match(summary['settlement-start-date'] ?? '', /^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d UTC$/);
    assert.deepEqual(rows.slice(0, 4).map((r) => `${r['amount-description']} ${r['amount']}`),
      ['Principal 3.000,00', 'Tax 570,00', 'Shipping 5,00', 'ShippingTax 0,95']);
    assert.equal(rows[0]?.['posted-date'], '02.11.2026');
    assert.equal(rows.some((r) => r['amount-type'] === 'ItemWithheldTax'), false);
    assert.equal(rows.reduce((n, r) => n + cents(r['amount'], ','), 0), cents(summary['total-amount'], ','));
  });

  it('states a wrong total and an unknown fee when it is asked to', () => {
    sell(US.id);
    const made = b.twin.makeSettlement({ marketplaceId: US.id, unknownFee: '-1.23' }, { wrongTotalBy: '0.01' });
    const { summary, rows } = rowsOf(made.text);
    assert.equal(cents(summary['total-amount']) - rows.reduce((n, r) => n + cents(r['amount']), 0), 1);
    assert.equal(rows.at(-1)?.['amount-description'], 'PeakCongestionSurcharge');
  });

  it('pays nothing for a replacement', () => {
    const original = sell(US.id);
    b.twin.makeSettlement({ marketplaceId: US.id });
    const id = b.twin.placeOrder({ marketplaceId: US.id, pending: false, fulfilledBy: 'AMAZON', replaces: original,
      items: [{ sku: 'TEE-M', quantity: 1, unitPrice: '19.99' }] });
    b.twin.shipByAmazon(id);
    assert.equal(b.twin.makeSettlement({ marketplaceId: US.id }).total, '0.00');
  });

  it('is found by type, newest first, page by page', async () => {
    const list = async (query: string) => (await b.call('GET', `/reports/2021-06-30/reports?${query}`));
    const all = await list(`reportTypes=${TYPE}&pageSize=100`);
    const ids = [...(all.body['reports'] ?? [])].map((r) => r['reportId']);
    assert.equal(ids.length, b.twin.state().reports.length);
    const first = await list(`reportTypes=${TYPE}&pageSize=5`);
    const token = String(first.body['nextToken']);
    b.twin.makeSettlement({ marketplaceId: US.id }); // Arrives between two pages and shifts nothing.
    const second = await list(`nextToken=${token}`);
    assert.deepEqual([...(first.body['reports'] ?? []), ...(second.body['reports'] ?? [])].map((r) => r['reportId']),
      ids.slice(0, 10));
    assert.equal((await list(`nextToken=${token}&pageSize=5`)).status, 400);
    assert.equal((await list('')).status, 400);
    assert.equal((await list(`reportTypes=${TYPE}&processingStatuses=READY`)).status, 400);
    assert.equal([...((await list(`reportTypes=${TYPE}&marketplaceIds=${DE.id}`)).body['reports'] ?? [])].length, 1);
    assert.equal((await b.call('GET', '/reports/2021-06-30/reports/1')).status, 404);
  });

  it('is downloaded from an address that lasts five minutes, compressed or not', async () => {
    const open = async (style: FileStyle) => {
      const made = b.twin.makeSettlement({ marketplaceId: DE.id }, style);
      const report = await b.call('GET', `/reports/2021-06-30/reports/${made.reportId}`);
      assert.equal(report.body['processingStatus'], 'DONE');
      const path = `/reports/2021-06-30/documents/${String(report.body['reportDocumentId'])}`;
      const document = await b.call('GET', path);
      const download = async () => fetch(String(document.body['url']));
      return { made, document, download };
    };
    const zipped = await open({ gzip: true });
    assert.equal(zipped.document.body['compressionAlgorithm'], 'GZIP');
    const bytes = Buffer.from(await (await zipped.download()).arrayBuffer());
    assert.equal(gunzipSync(bytes).toString(), zipped.made.text);
    b.time.clock += 5 * 60_000 + 1;
    const late = await zipped.download();
    assert.equal(late.status, 403);
    assert.match(await late.text(), /AccessDenied/);
    await b.login();
    const odd = await open({ encoding: 'utf-8-bom', lineEnd: '\r\n' });
    assert.equal(odd.document.body['compressionAlgorithm'], undefined);
    const raw = Buffer.from(await (await odd.download()).arrayBuffer());
    assert.deepEqual([...raw.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.ok(raw.includes('\r\n'));
  });
});

describe('Amazon twin: money', () => {
  it('splits an amount over units without losing a cent', () => always(property(
    bigInt(-1_000_000n, 1_000_000n), array(integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
    (total, sizes) => {
      const units = sizes.reduce((a, n) => a + n, 0);
      let at = 0;
      const parts = sizes.map((n) => portion(total, at, (at += n), units));
      assert.equal(parts.reduce((a, p) => a + p, 0n), total);
    })));

  it('charges a discount what it would have charged the price', () => always(property(
    bigInt(0n, 1_000_000n), (amount) => assert.equal(share(-amount, 825n), -share(amount, 825n)))));

  it('writes either way', () => {
    assert.equal(written(-123456789n, 'EUR', { decimal: ',', thousands: '.' }), '-1.234.567,89');
    assert.equal(written(5n, 'USD'), '0.05');
    assert.equal(written(500n, 'JPY'), '500');
  });
});
