/**
 * The guard that revenue is posted once: by documents or by the payout, decided per channel, and kept per order. When
 * a channel changes from one way to the other, an order goes on the way it began: what documents have posted is
 * cleared by the payout, and what was left to the payout is not invoiced into the books as well.
 */
import { account } from '#domain/posting/accounts.ts';
import type { Mode } from '#domain/posting/payout.ts';
import { shardOf } from '#domain/shard.ts';
import type { Claimed } from '#store/delivery.ts';
import { documentsOf, everPosted, firstSettled, summaryEverChosen } from '#store/ways.ts';
import type { Batch } from './handlers/handler.ts';
import { orderStory } from './identity.ts';
import { tenantOf, type TenantConfiguration } from './platform.ts';

const CHUNK = 2000;

/** Whether an order of this payout can have begun another way than its channel goes now. */
export const mayClear = async (batch: Batch, tenant: string, { mode, connection }: { mode: Mode; connection: string }): Promise<boolean> =>
  (mode === 'documents' ? mayDiffer(batch, tenant) : everPosted(batch.tx, tenant, account('assets:clearing', connection)));

/** Asked once per configuration: a change of policy makes a new one. */
const chosen = new WeakMap<TenantConfiguration, Promise<boolean>>();
export function mayDiffer({ platform, tx }: Batch, tenant: string): Promise<boolean> {
  const t = tenantOf(platform, tenant);
  const known = chosen.get(t);
  if (known) return known;
  const asked = summaryEverChosen(tx, tenant);
  chosen.set(t, asked);
  asked.catch(() => chosen.delete(t));
  return asked;
}

/** The way each order began; those that have not begun are not in it. `except`: the payout that asks. */
export async function waysBegun(
  { tx }: Pick<Batch, 'tx'>, d: Pick<Claimed, 'tenant' | 'id'>, orders: readonly string[], except = '',
): Promise<Map<string, Mode>> {
  const ways = new Map<string, Mode>();
  for (let from = 0; from < orders.length; from += CHUNK) {
    const settled = await firstSettled(tx, d.tenant, { orders: orders.slice(from, from + CHUNK), except });
    for (const row of settled) ways.set(row.order_id, row.mode);
  }
  for (const [shard, mine] of Map.groupBy(orders, (id) => shardOf(d.tenant, `order:${id}`)))
    for (let from = 0; from < mine.length; from += CHUNK) {
      const part = mine.slice(from, from + CHUNK);
      const stories = part.map((id) => orderStory(d.tenant, id));
      for (const row of await documentsOf(tx, shard, { tenant: d.tenant, orders: part, stories, except: d.id })) {
        if (row.posted) ways.set(row.order_id, 'documents');
        else if (row.skipped) ways.set(row.order_id, 'summary');
      }
    }
  return ways;
}
