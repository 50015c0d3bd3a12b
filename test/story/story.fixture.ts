/** An order's whole story, written by hand onto a test database: from the webhook to the payout that pays it. */
import type { PoolClient } from 'pg';
import { brand, type LocalDate, type OrderId, type PartyId } from '#domain/brand.ts';
import { currency, measure } from '#domain/measure.ts';
import type { Order } from '#domain/order.ts';
import type { Payout } from '#domain/payout.ts';
import { encode } from '#domain/wire.ts';
import { shardOf } from '#domain/shard.ts';
import { postEntries } from '#store/ledger.ts';
import * as orders from '#store/order.ts';
import { savePayoutLines } from '#store/payout.ts';
import { transaction } from '#store/query.ts';
import { append, type Draft } from '#runtime/append.ts';
import { derivedUuid, newId, orderIdOf, orderStory, payoutIdOf } from '#runtime/identity.ts';
import type { Platform } from '#runtime/platform.ts';

export const TENANT = 'main';
const USD = currency('USD');
const usd = (cents: number) => measure(BigInt(cents), USD);
export const orderId: OrderId = orderIdOf(TENANT, 'shopify-us', '5001');
export const correlation = orderStory(TENANT, orderId);
export const payoutId = payoutIdOf(TENANT, 'shopify-us', 'po-88');
const at = (second: number): string => `2026-11-21T09:15:${String(second).padStart(2, '0')}.000Z`;

const line = (lineId: string, [sku, title]: readonly [string, string], quantity: number, cents: number) => ({
  lineId: brand<never>(lineId), item: brand<never>(`item-${sku}`), statedSku: sku, title, quantity, cancelled: 0,
  unitPrice: usd(cents / quantity), discount: usd(0), net: usd(cents), fulfillment: 'ship' as const,
  taxes: [{ title: 'NY State Tax', rate: '0.08', amount: usd(Math.round(cents * 0.08)), liable: 'seller' as const }],
});
export const order: Order = {
  orderId, channel: brand('shopify-us'), external: brand('5001'), number: '#1001', placedAt: brand(at(0)), updatedAt: brand(at(0)),
  currency: USD, taxIncluded: false, shipping: [], adjustments: [], tenders: [], refunds: [], holds: [],
  lines: [line('1', ['TEE-M', 'T-shirt, medium'], 2, 5000), line('2', ['MUG', 'Mug with a very long handle'], 1, 1200)],
  total: usd(6696), buyer: brand<PartyId>('pty-secret'), shipBy: brand('2026-11-23T22:00:00.000Z'),
};
const shipment = {
  shipmentId: `${orderId}-1-S1`, orderId, fulfillmentId: `${orderId}-1`, location: brand<never>('east'), at: brand<never>(at(40)),
  lines: [{ lineId: brand<never>('1'), sku: brand<never>('TEE-M'), quantity: 2 }, { lineId: brand<never>('2'), sku: brand<never>('MUG'), quantity: 1 }],
  parcels: [{ carrier: 'UPSN', tracking: '1Z999AA10123456784' }],
};
const amounts = { lines: [], shippingNet: usd(0), shippingTax: usd(0), other: usd(0), total: usd(6696) };

type Sketch = Partial<Draft> & Pick<Draft, 'type' | 'data'>;
const promised = order.lines.map((l) => ({ lineId: l.lineId, sku: l.statedSku!, quantity: l.quantity, location: 'east' }));
const answered = { orderId, by: 'tryton', key: 'k' };
const spoke = (topic: string, transport: string, bytes: number) =>
  ({ connection: 'x', topic, reference: 'r', transport, payload: newId(), bytes, digest: 'd' });
const story = (): Sketch[] => [
  { type: 'PartnerSpoke', data: spoke('orders/create', 'webhook', 3412), connection: 'shopify-us', subject: 'intake:shopify-us:1/orders/5001', correlation },
  { type: 'OrderSeen', data: { order }, connection: 'shopify-us', at: at(0),
    references: [{ reference: '#1001', kind: 'order', connection: 'shopify-us' }, { reference: '5001', kind: 'order', connection: 'shopify-us' }],
    links: [{ connection: 'shopify-us', kind: 'order', external: '5001', own: orderId }] },
  { type: 'OrderPlaced', data: { order } },
  { type: 'ValidateOrder', data: { order, key: 'v' } },
  { type: 'OrderValidated', data: { orderId, lines: promised, rounding: usd(0), mapping: 1,
    route: { channel: 'shopify-us', erp: 'tryton', legalEntity: 'main', whenShort: 'backorder' } } },
  { type: 'ReserveStock', data: { orderId, lines: promised, round: 1, key: 'r' } },
  { type: 'StockReserved', data: { orderId, lines: promised, connections: { east: 'threepl' } } },
  { type: 'CreateErpOrder', data: { to: 'tryton', orderId, number: '#1001', amounts, key: 'c' } },
  { type: 'ErpOrderCreated', data: { ...answered, external: '17', number: 'SO-0017' }, connection: 'tryton',
    references: [{ reference: 'SO-0017', kind: 'erp order', connection: 'tryton' }],
    links: [{ connection: 'tryton', kind: 'erp order', external: '17', own: orderId }] },
  { type: 'RequestFulfillment', data: { to: 'threepl', orderId, number: '#1001', key: 'f',
    fulfillment: { fulfillmentId: `${orderId}-1`, orderId, location: 'east', connection: 'threepl', lines: shipment.lines } } },
  { type: 'FulfillmentRequested', data: { orderId, by: 'threepl', external: `${orderId}-1`, fulfillmentId: `${orderId}-1`, key: 'f' }, connection: 'threepl' },
  { type: 'PartnerSpoke', data: spoke('confirmation', 'file', 812), connection: 'threepl', subject: 'intake:threepl:2/files/c-77.csv', correlation: derivedUuid(TENANT, 'threepl', 'files/c-77.csv') },
  { type: 'ShipmentDispatched', data: { orderId, shipment }, connection: 'threepl', at: at(40),
    references: [{ reference: '1Z999AA10123456784', kind: 'tracking', connection: 'threepl' }] },
  { type: 'IssueInvoice', data: { to: 'tryton', orderId, erpOrder: '17', shipmentId: shipment.shipmentId, at: at(41), amounts, key: 'i' } },
  { type: 'InvoiceIssued', data: { ...answered, external: '9', number: 'INV-0009', shipmentId: shipment.shipmentId, amounts }, connection: 'tryton' },
  { type: 'ReportShipment', data: { to: 'shopify-us', orderId, order: '5001', shipment, key: 's' } },
];

