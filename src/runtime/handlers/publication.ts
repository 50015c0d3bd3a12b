/**
 * What channels are told of stock: one availability per item, absolute, by compare-and-swap against what they
 * last acknowledged. A changed SKU is looked at once per change; a channel hears only what differs.
 */
import type { ConnectionId, ExternalId, Sku } from '#domain/brand.ts';
import type { AvailabilityChanged, ProductSeen, StockPublished } from '#domain/messages.ts';
import type { Claimed } from '#store/delivery.ts';
import { stockOf } from '#store/ledger.ts';
import * as told from '#store/told.ts';
import type { Draft } from '../append.ts';
import { mappingOf, policyOf, tenantOf, type Connection } from '../platform.ts';
import { follow, type Batch, type LocalHandler, type Result } from './handler.ts';

interface StockPolicy { readonly publish: boolean; readonly safety: number }
const OTHERWISE: StockPolicy = { publish: true, safety: 0 };

export const publicationHandler: LocalHandler = async (batch, deliveries) => {
  const results: Result[] = [];
  for (const d of deliveries) {
    if (d.type === 'ProductSeen') results.push({ drafts: await listed(batch, d, d.data as ProductSeen['data']) });
    else if (d.type === 'StockPublished') results.push({ drafts: await acknowledged(batch, d, d.data as StockPublished['data']) });
    else results.push({ drafts: await changed(batch, d, (d.data as AvailabilityChanged['data']).sku) });
  }
  return results;
};

/** A channel lists an item: from now on it hears of its SKU. */
async function listed(batch: Batch, d: Claimed, p: ProductSeen['data']): Promise<Draft[]> {
  const t = tenantOf(batch.platform, d.tenant);
  const sku = mappingOf(t, 'sku', p.connection, p.external)?.own ?? p.statedSku;
  const sells = t.connections.get(p.connection)?.row.roles.includes('channel');
  if (!sku || !sells) return [];
  await told.list(batch.tx, { tenant: d.tenant, connection: p.connection, item: p.external, sku });
  return changed(batch, d, sku as Sku);
}

async function acknowledged(batch: Batch, d: Claimed, s: StockPublished['data']): Promise<Draft[]> {
  await told.acknowledge(batch.tx, { tenant: d.tenant, connection: s.by, item: s.external, sku: s.sku }, s.quantity);
  return [];
}

const hears = (c: Connection): boolean => c.connector.can.writes?.PublishStock !== undefined && c.row.state !== 'closed';

async function changed(batch: Batch, d: Claimed, sku: Sku): Promise<Draft[]> {
  const t = tenantOf(batch.platform, d.tenant);
  const stock = await stockOf(batch.tx, d.tenant, sku);
  const free = stock.reduce((n, b) => n + (b.account.endsWith(':on_hand') ? Number(b.amount) : 0), 0);
  const drafts: Draft[] = [];
  for (const { connection, item } of t.itemsOf.get(sku) ?? [])
    if (t.connections.get(connection)?.row.roles.includes('channel'))
      await told.list(batch.tx, { tenant: d.tenant, connection, item, sku });
  for (const row of await told.listings(batch.tx, d.tenant, sku)) {
    const c = t.connections.get(row.connection);
    const policy = policyOf(t, 'stock', row.connection, OTHERWISE);
    const quantity = Math.max(0, free - policy.safety);
    if (!c || !hears(c) || !policy.publish || row.wanted === quantity) continue;
    await told.want(batch.tx, { tenant: d.tenant, connection: row.connection, item: row.item, sku }, quantity);
    const data = {
      key: `stock:${row.connection}:${row.item}:${d.id}`, to: row.connection as ConnectionId, sku,
      item: row.item as ExternalId, quantity, ...(row.acknowledged !== null && { was: row.acknowledged }),
    };
    drafts.push(follow(d, drafts.length, { type: 'PublishStock', data, subject: `stock:${sku}/${row.connection}/${row.item}` }, batch.now));
  }
  if (free > 0)
    for (const orderId of await told.ordersWaitingFor(batch.tx, d.tenant, sku))
      drafts.push(follow(d, drafts.length, { type: 'StockArrived', data: { orderId }, key: `${orderId}:${d.id}` }, batch.now));
  return drafts;
}
