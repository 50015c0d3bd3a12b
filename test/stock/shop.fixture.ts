/** A shop that lists items under its own names, on the engine's ground: what it was told, and what stands in the log. */
import { append } from '#runtime/append.ts';
import { derivedUuid, newId } from '#runtime/identity.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { savePolicy } from '#store/configuration.ts';
import { transaction } from '#store/query.ts';
import { TENANT, type Ground } from '../engine/bench.fixture.ts';

/** `shop` lists a SKU as an item of its own. */
export async function lists(g: Ground, connection: string, sku: string, item = `${connection}-${sku}`): Promise<void> {
  await transaction(g.opened.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type: 'ProductSeen', data: { connection, external: item, statedSku: sku, title: sku },
    subject: `product:${connection}:${item}`, key: `ProductSeen:${connection}:${sku}`, at: '2026-11-21T05:00:00.000Z',
    correlation: derivedUuid(TENANT, 'stock', sku),
  }]));
}
/** Something about a SKU changed, as far as anybody knows. */
export async function stir(g: Ground, sku: string): Promise<void> {
  await transaction(g.opened.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type: 'AvailabilityChanged', data: { sku }, key: `AvailabilityChanged:test:${newId()}`,
    at: '2026-11-21T05:00:00.000Z', correlation: derivedUuid(TENANT, 'stock', sku),
  }]));
}
export async function policy(g: Ground, name: string, scope: string, value: unknown): Promise<void> {
  await savePolicy(g.opened.platform.pool, TENANT, { name, scope, value, author: 'test' });
  await loadConfiguration(g.opened.platform);
}
export const shows = (g: Ground, connection: string, sku: string): number | undefined => g.twin.shown.get(`${connection} ${connection}-${sku}`);

export const rows = async <T extends object>(g: Ground, text: string, values: unknown[] = []): Promise<T[]> =>
  (await g.opened.platform.pool.query(text, values)).rows as T[];
/** Wishes to tell a channel a number, in order, with what became of each. */
export const wishes = (g: Ground, sku: string) => rows<{ quantity: number; was: number | null; state: string; why: string | null }>(g, `
  select (m.data->>'quantity')::int as quantity, (m.data->>'was')::int as was, d.state::text, d.fault->>'detail' as why
  from message m join delivery d on d.shard = m.shard and d.message = m.position and d.tenant = m.tenant
  where m.type = 'PublishStock' and m.data->>'sku' = $1 order by m.position`, [sku]);