/** Writes it all; answers the message ids in order. Each message is caused by the one before it. */
export async function writeStory(p: Platform): Promise<string[]> {
  const ids: string[] = [];
  for (const [i, sketch] of story().entries()) {
    const draft: Draft = { tenant: TENANT, at: at(i), key: `${sketch.type}:${i}`, ...(ids.at(-1) && i !== 11 && { cause: ids.at(-1)! }), ...sketch };
    await transaction(p.pool, (tx) => append(tx, [draft]));
    const { rows } = await p.pool.query<{ id: string }>('select id from message where key = $1', [draft.key]);
    ids.push(rows[0]!.id);
  }
  await transaction(p.pool, (tx) => project(tx, ids));
  return ids;
}

async function project(tx: PoolClient, ids: readonly string[]): Promise<void> {
  const key = { tenant: TENANT, orderId };
  await orders.saveOrder(tx, { ...key, channel: 'shopify-us', external: '5001', number: '#1001', placedAt: at(0), currency: 'USD',
    total: '6696', document: encode(order), correlation, cancelledAt: null });
  await orders.saveLines(tx, key, order.lines.map((l) => ({ line_id: l.lineId, title: l.title, ordered: l.quantity, cancelled: 0 })));
  for (const what of ['reserved', 'released', 'shipped'] as const)
    await orders.addQuantities(tx, key, what, promised.map(({ lineId, quantity, sku }) => ({ lineId, quantity, sku })));
  await orders.addQuantities(tx, key, 'reserved', promised.map(({ lineId, quantity }) => ({ lineId, quantity: -quantity })));
  await orders.advance(tx, key, 'invoiced', { erpOrder: 'SO-0017' });
  await orders.saveShipment(tx, { ...key, shipmentId: shipment.shipmentId, location: 'east', at: at(40), document: encode(shipment) });
  await orders.noteShipment(tx, { ...key, shipmentId: shipment.shipmentId }, { invoice: 'INV-0009', recordedAt: at(41) });
  const goods = shardOf(TENANT, 'stock:TEE-M');
  const money = shardOf(TENANT, `order:${orderId}`);
  const entry = { tenant: TENANT, date: '2026-11-21', at: at(42), legalEntity: 'main', correlation, document: `order:${orderId}` };
  // Counted before the order was: another story.
  await postEntries(tx, [{ ...entry, correlation: newId(), document: 'sku:TEE-M', shard: goods, id: newId(), book: 'goods', key: 'g0', memo: 'counted', cause: newId(), lines: [
    { account: 'stock:east:reserved', unit: 'TEE-M', amount: 2n }, { account: 'goods:variance', unit: 'TEE-M', amount: -2n }] }]);
  await postEntries(tx, [{ ...entry, shard: goods, id: newId(), book: 'goods', key: 'g1', memo: 'ship', cause: ids[12]!, lines: [
    { account: 'stock:east:reserved', unit: 'TEE-M', amount: -2n }, { account: 'goods:shipped', unit: 'TEE-M', amount: 2n }] }]);
  await postEntries(tx, [{ ...entry, shard: money, id: newId(), book: 'money', key: 'm1', memo: 'Invoice INV-0009; order #1001', cause: ids[14]!, lines: [
    { account: 'assets:clearing:shopify-us', unit: 'USD', amount: 6696n }, { account: 'revenue:sales', unit: 'USD', amount: -6200n },
    { account: 'liabilities:tax', unit: 'USD', amount: -496n }] }]);
  await writePayout(tx, ids);
}

export const payoutStory = derivedUuid(TENANT, 'story', payoutId);
async function writePayout(tx: PoolClient, ids: readonly string[]): Promise<void> {
  const lines: Payout['lines'] = [
    { class: 'sale', amount: usd(6696), code: 'charge', order: brand('5001') },
    { class: 'processing-fee', amount: usd(-224), code: 'charge/fee', order: brand('5001') },
    { class: 'unknown', amount: usd(-100), code: '=mystery' },
  ];
  const header = { connection: brand<never>('shopify-us'), external: brand<never>('po-88'), currency: USD,
    depositDate: '2026-11-24' as LocalDate, net: usd(6372) };
  await savePayoutLines(tx, { tenant: TENANT, payoutId, header, correlation: payoutStory }, lines,
    ({ order }) => (order ? orderIdOf(TENANT, 'shopify-us', order) : undefined));
  await append(tx, [{ tenant: TENANT, type: 'PayoutReceived', data: { payout: header, payoutId, lineCount: 3 }, key: 'PayoutReceived:1',
    at: at(59), correlation: payoutStory, connection: 'shopify-us', cause: ids[0]!,
    references: [{ reference: 'po-88', kind: 'payout', connection: 'shopify-us' }] }]);
}
