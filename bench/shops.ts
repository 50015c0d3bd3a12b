/** Shops that all list the same items, for measurements of stock. */
import { append } from '#runtime/append.ts';
import { derivedUuid } from '#runtime/identity.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { loadConfiguration, secretsOwner, tenantOf } from '#runtime/platform.ts';
import { seal } from '#runtime/vault.ts';
import { saveConnection } from '#store/configuration.ts';
import { transaction } from '#store/query.ts';
import { TENANT, type Ground } from './ground.ts';

export const SHOPS = Array.from({ length: 8 }, (_, i) => `shop-${i + 1}`);

/** Eight channels, each listing every one of these SKUs. */
export async function openShops(g: Ground, skus: readonly string[]): Promise<void> {
  const { platform } = g.opened;
  const { key } = tenantOf(platform, TENANT).key;
  for (const connection of SHOPS)
    await saveConnection(platform.pool, {
      tenant: TENANT, connection, connector: 'simulated', roles: ['channel'], settings: { baseUrl: g.twin.url },
      secrets: seal(key, secretsOwner(TENANT, connection), Buffer.from(JSON.stringify({ token: 'bench', webhookSecret: 'bench' }))),
    });
  await loadConfiguration(platform);
  const at = '2026-11-21T05:00:00.000Z';
  for (const connection of SHOPS)
    await transaction(platform.pool, (tx) => append(tx, skus.map((sku) => ({
      tenant: TENANT, type: 'ProductSeen', data: { connection, external: `${connection}-${sku}`, statedSku: sku, title: sku },
      subject: `product:${connection}:${connection}-${sku}`, key: `ProductSeen:${connection}:${sku}`, at,
      correlation: derivedUuid(TENANT, 'stock', sku),
    }))));
}
export async function count(g: Ground, counted: Readonly<Record<string, number>>, at: string): Promise<void> {
  await transaction(g.opened.platform.pool, (tx) => append(tx, Object.entries(counted).map(([sku, onHand]) => ({
    tenant: TENANT, type: 'StockCounted', data: { connection: 'wms', location: 'BER', sku, onHand, asOf: at },
    key: `StockCounted:${sku}:${at}`, at, correlation: derivedUuid(TENANT, 'stock', sku),
  }))));
}
export async function idle(g: Ground): Promise<void> {
  for (;;) {
    const { rows } = await g.opened.platform.pool.query<{ n: number }>(
      `select count(*)::int as n from delivery where state in ('Ready', 'Queued', 'Claimed')`);
    if (rows[0]!.n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A worker, the shops, and a hundred pieces of each of `many` SKUs, all of it told to everybody. */
export async function trading(g: Ground, many: number): Promise<{ skus: readonly string[]; worker: Worker }> {
  const skus = Array.from({ length: many }, (_, i) => `SKU-${i}`);
  await openShops(g, skus);
  await count(g, Object.fromEntries(skus.map((sku) => [sku, 100])), '2026-11-21T06:00:00.000Z');
  const worker = startWorker(g.opened.platform, { controlUrl: g.opened.url, intake: g.intake });
  await idle(g);
  return { skus, worker };
}
