/** Goods said straight to the log, and what stands on their accounts. */
import { append } from '#runtime/append.ts';
import { derivedUuid } from '#runtime/identity.ts';
import { transaction } from '#store/query.ts';
import { TENANT, type Ground } from '../engine/bench.fixture.ts';
import { rows } from './shop.fixture.ts';

let number = 0;
/** A fact about one SKU, as a connection says it. */
export async function said(g: Ground, type: 'StockMoved' | 'StockCounted' | 'GoodsExpected', data: { sku: string; [field: string]: unknown }) {
  number += 1;
  const at = (data['at'] ?? data['asOf'] ?? '2026-11-21T10:00:00.000Z') as string;
  const full = { connection: 'wms', external: `M-${number}`, at, ...data };
  await transaction(g.opened.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type, data: full, key: `${type}:test:${number}`, at, correlation: derivedUuid(TENANT, 'stock', data.sku),
  }]));
}
/** `BER on_hand` → units; what is zero is left out. */
export async function books(g: Ground, sku: string): Promise<Record<string, number>> {
  const found = await rows<{ account: string; amount: bigint }>(g, `
    select account, amount from balance where unit = $1 and amount <> 0 and account ~ '^(stock:|goods:owed:|lot:)' order by account`, [sku]);
  return Object.fromEntries(found.map((r) => [r.account.replace(/^stock:/, '').replaceAll(':', ' '), Number(r.amount)]));
}
export const complaints = (g: Ground): Promise<{ exception: string; detail: string }[]> => rows(g, `
  select exception, fault->>'detail' as detail from delivery where state = 'Parked' order by changed, message`);
/** What the ledger answered an order, newest last. */
export const answers = async (g: Ground, order: string): Promise<string[]> => (await rows<{ said: string }>(g, `
  select m.type || case when m.data ? 'claimed' then ' claimed ' || coalesce(m.data->>'expected', '') else '' end as said
  from message m join order_view o on m.subject = 'order:' || o.order_id
  where o.number = $1 and m.type in ('StockReserved', 'StockRefused', 'StockReleased') order by m.seen, m.position`, [order])).map((r) => r.said);
